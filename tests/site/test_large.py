"""Drawings that are files of their own: a picture with its size on the page, a file for light and dark."""

import re
import xml.etree.ElementTree as ET

import pytest

from sitekit.fences import take_fences
from sitekit.html import PageError
from sitekit.large import SCRIPT, Drawing, connect, files_of, gallery, read_drawings, tokens

CSS = """
[data-md-color-scheme=default]{ --dz-surface:#ffffff; --dz-ink:#111111; --dz-sunk:#dddddd; --dz-other:#123; }
[data-md-color-scheme=slate]{ --dz-surface:#000000; --dz-ink:#eeeeee; --dz-sunk:#222222; }
"""
SQUARE = """digraph {
x [label=x, color=orange, style=filled]
c [label=2, color=lightgray, style=filled]
f [label=Pow, color=lightblue, style=filled, shape=box]
y [label=y, color=orange, style=filled]
x -> f
c -> f
f -> y
}
"""
ONE_VARIABLE = "digraph {\nx [label=x, color=orange, style=filled]\n}\n"


def drawings(printed: str, name: str = "large square", caption: str = "**A square.** Of x.") -> list[Drawing]:
    page = f"```dz-dot {name}\nprint(...)\n--- caption\n{caption}\n```\n"
    return read_drawings(take_fences(page)[1][0], printed)


def test_the_numbers_tell_functions_variables_and_constants_apart():
    (drawing,) = drawings(SQUARE)
    assert drawing.size == "1 function, 2 variables, 1 constant"


def test_the_picture_on_the_page_is_a_link_to_the_file():
    (drawing,) = drawings(SQUARE)
    html = connect(f"<body>{gallery([drawing])}</body>", lambda path: f"../{path}")
    assert 'href="../assets/graphs/square.svg"' in html and 'src="../assets/graphs/square.svg"' in html
    assert f'<script src="../{SCRIPT}"></script></body>' in html


def test_a_page_without_such_a_drawing_stays_as_it_is():
    assert connect("<body></body>", lambda path: f"../{path}") == "<body></body>"


def test_the_file_has_the_colours_of_both_schemes():
    ((path, svg),) = files_of(drawings(SQUARE), CSS).items()
    assert path == "assets/graphs/square.svg"
    light, dark = svg.split("@media(prefers-color-scheme:dark)")
    assert "--dz-ink:#111111" in light and "--dz-ink:#eeeeee" in dark
    assert "--dz-other" not in svg  # it is not used
    assert ET.fromstring(svg).find("{*}title").text == "A square: 1 function, 2 variables, 1 constant"


def test_the_tokens_of_a_scheme_are_its_own():
    assert tokens(CSS, "slate")["--dz-surface"] == "#000000"


def test_several_graphs_have_a_caption_and_a_file_each():
    found = drawings(SQUARE + ONE_VARIABLE, caption="**A square.**\n\n**A variable.**")
    assert [(d.path, d.title) for d in found] == [
        ("assets/graphs/square-1.svg", "A square"),
        ("assets/graphs/square-2.svg", "A variable"),
    ]


def test_a_graph_without_a_caption_is_refused():
    with pytest.raises(PageError, match=r"2 graphs and 1 caption: .* write a paragraph for each"):
        drawings(SQUARE + ONE_VARIABLE)
    with pytest.raises(PageError, match="1 graph and 0 captions"):
        read_drawings(take_fences("```dz-dot large square\nprint(...)\n```\n")[1][0], SQUARE)


def test_a_drawing_without_a_name_is_refused():
    with pytest.raises(PageError, match="'' is no name for a file: write dz-dot large tanh"):
        drawings(SQUARE, name="large")


def test_two_drawings_of_one_name_are_refused():
    with pytest.raises(PageError, match="two drawings are called square"):
        files_of([*drawings(SQUARE), *drawings(ONE_VARIABLE)], CSS)


def test_what_is_no_dot_is_refused():
    with pytest.raises(PageError, match="Graphviz does not take what was printed"):
        drawings("digraph {\nx -> \n")


def test_the_drawings_of_tanh_have_the_sizes_that_its_example_prints(built, catalog):
    page = (built / "steps" / "step35.html").read_text(encoding="utf-8")
    shown = [int(count) for count in re.findall(r"<span>(\d+) functions, ", page)]
    printed = (catalog.step(35).folder / "example.out").read_text(encoding="utf-8")
    counts = [int(count) for count in re.findall(r"(\d+) functions", printed)]
    assert shown == counts[:6]


def test_each_drawing_has_its_file_and_its_page_the_script(built):
    pages = {path: path.read_text(encoding="utf-8") for path in built.rglob("*.html")}
    links = {path: re.findall(r'class="dz-large" href="([^"]*)"', text) for path, text in pages.items()}
    assert any(links.values())
    for path, found in links.items():
        for link in found:
            ET.parse(path.parent / link)
        assert ("large.js" in pages[path]) == bool(found), path.name
