"""The command line: what it prints, where, and with which exit code."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from stepkit.catalog import STEPS_FOLDER, load_catalog
from stepkit.cli import main, wants_colour

COLOUR = "\033["


@pytest.fixture
def stepkit(capsys, monkeypatch):
    """A function that carries out a command line: (exit code, stdout, stderr)."""
    monkeypatch.delenv("NO_COLOR", raising=False)

    def run(*arguments):
        try:
            code = main(arguments)
        except SystemExit as exit:  # argparse
            code = exit.code
        return code, *capsys.readouterr()

    return run


@pytest.fixture
def steps_of_mine(tmp_path):
    """The toolbox with two snapshots of one file."""
    shutil.copytree(
        STEPS_FOLDER / "stepkit", tmp_path / "stepkit", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copy(STEPS_FOLDER / "catalog.toml", tmp_path)
    for name in ("step01", "step02"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "dezero.py").write_text("x = 1\n")
    return tmp_path


def in_a_process(folder, *arguments, **environment):
    command = [sys.executable, "-B", str(folder / "stepkit"), *arguments]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", env=os.environ | environment)
    return done.returncode, done.stdout, done.stderr


# ---------------------------------------------------------------- list, show


def test_list_names_the_stages_and_each_step(stepkit):
    code, out, err = stepkit("list")
    assert (code, err) == (0, "")
    assert re.findall(r"^Stage (\d): (\w+)", out, re.M) == [
        ("1", "Automatic"),
        ("2", "Natural"),
        ("3", "Higher"),
    ]
    assert re.findall(r"^  (\d\d)  \S", out, re.M) == [f"{n:02d}" for n in range(1, 37)]
    assert "  05  The chain rule  (theory)\n" in out


def test_list_says_which_steps_are_to_come(steps_of_mine):
    code, out, _ = in_a_process(steps_of_mine, "list")
    assert code == 0
    lines = out.splitlines()
    assert [line.split()[0] for line in lines[1:] if line[0] == " " and "to come" not in line] == ["01", "02"]
    assert "  36  Double backpropagation  (application, to come)" in lines


def test_show_gives_lesson_size_and_output(stepkit):
    code, out, err = stepkit("show", "7")
    assert (code, err) == (0, "")
    step = load_catalog().step(7)
    assert out.startswith(f"Step 07 of 36: {step.title}\n")
    assert step.lesson in " ".join(out.split())
    assert "dezero.py: 19 lines added, 0 removed." in out  # as git diff --stat counts them
    recorded = (step.folder / "example.out").read_text(encoding="utf-8")
    assert f"$ python steps/step07/example.py\n{recorded}" in out


def test_show_says_if_the_framework_stays_as_it_is(stepkit):
    assert re.search(r"^The framework stays as it is: .*theory", stepkit("show", "5")[1], re.M)


# ---------------------------------------------------------------- diff


def test_diff_of_two_steps(stepkit):
    code, out, err = stepkit("diff", "06", "07")
    assert (code, err) == (0, "")
    assert out.startswith("--- step06/dezero.py\n+++ step07/dezero.py\n")
    assert "new Variable.backward, " in out
    assert "\n+        self.creator = None\n" in out
    assert "example" not in out


def test_diff_runs_backward_too(stepkit):
    _, out, _ = stepkit("diff", "7", "6")
    assert out.startswith("--- step07/dezero.py\n+++ step06/dezero.py\n")
    assert "\n-        self.creator = None\n" in out


def test_diff_of_one_step_is_with_the_step_before(stepkit):
    assert stepkit("diff", "7") == stepkit("diff", "06", "07")


def test_diff_of_the_first_step_alone_is_an_error(stepkit):
    code, out, err = stepkit("diff", "1")
    assert (code, out) == (2, "")
    assert err == "stepkit: nothing comes before step 01: name two steps, as in diff 01 02\n"


def test_diff_with_all_shows_the_examples(stepkit):
    code, out, _ = stepkit("diff", "4", "5", "--all")
    assert code == 0
    assert "+++ step05/example.py\n" in out
    assert "+++ step05/example.out\n" in out
    assert "dezero.py" not in out


def test_examples_are_compared_with_examples_after_the_framework(stepkit):
    _, framework, _ = stepkit("diff", "27", "34")
    _, everything, _ = stepkit("diff", "27", "34", "--all")
    assert everything.startswith(framework)
    assert "example.py" not in framework  # where Sin came from, when it was still in an example


@pytest.mark.parametrize(
    ("arguments", "remark"),
    [
        (["4", "5"], "steps 04 and 05 have the same framework; add --all to compare the examples\n"),
        (["5"], "steps 04 and 05 have the same framework; add --all to compare the examples\n"),
        (["7", "7"], "steps 07 and 07 have the same framework\n"),
    ],
)
def test_a_diff_of_the_same_framework_is_empty_with_a_remark(stepkit, arguments, remark):
    assert stepkit("diff", *arguments) == (0, "", remark)


# ---------------------------------------------------------------- colour


def test_no_colour_in_a_pipe(stepkit):
    for command in (["diff", "7"], ["diff", "7", "--color", "never"], ["show", "7"], ["list"]):
        assert COLOUR not in stepkit(*command)[1]


def test_colour_if_asked_for_also_in_a_pipe_and_against_no_color(stepkit, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    assert COLOUR in stepkit("diff", "7", "--color", "always")[1]


@pytest.mark.parametrize(
    ("choice", "terminal", "no_color", "colour"),
    [
        ("auto", True, None, True),
        ("auto", True, "1", False),
        ("auto", False, None, False),
        ("always", False, "1", True),
        ("never", True, None, False),
    ],
)
def test_when_there_is_colour(monkeypatch, choice, terminal, no_color, colour):
    monkeypatch.delenv("NO_COLOR", raising=False)
    if no_color:
        monkeypatch.setenv("NO_COLOR", no_color)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal)
    assert wants_colour(choice) is colour


@pytest.mark.parametrize(
    ("named", "folders"), [(["tests/behaviours/test_tanh.py"], 0), (["-k", "tanh"], 1), ([], 1)]
)
def test_a_step_runs_its_behaviours_or_those_that_are_named(stepkit, monkeypatch, named, folders):
    commands = []
    monkeypatch.setattr(pytest, "main", lambda command: commands.append(command) or 1)
    stepkit("run", "7", "--", *named)
    assert sum(Path(part).name == "behaviours" for part in commands[0]) == folders
    assert commands[0][len(commands[0]) - len(named) :] == named


# ---------------------------------------------------------------- errors, help


@pytest.mark.parametrize("command", [["show", "37"], ["run", "37"], ["diff", "37"], ["diff", "1", "37"]])
def test_an_unknown_step_is_an_error_on_stderr(stepkit, command):
    message = "stepkit: step 37 does not exist: steps run from 01 to 36\n"
    assert stepkit(*command) == (2, "", message)


def test_an_implementation_that_is_not_there_is_an_error(stepkit):
    message = "stepkit: nowhere.py: there is no such file or folder\n"
    assert stepkit("run", "7", "--impl", "nowhere.py") == (2, "", message)


@pytest.mark.parametrize(
    ("begun", "message"),
    [
        (False, "stepkit: interrupted\n"),
        (
            True,
            "stepkit: interrupted: go on with nox -s carry -- --continue, "
            "or give up with nox -s carry -- --abort\n",
        ),
    ],
)
def test_an_interrupted_carry_says_how_to_go_on(stepkit, monkeypatch, tmp_path, begun, message):
    def interrupt(carrying, step, why):
        raise KeyboardInterrupt

    monkeypatch.setattr("stepkit.carrying.Carrying.begin", interrupt)
    monkeypatch.setattr(
        "stepkit.carrying.Carrying.copy", tmp_path if begun else tmp_path / "none", raising=False
    )
    assert stepkit("carry", "12", "--why", "So.") == (130, "", message)


@pytest.mark.parametrize("command", [[], ["explode"], ["diff", "1", "2", "--color", "green"], ["show"]])
def test_a_mistake_in_the_command_line_shows_the_usage(stepkit, command):
    code, out, err = stepkit(*command)
    assert (code, out) == (2, "")
    assert err.startswith("usage: stepkit")


def test_the_help_names_each_command_and_gives_examples(stepkit):
    code, out, _ = stepkit("--help")
    assert code == 0
    for command in ("list", "show", "run", "diff", "seal"):
        assert re.search(rf"^    {command} ", out, re.M)
    assert "python steps/stepkit diff 06 07" in out


@pytest.mark.parametrize(
    "arguments",
    [
        ["diff", "1", "10", "--all"],
        ["list"],
    ],
)
def test_a_reader_that_has_seen_enough_is_no_error(arguments):
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-B", str(STEPS_FOLDER / "stepkit"), *arguments]
    buffered = os.environ | {"PYTHONUNBUFFERED": ""}
    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, encoding="utf-8", env=buffered)
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_a_narrow_encoding_stops_no_command(encoding):
    command = [sys.executable, str(STEPS_FOLDER / "stepkit"), "practice", "29", "--task"]
    done = subprocess.run(command, capture_output=True, env=os.environ | {"PYTHONIOENCODING": encoding})
    assert (done.returncode, done.stderr) == (0, b"")


# ---------------------------------------------------------------- seal


def test_what_is_no_part_of_a_snapshot_is_not_sealed(steps_of_mine):
    (steps_of_mine / "step01" / "Thumbs.db").touch()
    code, _, complaint = in_a_process(steps_of_mine, "seal")
    assert (code, (steps_of_mine / "seal.toml").exists()) == (2, False)
    assert "steps/step01/Thumbs.db is no part of a snapshot: move it elsewhere, then seal" in complaint


def test_seal_and_check(steps_of_mine):
    check = lambda: in_a_process(steps_of_mine, "seal", "--check")  # noqa: E731
    code, out, _ = check()
    assert code == 1
    assert out.splitlines() == [
        "steps/step01/dezero.py is not sealed",
        "steps/step02/dezero.py is not sealed",
        "2 files of 2 snapshots: not as they were sealed",
    ]
    assert not (steps_of_mine / "seal.toml").exists()

    code, out, _ = in_a_process(steps_of_mine, "seal")
    assert (code, out.splitlines()[-1]) == (0, "sealed 2 files of 2 snapshots")
    assert check() == (0, "2 files of 2 snapshots: as they were sealed\n", "")

    (steps_of_mine / "step02" / "dezero.py").write_text("x = 2\n")
    seal = (steps_of_mine / "seal.toml").read_bytes()
    code, out, _ = check()
    assert (code, out.splitlines()[0]) == (1, "steps/step02/dezero.py was changed after it was sealed")
    assert (steps_of_mine / "seal.toml").read_bytes() == seal
