"""Backward finds the gradients of a chain."""

import numpy as np
import pytest


@pytest.mark.steps("7-10", "introduces", red="no attribute 'creator'")
def test_the_creators_lead_from_the_result_to_the_input(dezero):
    x = dezero.Variable(np.array(0.5))
    y = dezero.Square()(dezero.Exp()(dezero.Square()(x)))
    assert y.creator.input.creator.input.creator.input is x
