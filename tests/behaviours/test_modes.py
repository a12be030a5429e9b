"""Switches: a graph is kept only where one is wanted."""

import weakref
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

NO_CONFIG = r"no attribute '(Config|no_grad|using_config)'"


def records(dezero):
    """Whether functions remember what backward needs."""
    return dezero.square(dezero.Variable(np.array(3.0))).creator is not None


@pytest.mark.steps("18-", "introduces", red=NO_CONFIG)
def test_a_graph_is_kept_by_default(dezero):
    assert dezero.Config.enable_backprop is True
    assert records(dezero)


@pytest.mark.steps("18-", "introduces", red=NO_CONFIG)
def test_no_grad_switches_the_graph_off_for_a_block(dezero):
    with dezero.no_grad():
        assert dezero.Config.enable_backprop is False
        assert not records(dezero)
    assert dezero.Config.enable_backprop is True
    assert records(dezero)


@pytest.mark.steps("18-", "introduces", red=NO_CONFIG)
def test_using_config_is_the_general_form(dezero):
    with dezero.using_config("enable_backprop", False):
        assert not records(dezero)
        with dezero.using_config("enable_backprop", True):
            assert records(dezero)
        assert not records(dezero)
    assert records(dezero)


@pytest.mark.steps("18-", "introduces", red=NO_CONFIG)
def test_blocks_may_be_nested(dezero):
    with dezero.no_grad():
        with dezero.no_grad():
            pass
        assert not records(dezero)
    assert records(dezero)


@pytest.mark.steps("18-", "introduces", red=NO_CONFIG)
def test_a_block_ends_when_an_error_leaves_it(dezero):
    with pytest.raises(ArithmeticError), dezero.no_grad():
        raise ArithmeticError
    assert dezero.Config.enable_backprop is True


@pytest.mark.steps("18-", "introduces", red=NO_CONFIG)
def test_a_setting_that_does_not_exist_is_an_error(dezero):
    with pytest.raises(AttributeError, match="enable_backporp"), dezero.using_config("enable_backporp", 0):
        pass
    assert not hasattr(dezero.Config, "enable_backporp")


@pytest.mark.steps("18-", "introduces", red=NO_CONFIG)
def test_a_misspelt_setting_cannot_be_set(dezero):
    with pytest.raises(AttributeError, match="enable_backporp"):
        dezero.Config.enable_backporp = False
    assert not hasattr(dezero.Config, "enable_backporp")


# ---------------------------------------------------------------- what is computed without a graph


@pytest.mark.steps("18-", "introduces", red=NO_CONFIG)
def test_without_a_graph_the_values_are_the_same(dezero):
    x = dezero.Variable(np.array([1.0, -2.0]))
    with dezero.no_grad():
        y = dezero.add(dezero.square(x), x)
    assert y.data.tolist() == [2.0, 2.0]


@pytest.mark.steps("18-", "introduces", red=NO_CONFIG)
def test_without_a_graph_nothing_is_recorded(dezero):
    f = dezero.Square()
    with dezero.no_grad():
        y = f(dezero.Variable(np.array(3.0)))
    assert (y.creator, y.generation) == (None, 0)
    assert f.inputs is None


@pytest.mark.steps("18-", "introduces", red=NO_CONFIG)
def test_without_a_graph_several_outputs_have_no_creator_either(dezero):
    class Both(dezero.Function):
        def forward(self, x):
            return x + 1, x + 2

    with dezero.no_grad():
        outputs = Both()(dezero.Variable(np.array(3.0)))
    assert [(float(y.data), y.creator) for y in outputs] == [(4.0, None), (5.0, None)]


@pytest.mark.steps("18-", "introduces", red=NO_CONFIG)
def test_without_a_graph_memory_is_freed_at_once(dezero):
    def middle_of_a_chain():
        a = dezero.square(dezero.Variable(np.array(3.0)))
        return dezero.square(a), weakref.ref(a)

    y, kept = middle_of_a_chain()
    with dezero.no_grad():
        z, gone = middle_of_a_chain()
    assert (y.data, z.data) == (81.0, 81.0)
    assert kept() is not None
    assert gone() is None


@pytest.mark.steps("18-", "introduces", red=NO_CONFIG)
def test_without_a_graph_an_instance_may_be_called_again(dezero):
    f = dezero.Square()
    with dezero.no_grad():
        assert [f(dezero.Variable(np.array(n))).data for n in (1.0, 2.0, 3.0)] == [1.0, 4.0, 9.0]
    assert f(dezero.Variable(np.array(4.0))).creator is f


@pytest.mark.steps("18-", "introduces", red=NO_CONFIG)
def test_backward_takes_a_result_without_a_graph_for_an_input(dezero, grad_of):
    x = dezero.Variable(np.array(3.0))
    with dezero.no_grad():
        y = dezero.square(x)
    y.backward()
    assert grad_of(y) == 1.0
    assert x.grad is None


@pytest.mark.steps("18-", "introduces", red=NO_CONFIG)
def test_a_result_without_a_graph_can_be_the_input_of_one(dezero, grad_of):
    x = dezero.Variable(np.array(3.0))
    with dezero.no_grad():
        a = dezero.square(x)
    dezero.square(a).backward()
    assert grad_of(a) == 18.0
    assert x.grad is None


@pytest.mark.steps("18-", "introduces", red=NO_CONFIG)
def test_a_graph_from_before_differentiates_within_no_grad(dezero, grad_of):
    x = dezero.Variable(np.array(3.0))
    y = dezero.square(x)
    with dezero.no_grad():
        y.backward()
        assert dezero.Config.enable_backprop is False
    assert grad_of(x) == 6.0


# ---------------------------------------------------------------- threads


@pytest.mark.steps("18-", "introduces", red=NO_CONFIG)
def test_no_grad_leaves_other_threads_alone(dezero):
    with dezero.no_grad(), ThreadPoolExecutor(1) as other:
        assert other.submit(records, dezero).result()
        assert not records(dezero)


@pytest.mark.steps("18-", "introduces", red=NO_CONFIG)
def test_no_grad_in_another_thread_leaves_this_one_alone(dezero):
    block = dezero.no_grad()
    with ThreadPoolExecutor(1) as other:
        other.submit(block.__enter__).result()
        assert not other.submit(records, dezero).result()
        assert records(dezero)


@pytest.mark.steps("18-", "introduces", red=NO_CONFIG)
def test_overlapping_blocks_in_two_threads_both_end(dezero):
    block = dezero.no_grad()
    with ThreadPoolExecutor(1) as other:
        with dezero.no_grad():
            other.submit(block.__enter__).result()
        other.submit(block.__exit__, None, None, None).result()
        assert other.submit(records, dezero).result()
    assert records(dezero)
