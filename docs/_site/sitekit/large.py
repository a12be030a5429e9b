"""Drawings that are files of their own: a small picture on the page is a link that opens them large.

Any browser shows the file. With the script large.js it opens on top of the page, to be moved about.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sitekit import graphs
from sitekit.fences import Fence, parts_of
from sitekit.html import PageError, esc, inline, plain
from stepkit.diffing import plural

SCRIPT = "assets/large.js"
ROOT = "dz-root:"  # in place of the way to the top of the site, which a page learns last
SCHEMES = {"default": "", "slate": "@media(prefers-color-scheme:dark)"}
FONT = '12px "Source Sans 3","Source Sans Pro","Segoe UI",system-ui,sans-serif'


@dataclass(frozen=True)
class Drawing:
    """A graph that was laid out, the name of its file, and its caption as HTML."""

    name: str
    layout: graphs.Layout
    caption: str

    @property
    def path(self) -> str:
        """Its file, from the top of the site."""
        return f"assets/graphs/{self.name}.svg"

    @property
    def title(self) -> str:
        """What the caption has in bold, or else all of it."""
        bold = re.search(r"<strong>(.*?)</strong>", self.caption, re.S)
        return plain(bold[1] if bold else self.caption).rstrip(".,:")

    @property
    def size(self) -> str:
        """How much of what is in it."""
        counts = graphs.count_nodes(self.layout)
        return ", ".join(plural(count, kind) for kind, count in counts.items() if count)


def is_large(fence: Fence) -> bool:
    return fence.kind == "dot" and "large" in fence.words


def read_drawings(fence: Fence, output: str) -> list[Drawing]:
    """The graphs that a fence's code has printed, each with its paragraph of the caption."""
    name = "".join(fence.words[fence.words.index("large") + 1 :][:1])
    if not re.fullmatch(r"[a-z0-9-]+", name):
        raise PageError(f"{name!r} is no name for a file: write dz-dot large tanh, in small letters")
    texts = [text for text in re.split(r"^(?=digraph\b)", output, flags=re.M) if text.strip()]
    part = parts_of(fence)[1].get("caption")
    captions = [inline(text) for text in re.split(r"\n\s*\n", part.text)] if part else []
    if len(texts) != len(captions) or not texts:
        raise PageError(
            f"{plural(len(texts), 'graph')} and {plural(len(captions), 'caption')}: "
            'below "--- caption", write a paragraph for each graph that the code prints'
        )
    names = [name] if len(texts) == 1 else [f"{name}-{number}" for number in range(1, len(texts) + 1)]
    return [
        Drawing(name, graphs.lay_out(text), caption)
        for name, text, caption in zip(names, texts, captions, strict=True)
    ]


def gallery(drawings: list[Drawing]) -> str:
    """A small picture of each drawing, with its size in numbers and its caption."""
    several = " dz-gallery" if len(drawings) > 1 else ""
    return f'<div class="dz-graphs{several}">{"".join(map(_card, drawings))}</div>'


def _card(drawing: Drawing) -> str:
    layout = drawing.layout
    return (
        f'<figure><a class="dz-large" href="{ROOT}{drawing.path}"><span class="dz-gbox">'
        f'<img src="{ROOT}{drawing.path}" alt="{esc(drawing.title)}" loading="lazy" '
        f'width="{layout.width:.0f}" height="{layout.height:.0f}"></span>'
        f"<span>{drawing.size}</span></a><figcaption>{drawing.caption}</figcaption></figure>"
    )


def files_of(drawings: Iterable[Drawing], css: str) -> dict[str, str]:
    """The files by path: SVG with the colours of the style sheet, for light and dark."""
    files: dict[str, str] = {}
    for drawing in drawings:
        if drawing.path in files:
            raise PageError(f"two drawings are called {drawing.name}: give one of them another name")
        files[drawing.path] = _file(drawing, css)
    return files


def _file(drawing: Drawing, css: str) -> str:
    layout = drawing.layout
    used = {"--dz-surface", "--dz-ink", *re.findall(r"--dz-[\w-]+", layout.body)}
    schemes = []
    for scheme, condition in SCHEMES.items():
        values = "".join(f"{name}:{value};" for name, value in tokens(css, scheme).items() if name in used)
        rule = f":root{{{values}}}"
        schemes.append(f"{condition}{{{rule}}}" if condition else rule)
    look = "svg{background:var(--dz-surface);color-scheme:light dark}"
    look += f"text{{font:{FONT};fill:var(--dz-ink);stroke:none}}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{layout.width:.0f}" height="{layout.height:.0f}" '
        f"{layout.view}><title>{esc(drawing.title)}: {drawing.size}</title>"
        f"<style>{''.join(schemes)}{look}</style>{layout.body}\n"
    )


def tokens(css: str, scheme: str) -> dict[str, str]:
    """The custom properties that a style sheet sets for a colour scheme."""
    blocks = re.findall(rf"\[data-md-color-scheme={scheme}\]\{{([^}}]*)\}}", css)
    return dict(re.findall(r"(--dz-[\w-]+):\s*([^;]+);", "".join(blocks)))


def connect(html: str, way_to: Callable[[str], str]) -> str:
    """A finished page with its drawings addressed, and the script that opens them if there are any.

    way_to: from the page to what lies at a path from the top of the site
    """
    if ROOT not in html:
        return html
    html = re.sub(rf'{ROOT}([^"]*)', lambda match: way_to(match[1]), html)
    return html.replace("</body>", f'<script src="{way_to(SCRIPT)}"></script></body>')
