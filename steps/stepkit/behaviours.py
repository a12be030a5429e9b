"""The tests in tests/behaviours as statements: what holds, on which steps, shown by which code."""

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from stepkit.catalog import STEPS_FOLDER
from stepkit.errors import StepkitError
from stepkit.spans import Span, parse_span, starts

FOLDER = STEPS_FOLDER.parent / "tests" / "behaviours"
ROLES = ("introduces", "guards")


@dataclass(frozen=True)
class Behaviour:
    """A test function: `role` is introduces or guards."""

    statement: str
    topic: str
    file: str
    line: int
    span: Span
    role: str
    source: str

    @property
    def test(self) -> str:
        """The name of the test function."""
        return f"test_{self.statement.replace(' ', '_')}"

    def begins_at(self, step: int) -> bool:
        """Whether it holds at the step and not, or not yet, at the one before."""
        return step in starts(self.span)

    def introduced_at(self, step: int) -> bool:
        """Whether the step is what makes it true: proved by its failing on the step before."""
        return self.role == "introduces" and self.begins_at(step)


def statement(name: str) -> str:
    """What a test's name says: test_square_of_10_is_100 becomes "square of 10 is 100"."""
    return name.removeprefix("test_").replace("_", " ")


def read_behaviours(last: int, folder: Path = FOLDER) -> list[Behaviour]:
    """All behaviours, by file and line. They are read as text: no test runs."""
    found = []
    for path in sorted(folder.glob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        tree = ast.parse(text)
        topic = (ast.get_docstring(tree) or path.stem).splitlines()[0].rstrip(".")
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                found.append(_behaviour(node, text, path, topic, last))
    return found


def outside_of_tests(file: str, folder: Path = FOLDER) -> str:
    """What a test module holds besides its tests: imports, values and helpers that they share."""
    text = (folder / file).read_text(encoding="utf-8")
    lines = dict(enumerate(text.splitlines(), 1))
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            for number in range(_first_line(node), (node.end_lineno or node.lineno) + 1):
                del lines[number]
    return re.sub(r"\n{4,}", "\n\n\n", "\n".join(lines.values())).strip()


def _first_line(node: ast.FunctionDef) -> int:
    """The line at which a function begins, its decorators included."""
    return min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])


def _behaviour(node: ast.FunctionDef, text: str, path: Path, topic: str, last: int) -> Behaviour:
    place = f"{path.name}:{node.lineno}: {node.name}"
    for decorator in node.decorator_list:
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pytest.mark.steps":
            words = [a.value if isinstance(a, ast.Constant) else None for a in decorator.args]
            span, role = check_mark(words, place, last)
            lines = text.splitlines()[_first_line(node) - 1 : node.end_lineno]
            return Behaviour(
                statement(node.name), topic, path.name, node.lineno, span, role, "\n".join(lines)
            )
    raise StepkitError(f"{place} has no span: {HOW_TO_MARK}")


HOW_TO_MARK = 'write @pytest.mark.steps("7-", "introduces") or @pytest.mark.steps("7-", "guards") above it'


def check_mark(words: Sequence[object], place: str, last: int) -> tuple[Span, str]:
    """The span and the role that a steps mark gives; place is named if it is not well formed."""
    match words:
        case [str(span), str(role)] if role in ROLES:
            try:
                return parse_span(span, last), role
            except StepkitError as error:
                raise StepkitError(f"{place}: {error}") from None
    raise StepkitError(f"{place} needs a span and a role: {HOW_TO_MARK}")
