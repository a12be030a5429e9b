"""A backward pass, moment by moment, on every step that has one."""

import numpy as np
import pytest

from stepkit.catalog import load_catalog
from stepkit.loading import find_framework, loaded
from stepkit.recording import Recorder
from stepkit.replay import replay

CATALOG = load_catalog()
CHAINS = [*range(7, 11), *range(13, 37)]  # 11 and 12 have no backward
SEVERAL_INPUTS = range(13, 37)
IN_ORDER = range(16, 37)

CHAIN = """
x = Variable(np.array(0.5))
a = Square()(x)
b = Exp()(a)
y = Square()(b)
y.grad = np.array(1.0)
y.backward()
"""

DIAMOND = """
x = Variable(np.array(2.0))
a = square(x)
b = square(a)
c = square(a)
y = add(b, c)
y.backward()
"""


def play(number, code):
    """The replay of the code on a step, its keys replaced by names: a function by that of its output."""
    with loaded(find_framework(CATALOG.step(number).folder)) as dezero:
        names = {"np": np, **vars(dezero)}
        recorder = Recorder(dezero)
        with recorder:
            exec(code, names)
        story = replay(recorder, names)
    labels = {node["key"]: node["label"] or node["key"] for node in story["nodes"]}
    made = {source: labels[target] for source, target in story["edges"] if source.startswith("f")}
    name = {**labels, **{function: f"-> {output}" for function, output in made.items()}}
    for moment in story["moments"]:
        moment["at"] = name[moment["at"]]
        moment["new"] = [name[key] for key in moment["new"]]
        moment["waiting"] = [name[key] for key in moment["waiting"]]
        moment["gradients"] = {name[key]: text for key, text in moment["gradients"].items()}
    return story["moments"]


def of_kind(moments, *kinds):
    return [moment for moment in moments if moment["kind"] in kinds]


@pytest.mark.parametrize("number", CHAINS)
def test_a_chain_is_played_forward_and_back(number):
    moments = play(number, CHAIN)
    assert [moment["kind"] for moment in moments] == ["call"] * 3 + ["begin"] + ["turn"] * 3 + ["end"]
    turns = of_kind(moments, "turn")
    assert [turn["at"] for turn in turns] == ["-> y", "-> b", "-> a"]
    # from the output back: 1; times 2 e^0.25; times e^0.25; times 2 * 0.5
    assert [turn["received"] for turn in turns] == [["1"], ["2.568"], ["3.297"]]
    assert [turn["gave"] for turn in turns] == [["2.568"], ["3.297"], ["3.297"]]
    assert moments[-1]["gradients"]["x"] == "3.297"


@pytest.mark.parametrize("number", CHAINS)
def test_no_gradient_exists_before_the_pass_and_one_more_after_each_turn(number):
    moments = play(number, CHAIN)
    assert all(not moment["gradients"] for moment in of_kind(moments, "call"))
    arrived = [set(moment["gradients"]) for moment in of_kind(moments, "begin", "turn")]
    for i, newest in enumerate("ybax"):
        assert newest in arrived[i] and arrived[i] <= set("ybax"[: i + 1])


def test_recursion_keeps_what_waits_in_open_calls():
    waiting = [moment["waiting"] for moment in of_kind(play(7, CHAIN), "begin", "turn", "end")]
    assert waiting == [["y"], ["y", "b"], ["y", "b", "a"], ["y", "b", "a", "x"], []]


@pytest.mark.parametrize("number", [8, 9, 10])
def test_the_list_of_a_chain_holds_one_variable(number):
    waiting = [moment["waiting"] for moment in of_kind(play(number, CHAIN), "begin", "turn", "end")]
    assert waiting == [["y"], ["b"], ["a"], ["x"], []]


@pytest.mark.parametrize(
    ("steps", "way"), [([7], "calls"), ([8, 10, 13, 15], "list"), ([16, 17, 22, 36], "order")]
)
def test_the_way_in_which_what_waits_is_kept(steps, way):
    for number in steps:
        assert {moment["way"] for moment in of_kind(play(number, CHAIN), "begin", "turn")} == {way}


@pytest.mark.parametrize("number", [14, 15])
def test_before_generations_the_diamond_takes_a_function_too_early_and_again(number):
    turns = of_kind(play(number, DIAMOND), "turn")
    assert [turn["at"] for turn in turns] == ["-> y", "-> c", "-> a", "-> b", "-> a"]
    assert [turn["waiting"] for turn in turns] == [["b", "c"], ["b", "a"], ["b", "x"], ["a"], ["x"]]
    # 2 * 4 from each side to a; 2 * 2 times what has arrived there to x
    assert [turn["gradients"].get("x") for turn in turns] == [None, None, "32", "32", "96"]


@pytest.mark.parametrize("number", IN_ORDER)
def test_with_generations_each_function_is_taken_once_and_after_all_that_its_output_went_into(number):
    moments = play(number, DIAMOND)
    turns = [turn["at"] for turn in of_kind(moments, "turn")]
    assert sorted(turns) == ["-> a", "-> b", "-> c", "-> y"]
    assert turns[0] == "-> y" and turns[-1] == "-> a"
    assert moments[-1]["gradients"]["x"] == "64"  # 8 x^3


@pytest.mark.parametrize("number", IN_ORDER)
def test_the_order_is_known_at_the_beginning_and_shrinks_by_one_each_turn(number):
    moments = of_kind(play(number, DIAMOND), "begin", "turn")
    order = [moment["at"] for moment in moments[1:]]
    assert [moment["waiting"] for moment in moments] == [order[i:] for i in range(5)]


@pytest.mark.parametrize("number", IN_ORDER)
def test_a_second_pass_has_an_order_of_its_own(number):
    moments = play(number, DIAMOND + "a.backward()\n")
    waiting = [moment["waiting"] for moment in of_kind(moments, "begin", "turn")]
    assert waiting[5:] == [["-> a"], []]


@pytest.mark.parametrize("number", range(18, 37))
def test_a_leaf_adds_up_its_passes_when_a_pass_ends(number):
    turn, end = play(number, CHAIN.replace("y.grad = np.array(1.0)\n", "") + "y.backward()\n")[-2:]
    assert (turn["gradients"]["x"], end["gradients"]["x"]) == ("3.297", "6.595")  # e^0.5 * 4 x, twice


@pytest.mark.parametrize("number", SEVERAL_INPUTS)
def test_what_waits_in_a_list_has_a_gradient_and_in_the_end_nothing_waits(number):
    moments = play(number, DIAMOND)
    for moment in of_kind(moments, "begin", "turn"):
        if moment["way"] == "list":
            assert set(moment["waiting"]) <= set(moment["gradients"])
    assert moments[-1]["waiting"] == []


@pytest.mark.parametrize(
    ("number", "option", "kept"),
    [
        (17, "", "abcxy"),
        (18, "", "x"),
        (18, "retain_grad=True", "abcxy"),
        (36, "", "x"),
        (36, "retain_grad=True", "abcxy"),
    ],
)
def test_which_gradients_a_pass_leaves_behind(number, option, kept):
    moments = play(number, DIAMOND.replace("y.backward()", f"y.backward({option})"))
    assert sorted(moments[-1]["gradients"]) == list(kept)


@pytest.mark.parametrize("number", range(18, 37))
def test_a_gradient_that_is_not_retained_goes_when_it_is_used(number):
    turns = of_kind(play(number, DIAMOND), "turn")
    assert [turn["gradients"] for turn in turns] == [
        {"b": "1", "c": "1"},
        {"a": "8", turns[2]["at"][-1]: "1"},
        {"a": "16"},
        {"x": "64"},
    ]


DOUBLE = """
x = Variable(np.array(2.0))
y = square(x)
y.backward(create_graph=True)
gx = x.grad
x.cleargrad()
gx.backward()
"""


@pytest.mark.parametrize("number", range(32, 37))
def test_a_pass_that_is_differentiated_brings_functions_which_the_second_pass_takes(number):
    moments = play(number, DOUBLE)
    first, second = of_kind(moments, "begin")
    assert (first["at"], second["at"]) == ("y", "gx")
    (turn,) = [moment for moment in moments[: moments.index(second)] if moment["kind"] == "turn"]
    assert "gx" in turn["new"]
    brought = {key for key in turn["new"] if key.startswith("->")}
    taken = [moment["at"] for moment in moments[moments.index(second) :] if moment["kind"] == "turn"]
    assert set(taken) <= brought and len(set(taken)) == len(taken)
    assert [moment["gradients"]["x"] for moment in of_kind(moments, "end")] == ["4", "2"]  # 2 x and 2


@pytest.mark.parametrize("number", range(32, 37))
def test_a_pass_that_is_not_differentiated_brings_no_functions(number):
    moments = play(number, DIAMOND)
    assert all(not moment["new"] for moment in of_kind(moments, "turn", "end"))


def test_a_rule_that_calls_the_one_it_derives_from_is_one_turn():
    code = """
class Loud(Square):
    def backward(self, gy):
        return super().backward(gy)

x = Variable(np.array(3.0))
y = Loud()(x)
y.backward()
"""
    (turn,) = of_kind(play(9, code), "turn")
    assert (turn["received"], turn["gave"]) == (["1"], ["6"])


def test_rules_called_by_hand_are_turns_without_anything_that_waits():
    code = """
f = Square()
x = Variable(np.array(3.0))
y = f(x)
y.grad = np.array(1.0)
x.grad = f.backward(y.grad)
"""
    call, turn = play(6, code)
    assert (call["kind"], call["gradients"]) == ("call", {})
    assert (turn["way"], turn["waiting"], turn["gradients"]) == ("", [], {"x": "6", "y": "1"})


def test_backward_on_a_variable_that_nothing_computed_begins_and_ends():
    begin, end = play(9, "x = Variable(np.array(3.0))\nx.backward()\n")
    assert (begin["kind"], end["kind"]) == ("begin", "end")
