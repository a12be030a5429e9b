"""A function makes a new variable out of a variable."""

import numpy as np
import pytest

from stepkit.cases import each


@pytest.mark.steps("2-10,12-", "introduces", red="no attribute 'Square'|step 12")
def test_square_of_10_is_100(dezero):
    x = dezero.Variable(np.array(10))
    y = dezero.Square()(x)
    assert y.data == 100


@pytest.mark.steps("2-", "introduces", red="no attribute 'Square'")
def test_the_forward_of_square_multiplies_data_by_themselves(dezero):
    assert dezero.Square().forward(np.array([3.0, -0.5])).tolist() == [9.0, 0.25]


@pytest.mark.steps("2-", "introduces", red="no attribute 'Function'")
def test_the_result_of_a_function_is_a_new_variable(dezero, call, same):
    x = dezero.Variable(np.array(3.0))
    y = call(same(), x)
    assert isinstance(y, dezero.Variable)
    assert y is not x


@pytest.mark.steps("2-10,12-", "guards")
def test_a_function_of_your_own_needs_only_forward(dezero):
    class Double(dezero.Function):
        def forward(self, x):
            return 2 * x

    y = Double()(dezero.Variable(np.array(3.0)))
    assert y.data == 6.0


@pytest.mark.steps("2-", "introduces", red="no attribute 'Function'")
def test_a_function_without_forward_says_so(dezero):
    class Nameless(dezero.Function):
        pass

    with pytest.raises(NotImplementedError, match=r"Nameless.*forward"):
        Nameless().forward(np.array(3.0))


@pytest.mark.steps("2-10,12-", "guards")
def test_a_function_leaves_its_input_as_it_was(dezero):
    data = np.array([1.0, -2.0, 3.0])
    x = dezero.Variable(data)
    dezero.Square()(x)
    assert x.data is data
    assert data.tolist() == [1.0, -2.0, 3.0]


@pytest.mark.steps("2-10,12-", "guards")
def test_square_works_element_by_element(dezero):
    y = dezero.Square()(dezero.Variable(np.array([[1.0, -2.0, 3.0], [0.5, 0.0, -0.5]])))
    assert y.data.tolist() == [[1.0, 4.0, 9.0], [0.25, 0.0, 0.25]]


@pytest.mark.steps("3-", "introduces", red="no attribute 'Exp'")
def test_the_forward_of_exp_raises_e_to_the_power_of_data(dezero):
    assert dezero.Exp().forward(np.array([1.0, -1.0])) == pytest.approx([np.e, 1 / np.e], rel=1e-14)


@pytest.mark.steps("3-10,12-", "guards")
def test_exp_of_1_is_e(dezero):
    y = dezero.Exp()(dezero.Variable(np.array(1.0)))
    assert y.data == pytest.approx(np.e, rel=1e-15)


@pytest.mark.steps("3-10,12-", "guards")
def test_exp_works_element_by_element(dezero):
    y = dezero.Exp()(dezero.Variable(np.array([[0.0, 1.0], [-1.0, 2.0]])))
    assert y.data == pytest.approx(np.array([[1.0, np.e], [1 / np.e, np.e**2]]), rel=1e-14)


@each("dtype", ["float16", "float32", "float64"])
@pytest.mark.steps("3-10,12-", "guards")
def test_results_keep_the_dtype_of_the_input(dezero, dtype):
    x = dezero.Variable(np.ones(2, dtype))
    assert dezero.Square()(x).data.dtype == dtype
    assert dezero.Exp()(x).data.dtype == dtype


@pytest.mark.steps("9-10,12-", "introduces", red="no attribute 'square'|step 12")
def test_square_is_a_plain_python_function(dezero):
    y = dezero.square(dezero.Variable(np.array(3.0)))
    assert y.data == 9.0


@pytest.mark.steps("9-10,12-", "introduces", red="no attribute 'exp'|step 12")
def test_exp_is_a_plain_python_function(dezero):
    y = dezero.exp(dezero.Variable(np.array(1.0)))
    assert y.data == pytest.approx(np.e, rel=1e-15)


@pytest.mark.steps("9-10,12-", "guards")
def test_a_result_without_dimensions_is_still_an_array(dezero):
    y = dezero.Square()(dezero.Variable(np.array(3.0)))
    assert isinstance(y.data, np.ndarray)
    assert y.data.shape == ()


@pytest.mark.steps("9-", "introduces", red="no attribute 'as_array'")
def test_as_array_makes_an_array_of_a_number(dezero):
    array = dezero.as_array(np.float64(3.0))
    assert isinstance(array, np.ndarray)
    assert array == 3.0


@pytest.mark.steps("9-", "guards")
def test_as_array_leaves_an_array_as_it_is(dezero):
    array = np.array([1.0, 2.0])
    assert dezero.as_array(array) is array
