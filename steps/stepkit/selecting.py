"""Which tests a command runs: all of its own, or those that are named behind it."""

from collections.abc import Sequence
from pathlib import Path


def of_tests(command: Sequence[str], arguments: Sequence[str]) -> list[str]:
    """The command with the arguments; a test that they name is run alone, not beside its whole folder."""
    # Beside its folder pytest runs all of that, and says nothing of a name that is not there.
    named = any(map(is_test, arguments))
    return [*(part for part in command if not (named and is_test(part))), *arguments]


def is_test(argument: str) -> bool:
    """Whether an argument names tests of this project: tests/behaviours/test_tanh.py."""
    return Path(argument).as_posix().startswith("tests/")
