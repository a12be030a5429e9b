"""What holds when: each behaviour with its state at every step, from what a run and its proof found."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from stepkit.behaviours import Behaviour, statement
from stepkit.errors import StepkitError
from stepkit.report import PASSED, SKIPPED, Report
from stepkit.spans import Span, starts

OUT_OF_SERVICE: Span = frozenset({11, 12})  # as the catalog says of these steps, and their errors too
MOST_COMPLAINTS = 10


class State(StrEnum):
    """What a behaviour is at a step."""

    NEW = "new"  # true from here on, by what this step changes
    BEGINS = "begins"  # guarded from here on
    HOLDS = "holds"
    BEFORE = "before"  # not yet
    OUT = "out"  # out of service, to come back
    UNTRIED = "untried"  # between two steps that try it, at one that leaves alone what it guards
    RETIRED = "retired"  # asked no more


@dataclass(frozen=True)
class Row:
    """A behaviour, its state at each step from the first on, and what the run says beyond that.

    red are the steps at which the proof saw it fail, 0 for the empty module before the first;
    skipped gives for a step the reason why the run passed it over there.
    """

    behaviour: Behaviour
    states: tuple[State, ...]
    red: frozenset[int]
    skipped: Mapping[int, str]


Key = tuple[int, str, str]  # step, file, statement


def rows_of(behaviours: Sequence[Behaviour], run: Report, proof: Report, last: int) -> list[Row]:
    """A row for each behaviour, in their order; refuses reports that do not tell of each case that is due."""
    held = _outcomes(run)
    proved = _outcomes(proof)
    due = {(step, b.file, b.statement) for b in behaviours for step in b.span}
    to_prove = {
        (step - 1, b.file, b.statement)
        for b in behaviours
        for step in starts(b.span)
        if b.introduced_at(step)
    }
    complaints = [*_complaints(due, held, "does not hold"), *_complaints(to_prove, proved, "is not proved")]
    if complaints:
        more = len(complaints) - MOST_COMPLAINTS
        lines = complaints[:MOST_COMPLAINTS] + ([f"and {more} more"] if more > 0 else [])
        raise StepkitError("what the run found is not what is due:\n  " + "\n  ".join(lines))
    reasons = {_key(case.step, case.file, case.test): case.message for case in run.cases if case.message}
    return [
        Row(
            b,
            tuple(state_at(b, step) for step in range(1, last + 1)),
            frozenset(s - 1 for s in starts(b.span) if proved.get((s - 1, b.file, b.statement)) == PASSED),
            {
                step: reasons.get((step, b.file, b.statement), "")
                for step in sorted(b.span)
                if held[step, b.file, b.statement] == SKIPPED
            },
        )
        for b in behaviours
    ]


def state_at(behaviour: Behaviour, step: int) -> State:
    """The state that the span and the role give."""
    if step in behaviour.span:
        if behaviour.begins_at(step):
            return State.NEW if behaviour.introduced_at(step) else State.BEGINS
        return State.HOLDS
    if step < min(behaviour.span):
        return State.BEFORE
    if step > max(behaviour.span):
        return State.RETIRED
    before = max(n for n in behaviour.span if n < step)
    after = min(n for n in behaviour.span if n > step)
    return State.OUT if OUT_OF_SERVICE.issuperset(range(before + 1, after)) else State.UNTRIED


def holding(rows: Iterable[Row]) -> Counter[int]:
    """How many behaviours hold, by step."""
    return Counter(step for row in rows for step in row.behaviour.span.difference(row.skipped))


def _key(step: int, file: str, test: str) -> Key:
    return step, file, statement(test)


def _outcomes(report: Report) -> dict[Key, str]:
    return {_key(*case): outcome for case, outcome in report.outcomes().items()}


def _complaints(due: set[Key], found: Mapping[Key, str], wrong: str) -> list[str]:
    """A sentence for each case that is not as it should be."""
    sentences = []
    for key in sorted(due | found.keys()):
        step, file, text = key
        place = f"step {step:02d}, {file}: {text!r}"
        if key not in found:
            sentences.append(f"{place} was not tried")
        elif key not in due:
            sentences.append(f"{place} was tried, but no test says so")
        elif found[key] not in (PASSED, SKIPPED):
            sentences.append(f"{place} {wrong}")
    return sentences


def cases_in_short(report: Report) -> str:
    """How many cases were tried: "12,530 cases, 1 of them skipped"."""
    skipped = sum(case.outcome == SKIPPED for case in report.cases)
    words = f"{len(report.cases):,} cases"
    return f"{words}, {skipped:,} of them skipped" if skipped else words
