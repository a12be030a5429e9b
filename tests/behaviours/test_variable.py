"""A variable is a box for data."""

import numpy as np
import pytest

from stepkit.cases import each


@pytest.mark.steps("1-", "introduces", red="no attribute 'Variable'")
def test_a_variable_holds_the_data_it_was_given(dezero):
    data = np.array(1.0)
    x = dezero.Variable(data)
    assert x.data is data


@pytest.mark.steps("1-", "introduces", red="no attribute 'Variable'")
def test_the_data_of_a_variable_can_be_replaced(dezero):
    x = dezero.Variable(np.array(1.0))
    x.data = np.array(2.0)
    assert x.data == 2.0


@each("shape", [(), (3,), (2, 3), (0,)])
@pytest.mark.steps("1-", "guards")
def test_data_of_any_shape_fits(dezero, shape):
    x = dezero.Variable(np.zeros(shape))
    assert x.data.shape == shape


@each("dtype", ["bool", "uint8", "int64", "float16", "float32", "float64"])
@pytest.mark.steps("1-", "guards")
def test_real_numbers_of_any_dtype_are_kept_as_they_are(dezero, dtype):
    data = np.ones(2, dtype)
    assert dezero.Variable(data).data is data


@pytest.mark.steps("1-", "guards")
def test_each_variable_has_data_of_its_own(dezero):
    x, y = dezero.Variable(np.array(1.0)), dezero.Variable(np.array(2.0))
    y.data = np.array(3.0)
    assert x.data == 1.0


@pytest.mark.steps("1-", "guards")
def test_a_variable_may_hold_None(dezero):
    assert dezero.Variable(None).data is None


@pytest.mark.steps("6-", "introduces", red="no attribute 'grad'")
def test_a_new_variable_has_no_gradient(dezero):
    x = dezero.Variable(np.array(1.0))
    assert x.grad is None


@pytest.mark.steps("7-", "introduces", red="no attribute 'creator'")
def test_a_new_variable_has_no_creator(dezero):
    x = dezero.Variable(np.array(1.0))
    assert x.creator is None
