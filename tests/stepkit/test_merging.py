"""An edit of one snapshot is replayed on the next, definition by definition."""

import pytest

from stepkit.merging import Labels, conflict_lines, merge_trees
from stepkit.renaming import renamed_definitions, with_names

LABELS = Labels("as it is", "before the edit", "with the edit")

BASE = """\
import numpy as np


def one():
    return 1


class Box:
    def __init__(self, data):
        self.data = data

    def double(self):
        twice = self.data * 2
        return twice


def last():
    return 9
"""


def replayed(edit, following, sleeping=None, base=BASE):
    """merge_trees for a single file; edit and following are pairs of (text, text that replaces it)."""
    edited = base.replace(*edit)
    assert edited != base
    if isinstance(following, tuple):
        assert following[0] in base
        following = {"dezero.py": base.replace(*following)}
    return merge_trees({"dezero.py": base}, {"dezero.py": edited}, following, sleeping or {}, LABELS)


def text_of(merged, path="dezero.py"):
    assert not merged.conflicts
    return merged.tree[path]


def test_an_edit_reaches_a_snapshot_that_changed_elsewhere():
    merged = replayed(("return 1", "return 1.0"), ("twice = self.data * 2", "twice = 2 * self.data"))
    assert text_of(merged) == BASE.replace("return 1", "return 1.0").replace("self.data * 2", "2 * self.data")


def test_an_edit_of_the_last_line_does_not_collide_with_what_the_step_appends():
    merged = replayed(
        ("return 9", "return 10"), ("    return 9\n", "    return 9\n\n\ndef new():\n    return 0\n")
    )
    assert text_of(merged).endswith("def last():\n    return 10\n\n\ndef new():\n    return 0\n")


def test_what_the_edit_appends_stands_before_what_the_step_appends():
    merged = replayed(
        ("    return 9\n", "    return 9\n\n\ndef fix():\n    return 5\n"),
        ("    return 9\n", "    return 9\n\n\ndef new():\n    return 0\n"),
    )
    assert text_of(merged).endswith("return 9\n\n\ndef fix():\n    return 5\n\n\ndef new():\n    return 0\n")


def test_a_method_that_the_edit_adds_follows_the_one_before_it():
    method = "\n    def half(self):\n        return self.data / 2\n"
    merged = replayed(
        ("        return twice\n", "        return twice\n" + method),
        ("        self.data = data\n", "        self.data = data\n        self.grad = None\n"),
    )
    assert "        return twice\n" + method + "\n\ndef last()" in text_of(merged)
    assert "self.grad = None" in text_of(merged)


def test_a_definition_that_the_edit_removes_is_removed():
    merged = replayed(("def one():\n    return 1\n\n\n", ""), ("return 9", "return 10"))
    assert "def one" not in text_of(merged)


def test_a_definition_that_the_edit_renames_is_renamed():
    merged = replayed(("def double(self):", "def doubled(self):"), ("return twice", "return +twice"))
    assert "    def doubled(self):\n        twice = self.data * 2\n        return +twice\n" in text_of(merged)


def test_what_the_edit_adds_above_a_renamed_definition_is_added():
    new = "def new():\n    return 0\n\n\n"
    merged = replayed(("def last():", f"{new}def final():"), ("return 1", "return 1.0"))
    assert text_of(merged).endswith(f"{new}def final():\n    return 9\n")


def test_the_same_line_changed_twice_is_a_conflict_that_names_the_definition():
    merged = replayed(("self.data * 2", "self.data + self.data"), ("self.data * 2", "2 * self.data"))
    assert merged.conflicts == ["Box.double"]
    text = merged.tree["dezero.py"]
    lines = text.splitlines()
    assert [lines[number - 1] for number in conflict_lines(text)] == [
        "<<<<<<< as it is",
        "||||||| before the edit",
        ">>>>>>> with the edit",
    ]


def test_a_step_that_has_the_fix_already_stays_as_it_is():
    fix = ("return 1", "return 1.0")
    merged = replayed(fix, fix)
    assert text_of(merged) == BASE.replace(*fix)


def test_a_renamed_file_is_followed():
    merged = replayed(("return 1", "return 1.0"), {"dezero/core.py": BASE, "dezero/__init__.py": ""})
    assert merged.tree == {"dezero/core.py": BASE.replace("return 1", "return 1.0"), "dezero/__init__.py": ""}


def test_a_definition_that_moves_to_another_file_is_followed():
    one = "def one():\n    return 1\n"
    following = {"dezero/core.py": BASE.replace(one + "\n\n", ""), "dezero/functions.py": one}
    merged = replayed(("return 1", "return 1.0"), following)
    assert text_of(merged, "dezero/functions.py") == "def one():\n    return 1.0\n"
    assert merged.remarks == ["one moves to dezero/functions.py, and the edit with it"]


def test_an_edit_sleeps_while_its_definition_is_out_and_wakes_when_it_is_back():
    out = BASE.replace("def one():\n    return 1\n\n\n", "")
    merged = replayed(("return 1", "return 1.0"), {"dezero.py": out})
    assert text_of(merged) == out
    assert merged.remarks == ["one is not there: its edit sleeps until it is back"]
    woken = merge_trees({"dezero.py": out}, {"dezero.py": out}, {"dezero.py": BASE}, merged.sleeping, LABELS)
    assert text_of(woken) == BASE.replace("return 1", "return 1.0")
    assert woken.remarks == ["one is back, and the edit with it"]
    assert not woken.sleeping


def test_a_file_that_the_edit_adds_is_added():
    merged = merge_trees(
        {"dezero.py": BASE}, {"dezero.py": BASE, "more.py": "x = 1\n"}, {"dezero.py": BASE}, {}, LABELS
    )
    assert merged.tree == {"dezero.py": BASE, "more.py": "x = 1\n"}


@pytest.mark.parametrize("text, conflicts", [("x = 1\n", []), ("x = 2\n", ["more.py"])])
def test_a_file_that_the_edit_removes_is_removed_unless_the_step_changed_it(text, conflicts):
    base = {"dezero.py": BASE, "more.py": "x = 1\n"}
    merged = merge_trees(base, {"dezero.py": BASE}, {"dezero.py": BASE, "more.py": text}, {}, LABELS)
    assert merged.conflicts == conflicts
    assert ("more.py" in merged.tree) == bool(conflicts)


def test_an_empty_file_stays():
    merged = replayed(("return 1", "return 1.0"), {"dezero.py": BASE, "dezero/__init__.py": ""})
    assert merged.tree["dezero/__init__.py"] == ""


# ---------------------------------------------------------------- names


def test_a_renamed_function_and_method_are_found():
    edited = BASE.replace("def one", "def uno").replace("def double(", "def doubled(")
    assert renamed_definitions({"dezero.py": BASE}, {"dezero.py": edited}) == {
        "one": "uno",
        "double": "doubled",
    }


def test_a_changed_definition_is_not_renamed():
    edited = BASE.replace("return 1", "return 2")
    assert renamed_definitions({"dezero.py": BASE}, {"dezero.py": edited}) == {}


def test_a_name_is_replaced_in_code_and_nowhere_else():
    source = "one = one + box.one(one=stone)  # one\n'one'\n"
    assert with_names(source, {"one": "first"}) == ("first = first + box.first(first=stone)  # one\n'one'\n")
