"""What nobody needs any more is freed at once."""

import gc
import weakref

import numpy as np
import pytest


def growth(dezero, passes):
    """How many more Variables are alive after so many forward passes."""

    def alive():
        return sum(type(thing) is dezero.Variable for thing in gc.get_objects())

    before = alive()
    for _ in range(passes):
        dezero.square(dezero.square(dezero.Variable(np.array(0.5))))
    return alive() - before


@pytest.mark.steps("9-10,12-16", "guards")
def test_every_forward_pass_stays_in_memory_until_the_collector_comes(dezero, collector_off):
    assert growth(dezero, 10) == 30
    assert growth(dezero, 100) == 300


@pytest.mark.steps("17-", "introduces")
def test_forward_passes_leave_no_variables_behind(dezero, collector_off):
    assert growth(dezero, 10) == 0
    assert growth(dezero, 100) == 0


@pytest.mark.steps("17-", "introduces")
def test_a_result_is_freed_with_the_last_name_for_it(dezero, collector_off):
    x = dezero.Variable(np.array(0.5))
    y = dezero.exp(dezero.square(x))
    result, between = weakref.ref(y), weakref.ref(y.creator.inputs[0])
    assert result() is y
    del y
    assert result() is None
    assert between() is None


@pytest.mark.steps("17-", "introduces")
def test_memory_stays_flat_over_many_passes(dezero, peak_memory, collector_off):
    def passes(count):
        for _ in range(count):
            x = dezero.Variable(np.ones(10_000))
            dezero.square(dezero.square(x)).backward()

    assert peak_memory(lambda: passes(30)) < 1.5 * peak_memory(lambda: passes(3))


@pytest.mark.steps("32-", "introduces")
def test_gradients_are_summed_in_one_array(dezero, peak_memory):
    x = y = dezero.Variable(np.ones(20_000))
    for _ in range(5):
        y = y + x
    most = peak_memory(y.backward)  # the seed, and the sum, which x.grad then holds
    assert 2 < most / x.data.nbytes < 2.5


@pytest.mark.steps("17-", "introduces", red="not callable")
def test_a_function_holds_its_outputs_weakly(dezero):
    f = dezero.Square()
    y = f(dezero.Variable(np.array(3.0)))
    (output,) = f.outputs
    assert output() is y
    del y
    gc.collect()
    assert output() is None


@pytest.mark.steps("13-", "guards")
def test_a_result_keeps_the_graph_behind_it(dezero, grad_of):
    x = dezero.Variable(np.array(2.0))
    y = dezero.square(dezero.square(dezero.square(x)))
    gc.collect()
    y.backward()
    assert grad_of(x) == 8 * 2.0**7


@pytest.mark.steps("17-", "guards")
def test_several_outputs_are_freed_one_by_one(dezero, grad_of, collector_off):
    class Split(dezero.Function):
        def forward(self, x):
            return x[:2], x[2:]

        def backward(self, gy0, gy1):
            y0, y1 = (gy if isinstance(gy, np.ndarray) else gy.data for gy in (gy0, gy1))
            gx = np.concatenate([y0, y1])
            return gx if isinstance(gy0, np.ndarray) else dezero.Variable(gx)

    x = dezero.Variable(np.arange(5.0))
    a, b = Split()(x)
    gone = weakref.ref(b)
    del b
    assert gone() is None
    dezero.square(a).backward()
    assert grad_of(x).tolist() == [0.0, 2.0, 0.0, 0.0, 0.0]
