"""A graph can be drawn."""

import html
import importlib
import json
import os
import re
import shutil
import subprocess
import sys

import numpy as np
import pytest

from stepkit.cases import each
from stepkit.catalog import STEPS_FOLDER
from stepkit.running import in_temporary_folder

NO_UTILS = r"No module named 'dezero\.utils'"
ID = r'"(?:[^"\\]|\\.)*"|[^\s"\[\]=,;]+'
NODE = re.compile(rf"^\s*({ID})\s*\[((?:\s*\w+=(?:{ID}),?)*)\s*\]", re.MULTILINE | re.DOTALL)
ATTRIBUTE = re.compile(rf"(\w+)=({ID})", re.DOTALL)
ARROW = re.compile(rf"^\s*({ID})\s*->\s*({ID})", re.MULTILINE)
ODD_NAMES = [
    'a"b',
    r"a\nb",
    r"\N",
    "a\\",
    r"\"",
    "<b>x</b>",
    "größe Δ 変数",
    "node",
    'a"]; b [label="b',
    "a\nb",
    "R&D",
]


def utils():
    """dezero.utils, which is there once it has been imported."""
    return importlib.import_module("dezero.utils")


def need_dot():
    """Skip what only Graphviz can do."""
    if shutil.which("dot") is None:
        pytest.skip("Graphviz is not installed: there is no dot")


def plain(text):
    """What dot shows for a word."""
    if text.startswith('"'):
        text = re.sub(r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1], text[1:-1], flags=re.DOTALL)
    return html.unescape(text)


def read(text):
    """The nodes of a DOT text, each with its attributes, and its arrows."""
    nodes = {}
    for number, attributes in NODE.findall(text):
        assert number not in nodes
        nodes[number] = {key: plain(word) for key, word in ATTRIBUTE.findall(attributes)}
    arrows = ARROW.findall(text)
    assert {end for arrow in arrows for end in arrow} <= set(nodes)
    return nodes, arrows


def draw(y, verbose=False):
    return read(utils().get_dot_graph(y, verbose=verbose))


def labels(y, verbose=False):
    nodes, _ = draw(y, verbose)
    return sorted(node["label"] for node in nodes.values())


def looks(y):
    """How each node looks, by its label."""
    nodes, _ = draw(y)
    return {node.pop("label"): node for node in nodes.values()}


def named(dezero, name, data=1.0):
    return dezero.Variable(np.array(data), name=name)


def split(dezero, x):
    class Split(dezero.Function):
        def forward(self, x):
            return x[:2], x[2:]

    return Split()(x)


# ---------------------------------------------------------------- what is drawn


@pytest.mark.steps("26-", "introduces", red=NO_UTILS)
def test_arrows_lead_from_inputs_through_functions_to_the_output(dezero):
    x0, x1 = named(dezero, "x0"), named(dezero, "x1")
    t = 2.0 * x1
    y = x0 + t
    t.name, y.name = "t", "y"
    nodes, arrows = draw(y)
    shown = sorted(f"{nodes[a]['label']} -> {nodes[b]['label']}" for a, b in arrows)
    assert shown == ["2.0 -> Mul", "Add -> y", "Mul -> t", "t -> Add", "x0 -> Add", "x1 -> Mul"]
    assert len(nodes) == 7


@pytest.mark.steps("26-", "introduces", red=NO_UTILS)
def test_the_text_is_one_digraph(dezero):
    text = utils().get_dot_graph(dezero.square(named(dezero, "x")))
    assert re.fullmatch(r"digraph\b[^{]*\{\n.*\}\n?", text, re.DOTALL)


@pytest.mark.steps("26-", "introduces", red=NO_UTILS)
def test_operators_and_functions_are_labelled(dezero):
    x = named(dezero, "x")
    y = dezero.exp(-(x**2) / 3.0 - dezero.square(x) * x + x)
    functions = {"Exp", "Neg", "Pow", "Div", "Sub", "Square", "Mul", "Add"}
    assert functions <= set(labels(y))


@pytest.mark.steps("26-", "introduces", red=NO_UTILS)
def test_a_function_written_outside_is_labelled_too(dezero, same):
    assert labels(same()(named(dezero, "x"))) == ["", "Same", "x"]


@pytest.mark.steps("26-", "introduces", red=NO_UTILS)
def test_functions_are_boxes_and_variables_are_not(dezero):
    y = dezero.square(named(dezero, "x"))
    y.name = "y"
    look = looks(y)
    assert look["Square"]["shape"] == "box"
    assert look["x"] == look["y"] != look["Square"]
    assert look["x"].get("shape", "ellipse") == "ellipse"


@pytest.mark.steps("26-", "introduces", red=NO_UTILS)
def test_constants_are_told_from_inputs(dezero):
    look = looks(named(dezero, "x") * 3.0)
    assert look["3.0"] != look["x"]
    assert look["3.0"] != look["Mul"]


@each("number", [2.0, -3, 1e-05, float("inf"), np.float32(0.5)])
@pytest.mark.steps("26-", "introduces", red=NO_UTILS)
def test_a_constant_number_is_shown(dezero, number):
    shown = str(np.asarray(number).item())
    assert shown in labels(number * named(dezero, "x"))
    assert shown in labels(number * named(dezero, "x"), verbose=True)


@pytest.mark.steps("26-", "introduces", red=NO_UTILS)
def test_a_constant_array_is_drawn_like_a_constant(dezero):
    x = named(dezero, "x", [1.0, 2.0])
    nodes, arrows = draw(np.array([3.0, 4.0]) * x * 5.0)
    looks_of = {label: [] for label in ("", "5.0")}
    for node in nodes.values():
        looks_of.setdefault(node.pop("label"), []).append(node)
    assert looks_of["5.0"][0] in looks_of[""]
    assert (len(nodes), len(arrows)) == (7, 6)


# ---------------------------------------------------------------- names and shapes


@pytest.mark.steps("26-", "introduces", red=NO_UTILS)
def test_names_are_shown(dezero):
    y = dezero.square(named(dezero, "x"))
    assert labels(y) == ["", "Square", "x"]
    y.name = "area"
    assert labels(y) == ["Square", "area", "x"]


@each("shape, dtype", [((2, 3), "float64"), ((), "float32"), ((4,), "int64")])
@pytest.mark.steps("26-", "introduces", red=NO_UTILS)
def test_shape_and_dtype_are_shown_too_unless_verbose_is_false(dezero, shape, dtype):
    x = dezero.Variable(np.ones(shape, dtype), name="x")
    (label,) = labels(x, verbose=True)
    assert label.startswith("x")
    assert str(shape) in label
    assert dtype in label
    assert labels(x) == ["x"]


@pytest.mark.steps("26-", "introduces", red=NO_UTILS)
def test_the_text_is_verbose_unless_told_otherwise(dezero):
    y = dezero.square(named(dezero, "x"))
    get_dot_graph = utils().get_dot_graph
    assert get_dot_graph(y) == get_dot_graph(y, verbose=True)
    assert get_dot_graph(y) == get_dot_graph(y, True)
    assert get_dot_graph(y) != get_dot_graph(y, verbose=False)


@each("name", ODD_NAMES)
@pytest.mark.steps("26-", "introduces", red=NO_UTILS)
def test_any_name_stays_a_name(dezero, name):
    assert labels(named(dezero, name)) == [name]
    assert labels(dezero.square(named(dezero, name))) == sorted(["", "Square", name])


@pytest.mark.steps("26-", "introduces", red=NO_UTILS)
def test_what_cannot_be_printed_is_a_blank_in_a_name(dezero):
    assert labels(named(dezero, "a\0b\x1bc\udc80d\te")) == ["a b c d e"]


@pytest.mark.steps("26-", "introduces", red=NO_UTILS)
def test_the_helpers_write_a_variable_and_a_function(dezero):
    x = named(dezero, "x")
    y = dezero.square(x)
    variable = utils()._dot_var(x, 3)
    assert read(variable)[0]["3"]["label"] == "x"
    assert variable == utils()._dot_var(x, 3, verbose=False) != utils()._dot_var(x, 3, True)
    function = utils()._dot_func(y.creator, 5, {x: 3, y: 4})
    assert [(node, plain(label)) for node, label in re.findall(r"^(\d+) \[label=([^,]*)", function)] == [
        ("5", "Square")
    ]
    assert ARROW.findall(function) == [("3", "5"), ("5", "4")]


# ---------------------------------------------------------------- each node once


@pytest.mark.steps("26-", "introduces", red=NO_UTILS)
def test_a_variable_that_is_used_twice_is_one_node_with_two_arrows(dezero):
    nodes, arrows = draw(dezero.mul(x := named(dezero, "x"), x))
    assert (len(nodes), len(arrows)) == (3, 3)
    assert len(set(arrows)) == 2


@pytest.mark.steps("26-", "introduces", red=NO_UTILS)
def test_a_diamond_is_drawn_as_one(dezero):
    a = dezero.square(named(dezero, "x"))
    nodes, arrows = draw(dezero.square(a) + dezero.square(a))
    assert (len(nodes), len(arrows)) == (9, 9)
    assert len(set(arrows)) == 9


@pytest.mark.steps("26-", "introduces", red=NO_UTILS)
def test_a_function_of_several_outputs_is_one_node(dezero):
    a, b = split(dezero, named(dezero, "x", [1.0, 2.0, 3.0, 4.0]))
    a.name, b.name, y = "a", "b", a * b
    assert labels(y) == ["", "Mul", "Split", "a", "b", "x"]
    assert len(draw(y)[1]) == 6


# ---------------------------------------------------------------- all graphs draw


@each("data", {"number": np.array(1.0), "matrix": np.ones((2, 3)), "nothing": None})
@each("verbose", [True, False])
@pytest.mark.steps("26-", "introduces", red=NO_UTILS)
def test_a_leaf_is_a_drawing_of_one_node(dezero, data, verbose):
    nodes, arrows = draw(dezero.Variable(data, name="x"), verbose)
    assert (len(nodes), len(arrows)) == (1, 0)


@pytest.mark.steps("26-", "introduces", red=NO_UTILS)
def test_a_result_without_a_graph_is_a_drawing_of_one_node(dezero):
    with dezero.no_grad():
        y = dezero.square(named(dezero, "x")) * 2.0
    nodes, arrows = draw(y, verbose=True)
    assert (len(nodes), len(arrows)) == (1, 0)


@pytest.mark.steps("26-", "introduces", red=NO_UTILS)
def test_a_graph_is_drawn_without_an_output_that_is_gone(dezero):
    a, b = split(dezero, named(dezero, "x", [1.0, 2.0, 3.0]))
    del b
    nodes, arrows = draw(dezero.square(a))
    assert (len(nodes), len(arrows)) == (5, 4)


@pytest.mark.steps("26-", "introduces", red=NO_UTILS)
def test_a_graph_is_drawn_with_an_output_that_nothing_uses(dezero):
    a, b = split(dezero, named(dezero, "x", [1.0, 2.0, 3.0]))
    a.name, b.name, y = "a", "unused", dezero.square(a)
    assert set(labels(y)) - {"unused"} == {"", "Square", "Split", "a", "x"}


@pytest.mark.steps("26-", "introduces", red=NO_UTILS)
def test_a_chain_longer_than_the_recursion_limit_is_drawn(dezero):
    y, count = named(dezero, "x"), sys.getrecursionlimit() + 100
    for _ in range(count):
        y = dezero.square(y)
    assert utils().get_dot_graph(y).count("->") == 2 * count


@pytest.mark.steps("26-", "introduces", red=NO_UTILS)
def test_drawing_leaves_the_graph_as_it_was(dezero, grad_of):
    x = named(dezero, "x", 3.0)
    y = dezero.square(x) * 2.0
    utils().get_dot_graph(y)
    assert x.grad is None
    y.backward()
    assert grad_of(x) == 12.0


# ---------------------------------------------------------------- the same text each time

FORMULA = """
import numpy as np
from dezero import Variable, square
from dezero.utils import get_dot_graph

a, b = Variable(np.array(1.0), name="a"), Variable(np.array([2.0]))
print(get_dot_graph((square(a) * 3.0 + a) * a), end="")
print(get_dot_graph(square(square(b) - b / 2.0)), end="")
"""


@pytest.mark.steps("26-", "introduces", red=NO_UTILS)
def test_the_same_graph_gives_the_same_text(dezero):
    x = named(dezero, "x")
    y = dezero.square(x) * 2.0 + x
    assert utils().get_dot_graph(y) == utils().get_dot_graph(y)


ANOTHER_RUN = f"""
import io, json, pathlib, sys
from contextlib import redirect_stdout
from stepkit.loading import Framework, loaded

for source in sys.stdin:
    printed = io.StringIO()
    with loaded(Framework(pathlib.Path(json.loads(source)))), redirect_stdout(printed):
        exec({FORMULA!r}, {{}})
    print(json.dumps(printed.getvalue()), flush=True)
"""


@pytest.fixture(scope="session")
def text_of_another_run():
    """What FORMULA prints on a dezero in another process, whose sets come in another order."""
    environment = os.environ | {"PYTHONPATH": str(STEPS_FOLDER), "PYTHONHASHSEED": "7"}
    command = [sys.executable, "-B", "-c", ANOTHER_RUN]
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    ) as process:

        def ask(dezero):
            process.stdin.write(json.dumps(dezero.__file__) + "\n")
            return json.loads(process.stdout.readline())

        yield ask


@pytest.mark.steps("26-", "introduces", red=NO_UTILS)
def test_the_text_is_the_same_at_each_run(dezero, capsys, text_of_another_run):
    exec(FORMULA, {})
    assert text_of_another_run(dezero) == capsys.readouterr().out != ""


# ---------------------------------------------------------------- into a file

BEGINNINGS = {"png": b"\x89PNG\r\n\x1a\n", "svg": b"<?xml", "pdf": b"%PDF-"}


@pytest.fixture
def folder():
    """An empty folder to work in."""
    with in_temporary_folder() as folder:
        yield folder


@pytest.fixture
def no_dot(monkeypatch, tmp_path_factory):
    """Programs are looked for where there are none."""
    monkeypatch.setenv("PATH", str(tmp_path_factory.getbasetemp() / "nothing"))


def files_in(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.steps("26-", "introduces", red=NO_UTILS)
def test_the_ending_of_the_file_says_which_kind_of_picture_it_is(dezero, folder):
    plot_dot_graph = utils().plot_dot_graph
    need_dot()
    y = dezero.square(named(dezero, "x"))
    for ending, beginning in BEGINNINGS.items():
        plot_dot_graph(y, to_file=f"graph.{ending}")
        assert (folder / f"graph.{ending}").read_bytes().startswith(beginning)
    assert files_in(folder) == ["graph.pdf", "graph.png", "graph.svg"]


@pytest.mark.steps("26-", "introduces", red=NO_UTILS)
def test_the_picture_is_called_graph_png_unless_told_otherwise(dezero, folder):
    plot_dot_graph = utils().plot_dot_graph
    need_dot()
    plot_dot_graph(named(dezero, "x"))
    assert files_in(folder) == ["graph.png"]


@pytest.mark.steps("26-", "introduces", red=NO_UTILS)
def test_a_picture_goes_into_another_folder_in_place_of_the_old_one(dezero, folder):
    plot_dot_graph = utils().plot_dot_graph
    need_dot()
    (folder / "deep").mkdir()
    (folder / "deep" / "graph.svg").write_text("old")
    plot_dot_graph(named(dezero, "x"), to_file="deep/graph.svg")
    assert (folder / "deep" / "graph.svg").read_bytes().startswith(b"<?xml")
    assert (files_in(folder), files_in(folder / "deep")) == (["deep"], ["graph.svg"])


@pytest.mark.steps("26-", "introduces", red=NO_UTILS)
def test_a_picture_is_verbose_unless_told_otherwise(dezero, folder):
    plot_dot_graph = utils().plot_dot_graph
    need_dot()
    x = dezero.Variable(np.ones((2, 3)), name="x")
    for options, shown in (({}, True), ({"verbose": False}, False)):
        plot_dot_graph(x, **options, to_file="graph.svg")
        assert ("(2, 3)" in (folder / "graph.svg").read_text(encoding="utf-8")) is shown


@pytest.mark.steps("26-", "introduces", red=NO_UTILS)
def test_a_picture_shows_any_name(dezero, folder):
    plot_dot_graph = utils().plot_dot_graph
    need_dot()
    names = [name for name in ODD_NAMES if "\n" not in name]  # two lines are two texts
    y = named(dezero, "sum")
    for name in names:
        y = y + named(dezero, name)
    plot_dot_graph(y, verbose=False, to_file="graph.svg")
    texts = re.findall(r"<text\b[^>]*>(.*?)</text>", (folder / "graph.svg").read_text(encoding="utf-8"))
    assert sorted({html.unescape(text) for text in texts}) == sorted({"Add", "sum", *names})


@pytest.mark.steps("26-", "introduces", red=NO_UTILS)
def test_a_notebook_shows_what_drawing_returns(dezero, folder):
    plot_dot_graph = utils().plot_dot_graph
    need_dot()
    picture = plot_dot_graph(named(dezero, "x"), to_file="graph.svg")
    assert any(re.fullmatch("_repr_(mimebundle|svg|png|html)_", name) for name in dir(picture))


# ---------------------------------------------------------------- what goes wrong


@each("ending", [*BEGINNINGS])
@pytest.mark.steps("26-", "introduces", red=NO_UTILS)
def test_without_dot_one_line_says_what_to_do(dezero, folder, no_dot, ending):
    plot_dot_graph = utils().plot_dot_graph
    with pytest.raises(RuntimeError, match=r"Graphviz.*install.*get_dot_graph") as caught:
        plot_dot_graph(named(dezero, "x"), to_file=f"graph.{ending}")
    assert "\n" not in str(caught.value)
    assert caught.value.__suppress_context__
    assert files_in(folder) == []


@pytest.mark.steps("26-", "introduces", red=NO_UTILS)
def test_without_dot_the_text_is_there_still(dezero, no_dot):
    assert labels(dezero.square(named(dezero, "x"))) == ["", "Square", "x"]


@pytest.mark.steps("26-", "introduces", red=NO_UTILS)
def test_without_dot_an_old_picture_stays(dezero, folder, no_dot):
    plot_dot_graph = utils().plot_dot_graph
    (folder / "graph.svg").write_text("old")
    with pytest.raises(RuntimeError):
        plot_dot_graph(named(dezero, "x"), to_file="graph.svg")
    assert (folder / "graph.svg").read_text() == "old"


@pytest.mark.skipif(os.name == "nt", reason="the dot that fails is a shell script")
@pytest.mark.steps("26-", "introduces", red=NO_UTILS)
def test_a_dot_that_fails_is_an_error_and_leaves_no_file(dezero, folder, tmp_path, monkeypatch):
    plot_dot_graph = utils().plot_dot_graph
    dot = tmp_path / "bin" / "dot"
    dot.parent.mkdir()
    dot.write_text("#!/bin/sh\necho half a picture\nexit 1\n")
    dot.chmod(0o755)
    monkeypatch.setenv("PATH", str(dot.parent))
    with pytest.raises(Exception, match="exit status 1"):
        plot_dot_graph(named(dezero, "x"), to_file="graph.svg")
    assert files_in(folder) == []


@each("to_file", ["graph", "graph.", "graph.jpgg", "png", "a.png; touch x", "a.png\n"])
@pytest.mark.steps("26-", "introduces", red=NO_UTILS)
def test_another_ending_is_refused_and_creates_nothing(dezero, folder, monkeypatch, to_file):
    plot_dot_graph = utils().plot_dot_graph
    for path in (os.environ["PATH"], str(folder / "nothing")):
        monkeypatch.setenv("PATH", path)
        with pytest.raises(ValueError, match=r"\.png.*\.svg.*\.pdf") as caught:
            plot_dot_graph(named(dezero, "x"), to_file=to_file)
        assert repr(to_file) in str(caught.value)
    assert files_in(folder) == []


@pytest.mark.skipif(os.name == "nt", reason="such names are none on Windows")
@pytest.mark.steps("26-", "introduces", red=NO_UTILS)
def test_no_file_name_reaches_a_shell(dezero, folder):
    plot_dot_graph = utils().plot_dot_graph
    need_dot()
    names = ["'; touch x; '.svg", "-ox $(touch x)`touch y`; touch z|cat>z.svg"]
    for to_file in names:
        plot_dot_graph(named(dezero, "x"), to_file=to_file)
    assert files_in(folder) == sorted(names)


@pytest.mark.steps("26-", "introduces", red=NO_UTILS)
def test_a_folder_that_is_none_is_an_error_and_leaves_nothing(dezero, folder):
    plot_dot_graph = utils().plot_dot_graph
    need_dot()
    (folder / "file.txt").write_text("no folder")
    for place in ("missing", "file.txt"):
        with pytest.raises(OSError):
            plot_dot_graph(named(dezero, "x"), to_file=f"{place}/graph.svg")
        assert files_in(folder) == ["file.txt"]


@each("name", ["x\n", "node\n", "\n", "a&amp;b", "&lt;"])
@pytest.mark.steps("26-", "introduces", red=NO_UTILS)
def test_a_name_of_line_ends_and_entities_stays_a_name(dezero, name):
    assert labels(named(dezero, name)) == [name]


@pytest.mark.steps("26-", "introduces", red=NO_UTILS)
def test_a_name_with_a_line_end_leaves_each_node_on_its_line(dezero):
    text = utils().get_dot_graph(named(dezero, "two\nlines"))
    assert len(text.splitlines()) == 3


@pytest.mark.steps("26-", "introduces", red=NO_UTILS)
def test_a_picture_that_cannot_be_put_in_place_leaves_nothing(dezero, folder):
    plot_dot_graph = utils().plot_dot_graph
    need_dot()
    (folder / "graph.svg").mkdir()
    with pytest.raises(OSError):
        plot_dot_graph(named(dezero, "x"), to_file="graph.svg")
    assert files_in(folder) == ["graph.svg"]


@pytest.mark.steps("26-", "introduces", red=NO_UTILS)
def test_a_picture_may_be_read_by_whoever_may_read_a_new_file(dezero, folder):
    plot_dot_graph = utils().plot_dot_graph
    need_dot()
    (folder / "text").write_text("")
    plot_dot_graph(named(dezero, "x"), to_file="graph.svg")
    assert (folder / "graph.svg").stat().st_mode == (folder / "text").stat().st_mode


@pytest.mark.steps("26-", "introduces", red=NO_UTILS)
def test_an_empty_name_is_no_name(dezero):
    assert labels(named(dezero, ""), verbose=True) == labels(dezero.Variable(np.array(1.0)), verbose=True)
