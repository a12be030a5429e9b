"""The glossary, and the links to it from the first use of a term on each page."""

import re

import pytest

from sitekit.glossary import Term, link_terms, named_in, read_terms
from sitekit.html import PageError

ENTRY = '[[term]]\nname = "leaf"\nkorean = "리프"\njapanese = "リーフ"\nstep = 7\nmeaning = "An end."\n'
WORDS = ["rule", "chain rule", "class", "graph", "DOT", "Hessian", "cycle"]
FORMS = {"class": ("subclasses",)}
TERMS = [Term(word, FORMS.get(word, ()), "말", "語", 1, "A word.") for word in WORDS]


def linked(html):
    return link_terms(html, TERMS, "g.html")


@pytest.mark.parametrize(
    ("html", "due"),
    [
        ("<p>A rule.</p>", '<p>A <a href="g.html#rule">rule</a>.</p>'),
        ("<li>Rules are</li>", '<li><a href="g.html#rule">Rules</a> are</li>'),
        (
            "<p>A graph.</p><p>This graph.</p>",
            '<p>A <a href="g.html#graph">graph</a>.</p><p>This graph.</p>',
        ),
        (
            "<p>the <em>chain\nrule</em></p>",
            '<p>the <em><a href="g.html#chain-rule">chain\nrule</a></em></p>',
        ),
        ("<p>two subclasses</p>", '<p>two <a href="g.html#class">subclasses</a></p>'),
        ("<p>&lt; rule &#8217;</p>", '<p>&lt; <a href="g.html#rule">rule</a> &#8217;</p>'),
    ],
)
def test_the_first_use_of_a_term_becomes_a_link(html, due):
    assert linked(html) == due


@pytest.mark.parametrize(
    "html",
    [
        "<h2>The rule</h2>",
        "<p><code>rule</code></p>",
        '<p><a href="x.html">the rule</a></p>',
        "<details><summary>Which rule?</summary></details>",
        '<p class="admonition-title">The rule</p>',
        "<pre><code>rule</code></pre>",
        "<div>rule</div>",
        '<p><img alt="a rule" src="rule.png"></p>',
        "<p>unruly, grapheme, bicycles, rule-based, my_rule</p>",
        "<p>the dot of a dot product</p>",
    ],
)
def test_nothing_else_becomes_a_link(html):
    assert linked(html) == html


def test_a_shorter_term_inside_a_longer_one_is_none():
    html = linked("<p>The chain rule, again the chain rule, and a rule.</p>")
    assert html.count("#chain-rule") == html.count("#rule") == 1
    assert html.endswith('a <a href="g.html#rule">rule</a>.</p>')


def test_a_plain_text_names_its_terms():
    assert [term.name for term in named_in("Chain rules and Hessians.", TERMS)] == ["chain rule", "Hessian"]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (ENTRY.replace("step = 7\n", ""), "term leaf: step is missing"),
        (ENTRY + 'french = "feuille"\n', "term leaf: french is none of its fields"),
        (ENTRY.replace("7", "37"), "term leaf: there is no step 37, write a number from 1 to 36"),
        (ENTRY + ENTRY.replace("leaf", "Leaf"), "two terms for leaf"),
    ],
)
def test_an_entry_that_is_not_well_formed_is_refused_by_name(catalog, text, complaint):
    with pytest.raises(PageError, match=complaint):
        read_terms(text, catalog)


# ---------------------------------------------------------------- on the built site

LINK = re.compile(r'href="[^"]*glossary\.html#([\w-]+)"')


@pytest.fixture(scope="module")
def links(built):
    """The anchors that each page links to, in order."""
    return {
        path.relative_to(built).as_posix(): LINK.findall(path.read_text(encoding="utf-8"))
        for path in built.rglob("*.html")
    }


@pytest.fixture(scope="module")
def anchors(built):
    text = (built / "glossary.html").read_text(encoding="utf-8")
    return re.findall(r'<h2 id="([\w-]+)">', text)


def test_a_page_links_to_a_term_once_at_most(links):
    twice = {page: {a for a in found if found.count(a) > 1} for page, found in links.items()}
    assert {page: found for page, found in twice.items() if found} == {}


def test_each_step_page_links_to_the_glossary(links, catalog):
    assert [step.label for step in catalog.existing if not links[f"steps/step{step.label}.html"]] == []


def test_each_term_is_used_and_each_use_has_an_entry(links, anchors):
    used = {anchor for page, found in links.items() if page != "glossary.html" for anchor in found}
    assert used == set(anchors)


def test_code_holds_no_link_to_the_glossary(built):
    for path in built.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        for tag in ("pre", "code", "h1", "h2", "h3", "summary", "figure"):
            for element in re.findall(rf"<{tag}\b.*?</{tag}>", text, re.S):
                assert not LINK.search(element), f"{path.name}: {element[:200]}"
