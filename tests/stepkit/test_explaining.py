"""A failure is turned into what was expected, what came, and where to look."""

from pathlib import Path

import pytest

from stepkit.behaviours import FOLDER, Behaviour
from stepkit.explaining import (
    code_to,
    expectation,
    explain,
    helpers,
    in_short,
    parameters,
    readable,
    without_note,
)
from stepkit.judging import RED, Finding
from stepkit.report import Case


@pytest.mark.parametrize(
    ("message", "expected", "came"),
    [
        ("assert array(1.) == 2.0\n +  where array(1.) = x.grad", "2.0", "1.0"),
        ("AssertionError: assert [1.0, 2.0] == [2.0, 4.0]\n  At index 0", "[2.0, 4.0]", "[1.0, 2.0]"),
        ("assert np.float64(3.5) is None", "None", "3.5"),
        ("assert <dezero.Variable object at 0x7f1> is not None", "anything but None", "a Variable"),
        (
            "assert <dezero.Variable object at 0x7f1> is not <dezero.Variable object at 0x7f1>",
            "another object",
            "the same one, a Variable",
        ),
        (
            "assert <dezero.Variable object at 0x7f1> is <dezero.Variable object at 0x7f2>",
            "the very same object, a Variable",
            "another one, a Variable",
        ),
        ("assert 255 <= 8", "8 at most", "255"),
        (
            "assert array(20.) == 26.08 ± 2.6e-11\n  \n  comparison failed\n  Obtained: 20.0\n"
            "  Expected: 26.08 ± 2.6e-11",
            "26.08",
            "20.0",
        ),
        ("assert array([2.]) == approx([4.7 ± 1e-12])", "[4.7]", "array([2.])"),
        ("Failed: DID NOT RAISE TypeError", "a TypeError", "no error"),
        ("Failed: DID NOT RAISE <class 'ValueError'>", "a ValueError", "no error"),
        (
            "AssertionError: Regex pattern did not match.\n  Expected regex: 'unsized'\n"
            '  Actual message: "no len"',
            "an error whose message has 'unsized'",
            'the message "no len"',
        ),
        (
            "assert False\n +  where False = isinstance(np.float64(3.0), <class 'numpy.ndarray'>)",
            "an instance of numpy.ndarray",
            "np.float64(3.0)",
        ),
        ("KeyError: 'apples'", "a name apples in example.py", "no such name"),
        (
            "AttributeError: module 'dezero' has no attribute 'Square'",
            "dezero.Square",
            "there is no Square in dezero",
        ),
        (
            "ImportError: cannot import name 'exp' from 'dezero' (/a/b.py)",
            "dezero.exp",
            "there is no exp in dezero",
        ),
        (
            "AttributeError: 'Variable' object has no attribute 'grad'",
            "an attribute grad",
            "Variable has none",
        ),
        ("assert False\n +  where False = f()", "something true", "False"),
    ],
)
def test_a_message_tells_what_was_expected_and_what_came(message, expected, came):
    assert expectation(message) == (expected, came)


@pytest.mark.parametrize(
    "message",
    [
        "",
        "TypeError: f() takes 1 argument",
        "assert a == b == c",
        "assert x in y in z",
        "AttributeError: 'NoneType' object has no attribute 'input'",  # a None too far, no attribute too few
    ],
)
def test_another_message_is_left_as_it_is(message):
    assert expectation(message) == ("", "")


def test_numbers_are_plain_and_addresses_are_gone():
    text = "array(2.), np.float64(0.5), np.True_, <memory at 0x7f>, <dezer...9559d0>, write np.array(...)"
    assert readable(text) == "2.0, 0.5, True, a memoryview, an object, write np.array(...)"


def test_of_a_syntax_error_the_last_line_counts():
    assert in_short(
        '  File "/a/dezero.py", line 3\n    def f(:\n          ^\nSyntaxError: invalid syntax'
    ) == ("SyntaxError: invalid syntax")


def test_the_row_of_a_table_is_told_apart():
    assert without_note("assert 1 == 2\nin the case dtype='float16'") == ("assert 1 == 2", "dtype='float16'")
    assert without_note("assert 1 == 2") == ("assert 1 == 2", "")


def test_parameters_are_told_without_the_step():
    assert parameters("step14-(3,)-float16") == "(3,), float16"
    assert parameters("step14") == ""


SOURCE = """\
@pytest.mark.parametrize("a", [1])
@pytest.mark.steps("7-", "introduces")
def test_it_holds(dezero, a):
    x = make(
        dezero,
        a,
    )
    assert x == 1
    assert x == 2\
"""
BEHAVIOUR = Behaviour("it holds", "A topic", "test_made_up.py", 12, frozenset({7}), "introduces", SOURCE)


@pytest.mark.parametrize(
    ("failed", "last", "marked"),
    [(17, "  assert x == 1", "> assert x == 1"), (13, "  )", "> x = make("), (None, "  assert x == 2", None)],
    ids=["a line", "a statement of several lines", "not known"],
)
def test_the_test_is_shown_up_to_the_statement_that_failed(failed, last, marked):
    rows = code_to(BEHAVIOUR, failed)
    assert rows[0].endswith("x = make(")
    assert rows[-1].lstrip("> ") == last.strip()
    assert [row for row in rows if row.startswith(">")] == ([marked] if marked else [])


def test_helpers_are_explained_by_their_docstrings(tmp_path):
    file = tmp_path / "test_made_up.py"
    file.write_text('def make(a):\n    """A box.\n\n    More."""\n\ndef other():\n    """Not called."""\n')
    assert helpers("x = make(1)\nanother()", file) == (("make", "A box."),)


def test_the_lines_of_the_readers_code_are_told_in_their_order(tmp_path):
    mine = tmp_path / "dezero.py"
    mine.write_text("def f():\n    g()\ndef g():\n    raise ValueError('no')\n")
    behaviour = Behaviour("it holds", "A topic", "test_reuse.py", 12, frozenset({7}), "introduces", SOURCE)
    details = f'File "{FOLDER / "test_reuse.py"}", line 17, in test_it_holds\n'
    details += f'File "{mine}", line 2, in f\nFile "/numpy.py", line 9, in h\nFile "{mine}", line 4, in g\n'
    case = Case(7, "test_reuse.py", "test_it_holds", "step07-1", "failed", "ValueError: no", details)
    told = explain(Finding(behaviour, RED, case), {mine})
    assert [(str(place), line) for place, line in told.trace] == [
        ("dezero.py, line 2, in f", "g()"),
        ("dezero.py, line 4, in g", "raise ValueError('no')"),
    ]
    assert (told.case, told.message, told.expected) == ("1", "ValueError: no", "")
    assert told.code[-1] == "> assert x == 1"
    assert told.test == "tests/behaviours/test_reuse.py, line 12"


def test_places_may_be_in_another_file_only():
    case = Case(7, "test_reuse.py", "test_it_holds", "step07", "failed", "assert 1 == 2", "")
    behaviour = Behaviour("it holds", "A topic", "test_reuse.py", 12, frozenset({7}), "introduces", SOURCE)
    told = explain(Finding(behaviour, RED, case), {Path("/nowhere.py")})
    assert told.trace == ()
    assert (told.expected, told.came, told.message) == ("2", "1", "")
