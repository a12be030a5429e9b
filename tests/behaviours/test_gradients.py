"""Every rule agrees with mathematics and with the estimate."""

import itertools

import numpy as np
import pytest

from stepkit.cases import each

FUNCTIONS = {  # name: its values and its derivative, as numpy computes them
    "square": (np.square, lambda x: 2 * x),
    "exp": (np.exp, np.exp),
}
CHAINS = [chain for length in (2, 3) for chain in itertools.product(FUNCTIONS, repeat=length)]


@each("name", [*FUNCTIONS])
@pytest.mark.steps("9-10,13-", "guards")
def test_a_gradient_is_the_derivative_that_mathematics_gives(dezero, grad_of, name):
    x = dezero.Variable(np.linspace(-3.0, 3.0, 12).reshape(3, 4))
    getattr(dezero, name)(x).backward()
    _, derivative = FUNCTIONS[name]
    assert grad_of(x) == pytest.approx(derivative(x.data), rel=1e-12)


@each("name", [*FUNCTIONS])
@pytest.mark.steps("9-10,13-", "guards")
def test_a_gradient_agrees_with_central_differences(dezero, grad_of, name):
    f = getattr(dezero, name)
    x = dezero.Variable(np.linspace(-3.0, 3.0, 12).reshape(3, 4))
    f(x).backward()
    assert grad_of(x) == pytest.approx(dezero.numerical_diff(f, x), rel=1e-7)


@each("name", [*FUNCTIONS])
@pytest.mark.steps("9-10,13-", "guards")
def test_a_rule_multiplies_the_gradient_that_arrives(dezero, grad_of, name):
    x = dezero.Variable(np.array([-1.0, 0.5, 2.0]))
    y = getattr(dezero, name)(x)
    y.grad = np.array([3.0, -0.5, 0.0])
    y.backward()
    _, derivative = FUNCTIONS[name]
    assert grad_of(x) == pytest.approx(derivative(x.data) * [3.0, -0.5, 0.0], rel=1e-12)


@each("chain", CHAINS)
@pytest.mark.steps("9-10,13-", "guards")
def test_a_chain_multiplies_the_derivatives_of_its_functions(dezero, grad_of, chain):
    x = y = dezero.Variable(np.linspace(-1.0, 1.0, 9))
    value, slope = x.data, np.ones(9)
    for name in chain:
        y = getattr(dezero, name)(y)
        f, derivative = FUNCTIONS[name]
        value, slope = f(value), slope * derivative(value)
    y.backward()
    assert y.data == pytest.approx(value, rel=1e-12)
    assert grad_of(x) == pytest.approx(slope, rel=1e-12)
