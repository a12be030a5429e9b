"""The pages that show how each definition came to be, and the ways to and from them."""

import html
import re

import pytest

from sitekit.history import Evolution, page_name
from stepkit.history import histories


@pytest.fixture(scope="module")
def evolution(catalog, lessons):
    known = histories({number: lesson.diffs for number, lesson in lessons.items()})
    return Evolution(catalog, known, {}, {})


@pytest.fixture(scope="module")
def pages(built, evolution):
    """The text of each page, with the definition that it is about."""
    return [
        (history, (built / "evolution" / f"{page_name(history)}.html").read_text(encoding="utf-8"))
        for history in evolution.with_page()
    ]


def plain(markup):
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


def lines(text, tag):
    return [plain(line) for line in re.findall(rf'<{tag} class="dz-l"[^>]*>(.*?)\n</{tag}>', text, re.S)]


def version(text, number):
    """The part of a page that is about one step."""
    start = text.index(f'<li id="step{number:02d}"')
    return text[start : text.index("</li>", start)]


def test_what_changed_after_it_came_has_a_page_and_the_rest_has_none(built, evolution):
    names = {path.stem for path in (built / "evolution").glob("*.html")} - {"index"}
    changed = {h.name for h in evolution.known.values() if len(h.versions) > 1 or not h.is_present}
    pages = {page_name(h): h.name for h in evolution.with_page()}
    assert names == set(pages)
    assert changed <= set(pages.values())


def test_no_two_pages_lie_at_one_address_on_any_file_system(evolution):
    names = [page_name(history).lower() for history in evolution.known.values()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("name", "page"),
    [("Variable.backward", "variable.backward"), ("Square", "class-square"), ("square", "square")],
)
def test_an_address_can_be_guessed_from_the_name(evolution, name, page):
    assert page_name(evolution.known[name]) == page


def test_a_page_shows_every_version_with_its_lesson(pages, catalog):
    for history, text in pages:
        for event in history.versions:
            part = version(text, event.step)
            assert html.escape(catalog.step(event.step).lesson, quote=True) in part, history.name
            assert len(lines(part, "ins")) == event.added, (history.name, event.step)
            assert len(lines(part, "del")) == event.removed, (history.name, event.step)


def test_the_first_and_the_latest_version_stand_there_in_full(pages):
    for history, text in pages:
        first, latest = history.versions[0], history.versions[-1]
        assert lines(version(text, first.step), "ins") == list(first.lines), history.name
        assert lines(text[text.index("The latest version in full") :], "span") == list(latest.lines), (
            history.name
        )


def test_a_version_leads_to_the_hunk_that_explains_it(pages):
    for history, text in pages:
        for event in history.events:
            address = f'href="../steps/step{event.step:02d}.html#'
            assert address in version(text, event.step)
            if event.what != "moved":
                assert f"{address}hunk-" in version(text, event.step), (history.name, event.step)


def test_a_hunk_leads_to_the_version_that_it_makes(built, evolution, catalog):
    for step in catalog.existing:
        text = (built / "steps" / f"step{step.label}.html").read_text(encoding="utf-8")
        captions = " ".join(re.findall(r"<figcaption>(.*?)</figcaption>", text, re.S))
        linked = set(re.findall(rf'href="\.\./evolution/([^"]*)\.html#step{step.label}"', captions))
        for history in evolution.with_page():
            if history.state(step.number) == "changed":
                ways = {page_name(history), f"class-{history.owner.lower()}"}  # a hunk may show a whole class
                assert ways & linked, (step.label, history.name)


def test_a_cell_for_each_step_says_what_it_did(pages):
    for history, text in pages:
        nav = re.search(r'<nav class="dz-strip dz-strip--hist".*?</nav>', text, re.S)[0]
        states = re.findall(r'<(?:a href="[^"]*"|span) class="(\w+)" title="(\d\d) ?', nav.replace(":", " "))
        due = {"came": "new", "changed": "new", "absent": "none"}
        wanted = [(due.get(s := history.state(n), s), f"{n:02d}") for n in range(1, 37)]
        assert states == wanted, history.name


def test_the_index_lists_every_definition_once(built, evolution):
    text = (built / "evolution" / "index.html").read_text(encoding="utf-8")
    rows = re.findall(r'<li(?: class="dz-method")?><a href="([^"]*)">(.*?)</a><span class="dz-small"', text)
    assert sorted(plain(name) for _, name in rows) == sorted(evolution.known)
    linked = {plain(name): address for address, name in rows}
    for history in evolution.with_page():
        assert linked[history.name] == f"{page_name(history)}.html"


def test_the_index_tells_by_step_what_changed_and_why(built, evolution, catalog):
    text = (built / "evolution" / "index.html").read_text(encoding="utf-8")
    items = re.findall(r"<li><h3>(.*?)</dl></li>", text, re.S)
    assert [item[: item.index("</h3>")].split(">")[1][:2] for item in items] == [
        step.label for step in catalog.existing if step.kind == "change"
    ]
    sixteen = next(item for item in items if "step16.html" in item)
    assert html.escape(catalog.step(16).lesson) in sixteen
    assert 'href="variable.backward.html#step16"' in sixteen


def test_the_history_of_backward_is_three_clicks_from_the_home_page(built):
    home = (built / "index.html").read_text(encoding="utf-8")
    index = (built / "evolution" / "index.html").read_text(encoding="utf-8")
    page = (built / "evolution" / "variable.backward.html").read_text(encoding="utf-8")
    assert 'href="evolution/index.html"' in home[home.index("md-content") :]
    assert 'href="variable.backward.html"' in index
    assert 'href="#step16"' in page
    assert "        for f in self.history():" in lines(version(page, 16), "ins")
    assert "        while todo:" in lines(version(page, 16), "del")
