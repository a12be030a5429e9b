"""The examples of steps 32 to 36 show what they set out to show."""

import gc
import re
import runpy
import shutil
import sys

import numpy as np
import pytest

from stepkit.cases import each


def at(dezero, number):
    return dezero.Variable(np.array(number))


def run_in(folder, step, monkeypatch):
    """Run the example in a folder that stays, and return its names."""
    monkeypatch.chdir(folder)
    return runpy.run_path(str(step.folder / "example.py"), run_name="__main__")


# ---------------------------------------------------------------- 32: a gradient is a Variable


@pytest.mark.steps("32", "introduces")
def test_the_example_differentiates_a_cube_twice_and_a_line(example):
    assert example.output.splitlines() == [
        "y: variable(8.0)",
        "gradient, 3 * x ** 2: variable(12.0)",
        "it has a creator: True",
        "second derivative, 6 * x: variable(12.0)",
        "without create_graph, a creator: None",
        "second derivative of a line: None",
    ]


@pytest.mark.steps("32", "introduces", red="KeyError: 'line'")
def test_the_gradient_of_the_line_has_no_function_of_x_behind_it(example):
    x, line, gx = (example.names[name] for name in ("x", "line", "gx"))
    assert line.creator.inputs[1] is x or line.creator.inputs[0] is x
    assert gx.data == 3.0
    assert x not in [v for f in gx.history() for v in f.inputs]


# ---------------------------------------------------------------- 33: Newton's method


@pytest.mark.steps("33", "introduces", red="KeyError: 'derivatives'")
def test_the_second_derivative_at_2_is_44(dezero, example):
    assert example.names["derivatives"](at(dezero, 2.0)) == (24.0, 44.0)
    assert example.output.startswith("first and second derivative at 2: 24.0 44.0\n")


@pytest.mark.steps("33", "introduces")
def test_without_cleargrad_it_becomes_68(example):
    assert re.search(r"^cleargrad forgotten, 24 \+ 44: 68\.0$", example.output, re.MULTILINE)


@each("number", [-1.5, -1.0, 0.0, 0.3, 1.0, 2.5])
@pytest.mark.steps("33", "introduces", red="KeyError: 'derivatives'")
def test_both_derivatives_are_right_anywhere(dezero, example, number):
    found = example.names["derivatives"](at(dezero, number))
    assert found == pytest.approx((4 * number**3 - 4 * number, 12 * number**2 - 4), rel=1e-12, abs=1e-12)


@pytest.mark.steps("33", "introduces", red="KeyError: 'newton'")
def test_the_points_are_those_of_the_method_by_hand(example, reference):
    expected = reference["newton x^4-2x^2 from 2.0 (x_0..x_10)"]["closed_form"]
    assert example.names["newton"](2.0, 10) == pytest.approx(expected, rel=1e-12)
    assert example.names["newton"](2.0, 0) == [2.0]
    assert example.names["newton"](-2.0, 7)[-1] == pytest.approx(-1.0, rel=1e-12)


@pytest.mark.steps("33", "introduces")
def test_the_example_prints_each_of_the_points(example, reference):
    rows = re.findall(r"^(\d+): (\S+)$", example.output, re.MULTILINE)
    expected = reference["newton x^4-2x^2 from 2.0 (x_0..x_10)"]["closed_form"]
    assert [int(count) for count, _ in rows] == list(range(11))
    assert [float(point) for _, point in rows] == pytest.approx(expected, rel=1e-12)


@pytest.mark.steps("33", "introduces", red="KeyError: 'newton'")
def test_the_method_of_Newton_leaves_nothing_behind(dezero, example, collector_off):
    def alive():
        return sum(type(thing) is dezero.Variable for thing in gc.get_objects())

    before = alive()
    example.names["newton"](2.0, 3)
    first = alive()
    example.names["newton"](2.0, 50)
    assert (first, alive()) == (before, before)


# ---------------------------------------------------------------- 34: the sine


@pytest.mark.steps("34", "introduces", red="KeyError: 'points'")
def test_the_example_computes_the_sine_and_three_derivatives(example):
    points = np.linspace(-7, 7, 200)
    assert example.names["points"].tolist() == points.tolist()
    expected = [np.sin(points), np.cos(points), -np.sin(points), -np.cos(points)]
    for result, due in zip(example.names["results"], expected, strict=True):
        assert result == pytest.approx(due, rel=1e-12, abs=1e-14)


@pytest.mark.steps("34", "introduces", red="KeyError: 'curves'")
def test_the_order_may_be_higher(example):
    points = np.array([0.0, 0.5])
    curves = example.names["curves"](points, 5)
    assert len(curves) == 6
    assert curves[5] == pytest.approx(np.cos(points), rel=1e-12)
    assert len(example.names["curves"](points, 0)) == 1


@pytest.mark.steps("34", "introduces")
def test_the_example_finds_all_points_right(example):
    assert re.findall(r"right at all points: (True|False)$", example.output, re.MULTILINE) == ["True"] * 4


@pytest.mark.steps("34", "introduces", red="KeyError: 'plot'")
def test_the_example_plots_four_curves(example):
    pytest.importorskip("matplotlib").use("Agg")
    (axes,) = example.names["plot"]().axes
    assert [line.get_ydata().tolist() for line in axes.lines] == [
        result.tolist() for result in example.names["results"]
    ]
    assert all(line.get_xdata().tolist() == example.names["points"].tolist() for line in axes.lines)


@pytest.mark.steps("34", "guards")
def test_without_matplotlib_the_example_says_so_and_ends(example, step, tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)
    run_in(tmp_path, step, monkeypatch)
    assert capsys.readouterr().err == "no plot: matplotlib is not installed\n"
    assert not list(tmp_path.iterdir())


# ---------------------------------------------------------------- 35: tanh


@pytest.mark.steps("35", "introduces")
def test_the_example_prints_eight_derivatives_and_the_sizes_of_their_graphs(example, reference):
    rows = re.findall(r"^derivative (\d): (\S+), (\d+) functions$", example.output, re.MULTILINE)
    assert [int(order) for order, _, _ in rows] == list(range(1, 9))
    due = [row["exact"] for row in reference["tanh derivatives 1..8 at 1.0"]["rows"]]
    assert [float(value) for _, value, _ in rows] == pytest.approx(due, rel=1e-8)
    sizes = [int(size) for _, _, size in rows]
    assert sizes == [len(example.names["derivative"](order).history()) for order in range(1, 9)]
    assert sizes[-1] <= 1_541


@pytest.mark.steps("35", "introduces", red="KeyError: 'derivative'")
def test_each_derivative_has_a_name_and_a_value(example, reference):
    for row in reference["tanh derivatives 1..8 at 1.0"]["rows"]:
        gx = example.names["derivative"](row["n"])
        assert gx.name == f"gx{row['n']}"
        assert gx.data == pytest.approx(row["exact"], rel=1e-12)


@pytest.mark.steps("35", "introduces")
def test_the_example_draws_six_graphs(example, step, tmp_path, monkeypatch):
    if not shutil.which("dot"):
        pytest.skip("Graphviz is not installed: there is no dot")
    run_in(tmp_path, step, monkeypatch)
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"tanh{order}.svg" for order in range(1, 7)]


@pytest.mark.steps("35", "guards")
def test_without_dot_the_example_says_so_once_and_ends(example, step, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    run_in(tmp_path, step, monkeypatch)
    assert re.fullmatch(r"no picture: .*Graphviz.*\n", capsys.readouterr().err)
    assert not list(tmp_path.glob("*.svg"))


# ---------------------------------------------------------------- 36: double backpropagation


@pytest.mark.steps("36", "introduces")
def test_a_gradient_in_the_formula_makes_100(example, reference):
    expected = reference["step36 double backprop x=2"]
    line = example.output.splitlines()[0]
    assert line == f"dz/dx for z = (dy/dx) ** 3 + y: variable({expected['grad']})"
    assert example.names["z"].data == expected["value"] == 68.0


@each("w, x", [(0.8, 0.5), (-0.3, 1.2), (1.5, -0.4)])
@pytest.mark.steps("36", "introduces", red="KeyError: 'penalty'")
def test_the_gradient_penalty_is_differentiated_by_the_weight(dezero, example, w, x):
    weight, point = at(dezero, w), at(dezero, x)
    penalty = example.names["penalty"](weight, point)
    penalty.backward()
    t = np.tanh(w * x)
    slope = w * (1 - t**2)
    change = (1 - t**2) - 2 * w * x * t * (1 - t**2)
    assert penalty.data == pytest.approx((slope - 1) ** 2, rel=1e-12)
    assert weight.grad.data == pytest.approx(2 * (slope - 1) * change, rel=1e-12)


@pytest.mark.steps("36", "introduces")
def test_the_example_compares_the_penalty_with_differences(example):
    found = re.search(r"gradient penalty: (\S+) by backward\n +(\S+) by differences\n", example.output)
    assert found
    assert float(found[1]) == pytest.approx(float(found[2]), abs=2e-9)
    t = np.tanh(0.4)
    due = 2 * (0.8 * (1 - t**2) - 1) * ((1 - t**2) - 0.8 * t * (1 - t**2))
    assert float(found[1]) == pytest.approx(due, abs=1e-9)


@pytest.mark.steps("36", "introduces", red="KeyError: 'adapted_loss'")
def test_a_meta_learning_step_goes_through_the_step_of_descent(dezero, example):
    w = at(dezero, 1.0)
    meta = example.names["adapted_loss"](w, 3.0) + example.names["adapted_loss"](w, -2.0)
    w.cleargrad()
    meta.backward()
    assert meta.data == pytest.approx(0.64 * (4 + 9), rel=1e-12)
    assert w.grad.data == pytest.approx(1.28, rel=1e-12)
    assert example.names["w"].grad.data == pytest.approx(1.28, rel=1e-12)


@each("lr, due", [(0.0, 2.0), (0.25, 0.5), (0.5, 0.0)])
@pytest.mark.steps("36", "introduces", red="KeyError: 'adapted_loss'")
def test_the_rate_of_the_inner_step_counts(dezero, example, lr, due):
    w = at(dezero, 2.0)
    loss = example.names["adapted_loss"](w, 1.0, lr=lr)
    w.cleargrad()
    loss.backward()
    assert w.grad.data == pytest.approx(due, rel=1e-12, abs=1e-12)


@pytest.mark.steps("36", "introduces")
def test_the_example_compares_the_meta_step_with_paper(example):
    found = re.search(r"meta-learning step: (\S+) by backward\n +(\S+) on paper\n", example.output)
    assert found
    assert [float(number) for number in found.groups()] == [1.28, 1.28]


@each("point", [(0.0, 2.0), (1.0, 1.0), (-0.5, 0.3)])
@each("vector", [(4.0, 5.0), (1.0, 0.0), (0.0, 1.0)])
@pytest.mark.steps("36", "introduces", red="KeyError: 'hessian_vector_product'")
def test_the_Hessian_times_a_vector_is_that_of_mathematics(dezero, example, point, vector):
    a, b = point
    found = example.names["hessian_vector_product"](at(dezero, a), at(dezero, b), *vector)
    hessian = np.array([[1200 * a**2 - 400 * b + 2, -400 * a], [-400 * a, 200.0]])
    assert list(found) == pytest.approx(list(hessian @ vector), rel=1e-12, abs=1e-12)


@pytest.mark.steps("36", "introduces")
def test_the_example_compares_the_product_with_paper(example):
    rows = re.findall(r"(-?\d+\.\d+) (-?\d+\.\d+) (by backward|on paper)$", example.output, re.MULTILINE)
    assert rows == [("-3192.0", "1000.0", "by backward"), ("-3192.0", "1000.0", "on paper")]
