"""axe-core finds nothing serious in what is ours, light and dark, wide and narrow."""

import pytest

PAGES = [
    "index.html",
    "steps/step01.html",
    "steps/step05.html",
    "steps/step16.html",
    "steps/step26.html",
    "steps/step32.html",
    "steps/step35.html",
    "evolution/index.html",
    "evolution/variable.backward.html",
    "evolution/class-variable.html",
    "compare.html#09-16",
    "matrix.html",
    "behaviours/drawing.html",
    "backward.html",
    "glossary.html",
    "book.html",
    "errata.html",
    "404.html",
]
SERIOUS = ("serious", "critical")
NOT_OURS = [".md-header", ".md-sidebar", ".md-footer", ".md-search"]  # Material's own
SCHEMES = ("light", "dark")
UNFOLD = "document.querySelectorAll('main details').forEach(fold => fold.open = true)"


@pytest.fixture(scope="module")
def axe():
    return pytest.importorskip("axe_playwright_python.sync_playwright").Axe()


def violations(axe, page):
    """What is serious on the page as it is now: the rule, and the first place that breaks it."""
    found = axe.run(page, context={"exclude": [[part] for part in NOT_OURS]}).response["violations"]
    return [
        f"{violation['id']}: {violation['nodes'][0]['target'][0]}"
        for violation in found
        if violation["impact"] in SERIOUS
    ]


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("path", PAGES)
def test_nothing_serious_is_found(open_page, axe, path, width):
    page = open_page(path, width)
    page.evaluate(UNFOLD)
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        assert violations(axe, page) == [], scheme


def test_a_text_that_is_hard_to_read_is_found(open_page, axe):
    page = open_page("index.html")
    page.evaluate("document.querySelector('main h1').style.color = '#ddd'")
    assert any("color-contrast" in text for text in violations(axe, page))
