"""A reader's framework against all steps: how far it has come, whatever it does; it stays as it is."""

import functools
import io
import os
import signal
import subprocess
import sys
import time

import pytest

from stepkit import judge
from stepkit.cli import main
from stepkit.judging import StepVerdict
from stepkit.report import Report, Run, read_report
from stepkit.surveying import Survey

BEHAVIOURS = """\
import pytest


@pytest.mark.steps("1-", "guards")
def test_there_is_a_number(dezero):
    assert dezero.number


@pytest.mark.steps("1", "guards")
def test_the_number_is_at_most_2(dezero):
    assert dezero.number <= 2


@pytest.mark.steps("2-", "guards")
def test_twice_the_number_is_more_than_2(dezero):
    assert dezero.twice() > 2


@pytest.mark.steps("3-", "guards")
def test_the_example_prints_3(example):
    assert example.output == "3\\n"


@pytest.mark.steps("3-", "guards")
def test_drawing(dezero):
    pytest.skip("nothing to draw with")
"""
GOOD, NONE, USAGE = 0, 1, 2
STEP_2 = "number = 2\ndef twice():\n    return 4\n"
STEP_3 = "number = 3\ndef twice():\n    return 6\n"
SECONDS = "3"
REPORT = "--report=found.jsonl"


@pytest.fixture(scope="module")
def judged(house, tmp_path_factory):
    """Judge files by the house's three steps: (exit code, what it says); the files must stay as they are."""
    (house / "tests" / "behaviours" / "test_number.py").write_text(BEHAVIOURS)

    @functools.cache
    def judge(text, *options, others=(), name="dezero.py", encoding="utf-8"):
        home = tmp_path_factory.mktemp("home")
        mine = home / "mine"
        mine.mkdir()
        for file, content in ((name, text), *others):
            (mine / file).write_text(content)
        before = contents(home)
        command = [sys.executable, "-B", "steps/stepkit", "judge", str(mine), f"--seconds={SECONDS}"]
        environment = os.environ | {"PYTHONIOENCODING": encoding, "COLUMNS": "100", "HOME": str(home)}
        done = subprocess.run(
            [*command, *options], cwd=house, env=environment, capture_output=True, encoding=encoding
        )
        assert contents(home) == before
        return done.returncode, done.stdout + done.stderr

    return judge


def contents(folder):
    return {path: path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


# ---------------------------------------------------------------- how far it has come


def test_the_highest_step_is_named_with_what_the_next_one_lacks(judged):
    code, said = judged(STEP_2, REPORT)
    assert code == GOOD
    assert "■■◧" in said
    assert "Your code is at step 02 (Functions make variables): all 2 behaviours hold." in said
    assert "Of the behaviours of step 03 (Chaining functions), 1 of 4 does not hold:" in said
    assert "the example prints 3" in said
    assert "In full: nox -s step03 -- --impl " in said


def test_a_step_before_the_highest_need_not_hold(judged):
    code, said = judged(STEP_3)
    assert code == GOOD
    assert "◧■■" in said
    assert "Your code is at step 03" in said
    assert "Steps before it need not hold" in said
    assert "In full" not in said


def test_what_was_skipped_counts_neither_way_and_is_said(judged):
    _, said = judged(STEP_3)
    assert "03    3 of 3" in said
    assert "Skipped, and not counted: 1 behaviour (nothing to draw with)." in said


def test_a_package_that_imports_itself_by_its_folder_is_judged(judged):
    init = "from mine.core import *\nimport mine.core\n"
    code, said = judged(init, others=(("core.py", STEP_3),), name="__init__.py")
    assert code == GOOD
    assert "Your code is at step 03" in said


def test_cells_are_plain_where_the_terminal_has_no_others(judged):
    assert "##+" in judged(STEP_2, encoding="ascii")[1]


def test_no_colour_and_no_progress_in_a_pipe(judged):
    _, said = judged(STEP_2, REPORT)
    assert "\033" not in said
    assert "\r" not in said


def test_what_was_found_is_written_case_by_case(judged, house):
    judged(STEP_2, REPORT)
    report = read_report(house / "found.jsonl")
    assert report.complete
    assert report.outcomes()[3, "test_number.py", "test_the_example_prints_3"] == "failed"
    assert len(report.outcomes()) == 2 + 2 + 4


@pytest.mark.parametrize(("columns", "shown"), [(80, True), (40, False)])
def test_progress_is_shown_where_it_fits_into_a_line(monkeypatch, tmp_path, columns, shown):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    def survey(framework, catalog, seconds, tell):
        tell({1: "all"})
        return Survey(framework, (StepVerdict(catalog.step(1), (), ()),), Report(Run("", False), (), True))

    (tmp_path / "dezero.py").touch()
    monkeypatch.setattr(judge, "survey", survey)
    monkeypatch.setattr("sys.stdout", said := Terminal())
    monkeypatch.setenv("COLUMNS", str(columns))
    main(["judge", str(tmp_path)])
    assert ("\r" in said.getvalue()) is shown


# ---------------------------------------------------------------- whatever it does


def test_much_that_is_printed_at_import_does_no_harm(judged):
    code, said = judged(f"{STEP_2}for _ in range(70): print('Hello' * 200_000)\n")
    assert code == GOOD
    assert "Hello" not in said


def test_what_it_writes_goes_with_the_run(judged):
    traces = "for folder in Path.home(), Path(): (folder / 'trace').write_text('here')"
    assert judged(f"from pathlib import Path\n{STEP_2}{traces}\n")[0] == GOOD  # and no file stays


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("def f(:", "SyntaxError: invalid syntax (dezero.py, line 1)"),
        ("", "expected dezero.number; came: there is no number in dezero"),
        ("import sys; sys.exit(3)", "dezero ends the program while it is imported: sys.exit(3)"),
        ("import os; os._exit(0)", "the process was ended with exit code 0, as by os._exit(0)"),
        ("while True: pass", f"the import: no end after {SECONDS} seconds (dezero.py, line 1)"),
        ("raise ValueError('not today')", "ValueError: not today (dezero.py, line 1)"),
        ("from dezero import number", "dezero.py imports dezero: it uses a framework."),
    ],
    ids=lambda value: value.split("(")[0] or "nothing",
)
def test_what_cannot_even_do_step_01_is_not_tried_further(judged, text, complaint):
    code, said = judged(text)
    assert code == NONE
    assert complaint in said
    assert "No step holds in full." in said
    assert "??" in said


def test_a_loop_in_one_behaviour_does_not_hide_the_others(judged):
    code, said = judged("number = 3\ndef twice():\n    while True: pass\n")
    assert code == NONE
    assert "◧!" in said
    assert f"step 02, twice the number is more than 2: no end after {SECONDS} seconds" in said
    assert "(dezero.py, line 3, in twice)" in said
    assert "03    2 of 3" in said


def test_a_crash_in_one_behaviour_does_not_hide_the_others(judged):
    code, said = judged("number = 2\ndef twice():\n    import os; os._exit(7)\n")
    assert code == GOOD
    assert "■!" in said
    assert "step 02, twice the number is more than 2: the process was ended with exit code 7" in said


def test_names_that_numpy_dropped_are_put_back_and_that_is_said(judged):
    code, said = judged(f"import numpy\nzero = numpy.int(0)\n{STEP_3}")
    assert code == GOOD
    assert "Your code is at step 03" in said
    assert "It asks numpy for names that numpy 1.24 dropped, such as np.int." in said


@pytest.mark.skipif(os.name != "posix", reason="no signals on this system")
def test_an_interruption_ends_all_that_runs(house, judged, tmp_path):
    noted = tmp_path / "process"
    waiting = f"import os; from pathlib import Path; Path({str(noted)!r}).write_text(str(os.getpid()))"
    (tmp_path / "dezero.py").write_text(f"number = 2\ndef twice():\n    {waiting}\n    while True: pass\n")
    command = [sys.executable, "-B", "steps/stepkit", "judge", str(tmp_path), "--seconds=60"]
    process = subprocess.Popen(command, cwd=house, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    while process.poll() is None and not (noted.exists() and noted.read_text()):
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert (process.returncode, said) == (130, b"stepkit: interrupted\n")
    with pytest.raises(ProcessLookupError):
        os.kill(int(noted.read_text()), 0)


# ---------------------------------------------------------------- wrong use


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--seconds=0"], "--seconds 0: give a number above 0"),
        (["--report=steps"], "--report steps: that is a folder, name a file"),
        (["--report=nowhere/found.jsonl"], "--report nowhere/found.jsonl: there is no folder nowhere"),
        (["--explode"], "unrecognized arguments: --explode"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_wrong_use_is_told(judged, options, complaint):
    code, said = judged(STEP_2, *options)
    assert code == USAGE
    assert complaint in said
