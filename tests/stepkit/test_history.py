"""The history of a definition: when it came, changed, moved and left."""

import re

import pytest

from stepkit.catalog import load_catalog
from stepkit.cli import main
from stepkit.diffing import diff_trees
from stepkit.errors import StepkitError
from stepkit.history import describe, describe_event, find, histories, read_changes

CATALOG = load_catalog()
F1 = "def f():\n    return 1\n"
F2 = "def f():\n    return 2\n"
G = "def g():\n    first = 1\n    second = 2\n    return first + second\n"


def told(*trees):
    """The histories of a made-up framework: one tree a step."""
    pairs = zip(({}, *trees), trees, strict=False)
    return histories({number: diff_trees(old, new) for number, (old, new) in enumerate(pairs, 1)})


def states(history, last):
    return [history.state(number) for number in range(1, last + 1)]


# ---------------------------------------------------------------- events


def test_a_definition_comes_changes_stays_and_leaves():
    known = told({"a.py": "x = 1\n"}, {"a.py": F1}, {"a.py": F2}, {"a.py": F2}, {"a.py": "x = 1\n"}, {})
    assert states(known["f"], 6) == ["absent", "came", "changed", "same", "left", "absent"]
    assert [event.lines for event in known["f"].versions] == [tuple(t.splitlines()) for t in (F1, F2)]
    assert not known["f"].is_present


def test_a_definition_may_come_back():
    history = told({"a.py": F1}, {}, {"a.py": F2})["f"]
    assert states(history, 3) == ["came", "left", "came"]
    assert history.is_present


def test_the_steps_that_a_version_lasts():
    history = told({"a.py": F1}, {"a.py": F1}, {"a.py": F2}, {"a.py": F2})["f"]
    assert [history.until(event, 4) for event in history.events] == [2, 4]


def test_blank_lines_in_front_are_no_change():
    history = told({"a.py": F1 + "\n\n" + G}, {"a.py": "\n\n" + G}, {"a.py": "x = 1\n\n\n\n" + G})["g"]
    assert states(history, 3) == ["came", "same", "same"]
    assert history.events[0].lines[0] == "def g():"
    assert history.events[0].added == len(G.splitlines())


def test_a_definition_that_goes_into_another_file_moved():
    rest = "x = 1\n" * 9
    known = told({"a.py": rest + G}, {"a.py": rest, "b.py": G}, {"a.py": rest, "b.py": G + "\n\n" + F1})
    assert states(known["g"], 3) == ["came", "moved", "same"]
    assert [event.paths for event in known["g"].events] == [("a.py",), ("b.py",)]
    assert known["g"].is_eventful


def test_a_renamed_file_takes_its_definitions_along():
    known = told({"a.py": G + "\n\n" + F1}, {"b.py": G + "\n\n" + F2})
    assert states(known["g"], 2) == ["came", "moved"]
    assert states(known["f"], 2) == ["came", "changed"]
    assert known["f"].events[-1].paths == ("b.py",)
    assert not known["g"].is_eventful
    assert known["f"].is_eventful


def test_a_method_and_the_lines_of_its_class_have_histories_of_their_own():
    before = "class A:\n    x = 1\n\n    def f(self):\n        return 1\n"
    after = before.replace("return 1", "return 2")
    known = told({"a.py": before}, {"a.py": after}, {"a.py": after.replace("x = 1", "x = 2")})
    assert states(known["A"], 3) == ["came", "same", "changed"]
    assert states(known["A.f"], 3) == ["came", "changed", "same"]
    assert (known["A"].kind, known["A.f"].kind, known["A.f"].owner) == ("class", "def", "A")


def test_a_class_that_goes_on_below_its_methods_is_one_definition():
    before = "class A:\n    x = 1\n\n    def f(self):\n        return 1\n\n    y = 2\n"
    known = told({"a.py": before}, {"a.py": before.replace("y = 2", "y = 3")})
    assert states(known["A"], 2) == ["came", "changed"]
    assert (known["A"].events[-1].added, known["A"].events[-1].removed) == (1, 1)


def test_methods_follow_their_class_also_if_they_came_later():
    first = "class A:\n    def f(self):\n        return 1\n"
    known = told({"a.py": first + "\n\n" + F1}, {"a.py": first + "\n    def g(self): ...\n\n\n" + F1})
    assert list(known) == ["A", "A.f", "A.g", "f"]


# ---------------------------------------------------------------- the snapshots


@pytest.fixture(scope="module")
def known():
    return histories(read_changes(CATALOG))


def test_the_events_rebuild_every_definition_of_every_snapshot(known):
    """What a history says the lines are at a step stands in the step's files, in one piece."""
    for step in CATALOG.existing:
        texts = [path.read_text(encoding="utf-8") for path in step.folder.rglob("*.py")]
        for history in known.values():
            event = history.at(step.number)
            if event is not None and event.lines:
                assert any("\n".join(event.lines) in text for text in texts), (history.name, step.label)


def test_each_name_that_a_snapshot_defines_is_there_and_no_other(known):
    for step in CATALOG.existing:
        paths = [path for path in step.folder.rglob("*.py") if path.name != "example.py"]
        text = "\n".join(path.read_text(encoding="utf-8") for path in paths)
        defined = sorted(re.findall(r"^ {0,4}(?:def|class) (\w+)", text, re.M))
        present = [h for h in known.values() if h.state(step.number) not in ("absent", "left")]
        assert sorted(h.name.rpartition(".")[2] for h in present) == defined, step.label


def test_backward_learns_about_generations_at_16(known):
    history = known["Variable.backward"]
    assert history.events[0].step == 7
    before, after = history.at(15), history.at(16)
    assert (history.state(16), before.what) == ("changed", "changed")
    assert "        for f in self.history():" in after.lines
    assert "        for f in self.history():" not in before.lines


def test_the_moves_to_the_package_and_to_its_new_core_are_followed(known):
    paths = {event.step: event.paths for event in known["Variable.set_creator"].events}
    assert paths[23] == ("dezero/core_simple.py",)
    assert paths[32] == ("dezero/core.py",)
    assert known["square"].at(36).paths == ("dezero/functions.py",)


# ---------------------------------------------------------------- in words


@pytest.mark.parametrize(
    ("trees", "words"),
    [
        ([F1], "It came in step 01 with 2 lines, has not changed since, and stands in a.py at step 09."),
        ([F1, F2], "It came in step 01 with 2 lines, has changed once, and has 2 lines in a.py at step 09."),
        ([F1, F2, F1], "has changed twice, and has 2 lines"),
        ([F1, F2, F1, F2], "has changed 3 times, and"),
        (["", F1, ""], "It came in step 02 with 2 lines, has not changed since, and left in step 03."),
    ],
)
def test_a_history_in_a_sentence(trees, words):
    assert words in describe(told(*({"a.py": text} for text in trees))["f"], 9)


def test_an_event_in_words():
    history = told({"a.py": F1}, {"a.py": F2}, {"b.py": F2}, {})["f"]
    words = [describe_event(history, event) for event in history.events]
    assert words == ["came, 2 lines", "1 line replaced by 1", "moved to b.py, as it was", "left"]


def test_a_change_that_comes_with_a_new_file_names_it():
    history = told({"a.py": G + F1}, {"b.py": G + F2})["f"]
    assert describe_event(history, history.events[-1]) == "1 line replaced by 1, now in b.py"


@pytest.mark.parametrize(
    ("text", "name"), [("A.f", "A.f"), ("a.F", "A.f"), ("f", "f"), ("h", "A.h"), ("A", "A"), ("a", "a")]
)
def test_a_definition_is_found_by_what_a_person_types(text, name):
    code = "class A:\n    def f(self): ...\n\n    def h(self): ...\n\n\ndef f(): ...\n\n\ndef a(): ...\n"
    assert find(told({"a.py": code}), text).name == name


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("forward", "'forward' may be Square.forward or Exp.forward: write one of them"),
        ("Square.forwrd", "did you mean Square.forward or Exp.forward?"),
        ("backwards", "did you mean Exp.backward?"),
        ("zzz", "no step has a definition called 'zzz': write history alone to see all names"),
    ],
)
def test_an_unknown_name_is_an_error_with_a_hint(text, hint):
    code = "class Square:\n    def forward(self): ...\n\n\nclass Exp:\n    def forward(self): ...\n\n"
    with pytest.raises(StepkitError, match=re.escape(hint)):
        find(told({"a.py": code + "    def backward(self): ...\n"}), text)


# ---------------------------------------------------------------- on the command line


def test_history_tells_each_version_with_its_lesson_and_its_change(capsys):
    assert main(["history", "Variable.backward"]) == 0
    out = capsys.readouterr().out
    step = CATALOG.step(8)
    assert f"\nStep 08: {step.title} (5 lines replaced by 8)\n" in out
    assert step.lesson in " ".join(out.split())
    assert "\n-            x.backward()\n" in out
    assert "\n+        while todo:\n" in out
    assert "\033[" not in out


def test_the_strip_has_a_sign_for_each_step(capsys):
    main(["history", "numerical_diff"])
    head, signs = capsys.readouterr().out.splitlines()[2:4]
    assert head == "01      10 11          24 25        36"
    assert signs.replace(" ", "") == "+----**" + "-" * 12 + ">" + "-" * 13
    assert signs.index("+") == 3  # step 04


def test_history_alone_lists_all_definitions(capsys, known):
    assert main(["history"]) == 0
    names = {line.split()[0] for line in capsys.readouterr().out.splitlines()}
    assert set(known) <= names


def test_an_unknown_name_ends_with_the_code_for_wrong_use(capsys):
    assert main(["history", "Variable.bakward"]) == 2
    assert "Variable.backward" in capsys.readouterr().err
