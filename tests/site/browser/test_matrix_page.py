"""The matrix as a reader uses it: topics open, a filter narrows it, an address brings the same view back."""

import re

import pytest

from stepkit.behaviours import read_behaviours
from stepkit.catalog import load_catalog

BEHAVIOURS = read_behaviours(load_catalog().last)


@pytest.fixture
def matrix(open_page):
    return lambda address="", **options: open_page(f"matrix.html{address}", **options)


def shown(page):
    """The statements of the rows that can be seen."""
    links = page.locator(".dz-mx tbody tr:not(.t) > th > a")
    return set(links.evaluate_all("all => all.filter(a => a.checkVisibility()).map(a => a.textContent)"))


def new_at(step):
    return {b.statement for b in BEHAVIOURS if b.introduced_at(step)}


def topic(page):
    return page.get_by_role("button", name="A variable may be used more than once")


def test_topics_are_closed_at_first_and_open_with_a_click(matrix):
    page = matrix()
    assert shown(page) == set()
    topic(page).click()
    assert shown(page) == {b.statement for b in BEHAVIOURS if b.file == "test_reuse.py"}
    topic(page).click()
    assert shown(page) == set()


def test_all_topics_open_at_once(matrix):
    page = matrix()
    page.get_by_role("button", name="Open all topics").click()
    assert shown(page) == {b.statement for b in BEHAVIOURS}


def test_the_words_of_a_statement_a_topic_or_a_file_are_found(matrix):
    page = matrix()
    field = page.get_by_label("With the words")
    field.fill("CLEARGRAD fresh")
    assert shown(page) == {"cleargrad makes a fresh start"}
    field.fill("used more than once")
    assert shown(page) == {b.statement for b in BEHAVIOURS if b.file == "test_reuse.py"}
    field.fill("test_powers.py")
    assert shown(page) == {b.statement for b in BEHAVIOURS if b.file == "test_powers.py"}
    field.fill("no such words")
    assert shown(page) == set()
    assert page.locator(".dz-mxf output").inner_text() == f"0 of {len(BEHAVIOURS)} behaviours, in 0 topics"


def test_a_step_and_a_state_are_asked_for_together(matrix):
    page = matrix()
    page.get_by_label("Show", exact=True).select_option("Those that become true")
    page.get_by_label("Step", exact=True).select_option("14")
    assert shown(page) == new_at(14)
    topics = len({b.file for b in BEHAVIOURS if b.introduced_at(14)})
    count = f"{len(new_at(14))} of {len(BEHAVIOURS)} behaviours, in {topics} topics"
    assert page.locator(".dz-mxf output").inner_text() == count
    page.get_by_label("Show", exact=True).select_option("Those out of service")
    page.get_by_label("Step", exact=True).select_option("11")
    assert "square of 10 is 100" in shown(page)
    assert "cleargrad makes a fresh start" not in shown(page)


def test_an_address_brings_the_view_back(matrix, open_page, address):
    page = matrix()
    page.get_by_label("Show", exact=True).select_option("Those that hold")
    page.get_by_label("Step", exact=True).select_option("13")
    page.get_by_label("With the words").fill("a chain")
    held = shown(page)
    assert page.url == f"{address}/matrix.html#holds=13&q=a+chain"
    assert held
    again = open_page(page.url.removeprefix(f"{address}/"))
    assert shown(again) == held
    assert again.get_by_label("With the words").input_value() == "a chain"


@pytest.mark.parametrize("width", [1280, 390])
def test_a_steps_page_leads_to_what_it_made_true(open_page, width):
    page = open_page("steps/step16.html", width)
    page.get_by_role("link", name=re.compile("statements became true")).click()
    page.wait_for_url("**/matrix.html#new=16")
    assert shown(page) == new_at(16)
    box = page.locator(".dz-mxf").bounding_box()
    assert box is not None and 0 <= box["y"] < 400  # the filter is in sight, not the text above it


def test_a_new_address_on_the_same_page_is_followed(matrix):
    page = matrix("#new=14")
    page.evaluate("location.hash = '#new=16'")
    page.wait_for_function("document.querySelector('.dz-mxf [name=step]').value === '16'")
    assert shown(page) == new_at(16)


def test_clear_shows_all_again(matrix):
    page = matrix("#new=14&q=used")
    page.locator(".dz-mxf").get_by_role("button", name="Clear").click()
    page.wait_for_function("location.hash === ''")
    assert page.locator(".dz-mxf output").inner_text().startswith(f"{len(BEHAVIOURS)} behaviours in")
    assert shown(page) == set()


def test_an_address_that_asks_for_nothing_known_shows_all(matrix):
    page = matrix("#colour=99")
    assert page.locator(".dz-mxf output").inner_text().startswith(f"{len(BEHAVIOURS)} behaviours in")
    assert page.complaints == []


@pytest.mark.parametrize("width", [1280, 390])
def test_the_chosen_step_is_marked_over_its_cell(matrix, width):
    page = matrix("#new=14", width=width)
    cell = page.locator(".dz-mx tbody:not([hidden]) tr:not(.t):not([hidden]) td.n").first.bounding_box()
    if width == 1280:
        band = page.locator(".dz-mxband").bounding_box()
        assert band["x"] == pytest.approx(cell["x"], abs=1)
        assert band["width"] == pytest.approx(cell["width"], abs=1)
    else:
        row = page.locator(".dz-mx tbody:not([hidden]) tr:not(.t):not([hidden])").first
        width, line = row.evaluate(
            "row => { const s = getComputedStyle(row, '::after'); return [s.width, s.borderTopWidth] }"
        )
        assert line == "2px"
        assert float(width.removesuffix("px")) == pytest.approx(cell["width"], abs=1)


def test_the_head_stays_in_sight(matrix):
    page = matrix()
    page.evaluate("window.scrollTo(0, 800)")
    head = page.locator(".dz-mx thead").bounding_box()
    assert 0 < head["y"] < 60


def test_the_keyboard_opens_a_topic_and_reaches_a_test(matrix, address):
    page = matrix()
    topic(page).focus()
    page.keyboard.press("Enter")
    assert topic(page).get_attribute("aria-expanded") == "true"
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "cleargrad makes a fresh start":
            break
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/behaviours/reuse.html#cleargrad-makes-a-fresh-start")
    assert page.get_by_text("def test_cleargrad_makes_a_fresh_start").is_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_without_javascript_the_whole_table_is_there(chromium, address, width):
    context = chromium.new_context(java_script_enabled=False, viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(f"{address}/matrix.html")
    rows = page.locator(".dz-mx tbody tr:not(.t) > th > a")
    assert rows.count() == len(BEHAVIOURS)
    assert rows.first.is_visible() and rows.last.is_visible()
    assert not page.locator(".dz-mxf").is_visible()
    page.locator(".dz-mx tbody tr:not(.t) > th > a", has_text="cleargrad makes a fresh start").click()
    assert page.get_by_text("def test_cleargrad_makes_a_fresh_start").is_visible()
    context.close()


def test_the_search_finds_a_behaviour(open_page):
    page = open_page("index.html")
    page.keyboard.press("/")
    page.keyboard.type("fresh start")
    found = page.locator('.md-search-result__link[href*="behaviours/reuse.html"][href*="#cleargrad"]')
    found.first.wait_for(state="attached")
