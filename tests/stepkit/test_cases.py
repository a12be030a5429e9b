"""A test over a table runs for each row, and its error names the row."""

import inspect

import pytest

from stepkit.cases import cases_of, each


@pytest.fixture
def seen():
    return []


def test_each_row_is_a_case(seen):
    @each("n", [3, 1, 2])
    def test(n):
        seen.append(n)

    test()
    assert seen == [3, 1, 2]


def test_a_row_may_give_several_values(seen):
    @each("shape, dtype", [((), "int64"), ((3,), "bool")])
    def test(dtype, shape):
        seen.append((dtype, shape))

    test()
    assert seen == [("int64", ()), ("bool", (3,))]


def test_two_tables_give_each_combination(seen):
    @each("a", [1, 2])
    @each("b", [10, 20])
    def test(a, b):
        seen.append(a + b)

    test()
    assert sorted(seen) == [11, 12, 21, 22]


def test_what_no_table_gives_is_still_asked_for(seen):
    @each("n", [1])
    def test(dezero, n):
        seen.append((dezero, n))

    assert [*inspect.signature(test).parameters] == ["dezero"]
    test(dezero="a framework")
    assert seen == [("a framework", 1)]


@pytest.mark.parametrize(
    ("table", "label"),
    [([1, 0], "n=0"), ([1, "zero", 2], "n='zero'"), ({"one": 1, "nothing": 0}, "nothing")],
)
def test_an_error_names_its_case(table, label):
    @each("n", table)
    def test(n):
        assert n in (1, 2)

    with pytest.raises(AssertionError) as caught:
        test()
    assert caught.value.__notes__ == [f"in the case {label}"]


def test_an_error_names_the_rows_of_all_tables():
    @each("a", [1, 2])
    @each("b, c", [(3, 4)])
    def test(a, b, c):
        pytest.fail("wrong")

    with pytest.raises(pytest.fail.Exception) as caught:
        test()
    assert caught.value.__notes__ == ["in the case a=1, b=3, c=4"]


def test_cases_can_be_run_one_by_one(seen):
    @each("n", {"one": 1, "two": 2})
    def test(dezero, n):
        seen.append((dezero, n))

    one, two = cases_of(test)
    two.run(dezero=None)
    assert (one.label, two.label, seen) == ("one", "two", [(None, 2)])


def test_a_test_without_a_table_is_its_own_case(seen):
    def test(n):
        seen.append(n)

    (case,) = cases_of(test)
    case.run(n=5)
    assert (case.label, seen) == ("", [5])


def test_a_row_of_another_length_is_an_error_at_once():
    with pytest.raises(ValueError):
        each("a, b", [(1, 2, 3)])
