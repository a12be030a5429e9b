"""A source file as a row of units: each function, method, class head, and the code between."""

import ast
import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Unit:
    """Lines start to stop (from 0, stop excluded); blank lines go with the unit that follows.

    kind is "def", "class" (a class's own lines, without its methods) or "code" (anything else,
    whose name is empty).
    """

    kind: str
    name: str
    start: int
    stop: int


def outline(source: str) -> list[Unit]:
    """The units of a Python source, without gaps; a text that does not parse is one unit."""
    lines = source.splitlines()
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return [Unit("code", "", 0, len(lines))] if lines else []
    marks: list[tuple[int, int, str, str]] = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            marks.append((*_extent(node, lines), "def", node.name))
        elif isinstance(node, ast.ClassDef):
            marks.extend(_class_marks(node, lines))
    units: list[Unit] = []
    position = 0
    for start, stop, kind, name in marks:
        start = max(start, position)
        first_blank = _blanks_before(start, position, lines)
        if first_blank > position:
            units.append(Unit("code", "", position, first_blank))
        units.append(Unit(kind, name, first_blank, stop))
        position = stop
    if position < len(lines):
        units.append(Unit("code", "", position, len(lines)))
    return units


def _class_marks(node: ast.ClassDef, lines: list[str]) -> list[tuple[int, int, str, str]]:
    """The class's own lines and its methods, in order."""
    start, stop = _extent(node, lines)
    methods = [n for n in node.body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    marks: list[tuple[int, int, str, str]] = []
    position = start
    for method in methods:
        first, last = _extent(method, lines)
        own_stop = _blanks_before(first, position, lines)
        if own_stop > position:
            marks.append((position, own_stop, "class", node.name))
        marks.append((first, last, "def", f"{node.name}.{method.name}"))
        position = last
    if stop > position:
        marks.append((position, stop, "class", node.name))
    return marks


def _extent(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, lines: list[str]) -> tuple[int, int]:
    """The lines of a definition with its decorators and the comment right above."""
    start = min([node.lineno, *(d.lineno for d in node.decorator_list)]) - 1
    indent = " " * node.col_offset
    while start and re.match(rf"{indent}#", lines[start - 1]):
        start -= 1
    return start, node.end_lineno or node.lineno


def _blanks_before(start: int, floor: int, lines: list[str]) -> int:
    while start > floor and not lines[start - 1].strip():
        start -= 1
    return start
