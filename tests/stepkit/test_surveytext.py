"""A survey as text: cells in groups by stage, with the numbers below them."""

import pytest

from stepkit.behaviours import Behaviour
from stepkit.catalog import load_catalog
from stepkit.judging import HELD, RED, Finding, StepVerdict
from stepkit.loading import Framework
from stepkit.report import FAILED, Case, Report, Run
from stepkit.surveying import ALL, SOME, Survey
from stepkit.surveytext import Style, can_print_cells, lacking, reached, ruler, strip

CATALOG = load_catalog()


def finding(number, outcome, message=""):
    name = f"statement {number}"
    behaviour = Behaviour(name, "a topic", "test_made_up.py", 1, frozenset({5}), "guards", "")
    return Finding(behaviour, outcome, Case(5, "test_made_up.py", name, "", FAILED, message))


def survey(*findings, number=5):
    """What was found at one step, and nothing at others."""
    step = CATALOG.step(number)
    verdicts = (StepVerdict(step, findings, ()),)
    return Survey(Framework(step.folder / "dezero.py"), verdicts, Report(Run("", False), (), True))


def test_the_numbers_stand_below_their_cells():
    cells, numbers = strip(CATALOG, {n: SOME for n in range(1, 37)}, Style()), ruler(CATALOG)
    assert len(cells) == len(numbers)
    assert cells.split() == ["◧" * 10, "◧" * 14, "◧" * 12]
    for stage in CATALOG.stages:
        first, last = numbers.index(f"{stage.first:02d}"), numbers.index(f"{stage.last:02d}") + 1
        assert cells[first - 1] == " "
        assert set(cells[first : last + 1]) == {"◧"}
        assert last + 1 - first == stage.last - stage.first + 1


def test_a_step_that_was_not_begun_is_a_blank():
    assert strip(CATALOG, {2: ALL}, Style()) == "   ■" + " " * 40


def test_cells_have_colour_where_it_is_wanted():
    assert "\033[32m■\033[0m" in strip(CATALOG, {1: ALL}, Style(colour=True))
    assert "\033" not in strip(CATALOG, {1: ALL}, Style())


@pytest.mark.parametrize(
    ("encoding", "can"), [("utf-8", True), ("ascii", False), ("cp1252", False), (None, False)]
)
def test_which_encodings_have_the_cells(encoding, can):
    assert can_print_cells(encoding) is can


def test_a_step_without_a_change_is_told_with_the_one_whose_framework_it_has():
    lines = reached(survey(finding(1, HELD)), CATALOG)
    assert lines[0].startswith("Your code is at step 05 ")
    assert lines[1] == "Its framework is that of step 04; the lesson is in the example."
    assert len(reached(survey(finding(1, HELD), number=4), CATALOG)) == 1


def test_of_many_behaviours_with_one_reason_the_first_are_named_and_the_rest_counted():
    lines = lacking(survey(*(finding(n, RED, "ValueError: no") for n in range(5))), 100)
    assert lines[1:] == [
        "  ValueError: no",
        "    - statement 0",
        "    - statement 1",
        "    - statement 2",
        "    - and 2 more",
    ]


def test_of_many_reasons_the_first_are_told_and_the_rest_counted():
    lines = lacking(survey(*(finding(n, RED, f"ValueError: {n}") for n in range(8))), 100)
    assert [line for line in lines if "ValueError" in line] == [f"  ValueError: {n}" for n in range(6)]
    assert lines[-1] == "  and 2 other reasons"
