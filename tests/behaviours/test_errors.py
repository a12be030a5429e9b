"""A mistake is an error at the place where it is made."""

import numpy as np
import pytest

from stepkit.cases import each


@each(
    "data, kind",
    {
        "number": (0.5, "float"),
        "integer": (3, "int"),
        "numpy scalar": (np.float64(0.5), "float64"),
        "list": ([0.5], "list"),
        "text": ("0.5", "str"),
        "matrix": (np.array([[0.5]]).view(np.matrix), "matrix"),
        "masked array": (np.ma.array([0.5]), "MaskedArray"),
    },
)
@pytest.mark.steps("9-", "introduces")
def test_a_variable_takes_arrays_only(dezero, data, kind):
    with pytest.raises(TypeError, match=kind) as error:
        dezero.Variable(data)
    assert "np.array" in str(error.value)


@each("dtype", ["complex128", "object", "<U3", "datetime64[D]", "timedelta64[s]"])
@pytest.mark.steps("9-", "introduces")
def test_a_variable_takes_real_numbers_only(dezero, dtype):
    data = np.zeros(2, dtype)
    with pytest.raises(TypeError) as error:
        dezero.Variable(data)
    assert str(data.dtype) in str(error.value)


@each("data", {"number": 0.5, "array": np.array(0.5), "nothing": None})
@pytest.mark.steps("9-20", "introduces")
def test_a_function_takes_variables_only(dezero, call, data):
    with pytest.raises((TypeError, AttributeError)) as error:
        call(dezero.Square(), data)
    assert error.type is TypeError
    assert "Variable(np.array" in str(error.value)


@pytest.mark.steps("9-10,12-20", "guards")
def test_square_of_a_number_says_what_to_write(dezero):
    with pytest.raises(TypeError, match=r"Square takes (a Variable|Variables), not float.*np\.array"):
        dezero.square(0.5)


@pytest.mark.steps("9-", "introduces")
def test_an_instance_is_for_one_call(dezero, call, same):
    f = same()
    x = call(f, dezero.Variable(np.array(3.0)))
    with pytest.raises(RuntimeError, match="Same"):
        call(f, x)


@pytest.mark.steps("9-10,12-", "guards")
def test_a_call_that_fails_does_not_count(dezero):
    class Root(dezero.Function):
        def forward(self, x):
            if x < 0:
                raise ArithmeticError("no real root")
            return x**0.5

    f = Root()
    with pytest.raises(ArithmeticError):
        f(dezero.Variable(np.array(-9.0)))
    assert f(dezero.Variable(np.array(9.0))).data == 3.0


@pytest.mark.steps("9-", "introduces")
def test_a_forward_that_returns_nothing_is_an_error(dezero, call):
    class Forgetful(dezero.Function):
        def forward(self, x):
            pass

    with pytest.raises(TypeError):
        call(Forgetful(), dezero.Variable(np.array(3.0)))


@each("dtype", ["int32", "uint8", "bool"])
@pytest.mark.steps("9-10,13-", "guards")
def test_backward_refuses_data_that_have_no_derivative(dezero, dtype):
    y = dezero.Square()(dezero.Variable(np.array(1, dtype)))
    y.grad = np.array(1.0)
    with pytest.raises(TypeError, match=dtype):
        y.backward()


@pytest.mark.steps("9-10,13-", "introduces", red="DID NOT RAISE|step 13")
def test_backward_refuses_a_variable_without_data(dezero):
    with pytest.raises(TypeError, match="backward needs floating-point data, not NoneType"):
        dezero.Variable(None).backward()


@pytest.mark.steps("9-10,13-", "introduces", red="DID NOT RAISE|step 13")
def test_backward_refuses_integers_that_it_meets_on_its_way(dezero):
    y = dezero.Square()(dezero.Exp()(dezero.Variable(np.array(3, "int32"))))
    y.grad = np.array(1.0)
    with pytest.raises(TypeError, match="int32") as error:
        y.backward()
    assert "np.array(3.0)" in str(error.value)


@pytest.mark.steps("9-10,13-", "guards")
def test_a_refused_input_gets_no_gradient(dezero):
    x = dezero.Variable(np.array(3))
    with pytest.raises(TypeError):
        dezero.exp(x).backward()
    assert x.grad is None


@pytest.mark.steps("9-10,13-", "guards")
def test_a_refused_result_gets_no_gradient(dezero):
    y = dezero.square(dezero.Variable(np.array(3)))
    with pytest.raises(TypeError):
        y.backward()
    assert y.grad is None


@each(
    "gradient",
    {"nothing": None, "text": "three", "complex": 3j, "list": [1.0, 2.0], "matrix": np.ones((1, 1))},
)
@pytest.mark.steps("9-10", "introduces", red="DID NOT RAISE")
def test_a_rule_must_return_numbers_of_the_shape_of_its_input(dezero, gradient):
    class Wrong(dezero.Function):
        def forward(self, x):
            return 2 * x

        def backward(self, gy):
            return gradient

    x = dezero.Variable(np.array(3.0))
    y = Wrong()(x)
    y.grad = np.array(1.0)
    with pytest.raises(ValueError, match=r"shape \(\)"):
        y.backward()
    assert x.grad is None


@pytest.mark.steps("9-10,13-31", "guards")
def test_a_gradient_of_the_wrong_shape_is_an_error(dezero):
    class Sum(dezero.Function):
        def forward(self, x):
            return x.sum()

        def backward(self, gy):
            return gy

    x = dezero.Variable(np.array([1.0, 2.0, 3.0]))
    y = Sum()(x)
    y.grad = np.array(1.0)
    with pytest.raises(ValueError):
        y.backward()
    assert x.grad is None


@pytest.mark.steps("9-10,13-", "guards")
def test_a_result_refuses_a_gradient_of_another_shape(dezero):
    x = dezero.Variable(np.array(3.0))
    y = dezero.Square()(x)
    y.grad = np.ones(3)
    with pytest.raises(ValueError):
        y.backward()
    assert x.grad is None
