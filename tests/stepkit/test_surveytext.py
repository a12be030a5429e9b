"""A survey as text: cells in groups by stage, with the numbers below them."""

import pytest

from stepkit.catalog import load_catalog
from stepkit.surveying import ALL, SOME
from stepkit.surveytext import Style, can_print_cells, ruler, strip

CATALOG = load_catalog()


def test_the_numbers_stand_below_their_cells():
    cells, numbers = strip(CATALOG, {n: SOME for n in range(1, 37)}, Style()), ruler(CATALOG)
    assert len(cells) == len(numbers)
    assert cells.split() == ["◧" * 10, "◧" * 14, "◧" * 12]
    for stage in CATALOG.stages:
        first, last = numbers.index(f"{stage.first:02d}"), numbers.index(f"{stage.last:02d}") + 1
        assert cells[first - 1] == " "
        assert set(cells[first : last + 1]) == {"◧"}
        assert last + 1 - first == stage.last - stage.first + 1


def test_a_step_that_was_not_begun_is_a_blank():
    assert strip(CATALOG, {2: ALL}, Style()) == "   ■" + " " * 40


def test_cells_have_colour_where_it_is_wanted():
    assert "\033[32m■\033[0m" in strip(CATALOG, {1: ALL}, Style(colour=True))
    assert "\033" not in strip(CATALOG, {1: ALL}, Style())


@pytest.mark.parametrize(
    ("encoding", "can"), [("utf-8", True), ("ascii", False), ("cp1252", False), (None, False)]
)
def test_which_encodings_have_the_cells(encoding, can):
    assert can_print_cells(encoding) is can
