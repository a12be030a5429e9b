"""The blocks of a page that are computed when the site is built.

    ```dz-change NAME [NAME ...] [from "text"] [to "text"]
        a hunk of this step's diff: the lines of the named definitions, or of a part of one.
        A file's name stands for its code outside of definitions. The body explains it:
        "> text" begins a note at the first shown line that holds the text; what comes
        before is a remark on the whole.
    ```dz-piece NAME [NAME ...] [from "text"] [to "text"]
        the same for example.py, of a step that leaves the framework as it is
    ```dz-question
        a snippet, and after a line "--- before" or "--- here" what it prints: on the step
        before, or on this one. "--- before: remark" adds a remark. "--- now" is kept for
    ```dz-now
        the question's snippet again, with both results side by side
    ```dz-run
        any other snippet: shown with all results that are stated
    ```dz-example
        what example.py prints
    ```dz-graph [before]
        the functions that a snippet calls, drawn, with the order in which their rules ran
        backward; after "--- caption" a caption
    ```dz-play [before | compare STEP]
        a snippet with a backward pass that a reader can play and step through; beside it the
        same on the step before, or on another one; a caption
    ```dz-dot
        the same for a text in DOT that the code prints; a caption
    ```dz-dot large NAME
        for a graph that does not fit: a small picture, with its size in numbers, is a link to
        the file assets/graphs/NAME.svg, and opens it on top of the page to be moved about. If the
        code prints several graphs, they stand side by side, each with a paragraph of the caption,
        and their files are NAME-1.svg and so on
    ```dz-figure
        a drawing: code that leaves a matplotlib figure under the name `figure`; a caption
    ```dz-math
        a formula in LaTeX

dz-run, dz-graph, dz-play, dz-dot, dz-figure and dz-math may stand on any page. Where the page
is no step's, or another step is meant, the first line names it: "dz-run step 33".

Stated results are compared with what came out, numbers by tolerance; a line may end in "...".
"""

import re
import shlex
import textwrap
from dataclasses import dataclass

from sitekit.html import PageError

KINDS = ("change", "piece", "question", "now", "run", "example", "graph", "play", "dot", "figure", "math")
FENCE = re.compile(
    r"^(?P<indent> *)```dz-(?P<kind>\S*)(?P<info>[^\n]*)\n(?P<body>.*?)^(?P=indent)```[ ]*$", re.M | re.S
)
LOOSE = re.compile(r"^ *(?:`{3,}|~{3,}) *dz-\S*", re.M)  # what looks like the first line of a block
PART = re.compile(r"^--- ?(?P<name>before|here|now|caption)(?:: *(?P<remark>.*))?$", re.M)


@dataclass(frozen=True)
class Fence:
    kind: str
    words: tuple[str, ...]
    body: str
    line: int


@dataclass(frozen=True)
class Note:
    """An explanation, at the first line that holds the anchor, or of the whole."""

    anchor: str | None
    text: str


@dataclass(frozen=True)
class Part:
    """What follows a line of three hyphens: a stated result, or a caption."""

    remark: str
    text: str


def take_fences(page: str) -> tuple[str, list[Fence]]:
    """The page with an empty slot in place of each fence, and the fences."""
    fences: list[Fence] = []

    def slot(match: re.Match[str]) -> str:
        line = page.count("\n", 0, match.start()) + 1
        if match["kind"] not in KINDS:
            known = ", ".join(f"dz-{kind}" for kind in KINDS)
            raise PageError(f"line {line}: there is no fence dz-{match['kind']}: write one of {known}")
        try:
            words = tuple(shlex.split(match["info"]))
        except ValueError as error:  # a quotation mark without another
            raise PageError(f"line {line}, {match['kind']}: {error}: {match['info'].strip()}") from None
        fences.append(Fence(match["kind"], words, textwrap.dedent(match["body"]), line))
        return f"{match['indent']}{slot_mark(len(fences) - 1)}\n"

    taken = {match.start() for match in FENCE.finditer(page)}
    for match in LOOSE.finditer(page):
        if match.start() not in taken:
            line = page.count("\n", 0, match.start()) + 1
            raise PageError(
                f"line {line}: {match[0].strip()} begins no block: write ```dz-run without a space, "
                "and below the block ``` alone, as far to the right"
            )
    return FENCE.sub(slot, page), fences


def slot_mark(number: int) -> str:
    return f'<div class="dz-slot" id="dz-slot-{number}"></div>'


def fill_slots(html: str, contents: list[str]) -> str:
    for number, content in enumerate(contents):
        mark = slot_mark(number)
        html = html.replace(f"<p>{mark}</p>", content)  # so it comes out of an indented block
        html = html.replace(mark, content)
    return html


def notes_of(fence: Fence) -> list[Note]:
    """The notes in a fence's body."""
    notes: list[Note] = []
    for line in fence.body.splitlines():
        if line.startswith("> "):
            notes.append(Note(line[2:].strip(), ""))
        elif notes:
            notes[-1] = Note(notes[-1].anchor, f"{notes[-1].text}{line}\n")
        elif line.strip():
            notes.append(Note(None, f"{line}\n"))
    return [note for note in notes if note.text.strip()]


def parts_of(fence: Fence) -> tuple[str, dict[str, Part]]:
    """The code in a fence's body, and the parts that follow it."""
    marks = list(PART.finditer(fence.body))
    names = [mark["name"] for mark in marks]
    for name in names:
        if names.count(name) > 1:
            raise PageError(f'it has several parts "--- {name}": keep one')
    code = fence.body[: marks[0].start()] if marks else fence.body
    stops = [*(mark.start() for mark in marks[1:]), len(fence.body)][: len(marks)]
    parts = {
        mark["name"]: Part((mark["remark"] or "").strip(), fence.body[mark.end() + 1 : stop].strip("\n"))
        for mark, stop in zip(marks, stops, strict=True)
    }
    return code.strip("\n"), parts


def range_of(words: tuple[str, ...]) -> tuple[list[str], str | None, str | None]:
    """The names in a fence's first line, and the texts after `from` and `to`."""
    names: list[str] = []
    ends: dict[str, str] = {}
    rest = iter(words)
    for word in rest:
        if word in ("from", "to"):
            ends[word] = next(rest, "")
        else:
            names.append(word)
    return names, ends.get("from"), ends.get("to")
