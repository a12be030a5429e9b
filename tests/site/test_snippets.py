"""A fence that runs code may name its step, and may then stand on any page."""

import pytest

from sitekit.fences import take_fences
from sitekit.html import PageError
from sitekit.snippets import fill, jobs_of
from stepkit.running import Outcome


def fences(text):
    return take_fences(text)[1]


RUN = "```dz-run step 14\nprint(2)\n--- before\n1\n--- here\n2\n```\n"


def test_code_runs_on_the_step_that_its_fence_names_and_on_the_one_before():
    assert [step for step, _ in jobs_of(fences(RUN), None)] == [13, 14]
    assert [step for step, _ in jobs_of(fences(RUN), 20)] == [13, 14]


def test_on_a_step_page_the_step_need_not_be_named():
    assert [step for step, _ in jobs_of(fences(RUN.replace(" step 14", "")), 20)] == [19, 20]


@pytest.mark.parametrize(
    ("fence", "complaint"),
    [
        ("```dz-run\nprint(2)\n```\n", "line 3, run: .*write dz-run step 14"),
        ("```dz-run step two\nprint(2)\n```\n", "line 3, run: 'two' is no step: write dz-run step 14"),
        ("```dz-change Variable\n```\n", "line 3, change: it belongs to a step's page: write one of dz-run"),
    ],
)
def test_what_cannot_stand_on_a_page_of_no_step_is_refused(fence, complaint):
    with pytest.raises(PageError, match=complaint):
        jobs_of(fences(f"Words.\n\n{fence}"), None)


def test_results_are_labelled_by_the_step_that_the_fence_names():
    (_, job), _ = jobs_of(fences(RUN), None)
    outcomes = {(13, job.key): Outcome("1\n"), (14, job.key): Outcome("2\n")}
    (html,) = fill(fences(RUN), outcomes)
    assert "Step 13 printed" in html and "Step 14 prints" in html


def test_a_result_that_is_not_the_one_stated_is_refused_with_its_line():
    (_, job), _ = jobs_of(fences(RUN), None)
    outcomes = {(13, job.key): Outcome("1\n"), (14, job.key): Outcome("3\n")}
    with pytest.raises(PageError, match="line 1, run: the result stated for step 14"):
        fill(fences(RUN), outcomes)
