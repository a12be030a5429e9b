"""A step's page: its prose from docs/steps, everything else computed."""

import re
from contextlib import suppress
from dataclasses import dataclass

from sitekit import diffs, runs, snippets
from sitekit.diffs import NO_LINKS, Links, Source
from sitekit.explained import Ledger, changes_due, lines_due
from sitekit.fences import Fence, Part, notes_of, parts_of, range_of, slot_mark, take_fences
from sitekit.html import PageError, esc, slug
from sitekit.matrix import topic_address
from sitekit.snippets import Outcomes
from sitekit.strip import Sizes, strip
from stepkit.behaviours import Behaviour
from stepkit.catalog import Catalog, Step
from stepkit.diffing import FileDiff, Tree, changed_files, diff_trees, framework_tree, plural
from stepkit.running import Job
from stepkit.spans import describe_span

SECTIONS = {
    "change": ("The question", "The change", "Now", "The picture", "Worth knowing", "Exercises"),
    "theory": ("The question", "The example", "The output", "The picture", "Worth knowing", "Exercises"),
}
SECTIONS["application"] = SECTIONS["theory"]
PATH = re.compile(r"steps/step(\d\d)\.md")


def step_number(path: str) -> int | None:
    """The number of the step that a page is about, if it is a step's: path is seen from docs."""
    match = PATH.fullmatch(path)
    return int(match[1]) if match else None


def path_of(step: Step) -> str:
    """Where the page of a step is, seen from docs."""
    return f"steps/step{step.label}.md"


@dataclass(frozen=True)
class Lesson:
    """A step with what its page is computed from."""

    catalog: Catalog
    step: Step
    before: Step | None
    diffs: list[FileDiff]
    source: Source
    example: str

    @property
    def changed(self) -> list[FileDiff]:
        return changed_files(self.diffs)

    @property
    def size(self) -> tuple[int, int]:
        """Lines added and removed."""
        return sum(diff.added for diff in self.changed), sum(diff.removed for diff in self.changed)


def read_lesson(catalog: Catalog, step: Step) -> Lesson:
    before = catalog.before(step)
    old: Tree = framework_tree(before.folder) if before else {}
    new = framework_tree(step.folder)
    example = (step.folder / "example.py").read_text(encoding="utf-8")
    changes = diff_trees(old, new)
    return Lesson(catalog, step, before, changes, Source.of(old, new, changes), example)


# ---------------------------------------------------------------- what has to run


@dataclass(frozen=True)
class Draft:
    """A page as it is written: text with slots, and the fences that fill them."""

    text: str
    fences: list[Fence]


EXAMPLE_KEY = "example"


def jobs_of(draft: Draft, lesson: Lesson) -> list[tuple[int, Job]]:
    """The code that has to run for this page, with the step on which it runs."""
    here = lesson.step.number
    example = Job(EXAMPLE_KEY, "snippet", run_the_example(lesson))
    return [(here, example), *snippets.jobs_of(draft.fences, here)]


def run_the_example(lesson: Lesson) -> str:
    folder = lesson.step.folder
    return (
        f"import runpy, sys\nsys.path.append({str(folder)!r})\n"
        f"runpy.run_path({str(folder / 'example.py')!r}, run_name='__main__')"
    )


# ---------------------------------------------------------------- filling the page


def read_draft(markdown: str) -> Draft:
    text, fences = take_fences(markdown)
    return Draft(text, fences)


def check_sections(draft: Draft, kind: str) -> None:
    """Every page has the same parts in the same order."""
    due = SECTIONS[kind]
    found = tuple(re.findall(r"^## (.+?)\s*$", draft.text, re.M))
    if found != due:
        raise PageError(f"the sections of a {kind} step are {', '.join(due)}; here are {', '.join(found)}")


def fill(draft: Draft, lesson: Lesson, outcomes: Outcomes, links: Links = NO_LINKS) -> list[str]:
    """The HTML for each slot. All that is wrong is said at once."""
    theory = lesson.step.kind != "change"
    ledger = lines_due(example_pieces(lesson)) if theory else changes_due(lesson.changed)
    question = next((fence for fence in draft.fences if fence.kind == "question"), None)
    contents, complaints = snippets.fill_each(
        draft.fences,
        lambda number, fence: _fill_one(fence, number, lesson, outcomes, ledger, question, links),
    )
    complaints += ledger.forgotten()
    if complaints:
        raise PageError("\n  ".join(complaints))
    return contents


def _fill_one(
    fence: Fence,
    number: int,
    lesson: Lesson,
    outcomes: Outcomes,
    ledger: Ledger,
    question: Fence | None,
    links: Links,
) -> str:
    here = lesson.step.number
    if fence.kind in ("change", "piece"):
        return _hunk(fence, number, lesson, ledger, links)
    if fence.kind == "question":
        return snippets.snippet(fence, here, outcomes, ("before", "here"))
    if fence.kind == "now":
        code, parts = parts_of(question) if question else ("", {})
        if "now" not in parts:
            raise PageError('it repeats the question of this page, which has no part "--- now"')
        return snippets.results(code, parts, here, outcomes, ("before", "now"))
    if fence.kind == "example":
        output = outcomes[here, EXAMPLE_KEY].output
        expected = (lesson.step.folder / "example.out").read_text(encoding="utf-8")
        runs.check(Part("", expected), output, "example.out")
        return runs.console(f"python steps/step{lesson.step.label}/example.py", output)
    return snippets.fill_one(fence, here, outcomes)


def _hunk(fence: Fence, number: int, lesson: Lesson, ledger: Ledger, links: Links) -> str:
    found = _chosen(fence, lesson)
    plain = fence.kind == "piece"
    source = Source({}, {"example.py": lesson.example}) if plain else lesson.source
    html, keys = diffs.hunk(found, source, notes_of(fence), number, plain, NO_LINKS if plain else links)
    ledger.explain(keys)
    return html


def _chosen(fence: Fence, lesson: Lesson) -> diffs.Found:
    """The lines that a fence shows."""
    names, start, stop = range_of(fence.words)
    if not names:
        raise PageError("it names no definition: write one after dz-" + fence.kind)
    pieces = example_pieces(lesson) if fence.kind == "piece" else lesson.changed
    return diffs.select(pieces, names, start, stop)


def explained_where(draft: Draft, lesson: Lesson) -> dict[str, str]:
    """For each definition that the page explains, the id of the first hunk that does."""
    places: dict[str, str] = {}
    for number, fence in enumerate(draft.fences):
        if fence.kind == "change":
            with suppress(PageError):  # which `fill` reports, with its line
                for _, shown in _chosen(fence, lesson):
                    places.setdefault(shown.section.name, diffs.hunk_id(number))
    return places


def example_pieces(lesson: Lesson) -> list[FileDiff]:
    """The example as if all of it were new."""
    return diff_trees({}, {"example.py": lesson.example})


# ---------------------------------------------------------------- head and tail


def compose(draft: Draft, lesson: Lesson) -> str:
    """The page as Markdown: head, prose with slots, and the headings of what follows."""
    tail = len(draft.fences)
    changed = lesson.changed
    prose = draft.text.strip()
    if lesson.size[1]:
        prose = prose.replace("## The change\n", f"## The change\n\n{slot_mark(tail + 4)}\n", 1)
    return "\n\n".join(
        [
            slot_mark(tail),
            f"# {esc(lesson.step.title)}",
            slot_mark(tail + 1),
            prose,
            *(["## Whole diff", slot_mark(tail + 2)] if changed else ["## Whole file", slot_mark(tail + 2)]),
            "## Behaviours",
            slot_mark(tail + 3),
        ]
    )


def frame(lesson: Lesson, behaviours: list[Behaviour], sizes: Sizes) -> list[str]:
    """The HTML around the prose: above the title, below it, the whole diff, the behaviours."""
    step, catalog = lesson.step, lesson.catalog
    above = strip(catalog, step, sizes, "step{step}.html")
    above += (
        f'<p class="dz-kicker"><span>Step {step.label} of {catalog.last}</span> '
        f"<span>Stage {step.stage.number}, {esc(step.stage.title.lower())}</span>"
        f"{f' <span>{step.kind}</span>' if step.kind != 'change' else ''}</p>"
    )
    below = f'<p class="dz-lede">{esc(step.lesson)}</p>{_facts(lesson, behaviours)}{_commands(lesson)}'
    if lesson.changed:
        whole = "".join(diffs.whole_diff(diff, lesson.source) for diff in lesson.changed)
    else:
        whole = "<p>The framework equals that of the step before, byte for byte.</p>"
    whole += "".join(diffs.whole_file(diff, lesson.source) for diff in worth_showing_whole(lesson))
    return [above, below, whole, behaviour_list(lesson, behaviours), REMOVED_SWITCH]


def worth_showing_whole(lesson: Lesson) -> list[FileDiff]:
    """The files of the framework that changed, or all of them where none did."""
    diffs_shown = lesson.changed or lesson.diffs
    return [diff for diff in diffs_shown if diff.new and not diff.new.startswith("test_")]


REMOVED_SWITCH = (
    '<div class="dz-tools"><label><input type="checkbox" role="switch" id="dz-removed" checked>'
    '<span class="dz-sw" aria-hidden="true"></span>Show removed lines</label></div>'
)


def _facts(lesson: Lesson, behaviours: list[Behaviour]) -> str:
    added, removed = lesson.size
    new = sum(behaviour.introduced_at(lesson.step.number) for behaviour in behaviours)
    sections = [s for diff in lesson.diffs for s in diff.sections if s.name and s.state != "gone"]
    names = {section.name for section in sections}
    touched = {section.name for section in sections if section.state != "same"}
    facts = []
    if lesson.changed:
        files = len(lesson.changed)
        facts.append(("#whole-diff", f"<b>{files}</b> {'file' if files == 1 else 'files'}"))
        minus = f' <b class="m">−{removed}</b>' if removed else ""
        facts.append(("#whole-diff", f'<b class="p">+{added}</b>{minus} lines'))
        facts.append(("#the-change", f"<b>{len(touched)}</b> of {plural(len(names), 'definition')}"))
    else:
        facts.append(("#whole-file", "framework unchanged"))
        facts.append(("#the-example", f"<b>{len(lesson.example.splitlines())}</b> lines of example"))
    facts.append(("#behaviours", f"<b>{new}</b> new {'behaviour' if new == 1 else 'behaviours'}"))
    items = "".join(f'<li><a href="{target}">{fact}</a></li>' for target, fact in facts)
    return f'<ul class="dz-facts" data-search-exclude>{items}</ul>'


def _commands(lesson: Lesson) -> str:
    label = lesson.step.label
    commands = [("Run its example and its tests", f"nox -s step{label}")]
    if lesson.before and lesson.changed:
        commands.append(("See the change in a terminal", f"nox -s diff -- {lesson.before.label} {label}"))
    elif lesson.before:
        commands.append(("Compare the examples", f"nox -s diff -- {lesson.before.label} {label} --all"))
    commands.append(("Write it yourself, with hints", f"nox -s practice -- {label}"))
    cells = "".join(
        f'<div><p>{what}</p><div class="highlight"><pre><code>{esc(command)}</code></pre></div></div>'
        for what, command in commands
    )
    return f'<div class="dz-cmds">{cells}</div>'


def behaviour_list(lesson: Lesson, behaviours: list[Behaviour]) -> str:
    """What became true with this step, each with its test; what is guarded from here on, and before."""
    number, last = lesson.step.number, lesson.catalog.last
    new = [b for b in behaviours if b.introduced_at(number)]
    guards = [b for b in behaviours if b.begins_at(number) and not b.introduced_at(number)]
    kept = sum(number in b.span and not b.begins_at(number) for b in behaviours)
    link = f'<a href="../matrix.html#new={number}">{plural(len(new), "statement")} became true</a>'
    words = f"{link} with this step: on the step before, "
    words += "its test fails." if len(new) == 1 else "their tests fail."
    if kept:
        words += f" {plural(kept, 'statement')} from before still {'holds' if kept == 1 else 'hold'}."
    html = f"<p>{words}</p>{_tests(new, last)}"
    if guards:
        html += f"<p>From here on, the tests also guard:</p>{_tests(guards, last)}"
    return html


def _tests(behaviours: list[Behaviour], last: int) -> str:
    """Statements, each with a link to its test."""
    items = "".join(
        f'<li><a href="../{topic_address(b.file)}#{slug(b.statement)}">{esc(b.statement)}</a>'
        f"<code>{esc(b.file)}</code><span>{describe_span(b.span, last)}</span></li>"
        for b in behaviours
    )
    return f'<ul class="dz-beh" data-search-exclude>{items}</ul>'
