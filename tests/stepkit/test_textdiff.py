"""The change in a terminal: a unified diff that git applies, each hunk named by its definitions."""

import shutil
import subprocess

import pytest

from stepkit.catalog import load_catalog
from stepkit.diffing import diff_trees, framework_tree
from stepkit.textdiff import render

CATALOG = load_catalog()


def text_between(old, new, colour=False):
    return render(diff_trees(old, new), "old", "new", colour)


def headers(text):
    return [line for line in text.splitlines() if line.startswith("@@")]


@pytest.mark.parametrize("number", [step.number for step in CATALOG.existing if step.number > 1])
def test_git_turns_a_step_into_the_next_by_the_text(tmp_path, number):
    old, new = CATALOG.step(number - 1), CATALOG.step(number)
    text = render(diff_trees(framework_tree(old.folder), framework_tree(new.folder)), "a", "b", False)
    for path in framework_tree(old.folder):
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(old.folder / path, target)
    if text:
        subprocess.run(["git", "apply"], input=f"{text}\n".encode(), cwd=tmp_path, check=True)
    assert framework_tree(tmp_path) == framework_tree(new.folder)


def test_a_file_that_is_removed_goes_to_dev_null():
    text = text_between({"a.py": "x = 1\n"}, {})
    assert text.splitlines() == [
        "--- old/a.py",
        "+++ /dev/null",
        "@@ -1,1 +0,0 @@ at the top of a.py, 1 line removed",
        "-x = 1",
    ]


def test_nothing_changed_gives_no_text():
    assert text_between({"a.py": "x = 1\n"}, {"a.py": "x = 1\n"}) == ""


def test_a_hunk_names_its_definition_and_the_size_of_the_change():
    text = text_between({"a.py": "def f():\n    return 1\n"}, {"a.py": "def f():\n    return 2\n"})
    assert headers(text) == ["@@ -1,2 +1,2 @@ in f, 1 line replaced by 1"]


def test_a_new_definition_begins_after_the_line_that_stands_before_it():
    body = "".join(f"    x = {i}\n" for i in range(6))
    old = {"a.py": f"def f():\n{body}"}
    new = {"a.py": f"def f():\n{body}\n\ndef g():\n    pass\n"}
    assert headers(text_between(old, new)) == ["@@ -5,3 +5,7 @@ new g, 4 lines added"]


def test_a_hunk_that_holds_two_definitions_names_both():
    old = {"a.py": "def f():\n    return 1\n\n\ndef g():\n    return 1\n"}
    new = {"a.py": "def f():\n    return 2\n\n\ndef g():\n    return 2\n"}
    [header] = headers(text_between(old, new))
    assert header.endswith("in f, 1 line replaced by 1; in g, 1 line replaced by 1")


def test_a_definition_that_moved_says_where_from_and_where_to():
    f, g = "def f():\n    return 1\n", "def g():\n    a = 1\n    return a\n"
    text = text_between({"a.py": f"{f}\n\n{g}", "b.py": "x = 1\n"}, {"a.py": f, "b.py": f"x = 1\n\n\n{g}"})
    assert any("g (to b.py), 5 lines removed" in header for header in headers(text))
    assert any("g (from a.py), 5 lines added" in header for header in headers(text))


def test_colour_comes_only_when_asked_for():
    trees = {"a.py": "x = 1\n"}, {"a.py": "x = 2\n"}
    assert "\033[" not in text_between(*trees)
    assert "\033[32m+x = 2\033[0m" in text_between(*trees, colour=True)
    assert "\033[31m-x = 1\033[0m" in text_between(*trees, colour=True)
