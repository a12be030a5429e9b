"""The page that compares any two steps: its data are those of stepkit.diffing, for every pair."""

import gzip
import html
import json
import re
from collections import Counter
from itertools import permutations

import pytest

from sitekit.compare import compared
from stepkit.diffing import changed_files, diff_trees, example_tree, framework_tree

READERS = {"code": framework_tree, "examples": example_tree}
MOST_BYTES = {"code": 60_000, "examples": 150_000}
SIGNS = " -+"


@pytest.fixture(scope="module", params=list(READERS))
def kind(request):
    return request.param


@pytest.fixture(scope="module")
def trees(kind, catalog):
    return {step.number: READERS[kind](step.folder) for step in catalog.existing}


@pytest.fixture(scope="module")
def data(kind, built):
    """The data as the page loads them."""
    text = (built / "assets" / f"compare-{kind}.js").read_text(encoding="utf-8")
    return json.loads(text[text.index(f"{kind}=") + len(f"{kind}=") : text.rindex(";")])


@pytest.fixture(scope="module")
def changes(data):
    """For each stored section, how often it adds and removes each line."""
    texts = [html.unescape(re.sub(r"<[^>]*>", "", line)) for line in data["lines"]]
    found = []
    for _, *runs in data["sections"]:
        counts = {"-": Counter(), "+": Counter()}
        for sign, first, count in zip(runs[::3], runs[1::3], runs[2::3], strict=True):
            if SIGNS[sign] != " ":
                counts[SIGNS[sign]].update(texts[first : first + count])
        found.append(counts)
    return found


def stored(data, changes, old, new):
    """The lines that the page adds and removes from one step to another."""
    added, removed = Counter(), Counter()
    pair = data["pairs"].get(f"{data['trees'][old - 1]} {data['trees'][new - 1]}", [])
    for entry in (entry for _, _, entries in pair for entry in entries):
        number, *move = entry if isinstance(entry, list) else [entry]
        if len(move) != 1:  # else it moved away, and is counted where it went
            added += changes[number]["+"]
            removed += changes[number]["-"]
    return added, removed


def lines(tree):
    return Counter(line for text in tree.values() for line in text.splitlines())


def test_what_is_added_and_removed_leads_from_any_step_to_any_other(data, changes, trees):
    counts = {number: lines(tree) for number, tree in trees.items()}
    for old, new in permutations(trees, 2):
        added, removed = stored(data, changes, old, new)
        assert counts[old] + added == counts[new] + removed, (old, new)


def test_the_data_are_those_of_the_command_line_for_any_pair(data, changes, trees):
    found = {}
    for old, new in permutations(trees, 2):
        key = (data["trees"][old - 1], data["trees"][new - 1])
        if key not in found:
            rows = [
                row
                for diff in changed_files(diff_trees(trees[old], trees[new]))
                for section in diff.sections
                if section.state != "gone"
                for row in section.rows
            ]
            found[key] = tuple(Counter(row.text for row in rows if row.sign == sign) for sign in "+-")
        assert stored(data, changes, old, new) == found[key], (old, new)


def test_steps_with_the_same_files_share_a_tree(data, trees):
    for old, new in permutations(trees, 2):
        same = trees[old] == trees[new]
        assert (data["trees"][old - 1] == data["trees"][new - 1]) == same, (old, new)


def test_the_data_are_small(built, kind):
    size = len(gzip.compress((built / "assets" / f"compare-{kind}.js").read_bytes()))
    assert size <= MOST_BYTES[kind]


def test_a_script_can_be_loaded_in_any_order(built, kind):
    text = (built / "assets" / f"compare-{kind}.js").read_text(encoding="utf-8")
    assert text.startswith(f"(window.dzPairs??={{}}).{kind}=")


# ---------------------------------------------------------------- how a pair is stored

OLD = {"a.py": "x = 1\ndef f():\n    return 1\n"}
NEW = {"a.py": "x = 1\ndef f():\n    return 2\n"}


def test_a_pair_is_stored_in_both_directions():
    data = compared([OLD, NEW])
    assert set(data["pairs"]) == {"0 1", "1 0"}
    assert data["trees"] == [0, 1]


def test_a_section_is_stored_as_runs_of_lines_and_once():
    data = compared([OLD, NEW, {**NEW, "b.py": "y = 1\n"}])
    ((old, new, entries),) = data["pairs"]["0 1"]
    assert (data["names"][old], data["names"][new]) == ("a.py", "a.py")
    assert [len(data["sections"][entry]) for entry in entries] == [4, 10]  # all the same; same, old, new
    assert data["pairs"]["0 2"][0] == data["pairs"]["0 1"][0]
    assert data["pairs"]["0 2"][1][0] == -1  # b.py is new


def test_a_section_that_moved_says_from_where_and_to_where():
    body = "    a = 1\n    b = 2\n    return a + b\n"
    rest = "x = 1\n" * 9
    data = compared([{"a.py": f"{rest}def f():\n{body}"}, {"a.py": rest, "b.py": f"def f():\n{body}"}])
    (_, _, a), (_, _, b) = data["pairs"]["0 1"]
    assert data["names"][a[-1][1]] == "b.py"
    assert (data["names"][b[0][1]], b[0][2]) == ("a.py", 10)


def test_without_javascript_the_page_leads_to_the_whole_diffs(built, catalog):
    text = (built / "compare.html").read_text(encoding="utf-8")
    for step in catalog.existing[1:]:
        assert (f'href="steps/step{step.label}.html#whole-diff"' in text) == (step.kind == "change")
    assert '<form class="dz-pick" hidden>' in text
