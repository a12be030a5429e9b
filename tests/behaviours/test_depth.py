"""How long a chain may be."""

import inspect

import numpy as np
import pytest

DEEPEST = {8, 16, 32}  # the steps whose lesson or engine is about depth


def chain(dezero, length):
    """A variable, and what `length` functions make of it."""

    class Shrink(dezero.Function):
        def forward(self, x):
            return 0.9999 * x

        def backward(self, gy):
            return 0.9999 * gy

    x = y = dezero.Variable(np.array(1.0))
    for _ in range(length):
        y = Shrink()(y)
    y.grad = np.array(1.0)
    return x, y


@pytest.mark.steps("7", "introduces", red="no attribute 'backward'")
def test_a_chain_of_10000_hits_the_recursion_limit(dezero):
    _, y = chain(dezero, 10_000)
    with pytest.raises(RecursionError):
        y.backward()


@pytest.mark.steps("8-10,13-", "introduces", red="RecursionError|step 13")
def test_a_chain_may_be_longer_than_the_recursion_limit(dezero, step, grad_of, collector_off):
    length = 100_000 if step.number in DEEPEST else 10_000
    x, y = chain(dezero, length)
    y.backward()
    assert grad_of(x) == pytest.approx(0.9999**length, rel=1e-9)


@pytest.mark.steps("8-10,13-", "guards")
def test_a_longer_chain_needs_no_deeper_call_stack(dezero):
    depths = []

    class Probe(dezero.Function):
        def forward(self, x):
            return 1.0 * x

        def backward(self, gy):
            depths.append(len(inspect.stack(0)))
            return 1.0 * gy

    y = Probe()(Probe()(Probe()(dezero.Variable(np.array(1.0)))))
    y.grad = np.array(1.0)
    y.backward()
    assert depths == [depths[0]] * 3
