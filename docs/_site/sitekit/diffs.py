"""Changes as HTML: one hunk with its notes, or a whole file, unified and side by side."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache

from sitekit.code import Marks, code_line, indent_of, line_html, lines_of, pre
from sitekit.explained import MOST_LINES, Key, move_key, row_key
from sitekit.fences import Note
from sitekit.html import PageError, esc, inline, slug
from stepkit.diffing import FileDiff, Row, Section, Tree, describe_change, describe_place, plural

CONTEXT = 2
SAME_LINE_ABOVE = 0.55  # likeness from which two lines count as one that was edited

TAGS = {" ": "span", "+": "ins", "-": "del"}


@dataclass(frozen=True)
class Shown:
    """Rows of one section that a figure shows."""

    path: str
    section: Section
    rows: tuple[Row, ...]

    @property
    def changed(self) -> list[Row]:
        return [row for row in self.rows if row.sign != " "]


Found = list[tuple[FileDiff, Shown]]
Links = Mapping[str, str]  # the address of more about a definition, by its name
NO_LINKS: Links = {}


@dataclass(frozen=True)
class Source:
    """The two texts behind a diff, for highlighting; before: what renamed files were called."""

    old: Tree
    new: Tree
    before: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, old: Tree, new: Tree, diffs: Iterable[FileDiff]) -> "Source":
        return cls(old, new, {diff.path: diff.old for diff in diffs if diff.old})

    def html(self, diff: FileDiff, section: Section, row: Row, marks: Marks | None = None) -> str:
        number = row.old if row.sign == "-" else row.new
        return line_html(lines_of(*self.text(diff, section, row.sign))[(number or 1) - 1], marks)

    def text(self, diff: FileDiff, section: Section, sign: str) -> tuple[str, str]:
        """Path and text of the file that a section's rows of that sign are from."""
        if sign != "-":
            return diff.new or "", self.new[diff.new or ""]
        path = self.before[section.other] if section.state == "moved" else diff.old or ""
        return path, self.old[path]


# ---------------------------------------------------------------- choosing what a hunk shows


def select(diffs: Sequence[FileDiff], names: Sequence[str], start: str | None, stop: str | None) -> Found:
    """The changed sections of those names; start and stop cut a part out of them."""
    found: Found = []
    for name in names:
        matches = [
            (diff, Shown(diff.path, section, section.rows))
            for diff in diffs
            for section in diff.sections
            if section.state not in ("same", "gone") and _is_called(section, diff, name)
        ]
        if not matches:
            changed = [(d, s) for d in diffs for s in d.sections if s.state not in ("same", "gone")]
            known = sorted({section.name or diff.path for diff, section in changed})
            raise PageError(f"nothing called {name} changes in this step: what changes is {', '.join(known)}")
        known_sections = {id(shown.section) for _, shown in found}
        found += [match for match in matches if id(match[1].section) not in known_sections]
    if start is not None or stop is not None:
        found = _cut(found, start, stop)
    return found


def _is_called(section: Section, diff: FileDiff, name: str) -> bool:
    if not section.name:
        return name == diff.path
    return section.name == name or section.name.startswith(f"{name}.")


def _cut(found: Found, start: str | None, stop: str | None) -> Found:
    """Only the rows from the one that holds start to the one that holds stop."""
    flat = [(diff, shown, row) for diff, shown in found for row in shown.rows]
    first = _find(flat, start, 0) if start else 0
    last = _find(flat, stop, first) if stop else len(flat) - 1
    result = []
    for diff, shown in found:
        kept = tuple(
            row
            for i, (_, owner, row) in enumerate(flat)
            if owner is shown and (first <= i <= last or row.sign == " ")
        )
        if any(row.sign != " " for row in kept):
            result.append((diff, Shown(shown.path, shown.section, kept)))
    return result


def _find(flat: list[tuple[FileDiff, Shown, Row]], text: str, after: int) -> int:
    """The first changed row from there on that is the text, else that holds it."""
    changed = [(i, row) for i, (_, _, row) in enumerate(flat) if i >= after and row.sign != " "]
    same = [i for i, row in changed if row.text.strip() == text]
    holding = [i for i, row in changed if text in row.text]
    if not holding:
        raise PageError(f"no changed line there holds {text!r}")
    return (same or holding)[0]


# ---------------------------------------------------------------- one hunk and its notes


def hunk(
    found: Found, source: Source, notes: list[Note], number: int, plain: bool = False, links: Links = NO_LINKS
) -> tuple[str, set[Key]]:
    """A figure with notes in the margin, and the lines that it explains.

    plain shows the lines as they are, not as added: for an example, which is no change.
    """
    if not notes:
        raise PageError(f"{_names(found)} is shown without an explanation: write one into the fence")
    keys = {row_key(shown.path, row) for _, shown in found for row in shown.changed if row.text.strip()}
    moved = all(shown.section.state == "moved" for _, shown in found)
    keys |= {move_key(s.path, s.section) for _, s in found if s.section.state == "moved"}
    if len(keys) > MOST_LINES and not moved:
        raise PageError(
            f"{_names(found)}: one explanation covers {len(keys)} changed lines, {MOST_LINES} are the most: "
            'split it, with from "text" to "text"'
        )
    name = hunk_id(number)
    caption, stat = _caption(found, plain, links)
    figure = (
        f'<figure class="dz-diff" data-search-exclude><figcaption><span>{caption}</span>{stat}</figcaption>'
        f"{excerpt(found, source, name, _place_notes(found, notes), plain)}</figure>"
    )
    remarks = [note for note in notes if note.anchor is None]
    anchored = [note for note in notes if note.anchor is not None]
    items = "".join(f'<li id="{name}-{k}">{inline(note.text)}</li>' for k, note in enumerate(anchored, 1))
    side = "".join(f'<div class="dz-remark">{inline(note.text)}</div>' for note in remarks)
    side += f'<ol class="dz-notes">{items}</ol>' if items else ""
    return f'<div class="dz-hunk" id="{name}">{figure}<div class="dz-side">{side}</div></div>', keys


def hunk_id(number: int) -> str:
    """The id of a page's block that shows a hunk, by the block's number on the page."""
    return f"hunk-{number}"


def excerpt(
    found: Found,
    source: Source,
    name: str = "",
    notes: Mapping[int, list[int]] | None = None,
    plain: bool = False,
) -> str:
    """Changed lines with a little around them.

    notes are the numbers of the notes at a row, by the row's identity; their ids begin with the name.
    """
    rows = ""
    for i, (diff, shown) in enumerate(found):
        joined = i > 0 and _follows(found[i - 1][1], shown)
        rows += '<span class="dz-skip"></span>' if i and not joined else ""
        rows += _rows(diff, shown, source, notes or {}, name, plain, joined)
    base = min(indent_of(r.text) for _, s in found for r in _trim(s.rows) if r.text.strip())
    return pre(rows, f"Code: {_names(found)}", base=base)


def _names(found: Found) -> str:
    return ", ".join(dict.fromkeys(shown.section.name or shown.path for _, shown in found))


def _caption(found: Found, plain: bool, links: Links) -> tuple[str, str]:
    """What the figure shows, in words and in numbers."""
    added = sum(row.sign == "+" for _, shown in found for row in shown.rows)
    removed = sum(row.sign == "-" for _, shown in found for row in shown.rows)
    places = []
    for diff, shown in found:
        place = describe_place(shown.section, diff.path)
        last = place.split()[-1]
        bold = f'<a href="{esc(links[last])}">{esc(last)}</a>' if last in links else esc(last)
        places.append(f"{esc(place.removesuffix(last))}<b>{bold}</b>")
    wholes = {(shown.path, shown.section.name.split(".")[0]) for _, shown in found}
    if len(wholes) == 1 and "." not in found[0][1].section.name:
        places = places[:1]  # a class and its methods: the class says it
    if plain:
        names = _names(found).replace(", ", "</b>, <b>").replace("example.py", "outside of definitions")
        return f"<b>{names}</b>, {plural(added, 'line')} of example.py", ""
    stat = f'<span class="dz-plus">+{added}</span>' if added else ""
    stat += f'<span class="dz-minus">−{removed}</span>' if removed else ""
    change = describe_change(added, removed) if added + removed else "unchanged"
    origins = sorted({shown.section.other for _, shown in found if shown.section.state == "moved"})
    change += f", from {', '.join(origins)}" if origins else ""
    words = f"{', '.join(places)}, {change}"
    return words, f'<span class="dz-stat" aria-hidden="true">{stat}</span>'


def _place_notes(found: Found, notes: list[Note]) -> dict[int, list[int]]:
    """For each row by its identity, the numbers of the notes that begin there.

    A note begins at an added row that holds its text; without one at a removed, else at any.
    """
    rows = [row for _, shown in found for row in _visible(shown.rows) if row is not None]
    places: dict[int, list[int]] = {}
    number = 0
    for note in notes:
        if note.anchor is None:
            continue
        number += 1
        holders = [row for row in rows if note.anchor in row.text]
        if not holders:
            raise PageError(f"{_names(found)}: no line shown holds {note.anchor!r}, where a note begins")
        chosen = min(holders, key=lambda row: "+- ".index(row.sign))
        places.setdefault(id(chosen), []).append(number)
    return places


def _trim(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Without the blank lines in front: they stand between definitions, not in one."""
    first = next((i for i, row in enumerate(rows) if row.text.strip()), 0)
    return rows[first:]


def _follows(before: Shown, after: Shown) -> bool:
    """Whether one figure part goes on where the other ends."""
    last = next((row.new for row in reversed(before.rows) if row.new), None)
    first = next((row.new for row in after.rows if row.new), None)
    return before.path == after.path and last is not None and first == last + 1


def _visible(rows: tuple[Row, ...], trim: bool = True) -> list[Row | None]:
    """The changed rows with a little context and the first line; None where rows are left out."""
    rows = _trim(rows) if trim else rows
    near = set(range(next((i for i, row in enumerate(rows) if row.text.strip()), 0) + 1))
    if all(row.sign == " " for row in rows):  # a definition that moved as it was
        near = set(range(len(rows)))
    for i, row in enumerate(rows):
        if row.sign != " ":
            near.update(range(i - CONTEXT, i + CONTEXT + 1))
    shown: list[Row | None] = []
    for i, row in enumerate(rows):
        if i in near:
            shown.append(row)
        elif shown and shown[-1] is not None:
            shown.append(None)
    return shown[:-1] if shown and shown[-1] is None else shown


def _rows(
    diff: FileDiff,
    shown: Shown,
    source: Source,
    notes: Mapping[int, list[int]],
    name: str,
    plain: bool,
    joined: bool,
) -> str:
    """The lines of one part; one that is joined to the part above keeps the blank lines between."""
    marks = word_marks(shown.rows)
    html = []
    visible = _visible(shown.rows, trim=not joined)
    for i, row in enumerate(visible):
        if row is None:
            html.append(_skip(shown.rows, visible[i - 1], visible[i + 1]))
            continue
        if i and _jumps(visible[i - 1], row):
            html.append(_skip((), None, None))
        references = "".join(
            f'<a class="dz-ref" href="#{name}-{k}" data-k="{k}" aria-label="note {k}"></a>'
            for k in notes.get(id(row), [])
        )
        tag = "span" if plain else TAGS[row.sign]
        number = row.old if row.sign == "-" else row.new
        inner = source.html(diff, shown.section, row, marks.get(id(row)))
        html.append(code_line(tag, number, row.text, inner, references))
    return "".join(html)


def _jumps(before: Row | None, after: Row) -> bool:
    """Whether changed lines between the two belong to another hunk."""
    return bool(before and before.new and after.new and after.new > before.new + 1)


def _skip(rows: tuple[Row, ...], before: Row | None, after: Row | None) -> str:
    """What stands for lines left out; their number, if all of them are unchanged."""
    if before and after and before.new and after.new:
        count = after.new - before.new - 1
        between = [row for row in rows if row.new and before.new < row.new < after.new]
        if len(between) == count and all(row.sign == " " for row in between):
            return f'<span class="dz-skip" data-n="{plural(count, "line")}"></span>'
    return '<span class="dz-skip"></span>'


# ---------------------------------------------------------------- marks inside edited lines


def word_marks(rows: Iterable[Row]) -> dict[int, Marks]:
    """For rows by identity, the columns that differ from the line they replace or become."""
    marks: dict[int, Marks] = {}
    removed: list[Row] = []
    added: list[Row] = []
    for row in [*rows, Row(" ", None, None, "")]:
        if row.sign == "-" and not added:
            removed.append(row)
        elif row.sign == "+":
            added.append(row)
        else:
            _mark_pairs(removed, added, marks)
            removed, added = ([row], []) if row.sign == "-" else ([], [])
    return marks


def _mark_pairs(removed: list[Row], added: list[Row], marks: dict[int, Marks]) -> None:
    """Pair each removed line with the added one that is most like it, in order."""
    position = 0
    for old in removed:
        edits = [_edit(old.text, new.text) for new in added[position:]]
        best = max(range(len(edits)), key=lambda i: edits[i][0], default=None)
        if best is None or edits[best][0] <= SAME_LINE_ABOVE:
            continue
        _, marks[id(old)], marks[id(added[position + best])] = edits[best]
        position += best + 1


@lru_cache(maxsize=200_000)
def _edit(old: str, new: str) -> tuple[float, Marks, Marks]:
    """How like two lines are, and the columns in which they differ; 0 if they are hardly alike.

    Two bounds that are quick to compute come first: all pairs of steps ask for many lines.
    """
    a, b = _words(old), _words(new)
    if 2 * min(len(a), len(b)) <= SAME_LINE_ABOVE * (len(a) + len(b)):
        return 0, [], []
    matcher = _matcher(new)
    matcher.set_seq1(a)
    if matcher.quick_ratio() <= SAME_LINE_ABOVE:
        return 0, [], []
    spans = [op for op in matcher.get_opcodes() if op[0] != "equal"]
    return (
        matcher.ratio(),
        _columns(a, [(i1, i2) for _, i1, i2, _, _ in spans]),
        _columns(b, [(j1, j2) for _, _, _, j1, j2 in spans]),
    )


@lru_cache(maxsize=4096)
def _matcher(text: str) -> SequenceMatcher[str]:
    """What compares any line with this one; it keeps what it has learned of this one."""
    return SequenceMatcher(None, "", _words(text), autojunk=False)


@lru_cache(maxsize=4096)
def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+|\s+|[^\w\s]", text))


def _columns(words: Sequence[str], spans: list[tuple[int, int]]) -> Marks:
    """Spans of words as columns; indentation is never marked."""
    starts = [0]
    for word in words:
        starts.append(starts[-1] + len(word))
    first = len(words[0]) if words and words[0].isspace() else 0
    columns = [(max(starts[i], first), starts[j]) for i, j in spans]
    return [(i, j) for i, j in columns if i < j]


# ---------------------------------------------------------------- the whole diff


def whole_diff(diff: FileDiff, source: Source) -> str:
    """One file of a step: unified with unchanged definitions folded, or side by side."""
    unchanged = sum(section.state == "same" and bool(section.name) for section in diff.sections)
    title = esc(diff.path)
    if diff.state == "renamed":
        title = f"{esc(diff.old)} → {title}"
    facts = f"{plural(diff.removed, 'line')} removed, {diff.added} added"
    facts += f"; {plural(unchanged, 'unchanged definition')} folded" if unchanged else ""
    key = slug(diff.path)
    choices = (
        f'<label><input type="radio" name="dz-mode-{key}" class="dz-uni" checked>Unified</label>'
        f'<label><input type="radio" name="dz-mode-{key}" class="dz-two">Side by side</label>'
    )
    label = f"Layout of the diff of {esc(diff.path)}"
    return (
        f'<details class="dz-whole"><summary><span><code>{title}</code></span> <em>{facts}</em></summary>'
        f'<div class="dz-modes" role="radiogroup" aria-label="{label}">{choices}</div>'
        f'<div class="dz-diff dz-uniview" data-search-exclude>{_unified(diff, source)}</div>'
        '<div class="dz-diff dz-twoview" data-search-exclude>'
        f'<div class="dz-split">{_split(diff, source)}</div></div></details>'
    )


def _unified(diff: FileDiff, source: Source) -> str:
    html: list[str] = []
    folded: list[Section] = []
    for section in [*diff.sections, None]:
        if section is not None and section.state == "same":
            folded.append(section)
            continue
        if folded:
            html.append(_fold(diff, folded, source))
            folded = []
        if section is not None:
            html.append(_section(diff, section, source))
    return "".join(html)


def _section(diff: FileDiff, section: Section, source: Source) -> str:
    if section.state == "gone":
        return f'<p class="dz-moved"><code>{esc(section.name)}</code> moved to {esc(section.other)}</p>'
    marks = word_marks(section.rows)
    rows = "".join(
        code_line(
            TAGS[row.sign],
            row.old if row.sign == "-" else row.new,
            row.text,
            source.html(diff, section, row, marks.get(id(row))),
        )
        for row in section.rows
    )
    head = ""
    if section.state == "moved":
        head = f'<p class="dz-moved"><code>{esc(section.name)}</code> came from {esc(section.other)}</p>'
    return head + pre(rows, section.name or diff.path)


def _fold(diff: FileDiff, sections: list[Section], source: Source) -> str:
    rows = [(section, row) for section in sections for row in section.rows]
    lines = "".join(code_line("span", row.new, row.text, source.html(diff, s, row)) for s, row in rows)
    names = ", ".join(f"<code>{esc(name)}</code>" for name in _fold_names(sections)) or "the lines between"
    facts = f"unchanged, {plural(len(rows), 'line')}"
    return (
        f'<details class="dz-fold"><summary><span>{names}</span> <em>{facts}</em></summary>'
        f"{pre(lines, 'Unchanged code')}</details>"
    )


def _fold_names(sections: list[Section]) -> list[str]:
    """Names of the definitions; a class stands for those of its methods that follow it."""
    names: list[str] = []
    for section in sections:
        if section.name and not any(section.name.startswith(f"{name}.") for name in names):
            names.append(section.name)
    return list(dict.fromkeys(names))


def _split(diff: FileDiff, source: Source) -> str:
    """Both sides next to each other: gaps keep them level, long unchanged runs are left out."""
    sides: dict[str, list[str]] = {"-": [], "+": []}
    for section in diff.sections:
        if section.state in ("same", "gone"):
            continue
        marks = word_marks(section.rows)
        for run in _runs(section.rows):
            if run is None:
                for side in sides.values():
                    side.append('<span class="dz-skip"></span>')
                continue
            counts = {sign: sum(row.sign == sign for row in run) for sign in "-+"}
            for sign, side in sides.items():
                for row in run:
                    if row.sign in (" ", sign):
                        number = row.old if sign == "-" else row.new
                        inner = source.html(diff, section, row, marks.get(id(row)))
                        side.append(code_line(TAGS[row.sign], number, row.text, inner))
                short = max(counts.values()) - counts[sign]
                if short and any(row.sign != " " for row in run):
                    side.append(f'<span class="dz-gap" style="--n:{short}"></span>')
        for side in sides.values():
            side.append('<span class="dz-skip"></span>')
    return pre("".join(sides["-"]), "before") + pre("".join(sides["+"]), "after")


def _runs(rows: tuple[Row, ...]) -> list[list[Row] | None]:
    """Visible rows in runs, either all unchanged or all changed; None where rows are left out."""
    runs: list[list[Row] | None] = []
    for row in _visible(rows):
        if row is None:
            runs.append(None)
        elif runs and runs[-1] is not None and (runs[-1][-1].sign == " ") == (row.sign == " "):
            runs[-1].append(row)
        else:
            runs.append([row])
    return runs


def whole_file(diff: FileDiff, source: Source) -> str:
    """The file as it is now, the lines that this step added marked."""
    sections = [section for section in diff.sections if section.state != "gone"]
    rows = [(section, row) for section in sections for row in section.rows if row.sign != "-"]
    lines = "".join(
        code_line(TAGS[row.sign], row.new, row.text, source.html(diff, s, row)) for s, row in rows
    )
    marked = f"{plural(diff.added, 'changed line')} marked" if diff.added else "as in the step before"
    return (
        f'<details class="dz-whole"><summary><span><code>{esc(diff.path)}</code> as a whole</span> '
        f"<em>{plural(len(rows), 'line')}, {marked}</em></summary>"
        f'<div class="dz-diff" data-search-exclude>{pre(lines, f"The whole of {diff.path}")}</div></details>'
    )
