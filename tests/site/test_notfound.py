"""The page for addresses where there is none: it is shown at any depth, so it leans on nothing."""

import re

from sitekit.notfound import notfound

STYLE = (
    "[data-md-color-scheme],[data-md-color-scheme=default]{\n--dz-ink:#000;\n}\n"
    "@media screen{\n[data-md-color-scheme=slate]{\n--dz-ink:#fff;\n}\n}\n"
)
TEMPLATE = '<style>TOKENS</style>\n<ul hidden>\n<a href="index.html">\n</ul>\n<script>\nlook()\n</script>\n'


def test_it_loads_nothing(built):
    text = (built / "404.html").read_text(encoding="utf-8")
    assert re.findall(r'<(?:link|script|img)\b[^>]*(?:href|src)="?(?!data:)', text) == []
    assert "url(" not in text and "@import" not in text


def test_where_the_root_is_known_its_links_begin_there_and_need_no_script():
    page = notfound(TEMPLATE, STYLE, "/dezero/")
    assert '<ul>\n<a href="/dezero/index.html">' in page
    assert "script" not in page


def test_where_the_root_is_not_known_its_links_stay_hidden_until_it_is_found():
    page = notfound(TEMPLATE, STYLE, "")
    assert '<ul hidden>\n<a href="index.html">' in page
    assert "look()" in page


def test_its_colours_are_those_of_the_style_sheet_in_both_schemes():
    light, dark = notfound(TEMPLATE, STYLE, "").split("@media (prefers-color-scheme:dark)")
    assert "--dz-ink:#000" in light
    assert "--dz-ink:#fff" in dark
