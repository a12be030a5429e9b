"""A recorded run that a reader can play: a drawing, its moments as a table, and buttons for a script.

The table holds all that the script needs. Without the script, it stands below the drawing and the
buttons stay hidden; the drawing then shows the end, with the turns at the boxes.
"""

from dataclasses import dataclass
from typing import Any

from sitekit import graphs
from sitekit.code import listing
from sitekit.html import PageError, esc
from sitekit.telling import WAYS, Row, Telling

ICONS = {
    "first": ("To the first move", "M4 3v10M12 3 7 8l5 5"),
    "back": ("One move back", "M10 3 5 8l5 5"),
    "play": ("Play", "M5 3l8 5-8 5z"),
    "forward": ("One move forward", "M6 3l5 5-5 5"),
    "last": ("To the last move", "M12 3v10M4 3l5 5-5 5"),
}


@dataclass(frozen=True)
class Side:
    """A recording and the step on which it ran."""

    step: int
    story: dict[str, Any]


def player(sides: list[Side], code: str, caption: str) -> str:
    """One recording, or two that are played in step with each other, below the code that was recorded."""
    tellings = [Telling(side.story) for side in sides]
    tables = [telling.rows() for telling in tellings]
    if not all(any(row.turn for row in rows) for rows in tables):
        raise PageError("no rule runs in it: a player needs a call of backward")
    moves = max(len(rows) for rows in tables)
    start = next(i for i, row in enumerate(tables[0]) if row.turn) - 1
    drawings = "".join(_side(side, rows, len(sides) > 1) for side, rows in zip(sides, tables, strict=True))
    as_tables = "".join(_table(side, rows) for side, rows in zip(sides, tables, strict=True))
    return (
        f'<div class="dz-graphs dz-play" data-search-exclude data-start="{max(start, 0)}"><figure>'
        f'<div class="dz-play-box" role="group" aria-label="Backward, step by step">'
        f"{listing(code, 'The code that is played')}{_controls(moves)}"
        f'<div class="dz-play-sides" style="--n:{len(sides)}">{drawings}</div>'
        '<p class="vh" role="status"></p><details class="dz-fold dz-moves" open>'
        "<summary><span>All moves in a table</span></summary>"
        f"{as_tables}</details></div>"
        f"<figcaption>{caption}</figcaption></figure></div>"
    )


def _controls(moves: int) -> str:
    buttons = "".join(
        f'<button type="button" data-go="{name}" aria-label="{label}" title="{label}">'
        f'<svg viewBox="0 0 16 16" aria-hidden="true"><path d="{path}"/></svg></button>'
        for name, (label, path) in ICONS.items()
    )
    slider = f'<input type="range" min="0" max="{moves - 1}" value="0" aria-label="Move">'
    return f'<div class="dz-play-controls" hidden>{buttons}{slider}<span class="dz-play-count"></span></div>'


def _side(side: Side, rows: list[Row], small: bool) -> str:
    """The drawing of one recording; beside another one, it runs from top to bottom."""
    story = {**side.story, "nodes": [_roomy(node, rows) for node in side.story["nodes"]]}
    layouts = (("TB", "dz-one"),) if small else graphs.LAYOUTS
    drawing = graphs.draw(story, graphs.describe(story), layouts)
    return (
        f'<div class="dz-play-side"><p class="dz-cap">Step {side.step:02d}</p>'
        f'<div class="dz-play-now" hidden></div>{drawing}</div>'
    )


def _roomy(node: dict[str, Any], rows: list[Row]) -> dict[str, Any]:
    """A node with room for all gradients that it has on the way, and the turns at which it ran wrongly."""
    if node["kind"] == "function":
        return {**node, "wrong": [row.turn for row in rows if row.at == node["key"] and row.wrong]}
    gradients = [row.gradients.get(node["key"], "") for row in rows]
    return {**node, "room": max(gradients, key=len)}


def _table(side: Side, rows: list[Row]) -> str:
    way = next((moment["way"] for moment in side.story["moments"] if moment["way"]), "")
    heading = WAYS[way][0] if way else "Still to do"
    names = Telling(side.story)
    body = "".join(_row(row, names) for row in rows)
    headings = "".join(
        f'<th scope="col">{t}</th>' for t in ("Turn", "What happens", heading, "Gradients now")
    )
    return (
        f'<table class="dz-moves-table"><caption>Step {side.step:02d}</caption>'
        f"<thead><tr>{headings}</tr></thead><tbody>{body}</tbody></table>"
    )


def _row(row: Row, names: Telling) -> str:
    gradients = ", ".join(f"{names.variable(key)}:&nbsp;{esc(text)}" for key, text in row.gradients.items())
    data = {
        "at": row.at,
        "new": " ".join(row.new),
        "waits": " ".join(row.waits),
        "gradients": ";".join(f"{key}={text}" for key, text in row.gradients.items()),
    }
    attributes = "".join(f' data-{name}="{esc(text)}"' for name, text in data.items() if text)
    wrong = ' class="dz-wrong"' if row.wrong else ""
    return (
        f'<tr{wrong}{attributes}><th scope="row">{row.turn or ""}</th><td>{row.sentence}</td>'
        f'<td class="dz-waits">{row.waiting}</td><td>{gradients}</td></tr>'
    )
