"""Printed output agrees if the numbers are close and everything else is the same."""

import pytest

from stepkit.comparing import difference, same_line


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        ("x = 1.0", "x = 1.0000000005"),  # rtol 1e-9
        ("x = 1000.0", "x = 1000.0000005"),
        ("x = -1.0", "x = -1.0000000005"),
        ("0.0", "5e-13"),  # atol 1e-12
        ("0.0", "-5e-13"),
        ("1e-05", "1.0000000001E-5"),  # an exponent
        ("2.5e+10", "25000000000.0"),
        ("3", "3.0"),  # an integer and a float
        ("[1. 2.]", "[1. 2.0000000001]"),
        ("variable(.5)", "variable(0.5)"),
        ("no number", "no number"),
    ],
)
def test_lines_that_agree(expected, actual):
    assert same_line(expected, actual)


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        ("x = 1.0", "x = 1.000000002"),
        ("x = 1000.0", "x = 1000.000002"),
        ("0.0", "2e-12"),
        ("1e-05", "1.0001e-05"),
        ("1e5", "1e6"),
        ("1.0", "-1.0"),
        ("3", "4"),
        ("1 2", "1 2 3"),
        ("1 2 3", "1 2"),
        ("1", "one"),
        ("one", "1"),
        ("x = 1.0", "y = 1.0"),
        ("x = 1.0", "x =  1.0"),
        ("x = 1.0", "x = 1.0 "),
        ("(1.0, 2.0)", "[1.0, 2.0]"),
        ("abc", "abcd"),
    ],
)
def test_lines_that_differ(expected, actual):
    assert not same_line(expected, actual)


@pytest.mark.parametrize(
    ("actual", "same"),
    [("x: [1, 2]", True), ("x: ", True), ("x", False), ("y: [1, 2]", False), ("z x: ", False)],
)
def test_three_dots_at_the_end_stand_for_any_rest(actual, same):
    assert same_line("x: ...", actual) is same


def test_three_dots_elsewhere_stand_for_themselves():
    assert not same_line("a ... b", "a c b")
    assert same_line("a ... b", "a ... b")


@pytest.mark.parametrize(
    ("actual", "complaint"),
    [
        ("a\nb 2\n", None),
        ("a\nb 2", None),
        ("a\nb 2.0000000001\n", None),
        ("a\nb 3\n", "line 2: expected 'b 2', got 'b 3'"),
        ("c\nd\n", "line 1: expected 'a', got 'c'"),
        ("a\n", "line 2: missing: 'b 2'"),
        ("", "line 1: missing: 'a'"),
        ("a\nb 2\nc\n", "line 3: not expected: 'c'"),
    ],
)
def test_the_first_difference_is_told(actual, complaint):
    assert difference("a\nb 2\n", actual) == complaint
