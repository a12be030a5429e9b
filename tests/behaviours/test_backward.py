"""One call of backward finds the gradients of a chain."""

import numpy as np
import pytest

from stepkit.cases import each


@pytest.mark.steps("7-", "introduces", red="no attribute 'creator'")
def test_a_result_knows_the_function_that_made_it(dezero, call, same):
    f = same()
    y = call(f, dezero.Variable(np.array(3.0)))
    assert y.creator is f


@pytest.mark.steps("7-10", "introduces", red="no attribute 'output'")
def test_a_function_remembers_its_output(dezero):
    f = dezero.Square()
    y = f(dezero.Variable(np.array(3.0)))
    assert f.output is y


@pytest.mark.steps("7-15", "introduces", red="no attribute 'set_creator'")
def test_set_creator_names_the_creator(dezero):
    f, y = dezero.Square(), dezero.Variable(np.array(9.0))
    y.set_creator(f)
    assert y.creator is f


@pytest.mark.steps("7-10", "introduces", red="no attribute 'creator'")
def test_the_creators_lead_from_the_result_to_the_input(dezero):
    x = dezero.Variable(np.array(0.5))
    y = dezero.Square()(dezero.Exp()(dezero.Square()(x)))
    assert y.creator.input.creator.input.creator.input is x


@pytest.mark.steps("7-10,13-", "introduces", red="no attribute 'backward'|step 13")
def test_one_call_gives_the_gradient_of_a_chain(dezero, grad_of, reference):
    x = dezero.Variable(np.array(0.5))
    y = dezero.Square()(dezero.Exp()(dezero.Square()(x)))
    y.grad = np.array(1.0)
    y.backward()
    assert grad_of(x) == pytest.approx(reference["square(exp(square(x)))@0.5"]["grad"], rel=1e-12)


@pytest.mark.steps("7-10,13-17", "guards")
def test_the_variables_between_get_gradients_too(dezero):
    x = dezero.Variable(np.array(0.5))
    a = dezero.Square()(x)
    b = dezero.Exp()(a)
    y = dezero.Square()(b)
    y.grad = np.array(1.0)
    y.backward()
    assert b.grad == pytest.approx(2 * b.data, rel=1e-12)
    assert a.grad == pytest.approx(2 * b.data * np.exp(a.data), rel=1e-12)


@pytest.mark.steps("7-10,13-", "guards")
def test_the_gradient_starts_from_the_one_set_on_the_result(dezero, grad_of):
    x = dezero.Variable(np.array(5.0))
    y = dezero.Square()(x)
    y.grad = np.array(3.0)
    y.backward()
    assert grad_of(x) == 30.0


@pytest.mark.steps("7-10,13-", "guards")
def test_gradients_of_arrays_go_element_by_element(dezero, grad_of):
    x = dezero.Variable(np.array([[1.0, -2.0, 3.0], [0.0, 0.5, -0.5]]))
    y = dezero.Square()(x)
    y.grad = np.array([[1.0, 1.0, 1.0], [10.0, 10.0, 10.0]])
    y.backward()
    assert grad_of(x).tolist() == [[2.0, -4.0, 6.0], [0.0, 10.0, -10.0]]


@pytest.mark.steps("7-10,13-", "guards")
def test_backward_starts_where_it_is_called(dezero, grad_of):
    x = dezero.Variable(np.array(3.0))
    a = dezero.Square()(x)
    y = dezero.Exp()(a)
    a.grad = np.array(1.0)
    a.backward()
    assert grad_of(x) == 6.0
    assert y.grad is None


@pytest.mark.steps("7-10,13-", "guards")
def test_backward_leaves_all_data_as_they_were(dezero):
    data = np.array([0.5, -1.0])
    x = dezero.Variable(data)
    a = dezero.Square()(x)
    y = dezero.Exp()(a)
    y.grad = np.array([1.0, 1.0])
    y.backward()
    assert x.data is data
    assert data.tolist() == [0.5, -1.0]
    assert a.data.tolist() == [0.25, 1.0]
    assert y.data == pytest.approx(np.exp([0.25, 1.0]), rel=1e-12)


@pytest.mark.steps("7-10,13", "guards")
def test_a_second_pass_gives_the_same_gradients(dezero):
    x = dezero.Variable(np.array(0.5))
    y = dezero.Exp()(dezero.Square()(x))
    y.grad = np.array(2.0)
    y.backward()
    first = x.grad
    y.backward()
    assert x.grad == first
    assert y.grad == 2.0


@pytest.mark.steps("7-8", "guards")
def test_backward_on_an_input_just_returns(dezero):
    x = dezero.Variable(np.array(3.0))
    x.backward()
    assert x.grad is None


@pytest.mark.steps("9-10,13-", "introduces", red="NoneType|step 13")
def test_the_gradient_of_a_result_starts_as_one(dezero, grad_of):
    x = dezero.Variable(np.array(3.0))
    dezero.Square()(x).backward()
    assert grad_of(x) == 6.0


@pytest.mark.steps("9-10,13-", "guards")
def test_the_gradient_of_an_array_starts_as_ones(dezero, grad_of):
    x = dezero.Variable(np.array([[1.0, -2.0, 3.0], [0.0, 0.5, -0.5]]))
    dezero.Square()(x).backward()
    assert grad_of(x).tolist() == [[2.0, -4.0, 6.0], [0.0, 1.0, -1.0]]


@pytest.mark.steps("9-10,13-17", "guards")
def test_the_result_keeps_the_ones_that_it_started_from(dezero):
    y = dezero.Square()(dezero.Variable(np.array([1.0, -2.0, 3.0])))
    y.backward()
    assert y.grad.tolist() == [1.0, 1.0, 1.0]


@pytest.mark.steps("9-10,13-", "introduces", red="AssertionError|step 13")
def test_backward_on_an_input_gives_it_ones(dezero, grad_of):
    x = dezero.Variable(np.array([3.0, 4.0]))
    x.backward()
    assert grad_of(x) is not None
    assert grad_of(x).tolist() == [1.0, 1.0]


@pytest.mark.steps("9-10,13-", "guards")
def test_a_gradient_without_dimensions_is_still_an_array(dezero, grad_of):
    x = dezero.Variable(np.array(3.0))
    y = dezero.Square()(x)
    y.grad = np.array(1.0)
    y.backward()
    assert isinstance(grad_of(x), np.ndarray)


@each("shape", [(), (3,), (2, 3), (0,)])
@each("dtype", ["float16", "float32", "float64"])
@pytest.mark.steps("9-10,13-", "introduces", red="NoneType|AssertionError|step 13")
def test_a_gradient_has_the_shape_and_dtype_of_its_data(dezero, grad_of, dtype, shape):
    x = dezero.Variable(np.full(shape, 0.5, dtype))
    dezero.Exp()(dezero.Square()(x)).backward()
    assert isinstance(grad_of(x), np.ndarray)
    assert grad_of(x).shape == shape
    assert grad_of(x).dtype == dtype


@each("shape", [(), (3,)])
@pytest.mark.steps("9-10,13-31", "guards")
def test_a_gradient_of_another_dtype_is_converted(dezero, shape):
    x = dezero.Variable(np.full(shape, 0.5, "float32"))
    y = dezero.Square()(x)
    y.grad = np.full(shape, 3.0, "float64")
    y.backward()
    assert x.grad.dtype == "float32"
    assert (x.grad == 3.0).all()


@pytest.mark.steps("9-10,13-31", "guards")
def test_a_gradient_may_be_set_as_a_plain_number(dezero):
    x = dezero.Variable(np.array(5.0))
    y = dezero.Square()(x)
    y.grad = 3
    y.backward()
    assert x.grad == 30.0


@each("gradient", {"number": 3, "another dtype": np.array(3.0)})
@pytest.mark.steps("9-10,13-17", "guards")
def test_the_result_keeps_what_was_set_as_an_array_of_its_dtype(dezero, gradient):
    y = dezero.Square()(dezero.Variable(np.array(5.0, "float32")))
    y.grad = gradient
    y.backward()
    assert isinstance(y.grad, np.ndarray)
    assert (y.grad, y.grad.dtype) == (3.0, "float32")


# ---------------------------------------------------------------- what waits for backward in 11 and 12


@pytest.fixture
def as_gradient(dezero):
    """The helper of backward, whose text stays while backward is out of service."""
    if not hasattr(dezero, "as_gradient"):
        pytest.skip("the snapshots' own helper: no other dezero needs it")
    return dezero.as_gradient


@each("shape", [(), (3,)])
@pytest.mark.steps("11-12", "guards")
def test_what_checks_gradients_waits_unchanged(as_gradient, shape):
    gradient = as_gradient(np.full(shape, 2.0), np.ones(shape, "float32"))
    assert isinstance(gradient, np.ndarray)
    assert (gradient.shape, gradient.dtype) == (shape, "float32")
    assert (gradient == 2.0).all()
    assert as_gradient(2, np.array(1.0)).dtype == "float64"


@each("gradient", [None, "three", 3j, [1.0, 2.0]])
@pytest.mark.steps("11-12", "guards")
def test_what_checks_gradients_still_refuses_what_is_none(as_gradient, gradient):
    with pytest.raises(ValueError, match=r"shape \(\)"):
        as_gradient(gradient, np.array(1.0))


@pytest.mark.steps("11-12", "guards")
def test_what_checks_gradients_still_refuses_integers(as_gradient):
    with pytest.raises(TypeError, match="int64"):
        as_gradient(np.array(2.0), np.array(1))
