"""Python as highlighted lines. A file is lexed once; tokens are cut at line ends."""

from functools import lru_cache
from itertools import pairwise

from pygments.lexers.python import PythonLexer
from pygments.token import Comment, Keyword, Name, Number, String, _TokenType

from sitekit.html import esc

Piece = tuple[str, str]  # class, text
Marks = list[tuple[int, int]]  # columns from, to

CLASSES: list[tuple[_TokenType, str]] = [
    (Keyword, "k"),
    (String, "s"),
    (Comment, "c"),
    (Number, "m"),
    (Name.Function, "d"),
    (Name.Class, "d"),
]


def _class_of(token: _TokenType) -> str:
    if token in String.Interpol:
        return ""
    return next((name for kind, name in CLASSES if token in kind), "")


@lru_cache(maxsize=2048)  # a test is shown on two or more pages
def lex(source: str) -> tuple[tuple[Piece, ...], ...]:
    """The pieces of each line of a source."""
    lines: list[list[Piece]] = [[]]
    for token, text in PythonLexer(stripnl=False, ensurenl=False).get_tokens(source):
        name = _class_of(token)
        for i, part in enumerate(text.split("\n")):
            if i:
                lines.append([])
            if part:
                lines[-1].append((name, part))
    return tuple(tuple(line) for line in lines)


def lines_of(path: str, text: str) -> tuple[tuple[Piece, ...], ...]:
    """The pieces of each line of a file; only Python is highlighted."""
    if path.endswith(".py"):
        return lex(text)
    return tuple((("", line),) if line else () for line in text.split("\n"))


def line_html(pieces: tuple[Piece, ...], marks: Marks | None = None) -> str:
    """One line, its tokens in spans, the marked columns in <mark>."""
    html: list[str] = []
    column = 0
    for name, text in pieces:
        for part, marked in _cut(text, column, marks or []):
            inner = f'<span class="{name}">{esc(part)}</span>' if name and part.strip() else esc(part)
            html.append(f"<mark>{inner}</mark>" if marked else inner)
        column += len(text)
    return "".join(html).replace("</mark><mark>", "")


def _cut(text: str, column: int, marks: Marks) -> list[tuple[str, bool]]:
    """The text in parts, each with whether it is marked."""
    inner = {edge - column for mark in marks for edge in mark if 0 < edge - column < len(text)}
    parts = []
    for start, stop in pairwise(sorted({0, len(text), *inner})):
        marked = any(a - column <= start and stop <= b - column for a, b in marks)
        parts.append((text[start:stop], marked))
    return parts


def indent_of(text: str) -> int:
    return len(text) - len(text.lstrip())


def code_line(tag: str, number: int | None, text: str, inner: str, reference: str = "") -> str:
    """A line of a listing. The newline is inside, so that copied code keeps its lines."""
    indent = indent_of(text) if text.strip() else 0
    style = f' style="--i:{indent}"' if indent else ""
    count = f' data-n="{number}"' if number is not None else ""
    return f'<{tag} class="dz-l"{count}{style}>{inner}{reference}\n</{tag}>'


def listing(source: str, label: str) -> str:
    """A short program without line numbers."""
    lines = source.split("\n")
    rows = [code_line("span", None, text, line_html(p)) for text, p in zip(lines, lex(source), strict=True)]
    return pre("".join(rows), label, "dz-code--bare", searched=False)


def pre(rows: str, label: str, extra: str = "", base: int = 0, searched: bool = True) -> str:
    """The frame of a listing, reachable by keyboard because it may scroll.

    base is the indentation that all lines share: a narrow screen leaves it out.
    """
    classes = f"dz-code {extra}".strip()
    style = f' style="--b:{base}"' if base else ""
    attributes = f'tabindex="0" role="region" aria-label="{esc(label)}"{style}'
    attributes += "" if searched else " data-search-exclude"
    return f'<pre class="{classes}" {attributes}>{rows}</pre>'
