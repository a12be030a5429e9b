"""A recorded graph as a drawing."""

import re

import pytest

from sitekit.graphs import draw


def graph(turns):
    return {
        "nodes": [
            {"key": "v0", "kind": "variable", "label": "x", "value": "2", "grad": ""},
            {"key": "f0", "kind": "function", "label": "Square", "turns": turns},
        ],
        "edges": [("v0", "f0")],
    }


@pytest.mark.parametrize("turns", [[], [1], [1, 2, 3, 4]])
def test_the_drawing_is_wide_enough_for_all_turns_at_a_box(turns):
    for svg in re.findall(r"<svg.*?</svg>", draw(graph(turns), "A graph")):
        width = float(re.search(r'viewBox="-4 -12 (\S+)', svg)[1])
        shift = float(re.search(r"translate\((\S+)", svg)[1])
        right = [shift + float(x) + 9 for x in re.findall(r'<circle cx="([^"]*)"', svg)]
        assert max(right, default=0) <= width - 4
        assert len(right) == len(turns)
