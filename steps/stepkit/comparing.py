"""Does a printed text say what was expected? Numbers by tolerance, all else exactly."""

import math
import re

NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
RTOL = 1e-9
ATOL = 1e-12


def same_line(expected: str, actual: str) -> bool:
    """Whether two lines agree; an expected line may end in ... for any rest."""
    if expected.endswith("..."):
        shown = expected.removesuffix("...")
        return actual.startswith(shown)
    if NUMBER.split(expected) != NUMBER.split(actual):
        return False
    pairs = zip(NUMBER.findall(expected), NUMBER.findall(actual), strict=True)
    return all(math.isclose(float(e), float(a), rel_tol=RTOL, abs_tol=ATOL) for e, a in pairs)


def difference(expected: str, actual: str) -> str | None:
    """The first line in which actual is not what was expected, or None."""
    due, came = expected.splitlines(), actual.splitlines()
    for number, (e, a) in enumerate(zip(due, came, strict=False), 1):
        if not same_line(e, a):
            return f"line {number}: expected {e!r}, got {a!r}"
    if len(due) != len(came):
        number = min(len(due), len(came)) + 1
        missing = len(due) > len(came)
        line = (due if missing else came)[number - 1]
        return f"line {number}: {'missing' if missing else 'not expected'}: {line!r}"
    return None
