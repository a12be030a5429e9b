"""Formulas are written with operators."""

import operator

import numpy as np
import pytest

from stepkit.cases import each

A = np.array([[1.0, -2.0, 3.0], [0.5, 4.0, -0.25]])
B = np.array([[2.0, 0.5, -1.5], [-3.0, 1.0, 8.0]])
ARRIVING = np.array([[1.0, 10.0, 100.0], [-1.0, 0.0, 0.5]])

FIRST = {  # from step 20: name: its operator, and its derivatives by either operand
    "add": (operator.add, lambda a, b: (np.ones_like(a), np.ones_like(b))),
    "mul": (operator.mul, lambda a, b: (b, a)),
}
OTHERS = {  # from step 22
    "sub": (operator.sub, lambda a, b: (np.ones_like(a), -np.ones_like(b))),
    "div": (operator.truediv, lambda a, b: (1 / b, -a / b**2)),
}
NO_OPERATOR = "unsupported operand|bad operand"


def check_value(dezero, name, operate):
    """The function and the operator make a new variable of what numpy computes."""
    a, b = dezero.Variable(A), dezero.Variable(B)
    for y in (operate(a, b), getattr(dezero, name)(a, b)):
        assert isinstance(y, dezero.Variable)
        assert isinstance(y.creator, getattr(dezero, name.title()))
        assert y.data == pytest.approx(operate(A, B), rel=1e-12)


def check_derivatives(dezero, grad_of, operate, derivatives):
    """Both operands get what mathematics gives, times the gradient that arrives."""
    a, b = dezero.Variable(A), dezero.Variable(B)
    y = operate(a, b)
    y.grad = ARRIVING
    y.backward()
    by_a, by_b = derivatives(A, B)
    assert grad_of(a) == pytest.approx(by_a * ARRIVING, rel=1e-12)
    assert grad_of(b) == pytest.approx(by_b * ARRIVING, rel=1e-12)


def check_estimates(dezero, grad_of, operate):
    """Both gradients agree with central differences."""
    a, b = dezero.Variable(A), dezero.Variable(B)
    operate(a, b).backward()
    by_a = dezero.numerical_diff(lambda x: operate(x, dezero.Variable(B)), a)
    by_b = dezero.numerical_diff(lambda x: operate(dezero.Variable(A), x), b)
    assert grad_of(a) == pytest.approx(by_a, rel=1e-6)
    assert grad_of(b) == pytest.approx(by_b, rel=1e-6)


# ---------------------------------------------------------------- sum and product


@pytest.mark.steps("20-", "introduces", red=NO_OPERATOR)
def test_a_times_b_plus_c_is_7(dezero):
    a, b, c = (dezero.Variable(np.array(n)) for n in (3.0, 2.0, 1.0))
    assert repr(a * b + c) == "variable(7.0)"


@pytest.mark.steps("20-", "introduces", red=NO_OPERATOR)
def test_a_times_b_plus_c_has_gradients_2_and_3_and_1(dezero, grad_of):
    a, b, c = (dezero.Variable(np.array(n)) for n in (3.0, 2.0, 1.0))
    y = a * b + c
    y.backward()
    assert (grad_of(a), grad_of(b), grad_of(c)) == (2.0, 3.0, 1.0)


@pytest.mark.steps("20-", "introduces", red="no attribute 'mul'")
def test_mul_multiplies(dezero, grad_of):
    a, b = dezero.Variable(np.array(3.0)), dezero.Variable(np.array(2.0))
    y = dezero.mul(a, b)
    y.backward()
    assert (y.data, grad_of(a), grad_of(b)) == (6.0, 2.0, 3.0)


@each("name", [*FIRST])
@pytest.mark.steps("20-", "introduces", red=NO_OPERATOR)
def test_plus_and_times_compute_what_add_and_mul_compute(dezero, name):
    check_value(dezero, name, FIRST[name][0])


@each("name", [*FIRST])
@pytest.mark.steps("20-", "introduces", red=NO_OPERATOR)
def test_sum_and_product_have_the_derivatives_of_mathematics(dezero, grad_of, name):
    check_derivatives(dezero, grad_of, *FIRST[name])


@each("name", [*FIRST])
@pytest.mark.steps("20-", "introduces", red=NO_OPERATOR)
def test_sum_and_product_agree_with_the_estimate(dezero, grad_of, name):
    check_estimates(dezero, grad_of, FIRST[name][0])


@pytest.mark.steps("20-", "introduces", red=NO_OPERATOR)
def test_times_binds_more_tightly_than_plus(dezero):
    a, b, c = (dezero.Variable(np.array(n)) for n in (3.0, 2.0, 1.0))
    assert (c + a * b).data == 7.0
    assert ((c + a) * b).data == 8.0


@pytest.mark.steps("20-", "introduces", red=NO_OPERATOR)
def test_a_variable_may_be_multiplied_by_itself(dezero, grad_of):
    x = dezero.Variable(np.array(3.0))
    y = x * x * x
    y.backward()
    assert (y.data, grad_of(x)) == (27.0, 27.0)


@pytest.mark.steps("20-", "introduces", red=NO_OPERATOR)
def test_a_changed_variable_is_a_new_one(dezero, grad_of):
    x = y = dezero.Variable(np.array(3.0))
    y *= x
    y += x
    y.backward()
    assert (x.data, y.data, grad_of(x)) == (3.0, 12.0, 7.0)


@pytest.mark.steps("20-", "introduces", red=NO_OPERATOR)
def test_operators_and_functions_mix(dezero, grad_of):
    x = dezero.Variable(np.array(0.5))
    y = dezero.exp(x) * x + dezero.square(x)
    y.backward()
    assert grad_of(x) == pytest.approx(np.exp(0.5) * 1.5 + 1.0, rel=1e-12)


# ---------------------------------------------------------------- difference, quotient, negative


@each("name", [*OTHERS])
@pytest.mark.steps("22-", "introduces", red=NO_OPERATOR)
def test_minus_and_divide_compute_what_sub_and_div_compute(dezero, name):
    check_value(dezero, name, OTHERS[name][0])


@each("name", [*OTHERS])
@pytest.mark.steps("22-", "introduces", red=NO_OPERATOR)
def test_difference_and_quotient_have_the_derivatives_of_mathematics(dezero, grad_of, name):
    check_derivatives(dezero, grad_of, *OTHERS[name])


@each("name", [*OTHERS])
@pytest.mark.steps("22-", "introduces", red=NO_OPERATOR)
def test_difference_and_quotient_agree_with_the_estimate(dezero, grad_of, name):
    check_estimates(dezero, grad_of, OTHERS[name][0])


@pytest.mark.steps("22-", "introduces", red=NO_OPERATOR)
def test_minus_x_is_its_negative(dezero, grad_of):
    x = dezero.Variable(A)
    y = -x
    y.grad = ARRIVING
    y.backward()
    assert isinstance(y.creator, dezero.Neg)
    assert y.data.tolist() == (-A).tolist()
    assert grad_of(x).tolist() == (-ARRIVING).tolist()


@pytest.mark.steps("22-", "introduces", red="no attribute 'neg'")
def test_neg_is_a_function_too(dezero):
    assert dezero.neg(dezero.Variable(A)).data.tolist() == (-A).tolist()


@pytest.mark.steps("22-", "introduces", red="no attribute 'rsub'")
def test_rsub_and_rdiv_take_their_operands_in_reverse(dezero):
    a, b = dezero.Variable(np.array(3.0)), dezero.Variable(np.array(2.0))
    assert dezero.rsub(a, b).data == dezero.sub(b, a).data == -1.0
    assert dezero.rdiv(b, a).data == dezero.div(a, b).data == 1.5


@pytest.mark.steps("22-", "introduces", red=NO_OPERATOR)
def test_a_formula_of_all_operators_is_differentiated(dezero, grad_of):
    x = dezero.Variable(np.array(2.0))
    y = (x * x - x) / (-x + x * x * x) + x  # = 1 / (x + 1) + x
    y.backward()
    assert y.data == pytest.approx(2 + 1 / 3, rel=1e-12)
    assert grad_of(x) == pytest.approx(1 - 1 / 9, rel=1e-12)


# ---------------------------------------------------------------- operands that do not fit


def check_shapes(dezero, name, operate):
    """Operands of different shapes are refused by backward, which names both."""
    for a, b in [((2, 3), (3,)), ((3,), (2, 3)), ((), (2,)), ((1, 2), (2, 1))]:
        x, y = dezero.Variable(np.ones(a)), dezero.Variable(np.ones(b))
        z = operate(x, y)
        with pytest.raises(ValueError, match=name.title()) as error:
            z.backward()
        assert str(a) in str(error.value)
        assert str(b) in str(error.value)
        assert (x.grad, y.grad) == (None, None)


@each("name", [*FIRST])
@pytest.mark.steps("20-", "introduces", red=NO_OPERATOR)
def test_different_shapes_are_refused_by_backward(dezero, name):
    check_shapes(dezero, name, FIRST[name][0])


@each("name", [*OTHERS])
@pytest.mark.steps("22-", "introduces", red=NO_OPERATOR)
def test_other_operators_refuse_different_shapes_too(dezero, name):
    check_shapes(dezero, name, OTHERS[name][0])
