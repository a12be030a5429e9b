"""The history of a definition as a reader meets it."""

import pytest

PAGES = ["evolution/index.html", "evolution/variable.backward.html", "evolution/class-function.html"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_quiet_fits_and_stays_on_the_site(open_page, path, width, scheme):
    page = open_page(path, width, scheme)
    page.wait_for_timeout(100)
    assert page.complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_from_home_to_what_backward_looked_like_before_generations(open_page, address):
    page = open_page("index.html")
    page.get_by_role("link", name="The history of each definition").click()
    page.get_by_role("link", name="Variable.backward", exact=True).first.click()
    page.get_by_role("link", name="Step 16 Complex graphs: generations").click()
    assert page.url == f"{address}/evolution/variable.backward.html#step16"
    version = page.locator("#step16")
    assert version.get_by_text("generations tell when that is").is_visible()
    assert version.locator("del.dz-l", has_text="while todo:").is_visible()
    version.get_by_role("link", name="Step 16 explains it").click()
    page.wait_for_url(f"{address}/steps/step16.html#hunk-*")


def test_the_tab_says_where_a_reader_is(open_page):
    page = open_page("evolution/variable.backward.html")
    assert page.locator(".md-tabs__item--active").inner_text() == "History"


def test_a_step_leads_to_the_history_and_back_to_its_own_version(open_page, address):
    page = open_page("steps/step08.html")
    page.locator("figcaption a", has_text="Variable.backward").first.click()
    page.wait_for_url(f"{address}/evolution/variable.backward.html#step08")
    assert page.locator("#step08").is_visible()


def test_the_versions_stand_open_without_javascript(chromium, address):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/evolution/variable.backward.html")
    assert page.locator("#step32 ins.dz-l").first.is_visible()
    context.close()
