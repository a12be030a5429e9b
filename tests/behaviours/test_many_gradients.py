"""A gradient goes to every input, and comes from every output."""

import numpy as np
import pytest

from stepkit.cases import each


def variables(dezero, *numbers):
    """A Variable for each of the numbers."""
    return [dezero.Variable(np.array(float(number))) for number in numbers]


def sum_and_difference(dezero, x0, x1):
    """Two outputs from two inputs."""

    class SumAndDifference(dezero.Function):
        def forward(self, x0, x1):
            return x0 + x1, x0 - x1

        def backward(self, gtotal, gdifference):
            return gtotal + gdifference, gtotal - gdifference

    return SumAndDifference()(x0, x1)


@pytest.mark.steps("13-", "introduces", red="step 13")
def test_the_sum_of_two_squares_has_two_gradients(dezero, grad_of):
    x, y = variables(dezero, 2, 3)
    z = dezero.add(dezero.square(x), dezero.square(y))
    z.backward()
    assert z.data == 13.0
    assert (grad_of(x), grad_of(y)) == (4.0, 6.0)


@pytest.mark.steps("13-", "introduces", red="step 13")
def test_add_gives_its_gradient_to_both_inputs(dezero, grad_of):
    x0, x1 = variables(dezero, 2, 3)
    y = dezero.add(x0, x1)
    y.grad = np.array(5.0)
    y.backward()
    assert (grad_of(x0), grad_of(x1)) == (5.0, 5.0)


@pytest.mark.steps("13-", "introduces", red="step 13")
def test_a_gradient_passes_through_one_of_several_outputs(dezero, grad_of):
    a, b = variables(dezero, 2, 3)
    _, difference = sum_and_difference(dezero, a, b)
    difference.backward()
    assert (grad_of(a), grad_of(b)) == (1.0, -1.0)


@each("used", [0, 1])
@pytest.mark.steps("13-", "introduces", red="step 13")
def test_an_output_that_is_not_used_counts_as_zero(dezero, used):
    received = []

    class Split(dezero.Function):
        def forward(self, x):
            return x[:2], x[2:].astype("float32")

        def backward(self, *gys):
            received.extend(gy if isinstance(gy, np.ndarray) else gy.data for gy in gys)
            raise StopIteration

    ys = Split()(dezero.Variable(np.arange(5.0)))
    with pytest.raises(StopIteration):
        ys[used].backward()
    assert [gy.tolist() for gy in received] == [[1 - used] * 2, [used] * 3]
    assert [gy.dtype for gy in received] == ["float64", "float32"]


@pytest.mark.steps("13-", "guards")
def test_an_output_that_is_gone_counts_as_zero(dezero, grad_of):
    a, b = variables(dezero, 2, 3)
    total, difference = sum_and_difference(dezero, a, b)
    del total
    dezero.square(difference).backward()
    assert (grad_of(a), grad_of(b)) == (-2.0, 2.0)


@pytest.mark.steps("13-", "introduces", red="step 13")
def test_the_caller_may_do_what_it_likes_with_a_list_of_outputs(dezero, grad_of):
    a, b = variables(dezero, 2, 3)
    outputs = sum_and_difference(dezero, a, b)
    outputs.reverse()
    difference = outputs.pop(0)
    difference.backward()
    assert (grad_of(a), grad_of(b)) == (1.0, -1.0)


@pytest.mark.steps("13-", "introduces", red="step 13")
def test_a_function_may_have_no_inputs(dezero):
    class One(dezero.Function):
        def forward(self):
            return np.array(1.0)

        def backward(self, gy):
            return ()

    y = One()()
    dezero.square(y).backward()
    assert y.data == 1.0


@each("count", [1, 3, 5])
@pytest.mark.steps("13-", "introduces", red="step 13")
def test_a_function_of_many_inputs_gives_a_gradient_to_each(dezero, grad_of, count):
    class WeightedSum(dezero.Function):
        def forward(self, *xs):
            return sum(i * x for i, x in enumerate(xs, 1))

        def backward(self, gy):
            return tuple(i * gy for i in range(1, count + 1))

    xs = variables(dezero, *range(count))
    WeightedSum()(*xs).backward()
    assert [grad_of(x) for x in xs] == list(range(1, count + 1))


@pytest.mark.steps("13-", "guards")
def test_the_gradients_of_two_inputs_share_no_memory(dezero, grad_of):
    a, b = variables(dezero, 2, 3)
    dezero.add(a, b).backward()
    gradient = grad_of(a)
    gradient *= 10
    assert (grad_of(a), grad_of(b)) == (10.0, 1.0)


@pytest.mark.steps("13-", "guards")
def test_the_gradient_that_was_set_shares_no_memory_with_those_found(dezero, grad_of):
    a, b = variables(dezero, 2, 3)
    y = dezero.add(a, b)
    y.grad = seed = np.array(1.0)
    y.backward()
    for x in (a, b):
        gradient = grad_of(x)
        gradient *= 10
    assert seed == 1.0


# ---------------------------------------------------------------- rules that are wrong

WRONG_RULES = {  # what the rule of a function with two inputs gives: what the error says
    "too few": (lambda gy: gy, r"tuple: 2, not 1$"),
    "a tuple too short": (lambda gy: (gy,), r"tuple: 2, not 1$"),
    "too many": (lambda gy: (gy, gy, gy), r"tuple: 2, not 3$"),
    "none": (lambda gy: (), r"tuple: 2, not 0$"),
    "a list": (lambda gy: [gy, gy], r"tuple: 2, not 1$"),
    "nothing": (lambda gy: None, r"tuple: 2, not 1$"),
    "a wrong shape": (lambda gy: (gy, np.ones((3, 1))), r"\(2,\), \(2,\).*not .*\(3, 1\)"),
    "a half": (lambda gy: (gy, None), r"\(2,\), \(2,\).*not object"),
}


@each("rule, message", WRONG_RULES)
@pytest.mark.steps("13-20", "introduces", red="step 13")
def test_an_error_names_the_rule_and_what_it_gave_and_what_was_due(dezero, rule, message):
    class Careless(dezero.Add):
        def backward(self, gy):
            return rule(gy)

    x0, x1 = (dezero.Variable(np.array([1.0, 2.0])) for _ in range(2))
    with pytest.raises(ValueError, match=rf"Careless.backward.*{message}"):
        Careless()(x0, x1).backward()
    assert x0.grad is None
    assert x1.grad is None


@each("wrong", [name for name in WRONG_RULES if name != "a half"])
@pytest.mark.steps("21-", "guards")
def test_an_error_still_names_the_rule_that_gave_something_wrong(dezero, wrong):
    rule, _ = WRONG_RULES[wrong]

    class Careless(dezero.Add):
        def backward(self, gy):
            return rule(gy)

    x0, x1 = (dezero.Variable(np.array([1.0, 2.0])) for _ in range(2))
    with pytest.raises((TypeError, ValueError), match="Careless"):
        Careless()(x0, x1).backward()
    assert x0.grad is None
    assert x1.grad is None


@pytest.mark.steps("13-", "guards")
def test_a_list_from_the_rule_of_one_input_is_an_error(dezero):
    class Wrapped(dezero.Square):
        def backward(self, gy):
            return [gy]

    x = dezero.Variable(np.array([1.0, 2.0]))
    with pytest.raises((TypeError, ValueError), match="Wrapped"):
        Wrapped()(x).backward()
    assert x.grad is None


@each("shapes", [[(3,), (1,)], [(1,), (3,)], [(2, 3), (3,)], [(), (3,)]])
@pytest.mark.steps("13-", "introduces", red="step 13")
def test_shapes_that_differ_are_an_error_that_names_add_and_both_shapes(dezero, shapes):
    xs = [dezero.Variable(np.ones(shape)) for shape in shapes]
    with pytest.raises(ValueError) as error:
        dezero.add(*xs).backward()
    assert "Add" in str(error.value)
    assert all(str(shape) in str(error.value) for shape in shapes)
    assert [x.grad for x in xs] == [None, None]


@each("place", [0, 1])
@pytest.mark.steps("13-", "introduces", red="step 13")
def test_an_integer_operand_is_an_error_that_names_add(dezero, place):
    xs = variables(dezero, 2, 3)
    xs[place] = dezero.Variable(np.array(3))
    with pytest.raises(TypeError, match=r"Add.*int64"):
        dezero.add(*xs).backward()
    assert [x.grad for x in xs] == [None, None]
