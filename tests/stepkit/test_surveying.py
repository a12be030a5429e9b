"""From cases and stops to a verdict on each step, and to the step that was reached."""

import pytest

from stepkit.behaviours import Behaviour
from stepkit.catalog import load_catalog
from stepkit.judging import HELD, HUNG, RED, UNREACHED, Stop
from stepkit.report import Case, Report, Run
from stepkit.surveying import ALL, NONE, SOME, STOPPED, UNTRIED, Survey, conclude, standing, stretches

STEPS = load_catalog().steps[:3]


def behaviour(name, span, role="guards"):
    return Behaviour(name, "a topic", "test_made_up.py", 1, frozenset(span), role, "")


def case(step, name, outcome):
    return Case(step, "test_made_up.py", f"test_{name}", f"step{step:02d}", outcome)


def hung(step, name):
    return step, Stop(HUNG, case(step, name, "running"), "no end after 10 seconds", None)


A, B = behaviour("a", {1, 2, 3}), behaviour("b", {1, 2, 3})


def standings(cases, stops=()):
    return [standing(verdict) for verdict in conclude(STEPS, [A, B], cases, stops)]


def test_all_some_or_none_hold():
    cases = [case(n, name, "passed") for n, name in ((1, "a"), (1, "b"), (2, "a"))]
    cases += [case(n, name, "failed") for n, name in ((2, "b"), (3, "a"), (3, "b"))]
    assert standings(cases) == [ALL, SOME, NONE]


def test_what_is_skipped_counts_neither_way():
    cases = [
        case(1, "a", "passed"),
        case(1, "b", "skipped"),
        case(2, "a", "skipped"),
        case(2, "b", "skipped"),
    ]
    assert standings(cases) == [ALL, NONE, UNTRIED]


def test_a_step_that_was_not_tried_to_the_end_is_untried():
    assert standings([case(1, "a", "passed")])[0] == UNTRIED


def test_a_test_that_was_stopped_and_not_tried_again_holds_nowhere_else():
    cases = [case(1, "a", "passed"), case(2, "a", "passed"), case(1, "b", "passed")]
    one, two, three = conclude(STEPS, [A, B], cases, [hung(2, "b")])
    assert [finding.outcome for finding in one.findings] == [HELD, HELD]  # it was tried there
    assert [finding.outcome for finding in two.findings] == [HELD, HUNG]
    assert [finding.outcome for finding in three.findings] == [UNREACHED, UNREACHED]
    assert [standing(verdict) for verdict in (one, two, three)] == [ALL, STOPPED, UNTRIED]
    later = conclude(STEPS, [A, B], [*cases, case(3, "a", "passed")], [hung(2, "b")])[2]
    assert [finding.outcome for finding in later.findings] == [HELD, HUNG]
    assert standing(later) == SOME


def survey(*outcomes):
    """A survey of three steps with one behaviour each."""
    cases = tuple(case(n, "a", outcome) for n, outcome in enumerate(outcomes, 1))
    return Survey(None, conclude(STEPS, [A], cases, []), Report(Run("", False), cases, True))


@pytest.mark.parametrize(
    ("outcomes", "reached", "then"),
    [
        (("passed", "passed", "passed"), 3, None),
        (("passed", "passed", "failed"), 2, 3),
        (("failed", "passed", "failed"), 2, 3),
        (("failed", "failed", "failed"), None, 1),
    ],
)
def test_the_highest_step_that_holds_is_reached(outcomes, reached, then):
    found = survey(*outcomes)
    assert (found.reached and found.reached.step.number) == reached
    assert (found.next and found.next.step.number) == then
    if found.next:
        assert [finding.outcome for finding in found.next.missing] == [RED]


@pytest.mark.parametrize(("own", "then"), [("passed", 3), ("failed", 2)], ids=["begun", "to come"])
def test_the_step_to_go_on_with_may_be_a_later_one_if_that_has_begun(own, then):
    retired, new = behaviour("retired", {2}), behaviour("new", {3}, "introduces")
    cases = [case(1, "a", "passed"), case(2, "a", "passed"), case(2, "retired", "failed")]
    cases += [case(3, "a", "passed"), case(3, "b", "passed"), case(3, "c", "failed"), case(3, "new", own)]
    due = [A, retired, *(behaviour(name, {3}) for name in "bcde"), new]
    cases += [case(3, name, "passed") for name in "de"]
    found = Survey(None, conclude(STEPS, due, cases, []), Report(Run("", False), tuple(cases), True))
    assert (found.reached.step.number, found.next.step.number) == (1, then)


def test_stretches_are_runs_of_steps_with_about_as_many_behaviours_each():
    weights = [behaviour("early", {1}), *[behaviour(f"late{n}", {3}) for n in range(9)], behaviour("m", {2})]
    assert [[step.number for step in part] for part in stretches(STEPS, weights, 2)] == [[1, 2, 3]]
    assert [[s.number for s in part] for part in stretches(STEPS, [A, B], 3)] == [[1], [2], [3]]
