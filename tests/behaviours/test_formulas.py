"""Functions of two variables that optimisers are tried on."""

import numpy as np
import pytest

from stepkit.cases import each

POINTS = [(1.0, 1.0), (0.0, 2.0), (0.5, -0.5)]


def sphere(x, y):
    return x**2 + y**2


def matyas(x, y):
    return 0.26 * (x**2 + y**2) - 0.48 * x * y


def goldstein(x, y):
    near = 19 - 14 * x + 3 * x**2 - 14 * y + 6 * x * y + 3 * y**2
    far = 18 - 32 * x + 12 * x**2 + 48 * y - 36 * x * y + 27 * y**2
    return (1 + (x + y + 1) ** 2 * near) * (30 + (2 * x - 3 * y) ** 2 * far)


FORMULAS = {f.__name__: f for f in (sphere, matyas, goldstein)}


def variables(dezero, point):
    return [dezero.Variable(np.array(number)) for number in point]


@each("point", POINTS)
@each("f", FORMULAS)
@pytest.mark.steps("22-", "introduces", red="unsupported operand")
def test_a_formula_has_the_value_and_gradient_of_other_libraries(dezero, grad_of, reference, f, point):
    x, y = variables(dezero, point)
    z = f(x, y)
    z.backward()
    expected = reference[f"{f.__name__}@{point}"]
    assert z.data == pytest.approx(expected["value"], rel=1e-12)
    assert [grad_of(x), grad_of(y)] == pytest.approx(expected["grad"], rel=1e-12)


@pytest.mark.steps("22-", "introduces", red="unsupported operand")
def test_goldstein_price_is_differentiated_twice_in_a_row(dezero, grad_of):
    x, y = variables(dezero, (1.0, 1.0))
    z = goldstein(x, y)
    for _ in range(2):
        x.cleargrad()
        y.cleargrad()
        z.backward()
        assert (grad_of(x), grad_of(y)) == (-5376.0, 8064.0)


@pytest.mark.steps("22-", "introduces", red="unsupported operand")
def test_without_cleargrad_a_second_pass_doubles_the_gradients(dezero, grad_of):
    x, y = variables(dezero, (1.0, 1.0))
    z = goldstein(x, y)
    z.backward()
    z.backward()
    assert (grad_of(x), grad_of(y)) == (2 * -5376.0, 2 * 8064.0)


@each("f", FORMULAS)
@pytest.mark.steps("22-", "introduces", red="unsupported operand")
def test_a_formula_works_on_arrays_of_points(dezero, grad_of, f):
    xs, ys = np.meshgrid(np.linspace(-1.0, 1.0, 3), np.linspace(-2.0, 2.0, 5))
    x, y = dezero.Variable(xs), dezero.Variable(ys)
    f(x, y).backward()
    eps = 1e-5
    by_x = (f(xs + eps, ys) - f(xs - eps, ys)) / (2 * eps)
    by_y = (f(xs, ys + eps) - f(xs, ys - eps)) / (2 * eps)
    assert grad_of(x) == pytest.approx(by_x, rel=1e-5, abs=1e-4)
    assert grad_of(y) == pytest.approx(by_y, rel=1e-5, abs=1e-4)
