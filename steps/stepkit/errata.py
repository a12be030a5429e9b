"""docs/errata.md: what was put right in the snapshots after they were sealed."""

from collections.abc import Sequence
from datetime import date

from stepkit.diffing import FileDiff, describe_places
from stepkit.spans import Span, describe_span


def entry(
    day: date, step: int, touched: Span, outputs: Sequence[int], diffs: Sequence[FileDiff], why: str
) -> str:
    """An entry as Markdown: what changed, since which step, and why."""
    last = max(touched)
    lines = [f"## {day.isoformat()}: since step {step:02d}", "", why.strip(), ""]
    lines += [f"- {place[0].upper()}{place[1:]}" for place in describe_places(diffs, "`")]
    lines.append(f"- Steps that changed: {describe_span(touched, last)}")
    if outputs:
        lines.append(f"- Examples that print something else: {describe_span(frozenset(outputs), last)}")
    return "\n".join(lines) + "\n"


def with_entry(page: str, new: str) -> str:
    """The page with one more entry, above the older ones."""
    head, mark, older = page.partition("\n## ")
    return f"{head.rstrip()}\n\n{new}" + (f"\n{mark.lstrip()}{older}" if mark else "")
