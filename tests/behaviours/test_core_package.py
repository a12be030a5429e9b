"""The core of higher-order derivatives takes the place of the simple one."""

import importlib
import re

import numpy as np
import pytest

NO_CREATE_GRAPH = "unexpected keyword argument 'create_graph'"


@pytest.mark.steps("32-", "introduces")
def test_this_is_not_the_simple_core(dezero):
    assert dezero.is_simple_core is False


@pytest.mark.steps("32-", "introduces", red="No module named 'dezero.core'")
def test_the_core_is_called_core(dezero):
    core = importlib.import_module("dezero.core")
    for name in ("Variable", "Function", "Config", "Add", "add", "no_grad", "setup_variable"):
        assert getattr(core, name) is getattr(dezero, name)


@pytest.mark.steps("32-", "introduces")
def test_the_simple_core_is_gone(dezero):
    with pytest.raises(ModuleNotFoundError, match="core_simple"):
        importlib.import_module("dezero.core_simple")


@pytest.mark.steps("32-", "guards")
def test_the_operators_are_functions_of_the_core(dezero):
    x = dezero.Variable(np.array(2.0))
    for y in (x + 1, 1 + x, x - 1, 1 - x, x * 3, 3 * x, x / 2, 2 / x, -x, x**2):
        assert type(y.creator).__module__ == "dezero.core"


@pytest.mark.steps("32-", "introduces", red=NO_CREATE_GRAPH)
def test_the_graph_of_a_gradient_is_drawn(dezero):
    x = dezero.Variable(np.array(2.0), name="x")
    y = x**3
    y.backward(create_graph=True)
    gx = x.grad
    gx.name = "gx"
    text = importlib.import_module("dezero.utils").get_dot_graph(gx, verbose=False)
    labels = re.findall(r'label=("[^"]*"|[\w.]+)', text)
    assert text.startswith("digraph {\n")
    assert labels.count("gx") == labels.count("x") == 1
    assert sorted(label for label in labels if label in ("Mul", "Pow")) == ["Mul", "Mul", "Pow"]


@pytest.mark.steps("32-", "introduces", red="'numpy.ndarray' object has no attribute")
def test_a_gradient_without_a_graph_is_drawn_as_one_node(dezero):
    x = dezero.Variable(np.array(2.0))
    (x**3).backward()
    text = importlib.import_module("dezero.utils").get_dot_graph(x.grad)
    assert text.count("label=") == 1
    assert "->" not in text


@pytest.mark.steps("32-", "introduces", red=NO_CREATE_GRAPH)
def test_drawing_leaves_a_gradient_as_it_was(dezero):
    x = dezero.Variable(np.array(2.0))
    y = x**3
    y.backward(create_graph=True)
    gx = x.grad
    importlib.import_module("dezero.utils").get_dot_graph(y)
    importlib.import_module("dezero.utils").get_dot_graph(gx)
    assert (x.grad is gx, gx.grad) == (True, None)
    x.cleargrad()
    gx.backward()
    assert x.grad.data == 12.0
