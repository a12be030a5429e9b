"""matplotlib's drawings, made to follow the colour scheme of the page."""

import re

from sitekit.html import esc

# The colours that a figure may use, and what the style sheet makes of them.
INK = {
    "#000000": "var(--dz-ink)",
    "#808080": "var(--dz-ink2)",
    "#0000ff": "var(--dz-here)",
    "#008000": "var(--dz-add-bar)",
    "#ff0000": "var(--dz-del-bar)",
    "#ffffff": "none",
}


def themed(svg: str, description: str) -> str:
    """The SVG inline: colours by name, no background, the page's own font, tenths of a point."""
    body = svg[svg.index("<svg") :]
    body = re.sub(r"<metadata>.*?</metadata>|<!--.*?-->", "", body, flags=re.S)
    body = re.sub(r"#[0-9a-f]{6}", lambda match: INK.get(match[0], match[0]), body)
    body = re.sub(r"font-family: [^;\"]*;? ?", "", body)
    body = re.sub(r"-?\d+\.\d{2,}", lambda number: f"{float(number[0]):.1f}".removesuffix(".0"), body)
    view = re.search(r'viewBox="[^"]*"', body)
    opening = f'<svg class="dz-plot" role="img" aria-label="{esc(description)}" {view[0] if view else ""} '
    opening += 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
    return re.sub(r"\s*\n\s*", " ", re.sub(r"<svg[^>]*>", opening, body, count=1))
