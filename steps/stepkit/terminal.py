"""Text on a terminal: colour where it helps, paragraphs as wide as fits."""

import os
import shutil
import sys
import textwrap
from collections.abc import Iterable

WIDEST = 100
BOLD, RED, GREEN, GREY = "1", "31", "32", "2"


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
    """Wrap each paragraph; lines that begin with four spaces stay as they are, as in Markdown."""
    blocks: list[str] = []
    for block in text.strip("\n").split("\n\n"):
        if block.startswith("    "):
            blocks.append(textwrap.indent(block, indent))
        else:
            wrapped = textwrap.fill(block, width(), initial_indent=indent, subsequent_indent=indent)
            blocks.append(wrapped)
    return "\n\n".join(blocks)


def columns(rows: Iterable[tuple[str, str]], indent: str = "  ") -> str:
    """Two columns, the first as wide as its widest entry."""
    rows = list(rows)
    widest = max(len(left) for left, _ in rows)
    return "\n".join(f"{indent}{left:{widest}}  {right}".rstrip() for left, right in rows)
