"""Every step has a task that can be done from its words, hints that help, and a place to begin."""

import ast
import re

import pytest

from stepkit.behaviours import read_behaviours
from stepkit.catalog import load_catalog
from stepkit.diffing import changed_files, diff_trees, read_tree
from stepkit.errors import StepkitError
from stepkit.tasks import (
    EXAMPLE,
    is_example_task,
    is_unit_test,
    load_tasks,
    own_files,
    solution,
    starting_tree,
    task_of,
    with_blanks,
)

CATALOG = load_catalog()
TASKS = load_tasks()
BEHAVIOURS = read_behaviours(CATALOG.last)
for_each_step = pytest.mark.parametrize(
    "step", [pytest.param(step, id=f"step{step.label}") for step in CATALOG.existing]
)


# ---------------------------------------------------------------- the texts


@for_each_step
def test_each_step_has_a_task_and_two_to_five_hints(step):
    task = task_of(step, TASKS)
    assert len(task.text) > 100
    assert 2 <= len(task.hints) <= 5
    assert task.hints[0] != task.hints[-1]


@for_each_step
def test_a_lead_belongs_to_a_behaviour_of_the_step(step):
    statements = {b.statement for b in BEHAVIOURS if step.number in b.span}
    assert set(TASKS[step.number].leads) <= statements


def defined(tree):
    """The names that a framework gives its users: modules, definitions, parameters, attributes."""
    names = {path.removesuffix(".py").rpartition("/")[2] for path in tree}
    for text in tree.values():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                names.add(node.name)
            if isinstance(node, ast.FunctionDef):
                names |= {arg.arg for arg in (*node.args.args, *node.args.kwonlyargs)}
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                names.add(node.attr)
            if isinstance(node, ast.ClassDef | ast.Module):
                targets = [t for n in node.body if isinstance(n, ast.Assign) for t in n.targets]
                names |= {target.id for target in targets if isinstance(target, ast.Name)}
    return names


def asked_for(source):
    """The names by which a test calls a framework: attributes, keywords, imported modules."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute):
            names.add(node.attr)
        elif isinstance(node, ast.keyword) and node.arg:
            names.add(node.arg)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            names |= set(re.findall(r"dezero\.(\w+)", node.value))
    return names


@for_each_step
def test_the_task_names_all_that_the_new_behaviours_ask_for(step):
    new = [b for b in BEHAVIOURS if b.introduced_at(step.number)]
    if is_example_task(step):
        due = {name for b in new for name in re.findall(r'names\["(\w+)"\]', b.source)}
    else:
        start = starting_tree(CATALOG, step, TASKS[step.number])
        old = defined(own_files(CATALOG, step, start))
        asked = set().union(*(asked_for(b.source) for b in new))
        due = (asked & defined(solution(CATALOG, step))) - old
    text = TASKS[step.number].text
    assert sorted(name for name in due if not re.search(rf"(?<!\w){name}(?!\w)", text)) == []


@for_each_step
def test_no_text_names_a_later_step(step):
    task = TASKS[step.number]
    texts = [task.text, *task.hints, *task.leads.values()]
    named = {int(number) for text in texts for number in re.findall(r"[Ss]tep (\d+)", text)}
    promised = {7: {8}, 11: {12, 13}, 12: {13}, 14: {16}}  # where what is wrong or out of service ends
    assert {number for number in named if number > step.number} <= promised.get(step.number, set())


# ---------------------------------------------------------------- where to begin


@for_each_step
def test_the_start_differs_from_the_solution_in_the_learners_files(step):
    start = starting_tree(CATALOG, step, TASKS[step.number])
    diffs = diff_trees(own_files(CATALOG, step, start), solution(CATALOG, step))
    assert changed_files(diffs)


@for_each_step
def test_what_is_not_the_learners_to_write_is_that_of_the_project(step):
    start = starting_tree(CATALOG, step, TASKS[step.number])
    before = CATALOG.before(step)
    if is_example_task(step):
        given = {path: text for path, text in start.items() if path != EXAMPLE}
        origin = read_tree(step.folder)
    else:
        assert start[EXAMPLE] == read_tree(step.folder)[EXAMPLE]
        given = own_files(CATALOG, step, start) if before else {}
        origin = read_tree(before.folder) if before else {}
    assert given.items() <= origin.items()


def test_step_01_starts_empty():
    assert starting_tree(CATALOG, CATALOG.step(1), TASKS[1])["dezero.py"] == ""


@pytest.mark.parametrize(("number", "theirs"), [(9, False), (10, True), (11, False)])
def test_unit_tests_are_part_of_the_task_where_they_arrive(number, theirs):
    files = solution(CATALOG, CATALOG.step(number))
    assert any(is_unit_test(path) for path in files) is theirs


# ---------------------------------------------------------------- blanks

SOURCE = '''\
class Layer:
    """A layer."""

    def forward(self, x):
        """Return x."""
        y = x
        return y

    def backward(self, gy):
        return gy


def double(x):
    # twice
    return 2 * x


z = double(3) + 1
print(z, double(4))
'''


def test_a_function_loses_its_body_and_keeps_its_docstring():
    text = with_blanks(SOURCE, ("Layer.forward",), "step 05")
    assert '"""Return x."""\n        raise NotImplementedError("Layer.forward is yours to write")\n\n' in text
    assert "y = x" not in text
    assert "return gy" in text


def test_a_class_loses_the_bodies_of_all_its_methods():
    text = with_blanks(SOURCE, ("Layer", "double"), "step 05")
    for name in ("Layer.forward", "Layer.backward", "double"):
        assert f"{name} is yours to write" in text
    assert "return" not in text.replace("Return", "")


def test_other_code_becomes_an_ellipsis():
    text = with_blanks(SOURCE, ("z = double(3) + 1", "double(4)"), "step 05")
    assert text.endswith("z = ...\nprint(z, ...)\n")


@pytest.mark.parametrize(("blank", "times"), [("triple", 0), ("double(", 3)])
def test_a_blank_that_is_not_there_once_is_an_error(blank, times):
    with pytest.raises(StepkitError, match=rf"step 05: the blank '{re.escape(blank)}' .* {times} times"):
        with_blanks(SOURCE, (blank,), "step 05")


def test_a_step_without_a_task_is_an_error_that_names_the_file():
    with pytest.raises(StepkitError, match=r"step 07 has no task yet: write one into steps/practice\.toml"):
        task_of(CATALOG.step(7), {})


def test_two_tasks_for_a_step_are_an_error(tmp_path):
    (tmp_path / "practice.toml").write_text('[[step]]\nnumber = 3\ntask = "a"\nhints = []\n' * 2)
    with pytest.raises(StepkitError, match=r"practice\.toml has two tasks for step 03"):
        load_tasks(tmp_path)
