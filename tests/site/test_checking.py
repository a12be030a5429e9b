"""The check of the pages names those that state what is not so."""

import subprocess
import sys
from pathlib import Path

import pytest

from sitekit.checking import complaints
from stepkit.running import Outcome

PROJECT = Path(__file__).resolve().parents[2]

TRUE = "```dz-run step 2\nprint(1 + 1)\n--- here\n2\n```\n"


@pytest.fixture
def checked(catalog, tmp_path, monkeypatch):
    """The complaints on made-up pages; what runs prints 2."""
    monkeypatch.setattr(
        "sitekit.checking.run_all", lambda catalog, jobs: {(n, job.key): Outcome("2\n") for n, job in jobs}
    )

    def check(**texts):
        for name, text in texts.items():
            (tmp_path / f"{name}.md").write_text(text)
        return complaints(catalog, tmp_path, frozenset())

    return check


def test_a_page_that_states_what_comes_out_is_fine(checked):
    assert checked(book=TRUE) == {}


def test_each_page_that_states_something_else_is_named(checked):
    wrong = TRUE.replace("\n2\n", "\n3\n")
    found = checked(a=wrong, b=TRUE, c=f"# Title\n\n{wrong}")
    result = "run: the result stated for step 02 is not what came out: line 1: expected '3', got '2'"
    assert found == {"a.md": f"line 1, {result}", "c.md": f"line 3, {result}"}


def test_a_page_that_cannot_be_read_is_named(checked):
    assert "it belongs to a step's page" in checked(book="```dz-change Variable\n```\n")["book.md"]


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ("See {step 99}.\n", "{step 99}: step 99 does not exist"),
        ("```dz-run step 99\nprint(2)\n--- here\n2\n```\n", "step 99 does not exist"),
        ('```dz-run step 2 "\nprint(2)\n```\n', 'line 1, run: No closing quotation: step 2 "'),
    ],
)
def test_a_page_that_no_site_can_be_built_from_is_named(checked, wrong, complaint):
    assert complaint in checked(book=wrong, fine=TRUE)["book.md"]


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("## The output\n", "## What comes out\n", "here are The question, The example, What comes out"),
        ("## Exercises\n", "## Exercises\n\n```dz-run step 99\n--- here\n2\n```\n", "step 99 does not exist"),
    ],
)
def test_a_step_page_that_no_site_can_be_built_from_is_named(catalog, tmp_path, old, new, complaint):
    page = tmp_path / "steps" / "step36.md"
    page.parent.mkdir()
    page.write_text((PROJECT / "docs" / "steps" / page.name).read_text(encoding="utf-8").replace(old, new))
    assert complaint in complaints(catalog, tmp_path, frozenset({36}))["steps/step36.md"]


def test_a_step_without_a_page_is_named(catalog, tmp_path):
    missing = {f"steps/step{n}.md": "there is no such page" for n in (12, 13)}
    assert complaints(catalog, tmp_path, frozenset({12})) == missing


def test_the_recipe_for_a_page_works(catalog, tmp_path):
    recipe = (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    page = recipe.split("````markdown\n")[1].split("````\n")[0]
    (tmp_path / "recipe.md").write_text(page)
    assert complaints(catalog, tmp_path, frozenset()) == {}
    (tmp_path / "recipe.md").write_text(page.replace("\n2.0\n", "\n1.0\n"))
    assert "expected '1.0', got '2.0'" in complaints(catalog, tmp_path, frozenset())["recipe.md"]


def test_wrong_arguments_say_what_to_write():
    command = [sys.executable, PROJECT / "docs/_site/check.py", "first"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8")
    assert done.returncode == 2
    assert done.stderr == "pages: 'first' is no span of steps: write 7, 3-9, 7-10,13- or all\n"
