"""Searching in three languages, copying, printing, the way to a word's meaning and from a wrong address."""

import pytest


@pytest.fixture
def search(open_page, address):
    """The pages that a search finds, in order."""
    page = open_page("index.html")
    page.keyboard.press("/")
    field = page.locator(".md-search__input")

    def found(words):
        field.fill(words)
        field.dispatch_event("keyup")
        page.locator(".md-search-result__meta").get_by_text("matching document").wait_for()
        page.wait_for_function("document.querySelector('.md-search-result__link').href.includes('h=')")
        links = page.locator(".md-search-result__item > .md-search-result__link").all()
        assert page.complaints == []
        return [link.get_attribute("href").split("?")[0].removeprefix(f"{address}/") for link in links]

    return found


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("약한 참조", "steps/step17.html"),
        ("弱参照", "steps/step17.html"),
        ("세대", "steps/step16.html"),
        ("cleargrad", "steps/step14.html"),
        ("as_variable", "steps/step21.html"),
        ("_dot_var", "steps/step26.html"),
        ("recursion", "steps/step08.html"),
    ],
)
def test_the_search_finds_the_step_of_a_word_or_a_name(search, words, first):
    assert search(words)[0] == first


@pytest.mark.parametrize("words", ["역전파", "逆伝播"])
def test_the_search_finds_steps_and_glossary_in_korean_and_japanese(search, words):
    found = search(words)
    assert {"steps/step06.html", "steps/step07.html", "glossary.html"} <= set(found)


def test_the_search_finds_a_behaviour_by_words_of_its_statement(search):
    assert search("ladder rung")[0] == "behaviours/complex-graphs.html"


def test_the_open_search_covers_no_tab(open_page):
    page = open_page("index.html")
    tab = page.locator(".md-tabs__link", has_text="Reference")
    assert tab.is_visible()
    page.keyboard.press("/")
    tab.wait_for(state="hidden")


def test_a_copied_hunk_is_the_new_code_alone(open_page):
    page = open_page("steps/step08.html")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    hunk = page.locator(".dz-hunk .dz-diff").first
    hunk.hover()
    hunk.get_by_role("button", name="Copy").click()
    hunk.get_by_text("Copied").wait_for()
    lines = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert lines[0] == "    def backward(self):"
    assert "        while todo:" in lines
    assert not [line for line in lines if "x.backward()" in line or line.strip()[:1].isdigit()]


def test_a_whole_file_is_copied_as_it_stands_in_the_snapshot(open_page, lessons):
    page = open_page("steps/step08.html")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    whole = page.locator("details.dz-whole", has_text="dezero.py as a whole")
    whole.locator("summary").click()
    whole.get_by_role("button", name="Copy").click()
    whole.get_by_text("Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == lessons[8].source.new["dezero.py"]


def test_a_pair_that_is_chosen_later_can_be_copied_too(open_page):
    page = open_page("compare.html#07-08")
    for pair, marked in (("07-08", "while todo:"), ("15-16", "def history(self):")):
        page.evaluate(f"location.hash = '{pair}'")
        new = page.locator(".dz-pair .dz-uniview pre", has_text=marked).first
        new.wait_for()
        assert new.evaluate("pre => pre.previousElementSibling.className") == "dz-copy"


def test_a_button_to_copy_is_reached_by_keyboard_and_then_seen(open_page):
    page = open_page("steps/step08.html")
    button = page.locator(".dz-hunk .dz-copy").first
    button.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert button.evaluate("b => b === document.activeElement && getComputedStyle(b).opacity") == "1"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_paper_is_light_and_answers_are_unfolded(open_page, scheme):
    page = open_page("steps/step16.html", scheme=scheme)
    page.emulate_media(media="print")
    background, ink = page.evaluate(
        "(s => [s.getPropertyValue('--dz-surface'), s.getPropertyValue('--dz-ink')])"
        "(getComputedStyle(document.body))"
    )
    assert (background, ink) == ("#fff", "#22262b")
    assert page.locator("details.exercise > p").first.is_visible()
    for hidden in (".md-header", ".dz-cmds", ".dz-whole", ".dz-copy"):
        assert not page.locator(hidden).first.is_visible(), hidden


def test_a_printed_page_cuts_nothing_off(open_page):
    page = open_page("steps/step32.html", width=560)  # narrower than any paper
    page.emulate_media(media="print")
    cut = page.evaluate(
        "[...document.querySelectorAll('.dz-code')].filter(c => c.scrollWidth > c.clientWidth + 1).length"
    )
    assert cut == 0


def test_a_word_leads_to_its_meaning(open_page, address):
    page = open_page("steps/step17.html")
    page.locator("p a", has_text="weak reference").first.click()
    page.wait_for_url(f"{address}/glossary.html#weak-reference")
    heading = page.locator("#weak-reference")
    assert heading.is_visible()
    assert "약한 참조" in heading.inner_text() and "弱参照" in heading.inner_text()


@pytest.mark.parametrize("path", ["nothing.html", "steps/step99.html", "steps/deep/down/nothing"])
def test_a_wrong_address_leads_home_from_any_depth(open_page, address, path):
    page = open_page(path)
    link = page.get_by_role("link", name="Home, and all 36 steps")
    link.wait_for()
    assert [c for c in page.complaints if "404" not in c] == []
    link.click()
    page.wait_for_url(f"{address}/index.html")


def test_a_wrong_address_with_two_slashes_leads_to_no_other_host(open_page, address, root):
    if root is not None:
        pytest.skip("the build knew the address of the site: 404.html looks for nothing")
    page = open_page("404.html")
    asked = []
    page.route(
        "**/search_index.json", lambda route: (asked.append(route.request.url), route.fulfill(json={}))
    )
    host = "/".join(address.split("/")[:3])
    page.goto(f"{host}//other.host/nothing.html")
    link = page.get_by_role("link", name="Home, and all 36 steps")
    link.wait_for()
    assert asked == [f"{host}//other.host/search/search_index.json"]
    assert link.evaluate("link => link.href") == f"{host}//other.host/index.html"


@pytest.mark.parametrize("path", ["glossary.html", "book.html", "404.html"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_pages_of_reference_are_quiet_and_fit(open_page, path, width, scheme):
    page = open_page(path, width, scheme)
    page.wait_for_timeout(100)
    assert page.complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
