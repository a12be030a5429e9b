"""The unified diff: complete, applicable, each hunk named by its definition."""

import re
import subprocess

import pytest

from stepkit.catalog import load_catalog
from stepkit.diffing import diff_lines, diff_trees, framework_tree
from stepkit.textdiff import hunks, render

CATALOG = load_catalog()


def tree(number):
    return framework_tree(CATALOG.step(number).folder)


def text_of(old, new, colour=False):
    return render(diff_trees(old, new), "old", "new", colour)


def headers(text):
    return [line for line in text.splitlines() if line.startswith("@@")]


def write(tree, folder):
    for path, text in tree.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


def git_apply(text, folder):
    # --unidiff-zero: a hunk ends with its definition, so there may be no context after a change
    command = ["git", "apply", "--unidiff-zero", "-"]
    subprocess.run(command, input=text + "\n", cwd=folder, text=True, check=True, capture_output=True)


PLACE = pytest.mark.xfail(reason="a hunk that only adds says -0,0 instead of the line before it")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(*pair, marks=[] if pair == (7, 8) else PLACE)
        for pair in [(1, 2), (2, 3), (3, 4), (5, 6), (6, 7), (7, 8), (8, 9), (9, 10)]
    ],
)
def test_git_applies_the_diff(old, new, tmp_path):
    write(tree(old), tmp_path)
    git_apply(text_of(tree(old), tree(new)), tmp_path)
    assert framework_tree(tmp_path) == tree(new)


ABC = {"a.py": "def f():\n    return 1\n\n\ndef g():\n    return 1\n\n\ndef h():\n    return 1\n"}
WITHOUT_G = {"a.py": "def f():\n    return 1\n\n\ndef h():\n    return 1\n"}


def test_a_diff_is_written_like_this():
    new = {"a.py": ABC["a.py"].replace("def g():\n    return 1", "def g():\n    x = 2\n    return x")}
    assert text_of(ABC, new).splitlines() == [
        "--- old/a.py",
        "+++ new/a.py",
        "@@ -3,4 +3,5 @@ in g, 1 line replaced by 2",
        " ",
        " ",
        " def g():",
        "-    return 1",
        "+    x = 2",
        "+    return x",
    ]


@PLACE
def test_a_definition_that_was_added_or_removed_says_where():
    assert headers(text_of(WITHOUT_G, ABC)) == ["@@ -2,0 +3,4 @@ new g, 4 lines added"]
    assert headers(text_of(ABC, WITHOUT_G)) == ["@@ -3,4 +2,0 @@ removed: g, 4 lines removed"]


def test_each_hunk_names_its_place():
    places = [line.split(" @@ ")[1].split(", ")[0] for line in headers(text_of(tree(6), tree(7)))]
    assert places == [
        "in Variable",
        "in Variable.__init__",
        "new Variable.set_creator",
        "new Variable.backward",
        "in Function.__call__",
    ]


def test_an_added_and_a_removed_file_are_compared_with_nothing():
    assert text_of({}, {"a.py": "x = 1\n"}).splitlines() == [
        "--- /dev/null",
        "+++ new/a.py",
        "@@ -0,0 +1,1 @@ at the top of a.py, 1 line added",
        "+x = 1",
    ]
    assert text_of({"a.py": "x = 1\n"}, {}).splitlines() == [
        "--- old/a.py",
        "+++ /dev/null",
        "@@ -1,1 +0,0 @@ at the top of a.py, 1 line removed",
        "-x = 1",
    ]


def test_a_definition_that_moved_unchanged_is_told_in_a_line_on_either_side():
    f = "def f():\n    first = 1\n    return first\n"
    text = text_of({"a.py": "a = 1\n" + f, "b.py": "b = 1\n"}, {"a.py": "a = 1\n", "b.py": "b = 1\n" + f})
    assert text.splitlines() == [
        "--- old/a.py",
        "+++ new/a.py",
        "@@ f moved to b.py @@",
        "--- old/b.py",
        "+++ new/b.py",
        "@@ f moved here from a.py, unchanged @@",
    ]


def test_nothing_changed_gives_nothing():
    assert text_of(ABC, ABC) == ""


def test_changes_share_a_hunk_where_their_three_lines_of_context_touch():
    old = [f"line {n}" for n in range(1, 31)]
    new = [line + "!" if line in ("line 10", "line 16", "line 24") else line for line in old]
    runs = hunks(diff_lines(old, new))
    assert [(run[0].old, run[-1].old) for run in runs] == [(7, 19), (21, 27)]


def test_colour_is_added_only_if_asked():
    plain, coloured = (text_of(tree(6), tree(7), colour) for colour in (False, True))
    assert "\033" not in plain
    assert re.sub(r"\033\[\d*m", "", coloured) == plain
    added = next(line for line in coloured.splitlines() if "self.creator = None" in line)
    assert added == "\033[32m+        self.creator = None\033[0m"
