"""Numbers and arrays take part in formulas, on either side."""

import re

import numpy as np
import pytest

from stepkit.cases import each

DATA = np.array([[1.0, -2.0, 3.0], [0.5, 4.0, -0.25]])
NUMPY_NUMBERS = [
    np.float64(2.5),
    np.float32(2.5),
    np.longdouble(2.5),
    np.int64(2),
    np.uint8(2),
    np.bool_(True),
]
NUMBERS = [2, -3, 2.5, True, *NUMPY_NUMBERS]
ARRAYS = [np.array(2.5), np.array([2.0, 0.5, -4.0]), np.array([[2.0, 0.5, -4.0], [1.0, -1.0, 8.0]])]
FIRST = {  # from step 21
    "x + c": ("Add", lambda x, c: x + c),
    "c + x": ("Add", lambda x, c: c + x),
    "x * c": ("Mul", lambda x, c: x * c),
    "c * x": ("Mul", lambda x, c: c * x),
}
OTHERS = {  # from step 22
    "x - c": ("Sub", lambda x, c: x - c),
    "c - x": ("Sub", lambda x, c: c - x),
    "x / c": ("Div", lambda x, c: x / c),
    "c / x": ("Div", lambda x, c: c / x),
}
NO_MIX = r"unsupported operand|takes Variables, not|can't multiply sequence|can only concatenate"
NO_OPERATOR = "unsupported operand|bad operand|does not support ufuncs"


def check_operands(dezero, grad_of, f):
    """The formula f(x, c) computes on a variable x what it does on an array, and its derivative."""
    eps = 1e-6
    for c in (*NUMBERS, *ARRAYS):
        x = dezero.Variable(DATA)
        y = f(x, c)
        y.backward()
        assert type(y) is dezero.Variable
        assert type(y.data) is np.ndarray
        assert y.dtype == "float64"
        assert y.data == pytest.approx(f(DATA, c), rel=1e-12)
        central_difference = (f(DATA + eps, c) - f(DATA - eps, c)) / (2 * eps)
        assert grad_of(x) == pytest.approx(central_difference, rel=1e-6)


@each("formula", [*FIRST])
@pytest.mark.steps("21-", "introduces", red=NO_MIX)
def test_numbers_and_arrays_can_be_added_and_multiplied(dezero, grad_of, formula):
    check_operands(dezero, grad_of, FIRST[formula][1])


@each("formula", [*OTHERS])
@pytest.mark.steps("22-", "introduces", red=NO_OPERATOR)
def test_numbers_and_arrays_can_be_subtracted_and_divided(dezero, grad_of, formula):
    check_operands(dezero, grad_of, OTHERS[formula][1])


@pytest.mark.steps("21-", "introduces", red=NO_MIX)
def test_a_number_stands_on_either_side(dezero, grad_of):
    x = dezero.Variable(np.array(2.0))
    y = 3.0 * x + 1.0
    y.backward()
    assert repr(y) == "variable(7.0)"
    assert grad_of(x) == 3.0


@pytest.mark.steps("21-", "introduces", red=NO_MIX)
def test_an_array_on_the_left_waits_for_the_variable(dezero):
    y = np.array([2.0]) + dezero.Variable(np.array([3.0]))
    assert repr(y) == "variable([5.])"


@pytest.mark.steps("22-", "introduces", red=NO_OPERATOR)
def test_the_order_of_minus_and_divide_is_kept(dezero):
    x = dezero.Variable(np.array(2.0))
    assert [(5.0 - x).data, (x - 5.0).data] == [3.0, -3.0]
    assert [(3.0 / x).data, (x / 4.0).data] == [1.5, 0.5]


@pytest.mark.steps("21-", "introduces", red=NO_MIX)
def test_functions_take_numbers_and_arrays_too(dezero, grad_of):
    x = dezero.Variable(np.array(3.0))
    y = dezero.add(2.0, dezero.mul(np.array(2.0), x))
    y.backward()
    assert (y.data, grad_of(x)) == (8.0, 2.0)
    assert dezero.square(3).data == 9


@pytest.mark.steps("21-", "introduces", red=NO_MIX)
def test_two_numbers_make_a_variable(dezero, grad_of):
    y = dezero.mul(2.0, dezero.add(1, 2.0))
    y.backward()
    assert repr(y) == "variable(6.0)"
    assert grad_of(y) is None


@pytest.mark.steps("21-", "introduces", red=NO_MIX)
def test_a_changed_variable_leaves_the_old_one_alone(dezero, grad_of):
    x = y = dezero.Variable(np.array(3.0))
    y += 1
    y *= 2.0
    y.backward()
    assert (x.data, y.data, grad_of(x)) == (3.0, 8.0, 2.0)


# ---------------------------------------------------------------- as_variable


@pytest.mark.steps("21-", "introduces", red="no attribute 'as_variable'")
def test_as_variable_leaves_a_variable_as_it_is(dezero):
    x = dezero.Variable(np.array(2.0))
    assert dezero.as_variable(x) is x


@pytest.mark.steps("21-", "introduces", red="no attribute 'as_variable'")
def test_as_variable_puts_an_array_into_a_box(dezero):
    x = dezero.as_variable(DATA)
    assert isinstance(x, dezero.Variable)
    assert x.data is DATA


@each("number", {"float": 2.5, "numpy scalar": np.float64(2.5)})
@pytest.mark.steps("21-", "introduces", red="no attribute 'as_variable'")
def test_as_variable_makes_an_array_of_a_number(dezero, number):
    x = dezero.as_variable(number)
    assert isinstance(x.data, np.ndarray)
    assert x.data == 2.5


@pytest.mark.steps("21-", "introduces", red="no attribute 'as_variable'")
def test_as_variable_refuses_what_a_variable_refuses(dezero):
    with pytest.raises(TypeError, match="<U3"):
        dezero.as_variable("two")


# ---------------------------------------------------------------- dtypes

SHORT = {
    "x * 2.0": lambda x: x * 2.0,
    "2.0 * x": lambda x: 2.0 * x,
    "x + 1": lambda x: x + 1,
    "1 + x": lambda x: 1 + x,
    "x * True": lambda x: x * True,
    "float64 * x": lambda x: np.float64(2.0) * x,
    "x * float64": lambda x: x * np.float64(2.0),
    "x + int64": lambda x: x + np.int64(2),
}
SHORT_OTHERS = {
    "3 / x": lambda x: 3 / x,
    "x / 3": lambda x: x / 3,
    "x - 1": lambda x: x - 1,
    "1 - x": lambda x: 1 - x,
    "-x": lambda x: -x,
    "float64 / x": lambda x: np.float64(3.0) / x,
    "float64 - x": lambda x: np.float64(3.0) - x,
}


def check_dtypes(dezero, grad_of, f):
    """The formula f gives short floating-point numbers as its value and as its gradient."""
    for dtype in ("float16", "float32"):
        for shape in ((), (3,)):
            x = dezero.Variable(np.full(shape, 0.5, dtype))
            y = f(x)
            y.backward()
            assert (y.dtype, grad_of(x).dtype) == (dtype, dtype)
            assert (y.shape, grad_of(x).shape) == (shape, shape)


@each("f", SHORT)
@pytest.mark.steps("21-", "introduces", red=NO_MIX)
def test_a_number_takes_on_the_dtype_of_the_variable(dezero, grad_of, f):
    check_dtypes(dezero, grad_of, f)


@each("f", SHORT_OTHERS)
@pytest.mark.steps("22-", "introduces", red=NO_OPERATOR)
def test_a_number_in_any_formula_takes_on_the_dtype(dezero, grad_of, f):
    check_dtypes(dezero, grad_of, f)


@each("boxed", {"array": False, "variable": True})
@each("name, f", FIRST)
@pytest.mark.steps("21-", "introduces", red=f"DID NOT RAISE|{NO_MIX}")
def test_two_dtypes_that_meet_are_refused_by_backward(dezero, name, f, boxed):
    x, c = dezero.Variable(np.array(1.0, "float32")), np.array(1.0)
    y = f(x, dezero.Variable(c) if boxed else c)
    with pytest.raises(ValueError, match=name) as error:
        y.backward()
    assert "float32" in str(error.value)
    assert "float64" in str(error.value)
    assert x.grad is None


@each("name, f", OTHERS)
@pytest.mark.steps("22-", "introduces", red=NO_OPERATOR)
def test_other_operators_refuse_two_dtypes_too(dezero, name, f):
    x, c = dezero.Variable(np.ones(2, "float16")), dezero.Variable(np.ones(2, "float32"))
    with pytest.raises(ValueError, match=name) as error:
        f(x, c).backward()
    assert "float16" in str(error.value)
    assert "float32" in str(error.value)


@each("dtype", ["float32", "float64", "int64"])
@pytest.mark.steps("21-", "introduces", red="DID NOT RAISE")
def test_a_rule_must_give_the_dtype_of_its_input(dezero, dtype):
    class Wrong(dezero.Function):
        def forward(self, x):
            return 2 * x

        def backward(self, gy):
            return np.array(2.0, dtype)

    x = dezero.Variable(np.array(3.0, "float16"))
    with pytest.raises(ValueError, match=r"Wrong.*float16"):
        Wrong()(x).backward()
    assert x.grad is None


@each("seed", {"number": 3, "array": np.array(3.0), "numpy scalar": np.float32(3.0)})
@pytest.mark.steps("21-31", "guards")
def test_a_seed_takes_on_the_dtype_of_the_result(dezero, grad_of, seed):
    x = dezero.Variable(np.array(2.0, "float16"))
    y = dezero.square(x)
    y.grad = seed
    y.backward(retain_grad=True)
    assert (grad_of(x), grad_of(x).dtype) == (12.0, "float16")
    assert (grad_of(y), grad_of(y).dtype) == (3.0, "float16")


@each("seed", {"complex": 1j, "text": "3", "time": np.timedelta64(3, "ns"), "object": np.array(3.0, object)})
@pytest.mark.steps("21-", "guards")
def test_a_seed_that_is_no_real_number_is_refused(dezero, seed):
    x = dezero.Variable(np.array(2.0))
    y = dezero.square(x)
    y.grad = np.asarray(seed)
    with pytest.raises(ValueError, match=re.escape(f"not {y.grad.dtype}")):
        y.backward()
    assert x.grad is None


# ---------------------------------------------------------------- constants


@each("operand", {"number": 2.0, "array": np.array([1.0, 2.0])})
@pytest.mark.steps("21-", "introduces", red=NO_MIX)
def test_a_constant_gets_no_gradient(dezero, grad_of, operand):
    x = dezero.Variable(np.array([3.0, 4.0]))
    y = (x + operand) * operand
    factors = y.creator.inputs
    y.backward(retain_grad=True)
    assert [grad_of(factor) is None for factor in factors] == [False, True]


@pytest.mark.steps("21-", "introduces", red=NO_MIX)
def test_a_constant_lies_at_the_beginning_of_the_graph(dezero):
    y = 2.0 * dezero.Variable(np.array(3.0))
    assert [factor.generation for factor in y.creator.inputs] == [0, 0]
    assert y.generation == 1


@pytest.mark.steps("21-", "introduces", red=NO_MIX)
def test_a_constant_refuses_a_misspelt_attribute_too(dezero):
    _, constant = (dezero.Variable(np.array(3.0)) * 2.0).creator.inputs
    with pytest.raises(AttributeError, match="gard"):
        constant.gard = None


@each("formula", ["x * c", "c * x"])
@pytest.mark.steps("21-", "introduces", red=NO_MIX)
def test_a_constant_costs_nothing_in_a_product(dezero, grad_of, formula):
    x = dezero.Variable(np.array([1e308]))
    _, f = FIRST[formula]
    y = f(x, np.array([1e-300]))
    y.grad = np.array([10.0])
    with np.errstate(over="raise"):  # its gradient would be 10 * 1e308
        y.backward()
    assert grad_of(x) == pytest.approx([1e-299], rel=1e-12)


@pytest.mark.steps("22-", "introduces", red=NO_OPERATOR)
def test_a_constant_costs_nothing_in_a_quotient(dezero, grad_of):
    x = dezero.Variable(np.array([1e200]))
    y = x / np.array([1e-100])
    with np.errstate(over="raise"):  # its gradient would be -1e200 / 1e-200
        y.backward()
    assert grad_of(x) == pytest.approx([1e100], rel=1e-12)


@each("formula", ["x - c", "x / c"])
@pytest.mark.steps("22-", "introduces", red=NO_OPERATOR)
def test_a_rule_leaves_the_gradient_of_a_constant_out(dezero, step, formula):
    _, f = OTHERS[formula]
    y = f(dezero.Variable(np.array(3.0)), 2.0)
    gradient, none = y.creator.backward(y if step.number >= 32 else y.data)
    assert gradient is not None
    assert none is None


@pytest.mark.steps("21-", "introduces", red=NO_MIX)
def test_an_array_is_the_same_before_and_after(dezero):
    x, c = dezero.Variable(np.array([3.0, 4.0])), np.array([1.0, 2.0])
    y = c * x + c
    y.backward()
    assert c.tolist() == [1.0, 2.0]
    assert y.data.tolist() == [4.0, 10.0]


@pytest.mark.steps("21-", "introduces", red=NO_MIX)
def test_a_constant_may_be_smaller_than_the_variable(dezero, grad_of):
    x = dezero.Variable(DATA)
    y = x * np.array([1.0, 2.0, 3.0]) + np.array([[1.0], [2.0]])
    y.backward()
    assert y.shape == (2, 3)
    assert grad_of(x).tolist() == [[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]]


@each("name, f", FIRST)
@pytest.mark.steps("21-", "introduces", red=NO_MIX)
def test_a_constant_larger_than_the_variable_is_refused_by_backward(dezero, name, f):
    y = f(dezero.Variable(np.ones(3)), np.ones((2, 3)))
    with pytest.raises(ValueError, match=name) as error:
        y.backward()
    assert "(3,)" in str(error.value)
    assert "(2, 3)" in str(error.value)


# ---------------------------------------------------------------- operands that are none

REFUSED = [  # and the word for each in the error
    ("two", "str"),
    (None, "None"),
    ([1.0], "list"),
    ({}, "dict"),
    (1j, "complex"),
    (np.complex128(1j), "complex"),
    (np.array([1j]), "complex128"),
    (np.array(["two"]), "<U3"),
    (np.timedelta64(2, "ns"), "timedelta64"),
    (np.array(2, "timedelta64[ns]"), "timedelta64"),
    (np.ma.array([1.0], mask=[True]), "MaskedArray"),
]


def check_refusals(dezero, name, f):
    """The operator of this name refuses what is no operand, and the variable stays as it was."""
    for operand, kind in REFUSED:
        x = dezero.Variable(np.array([3.0]))
        with pytest.raises(TypeError, match=name) as error:
            f(x, operand)
        assert kind in str(error.value)
        assert (x.data.tolist(), x.grad, x.creator) == ([3.0], None, None)


@each("name, f", FIRST)
@pytest.mark.steps("21-", "introduces", red=NO_MIX)
def test_other_operands_are_refused_by_name(dezero, name, f):
    check_refusals(dezero, name, f)


@each("name, f", OTHERS)
@pytest.mark.steps("22-", "introduces")
def test_other_operators_refuse_them_too(dezero, name, f):
    check_refusals(dezero, name, f)


@each("operand", {"number": 2.0, "text": "two", "nothing": None, "list": [1.0]})
@pytest.mark.steps("20", "introduces", red="unsupported operand")
def test_operators_take_variables_only(dezero, operand):
    x = dezero.Variable(np.array([3.0]))
    for name, f in (FIRST["x + c"], FIRST["x * c"]):
        with pytest.raises(TypeError, match=f"{name} takes Variables, not {type(operand).__name__}"):
            f(x, operand)


@pytest.mark.steps("21-", "introduces")
def test_a_function_refuses_a_text_by_its_name(dezero):
    with pytest.raises(TypeError, match="Square takes Variables, arrays and real numbers, not str"):
        dezero.square("two")


# ---------------------------------------------------------------- functions of numpy


@each(
    "call", {"sin": np.sin, "add": lambda x: np.add(np.ones(2), x), "multiply": lambda x: np.multiply(x, 2.0)}
)
@pytest.mark.steps("21-", "introduces")
def test_functions_of_numpy_refuse_a_variable(dezero, call):
    with pytest.raises(TypeError, match="'Variable' does not support ufuncs"):
        call(dezero.Variable(np.array([1.0, 2.0])))


@pytest.mark.steps("21-", "introduces")
def test_an_array_cannot_be_changed_by_a_variable(dezero):
    a = np.array([1.0, 2.0])
    with pytest.raises(TypeError, match="'Variable' does not support ufuncs"):
        a += dezero.Variable(np.array([1.0, 2.0]))
    assert a.tolist() == [1.0, 2.0]


@pytest.mark.steps("21-", "introduces", red="no attribute '__array_priority__'")
def test_a_variable_comes_before_all_arrays_of_numpy(dezero):
    assert dezero.Variable.__array_priority__ > np.matrix.__array_priority__
