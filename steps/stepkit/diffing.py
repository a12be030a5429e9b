"""What changed between two snapshots: files, definitions, lines.

Definitions are paired by name before lines are compared, so a change never runs from one
definition into the next. Files that were renamed and definitions that moved are followed.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache
from pathlib import Path

from stepkit.outline import Unit, outline
from stepkit.seal import snapshot_files

Tree = dict[str, str]  # texts by path

TEXTS = (".py", ".out")  # a snapshot is files of these kinds; a picture beside them was drawn by its example
RENAMED_ABOVE = 0.5  # share of common lines from which a file counts as renamed
MOVED_ABOVE = 0.6  # the same for a definition that moved


@dataclass(frozen=True)
class Row:
    """One line: sign is " ", "-" or "+"; old and new are its numbers on either side, from 1."""

    sign: str
    old: int | None
    new: int | None
    text: str


@dataclass(frozen=True)
class Section:
    """One unit of a file on both sides.

    state is same, changed, added, removed, moved (came from `other`) or gone (moved to `other`).
    """

    kind: str
    name: str
    state: str
    rows: tuple[Row, ...]
    other: str = ""

    @property
    def added(self) -> int:
        return sum(row.sign == "+" for row in self.rows)

    @property
    def removed(self) -> int:
        return sum(row.sign == "-" for row in self.rows)


@dataclass(frozen=True)
class FileDiff:
    """A file on both sides; old or new is None where it is not there."""

    old: str | None
    new: str | None
    sections: tuple[Section, ...]

    @property
    def path(self) -> str:
        return self.new or self.old or ""

    @property
    def state(self) -> str:
        if self.old is None:
            return "added"
        if self.new is None:
            return "removed"
        if self.old != self.new:
            return "renamed"
        return "same" if all(s.state == "same" for s in self.sections) else "changed"

    @property
    def added(self) -> int:
        return sum(section.added for section in self.sections if section.state != "gone")

    @property
    def removed(self) -> int:
        return sum(section.removed for section in self.sections if section.state != "gone")


def read_tree(folder: Path, names: Iterable[str] | None = None) -> Tree:
    """The texts of a snapshot, or of those of its files that are named."""
    texts = [path for path in snapshot_files(folder) if path.suffix in TEXTS]
    tree = {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in texts}
    return tree if names is None else {path: text for path, text in tree.items() if path in set(names)}


def is_framework(path: str) -> bool:
    """Whether a path in a snapshot belongs to the framework or its unit tests."""
    return path.endswith(".py") and path != "example.py"


def framework_of(tree: Tree) -> Tree:
    """The framework and its unit tests among a snapshot's files: what a step's lesson is counted in."""
    return {path: text for path, text in tree.items() if is_framework(path)}


def framework_tree(folder: Path) -> Tree:
    """The framework of a snapshot and its unit tests."""
    return framework_of(read_tree(folder))


def example_tree(folder: Path) -> Tree:
    """The example of a snapshot, and what it prints."""
    return {path: text for path, text in read_tree(folder).items() if not is_framework(path)}


def diff_trees(old: Tree, new: Tree) -> list[FileDiff]:
    """Every file of either side, in the order of the new side; removed files come last."""
    renamed = _renames(old, new)
    diffs = []
    for path in sorted(new):
        before = path if path in old else renamed.get(path)
        sections = diff_texts(old[before] if before else "", new[path])
        diffs.append(FileDiff(before, path, sections))
    for path in sorted(old.keys() - new.keys() - set(renamed.values())):
        diffs.append(FileDiff(path, None, diff_texts(old[path], "")))
    return _follow_moves(diffs)


def changed_files(diffs: Iterable[FileDiff]) -> list[FileDiff]:
    return [diff for diff in diffs if diff.state != "same"]


def diff_texts(old: str, new: str) -> tuple[Section, ...]:
    """Pair the units of two sources by name and compare each pair line by line."""
    old_lines, new_lines = old.splitlines(), new.splitlines()
    old_units, new_units = _units(old), _units(new)
    matcher = SequenceMatcher(
        None, [(u.kind, u.name) for u in old_units], [(u.kind, u.name) for u in new_units], autojunk=False
    )
    sections = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            for a, b in zip(old_units[i1:i2], new_units[j1:j2], strict=True):
                sections.append(_section(a, b, old_lines, new_lines))
        else:
            sections += [_section(a, None, old_lines, new_lines) for a in old_units[i1:i2]]
            sections += [_section(None, b, old_lines, new_lines) for b in new_units[j1:j2]]
    return tuple(sections)


@lru_cache(maxsize=256)
def _units(source: str) -> tuple[Unit, ...]:
    """The outline, once for each text: to compare all steps with each other asks for it often."""
    return tuple(outline(source))


def diff_lines(old: list[str], new: list[str], old_start: int = 0, new_start: int = 0) -> tuple[Row, ...]:
    """Compare two runs of lines that begin at the given lines of their files."""
    if old == new:
        return tuple(Row(" ", old_start + i, new_start + i, text) for i, text in enumerate(new, 1))
    rows: list[Row] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            for i, j in zip(range(i1, i2), range(j1, j2), strict=True):
                rows.append(Row(" ", old_start + i + 1, new_start + j + 1, new[j]))
        else:
            rows += [Row("-", old_start + i + 1, None, old[i]) for i in range(i1, i2)]
            rows += [Row("+", None, new_start + j + 1, new[j]) for j in range(j1, j2)]
    return tuple(rows)


def _section(a: Unit | None, b: Unit | None, old_lines: list[str], new_lines: list[str]) -> Section:
    unit = b or a
    assert unit is not None
    rows = diff_lines(
        old_lines[a.start : a.stop] if a else [],
        new_lines[b.start : b.stop] if b else [],
        a.start if a else 0,
        b.start if b else 0,
    )
    if a is None:
        state = "added"
    elif b is None:
        state = "removed"
    else:
        state = "same" if all(row.sign == " " for row in rows) else "changed"
    return Section(unit.kind, unit.name, state, rows)


def likeness(a: list[str], b: list[str]) -> float:
    """How much two runs of lines have in common, from 0 to 1."""
    return SequenceMatcher(None, a, b, autojunk=False).ratio()


def _likeness_above(limit: float, a: list[str], b: list[str]) -> float:
    """The likeness if it is above a limit, else 0; an upper bound, quick to compute, saves the rest."""
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    found = matcher.ratio() if matcher.quick_ratio() > limit else 0.0
    return found if found > limit else 0.0


def _renames(old: Tree, new: Tree) -> dict[str, str]:
    """For each new path that continues an old one under another name, the old one."""
    gone, come = old.keys() - new.keys(), new.keys() - old.keys()
    scores = sorted(
        (
            (_likeness_above(RENAMED_ABOVE, old[a].splitlines(), new[b].splitlines()), a, b)
            for a in gone
            for b in come
        ),
        reverse=True,
    )
    pairs: dict[str, str] = {}
    for score, a, b in scores:
        if score and b not in pairs and a not in pairs.values():
            pairs[b] = a
    return pairs


def _follow_moves(diffs: list[FileDiff]) -> list[FileDiff]:
    """Turn a definition removed here and added there into one that moved."""
    sections = [list(diff.sections) for diff in diffs]
    places = [(f, i) for f, diff in enumerate(diffs) for i in range(len(diff.sections))]
    left = [(f, i) for f, i in places if sections[f][i].state == "removed" and sections[f][i].name]
    for f, i in places:
        after = sections[f][i]
        if after.state != "added":
            continue
        for g, k in left:
            before = sections[g][k]
            if (before.kind, before.name) != (after.kind, after.name):
                continue
            old, new = [r.text for r in before.rows], [r.text for r in after.rows]
            if _likeness_above(MOVED_ABOVE, old, new):
                rows = diff_lines(old, new, (before.rows[0].old or 1) - 1, (after.rows[0].new or 1) - 1)
                sections[f][i] = replace(after, state="moved", rows=rows, other=diffs[g].path)
                sections[g][k] = replace(before, state="gone", other=diffs[f].path)
                left.remove((g, k))
                break
    return [replace(diff, sections=tuple(s)) for diff, s in zip(diffs, sections, strict=True)]


def plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def describe_change(added: int, removed: int) -> str:
    """The size of a change in words: "3 lines replaced by 5"."""
    if added and removed:
        return f"{plural(removed, 'line')} replaced by {added}"
    return f"{plural(added or removed, 'line')} {'added' if added else 'removed'}"


def describe_place(section: Section, path: str, quote: str = "") -> str:
    """Where a section is, for a caption: "in Variable.backward", "at the top of dezero.py".

    quote: what stands on either side of the name, a backtick for Markdown
    """
    if not section.name:
        first = section.rows[0]
        at_the_top = (first.new or first.old) == 1
        return f"{'at the top of' if at_the_top else 'in'} {quote}{path}{quote}"
    words = {"added": "new", "removed": "removed:", "moved": "moved:", "gone": "moved away:"}
    return f"{words.get(section.state, 'in')} {quote}{section.name}{quote}"


def describe_places(diffs: Iterable[FileDiff], quote: str = "") -> list[str]:
    """Where something changed, and how much: "in Variable.backward: 1 line replaced by 2"."""
    return [
        f"{describe_place(section, diff.path, quote)}: {describe_change(section.added, section.removed)}"
        for diff in changed_files(diffs)
        for section in diff.sections
        if section.state not in ("same", "gone") and section.added + section.removed
    ]


def digest_of(tree: Tree) -> str:
    """A digest of paths and texts, to see whether they changed since."""
    return hashlib.sha256(json.dumps(sorted(tree.items())).encode()).hexdigest()
