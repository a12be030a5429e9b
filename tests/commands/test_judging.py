"""A framework is judged whatever it does: loop for ever, exit, crash, print, not parse."""

import os
import shutil
import subprocess
import time

import pytest

from stepkit import judging
from stepkit.behaviours import FOLDER
from stepkit.catalog import load_catalog
from stepkit.errors import StepkitError
from stepkit.judging import CRASHED, HELD, HUNG, RED, UNREACHED, attempt, judge_step
from stepkit.loading import find_framework

STEP_01 = load_catalog().step(1)
BOX = """\
class Variable:
    def __init__(self, data):
        if data is None:
            {for_None}
        self.data = data
"""
GOOD = BOX.format(for_None="pass")
FOR_NONE = "a variable may hold None"


@pytest.fixture
def judged(tmp_path):
    """Judge a text as the framework of step 01; its folder must stay as it is."""
    mine = tmp_path / "mine"
    mine.mkdir()

    def judge(text, seconds=10.0):
        (mine / "dezero.py").write_text(text)
        verdict = judge_step(STEP_01, find_framework(mine), seconds)
        assert [path.name for path in mine.iterdir()] == ["dezero.py"]
        assert (mine / "dezero.py").read_text() == text
        return verdict

    return judge


def outcomes(verdict):
    return {finding.behaviour.statement: finding.outcome for finding in verdict.findings}


def test_a_framework_that_does_all_is_green(judged):
    verdict = judged(GOOD)
    assert verdict.green
    assert verdict.stops == ()
    assert set(outcomes(verdict).values()) == {HELD}
    assert len(outcomes(verdict)) == len(verdict.findings)  # each is found once
    assert all(1 in finding.behaviour.span for finding in verdict.findings)


def test_one_red_behaviour_spoils_no_other(judged):
    verdict = judged(BOX.format(for_None="data = 0"))
    (red,) = verdict.missing
    assert (red.outcome, red.behaviour.statement) == (RED, FOR_NONE)
    assert "assert 0 is None" in red.case.message


def test_what_came_is_told_in_full(judged):
    many = list(range(100, 180))
    (red,) = judged(BOX.format(for_None=f"data = {many}")).missing
    assert f"assert {many} is None" in red.case.message


def test_a_switch_that_stays_turned_spoils_no_other(tmp_path):
    step = load_catalog().step(18)
    restored = "    try:\n        yield\n    finally:\n        setattr(Config, name, old_value)\n"
    text = (step.folder / "dezero.py").read_text()
    assert restored in text
    left = text.replace(restored, "    yield\n    setattr(Config, name, old_value)\n")
    (tmp_path / "dezero.py").write_text(left)
    (red,) = judge_step(step, find_framework(tmp_path)).missing
    assert red.behaviour.statement == "a block ends when an error leaves it"


def test_a_loop_at_import_is_stopped_once_and_its_line_named(judged):
    verdict = judged(GOOD + "while True: pass\n", seconds=1.5)
    (stop,) = verdict.stops
    assert (stop.kind, stop.reason, str(stop.place)) == (
        HUNG,
        "no end after 1.5 seconds",
        "dezero.py, line 6",
    )
    assert len(verdict.having(HUNG)) == 1
    assert len(verdict.having(UNREACHED)) == len(verdict.findings) - 1


def test_after_a_hanging_behaviour_the_others_are_tried(judged):
    verdict = judged(BOX.format(for_None="while True: pass"), seconds=1.5)
    (stop,) = verdict.stops
    assert str(stop.place) == "dezero.py, line 4, in __init__"
    assert [f.behaviour.statement for f in verdict.having(HUNG)] == [FOR_NONE]
    assert len(verdict.having(HELD)) == len(verdict.findings) - 1


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("import os; os._exit(7)", "the process was ended with exit code 7, as by os._exit(7)"),
        ("import ctypes; ctypes.string_at(0)", "Segmentation fault"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
    ],
)
def test_a_behaviour_that_ends_the_process_is_named(judged, code, reason):
    verdict = judged(BOX.format(for_None=code))
    (stop,) = verdict.stops
    assert (stop.kind, stop.reason) == (CRASHED, reason)
    assert outcomes(verdict)[FOR_NONE] == CRASHED
    assert len(verdict.having(HELD)) == len(verdict.findings) - 1


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("import sys; sys.exit('enough')", "dezero ends the program while it is imported: sys.exit(enough)"),
        ("def f(:", "SyntaxError"),
        ("def f(): f()\nf()", "RecursionError"),
    ],
)
def test_a_framework_that_cannot_be_imported_says_why(judged, code, reason):
    verdict = judged(f"{GOOD}{code}\n")
    assert verdict.stops == ()
    assert len(verdict.having(RED)) == len(verdict.findings)
    assert reason in verdict.findings[0].case.message


def test_prints_are_kept_from_the_verdict(judged):
    assert judged(f"{GOOD}print('Timeout (' * 100_000)\n").green


@pytest.mark.skipif(os.name != "posix", reason="no limits on this system")
@pytest.mark.parametrize(
    ("code", "reason"),
    [("while True: print('x' * 10_000)", "File too large"), ("bytearray(10**12)", "MemoryError")],
)
def test_a_runaway_meets_a_limit(judged, code, reason):
    (red,) = judged(BOX.format(for_None=code)).missing
    assert reason in red.case.message


@pytest.mark.skipif(os.name != "posix", reason="no process groups on this system")
@pytest.mark.skipif(not shutil.which("ps"), reason="no ps on this system")
def test_what_the_code_started_ends_with_it(judged, tmp_path):
    noted = tmp_path / "child"
    starting = "import subprocess, sys; from pathlib import Path; "
    starting += "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); "
    starting += f"Path({str(noted)!r}).write_text(str(child.pid))"
    judged(BOX.format(for_None=starting))
    deadline = time.monotonic() + 20  # a busy machine takes its time to end it; by itself it takes 60
    while (state := state_of(noted.read_text())) not in ("", "Z", "Zs"):
        assert time.monotonic() < deadline, state
        time.sleep(0.1)


def state_of(process):
    """What ps says of a process; nothing if there is none."""
    return subprocess.run(["ps", "-o", "stat=", "-p", process], capture_output=True, text=True).stdout.strip()


def test_a_process_that_does_not_stop_itself_is_killed(tmp_path, monkeypatch):
    monkeypatch.setattr(judging, "GRACE", -5.0)  # before its own 10 seconds have passed
    (tmp_path / "dezero.py").write_text("import time; time.sleep(60)")
    tried = attempt("1", find_framework(tmp_path))
    assert tried.stop.kind == HUNG
    assert tried.stop.case.outcome == "running"


def test_the_unit_tests_and_the_example_may_come_from_another_folder(tmp_path):
    (tmp_path / "dezero.py").write_text(GOOD)
    (tmp_path / "example.py").write_text("import dezero\nx = 'none'\n")
    verdict = judge_step(STEP_01, find_framework(tmp_path), folder=tmp_path)
    (red,) = verdict.missing
    assert red.behaviour.file == "test_examples.py"


def test_a_folder_that_is_not_there_is_an_error(tmp_path):
    (tmp_path / "dezero.py").write_text(GOOD)
    with pytest.raises(StepkitError, match=r"--folder .*nowhere: there is no such file or folder"):
        attempt("1", find_framework(tmp_path), folder=tmp_path / "nowhere")


def test_a_report_can_be_followed(tmp_path):
    (tmp_path / "dezero.py").write_text(GOOD)
    attempt(
        "1", find_framework(tmp_path), tests=[FOLDER / "test_variable.py"], report=tmp_path / "found.jsonl"
    )
    assert '"complete": true' in (tmp_path / "found.jsonl").read_text()
