"""The hyperbolic tangent, and how the graphs of its derivatives grow."""

import importlib

import numpy as np
import pytest

from stepkit.cases import each

NO_TANH = "no attribute '[tT]anh'"
POINTS = np.linspace(-3, 3, 50)


def derivative(dezero, order, data):
    """The derivative of tanh at data of that order, as a Variable."""
    x = dezero.Variable(data)
    y = dezero.tanh(x)
    for _ in range(order):
        x.cleargrad()
        y.backward(create_graph=True)
        y = x.grad
    x.cleargrad()
    return y


@pytest.mark.steps("35-", "introduces", red=NO_TANH)
def test_the_values_are_those_of_numpy(dezero):
    y = dezero.tanh(dezero.Variable(POINTS))
    assert y.data.tolist() == np.tanh(POINTS).tolist()
    assert type(y.creator) is dezero.Tanh
    functions = importlib.import_module("dezero.functions")
    assert (functions.Tanh, functions.tanh) == (dezero.Tanh, dezero.tanh)


@each("order", range(1, 9))
@pytest.mark.steps("35-", "introduces", red=NO_TANH)
def test_eight_derivatives_at_1_are_exact(dezero, reference, order):
    row = reference["tanh derivatives 1..8 at 1.0"]["rows"][order - 1]
    assert row["n"] == order
    assert derivative(dezero, order, np.array(1.0)).data == pytest.approx(row["exact"], rel=1e-12)


@pytest.mark.steps("35-", "introduces", red=NO_TANH)
def test_three_derivatives_are_those_of_mathematics(dezero):
    y = np.tanh(POINTS)
    slope = 1 - y**2
    expected = [y, slope, -2 * y * slope, -2 * slope**2 + 4 * y**2 * slope]
    for order, due in enumerate(expected):
        assert derivative(dezero, order, POINTS).data == pytest.approx(due, rel=1e-12, abs=1e-14)


@pytest.mark.steps("35-", "introduces", red=NO_TANH)
def test_each_derivative_agrees_with_the_differences_of_the_one_below(dezero):
    eps = 1e-5
    for order in (1, 2, 3, 4):
        left, right = (derivative(dezero, order - 1, POINTS + shift).data for shift in (-eps, eps))
        here = derivative(dezero, order, POINTS).data
        assert here == pytest.approx((right - left) / (2 * eps), abs=1e-7)


@pytest.mark.steps("35-", "introduces", red=NO_TANH)
def test_far_from_0_the_slope_is_0(dezero):
    x = dezero.Variable(np.array([-800.0, -40.0, 40.0, 800.0]))
    with np.errstate(all="raise"):
        dezero.tanh(x).backward()
    assert x.grad.data.tolist() == [0.0, 0.0, 0.0, 0.0]


@each("shape", [(), (1,), (2, 3)])
@each("dtype", ["float16", "float32", "float64"])
@pytest.mark.steps("35-", "introduces", red=NO_TANH)
def test_shape_and_dtype_are_kept_in_all_derivatives(dezero, dtype, shape):
    for order in range(4):
        result = derivative(dezero, order, np.full(shape, 0.5, dtype))
        assert (result.shape, result.dtype) == (shape, dtype)


# ---------------------------------------------------------------- how the graphs grow


@pytest.mark.steps("35-", "introduces", red=NO_TANH)
def test_the_graph_of_the_eighth_derivative_has_1541_functions_at_most(dezero):
    sizes = [len(derivative(dezero, order, np.array(1.0)).history()) for order in range(1, 9)]
    assert sizes == sorted(sizes)
    assert sizes[0] <= 4
    assert sizes[-1] <= 1_541


@pytest.mark.steps("35-", "introduces", red=NO_TANH)
def test_the_eighth_pass_executes_1700_functions_at_most(dezero, monkeypatch):
    x = dezero.Variable(np.array(1.0))
    y = dezero.tanh(x)
    for _ in range(7):
        x.cleargrad()
        y.backward(create_graph=True)
        y = x.grad
    x.cleargrad()
    executed = []

    def counted(forward):
        def count(self, *xs):
            executed.append(type(self).__name__)
            return forward(self, *xs)

        return count

    for thing in vars(dezero).values():
        if isinstance(thing, type) and issubclass(thing, dezero.Function) and "forward" in vars(thing):
            monkeypatch.setattr(thing, "forward", counted(thing.forward))
    y.backward(create_graph=True)
    assert 0 < len(executed) <= 1_700
    assert len(x.grad.history()) <= 1_541


@pytest.mark.steps("35-", "introduces", red=NO_TANH)
def test_the_rule_uses_the_result_that_is_there(dezero):
    y = dezero.tanh(dezero.Variable(np.array(1.0)))
    gradient = y.creator.backward(dezero.Variable(np.array(1.0)))
    assert y in [v for f in gradient.history() for v in f.inputs]
    names = [type(f).__name__ for f in gradient.history()]
    assert names.count("Tanh") == 1
