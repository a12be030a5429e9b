"""The site as a reader meets it: light and dark, wide and narrow, by keyboard."""

from pathlib import Path

import pytest

SITE = Path(__file__).resolve().parents[3] / "site"
PAGES = [path.relative_to(SITE).as_posix() for path in sorted(SITE.rglob("*.html"))]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_quiet_fits_and_stays_on_the_site(open_page, path):
    page = open_page(path)
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.wait_for_timeout(50)  # for what scripts still ask for
            assert page.complaints == [], (width, scheme)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (width, scheme)


def test_all_pages_are_tried():
    assert {"index.html", "404.html", "steps/step36.html", "matrix.html"} <= set(PAGES)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_colours_follow_the_scheme_of_the_system(open_page, scheme):
    page = open_page("index.html", scheme=scheme)
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    channels = [int(part) for part in colour[4:-1].split(",")]
    assert (sum(channels) > 380) == (scheme == "light")


def test_the_keys_n_and_p_turn_the_pages(open_page, address):
    page = open_page("steps/step06.html")
    page.keyboard.press("n")
    page.wait_for_url(f"{address}/steps/step07.html")
    page.keyboard.press("p")
    page.wait_for_url(f"{address}/steps/step06.html")


def test_the_search_finds_a_step_by_a_word_of_its_lesson(open_page):
    page = open_page("index.html")
    page.keyboard.press("/")
    page.keyboard.type("recursion")
    found = page.locator(".md-search-result__link").first
    found.wait_for()
    assert any(
        "step08" in link.get_attribute("href") for link in page.locator(".md-search-result__link").all()
    )


def test_removed_lines_can_be_hidden(open_page):
    page = open_page("steps/step08.html")
    removed = page.locator(".dz-hunk del.dz-l").first
    assert removed.is_visible()
    page.locator("label:has(#dz-removed)").click()
    assert not removed.is_visible()


def test_the_whole_diff_is_shown_side_by_side_on_demand(open_page):
    page = open_page("steps/step08.html")
    whole = page.locator("details.dz-whole").first
    whole.locator("summary").first.click()
    assert whole.locator(".dz-uniview").is_visible()
    whole.get_by_text("Side by side").click()
    assert whole.locator(".dz-twoview").is_visible()
    assert not whole.locator(".dz-uniview").is_visible()
    new = whole.locator(".dz-split pre").last
    assert new.evaluate("side => getComputedStyle(side).borderLeftWidth") == "1px"  # the line between the two


def test_copied_code_holds_the_new_lines_without_numbers_and_signs(open_page):
    page = open_page("steps/step08.html")
    text = page.evaluate(
        """() => {
            const code = document.querySelector('.dz-hunk .dz-code');
            getSelection().selectAllChildren(code);
            return getSelection().toString();
        }"""
    )
    assert "while todo:" in text
    assert "x.backward()" not in text
    assert not any(line.startswith(("+", "-", "−")) or line[:1].isdigit() for line in text.splitlines())


def test_a_page_is_complete_without_javascript(chromium, address):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/steps/step07.html")
    for section in ("The question", "The change", "Now", "The picture", "Behaviours"):
        assert page.get_by_role("heading", name=section, exact=False).first.is_visible()
    assert page.locator(".dz-hunk ins.dz-l").first.is_visible()
    assert page.locator("svg.dz-graph").first.is_visible()
    context.close()
