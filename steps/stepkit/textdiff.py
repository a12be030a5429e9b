"""A change as a unified diff that git can apply, each hunk named by its definitions."""

from collections.abc import Iterator
from dataclasses import replace

from stepkit.diffing import FileDiff, Row, Section, describe_change, describe_place

CONTEXT = 3
COLOURS = {"+": "\033[32m", "-": "\033[31m", "@": "\033[36m", "h": "\033[1m"}
RESET = "\033[0m"

Line = tuple[Section, Row]


def render(diffs: list[FileDiff], old_label: str, new_label: str, colour: bool) -> str:
    """The changed files as one text; empty if nothing changed."""
    lines: list[str] = []
    for diff in diffs:
        if diff.state == "same":
            continue
        old = f"{old_label}/{diff.old}" if diff.old else "/dev/null"
        new = f"{new_label}/{diff.new}" if diff.new else "/dev/null"
        if diff.state == "renamed":
            heads = [f"diff --git {old} {new}", f"rename from {diff.old}", f"rename to {diff.new}"]
            lines += [_paint(head, "h", colour) for head in heads]
        lines += [_paint(f"--- {old}", "h", colour), _paint(f"+++ {new}", "h", colour)]
        lines += hunks(diff, colour)
    return "\n".join(lines)


def hunks(diff: FileDiff, colour: bool) -> Iterator[str]:
    """The lines of one file's change, without the names of its two sides."""
    passed = {"-": 0, "+": 0}  # the last line of either side that lies behind
    lines = _lines(diff)
    position = 0
    for start, stop in _runs([row for _, row in lines]):
        for _, row in lines[position:start]:
            passed = {"-": row.old or passed["-"], "+": row.new or passed["+"]}
        hunk, position = lines[start:stop], start
        ranges = " ".join(_range(hunk, sign, passed[sign]) for sign in "-+")
        yield _paint(f"@@ {ranges} @@ {_names(hunk, diff.path)}", "@", colour)
        for _, row in hunk:
            yield _paint(row.sign + row.text, row.sign, colour)


def _lines(diff: FileDiff) -> list[Line]:
    """The lines of the file in order; what moved is added here and removed there."""
    lines: list[Line] = []
    for section in diff.sections:
        for row in section.rows:
            if section.state == "moved":
                if row.new:
                    lines.append((section, replace(row, sign="+", old=None)))
            else:
                lines.append((section, row))
    return lines


def _runs(rows: list[Row]) -> list[tuple[int, int]]:
    """Where the changes are, each with a few lines around it."""
    runs: list[tuple[int, int]] = []
    for i, row in enumerate(rows):
        if row.sign == " ":
            continue
        start, stop = max(i - CONTEXT, 0), min(i + CONTEXT + 1, len(rows))
        if runs and start <= runs[-1][1]:
            runs[-1] = (runs[-1][0], stop)
        else:
            runs.append((start, stop))
    return runs


def _names(hunk: list[Line], path: str) -> str:
    """The definitions that change in a hunk, and by how much."""
    changed: dict[int, tuple[Section, list[Row]]] = {}
    for section, row in hunk:
        if row.sign != " ":
            changed.setdefault(id(section), (section, []))[1].append(row)
    names = []
    for section, rows in changed.values():
        added = sum(row.sign == "+" for row in rows)
        place = describe_place(section, path)
        where = f" ({'from' if section.state == 'moved' else 'to'} {section.other})" if section.other else ""
        names.append(f"{place}{where}, {describe_change(added, len(rows) - added)}")
    return "; ".join(names)


def _range(hunk: list[Line], sign: str, passed: int) -> str:
    numbers = [n for n in ((row.old if sign == "-" else row.new) for _, row in hunk) if n]
    return f"{sign}{numbers[0] if numbers else passed},{len(numbers)}"


def _paint(text: str, what: str, colour: bool) -> str:
    code = COLOURS.get(what) if colour else None
    return f"{code}{text}{RESET}" if code else text
