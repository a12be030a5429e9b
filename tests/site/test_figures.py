"""matplotlib's drawings follow the page: its font, its colours."""

from sitekit.figures import themed

SVG = """<svg viewBox="0 0 10 10"><path style="fill: #0000ff"/>
<text style="font-size: 10px; font-family: 'DejaVu Sans', sans-serif; text-anchor: end">a</text></svg>"""


def test_a_drawing_has_the_font_of_the_page_and_keeps_its_sizes():
    drawing = themed(SVG, "A line")
    assert "font-family" not in drawing
    assert "font-size: 10px; text-anchor: end" in drawing


def test_a_drawing_has_the_colours_of_the_page():
    assert "fill: var(--dz-here)" in themed(SVG, "A line")
