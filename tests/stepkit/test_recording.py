"""The calls of a piece of code as a graph: values, gradients, the order of the backward pass."""

import sys
from itertools import pairwise

import numpy as np
import pytest

from stepkit.catalog import load_catalog
from stepkit.loading import find_framework, loaded
from stepkit.recording import Recorder, brief
from stepkit.replay import replay

CATALOG = load_catalog()


def record(number, code):
    """The replay of the code, run on that step's framework."""
    with loaded(find_framework(CATALOG.step(number).folder)) as dezero:
        names = {"np": np, **vars(dezero)}
        recorder = Recorder(dezero)
        with recorder:
            exec(code, names)
        return replay(recorder, names)


COMPOSITE = """
A, B, C = Square(), Exp(), Square()
x = Variable(np.array(0.5))
a = A(x)
y = C(B(a))
y.grad = np.array(1.0)
y.backward()
"""


@pytest.fixture(scope="module")
def composite():
    return record(7, COMPOSITE)


def of_kind(graph, kind):
    return [node for node in graph["nodes"] if node["kind"] == kind]


def test_the_edges_run_from_the_input_to_the_output(composite):
    keys = [node["key"] for node in composite["nodes"]]
    assert composite["edges"] == list(pairwise(keys))
    assert [node["kind"] for node in composite["nodes"]] == ["variable", "function"] * 3 + ["variable"]


def test_functions_are_labelled_by_their_class_and_variables_by_their_name(composite):
    assert [node["label"] for node in of_kind(composite, "function")] == ["Square", "Exp", "Square"]
    assert [node["label"] for node in of_kind(composite, "variable")] == ["x", "a", "", "y"]


def test_values_and_gradients_are_given_in_four_digits(composite):
    # x, x^2, e^0.25, e^0.5
    assert [node["value"] for node in of_kind(composite, "variable")] == ["0.5", "0.25", "1.284", "1.649"]
    # from the output back: 1; times 2 e^0.25; times e^0.25; times 2 * 0.5
    assert [node["grad"] for node in of_kind(composite, "variable")] == ["3.297", "3.297", "2.568", "1"]


def test_the_backward_pass_is_numbered_from_the_output(composite):
    assert [node["turns"] for node in of_kind(composite, "function")] == [[3], [2], [1]]


def test_without_a_backward_pass_there_are_no_turns_and_no_gradients():
    graph = record(2, "x = Variable(10)\ny = Square()(x)\n")
    assert [node["value"] for node in of_kind(graph, "variable")] == ["10", "100"]
    assert [node["grad"] for node in of_kind(graph, "variable")] == ["", ""]
    assert [node["turns"] for node in of_kind(graph, "function")] == [[]]


def test_a_variable_used_twice_is_one_node():
    graph = record(2, "x = Variable(2)\ny = Square()(x)\nz = Square()(x)\n")
    (x,) = [node["key"] for node in graph["nodes"] if node["label"] == "x"]
    assert [source for source, _ in graph["edges"]].count(x) == 2


def test_arguments_and_results_in_lists_are_recorded(tmp_path):
    (tmp_path / "dezero.py").write_text(
        "class Variable:\n    data = 1.0\n"
        "class Function:\n    def __call__(self, *inputs):\n        return [Variable(), Variable()]\n"
    )
    with loaded(find_framework(tmp_path)) as dezero:
        recorder = Recorder(dezero)
        with recorder:
            a, b = dezero.Variable(), dezero.Variable()
            c, d = dezero.Function()(a, b, 2.0)
        graph = replay(recorder, {"a": a, "b": b, "c": c, "d": d, "_hidden": a})
    labels = {node["key"]: node["label"] for node in graph["nodes"]}
    named = [(labels[source], labels[target]) for source, target in graph["edges"]]
    assert named == [("a", "Function"), ("b", "Function"), ("Function", "c"), ("Function", "d")]


def test_calls_outside_the_block_are_not_recorded():
    with loaded(find_framework(CATALOG.step(2).folder)) as dezero:
        recorder = Recorder(dezero)
        x = dezero.Square()(dezero.Variable(1))
        with recorder:
            y = dezero.Square()(x)
        dezero.Square()(y)
        assert [call.outputs for call in recorder.calls] == [[y]]


def test_recording_ends_with_the_block_also_after_an_error():
    with pytest.raises(ZeroDivisionError):
        record(2, "1 / 0")
    assert sys.getprofile() is None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (np.array(1234.56), "1235"),
        (np.array(0.00001), "1e-05"),
        (np.array([2.0]), "2"),
        (np.zeros((2, 3)), "shape (2, 3)"),
        (7, "7"),
        (type("Variable", (), {"data": np.array(2.5)})(), "2.5"),  # a gradient from step 32 on
    ],
)
def test_brief(value, text):
    assert brief(value) == text
