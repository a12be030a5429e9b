"""What the search can find: prose, lessons, behaviours and names, and no listing."""

import html
import json
import re

import pytest

from sitekit.glossary import Term
from sitekit.searching import defined_names, search_words
from stepkit.behaviours import read_behaviours

MOST_BYTES = 1_000_000


@pytest.fixture(scope="module")
def index(built):
    return json.loads((built / "search" / "search_index.json").read_text(encoding="utf-8"))["docs"]


@pytest.fixture(scope="module")
def text_of(index):
    """All that the search knows of a step's page, without markup."""

    def text(number):
        entries = [e for e in index if e["location"].startswith(f"steps/step{number:02d}.html")]
        assert entries, number
        plain = html.unescape(re.sub(r"<[^>]*>", " ", " ".join(e["text"] for e in entries)))
        return " ".join(plain.split())

    return text


def test_a_lesson_is_found_on_its_page(text_of, catalog):
    for step in catalog.existing:
        assert step.lesson in text_of(step.number)


def test_a_behaviour_is_found_by_its_statement(index, catalog):
    found = {html.unescape(e["title"]) for e in index if e["location"].startswith("behaviours/")}
    assert {behaviour.statement for behaviour in read_behaviours(catalog.last)} <= found


def test_a_listing_is_not_found(text_of, lessons):
    for number, lesson in lessons.items():
        text = text_of(number)
        for source in lesson.source.new.values():
            lines = [line.strip() for line in source.splitlines() if line.startswith("    def ")]
            assert [line for line in lines if line in text] == [], number


def test_a_name_is_found_where_it_arrives(index):
    arrivals = {"cleargrad": 14, "generation": 16, "no_grad": 18, "__array_priority__": 21, "_dot_var": 26}
    for name, number in arrivals.items():
        pages = {e["location"][:17] for e in index if name in e.get("tags", ())}
        assert pages == {f"steps/step{number}.html"}, name


def test_a_step_is_found_by_its_korean_and_japanese_words(index):
    tags = next(e["tags"] for e in index if e["location"] == "steps/step17.html")
    assert {"약한 참조", "弱参照"} <= set(tags)


def test_the_index_is_of_a_size_to_be_fetched(built):
    assert (built / "search" / "search_index.json").stat().st_size <= MOST_BYTES


def test_a_source_defines_its_functions_classes_and_attributes():
    source = "limit = 3\n\n\nclass Box:\n    kind = None\n\n    def open(self):\n        lid = self.lid = 1\n"
    assert set(defined_names(source)) == {"limit", "Box", "kind", "open", "lid"}


def test_the_words_of_a_step_are_its_new_names_and_its_terms(lessons):
    gradient = Term("gradient", (), "기울기", "勾配", 6, "")
    words = search_words(lessons[14], [gradient, Term("heap", (), "힙", "ヒープ", 16, "")])
    assert words == ["cleargrad", "기울기", "勾配"]
