"""Any two steps compared, put together in the browser."""

import pytest

from sitekit.diffs import Source, whole_diff
from stepkit.catalog import load_catalog
from stepkit.diffing import changed_files, diff_trees, example_tree, framework_tree

CATALOG = load_catalog()
PAIRS = ["07-08", "01-36", "36-01", "22-23", "31-32", "09-16", "32-31", "22-36", "14-11", "18-34"]

# The result of the page beside the HTML that sitekit makes of the same pair, both as the browser reads
# them; the first place where they differ, or null. Folds and choices that are open or made do not count.
FIRST_DIFFERENCE = """(expected) => {
    const box = document.createElement('div');
    box.innerHTML = expected;
    const found = document.querySelector('.dz-pair').cloneNode(true);
    for (const fold of found.querySelectorAll('details')) fold.removeAttribute('open');
    for (const button of found.querySelectorAll('.dz-copy')) button.remove();
    const [a, b] = [box.innerHTML, found.innerHTML];
    if (a === b) return null;
    let i = 0;
    while (a[i] === b[i]) i++;
    return {expected: a.slice(Math.max(i - 80, 0), i + 80), found: b.slice(Math.max(i - 80, 0), i + 80)};
}"""


def rendered(old, new, read):
    """What a step's page would show of the pair."""
    trees = [read(CATALOG.step(int(label)).folder) for label in (old, new)]
    diffs = changed_files(diff_trees(*trees))
    return "".join(whole_diff(diff, Source.of(*trees, diffs)) for diff in diffs)


@pytest.mark.parametrize("pair", PAIRS)
def test_a_pair_looks_as_on_the_pages(open_page, pair):
    page = open_page(f"compare.html#{pair}")
    expected = rendered(*pair.split("-"), framework_tree)
    assert page.evaluate(FIRST_DIFFERENCE, expected) is None
    assert page.complaints == []


@pytest.mark.parametrize("pair", ["04-05", "27-34", "36-02"])
def test_the_examples_come_after_the_framework_on_demand(open_page, pair):
    page = open_page(f"compare.html#{pair}-all")
    page.locator(".dz-pair summary", has_text="example.py").first.wait_for()
    expected = rendered(*pair.split("-"), framework_tree) + rendered(*pair.split("-"), example_tree)
    assert page.evaluate(FIRST_DIFFERENCE, expected) is None
    assert page.locator("code", has_text="nox -s diff").inner_text().endswith("--all")


def test_the_data_of_the_examples_are_loaded_only_on_demand(open_page):
    page = open_page("compare.html#04-05")
    assert not page.evaluate("'examples' in dzPairs")
    assert "same framework" in page.get_by_role("status").inner_text()
    page.get_by_text("The examples too").click()
    page.locator(".dz-pair summary", has_text="example.py").first.wait_for()
    assert page.url.endswith("#04-05-all")


def test_equal_steps_are_said_to_be_equal(open_page):
    page = open_page("compare.html#05-05")
    assert "choose two different steps" in page.get_by_role("status").inner_text()
    assert page.locator(".dz-pair").inner_text() == ""


def test_the_choice_is_in_the_address_and_the_back_button_takes_it_back(open_page):
    page = open_page("compare.html#09-16")
    page.get_by_label("From", exact=True).select_option("13")
    page.wait_for_url("**/compare.html#13-16")
    page.get_by_role("button", name="Swap").click()
    page.wait_for_url("**/compare.html#16-13")
    assert "From step 16 to step 13" in page.get_by_role("status").inner_text()
    page.go_back()
    page.get_by_role("status").get_by_text("From step 13 to step 16").wait_for()
    assert page.get_by_label("From", exact=True).input_value() == "13"


def test_pairs_can_be_turned_like_pages_up_to_the_ends(open_page):
    page = open_page("compare.html#34-35")
    page.get_by_role("button", name="Next pair").click()
    page.wait_for_url("**/compare.html#35-36")
    assert page.get_by_role("button", name="Next pair").is_disabled()
    page.get_by_role("button", name="Previous pair").click()
    page.wait_for_url("**/compare.html#34-35")


@pytest.mark.parametrize("path", ["compare.html", "compare.html#99-01", "compare.html#credits"])
def test_an_address_without_a_pair_shows_one(open_page, path):
    page = open_page(path)
    assert page.locator(".dz-pair ins.dz-l").first.is_visible()
    assert page.complaints == []


def test_side_by_side_stays_chosen_from_pair_to_pair(open_page):
    page = open_page("compare.html#07-08")
    page.get_by_text("Side by side").click()
    page.get_by_role("button", name="Next pair").click()
    page.wait_for_url("**/compare.html#08-09")
    assert page.locator(".dz-twoview").first.is_visible()
    assert not page.locator(".dz-uniview").first.is_visible()


def test_the_keyboard_alone_chooses_a_pair(open_page):
    page = open_page("compare.html#07-08")
    page.get_by_label("From", exact=True).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Swap"
    page.keyboard.press("Enter")
    page.wait_for_url("**/compare.html#08-08")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_is_quiet_fits_and_stays_on_the_site(open_page, width, scheme):
    page = open_page("compare.html#22-32", width, scheme)
    page.wait_for_timeout(100)
    assert page.complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_pair_is_shown_from_a_file_too(chromium, built):
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{(built / 'compare.html').as_uri()}#04-06-all")
    page.locator(".dz-pair summary", has_text="example.py").first.wait_for()
    assert page.locator(".dz-pair ins.dz-l", has_text="self.grad = None").first.is_visible()
    context.close()


def test_without_javascript_the_page_says_what_to_do_instead(chromium, address):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/compare.html")
    assert not page.get_by_label("From", exact=True).is_visible()
    assert page.get_by_text("nox -s diff -- 07 08").is_visible()
    assert page.get_by_role("link", name="15 to 16").is_visible()
    context.close()
