"""The notation for sets of steps: "7", "3-9", "7-10,13-" (to the last), "all"."""

import re
from collections.abc import Callable

from stepkit.errors import StepkitError

Span = frozenset[int]


def parse_span(text: str, last: int) -> Span:
    """The steps that the text names; a part without an end reaches to the last step."""
    if text.strip() == "all":
        return frozenset(range(1, last + 1))
    steps: set[int] = set()
    for part in text.split(","):
        match = re.fullmatch(r"\s*(\d+)\s*(-?)\s*(\d*)\s*", part)
        if not match or (match[3] and not match[2]):
            raise StepkitError(f"{text!r} is no span of steps: write 7, 3-9, 7-10,13- or all")
        start = int(match[1])
        stop = int(match[3]) if match[3] else last if match[2] else start
        if max(start, stop) > last:
            raise StepkitError(f"step {max(start, stop)} does not exist: steps run from 01 to {last:02d}")
        if not 1 <= start <= stop:
            raise StepkitError(f"{text!r} is no span of steps: {part.strip()} does not run forward from 1")
        steps.update(range(start, stop + 1))
    return frozenset(steps)


def starts(span: Span) -> list[int]:
    """The steps at which the span begins, anew after each gap."""
    return sorted(step for step in span if step - 1 not in span)


def describe_span(span: Span, last: int) -> str:
    """The span in short: "07-10, 13-36"."""
    parts = [
        f"{start:02d}" if start == stop else f"{start:02d}-{min(stop, last):02d}"
        for start, stop in runs(span)
    ]
    return ", ".join(parts)


def span_in_words(span: Span, last: int, show: Callable[[int], str] = "{:02d}".format) -> str:
    """The span as it is read: "from 07 to 10 and from 13 on"; `show` writes where a part begins."""
    parts = []
    for start, stop in runs(span):
        if start == stop:
            parts.append(f"at {show(start)}")
        else:
            parts.append(f"from {show(start)} on" if stop == last else f"from {show(start)} to {stop:02d}")
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def runs(span: Span) -> list[tuple[int, int]]:
    """The first and the last step of each part of the span that has no gap."""
    return list(zip(starts(span), sorted(step for step in span if step + 1 not in span), strict=True))
