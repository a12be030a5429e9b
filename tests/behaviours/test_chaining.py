"""Functions can be chained."""

import numpy as np
import pytest


@pytest.mark.steps("3-10,12-", "introduces", red="no attribute 'Exp'|step 12")
def test_three_functions_make_a_chain(dezero, reference):
    x = dezero.Variable(np.array(0.5))
    y = dezero.Square()(dezero.Exp()(dezero.Square()(x)))
    assert y.data == pytest.approx(reference["square(exp(square(x)))@0.5"]["value"], rel=1e-12)


@pytest.mark.steps("3-10,12-", "guards")
def test_the_order_of_a_chain_matters(dezero):
    x = dezero.Variable(np.array(3.0))
    assert dezero.Exp()(dezero.Square()(x)).data == pytest.approx(np.exp(9.0), rel=1e-12)
    assert dezero.Square()(dezero.Exp()(x)).data == pytest.approx(np.exp(6.0), rel=1e-12)


@pytest.mark.steps("3-10,12-", "guards")
def test_the_variables_between_keep_their_values(dezero):
    x = dezero.Variable(np.array(0.5))
    a = dezero.Square()(x)
    b = dezero.Exp()(a)
    dezero.Square()(b)
    assert (x.data, a.data) == (0.5, 0.25)
    assert b.data == pytest.approx(np.exp(0.25), rel=1e-12)


@pytest.mark.steps("2-10,12-", "guards")
def test_one_variable_may_go_into_several_functions(dezero):
    x = dezero.Variable(np.array(3.0))
    y, z = dezero.Square()(x), dezero.Square()(dezero.Square()(x))
    assert (y.data, z.data) == (9.0, 81.0)


@pytest.mark.steps("9-10,12-", "guards")
def test_a_chain_is_written_in_one_line(dezero, reference):
    y = dezero.square(dezero.exp(dezero.square(dezero.Variable(np.array(0.5)))))
    assert y.data == pytest.approx(reference["square(exp(square(x)))@0.5"]["value"], rel=1e-12)
