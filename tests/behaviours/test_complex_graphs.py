"""In a graph that parts and meets again, the order decides."""

import gc
import itertools
import random
import time

import numpy as np
import pytest

from stepkit.cases import each


def traced_diamond(dezero):
    """add(square(a), square(a)) for a = square(x) at 2: x, y and the rules as they run."""
    runs = []

    class Square(dezero.Square):
        def __init__(self, name):
            self.name = name

        def backward(self, gy):
            runs.append(self.name)
            return super().backward(gy)

    class Add(dezero.Add):
        def backward(self, gy):
            runs.append("add")
            return super().backward(gy)

    x = dezero.Variable(np.array(2.0))
    a = Square("of x")(x)
    return x, Add()(Square("left")(a), Square("right")(a)), runs


@pytest.mark.steps("14-15", "introduces")
def test_the_first_rule_runs_too_early_and_the_diamond_gets_96(dezero):
    x, y, runs = traced_diamond(dezero)
    y.backward()
    assert y.data == 32.0
    assert runs == ["add", "right", "of x", "left", "of x"]
    assert x.grad == 96.0  # 64 is due: step 16


@pytest.mark.steps("16-", "introduces")
def test_the_diamond_has_the_gradient_64(dezero, grad_of):
    x = dezero.Variable(np.array(2.0))
    a = dezero.square(x)
    y = dezero.add(dezero.square(a), dezero.square(a))
    y.backward()
    assert y.data == 32.0
    assert grad_of(x) == 64.0


@pytest.mark.steps("16-", "introduces")
def test_a_rule_runs_once_and_after_those_that_its_output_went_into(dezero):
    _, y, runs = traced_diamond(dezero)
    y.backward()
    assert sorted(runs) == ["add", "left", "of x", "right"]
    assert (runs[0], runs[-1]) == ("add", "of x")


@pytest.mark.steps("16-", "introduces", red="no attribute 'generation'")
def test_a_leaf_is_of_generation_0(dezero):
    assert dezero.Variable(np.array(2.0)).generation == 0


@pytest.mark.steps("16-", "introduces", red="no attribute 'generation'")
def test_every_function_makes_a_generation_of_its_own(dezero):
    x = dezero.Variable(np.array(0.5))
    y = dezero.square(dezero.square(x))
    assert (y.generation, y.creator.generation) == (2, 1)
    assert (y.creator.inputs[0].generation, y.creator.inputs[0].creator.generation) == (1, 0)


@each("swapped", [False, True])
@pytest.mark.steps("16-", "introduces", red="no attribute 'generation'")
def test_the_latest_of_its_inputs_sets_the_generation_of_a_function(dezero, swapped):
    x = dezero.Variable(np.array(0.5))
    inputs = [x, dezero.square(dezero.square(x))]
    y = dezero.add(*(reversed(inputs) if swapped else inputs))
    assert (y.creator.generation, y.generation) == (2, 3)


@pytest.mark.steps("16-", "introduces", red="no attribute 'history'")
def test_the_history_names_each_function_once_and_the_latest_first(dezero):
    _, y, _ = traced_diamond(dezero)
    history = y.history()
    assert [f.generation for f in history] == [2, 1, 1, 0]
    assert [getattr(f, "name", "add") for f in history[::3]] == ["add", "of x"]
    assert {f.name for f in history[1:3]} == {"left", "right"}


@pytest.mark.steps("16-", "guards")
def test_the_history_of_a_leaf_is_empty(dezero):
    assert list(dezero.Variable(np.array(2.0)).history()) == []


@each("swapped", [False, True])
@pytest.mark.steps("16-", "introduces")
def test_a_short_way_to_an_early_variable_waits_for_the_long_one(dezero, grad_of, swapped):
    x = dezero.Variable(np.array(2.0))
    a = dezero.square(x)
    ways = [a, dezero.square(dezero.square(a))]
    dezero.add(*(reversed(ways) if swapped else ways)).backward()  # a + a ** 4
    assert grad_of(x) == 4.0 * (1.0 + 4.0 * 4.0**3)


@pytest.mark.steps("16-", "guards")
def test_a_late_function_may_have_an_early_input(dezero, grad_of):
    x = dezero.Variable(np.array(2.0))
    y = dezero.square(dezero.add(x, dezero.square(dezero.square(x))))  # (x + x ** 4) ** 2
    y.backward()
    assert grad_of(x) == 2 * 18.0 * 33.0


@pytest.mark.steps("16-", "introduces")
def test_a_function_with_two_outputs_waits_for_both_gradients(dezero, grad_of):
    class SumAndDifference(dezero.Function):
        def forward(self, x0, x1):
            return x0 + x1, x0 - x1

        def backward(self, gtotal, gdifference):
            return gtotal + gdifference, gtotal - gdifference

    a, b = dezero.Variable(np.array(2.0)), dezero.Variable(np.array(3.0))
    total, difference = SumAndDifference()(a, b)
    dezero.add(dezero.square(total), difference).backward()
    assert (grad_of(a), grad_of(b)) == (11.0, 9.0)


@pytest.mark.steps("16-", "introduces")
def test_a_ladder_of_diamonds_takes_each_rung_once(dezero, grad_of):
    runs = []

    class Double(dezero.Add):
        def backward(self, gy):
            runs.append(self)
            return super().backward(gy)

    x = y = dezero.Variable(np.array(1.0))
    for _ in range(8):
        y = Double()(y, y)
    y.backward()
    assert len(runs) == 8
    assert grad_of(x) == 2.0**8


@each("seed", range(8))
@pytest.mark.steps("16-", "guards")
def test_a_graph_of_any_form_has_the_right_gradient(dezero, grad_of, seed):
    class Cross(dezero.Function):
        def forward(self, x0, x1):
            return x0 + 2 * x1, x0 - x1

        def backward(self, gy0, gy1):
            return gy0 + gy1, 2 * gy0 - gy1

    chance = random.Random(seed)
    x = dezero.Variable(np.array(1.0))
    ends = [x]
    for _ in range(25):
        inputs = chance.choices(ends[-5:], k=2)
        ends.extend(Cross()(*inputs) if chance.random() < 0.5 else [dezero.add(*inputs)])
    y = x
    for end in chance.sample(ends, 12):
        y = dezero.add(y, end)
    y.backward()
    assert grad_of(x) == y.data  # every function is linear, and x is 1


@pytest.mark.steps("16,24,32,36", "guards")
def test_eight_times_as_many_branches_cost_less_than_24_times_as_much(dezero, same, collector_off):
    def seconds(branches):
        class Join(dezero.Function):
            def forward(self, *xs):
                return 1.0 * xs[0]

            def backward(self, gy):
                return (gy,) * branches

        branch = type(same())
        x = dezero.Variable(np.array(1.0))
        y = Join()(*(branch()(x) for _ in range(branches)))
        gc.collect()
        start = time.process_time()
        y.backward()
        return time.process_time() - start

    few = min(seconds(1_024) for _ in range(3))
    many = itertools.islice(map(seconds, itertools.repeat(8_192)), 5)
    assert any(taken < 24 * few for taken in many)
