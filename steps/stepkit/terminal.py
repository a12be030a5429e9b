"""Text on a terminal: colour where it helps, paragraphs as wide as fits."""

import os
import shutil
import sys
import textwrap
from collections.abc import Iterable

WIDEST = 100
BOLD, RED, GREEN, YELLOW, GREY = "1", "31", "32", "33", "2"


def can_show(text: str, encoding: str | None) -> bool:
    """Whether the encoding of the output has all characters of the text."""
    try:
        text.encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def wants_colour(choice: str = "auto") -> bool:
    """Colour on a terminal only, and never against NO_COLOR."""
    if choice == "auto":
        return sys.stdout.isatty() and "NO_COLOR" not in os.environ
    return choice == "always"


def paint(text: str, code: str, colour: bool) -> str:
    """The text in a colour, or as it is."""
    return f"\033[{code}m{text}\033[0m" if colour else text


def width() -> int:
    return min(shutil.get_terminal_size().columns, WIDEST)


def fill(text: str, indent: str = "") -> str:
    """Wrap each paragraph and each item of a list; code, which begins with four spaces, stays as it is."""
    blocks = []
    for block in text.strip("\n").split("\n\n"):
        if block.startswith("    "):
            blocks.append(textwrap.indent(block, indent))
        elif block.startswith("- "):
            blocks.append("\n".join(_wrap(line, indent, indent + "  ") for line in block.splitlines()))
        else:
            blocks.append(_wrap(block, indent, indent))
    return "\n\n".join(blocks)


def _wrap(text: str, first: str, further: str) -> str:
    return textwrap.fill(
        text, width(), initial_indent=first, subsequent_indent=further, break_on_hyphens=False
    )


def columns(rows: Iterable[tuple[str, str]], indent: str = "  ") -> str:
    """Two columns, the first as wide as its widest entry."""
    rows = list(rows)
    widest = max(len(left) for left, _ in rows)
    return "\n".join(f"{indent}{left:{widest}}  {right}".rstrip() for left, right in rows)
