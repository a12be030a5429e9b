"""A verdict on a learner's code, sorted."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from stepkit.judging import HELD, HUNG, RED, WAIVED, Finding, Place, StepVerdict, Stop
from stepkit.verdicts import sort_findings


def finding(name, outcome, begins):
    behaviour = SimpleNamespace(
        file="test_variable.py",
        test=name,
        line=1,
        begins_at=lambda step: begins,
        introduced_at=lambda step: begins,
    )
    return Finding(behaviour, outcome)


def test_what_was_not_judged_counts_neither_as_holding_nor_as_due():
    findings = (
        finding("new", RED, begins=True),
        finding("new_not_judged", WAIVED, begins=True),
        finding("old", HELD, begins=False),
        finding("old_not_judged", WAIVED, begins=False),
    )
    news = sort_findings(StepVerdict(SimpleNamespace(number=28), findings, ()), frozenset())
    assert [f.behaviour.test for f in (*news.due, *news.before)] == ["new", "old"]
    assert news.held == (0, 1)


@pytest.mark.parametrize(("file", "at_import"), [("dezero.py", True), ("example.py", False)])
def test_a_loop_in_the_example_does_not_keep_the_framework_from_its_import(file, at_import):
    assert Stop(HUNG, None, "it took too long", Place(Path(file), 3, "<module>")).at_import is at_import
