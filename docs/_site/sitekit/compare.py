"""Any two steps compared: what the page needs to show each of the 1,260 pairs without a server.

stepkit.diffing compares all of them when the site is built, in either direction. Most of what it
finds is the same from pair to pair, so each highlighted line and each section is stored once, and a
pair is a list of sections. The script beside the style sheet puts them together as sitekit.diffs does.

What is stored, as JavaScript that sets dzPairs.NAME:

lines     HTML of a line, with its marks
names     paths of files and names of definitions
sections  [name, sign, first line, number of lines, sign, ...]: the rows as runs of lines that follow
          each other in `lines`; a sign is 0 for both sides, 1 for the old side, 2 for the new one
trees     for each step, which tree it has: steps with equal files share one
pairs     "old new", two trees: [old path, new path, sections] for each file that changed, a path being
          -1 where there is no such file. A section that moved here is [section, path that it came
          from, first line there]; one that moved away is [section, path that it went to]
"""

import json
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from itertools import permutations
from typing import Any, Generic, TypeVar

from sitekit.code import Marks, line_html, lines_of
from sitekit.diffs import Source, word_marks
from sitekit.html import esc
from sitekit.pages import REMOVED_SWITCH
from stepkit.catalog import Catalog
from stepkit.diffing import (
    FileDiff,
    Row,
    Section,
    Tree,
    changed_files,
    diff_trees,
    example_tree,
    framework_tree,
)

SIGNS = " -+"
FIRST_SHOWN = "07-08"

Item = TypeVar("Item", bound=Hashable)


class Table(Generic[Item]):
    """Different things, each with a number."""

    def __init__(self) -> None:
        self.numbers: dict[Item, int] = {}

    def number(self, item: Item) -> int:
        return self.numbers.setdefault(item, len(self.numbers))


@dataclass
class Pairs:
    """The data of the page, as they grow."""

    lines: Table[str] = field(default_factory=Table)
    names: Table[str] = field(default_factory=Table)
    sections: Table[tuple[int, ...]] = field(default_factory=Table)
    files: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    known: dict[tuple[str, tuple[int, ...], tuple[int, ...]], int] = field(default_factory=dict)

    def add(self, old: Tree, new: Tree) -> list[Any]:
        """What changed from one tree to the other."""
        diffs = changed_files(diff_trees(old, new))
        source = Source.of(old, new, diffs)
        return [
            [
                *(-1 if path is None else self.names.number(path) for path in (diff.old, diff.new)),
                [self._entry(diff, section, source) for section in diff.sections],
            ]
            for diff in diffs
        ]

    def _entry(self, diff: FileDiff, section: Section, source: Source) -> Any:
        number = self._number(diff, section, source)
        if section.state == "moved":
            return [number, self.names.number(section.other), next(r.old for r in section.rows if r.old)]
        if section.state == "gone":
            return [number, self.names.number(section.other)]
        return number

    def _number(self, diff: FileDiff, section: Section, source: Source) -> int:
        """The number of a section; two that have the same lines on both sides are the same."""
        old = [row.old for row in section.rows if row.old]
        new = [row.new for row in section.rows if row.new]
        before = self._lines(*source.text(diff, section, "-")) if old else []
        after = self._lines(*source.text(diff, section, "+")) if new else []
        key = (section.name, tuple(before[n - 1] for n in old), tuple(after[n - 1] for n in new))
        if key not in self.known:
            self.known[key] = self._section(diff, section, source)
        return self.known[key]

    def _section(self, diff: FileDiff, section: Section, source: Source) -> int:
        marks = word_marks(section.rows)
        runs: list[int] = []
        for row in section.rows:
            number = self._line(diff, section, row, source, marks.get(id(row)))
            sign = SIGNS.index(row.sign)
            if runs and runs[-3] == sign and runs[-2] + runs[-1] == number:
                runs[-1] += 1
            else:
                runs += [sign, number, 1]
        return self.sections.number((self.names.number(section.name), *runs))

    def _line(self, diff: FileDiff, section: Section, row: Row, source: Source, marks: Marks | None) -> int:
        if marks:
            return self.lines.number(source.html(diff, section, row, marks))
        number = row.old if row.sign == "-" else row.new
        return self._lines(*source.text(diff, section, row.sign))[(number or 1) - 1]

    def _lines(self, path: str, text: str) -> list[int]:
        """The numbers of a file's lines, without marks."""
        if (path, text) not in self.files:
            self.files[path, text] = [self.lines.number(line_html(p)) for p in lines_of(path, text)]
        return self.files[path, text]


def compared(trees: Sequence[Tree]) -> dict[str, Any]:
    """The data for the steps that have these trees, as they are stored."""
    distinct: list[Tree] = []
    for tree in trees:
        if tree not in distinct:
            distinct.append(tree)
    pairs = Pairs()
    found = {
        f"{old} {new}": pairs.add(distinct[old], distinct[new])
        for old, new in permutations(range(len(distinct)), 2)
    }
    return {
        "lines": list(pairs.lines.numbers),
        "names": list(pairs.names.numbers),
        "sections": list(pairs.sections.numbers),
        "trees": [distinct.index(tree) for tree in trees],
        "pairs": found,
    }


def scripts(catalog: Catalog) -> dict[str, str]:
    """The data as scripts, by name: a page that is opened as a file may load these, but no JSON."""
    readers = {"code": framework_tree, "examples": example_tree}
    return {
        f"compare-{name}.js": _script(name, [read(step.folder) for step in catalog.existing])
        for name, read in readers.items()
    }


def _script(name: str, trees: Sequence[Tree]) -> str:
    text = json.dumps(compared(trees), ensure_ascii=False, separators=(",", ":"))
    return f"(window.dzPairs??={{}}).{name}={text};\n"


# ---------------------------------------------------------------- the page


def view(catalog: Catalog) -> str:
    """What the page shows: the choice of two steps for the script, and what there is without it."""
    old, new = FIRST_SHOWN.split("-")
    choices = _choice("dz-old", "From", catalog, old) + _choice("dz-new", "to", catalog, new)
    buttons = (
        '<button type="button" class="dz-swap">Swap</button>'
        '<button type="button" data-by="-1">Previous pair</button>'
        '<button type="button" data-by="1">Next pair</button>'
    )
    switch = (
        '<div class="dz-tools"><label><input type="checkbox" role="switch" id="dz-examples">'
        '<span class="dz-sw" aria-hidden="true"></span>The examples too</label></div>'
    )
    return (
        '<div class="dz-compare" data-search-exclude data-examples="assets/compare-examples.js">'
        f'<form class="dz-pick" hidden><div>{choices}</div><div>{buttons}</div>'
        f"<div>{switch}{REMOVED_SWITCH}</div></form>"
        '<p role="status"></p>'
        f'<p class="dz-fine">In a terminal: <code>nox -s diff -- {old} {new}</code></p>'
        f'<div class="dz-pair">{_still(catalog)}</div></div>'
        '<script src="assets/compare-code.js"></script><script src="assets/compare.js"></script>'
    )


def _choice(key: str, label: str, catalog: Catalog, selected: str) -> str:
    groups = "".join(
        f'<optgroup label="{stage.number}. {esc(stage.title)}">'
        + "".join(
            f'<option value="{step.label}"{" selected" if step.label == selected else ""}>'
            f"{step.label} {esc(step.title)}</option>"
            for step in catalog.existing
            if step.stage == stage
        )
        + "</optgroup>"
        for stage in catalog.stages
    )
    return f'<span><label for="{key}">{label}</label><select id="{key}">{groups}</select></span>'


def _still(catalog: Catalog) -> str:
    """Without JavaScript: the whole diff of each step with the step before, on the step's own page."""
    links = "".join(
        f'<li><a href="steps/step{step.label}.html#whole-diff">{step.number - 1:02d} to {step.label}: '
        f"{esc(step.title)}</a></li>"
        for step in catalog.existing
        if step.kind == "change" and step.number > 1
    )
    return (
        "<p>To choose two steps here takes JavaScript. Without it, the command above does the same, "
        "and each step's page has the whole change from the step before:</p>"
        f'<ul class="dz-still">{links}</ul>'
    )
