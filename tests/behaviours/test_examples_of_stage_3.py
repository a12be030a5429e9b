"""The examples of steps 25 to 31 show what they set out to show."""

import importlib
import os
import re
import runpy
import shutil
import sys

import numpy as np
import pytest

from stepkit.cases import each


def run_in(folder, step, monkeypatch):
    """Run the example in a folder that stays, and return its names."""
    monkeypatch.chdir(folder)
    return runpy.run_path(str(step.folder / "example.py"), run_name="__main__")


def at(dezero, number):
    return dezero.Variable(np.array(number))


# ---------------------------------------------------------------- 25 and 26: pictures of graphs


@pytest.mark.steps("25", "introduces", red="KeyError: 'TEXT'")
def test_the_example_shows_the_text_that_it_writes(example):
    text = example.names["TEXT"]
    assert example.output == f"wrote sample.dot\n{text}nodes: 5 arrows: 6\n"


@pytest.mark.steps("25", "introduces", red="KeyError: 'TEXT'")
def test_the_text_is_the_graph_of_x_times_x_plus_x(example):
    arrows = re.findall(r"^(\w+) -> (\w+)$", example.names["TEXT"], re.MULTILINE)
    assert sorted(arrows) == sorted(
        [("x", "mul"), ("x", "mul"), ("mul", "t"), ("t", "add"), ("x", "add"), ("add", "y")]
    )


@pytest.mark.steps("25", "introduces")
def test_the_example_leaves_a_DOT_file_and_its_picture(example, step, tmp_path, monkeypatch):
    names = run_in(tmp_path, step, monkeypatch)
    files = {path.name for path in tmp_path.iterdir()}
    assert files >= ({"sample.dot", "sample.svg"} if shutil.which("dot") else {"sample.dot"})
    assert (tmp_path / "sample.dot").read_text() == names["TEXT"]


@pytest.mark.steps("25-26", "guards")
def test_without_dot_the_example_says_so_and_ends(example, step, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    run_in(tmp_path, step, monkeypatch)
    assert re.fullmatch(r"no picture: .*Graphviz.*\n", capsys.readouterr().err)
    assert not list(tmp_path.glob("*.svg"))


@pytest.mark.steps("26", "introduces")
def test_the_example_writes_the_graph_of_a_sum(example):
    text, _, rest = example.output.partition("}\n")
    assert text.startswith("digraph {\n")
    assert sorted(re.findall(r"label=([\w.\"]+)", text)) == ['""', "2.0", "Add", "Mul", "x0", "x1", "y"]
    assert text.count("->") == 6
    assert rest == "Goldstein-Price: 38 functions\n"


@pytest.mark.steps("26", "introduces", red="KeyError: 'z'")
def test_the_example_draws_the_Goldstein_Price_function(example, step, tmp_path, monkeypatch):
    names = run_in(tmp_path, step, monkeypatch)
    assert names["z"].data == 1876.0
    assert len(names["z"].history()) == 38
    files = ["goldstein.svg"] if shutil.which("dot") else []
    assert [path.name for path in tmp_path.iterdir()] == files


# ---------------------------------------------------------------- 27: the sine as a sum


@pytest.mark.steps("27", "introduces", red="KeyError: 'sin'")
def test_the_example_has_a_sine_of_numpy(dezero, example, reference):
    x = at(dezero, np.pi / 4)
    y = example.names["sin"](x)
    y.backward()
    true = reference["true sin/cos pi/4"]
    assert [y.data, x.grad] == pytest.approx([true["sin"], true["cos"]], rel=1e-12)


@each("threshold", ["0.0001", "1e-10", "1e-150"])
@pytest.mark.steps("27", "introduces", red="KeyError: 'my_sin'")
def test_the_sum_comes_closer_the_lower_the_threshold(dezero, example, reference, threshold):
    x = at(dezero, np.pi / 4)
    y = example.names["my_sin"](x, float(threshold))
    y.backward()
    expected = reference[f"taylor sin pi/4 threshold {threshold}"]
    assert [y.data, x.grad] == pytest.approx([expected["value"], expected["grad_closed"]], rel=1e-12)
    assert len(example.names["taylor_terms"](x, float(threshold), 80)) == expected["terms"]


@pytest.mark.steps("27", "introduces", red="KeyError: 'my_sin'")
def test_the_threshold_is_1_in_10000_unless_told_otherwise(dezero, example):
    y = example.names["my_sin"](at(dezero, np.pi / 4))
    assert y.data == pytest.approx(0.7071064695751781, rel=1e-12)


@each("number, threshold", [(np.nan, 1e-4), (1e6, 1e-4), (np.pi / 4, 0.0)])
@pytest.mark.steps("27", "introduces", red="KeyError: 'my_sin'")
def test_the_sum_ends_where_no_term_is_small_enough(dezero, example, number, threshold):
    with np.errstate(all="ignore"):
        y = example.names["my_sin"](at(dezero, number), threshold)
    assert len(y.history()) <= 3 * 80
    assert abs(y.data - np.sin(number)) < 1e-12 or number != np.pi / 4


@pytest.mark.steps("27", "introduces")
def test_the_example_prints_four_terms_and_47(example):
    rows = re.findall(r"^threshold (\S+): (\d+) terms, (\S+), gradient (\S+)$", example.output, re.MULTILINE)
    assert [[float(number) for number in row] for row in rows] == [
        [1e-4, 4, 0.7071064695751781, 0.7071032148228457],
        [
            1e-150,
            47,
            pytest.approx(np.sin(np.pi / 4), rel=1e-12),
            pytest.approx(np.cos(np.pi / 4), rel=1e-12),
        ],
    ]


@pytest.mark.steps("27", "introduces")
def test_the_example_says_where_the_sum_stops_being_usable(dezero, example):
    rows = re.findall(r"^  x = (\S+): (.*)$", example.output, re.MULTILINE)
    assert [number for number, _ in rows] == ["1.0", "10.0", "30.0", "50.0"]
    for number, verdict in rows:
        y = example.names["my_sin"](at(dezero, float(number)), 1e-10)
        usable = abs(y.data - np.sin(float(number))) < 1e-8
        assert verdict == ("error below 1e-8" if usable else "unusable")
    assert rows[1][1] != rows[2][1]


@pytest.mark.steps("27", "introduces", red="KeyError: 'y'")
def test_the_graph_of_47_terms_has_141_functions(example):
    text = importlib.import_module("dezero.utils").get_dot_graph(example.names["y"])
    assert [text.count(f"label={name},") for name in ("Pow", "Mul", "Add")] == [47, 47, 47]


# ---------------------------------------------------------------- 28: gradient descent


@pytest.mark.steps("28", "introduces", red="KeyError: 'rosenbrock'")
def test_the_example_differentiates_the_Rosenbrock_function(dezero, example, reference):
    x0, x1 = at(dezero, 0.0), at(dezero, 2.0)
    y = example.names["rosenbrock"](x0, x1)
    y.backward()
    expected = reference["rosenbrock@(0.0, 2.0)"]
    assert [y.data, x0.grad, x1.grad] == [expected["value"], *expected["grad"]]


@each("updates", [1, 2, 10, 100, 1_000])
@pytest.mark.steps("28", "introduces", red="KeyError: 'path'")
def test_the_path_leads_down_the_valley(example, reference, updates):
    expected = reference["rosenbrock GD from (0,2) lr=0.001"]["closed_form"][str(updates)]
    assert example.names["path"][updates] == pytest.approx(expected[:2], rel=1e-12)


@pytest.mark.steps("28", "introduces", red="KeyError: 'descend'")
def test_the_path_begins_at_0_and_2_and_is_as_long_as_told(example):
    assert example.names["descend"](0) == [(0.0, 2.0)]
    assert len(example.names["descend"](7)) == 8
    assert len(example.names["path"]) == 1_001


@pytest.mark.steps("28", "introduces", red="KeyError: 'descend'")
def test_a_higher_rate_leaps_farther(example):
    assert example.names["descend"](1, lr=0.004)[1] == pytest.approx((0.008, 0.4), rel=1e-12)


@pytest.mark.steps("28", "introduces")
def test_the_example_prints_where_the_path_has_come(example):
    assert example.output.startswith("at (0, 2): 401.0 gradient -2.0 400.0\n")
    rows = re.findall(r"^after update (\d+): (\S+) (\S+)$", example.output, re.MULTILINE)
    assert [int(count) for count, _, _ in rows] == [1, 10, 100, 1_000]
    for count, x0, x1 in rows:
        assert example.names["path"][int(count)] == (float(x0), float(x1))


@pytest.mark.skipif(not os.environ.get("SLOW"), reason="takes some seconds: set SLOW=1 to run it")
@pytest.mark.steps("28", "guards")
def test_50000_updates_end_at_the_minimum(example, step, reference, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["example.py", "--long"])
    path = run_in(tmp_path, step, monkeypatch)["path"]
    assert len(path) == 50_001
    expected = reference["rosenbrock GD from (0,2) lr=0.001"]["closed_form"]
    for updates in (10_000, 50_000):
        assert path[updates] == pytest.approx(expected[str(updates)][:2], rel=1e-12)


# ---------------------------------------------------------------- 29: Newton's method


@pytest.mark.steps("29", "introduces", red="KeyError: 'newton'")
def test_the_method_of_Newton_needs_seven_updates(example, reference):
    expected = reference["newton x^4-2x^2 from 2.0 (x_0..x_10)"]["closed_form"]
    assert example.names["newton"] == pytest.approx(expected[:8], rel=1e-12)


@pytest.mark.steps("29", "introduces", red="KeyError: 'descent'")
def test_gradient_descent_needs_124_updates(example, reference):
    path = example.names["descent"]
    updates, end = reference["stopping_rules_gd_vs_newton"]["|dx|<1e-06 (updates made incl. the last)"]["gd"]
    assert len(path) - 1 == updates == 124
    assert path[-1] == pytest.approx(end, rel=1e-12)


@each("name", ["newton", "descent"])
@pytest.mark.steps("29", "introduces", red="KeyError: '(newton|descent)'")
def test_both_methods_stop_after_the_first_short_step(example, name):
    path = np.array(example.names[name])
    steps = np.abs(np.diff(path))
    assert steps[-1] < 1e-6 <= steps[-2]


@pytest.mark.steps("29", "introduces", red="KeyError: 'gradient'")
def test_the_example_finds_both_derivatives_at_2(dezero, example):
    assert example.names["gradient"](at(dezero, 2.0)) == 24.0
    assert example.names["second_derivative"](np.array(2.0)) == 44.0


@pytest.mark.steps("29", "introduces", red="KeyError: 'minimise'")
def test_a_method_that_never_arrives_is_ended(example):
    assert example.names["minimise"](lambda x: np.array(1.0), most=5) == [2.0, 1.0, 0.0, -1.0, -2.0, -3.0]


@pytest.mark.steps("29", "introduces", red="KeyError: 'newton'")
def test_the_example_prints_every_point_of_the_way_of_Newton(example):
    rows = re.findall(r"^  (\d): (\S+)$", example.output, re.MULTILINE)
    assert [(int(count), float(point)) for count, point in rows] == list(enumerate(example.names["newton"]))
    assert "updates by Newton's method: 7\nupdates by gradient descent: 124\n" in example.output


# ---------------------------------------------------------------- 30 and 31: second derivatives


@pytest.mark.steps("30", "introduces", red="KeyError: '[xy]'")
def test_forward_connects_the_result_to_the_input(example):
    x, y = example.names["x"], example.names["y"]
    assert type(y.creator) is example.names["Sin"]
    assert y.creator.inputs[0] is x
    assert y.creator.outputs[0]() is y


@pytest.mark.steps("30", "introduces", red="KeyError: 'x'")
def test_backward_leaves_an_array_without_a_creator(example, reference):
    gradient = example.names["x"].grad
    assert type(gradient) is np.ndarray
    assert not hasattr(gradient, "creator")
    first, *_ = reference["sin derivatives 1..8 at 1.0"]["rows"]
    assert gradient == pytest.approx(first["exact"], rel=1e-12)


@pytest.mark.steps("30", "introduces")
def test_the_example_cannot_differentiate_the_gradient(example, reference):
    assert "has no attribute 'backward'\n" in example.output
    assert re.findall(r": (True|False)$", example.output, re.MULTILINE) == ["True", "True"]
    assert "does it have a creator? False\n" in example.output
    due = float(example.output.rpartition(": ")[2])
    assert due == pytest.approx(reference["sin derivatives 1..8 at 1.0"]["rows"][1]["exact"], rel=1e-12)


@pytest.mark.steps("31", "introduces", red="KeyError: 'gx'")
def test_a_gradient_made_of_calls_is_a_variable(dezero, example, reference):
    gx = example.names["gx"]
    assert type(gx) is dezero.Variable
    assert gx.data == pytest.approx(reference["sin derivatives 1..8 at 1.0"]["rows"][0]["exact"], rel=1e-12)


@pytest.mark.steps("31", "introduces")
def test_such_a_gradient_is_differentiated_again(example, reference):
    second = reference["sin derivatives 1..8 at 1.0"]["rows"][1]["exact"]
    assert example.names["x"].grad == pytest.approx(second, rel=1e-12)


@pytest.mark.steps("31", "introduces", red="KeyError: 'gx'")
def test_the_backward_pass_has_a_graph_of_its_own(example):
    behind = [[type(f).__name__ for f in example.names[name].history()] for name in ("y", "gx")]
    assert behind == [["Sin"], ["Mul", "Cos"]]
    assert example.names["gx"].creator.inputs[1].creator.inputs[0] is example.names["x"]


@pytest.mark.steps("31", "introduces")
def test_the_example_compares_the_second_derivative_with_minus_sine(example):
    found = re.findall(
        r"^(?:its own gradient|minus sine, for comparison): (\S+)$", example.output, re.MULTILINE
    )
    assert len(found) == 2
    assert float(found[0]) == pytest.approx(float(found[1]), rel=1e-12)
