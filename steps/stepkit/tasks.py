"""What a learner writes in each step: the task in words, its hints, and where to begin.

A step of kind change begins with the framework of the step before. Where the lesson is the example, the
framework is that of the step, and example.py begins with blanks.
"""

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from stepkit.catalog import STEPS_FOLDER, Catalog, Step
from stepkit.diffing import Tree, framework_tree, read_tree
from stepkit.errors import StepkitError
from stepkit.tables import check_fields, read_toml

EXAMPLE, OUTPUT = "example.py", "example.out"


@dataclass(frozen=True)
class Task:
    """Hand-written: see steps/practice.toml for what each entry means."""

    number: int
    text: str
    hints: tuple[str, ...]
    blanks: tuple[str, ...] = ()
    leads: Mapping[str, str] = field(default_factory=dict)


def load_tasks(folder: Path = STEPS_FOLDER) -> dict[int, Task]:
    """The tasks in practice.toml, by step."""
    path = folder / "practice.toml"
    tasks = {}
    for position, entry in enumerate(read_toml(path)["step"], 1):
        check_fields(path, f"entry {position}", entry, {"number", "task", "hints"})
        number = entry["number"]
        if number in tasks:
            raise StepkitError(f"{path.name} has two tasks for step {number:02d}: keep one")
        tasks[number] = Task(
            number,
            entry["task"].strip(),
            tuple(hint.strip() for hint in entry["hints"]),
            tuple(blank.strip("\n") for blank in entry.get("blanks", ())),
            {name: lead.strip() for name, lead in entry.get("leads", {}).items()},
        )
    return tasks


def task_of(step: Step, tasks: Mapping[int, Task]) -> Task:
    if step.number not in tasks:
        raise StepkitError(f"step {step.label} has no task yet: write one into steps/practice.toml")
    return tasks[step.number]


# ---------------------------------------------------------------- which files


def is_example_task(step: Step) -> bool:
    """Whether the task is example.py; else it is the framework."""
    return step.kind != "change"


def brings_unit_tests(catalog: Catalog, step: Step) -> bool:
    """Whether the step is the one that begins to have unit tests: there they are part of the task."""
    before = catalog.before(step)
    old = framework_tree(before.folder) if before else {}
    return any(is_unit_test(path) and path not in old for path in framework_tree(step.folder))


def is_unit_test(path: str) -> bool:
    return Path(path).name.startswith("test_")


def own_files(catalog: Catalog, step: Step, tree: Tree) -> Tree:
    """The part of a tree that is the learner's to write in this step."""
    if is_example_task(step):
        return {path: text for path, text in tree.items() if path == EXAMPLE}
    with_tests = brings_unit_tests(catalog, step)
    return {
        path: text
        for path, text in tree.items()
        if path.endswith(".py") and path != EXAMPLE and (with_tests or not is_unit_test(path))
    }


def solution(catalog: Catalog, step: Step) -> Tree:
    """The project's own version of the learner's files."""
    return own_files(catalog, step, read_tree(step.folder))


def starting_tree(catalog: Catalog, step: Step, task: Task) -> Tree:
    """The files with which a learner begins."""
    before = catalog.before(step)
    example = read_tree(step.folder, [EXAMPLE, OUTPUT])
    if is_example_task(step):
        example[EXAMPLE] = with_blanks(example[EXAMPLE], task.blanks, f"step {step.label}")
        return framework_tree(step.folder) | example
    if before is None:
        return {"dezero.py": ""} | example
    return framework_tree(before.folder) | example


# ---------------------------------------------------------------- blanks


def with_blanks(source: str, blanks: tuple[str, ...], place: str) -> str:
    """A source without the parts that are the task.

    A blank is the name of a function, of a class or of a method, whose bodies are taken out, or else some
    code that stands there once: an expression becomes `...`, lines with a `=` keep their left side.
    """
    for blank in blanks:
        spans = _bodies(source, blank)
        if spans:
            lines = source.splitlines(keepends=True)
            for first, last, name in reversed(spans):
                indent = lines[first][: len(lines[first]) - len(lines[first].lstrip())]
                lines[first:last] = [f'{indent}raise NotImplementedError("{name} is yours to write")\n']
            source = "".join(lines)
        elif source.count(blank) == 1:
            source = source.replace(blank, _ellipsis(blank))
        else:
            raise StepkitError(
                f"{place}: the blank {blank!r} names no definition, and the example has that code "
                f"{source.count(blank)} times: write a name, or code that stands there once"
            )
    return source


def _ellipsis(code: str) -> str:
    """What stands in place of some code: `...`, assigned to the name that the code's last line assigns."""
    last = code.splitlines()[-1]
    left, equals, _ = last.partition(" = ")
    return f"{left} = ..." if equals else "..."


def _bodies(source: str, name: str) -> list[tuple[int, int, str]]:
    """(first line, line after the last, full name) of each body that the name stands for, from 0."""
    found: list[tuple[int, int, str]] = []
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef) and node.name == name:
            found.append(_body(node, name))
        elif isinstance(node, ast.ClassDef):
            for method in node.body:
                full = f"{node.name}.{getattr(method, 'name', '')}"
                if isinstance(method, ast.FunctionDef) and name in (node.name, full):
                    found.append(_body(method, full))
    return found


def _body(node: ast.FunctionDef, name: str) -> tuple[int, int, str]:
    """The body without its docstring."""
    first = node.body[1] if ast.get_docstring(node) is not None and len(node.body) > 1 else node.body[0]
    return first.lineno - 1, node.end_lineno or first.lineno, name
