"""Examples run in this process, snippets in one of their own; neither leaves anything behind."""

import os
import sys
from dataclasses import replace

import pytest

from stepkit.catalog import load_catalog
from stepkit.errors import StepkitError
from stepkit.loading import find_framework, loaded_modules
from stepkit.running import Job, run_example, run_jobs, run_jobs_of_steps

CATALOG = load_catalog()


@pytest.fixture
def made_up(tmp_path, monkeypatch):
    """A function that makes a step with the given example; the current folder is another."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    (tmp_path / "step").mkdir()
    (tmp_path / "step" / "dezero.py").write_text("name = 'mine'\n")

    def make(code):
        (tmp_path / "step" / "example.py").write_text(code)
        return replace(CATALOG.step(1), folder=tmp_path / "step")

    return make


def test_the_example_of_step_01():
    run = run_example(CATALOG.step(1))
    assert run.output == "in the box: 1.0\nreplaced: 2.0\nany shape fits: (2, 2)\n"
    assert run.names["x"].data.shape == (2, 2)


def test_an_example_runs_on_another_framework(made_up, tmp_path):
    step = made_up("import dezero\nprint(dezero.name)\n")
    (tmp_path / "other.py").write_text("name = 'yours'\n")
    assert run_example(step).output == "mine\n"
    assert run_example(step, find_framework(tmp_path / "other.py")).output == "yours\n"


def test_an_example_runs_as_a_program_and_imports_what_is_beside_it(made_up, tmp_path):
    (tmp_path / "step" / "beside.py").write_text("word = 'here'\n")
    step = made_up("import beside\nif __name__ == '__main__':\n    print(beside.word)\n")
    assert run_example(step).output == "here\n"


def test_pictures_land_in_a_temporary_folder(made_up, tmp_path):
    run = run_example(made_up("import os\nopen('picture.png', 'w').close()\nfolder = os.getcwd()\n"))
    assert run.names["folder"] not in (str(tmp_path / "here"), str(tmp_path / "step"))
    assert not os.path.exists(run.names["folder"])
    assert list(tmp_path.rglob("picture.png")) == []
    assert os.getcwd() == str(tmp_path / "here")


def test_a_failing_example_passes_its_error_on_and_leaves_no_trace(made_up, tmp_path):
    path = list(sys.path)
    with pytest.raises(ZeroDivisionError):
        run_example(made_up("1 / 0\n"))
    assert sys.path == path
    assert os.getcwd() == str(tmp_path / "here")
    assert loaded_modules() == {}


@pytest.fixture(scope="module")
def outcomes():
    """Several jobs of step 07 in one process."""
    recording = "x = Variable(np.array(3.0))\ny = Square()(x)\nprint(y.data)"
    jobs = [
        Job("output", "snippet", "print(Square()(Variable(np.array(3.0))).data)"),
        Job("names", "snippet", "print(__name__, dezero.__name__, Variable is dezero.Variable)"),
        Job("error", "snippet", "print('before')\nraise ValueError('no such thing')\n"),
        Job("syntax", "snippet", "print('before')\nx = = 1\n"),
        Job("spoil", "snippet", "dezero.Square.forward = None\nleft_over = 1"),
        Job("fresh", "snippet", "print(Square.forward is None, 'left_over' in globals())"),
        Job("graph", "recording", recording),
        Job("unicode", "snippet", "print('∂y/∂x')"),
    ]
    return run_jobs(CATALOG.step(7), jobs)


@pytest.mark.parametrize(
    ("key", "output"),
    [
        ("output", "9.0\n"),
        ("names", "__main__ dezero True\n"),
        ("error", "before\nValueError: no such thing\n"),
        ("spoil", ""),
        ("fresh", "False False\n"),
        ("graph", "9.0\n"),
        ("unicode", "∂y/∂x\n"),
    ],
)
def test_the_output_of_a_job(outcomes, key, output):
    assert outcomes[key].output == output


def test_a_snippet_that_does_not_parse_says_so_and_does_not_run(outcomes):
    assert outcomes["syntax"].output.endswith("SyntaxError: invalid syntax\n")
    assert "before" not in outcomes["syntax"].output


def test_a_recording_gives_a_graph_and_a_snippet_nothing(outcomes):
    labels = [node["label"] for node in outcomes["graph"].product["nodes"]]
    assert labels == ["x", "Square", "y"]
    assert outcomes["output"].product is None


def test_a_figure_gives_its_svg_without_a_date():
    pytest.importorskip("matplotlib")
    code = "from matplotlib.figure import Figure\nfigure = Figure()\nfigure.subplots().plot([1, 4])\n"
    code += "figure.suptitle('the parabola')\n"
    jobs = [Job("a", "figure", code), Job("b", "figure", code)]
    first, second = (outcome.product for outcome in run_jobs(CATALOG.step(1), jobs).values())
    assert "<svg" in first
    assert ">the parabola</text>" in first  # not drawn as outlines
    assert "dc:date" not in first
    assert first == second


@pytest.mark.parametrize(
    "code",
    [
        "import os; os._exit(3)",
        "raise SystemExit('enough')",
        "raise SystemExit",
    ],
)
def test_a_snippet_that_ends_the_process_is_an_error_that_names_the_step(code):
    with pytest.raises(StepkitError, match="step 07: its snippets ended the process"):
        run_jobs(CATALOG.step(7), [Job("end", "snippet", code)])


def test_a_snippet_that_lets_another_program_print_is_an_error_that_names_the_step():
    with pytest.raises(StepkitError, match="step 07: its snippets wrote 'hi' past print"):
        run_jobs(CATALOG.step(7), [Job("shell", "snippet", "import os; os.system('echo hi')")])


def test_snippets_that_take_too_long_are_an_error_that_names_the_step(monkeypatch):
    monkeypatch.setattr("stepkit.running.SECONDS", 0.05)
    with pytest.raises(StepkitError, match=r"step 07: its snippets took over 0.05 s"):
        run_jobs(CATALOG.step(7), [Job("slow", "snippet", "while True: pass")])


# ---------------------------------------------------------------- several steps in one process


def test_each_step_of_several_runs_on_its_own_framework():
    code = "print(dezero.__file__.split('step')[-1][:2], len(sys.path))"
    work = [
        (CATALOG.step(n), [Job("a", "snippet", f"import sys; sys.path.append('x')\n{code}")]) for n in (7, 8)
    ]
    seven, eight = (outcomes["a"].output.split() for outcomes in run_jobs_of_steps(work))
    assert (seven[0], eight[0]) == ("07", "08")
    assert seven[1] == eight[1]  # what one adds to the path is gone for the next


def test_of_several_steps_the_one_that_ends_the_process_is_named():
    work = [(CATALOG.step(7), [Job("a", "snippet", "print(1)")])]
    work.append((CATALOG.step(8), [Job("a", "snippet", "import os; os._exit(3)")]))
    with pytest.raises(StepkitError, match="step 08: its snippets ended the process"):
        run_jobs_of_steps(work)
