"""One body of behaviours, run against three made-up steps: the options of tests/conftest.py, end to end."""

import os
import shutil
import subprocess
import sys

import pytest

from stepkit.catalog import STEPS_FOLDER
from stepkit.report import read_report

SHARED = STEPS_FOLDER.parent / "tests" / "behaviours" / "conftest.py"

GOOD = """\
import pytest

from stepkit.cases import each


@pytest.mark.steps("1-", "introduces", red="no attribute 'number'")
def test_there_is_a_number(dezero):
    assert dezero.number


@pytest.mark.steps("2-", "introduces")
def test_the_number_is_2_or_more(dezero):
    assert dezero.number >= 2


@each("zero", [0, 0.0])
@pytest.mark.steps("1-", "guards")
def test_the_number_is_not_zero(dezero, zero):
    assert dezero.number != zero


@pytest.mark.steps("3-", "introduces")
def test_the_example_prints_3(example):
    assert example.output == "3\\n"
"""


@pytest.fixture
def run(house):
    """Write the behaviours and run a command of Python on them: (exit code, all that it says)."""

    def run_python(*arguments, tests=GOOD):
        (house / "tests" / "behaviours" / "test_number.py").write_text(tests)
        environment = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "COLUMNS": "200"}
        command = [sys.executable, "-B", *map(str, arguments)]
        done = subprocess.run(command, cwd=house, env=environment, capture_output=True, encoding="utf-8")
        return done.returncode, done.stdout + done.stderr

    return run_python


@pytest.fixture
def matrix(run):
    return lambda *options, **others: run("-m", "pytest", "-q", *options, **others)


OK, FAILED, INTERRUPTED, USAGE, NOTHING = 0, 1, 2, 4, 5


# ---------------------------------------------------------------- which steps


def test_each_behaviour_runs_on_each_step_of_its_span(matrix):
    code, said = matrix()
    assert code == OK
    assert "step 01: 2 of 2 behaviours hold, 1 of them new" in said
    assert "step 02: 3 of 3 behaviours hold, 1 of them new" in said
    assert "step 03: 4 of 4 behaviours hold, 1 of them new" in said
    assert "9 passed" in said  # 3, 2, 3, 1
    assert "new: " not in said


def test_steps_may_be_a_span(matrix):
    code, said = matrix("--step", "1,3-")
    assert code == OK
    assert [number for number in "123" if f"step 0{number}: " in said] == ["1", "3"]


@pytest.mark.parametrize(
    ("options", "exit_code", "complaint"),
    [
        (["--step", "37"], USAGE, "step 37 does not exist: steps run from 01 to 36"),
        (["--step", "4"], USAGE, "step 04 has no snapshot yet: snapshots run from 01 to 03"),
        (["--step", "1", "-k", "example"], NOTHING, "deselected"),
        (["--impl=nowhere.py"], USAGE, "--impl nowhere.py: there is no such file or folder"),
        (["--report=steps"], USAGE, "steps: that is a folder, name a file"),
        (["--impl=steps"], USAGE, "holds no dezero: give a file"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_a_run_that_can_judge_nothing_fails(matrix, options, exit_code, complaint):
    code, said = matrix(*options)
    assert code == exit_code
    assert complaint in said


def test_each_behaviour_without_a_proper_span_is_a_collection_error(house, matrix):
    bad = {
        "none": "def test_none(dezero): pass",
        "word": '@pytest.mark.steps("two", "guards")\ndef test_word(dezero): pass',
        "late": '@pytest.mark.steps("37-38", "guards")\ndef test_late(dezero): pass',
        "role": '@pytest.mark.steps("1-")\ndef test_role(dezero): pass',
        "idle": '@pytest.mark.steps("1-", "guards")\ndef test_idle(): pass',
    }
    files = [house / "tests" / "behaviours" / f"test_bad_{name}.py" for name in bad]
    try:
        for file, text in zip(files, bad.values(), strict=True):
            file.write_text(f"import pytest\n\n{text}\n")
        code, said = matrix()
    finally:
        for file in files:
            file.unlink(missing_ok=True)
    assert code == INTERRUPTED
    assert "5 errors" in said
    for complaint in (
        "test_bad_none.py: test_none has no span: write @pytest.mark.steps(",
        "test_bad_word.py: test_word: 'two' is no span of steps",
        "test_bad_late.py: test_late: step 38 does not exist: steps run from 01 to 36",
        "test_bad_role.py: test_role needs a span and a role",
        "test_bad_idle.py: test_idle tests no snapshot: ask for `dezero` or `example`",
    ):
        assert complaint in said


def test_a_behaviour_that_does_not_hold_is_named_with_its_step(matrix):
    code, said = matrix("--step", "1", tests=GOOD.replace('"2-"', '"1-"'))
    assert code == FAILED
    assert "step 01: 2 of 3 behaviours hold, 1 of them new" in said
    assert "does not hold: the number is 2 or more (test_number.py)" in said


def test_the_case_in_which_it_does_not_hold_is_named(matrix):
    code, said = matrix("--step", "1", tests=GOOD.replace("[0, 0.0]", "[0, 1.0]"))
    assert code == FAILED
    assert "in the case zero=1.0" in said


# ---------------------------------------------------------------- another's dezero


@pytest.mark.parametrize(
    ("file", "impl"),
    [("mine.py", "mine.py"), ("mine/__init__.py", "mine"), ("dezero.py", "")],
    ids=["a file", "a package", "a folder"],
)
def test_another_implementation_is_judged(matrix, tmp_path, file, impl):
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / file).write_text("number = 7\n")
    code, said = matrix("--step", "3", f"--impl={tmp_path / impl}")
    assert code == FAILED
    assert "step 03: 3 of 4 behaviours hold" in said
    assert "does not hold: the example prints 3" in said
    assert "- 3\n" in said and "+ 7\n" in said


# ---------------------------------------------------------------- red to green


def test_what_each_step_introduces_is_red_on_the_step_before(matrix):
    code, said = matrix("--prove", "--step", "1-3")
    assert code == OK
    assert "3 of 3 proofs: red on the step before" in said


BAD = """

@pytest.mark.steps("2-", "introduces")
def test_passes_already(dezero):
    assert dezero.number >= 1


@pytest.mark.steps("3-", "introduces")
def test_another_error(dezero):
    assert dezero.nombre


@pytest.mark.steps("2-", "introduces", red="no attribute 'other'")
def test_another_message(dezero):
    assert dezero.nombre


@each("least", [2, 0])
@pytest.mark.steps("2-", "introduces")
def test_passes_in_one_case(dezero, least):
    assert dezero.number >= least
"""


def test_what_is_not_red_for_its_own_reason_is_no_proof(matrix):
    code, said = matrix("--prove", "--step", "1-3", tests=GOOD + BAD)
    assert code == FAILED
    assert "it passes on step 01 already: it does not introduce anything" in said
    assert "on step 02 it fails for another reason than its own: AttributeError" in said
    assert "on step 01 it fails for another reason than its own: AttributeError" in said
    assert "in the case least=0 it passes on step 01 already" in said
    assert "3 of 7 proofs" in said
    assert "4 failed, 3 passed" in said


def test_an_assertion_in_a_framework_is_no_proof(house, matrix):
    core = house / "steps" / "step01" / "dezero" / "core.py"
    core.parent.mkdir()
    core.write_text("def check():\n    assert False\n")
    (core.parent / "__init__.py").write_text("from dezero.core import check\n\nnumber = 1\n")
    checking = GOOD.replace("assert dezero.number >= 2", "assert dezero.check()")
    try:
        code, said = matrix("--prove", "--step", "2", tests=checking)
    finally:
        shutil.rmtree(core.parent)
    assert code == FAILED
    assert "on step 01 it fails for another reason than its own: AssertionError" in said


def test_a_step_that_introduces_nothing_is_an_error(matrix):
    code, said = matrix(
        "--prove", "--step", "1-3", tests=GOOD.replace('"2-", "introduces"', '"2-", "guards"')
    )
    assert code == USAGE
    assert "step 02 introduces no behaviour: write a test" in said


PEAK = """\
import tracemalloc

import pytest


@pytest.mark.steps("1-", "guards")
def test_it_breaks_off(dezero, peak_memory):
    peak_memory(lambda: dezero.nothing)


@pytest.mark.steps("1-", "guards")
def test_memory_is_not_traced(dezero):
    assert not tracemalloc.is_tracing()
"""


def test_what_breaks_off_while_its_memory_is_traced_leaves_nothing_switched_on(house, matrix):
    shared = house / "tests" / "behaviours" / "conftest.py"
    shutil.copy(SHARED, shared)
    try:
        code, said = matrix("--step", "1", tests=PEAK)
    finally:
        shared.unlink()
    assert code == FAILED
    assert "1 failed, 1 passed" in said


# ---------------------------------------------------------------- the command that puts it all together


def test_run_shows_the_lesson_the_output_the_behaviours_and_what_is_next(run, in_order):
    code, said = run("steps/stepkit", "run", "2")
    assert code == OK
    parts = [
        "Step 02 of 36: Functions make variables",
        "A function takes a variable and makes a new one",
        "dezero.py: 1 line added, 1 removed.",
        "$ python steps/step02/example.py\n2\n",
        "step 02: 3 of 3 behaviours hold, 1 of them new\n  new: the number is 2 or more",
        "Next:",
        "nox -s diff -- 01 02",
        "nox -s step03",
    ]
    in_order(said, parts)


def test_run_judges_a_framework_that_stops_the_example(run, tmp_path):
    (tmp_path / "dezero.py").write_text("numero = 2\n")
    code, said = run("steps/stepkit", "run", "2", "--impl", tmp_path)
    assert code == FAILED
    assert "the example stops with AttributeError: module 'dezero' has no attribute 'number'" in said
    assert "step 02: 0 of 3 behaviours hold" in said
    assert "Next:" not in said


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("print('noise')\ndef (:\n", "SyntaxError: invalid syntax (dezero.py, line 2)"),
        ("raise SystemExit('enough')", "SystemExit: enough"),
    ],
)
def test_run_says_once_that_a_framework_cannot_be_imported(run, tmp_path, text, complaint):
    (tmp_path / "dezero.py").write_text(text)
    code, said = run("steps/stepkit", "run", "2", "--impl", tmp_path)
    assert code == 2
    assert said == f"stepkit: {tmp_path / 'dezero.py'} cannot be imported: {complaint}\n"


def test_run_says_what_was_skipped_and_does_not_count_it(run):
    skipping = GOOD.replace("assert dezero.number >= 2", "pytest.skip('there is no dot')")
    code, said = run("steps/stepkit", "run", "2", tests=skipping)
    assert code == OK
    assert "there is no dot" in said
    assert "step 02: 2 of 2 behaviours hold, 0 of them new\n  skipped, and not counted: 1\n" in said


def test_run_passes_on_what_comes_after_two_dashes(run):
    code, said = run("steps/stepkit", "run", "2", "--", "-k", "zero")
    assert code == OK
    assert "step 02: 1 of 1 behaviours hold" in said


def test_run_judges_another_dezero_by_the_behaviours_that_pytest_is_asked_for(run):
    code, said = run("steps/stepkit", "run", "2", "--impl", "steps/step03", "--", "-k", "zero")
    assert code == OK
    assert "step 02: 1 of 1 behaviours hold" in said


# ---------------------------------------------------------------- the report


def test_a_report_tells_each_case(house, matrix):
    code, _ = matrix("--step", "3", "--report=found.jsonl")
    assert code == OK
    report = read_report(house / "found.jsonl")
    assert report.complete
    assert [(case.test, case.parameters, case.outcome) for case in report.cases] == [
        ("test_there_is_a_number", "step03", "passed"),
        ("test_the_number_is_2_or_more", "step03", "passed"),
        ("test_the_number_is_not_zero", "step03", "passed"),
        ("test_the_example_prints_3", "step03", "passed"),
    ]


def test_a_report_tells_why_a_case_was_skipped(house, matrix):
    skipping = GOOD.replace("assert dezero.number >= 2", "pytest.skip('there is no dot')")
    matrix("--step", "3", "--report=found.jsonl", tests=skipping)
    skipped = {case.test: case.message for case in read_report(house / "found.jsonl").cases if case.message}
    assert skipped == {"test_the_number_is_2_or_more": "there is no dot"}


def test_a_report_tells_why_a_case_failed(house, matrix):
    code, _ = matrix(
        "--step", "3", "--impl=steps/step01", "--report=found.jsonl", tests=GOOD.replace("0.0", "1")
    )
    assert code == FAILED
    failed = {case.test: case.message for case in read_report(house / "found.jsonl").cases if case.message}
    assert "assert 1 >= 2" in failed["test_the_number_is_2_or_more"]
    assert "in the case zero=1" in failed["test_the_number_is_not_zero"]


def test_a_report_of_a_run_that_died_tells_where(house, matrix):
    deadly = GOOD.replace("assert dezero.number != zero", "import os; os._exit(7)")
    matrix("--step", "3", "--report=found.jsonl", tests=deadly)
    report = read_report(house / "found.jsonl")
    assert not report.complete
    assert (report.cases[-1].test, report.cases[-1].outcome) == ("test_the_number_is_not_zero", "running")
