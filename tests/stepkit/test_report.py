"""The report of a run: what it says, case by case, and what is left of one that was cut short."""

import json

import pytest

from stepkit.errors import StepkitError
from stepkit.report import Case, Report, Run, read_on, read_report, write_line, write_report

RUN = Run("abc", False)
BEGUN = Case(14, "test_reuse.py", "test_it_holds", "step14", "running")
PASSED = Case(14, "test_reuse.py", "test_it_holds", "step14", "passed")
FAILED = Case(14, "test_reuse.py", "test_it_holds", "step14-2", "failed", "assert 1 == 2")


@pytest.fixture
def written(tmp_path):
    """Write lines, and perhaps the beginning of another; give the path."""

    def write(*lines, torn=""):
        path = tmp_path / "report.jsonl"
        with path.open("w", encoding="utf-8") as file:
            for line in lines:
                write_line(file, line)
            file.write(torn)
        return path

    return write


def test_a_report_is_read_as_it_was_written(written):
    report = read_report(written(RUN, PASSED, FAILED, None))
    assert report.run == RUN
    assert report.cases == (PASSED, FAILED)
    assert report.complete


def test_a_case_that_ended_is_told_once(written):
    assert read_report(written(RUN, BEGUN, PASSED, None)).cases == (PASSED,)


def test_a_run_that_was_cut_short_shows_the_case_it_was_at(written):
    report = read_report(written(RUN, PASSED, BEGUN))
    assert not report.complete
    assert report.cases[-1].outcome == "running"


def test_half_a_line_at_the_end_is_passed_over(written):
    report = read_report(written(RUN, PASSED, torn=json.dumps({"step": 14})[:7]))
    assert report.cases == (PASSED,)
    assert not report.complete


@pytest.mark.parametrize("complete", [True, False])
def test_a_report_can_be_written_whole(tmp_path, complete):
    report = Report(RUN, (PASSED, FAILED), complete)
    write_report(tmp_path / "report.jsonl", report)
    assert read_report(tmp_path / "report.jsonl") == report


def test_a_report_can_be_followed_while_it_is_written(written):
    path = written(RUN, BEGUN, torn='{"step')
    cases, offset = read_on(path, 0)
    assert cases == [BEGUN]
    path = written(RUN, BEGUN, PASSED, None)
    assert read_on(path, offset) == ([PASSED], path.stat().st_size)


def test_a_report_that_is_not_begun_has_no_cases_yet(tmp_path):
    assert read_on(tmp_path / "report.jsonl", 0) == ([], 0)


@pytest.mark.parametrize("cases", [(PASSED, FAILED), (FAILED, PASSED)])
def test_one_bad_case_decides(written, cases):
    outcomes = read_report(written(RUN, *cases, None)).outcomes()
    assert outcomes == {(14, "test_reuse.py", "test_it_holds"): "failed"}


def test_a_report_of_another_version_is_told_from_a_wrong_file(written):
    path = written(RUN, PASSED, None)
    path.write_text(path.read_text(encoding="utf-8").replace('"step":', '"place":'), encoding="utf-8")
    with pytest.raises(StepkitError, match="was written by another version of the toolbox: write it anew"):
        read_report(path)


@pytest.mark.parametrize("text", ["", "not JSON\n", "{}\n"])
def test_another_file_is_no_report(tmp_path, text):
    path = tmp_path / "notes.txt"
    path.write_text(text)
    with pytest.raises(StepkitError, match=r"notes\.txt is no report of a run: write one with --report="):
        read_report(path)
