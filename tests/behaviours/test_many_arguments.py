"""Functions take and give any number of variables."""

import re

import numpy as np
import pytest

from stepkit.cases import each


def variables(dezero, *numbers):
    """A Variable for each of the numbers."""
    return [dezero.Variable(np.array(float(number))) for number in numbers]


# ---------------------------------------------------------------- 11: lists


@pytest.mark.steps("11", "introduces", red="takes a Variable, not list")
def test_a_list_of_variables_goes_in_and_a_list_comes_out(dezero):
    class SumAndDifference(dezero.Function):
        def forward(self, xs):
            x0, x1 = xs
            return [x0 + x1, x0 - x1]

    ys = SumAndDifference()(variables(dezero, 2, 3))
    assert isinstance(ys, list)
    assert all(isinstance(y, dezero.Variable) for y in ys)
    assert [y.data for y in ys] == [5.0, -1.0]


@pytest.mark.steps("11", "introduces", red="no attribute 'Add'")
def test_the_sum_of_two_variables_comes_alone_in_its_list(dezero):
    ys = dezero.Add()(variables(dezero, 2, 3))
    assert isinstance(ys, list)
    assert [y.data for y in ys] == [5.0]
    assert isinstance(ys[0].data, np.ndarray)


@each("name", ["square", "exp"])
@pytest.mark.steps("11", "introduces")
def test_square_and_exp_are_out_of_service_until_step_12(dezero, name):
    (x,) = variables(dezero, 3)
    with pytest.raises(TypeError, match="step 12"):
        getattr(dezero, name)(x)


@pytest.mark.steps("11-12", "introduces")
def test_backward_is_out_of_service_until_step_13(dezero, call, same):
    (x,) = variables(dezero, 3)
    y = call(same(), x)
    y.grad = np.array(1.0)
    with pytest.raises(NotImplementedError, match="step 13"):
        y.backward()
    assert x.grad is None


@pytest.mark.steps("11", "guards")
def test_a_call_without_a_list_names_the_function(dezero):
    with pytest.raises(TypeError, match=r"Add takes a list of Variables, not Variable"):
        dezero.Add()(*variables(dezero, 3))


@pytest.mark.steps("11", "guards")
def test_a_list_may_hold_variables_only(dezero):
    with pytest.raises(TypeError, match=r"Add takes Variables, not float.*Variable\(np\.array"):
        dezero.Add()([*variables(dezero, 3), 0.5])


# ---------------------------------------------------------------- 12: arguments


@pytest.mark.steps("12-", "introduces", red="positional arguments")
def test_several_variables_go_in_without_a_list(dezero):
    y = dezero.Add()(*variables(dezero, 2, 3))
    assert y.data == 5.0


@pytest.mark.steps("12-", "introduces", red="step 12")
def test_one_output_comes_bare(dezero, same):
    (x,) = variables(dezero, 3)
    y = same()(x)
    assert isinstance(y, dezero.Variable)
    assert y.data == 3.0


@pytest.mark.steps("12-", "introduces", red="positional arguments")
def test_several_outputs_can_be_unpacked(dezero):
    class SumAndDifference(dezero.Function):
        def forward(self, x0, x1):
            return x0 + x1, x0 - x1

    total, difference = SumAndDifference()(*variables(dezero, 2, 3))
    assert (total.data, difference.data) == (5.0, -1.0)


@each("count", [1, 2, 3, 5])
@pytest.mark.steps("12-", "introduces", red="positional arguments|step 12")
def test_a_function_may_take_any_number_of_inputs(dezero, count):
    class Sum(dezero.Function):
        def forward(self, *xs):
            return sum(xs)

    assert Sum()(*variables(dezero, *range(1, count + 1))).data == count * (count + 1) / 2


@pytest.mark.steps("12-", "introduces", red="no attribute 'add'")
def test_add_is_a_plain_python_function(dezero):
    x0, x1 = variables(dezero, 2, 3)
    y = dezero.add(x0, x1)
    assert isinstance(y, dezero.Variable)
    assert y.data == 5.0


@pytest.mark.steps("12-", "introduces")
def test_a_list_of_variables_is_refused_again(dezero):
    with pytest.raises(TypeError, match=r"Add takes Variables.*not list|missing .* argument"):
        dezero.Add()(variables(dezero, 2, 3))


@pytest.mark.steps("12-", "guards")
def test_a_tuple_of_one_output_comes_bare_too(dezero):
    class Alone(dezero.Function):
        def forward(self, x):
            return (2 * x,)

    (x,) = variables(dezero, 3)
    assert Alone()(x).data == 6.0


@pytest.mark.steps("12-", "guards")
def test_a_sum_without_dimensions_is_still_an_array(dezero):
    y = dezero.add(*variables(dezero, 2, 3))
    assert isinstance(y.data, np.ndarray)
    assert y.data.shape == ()


@pytest.mark.steps("12-", "guards")
def test_add_works_element_by_element(dezero):
    x0, x1 = (dezero.Variable(np.array(data)) for data in ([[1.0, -2.0]], [[10.0, 20.0]]))
    assert dezero.add(x0, x1).data.tolist() == [[11.0, 18.0]]


@each("place", [0, 1])
@pytest.mark.steps("12-20", "guards")
def test_add_takes_variables_only(dezero, place):
    operands = variables(dezero, 2, 3)
    operands[place] = 0.5
    with pytest.raises(TypeError, match=r"Add takes Variables, not float.*Variable\(np\.array"):
        dezero.add(*operands)


# ---------------------------------------------------------------- the graph that a call leaves


@pytest.mark.steps("11-", "introduces", red="no attribute 'inputs'")
def test_a_function_remembers_its_inputs(dezero, call, same):
    (x,) = variables(dezero, 3)
    f = same()
    call(f, x)
    (remembered,) = f.inputs
    assert remembered is x


@pytest.mark.steps("11-16", "introduces", red="no attribute 'outputs'")
def test_a_function_remembers_its_outputs(dezero, call, same):
    (x,) = variables(dezero, 3)
    f = same()
    y = call(f, x)
    (remembered,) = f.outputs
    assert remembered is y


@pytest.mark.steps("11-", "introduces", red="no attribute 'inputs'")
def test_creators_and_inputs_lead_from_the_result_to_the_input(dezero, call, same):
    (x,) = variables(dezero, 3)
    y = call(same(), call(same(), x))
    assert y.creator.inputs[0].creator.inputs[0] is x


@pytest.mark.steps("11-", "introduces", red="no attribute 'Add'")
def test_a_sum_leads_to_both_of_its_inputs(dezero, call):
    x0, x1 = variables(dezero, 2, 3)
    y = call(dezero.Add(), x0, x1)
    assert [x is x0 for x in y.creator.inputs] == [True, False]
    assert [x is x1 for x in y.creator.inputs] == [False, True]


@pytest.mark.steps("12-", "guards")
def test_all_outputs_have_the_same_creator(dezero):
    class Twice(dezero.Function):
        def forward(self, x):
            return x, x

    f = Twice()
    y0, y1 = f(*variables(dezero, 3))
    assert y0 is not y1
    assert y0.creator is f
    assert y1.creator is f


@pytest.mark.steps("11-", "guards")
def test_a_message_about_a_second_call_shows_how_to_make_it(dezero, call, same):
    (x,) = variables(dezero, 3)
    f = same()
    call(f, x)
    with pytest.raises(RuntimeError, match=re.escape("Same()(")):
        call(f, x)
