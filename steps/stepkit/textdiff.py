"""A change as a unified diff, each hunk named by its definition; colour is the caller's choice."""

from collections.abc import Iterator

from stepkit.diffing import FileDiff, Row, Section, describe_change, describe_place

CONTEXT = 3
COLOURS = {"+": "\033[32m", "-": "\033[31m", "@": "\033[36m", "h": "\033[1m"}
RESET = "\033[0m"


def render(diffs: list[FileDiff], old_label: str, new_label: str, colour: bool) -> str:
    """The changed files as one text; empty if nothing changed."""
    lines: list[str] = []
    for diff in diffs:
        if diff.state == "same":
            continue
        old = f"{old_label}/{diff.old}" if diff.old else "/dev/null"
        new = f"{new_label}/{diff.new}" if diff.new else "/dev/null"
        lines += [_paint(f"--- {old}", "h", colour), _paint(f"+++ {new}", "h", colour)]
        for section in diff.sections:
            lines += _section_lines(section, diff, colour)
    return "\n".join(lines)


def _section_lines(section: Section, diff: FileDiff, colour: bool) -> Iterator[str]:
    if section.state == "gone":
        yield _paint(f"@@ {section.name} moved to {section.other} @@", "@", colour)
        return
    if section.state == "moved" and not section.added + section.removed:
        yield _paint(f"@@ {section.name} moved here from {section.other}, unchanged @@", "@", colour)
        return
    for rows in hunks(section.rows):
        added = sum(row.sign == "+" for row in rows)
        removed = sum(row.sign == "-" for row in rows)
        name = f"{describe_place(section, diff.path)}, {describe_change(added, removed)}"
        yield _paint(f"@@ {_range(rows, '-')} {_range(rows, '+')} @@ {name}", "@", colour)
        for row in rows:
            yield _paint(row.sign + row.text, row.sign, colour)


def hunks(rows: tuple[Row, ...]) -> list[tuple[Row, ...]]:
    """The runs of rows around the changes, with a few unchanged lines on either side."""
    changed = [i for i, row in enumerate(rows) if row.sign != " "]
    runs: list[tuple[int, int]] = []
    for i in changed:
        start, stop = max(i - CONTEXT, 0), min(i + CONTEXT + 1, len(rows))
        if runs and start <= runs[-1][1]:
            runs[-1] = (runs[-1][0], stop)
        else:
            runs.append((start, stop))
    return [rows[start:stop] for start, stop in runs]


def _range(rows: tuple[Row, ...], sign: str) -> str:
    numbers = [n for n in ((row.old if sign == "-" else row.new) for row in rows) if n]
    return f"{sign}{numbers[0] if numbers else 0},{len(numbers)}"


def _paint(text: str, what: str, colour: bool) -> str:
    code = COLOURS.get(what) if colour else None
    return f"{code}{text}{RESET}" if code else text
