"""The tests of the framework are read, not run, as statements with a span."""

import pytest

from stepkit.behaviours import FOLDER, Behaviour, check_mark, outside_of_tests, read_behaviours, statement
from stepkit.catalog import STEPS_FOLDER
from stepkit.errors import StepkitError

TEXT = '''\
"""What squares do.

More about it.
"""

import no_such_module


@pytest.mark.steps("2-4,7-", "introduces", red="no attribute")
@pytest.mark.parametrize("x", [1])
def test_square_of_10_is_100(dezero, x):
    assert x


def helper():
    pass


@pytest.mark.steps("3", "guards")
def test_nothing_else(dezero):
    pass
'''


@pytest.fixture
def read(tmp_path):
    """A function that writes a test file and reads its behaviours, for ten steps."""

    def write_and_read(text, name="test_square.py"):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return read_behaviours(10, tmp_path)

    return write_and_read


def test_marks_are_read_from_the_source(read):
    first, second = read(TEXT)
    assert first == Behaviour(
        statement="square of 10 is 100",
        topic="What squares do",
        file="test_square.py",
        line=11,
        span=frozenset({2, 3, 4, 7, 8, 9, 10}),
        role="introduces",
        source="\n".join(TEXT.splitlines()[8:12]),
    )
    assert (second.statement, second.span, second.role) == ("nothing else", {3}, "guards")


def test_what_tests_share_is_the_file_without_them(read, tmp_path):
    read(TEXT)
    assert outside_of_tests("test_square.py", tmp_path) == (
        '"""What squares do.\n\nMore about it.\n"""\n\nimport no_such_module\n\n\ndef helper():\n    pass'
    )


def test_files_come_in_order_and_only_test_files_count(read):
    one = '@pytest.mark.steps("1-", "guards")\ndef test_{}(dezero): pass\n'
    read(one.format("b"), "test_b.py")
    read("raise SystemExit\n", "helpers.py")
    found = read(one.format("a"), "test_a.py")
    assert [(b.file, b.topic) for b in found] == [("test_a.py", "test_a"), ("test_b.py", "test_b")]


@pytest.mark.parametrize(
    ("mark", "complaint"),
    [
        ("@decorator", r"has no span: write @pytest.mark.steps\("),
        ("@pytest.mark.steps", "has no span"),
        ("@pytest.mark.steps()", "needs a span and a role"),
        ('@pytest.mark.steps("2-")', "needs a span and a role"),
        ('@pytest.mark.steps("2-", "shows")', "needs a span and a role"),
        ('@pytest.mark.steps(2, "guards")', "needs a span and a role"),
        ('@pytest.mark.steps("two", "guards")', "'two' is no span of steps"),
        ('@pytest.mark.steps("11", "guards")', "step 11 does not exist: steps run from 01 to 10"),
    ],
)
def test_a_missing_or_malformed_mark_is_an_error_that_names_file_line_and_test(read, mark, complaint):
    with pytest.raises(StepkitError, match=rf"^test_square\.py:3: test_f:? .*{complaint}"):
        read(f"\n{mark}\ndef test_f(dezero): pass\n")


def test_a_mark_that_is_computed_is_an_error_that_names_its_place(read):
    with pytest.raises(StepkitError, match=r"^test_square\.py:2: test_f"):
        read('@pytest.mark.steps(SPAN, "guards")\ndef test_f(dezero): pass\n')


def test_check_mark():
    assert check_mark(["2-3", "guards"], "here", 10) == (frozenset({2, 3}), "guards")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("test_square_of_10_is_100", "square of 10 is 100"),
        ("test_a_test_of_test_functions", "a test of test functions"),
    ],
)
def test_a_name_says_a_statement(name, said):
    assert statement(name) == said


@pytest.mark.parametrize(("role", "introduced"), [("introduces", [2, 7]), ("guards", [])])
def test_a_behaviour_begins_anew_after_each_gap_and_is_introduced_there_if_its_role_says_so(role, introduced):
    behaviour = Behaviour("", "", "", 1, frozenset({2, 3, 4, 7, 8}), role, "")
    assert [step for step in range(1, 10) if behaviour.begins_at(step)] == [2, 7]
    assert [step for step in range(1, 10) if behaviour.introduced_at(step)] == introduced


def test_the_folder_of_the_behaviours():
    assert STEPS_FOLDER.parent / "tests" / "behaviours" == FOLDER
    assert FOLDER.is_dir()
