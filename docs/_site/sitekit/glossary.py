"""The glossary: its terms, its page, and the links to it from the first use of a term on each page."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

from sitekit.html import PageError, esc, inline, slug
from stepkit.catalog import Catalog

PAGE = "glossary.html"
FIELDS = {"name", "forms", "korean", "japanese", "step", "meaning"}


@dataclass(frozen=True)
class Term:
    """A word of the pages, with its other forms, what it means, and the step that brings it."""

    name: str
    forms: tuple[str, ...]
    korean: str
    japanese: str
    step: int
    meaning: str

    @property
    def anchor(self) -> str:
        return slug(self.name)


def read_terms(text: str, catalog: Catalog) -> list[Term]:
    """The terms of glossary.toml, in the order of the alphabet."""
    terms: list[Term] = []
    for entry in tomllib.loads(text)["term"]:
        name = entry.get("name", f"the one after {terms[-1].name if terms else 'the head'}")
        missing = FIELDS - {"forms"} - entry.keys()
        unknown = entry.keys() - FIELDS
        if missing or unknown:
            wrong = [f"{field} is missing" for field in sorted(missing)]
            wrong += [f"{field} is none of its fields" for field in sorted(unknown)]
            raise PageError(f"glossary.toml, term {name}: {', '.join(wrong)}")
        if not 1 <= entry["step"] <= catalog.last:
            raise PageError(
                f"glossary.toml, term {name}: there is no step {entry['step']}, "
                f"write a number from 1 to {catalog.last}"
            )
        terms.append(Term(**{"forms": (), **entry}))
    anchors = [term.anchor for term in terms]
    twice = sorted({anchor for anchor in anchors if anchors.count(anchor) > 1})
    if twice:
        raise PageError(
            f"glossary.toml has two terms for {', '.join(twice)}: put one under the other's forms"
        )
    return sorted(terms, key=lambda term: term.name.lower())


# ---------------------------------------------------------------- the page


def entries(terms: Sequence[Term], catalog: Catalog) -> str:
    """The glossary as HTML. A heading for each term, so that the search leads to it."""
    return f'<div class="dz-terms">{"".join(_entry(term, catalog) for term in terms)}</div>'


def _entry(term: Term, catalog: Catalog) -> str:
    step = catalog.step(term.step)
    return (
        f'<section><h2 id="{term.anchor}">{esc(term.name)}'
        f' <span lang="ko">{esc(term.korean)}</span> <span lang="ja">{esc(term.japanese)}</span></h2>'
        f'<p>{inline(term.meaning)} <a href="steps/step{step.label}.html" title="{esc(step.title)}">'
        f"Step {step.label}</a></p></section>"
    )


# ---------------------------------------------------------------- the links to it


class Linker(HTMLParser):
    """Copies a page, and makes links of the first use of each term in its paragraphs and lists."""

    PROSE = ("p", "li")
    ELSE = ("a", "button", "code", "h1", "h2", "h3", "h4", "kbd", "pre", "script", "style", "summary", "svg")

    def __init__(self, terms: Sequence[Term], address: str) -> None:
        super().__init__(convert_charrefs=False)
        self.anchors = {form.lower(): term.anchor for term in terms for form in (term.name, *term.forms)}
        self.pattern = _pattern([form for term in terms for form in (term.name, *term.forms)])
        self.address = address
        self.linked: set[str] = set()
        self.open: list[str] = []
        self.html: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.html.append(self.get_starttag_text() or "")
        title = ("class", "admonition-title") in attrs  # a heading by its looks
        if tag in self.PROSE or tag in self.ELSE:
            self.open.append("h2" if title else tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.html.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        self.html.append(f"</{tag}>")
        if (tag in self.PROSE or tag in self.ELSE) and self.open:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        in_prose = any(tag in self.PROSE for tag in self.open) and not any(t in self.ELSE for t in self.open)
        self.html.append(self.pattern.sub(self._link, data) if in_prose else data)

    def _link(self, match: re.Match[str]) -> str:
        anchor = self.anchors[_singular(match)]
        if anchor in self.linked:
            return match[0]
        self.linked.add(anchor)
        return f'<a href="{self.address}#{anchor}">{match[0]}</a>'

    def handle_entityref(self, name: str) -> None:
        self.html.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.html.append(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        self.html.append(f"<!--{data}-->")


def _pattern(forms: Sequence[str]) -> re.Pattern[str]:
    """Any of the forms or its plural, the longest first: a "chain rule" is no "rule".

    A form written in lower case is found in any case, others only as they are written.
    """
    words = [
        (r"\s+".join(map(re.escape, form.split())), form == form.lower())
        for form in sorted(forms, key=len, reverse=True)
    ]
    choices = "|".join(f"(?i:{word})" if any_case else word for word, any_case in words)
    return re.compile(rf"(?<![\w-])(?P<form>{choices})s?(?![\w-])")


def _singular(match: re.Match[str]) -> str:
    return " ".join(match["form"].split()).lower()


def link_terms(html: str, terms: Sequence[Term], address: str) -> str:
    """The page with a link to the glossary at the first use of each term.

    Headings, code, links and the slots of what is computed stay as they are.

    address: the way from the page to the glossary
    """
    linker = Linker(terms, address)
    linker.feed(html)
    linker.close()
    return "".join(linker.html)


def named_in(text: str, terms: Sequence[Term]) -> list[Term]:
    """The terms that a plain text names."""
    found = {_singular(match) for match in _pattern([term.name for term in terms]).finditer(text)}
    return [term for term in terms if term.name.lower() in found]
