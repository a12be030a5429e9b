"""Backpropagation by hand: one call of backward for each function."""

import numpy as np
import pytest


@pytest.mark.steps("6-10", "introduces", red="no attribute 'input'")
def test_a_function_remembers_its_input(dezero):
    x = dezero.Variable(np.array(3.0))
    f = dezero.Square()
    f(x)
    assert f.input is x


@pytest.mark.steps("6-10", "introduces", red="no attribute 'backward'")
def test_square_passes_a_gradient_on_times_twice_its_input(dezero):
    f = dezero.Square()
    f(dezero.Variable(np.array(5.0)))
    assert f.backward(np.array(3.0)) == 30.0


@pytest.mark.steps("6-10", "introduces", red="no attribute 'backward'")
def test_exp_passes_a_gradient_on_times_its_result(dezero):
    f = dezero.Exp()
    y = f(dezero.Variable(np.array(2.0)))
    assert f.backward(np.array(3.0)) == pytest.approx(3.0 * y.data, rel=1e-12)


@pytest.mark.steps("6-10", "introduces", red="no attribute 'backward'")
def test_three_backward_calls_give_the_gradient_of_a_chain(dezero, reference):
    f, g, h = dezero.Square(), dezero.Exp(), dezero.Square()
    h(g(f(dezero.Variable(np.array(0.5)))))
    gradient = f.backward(g.backward(h.backward(np.array(1.0))))
    assert gradient == pytest.approx(reference["square(exp(square(x)))@0.5"]["grad"], rel=1e-12)


@pytest.mark.steps("6-10", "introduces", red="no attribute 'backward'")
def test_the_gradient_by_hand_agrees_with_the_estimate(dezero):
    x = dezero.Variable(np.array(0.5))
    f = dezero.Exp()
    f(x)
    estimate = dezero.numerical_diff(lambda x: dezero.Exp()(x), x)
    assert f.backward(np.array(1.0)) == pytest.approx(estimate, rel=1e-8)


@pytest.mark.steps("6-", "introduces", red="no attribute 'backward'")
def test_a_function_without_backward_says_so(dezero):
    class Nameless(dezero.Function):
        def forward(self, x):
            return x

    with pytest.raises(NotImplementedError, match=r"Nameless.*backward"):
        Nameless().backward(np.array(1.0))


@pytest.mark.steps("6-10", "guards")
def test_the_rules_work_element_by_element(dezero):
    data, gy = np.array([[1.0, -2.0, 0.0]]), np.array([[1.0, 10.0, 100.0]])
    f, g = dezero.Square(), dezero.Exp()
    f(dezero.Variable(data))
    g(dezero.Variable(data))
    assert f.backward(gy) == pytest.approx(2 * data * gy, rel=1e-12)
    assert g.backward(gy) == pytest.approx(np.exp(data) * gy, rel=1e-12)


@pytest.mark.steps("6-10,12-", "guards")
def test_the_forward_computation_sets_no_gradient(dezero):
    x = dezero.Variable(np.array(3.0))
    y = dezero.Square()(x)
    assert x.grad is None
    assert y.grad is None
