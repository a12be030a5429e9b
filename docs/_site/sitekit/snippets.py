"""The fences that run code: on which step, what has to run, and what the results become."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from latex2mathml.converter import convert as mathml

from sitekit import figures, graphs, large, runs
from sitekit.code import listing
from sitekit.fences import Fence, Part, parts_of
from sitekit.html import PageError, inline, plain
from sitekit.player import Side, player
from stepkit.running import Job, Outcome

KINDS = ("run", "graph", "play", "dot", "figure", "math")  # those that any page may use
RUNNING = {
    "question": "snippet",
    "run": "snippet",
    "graph": "recording",
    "play": "recording",
    "dot": "snippet",
    "figure": "figure",
}  # what kind of job each is

Outcomes = Mapping[tuple[int, str], Outcome]  # by step and key of the job


def step_of(fence: Fence, here: int | None) -> int:
    """The step that a fence names, or else the one that its page is about."""
    named = _step_after("step", fence)
    if named is not None:
        return named
    if here is None:
        raise PageError(f"this page is about no single step: write dz-{fence.kind} step 14")
    return here


def _step_after(word: str, fence: Fence) -> int | None:
    """The number that follows a word in a fence's first line, if the word is there."""
    if word not in fence.words:
        return None
    number = "".join(fence.words[fence.words.index(word) + 1 :][:1])
    if not number.isdigit():
        raise PageError(f"{number!r} is no step: write dz-{fence.kind} {word} 14")
    return int(number)


def jobs_of(fences: Iterable[Fence], here: int | None) -> list[tuple[int, Job]]:
    """The code that has to run for the fences of a page, with the step on which it runs.

    here: the step that the page is about, if it is about one
    """
    jobs: list[tuple[int, Job]] = []
    for fence in fences:
        try:
            if here is None:
                _check_kind(fence)
            jobs += _jobs_of_one(fence, here)
        except PageError as error:
            raise PageError(f"line {fence.line}, {fence.kind}: {error}") from None
    return jobs


def _check_kind(fence: Fence) -> None:
    if fence.kind not in KINDS:
        known = ", ".join(f"dz-{kind}" for kind in KINDS)
        raise PageError(f"it belongs to a step's page: write one of {known} on others")


def _jobs_of_one(fence: Fence, here: int | None) -> list[tuple[int, Job]]:
    if fence.kind not in RUNNING:
        return []
    code, parts = parts_of(fence)
    job = Job(job_key(fence.kind, code), RUNNING[fence.kind], code)
    return [(number, job) for number in sorted(_steps(fence, parts, step_of(fence, here)))]


def _steps(fence: Fence, parts: Mapping[str, Part], step: int) -> set[int]:
    """On which steps a fence runs."""
    if fence.kind in ("question", "run"):
        return {step - (where == "before") for where in parts if where != "caption"}
    if fence.kind == "play":
        return set(_played(fence, step))
    return {step - ("before" in fence.words)}


def _played(fence: Fence, step: int) -> list[int]:
    """The steps that a player shows, from left to right."""
    other = step - 1 if "before" in fence.words else _step_after("compare", fence)
    return [step] if other is None else [other, step]


def job_key(kind: str, code: str) -> str:
    """The same code of the same kind runs once; a question is a snippet like any other."""
    return f"{RUNNING[kind]}: {code}"


def fill_each(fences: Iterable[Fence], fill_one: Callable[[int, Fence], str]) -> tuple[list[str], list[str]]:
    """The HTML for each fence, and what is wrong with those that cannot be filled."""
    contents: list[str] = []
    complaints: list[str] = []
    for number, fence in enumerate(fences):
        try:
            contents.append(fill_one(number, fence))
        except PageError as error:
            complaints.append(f"line {fence.line}, {fence.kind}: {error}")
            contents.append("")
    return contents, complaints


def fill(fences: Iterable[Fence], outcomes: Outcomes) -> list[str]:
    """The HTML for each fence of a page that is about no single step."""
    contents, complaints = fill_each(fences, lambda number, fence: fill_one(fence, None, outcomes))
    if complaints:
        raise PageError("\n  ".join(complaints))
    return contents


def fill_one(fence: Fence, here: int | None, outcomes: Outcomes) -> str:
    """The HTML for a fence of one of the KINDS."""
    if fence.kind == "math":
        formula = mathml(fence.body.strip(), display="block")
        return f'<div class="dz-math" tabindex="0" role="region" aria-label="Formula">{formula}</div>'
    if fence.kind == "run":
        return snippet(fence, here, outcomes, ("before", "here", "now"))
    return _drawing(fence, step_of(fence, here), outcomes)


def snippet(fence: Fence, here: int | None, outcomes: Outcomes, shown: tuple[str, ...]) -> str:
    """The code with those of its stated results that are to be shown."""
    step = step_of(fence, here)
    code, parts = parts_of(fence)
    if not parts:
        raise PageError('it states no result: write "--- before", "--- here" or "--- now" below the code')
    return results(code, parts, step, outcomes, shown)


def results(
    code: str, parts: Mapping[str, Part], step: int, outcomes: Outcomes, shown: tuple[str, ...]
) -> str:
    """The code and its results, each of them compared with the one stated."""
    found = []
    for where, part in parts.items():
        number = step - (where == "before")
        output = outcomes[number, job_key("run", code)].output
        runs.check(part, output, f"step {number:02d}")
        verb = "printed" if where == "before" else "prints"
        found.append(runs.Result(where, f"Step {number:02d} {verb}", part.remark, output))
    return runs.snippet(code, [result for result in found if result.where in shown])


def _drawing(fence: Fence, step: int, outcomes: Outcomes) -> str:
    code, parts = parts_of(fence)
    caption = inline(parts["caption"].text) if "caption" in parts else ""
    if not caption:
        raise PageError('a picture needs a caption: write it below a line "--- caption"')

    def product(number: int) -> Any:
        outcome = outcomes[number, job_key(fence.kind, code)]
        if outcome.product is None:
            raise PageError(f"nothing was drawn: {outcome.output.strip()}")
        return outcome.product

    at = step - ("before" in fence.words)
    if fence.kind == "graph":
        story = product(at)
        return graphs.figure(graphs.draw(story, graphs.describe(story)), caption)
    if fence.kind == "play":
        return player([Side(number, product(number)) for number in _played(fence, step)], code, caption)
    words = plain(caption)
    printed = outcomes[at, job_key(fence.kind, code)].output
    if large.is_large(fence):
        shown = large.gallery(large.read_drawings(fence, printed))
    elif fence.kind == "dot":
        shown = graphs.figure(graphs.draw_dot(printed, words), caption)
    else:
        shown = graphs.figure(figures.themed(product(at), words), caption)
    fold = (
        '<details class="dz-fold"><summary><span>The code that drew this</span></summary>'
        f"{listing(code, 'The code that drew this')}</details>"
    )
    return shown + fold


def large_drawings(fences: Iterable[Fence], here: int | None, outcomes: Outcomes) -> list[large.Drawing]:
    """What the fences of a page draw into files of their own."""
    drawings: list[large.Drawing] = []
    for fence in filter(large.is_large, fences):
        job = _jobs_of_one(fence, here)[0]
        drawings += large.read_drawings(fence, outcomes[job[0], job[1].key].output)
    return drawings
