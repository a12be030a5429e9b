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
        return complaints(catalog, tmp_path, frozenset({2}))

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
