"""A page for each topic of the behaviours: its statements, each with its test's source."""

import json
from collections.abc import Sequence

from sitekit.code import listing
from sitekit.fences import slot_mark
from sitekit.html import esc, slug
from sitekit.matrix import Topic
from stepkit.diffing import plural
from stepkit.matrix import Row
from stepkit.spans import span_in_words


def path_of(topic: Topic) -> str:
    """The page's place in the documentation, as MkDocs names it."""
    return topic.address.replace(".html", ".md")


def source_page(topic: Topic) -> str:
    """The page as Markdown: what MkDocs and the search must know of it, and a slot for the rest."""
    head = f"title: {json.dumps(esc(topic.title))}\nhide: [navigation, toc, footer]\nsearch:\n  boost: 0.5"
    return f"---\n{head}\n---\n\n{slot_mark(0)}\n"


def source_of(topic: Topic, topics: Sequence[Topic], shared: str, last: int) -> str:
    """What stands on the page; `shared` is the part of the test module outside of its tests."""
    place = topics.index(topic)
    ways = [("Before it", topics[place - 1])] if place else []
    ways += [("After it", topics[place + 1])] if place + 1 < len(topics) else []
    links = " ".join(
        f'<span>{word}: <a href="{_beside(other)}">{esc(other.title)}</a></span>' for word, other in ways
    )
    fold = (
        '<details class="dz-fold" data-search-exclude="true">'
        "<summary><span>What these tests share</span></summary>"
        f"{listing(shared, f'What the tests of {topic.file} share')}</details>"
    )
    return (
        f'<p class="dz-kicker"><span>Behaviours</span> <span>tests/behaviours/{esc(topic.file)}</span></p>'
        f'<h1 id="{slug(topic.title)}">{esc(topic.title)}</h1>'
        f"<p>{plural(len(topic.rows), 'statement')}, each with the test that says so. "
        f'<a href="../matrix.html#q={topic.file}">See them in the matrix.</a></p>'
        f"{''.join(_test(row, last) for row in topic.rows)}{fold}"
        f'<p class="dz-kicker dz-beside" data-search-exclude="true">{links}</p>'
    )


def _beside(topic: Topic) -> str:
    return topic.address.rpartition("/")[2]


def _test(row: Row, last: int) -> str:
    behaviour = row.behaviour
    name = slug(behaviour.statement)
    return (
        f'<h2 class="dz-says" id="{name}">{esc(behaviour.statement)}'
        f'<a class="headerlink" href="#{name}" title="Link to this statement">#</a></h2>'
        f'<p class="dz-fine">{describe(row, last)}</p>'
        f'<div data-search-exclude="true">{listing(behaviour.source, f"Test: {behaviour.statement}")}</div>'
    )


def describe(row: Row, last: int) -> str:
    """Where it holds, where it was proved to fail, where the run skipped it: in sentences with links."""
    span = row.behaviour.span
    words = f"Holds {span_in_words(span, last, link_to_step)}."
    red = sorted(row.red)
    if red:
        places = [f"on step {n:02d}" if n else "on an empty module" for n in red]
        words += f" The same test fails {' and '.join(places)}: that is proved."
    elif row.behaviour.role == "guards":
        words += " It guards: no step had to make it true."
    for step, reason in row.skipped.items():
        words += f" The run skipped it at {step:02d}: {esc(reason)}."
    return words


def link_to_step(number: int) -> str:
    return f'<a href="../steps/step{number:02d}.html">{number:02d}</a>'
