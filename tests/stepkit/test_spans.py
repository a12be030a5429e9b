"""Sets of steps are written as "7", "3-9", "7-10,13-" or "all"."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stepkit.errors import StepkitError
from stepkit.spans import describe_span, parse_span, span_in_words, starts


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("7", {7}),
        ("07", {7}),
        ("3-5", {3, 4, 5}),
        ("5-5", {5}),
        ("34-", {34, 35, 36}),
        ("36-", {36}),
        ("1-2,35-", {1, 2, 35, 36}),
        ("2-3, 5", {2, 3, 5}),
        (" 2 - 3 ", {2, 3}),
        ("3,1", {1, 3}),
        ("1-3,2-4", {1, 2, 3, 4}),
        ("all", set(range(1, 37))),
        ("1-", set(range(1, 37))),
    ],
)
def test_the_notation(text, steps):
    assert parse_span(text, 36) == steps


def test_an_open_end_reaches_to_the_last_step():
    assert parse_span("3-", 5) == {3, 4, 5}


@pytest.mark.parametrize("text", ["", "x", "-3", "7 9", "1,,2", "1,", "3-5-7", "1.5", "All of them"])
def test_another_notation_is_refused_with_examples(text):
    with pytest.raises(StepkitError, match="is no span of steps: write 7, 3-9, 7-10,13- or all"):
        parse_span(text, 36)


@pytest.mark.parametrize("text", ["9-7", "0", "0-3", "0-"])
def test_a_span_runs_forward_from_1(text):
    with pytest.raises(StepkitError, match=f"{text} does not run forward from 1"):
        parse_span(f"2,{text}", 36)


@pytest.mark.parametrize(
    "text",
    [
        "37",
        "3-37",
        "37-37",
        "37-",
    ],
)
def test_a_step_after_the_last_is_refused(text):
    with pytest.raises(StepkitError, match="step 37 does not exist: steps run from 01 to 36"):
        parse_span(text, 36)


@pytest.mark.parametrize(
    ("text", "first"), [("7", [7]), ("7-", [7]), ("7-10,13-", [7, 13]), ("7-10,11-12", [7]), ("all", [1])]
)
def test_a_span_starts_anew_after_each_gap(text, first):
    assert starts(parse_span(text, 36)) == first


@pytest.mark.parametrize(
    ("text", "description"),
    [("7-10,13-", "07-10, 13-36"), ("3", "03"), ("1,2,4", "01-02, 04"), ("all", "01-36")],
)
def test_the_description(text, description):
    assert describe_span(parse_span(text, 36), 36) == description


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("7-10,13-", "from 07 to 10 and from 13 on"),
        ("3", "at 03"),
        ("36", "at 36"),
        ("16,24-25,32-", "at 16, from 24 to 25 and from 32 on"),
        ("all", "from 01 on"),
    ],
)
def test_the_words(text, words):
    assert span_in_words(parse_span(text, 36), 36) == words


def test_the_words_show_where_a_part_begins():
    assert span_in_words(parse_span("7-10,13-", 36), 36, "<{}>".format) == "from <7> to 10 and from <13> on"


@settings(deadline=None, database=None, max_examples=50)
@given(st.frozensets(st.integers(1, 36), min_size=1))
def test_a_description_is_read_as_the_same_span(span):
    assert parse_span(describe_span(span, 36), 36) == span
