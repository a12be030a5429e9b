"""What holds when: rows from made-up behaviours and reports, with a state for each of 16 steps."""

import pytest

from stepkit.behaviours import Behaviour
from stepkit.errors import StepkitError
from stepkit.matrix import State, cases_in_short, holding, rows_of
from stepkit.report import Case, Report, Run
from stepkit.spans import parse_span

LAST = 16


def behaviour(span, role="introduces"):
    return Behaviour("it holds", "A topic", "test_topic.py", 1, parse_span(span, LAST), role, "")


def report(*steps, proof=False, **others):
    """A report of one case at each step; others are outcomes by the step's name: step3="failed"."""
    cases = []
    for step in steps:
        outcome = others.get(f"step{step}", "passed")
        why = "dot is missing" if outcome == "skipped" else ""
        cases.append(Case(step, "test_topic.py", "test_it_holds", "", outcome, why))
    return Report(Run("digest", proof), tuple(cases), True)


def row_of(span, role="introduces", proofs=(), **others):
    run = report(*sorted(parse_span(span, LAST)), **others)
    (row,) = rows_of([behaviour(span, role)], run, report(*proofs, proof=True), LAST)
    return row


def letters(row):
    """A letter a step, so that a row is read at a glance."""
    short = {State.NEW: "N", State.BEGINS: "b", State.HOLDS: "h", State.BEFORE: ".", State.OUT: "o"}
    return "".join((short | {State.UNTRIED: "u", State.RETIRED: "r"})[state] for state in row.states)


@pytest.mark.parametrize(
    ("span", "role", "proofs", "states"),
    [
        ("3-", "introduces", [2], "..Nhhhhhhhhhhhhh"),
        ("3-", "guards", [], "..bhhhhhhhhhhhhh"),
        ("1", "introduces", [0], "Nrrrrrrrrrrrrrrr"),
        ("7-10,13-14", "introduces", [6, 12], "......NhhhooNhrr"),
        ("10,12-", "guards", [], ".........bobhhhh"),
        ("4,8,12", "guards", [], "...buuubuuubrrrr"),
        ("9-11,14-", "guards", [], "........bhhuubhh"),
    ],
    ids=["new", "guarded", "retired", "out of service", "out in 11", "tried here and there", "a longer gap"],
)
def test_a_row_has_a_state_for_each_step(span, role, proofs, states):
    assert letters(row_of(span, role, proofs)) == states


def test_the_steps_that_were_proved_red_are_known():
    assert row_of("7-10,13-", proofs=[6, 12]).red == {6, 12}
    assert row_of("1-", proofs=[0]).red == {0}
    assert row_of("3-", "guards").red == frozenset()


def test_a_case_that_was_skipped_gives_its_reason_and_does_not_count_as_holding():
    row = row_of("3-5", proofs=[2], step4="skipped")
    assert row.skipped == {4: "dot is missing"}
    assert dict(holding([row, row])) == {3: 2, 5: 2}


def test_a_proof_that_was_skipped_proves_nothing():
    run, proof = report(3), report(2, proof=True, step2="skipped")
    (row,) = rows_of([behaviour("3")], run, proof, LAST)
    assert row.red == frozenset()


@pytest.mark.parametrize(
    ("run", "proof", "complaint"),
    [
        (report(3), report(2, proof=True), "step 04, test_topic.py: 'it holds' was not tried"),
        (report(3, 4), report(proof=True), "step 02, test_topic.py: 'it holds' was not tried"),
        (report(3, 4, 5), report(2, proof=True), "step 05, test_topic.py: 'it holds' was tried, but no test"),
        (
            report(3, 4, step4="failed"),
            report(2, proof=True),
            "step 04, test_topic.py: 'it holds' does not hold",
        ),
        (report(3, 4, step4="running"), report(2, proof=True), "step 04, test_topic.py: 'it holds' does not"),
        (
            report(3, 4),
            report(2, proof=True, step2="failed"),
            "step 02, test_topic.py: 'it holds' is not proved",
        ),
    ],
    ids=["a hole", "no proof", "too much", "red", "cut short", "green before"],
)
def test_what_was_found_must_be_what_is_due(run, proof, complaint):
    with pytest.raises(StepkitError, match=complaint):
        rows_of([behaviour("3-4")], run, proof, LAST)


def test_of_many_complaints_ten_are_told():
    with pytest.raises(StepkitError, match=r"step 10.*\n  and 6 more$"):
        rows_of([behaviour("1-", "guards")], report(), report(proof=True), LAST)


def test_the_cases_are_counted_in_words():
    assert cases_in_short(report(3, 4)) == "2 cases"
    assert cases_in_short(report(3, 4, step4="skipped")) == "2 cases, 1 of them skipped"
