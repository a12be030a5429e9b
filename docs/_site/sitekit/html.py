"""Small helpers for writing HTML, so that text is escaped in one way."""

import re
from html import escape, unescape

import markdown


class PageError(Exception):
    """A page says what is not so, or leaves something out; the message names the place."""


def esc(text: object) -> str:
    return escape(str(text), quote=True)


def inline(text: str) -> str:
    """A paragraph or a few of Markdown; a single one comes without its <p>."""
    html = markdown.markdown(text.strip(), output_format="html")
    if html.count("<p>") == 1 and html.startswith("<p>") and html.endswith("</p>"):
        return html.removeprefix("<p>").removesuffix("</p>")
    return html


def plain(html: str) -> str:
    """The text of some HTML, without tags and entities."""
    return unescape(re.sub(r"<[^>]*>", "", html))


def slug(text: str) -> str:
    """An id for an anchor: letters and digits, hyphens between."""
    return "-".join("".join(c if c.isalnum() else " " for c in text.lower()).split())


def without_blank_lines(html: str) -> str:
    """The page without the blank lines and the indentation that templates leave; <pre> stays as it is."""
    parts = re.split(r"(<pre\b.*?</pre>)", html, flags=re.S)
    parts[::2] = [re.sub(r"\s*\n\s*", "\n", part) for part in parts[::2]]
    return "".join(parts)
