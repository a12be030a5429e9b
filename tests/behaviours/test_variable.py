"""A variable is a box for data."""

import numpy as np
import pytest


@pytest.mark.steps("1-", "introduces", red="no attribute 'Variable'")
def test_a_variable_holds_the_data_it_was_given(dezero):
    data = np.array(1.0)
    assert dezero.Variable(data).data is data


@pytest.mark.steps("1-", "guards")
def test_the_data_of_a_variable_can_be_replaced(dezero):
    x = dezero.Variable(np.array(1.0))
    x.data = np.array(2.0)
    assert x.data == 2.0
