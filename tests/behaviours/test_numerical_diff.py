"""A derivative estimated from two values."""

import numpy as np
import pytest

from stepkit.cases import each


@pytest.mark.steps("4-", "introduces", red="no attribute 'numerical_diff'")
def test_the_estimate_for_the_square_at_2_is_near_4(dezero, reference):
    x = dezero.Variable(np.array(2.0))
    estimate = dezero.numerical_diff(lambda x: dezero.Variable(np.asarray(x.data**2)), x)
    assert estimate == pytest.approx(reference["numerical_diff eps=1e-4"]["square_at_2"], rel=1e-12)


@pytest.mark.steps("4-10,12-", "introduces", red="no attribute 'numerical_diff'|step 12")
def test_a_chain_can_be_estimated_like_one_function(dezero, reference):
    x = dezero.Variable(np.array(0.5))
    estimate = dezero.numerical_diff(lambda x: dezero.Square()(dezero.Exp()(dezero.Square()(x))), x)
    assert estimate == pytest.approx(reference["numerical_diff eps=1e-4"]["composite_at_0_5"], rel=1e-12)


@pytest.mark.steps("4-", "introduces", red="no attribute 'numerical_diff'")
def test_half_the_distance_leaves_a_quarter_of_the_error(dezero):
    def cube(x):
        return dezero.Variable(np.asarray(x.data**3))

    x = dezero.Variable(np.array(1.0))
    errors = [dezero.numerical_diff(cube, x, eps=eps) - 3.0 for eps in (0.02, 0.01)]
    assert errors == pytest.approx([0.02**2, 0.01**2], rel=1e-9)


@pytest.mark.steps("4-", "introduces", red="no attribute 'numerical_diff'")
def test_both_neighbours_are_asked_at_the_same_distance(dezero):
    asked = []

    def f(x):
        asked.append(float(x.data))
        return x

    dezero.numerical_diff(f, dezero.Variable(np.array(2.0)), eps=0.25)
    assert sorted(asked) == [1.75, 2.25]


@pytest.mark.steps("4-", "guards")
def test_an_array_is_estimated_element_by_element(dezero):
    data = np.array([[1.0, -2.0, 0.0], [0.5, 3.0, -0.5]])
    estimate = dezero.numerical_diff(lambda x: dezero.Variable(x.data**2), dezero.Variable(data))
    assert estimate == pytest.approx(2 * data, abs=1e-9)


@pytest.mark.steps("4-", "guards")
def test_the_estimate_leaves_the_variable_as_it_was(dezero):
    data = np.array([1.0, 2.0])
    x = dezero.Variable(data)
    dezero.numerical_diff(lambda x: dezero.Variable(x.data**2), x)
    assert x.data is data
    assert data.tolist() == [1.0, 2.0]
    assert getattr(x, "grad", None) is None


@each("dtype", ["bool", "int64"])
@pytest.mark.steps("4-", "guards")
def test_integers_can_be_estimated_at_too(dezero, dtype):
    x = dezero.Variable(np.array([0, 1], dtype))
    estimate = dezero.numerical_diff(lambda x: dezero.Variable(x.data**2), x)
    assert estimate == pytest.approx(np.array([0.0, 2.0]), abs=1e-9)


@pytest.mark.steps("9-10,12-", "guards")
def test_square_itself_can_be_estimated(dezero):
    x = dezero.Variable(np.array(3.0))
    estimate = dezero.numerical_diff(dezero.square, x)
    assert np.shape(estimate) == ()
    assert estimate == pytest.approx(6.0, rel=1e-9)


@each("shape", [(), (3,)])
@each("dtype", ["float16", "float32"])
@pytest.mark.steps("10-", "introduces")
def test_short_floating_point_numbers_cost_no_precision(dezero, dtype, shape):
    x = dezero.Variable(np.full(shape, 0.75, dtype))
    estimate = dezero.numerical_diff(lambda x: dezero.Variable(np.asarray(x.data**2)), x)
    assert estimate == pytest.approx(np.full(shape, 1.5), rel=1e-9)
    assert x.data.dtype == dtype
