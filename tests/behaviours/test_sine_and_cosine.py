"""The sine and the cosine, and their derivatives without end."""

import importlib

import numpy as np
import pytest

from stepkit.cases import each

NO_NAME = "no attribute '(sin|cos|Sin|Cos)'"
POINTS = np.linspace(-7, 7, 200)


def derivatives(dezero, name, data, order):
    """The arrays of the function at data and of its derivatives up to that order."""
    x = dezero.Variable(data)
    y = getattr(dezero, name)(x)
    results = [y.data]
    for _ in range(order):
        x.cleargrad()
        y.backward(create_graph=True)
        y = x.grad
        results.append(y.data)
    x.cleargrad()
    return results


@each("name", ["sin", "cos"])
@pytest.mark.steps("34-", "introduces", red=NO_NAME)
def test_the_values_are_those_of_numpy(dezero, name):
    y = getattr(dezero, name)(dezero.Variable(POINTS))
    assert y.data.tolist() == getattr(np, name)(POINTS).tolist()
    assert type(y.creator) is getattr(dezero, name.title())


@pytest.mark.steps("34-", "introduces", red=NO_NAME)
def test_they_are_in_dezero_functions(dezero):
    functions = importlib.import_module("dezero.functions")
    for name in ("Sin", "Cos", "sin", "cos"):
        assert getattr(functions, name) is getattr(dezero, name)


@each("place, number", [("pi/4", np.pi / 4), ("1.0", 1.0)])
@pytest.mark.steps("34-", "introduces", red=NO_NAME)
def test_eight_derivatives_of_the_sine_are_exact(dezero, reference, place, number):
    rows = reference[f"sin derivatives 1..8 at {place}"]["rows"]
    found = derivatives(dezero, "sin", np.array(number), 8)
    assert len(rows) == 8
    for row in rows:
        assert found[row["n"]] == pytest.approx(row["exact"], rel=1e-12)


@each("name", ["sin", "cos"])
@pytest.mark.steps("34-", "introduces", red=NO_NAME)
def test_the_derivatives_go_round_in_fours(dezero, name):
    circle = [np.sin(POINTS), np.cos(POINTS), -np.sin(POINTS), -np.cos(POINTS)]
    start = 0 if name == "sin" else 1
    for order, result in enumerate(derivatives(dezero, name, POINTS, 8)):
        assert result == pytest.approx(circle[(start + order) % 4], rel=1e-12, abs=1e-14)


@each("name", ["sin", "cos"])
@pytest.mark.steps("34-", "introduces", red=NO_NAME)
def test_each_derivative_agrees_with_the_differences_of_the_one_below(dezero, name):
    eps = 1e-5
    here, left, right = (derivatives(dezero, name, POINTS + shift, 4) for shift in (0, -eps, eps))
    for order in (1, 2, 3, 4):
        assert here[order] == pytest.approx((right[order - 1] - left[order - 1]) / (2 * eps), abs=1e-8)


@each("shape", [(), (1,), (2, 3)])
@each("dtype", ["float16", "float32", "float64"])
@each("name", ["sin", "cos"])
@pytest.mark.steps("34-", "introduces", red=NO_NAME)
def test_shape_and_dtype_are_kept_in_all_derivatives(dezero, name, dtype, shape):
    for result in derivatives(dezero, name, np.full(shape, 0.5, dtype), 3):
        assert (result.shape, result.dtype) == (shape, dtype)


@pytest.mark.steps("34-", "introduces", red=NO_NAME)
def test_the_rules_may_be_chained(dezero):
    x = dezero.Variable(np.array(0.7))
    y = dezero.sin(x * x) * dezero.cos(3 * x)
    y.backward()
    due = 1.4 * np.cos(0.49) * np.cos(2.1) - 3 * np.sin(0.49) * np.sin(2.1)
    assert x.grad.data == pytest.approx(due, rel=1e-12)


@pytest.mark.steps("34-", "introduces", red=NO_NAME)
def test_sine_and_cosine_squared_make_1_whatever_the_angle(dezero):
    x = dezero.Variable(POINTS)
    y = dezero.sin(x) ** 2 + dezero.cos(x) ** 2
    y.backward(create_graph=True)
    assert y.data == pytest.approx(np.ones_like(POINTS), rel=1e-12)
    assert x.grad.data == pytest.approx(np.zeros_like(POINTS), abs=1e-14)


@pytest.mark.steps("34-", "introduces", red=NO_NAME)
def test_numbers_are_operands_too(dezero):
    assert dezero.sin(0.5).data == np.sin(0.5)
    assert dezero.cos(np.array(0.5)).data == np.cos(0.5)
