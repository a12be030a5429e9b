"""What changed between two snapshots is told by file and by definition."""

from itertools import pairwise

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from stepkit.catalog import load_catalog
from stepkit.diffing import (
    Row,
    Section,
    changed_files,
    describe_change,
    describe_place,
    diff_lines,
    diff_texts,
    diff_trees,
    example_tree,
    framework_tree,
    is_framework,
    plural,
    read_tree,
)

TREES = {step.label: read_tree(step.folder) for step in load_catalog().existing}


def function(name, *lines):
    body = "".join(f"    {line}\n" for line in lines or (f"first = {name!r}", "second = 2", "return first"))
    return f"\n\ndef {name}():\n{body}"


def states(sections):
    """The units that changed, by name."""
    return {section.name: section.state for section in sections if section.state != "same"}


def new_side(diff):
    rows = [row for s in diff.sections if s.state not in ("gone", "removed") for row in s.rows if row.new]
    assert [row.new for row in rows] == list(range(1, len(rows) + 1))
    return [row.text for row in rows]


def old_side(diff):
    rows = [row for s in diff.sections if s.state not in ("moved", "added") for row in s.rows if row.old]
    assert [row.old for row in rows] == list(range(1, len(rows) + 1))
    return [row.text for row in rows]


def check(old, new):
    """The rows rebuild both sides, file by file; the counts are those of the rows."""
    diffs = diff_trees(old, new)
    assert {d.new: new_side(d) for d in diffs if d.new} == {p: text.splitlines() for p, text in new.items()}
    assert {d.old: old_side(d) for d in diffs if d.old} == {p: text.splitlines() for p, text in old.items()}
    for diff in diffs:
        signs = [row.sign for section in diff.sections if section.state != "gone" for row in section.rows]
        assert (diff.added, diff.removed) == (signs.count("+"), signs.count("-"))
    lines_gained = sum(diff.added - diff.removed for diff in diffs)
    assert lines_gained == sum(len(t.splitlines()) for t in new.values()) - sum(
        len(t.splitlines()) for t in old.values()
    )
    return diffs


# ---------------------------------------------------------------- within a file


def test_a_change_is_named_by_its_definition():
    old = "import numpy" + function("f") + function("g") + function("h")
    new = "import numpy" + function("f") + function("g", "return 2") + function("h")
    assert states(diff_texts(old, new)) == {"g": "changed"}


def test_a_changed_method_leaves_its_class_alone():
    old = "class A:\n    x = 1\n\n    def f(self):\n        return 1\n\n    def g(self):\n        return 1\n"
    new = old.replace("def g(self):\n        return 1", "def g(self):\n        return 2")
    (section,) = [s for s in diff_texts(old, new) if s.state != "same"]
    assert (section.kind, section.name, section.added, section.removed) == ("def", "A.g", 1, 1)
    assert [row for row in section.rows if row.sign != " "] == [
        Row("-", 8, None, "        return 1"),
        Row("+", None, 8, "        return 2"),
    ]


def test_two_definitions_that_change_side_by_side_do_not_share_a_section():
    old = function("f", "return 1") + function("g", "return 1")
    new = function("f", "x = 2", "return x") + function("g", "y = 3", "return y")
    sections = diff_texts(old, new)
    assert states(sections) == {"f": "changed", "g": "changed"}
    texts = ["\n".join(row.text for row in section.rows) for section in sections]
    assert [("f()" in text, "g()" in text) for text in texts] == [(True, False), (False, True)]


@pytest.mark.parametrize("name", ["a", "m", "z"])
def test_a_new_definition_is_one_section_and_its_neighbours_stay_the_same(name):
    wanted = sorted(["f", "p", name])
    new = "x = 1\n" + "".join(map(function, wanted))
    old = "x = 1\n" + function("f") + function("p")
    assert states(diff_texts(old, new)) == {name: "added"}
    assert states(diff_texts(new, old)) == {name: "removed"}


def test_a_definition_under_another_name_is_removed_and_added():
    assert states(diff_texts(function("f"), function("g"))) == {"f": "removed", "g": "added"}


def test_the_top_of_a_file_is_a_section_without_a_name():
    sections = diff_texts("import a\n" + function("f"), "import b\n" + function("f"))
    assert states(sections) == {"": "changed"}


def test_rows_number_the_lines_of_both_sides():
    assert diff_lines(["a", "b", "c"], ["a", "x", "y", "c"], 10, 20) == (
        Row(" ", 11, 21, "a"),
        Row("-", 12, None, "b"),
        Row("+", None, 22, "x"),
        Row("+", None, 23, "y"),
        Row(" ", 13, 24, "c"),
    )


def test_a_line_that_occurs_often_is_still_found_between_two_changes():
    old = [f"line {n}" if n % 2 else "" for n in range(250)]
    new = [f"{line}!" if line in ("line 101", "line 103") else line for line in old]
    assert "".join(row.sign for row in diff_lines(old, new)).strip() == "-+ -+"


# ---------------------------------------------------------------- files


def test_files_are_added_changed_removed_or_stay():
    old = {"a.py": "a = 1\n", "b.py": "b = 1\n", "c.py": "c = 1\n"}
    new = {"a.py": "a = 2\n", "c.py": "c = 1\n", "d.py": "d = 4\n"}
    diffs = check(old, new)
    assert [(d.path, d.state, d.added, d.removed) for d in diffs] == [
        ("a.py", "changed", 1, 1),
        ("c.py", "same", 0, 0),
        ("d.py", "added", 1, 0),
        ("b.py", "removed", 0, 1),
    ]
    assert [diff.path for diff in changed_files(diffs)] == ["a.py", "d.py", "b.py"]


def test_equal_trees_have_no_changed_files():
    assert changed_files(diff_trees(TREES["09"], TREES["09"])) == []


def test_a_renamed_file_is_followed():
    old = "x = 1" + function("f") + function("g")
    (diff,) = check({"old.py": old}, {"new.py": old.replace("x = 1", "x = 2")})
    assert (diff.old, diff.new, diff.state, diff.added, diff.removed) == ("old.py", "new.py", "renamed", 1, 1)


def test_files_that_have_little_in_common_are_not_renamed():
    diffs = check({"old.py": function("f", "return 1")}, {"new.py": function("g", "x = 2", "return x")})
    assert [diff.state for diff in diffs] == ["added", "removed"]


def test_of_several_candidates_the_most_alike_is_the_renamed_one():
    text = "".join(map(function, "fgh"))
    diffs = check({"old.py": text}, {"a.py": text.replace("second = 2", "second = 3"), "b.py": text})
    assert {diff.new: diff.old for diff in diffs} == {"a.py": None, "b.py": "old.py"}


# ---------------------------------------------------------------- moves


def test_a_definition_that_moved_unchanged_counts_no_line():
    old = {"a.py": "a = 1\n" + function("f") + function("g"), "b.py": "b = 1\n" + function("h")}
    new = {"a.py": "a = 1\n" + function("g"), "b.py": "b = 1\n" + function("h") + function("f")}
    a, b = check(old, new)
    assert states(a.sections) == {"f": "gone"}
    assert states(b.sections) == {"f": "moved"}
    assert [s.other for s in (*a.sections, *b.sections) if s.other] == ["b.py", "a.py"]
    assert [(d.added, d.removed) for d in (a, b)] == [(0, 0), (0, 0)]


def test_a_definition_that_moved_and_changed_a_little_counts_that():
    body = ["a = 1", "b = 2", "c = 3", "return a"]
    old = {"a.py": "a = 1\n" + function("f", *body), "b.py": "b = 1\n"}
    new = {"a.py": "a = 1\n", "b.py": "b = 1\n" + function("f", *body[:3], "return b")}
    a, b = check(old, new)
    assert (states(a.sections), states(b.sections)) == ({"f": "gone"}, {"f": "moved"})
    assert [(d.added, d.removed) for d in (a, b)] == [(0, 0), (1, 1)]


def test_a_definition_that_shares_only_its_name_did_not_move():
    old = {"a.py": "a = 1\n" + function("f", "x = 1", "return x"), "b.py": "b = 1\n"}
    new = {"a.py": "a = 1\n", "b.py": "b = 1\n" + function("f", "y = [2]", "y.sort()", "return y")}
    a, b = check(old, new)
    assert (states(a.sections), states(b.sections)) == ({"f": "removed"}, {"f": "added"})


def test_a_definition_may_move_within_its_file():
    f, g, h = map(function, "fgh")
    (diff,) = check({"a.py": f + g + h}, {"a.py": g + h + f})
    assert sorted(s.state for s in diff.sections) == ["gone", "moved", "same", "same"]
    assert (diff.state, diff.added, diff.removed) == ("changed", 0, 0)


SPLIT_CLASS = "class A:\n    x = 1\n    y = 2\n\n    def f(self):\n        return 1\n\n    z = 3\n    w = 4\n"


def test_a_class_with_attributes_after_its_methods_may_move():
    rest = "a = 1\n" + "".join(map(function, "fgh"))
    a, b = check(
        {"a.py": rest + SPLIT_CLASS, "b.py": "b = 1\n"}, {"a.py": rest, "b.py": "b = 1\n" + SPLIT_CLASS}
    )
    assert [s.state for s in a.sections if s.name[:1] == "A"] == ["gone"] * 3
    assert [s.state for s in b.sections if s.name[:1] == "A"] == ["moved"] * 3
    assert (b.added, b.removed) == (0, 0)


def a_class(name):
    lines = "".join(f"        step{i} = {name!r}\n" for i in range(3))
    return (
        f"\n\nclass {name}:\n    " + f'"""{name}."""\n\n    def forward(self):\n{lines}        return step1\n'
    )


def test_a_module_becomes_a_package_and_two_classes_a_module_of_their_own():
    top = '"""A framework."""\n\nimport numpy as np\n'
    core = "".join(map(a_class, ["Variable", "Function", "Add"])) + function("add") + function("as_array")
    init = "from dezero.core_simple import Variable\nfrom dezero.functions import Square\n"
    head = '"""Functions."""\n\nfrom dezero.core_simple import Function\n'
    old = {"dezero.py": top + core + a_class("Square") + a_class("Exp")}
    new = {
        "dezero/__init__.py": init,
        "dezero/core_simple.py": top + core,
        "dezero/functions.py": head + a_class("Square") + a_class("Exp"),
    }
    diffs = check(old, new)
    assert [(d.old, d.new, d.added, d.removed) for d in diffs] == [
        (None, "dezero/__init__.py", 2, 0),
        ("dezero.py", "dezero/core_simple.py", 0, 0),
        (None, "dezero/functions.py", 3, 0),
    ]
    _, core_diff, functions = diffs
    parts = ["Square", "Square.forward", "Exp", "Exp.forward"]
    assert states(core_diff.sections) == dict.fromkeys(parts, "gone")
    assert states(functions.sections) == {"": "added"} | dict.fromkeys(parts, "moved")
    assert {s.other for s in functions.sections if s.state == "moved"} == {"dezero/core_simple.py"}
    assert {s.other for s in core_diff.sections if s.state == "gone"} == {"dezero/functions.py"}


# ---------------------------------------------------------------- any two snapshots, any two trees


@pytest.mark.parametrize(("old", "new"), list(pairwise(TREES)))
def test_the_rows_of_two_snapshots_rebuild_both(old, new):
    check(TREES[old], TREES[new])


def test_the_rows_of_the_first_and_the_last_snapshot_rebuild_both():
    first, last = TREES[min(TREES)], TREES[max(TREES)]
    check(first, last)
    check(last, first)
    check({}, last)
    check(last, {})


CODE = [("", text) for text in ("x = 1\n", "y = 2\n", "\n")]
DEFINITIONS = [(name, function(name)) for name in "fgh"] + [("A", a_class("A"))]
VARIANTS = [
    ("f", function("f", "return 1")),
    ("g", function("g", "first = 'g'", "second = 2", "return second")),
]


def trees(**options):
    """Trees of up to three files; each piece lies in one of them."""
    piece = st.tuples(
        st.sampled_from(["a.py", "b.py", "c.py"]), st.sampled_from(CODE + DEFINITIONS + VARIANTS)
    )
    return st.lists(piece, max_size=12, **options).map(assemble)


def assemble(pieces):
    tree = {}
    for path, (_, text) in pieces:
        tree[path] = tree.get(path, "") + text
    return tree


NAMED_ONCE = trees(unique_by=lambda piece: piece[1][0] or object())
QUICK = settings(deadline=None, database=None, max_examples=60)


@QUICK
@given(NAMED_ONCE, NAMED_ONCE)
def test_the_rows_of_any_trees_rebuild_both(old, new):
    check(old, new)


@settings(QUICK, phases=[Phase.generate])
@given(trees(), trees())
def test_also_if_a_name_is_defined_twice(old, new):
    check(old, new)


# ---------------------------------------------------------------- in words


@pytest.mark.parametrize(
    ("added", "removed", "words"),
    [
        (5, 3, "3 lines replaced by 5"),
        (1, 1, "1 line replaced by 1"),
        (1, 0, "1 line added"),
        (4, 0, "4 lines added"),
        (0, 1, "1 line removed"),
        (0, 2, "2 lines removed"),
    ],
)
def test_the_size_of_a_change_in_words(added, removed, words):
    assert describe_change(added, removed) == words


@pytest.mark.parametrize(
    ("name", "state", "line", "words"),
    [
        ("Variable.backward", "changed", 9, "in Variable.backward"),
        ("Exp", "added", 9, "new Exp"),
        ("Exp", "removed", 9, "removed: Exp"),
        ("Exp", "moved", 9, "moved: Exp"),
        ("", "changed", 1, "at the top of dezero.py"),
        ("", "added", 9, "in dezero.py"),
    ],
)
def test_the_place_of_a_change_in_words(name, state, line, words):
    section = Section("def" if name else "code", name, state, (Row("+", None, line, "x"),))
    assert describe_place(section, "dezero.py") == words
    before, name = words.rsplit(" ", 1)
    assert describe_place(section, "dezero.py", "`") == f"{before} `{name}`"


@pytest.mark.parametrize(("count", "words"), [(0, "0 lines"), (1, "1 line"), (2, "2 lines")])
def test_plural(count, words):
    assert plural(count, "line") == words


# ---------------------------------------------------------------- which files count


@pytest.mark.parametrize(
    ("path", "counts"),
    [
        ("dezero.py", True),
        ("dezero/core.py", True),
        ("test_square.py", True),
        ("example.py", False),
        ("example.out", False),
    ],
)
def test_the_framework_and_its_unit_tests_count(path, counts):
    assert is_framework(path) is counts


def test_the_trees_of_step_10():
    folder = load_catalog().step(10).folder
    assert set(read_tree(folder)) == {"dezero.py", "test_square.py", "example.py", "example.out"}
    assert set(framework_tree(folder)) == {"dezero.py", "test_square.py"}
    assert set(example_tree(folder)) == {"example.py", "example.out"}
    assert set(read_tree(folder, ["example.py"])) == {"example.py"}


def test_a_picture_that_an_example_drew_is_no_part_of_a_tree(tmp_path):
    (tmp_path / "dezero.py").write_text("x = 1\n")
    (tmp_path / "taylor.png").write_bytes(b"\x89PNG")
    assert read_tree(tmp_path) == {"dezero.py": "x = 1\n"}
