"""Which gradients stay after a pass, and what a second pass adds."""

import numpy as np
import pytest

from stepkit.cases import each


def diamond(dezero):
    """A leaf at 2, the part that two branches share, and their sum: 2 * x ** 4."""
    x = dezero.Variable(np.array(2.0))
    a = dezero.square(x)
    return x, a, dezero.add(dezero.square(a), dezero.square(a))


def broken(dezero, gradient):
    """A function whose rule returns the gradient, or raises it."""

    class Broken(dezero.Function):
        def forward(self, x):
            return 2 * x

        def backward(self, gy):
            if isinstance(gradient, Exception):
                raise gradient
            return gradient

    return Broken()


def two_outputs(dezero, x):
    """Twice x and three times x, from one function."""

    class Both(dezero.Function):
        def forward(self, x):
            return 2 * x, 3 * x

        def backward(self, gy0, gy1):
            return gy0 * 2.0 + gy1 * 3.0

    return Both()(x)


def peak_of_20_squares(dezero, peak_memory, **options):
    y = dezero.Variable(np.ones(20_000))
    for _ in range(20):
        y = dezero.square(y)
    return peak_memory(lambda: y.backward(**options))


BROKEN = {
    "an error": (ArithmeticError("no way"), ArithmeticError),
    "no gradient": (None, ValueError),
    "another shape": (np.ones(3), ValueError),
    "two gradients": ((np.array(1.0), np.array(1.0)), ValueError),
}


# ---------------------------------------------------------------- what stays


@pytest.mark.steps("18-", "introduces")
def test_the_gradients_between_are_dropped(dezero):
    _, a, y = diamond(dezero)
    y.backward()
    assert a.grad is None
    assert y.grad is None


@pytest.mark.steps("18-", "introduces", red="unexpected keyword argument 'retain_grad'")
def test_retain_grad_keeps_the_gradients_between(dezero, grad_of):
    x, a, y = diamond(dezero)
    y.backward(retain_grad=True)
    assert (grad_of(x), grad_of(a), grad_of(y)) == (64.0, 16.0, 1.0)


@each("retain_grad, kept", [(True, [6.0, 4.0]), (False, [None, None])])
@pytest.mark.steps("18-", "introduces", red="unexpected keyword argument 'retain_grad'")
def test_retain_grad_holds_for_each_output_of_a_function(dezero, grad_of, retain_grad, kept):
    x = dezero.Variable(np.array(1.0))
    double, triple = two_outputs(dezero, x)
    dezero.add(dezero.square(triple), dezero.square(double)).backward(retain_grad=retain_grad)
    assert [y.grad if y.grad is None else grad_of(y) for y in (triple, double)] == kept
    assert grad_of(x) == 26.0


@pytest.mark.steps("18-", "introduces", red="takes 1 positional argument")
def test_retain_grad_may_be_given_by_its_position(dezero, grad_of):
    _, a, y = diamond(dezero)
    y.backward(True)
    assert grad_of(a) == 16.0


@pytest.mark.steps("18-", "introduces", red="unexpected keyword argument 'retain_grad'")
def test_a_pass_without_retain_grad_drops_what_an_earlier_one_kept(dezero):
    _, a, y = diamond(dezero)
    y.backward(retain_grad=True)
    y.backward()
    assert a.grad is None
    assert y.grad is None


@pytest.mark.steps("18-", "introduces")
def test_an_output_that_nothing_was_computed_from_keeps_its_gradient(dezero, grad_of):
    x = dezero.Variable(np.array(1.0))
    used, unused = two_outputs(dezero, x)
    unused.grad = np.array(7.0)
    dezero.square(used).backward()
    assert grad_of(x) == 8.0
    assert unused.grad == np.array(7.0)
    unused.backward()
    assert grad_of(x) == 8.0 + 21.0


@pytest.mark.steps("18-", "introduces", red="unexpected keyword argument 'retain_grad'")
def test_without_retain_grad_a_pass_needs_less_memory(dezero, peak_memory):
    assert (
        peak_of_20_squares(dezero, peak_memory)
        < peak_of_20_squares(dezero, peak_memory, retain_grad=True) / 2
    )


@pytest.mark.steps("18-", "guards")
def test_a_pass_needs_one_array_for_each_retained_gradient(dezero, peak_memory):
    one = np.ones(20_000).nbytes
    assert peak_of_20_squares(dezero, peak_memory, retain_grad=True) < (20 + 6) * one


# ---------------------------------------------------------------- a second pass


@pytest.mark.steps("18-", "introduces")
def test_a_second_pass_adds_to_the_leaves_only(dezero, grad_of):
    x, _, y = diamond(dezero)
    y.backward()
    y.backward()
    assert grad_of(x) == 128.0
    assert isinstance(grad_of(x), np.ndarray)


@pytest.mark.steps("18-", "introduces", red="unexpected keyword argument 'retain_grad'")
def test_a_second_pass_does_not_count_retained_gradients_again(dezero, grad_of):
    x, a, y = diamond(dezero)
    y.backward(retain_grad=True)
    y.backward(retain_grad=True)
    assert (grad_of(x), grad_of(a), grad_of(y)) == (128.0, 16.0, 1.0)


@pytest.mark.steps("18-", "guards")
def test_after_cleargrad_a_second_pass_gives_the_same(dezero, grad_of):
    x, _, y = diamond(dezero)
    y.backward()
    x.cleargrad()
    y.backward()
    assert grad_of(x) == 64.0


@pytest.mark.steps("18-", "introduces")
def test_two_results_may_share_a_part(dezero, grad_of):
    x = dezero.Variable(np.array(2.0))
    a = dezero.square(x)
    y, z = dezero.square(a), dezero.add(a, a)
    y.backward()
    z.backward()
    assert grad_of(x) == 32.0 + 8.0


@pytest.mark.steps("18-", "introduces", red="unexpected keyword argument 'retain_grad'")
def test_a_retained_gradient_is_that_of_the_latest_pass(dezero, grad_of):
    a = dezero.square(dezero.Variable(np.array(2.0)))
    y, z = dezero.square(a), dezero.add(a, a)
    y.backward(retain_grad=True)
    z.backward(retain_grad=True)
    assert grad_of(a) == 2.0


@pytest.mark.steps("18-", "guards")
def test_adding_to_a_gradient_leaves_the_old_array_alone(dezero, grad_of):
    x, _, y = diamond(dezero)
    y.backward()
    first = grad_of(x)
    y.backward()
    assert first == 64.0


# ---------------------------------------------------------------- where a pass starts


@each("retain_grad", [False, True])
@pytest.mark.steps("18-", "introduces", red="unexpected keyword argument 'retain_grad'")
def test_a_gradient_set_on_the_result_is_the_seed(dezero, grad_of, retain_grad):
    x, _, y = diamond(dezero)
    y.grad = np.array(3.0)
    y.backward(retain_grad=retain_grad)
    assert grad_of(x) == 192.0
    assert grad_of(y) == (3.0 if retain_grad else None)


@pytest.mark.steps("18-", "introduces")
def test_a_seed_serves_one_pass(dezero, grad_of):
    x, _, y = diamond(dezero)
    y.grad = np.array(3.0)
    y.backward()
    y.backward()
    assert grad_of(x) == 192.0 + 64.0


@each("retain_grad", [False, True])
@pytest.mark.steps("18-", "introduces", red="unexpected keyword argument 'retain_grad'")
def test_the_backward_of_an_input_gives_it_ones_each_time(dezero, grad_of, retain_grad):
    x = dezero.Variable(np.array([3.0, 4.0]))
    x.backward(retain_grad=retain_grad)
    x.backward(retain_grad=retain_grad)
    assert grad_of(x).tolist() == [1.0, 1.0]


@pytest.mark.steps("18-", "introduces", red="unexpected keyword argument 'retain_grad'")
def test_a_pass_may_start_in_the_middle(dezero, grad_of):
    x, a, y = diamond(dezero)
    y.backward(retain_grad=True)
    a.cleargrad()
    a.backward()
    assert grad_of(x) == 64.0 + 4.0
    assert grad_of(y) == 1.0


# ---------------------------------------------------------------- a pass that fails


@each("gradient, error", BROKEN)
@pytest.mark.steps("18-", "introduces")
def test_a_pass_that_fails_gives_no_input_a_gradient(dezero, gradient, error):
    x, other = dezero.Variable(np.array(2.0)), dezero.Variable(np.array(1.0))
    y = dezero.add(other, broken(dezero, gradient)(x))
    with pytest.raises(error):
        y.backward()
    assert x.grad is None
    assert other.grad is None
    assert y.grad is None


@each("gradient, error", BROKEN)
@pytest.mark.steps("18-", "introduces")
def test_a_pass_that_fails_changes_no_gradient(dezero, grad_of, gradient, error):
    x, other = dezero.Variable(np.array(2.0)), dezero.Variable(np.array(1.0))
    x.grad, other.grad = np.array(5.0), np.array(6.0)
    y = dezero.add(other, broken(dezero, gradient)(x))
    y.grad = np.array(3.0)
    with pytest.raises(error):
        y.backward()
    assert (grad_of(x), grad_of(other), grad_of(y)) == (5.0, 6.0, 3.0)


@each("retain_grad", [False, True])
@pytest.mark.steps("18-", "introduces", red="unexpected keyword argument 'retain_grad'")
def test_a_pass_that_fails_leaves_retained_gradients(dezero, grad_of, retain_grad):
    x, a, y = diamond(dezero)
    y.backward(retain_grad=True)
    z = dezero.add(a, broken(dezero, ArithmeticError())(x))
    with pytest.raises(ArithmeticError):
        z.backward(retain_grad=retain_grad)
    assert (grad_of(x), grad_of(a), z.grad) == (64.0, 16.0, None)


@pytest.mark.steps("18-", "guards")
def test_after_a_pass_that_failed_the_next_one_is_right(dezero, grad_of):
    x, a, y = diamond(dezero)
    z = dezero.add(a, broken(dezero, ArithmeticError())(x))
    with pytest.raises(ArithmeticError):
        z.backward()
    y.backward()
    assert grad_of(x) == 64.0


@pytest.mark.steps("18-", "guards")
def test_a_sum_that_fails_leaves_all_gradients_as_they_were(dezero, grad_of):
    x = dezero.Variable(np.ones(3))
    a = dezero.square(x)
    dezero.square(a).backward(retain_grad=True)
    x.data = np.ones(2)  # and cleargrad is forgotten: (3,) and (2,) do not add
    with pytest.raises(ValueError):
        dezero.square(x).backward()
    assert grad_of(x).shape == (3,)
    assert grad_of(a).shape == (3,)
