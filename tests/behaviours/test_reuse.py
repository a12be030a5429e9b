"""A variable may be used more than once."""

import numpy as np
import pytest

from stepkit.cases import each


@pytest.mark.steps("13", "introduces", red="step 13")
def test_a_variable_used_twice_gets_only_the_last_of_its_gradients(dezero):
    x = dezero.Variable(np.array(3.0))
    y = dezero.add(x, x)
    y.backward()
    assert y.data == 6.0
    assert x.grad == 1.0  # 2 is due: step 14


@pytest.mark.steps("14-", "introduces")
def test_a_variable_used_twice_gets_the_sum_of_both_gradients(dezero, grad_of):
    x = dezero.Variable(np.array(3.0))
    dezero.add(x, x).backward()
    assert grad_of(x) == 2.0


@pytest.mark.steps("14-", "introduces")
def test_a_variable_used_three_times_gets_the_sum_of_three(dezero, grad_of):
    x = dezero.Variable(np.array(3.0))
    dezero.add(dezero.add(x, x), x).backward()
    assert grad_of(x) == 3.0


@pytest.mark.steps("14-", "introduces")
def test_uses_by_different_functions_add_up(dezero, grad_of):
    x = dezero.Variable(np.array([1.0, -2.0]))
    dezero.add(dezero.square(x), dezero.exp(x)).backward()
    assert grad_of(x) == pytest.approx(2 * x.data + np.exp(x.data), rel=1e-12)


@pytest.mark.steps("14-", "introduces")
def test_the_gradients_of_two_computations_add_up(dezero, grad_of):
    x = dezero.Variable(np.array(3.0))
    dezero.square(x).backward()
    dezero.exp(x).backward()
    assert grad_of(x) == pytest.approx(6.0 + np.exp(3.0), rel=1e-12)


@pytest.mark.steps("14-", "introduces", red="no attribute 'cleargrad'")
def test_cleargrad_makes_a_fresh_start(dezero, grad_of):
    x = dezero.Variable(np.array(3.0))
    dezero.add(x, x).backward()
    x.cleargrad()
    assert x.grad is None
    dezero.add(dezero.add(x, x), x).backward()
    assert grad_of(x) == 3.0


@pytest.mark.steps("14-", "guards")
def test_a_sum_of_gradients_is_a_new_array(dezero, grad_of):
    x = dezero.Variable(np.array([1.0, 2.0]))
    dezero.square(x).backward()
    first = grad_of(x)
    dezero.square(x).backward()
    assert first.tolist() == [2.0, 4.0]
    assert grad_of(x).tolist() == [4.0, 8.0]


@pytest.mark.steps("14-", "guards")
def test_a_sum_leaves_the_gradient_that_was_set_as_it_was(dezero, grad_of):
    x = dezero.Variable(np.array([1.0, 2.0]))
    y = dezero.add(x, x)
    y.grad = seed = np.array([1.0, 10.0])
    y.backward()
    assert seed.tolist() == [1.0, 10.0]
    assert grad_of(x).tolist() == [2.0, 20.0]


@pytest.mark.steps("14-", "guards")
def test_a_sum_leaves_the_gradients_of_other_variables_as_they_were(dezero, grad_of):
    a, b = dezero.Variable(np.array([1.0])), dezero.Variable(np.array([2.0]))
    dezero.add(dezero.add(a, b), a).backward()
    assert (grad_of(a).tolist(), grad_of(b).tolist()) == ([2.0], [1.0])


@pytest.mark.steps("14-", "guards")
def test_a_sum_leaves_the_arrays_that_the_rules_gave_as_they_were(dezero, grad_of):
    class Given(dezero.Function):
        def forward(self, x):
            return x

        def backward(self, gy):
            return self.gradient

    given = [np.array([1.0, 10.0]) * n for n in (1, 2, 3)]
    x = dezero.Variable(np.array([1.0, 2.0]))
    results = []
    for gradient in given:
        function = Given()
        function.gradient = gradient
        results.append(function(x))
    dezero.add(dezero.add(*results[:2]), results[2]).backward()
    assert grad_of(x).tolist() == [6.0, 60.0]
    assert [gradient.tolist() for gradient in given] == [[1, 10], [2, 20], [3, 30]]


@each("shape", [(), (3,), (2, 3), (0,)])
@each("dtype", ["float16", "float32", "float64"])
@pytest.mark.steps("14-", "guards")
def test_a_sum_of_gradients_has_the_shape_and_dtype_of_its_data(dezero, grad_of, dtype, shape):
    x = dezero.Variable(np.full(shape, 0.5, dtype))
    dezero.add(dezero.add(x, x), x).backward()
    assert isinstance(grad_of(x), np.ndarray)
    assert (grad_of(x).shape, grad_of(x).dtype) == (shape, dtype)
    assert (grad_of(x) == 3.0).all()


@pytest.mark.steps("14-17", "introduces")
def test_a_second_pass_counts_again_what_lies_between(dezero):
    x = dezero.Variable(np.array(2.0))
    y = dezero.square(dezero.square(x))
    y.backward()
    assert x.grad == 32.0
    y.backward()
    assert x.grad == 96.0  # 64 is due: step 18
