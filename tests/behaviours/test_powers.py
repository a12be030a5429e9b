"""Powers: the exponent is a number."""

import numpy as np
import pytest

from stepkit.cases import each

BASES = np.array([0.5, 1.0, 2.0, 3.5])
ARRIVING = np.array([1.0, -1.0, 10.0, 0.0])
NO_POWER = "unsupported operand|does not support ufuncs"
NUMBERS = [0, 1, 2, 3, 7, -1, -2, 0.0, 1.0, 0.5, -0.5, 2.5]
NUMPY_NUMBERS = [
    np.float64(3.0),
    np.float32(2.0),
    np.longdouble(2.5),
    np.int64(2),
    np.uint8(2),
    np.float64(-0.5),
]


@pytest.mark.steps("22-", "introduces", red=NO_POWER)
def test_2_to_the_power_of_3_is_8(dezero, grad_of):
    x = dezero.Variable(np.array(2.0))
    y = x**3
    y.backward()
    assert repr(y) == "variable(8.0)"
    assert grad_of(x) == 12.0


@each("exponents", {"python": NUMBERS, "numpy": NUMPY_NUMBERS})
@pytest.mark.steps("22-", "introduces", red=NO_POWER)
def test_a_power_has_the_derivative_of_mathematics(dezero, grad_of, exponents):
    for exponent in exponents:
        x = dezero.Variable(BASES)
        y = x**exponent
        y.grad = ARRIVING
        y.backward()
        c = float(exponent)
        assert isinstance(y.creator, dezero.Pow)
        assert y.data == pytest.approx(BASES**c, rel=1e-12)
        assert grad_of(x) == pytest.approx(ARRIVING * c * BASES ** (c - 1), rel=1e-12)


@each("exponent", [2, 3, -2, 0.5])
@pytest.mark.steps("22-", "introduces", red=NO_POWER)
def test_the_gradient_of_a_power_agrees_with_the_estimate(dezero, grad_of, exponent):
    x = dezero.Variable(BASES)
    (x**exponent).backward()
    assert grad_of(x) == pytest.approx(dezero.numerical_diff(lambda x: x**exponent, x), rel=1e-6)


@each("exponent", [2, 3, -1])
@pytest.mark.steps("22-", "introduces", red=NO_POWER)
def test_a_negative_base_has_powers_too(dezero, grad_of, exponent):
    x = dezero.Variable(-BASES)
    y = x**exponent
    y.backward()
    assert y.data == pytest.approx((-BASES) ** float(exponent), rel=1e-12)
    assert grad_of(x) == pytest.approx(exponent * (-BASES) ** float(exponent - 1), rel=1e-12)


@each("exponent, slope", [(0, 0.0), (0.0, 0.0), (1, 1.0), (2, 0.0), (3, 0.0)])
@pytest.mark.steps("22-", "introduces", red=NO_POWER)
def test_at_0_a_power_has_a_gradient(dezero, grad_of, exponent, slope):
    x = dezero.Variable(np.array([0.0, 0.0]))
    with np.errstate(all="raise"):
        (x**exponent).backward()
    assert grad_of(x).tolist() == [slope, slope]


@pytest.mark.steps("22-", "introduces", red="no attribute 'pow'")
def test_pow_is_the_function_behind_it(dezero):
    x = dezero.Variable(np.array(3.0))
    assert dezero.pow(x, 2).data == pow(x, 2).data == dezero.Pow(2)(x).data == 9.0


@each("dtype", ["float16", "float32", "float64"])
@pytest.mark.steps("22-", "introduces", red=NO_POWER)
def test_a_power_keeps_the_dtype_of_its_base(dezero, grad_of, dtype):
    for exponent in (*NUMBERS, *NUMPY_NUMBERS):
        x = dezero.Variable(BASES.astype(dtype))
        y = x**exponent
        y.backward()
        assert (y.dtype, grad_of(x).dtype) == (dtype, dtype)


# ---------------------------------------------------------------- exponents that are none


@each(
    "exponent",
    {
        "text": "2",
        "nothing": None,
        "list": [2.0],
        "complex": 2j,
        "0-d array": np.array(2.0),
        "array": np.array([1.0, 2.0]),
        "numpy complex": np.complex128(2),
        "span of time": np.timedelta64(2, "ns"),
    },
)
@pytest.mark.steps("22-", "introduces")
def test_an_exponent_must_be_a_number(dezero, exponent):
    x = dezero.Variable(np.array([1.0, 2.0]))
    with pytest.raises(TypeError, match=r"exponent.*must be a number"):
        x**exponent
    assert (x.data.tolist(), x.grad) == ([1.0, 2.0], None)


@each(
    "base",
    {
        "int": 2,
        "float": 2.0,
        "numpy scalar": np.float64(2.0),
        "0-d array": np.array(2.0),
        "array": np.array([1.0, 2.0]),
    },
)
@pytest.mark.steps("22-", "introduces")
def test_a_variable_is_no_exponent_of_a_number(dezero, base):
    x = dezero.Variable(np.array([1.0, 2.0]))
    with pytest.raises(TypeError, match=r"exponent.*must be a number.*Variable"):
        base**x


@pytest.mark.steps("22-", "introduces")
def test_a_variable_is_no_exponent_of_a_variable(dezero):
    x, y = dezero.Variable(np.array(2.0)), dezero.Variable(np.array(3.0))
    with pytest.raises(TypeError, match=r"exponent.*must be a number.*Variable"):
        x**y
