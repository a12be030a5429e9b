"""The page that a host shows where there is none: at any address, so it loads nothing."""

import re

from sitekit.html import esc
from sitekit.large import tokens

PAGE = "404.html"


def notfound(template: str, style: str, root: str) -> str:
    """The page, with the colours of the site's style sheet; the system chooses the scheme.

    root: the folder of the site on its host, such as /dezero/; if it is empty, the page looks for it
    """
    light, dark = (
        ";".join(f"{name}:{value}" for name, value in tokens(style, scheme).items())
        for scheme in ("default", "slate")
    )
    colours = f":root{{{light}}}\n@media (prefers-color-scheme:dark){{:root{{{dark}}}}}"
    page = template.replace("TOKENS", colours)
    if root:
        page = re.sub(r"<(script|noscript)>.*?</\1>\n", "", page, flags=re.S)
        page = page.replace(" hidden>", ">").replace('href="', f'href="{esc(root)}')
    return page
