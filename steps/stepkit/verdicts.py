"""A verdict on a learner's code, sorted: what is still to do, what was broken, what comes first."""

from collections.abc import Sequence
from dataclasses import dataclass

from stepkit.judging import CRASHED, HELD, HUNG, UNREACHED, WAIVED, Finding, StepVerdict

FEW = 2  # failures that are tried again, in case the machine was busy
LATE = ("test_errors", "test_examples", "test_unittest")  # they build on what the other topics bring


@dataclass(frozen=True)
class News:
    """The findings, sorted: what was to be made true, and what held before and does not now."""

    due: tuple[Finding, ...]
    before: tuple[Finding, ...]

    @property
    def held(self) -> tuple[int, int]:
        """How many hold of either."""
        due, before = (sum(f.outcome == HELD for f in part) for part in (self.due, self.before))
        return due, before

    @property
    def red(self) -> list[Finding]:
        return failing(self.due)

    @property
    def broken(self) -> list[Finding]:
        return failing(self.before)


def failing(findings: Sequence[Finding]) -> list[Finding]:
    """Those that failed: first what stopped the run, and hides the rest."""
    failed = [f for f in findings if f.outcome not in (HELD, WAIVED, UNREACHED)]
    return sorted(failed, key=lambda f: f.outcome not in (HUNG, CRASHED))


def key_of(finding: Finding) -> str:
    return f"{finding.behaviour.file}::{finding.behaviour.test}"


def sort_findings(verdict: StepVerdict, red_at_start: frozenset[str]) -> News:
    """Due is what did not hold at the start or begins with this step, in the lesson's order.

    What was not judged here is in neither part: it neither holds nor fails.
    """
    judged = [f for f in verdict.findings if f.outcome != WAIVED]
    due = [f for f in judged if key_of(f) in red_at_start or f.behaviour.begins_at(verdict.step.number)]
    before = [f for f in judged if f not in due]
    return News(tuple(in_lessons_order(due, verdict.step.number)), tuple(before))


def in_lessons_order(due: Sequence[Finding], step: int) -> list[Finding]:
    """The topic first of which most arrives in this step, and mistakes, examples and unit tests last.

    Within a topic, what is new comes before what is awaited again, and the order of the tests goes from
    the simple to the intricate.
    """
    arriving: dict[str, int] = {}
    for finding in due:
        file = finding.behaviour.file
        arriving[file] = arriving.get(file, 0) + finding.behaviour.introduced_at(step)

    def rank(finding: Finding) -> tuple[int, int, str, bool, int]:
        behaviour = finding.behaviour
        late = next((n for n, name in enumerate(LATE, 1) if behaviour.file.startswith(name)), 0)
        awaited = not behaviour.begins_at(step)
        return late, -arriving[behaviour.file], behaviour.file, awaited, behaviour.line

    return sorted(due, key=rank)


def worth_another_try(news: "News") -> list[Finding]:
    """What a red behaviour may have spoilt, or a busy machine: some behaviours take the time."""
    if news.red and news.broken:
        return news.broken
    failed = news.red + news.broken
    return failed if len(failed) <= FEW and not any(f.stop for f in failed) else []


def one_cause(verdict: StepVerdict) -> Finding | None:
    """The finding to explain if all fail for the one reason that the framework cannot be imported."""
    first = verdict.findings[0]
    if verdict.stops and verdict.stops[0].at_import:
        return verdict.having(HUNG, CRASHED)[0]
    same = {f.case.message if f.case else None for f in verdict.findings}
    alone = len(same) == 1 and first.case is not None and first.outcome not in (HELD, WAIVED)
    return first if alone and "has no attribute" not in (first.case.message if first.case else "") else None
