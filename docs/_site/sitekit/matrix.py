"""The matrix: behaviours by topic down, steps across, as a table that assets/matrix.js can filter.

A run of equal cells is one cell with a colspan, cut where a stage ends. The letters of the
classes are those that the script and the style sheet know.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from sitekit.html import esc, slug
from stepkit.catalog import Catalog
from stepkit.diffing import plural
from stepkit.found import Found
from stepkit.matrix import Row, State, cases_in_short, holding
from stepkit.spans import span_in_words

PAGE = "matrix.md"

CLASSES = {
    State.NEW: "n",
    State.BEGINS: "b",
    State.HOLDS: "h",
    State.BEFORE: "x",
    State.OUT: "o",
    State.UNTRIED: "u",
    State.RETIRED: "r",
}
RED, PASSED_OVER, STAGE = "p", "s", "g"  # beside one of those: proved to fail, skipped, the first of a stage
WORDS = {"h": "holds", "x": "not yet", "o": "out of service", "u": "not tried", "r": "retired"}
PROVED = {"h": "proved", "x": "not yet, proved", "o": "out of service, proved", "u": "proved", "r": "proved"}

FILTERS = {  # the name in an address: what the selection says
    "": "All behaviours",
    "new": "Those that become true",
    "begins": "Those guarded from there on",
    "holds": "Those that hold",
    "before": "Those that do not hold yet",
    "red": "Those proved to fail",
    "out": "Those out of service",
    "retired": "Those retired",
    "untried": "Those not tried",
    "skipped": "Those skipped by the run",
}


@dataclass(frozen=True)
class Topic:
    """The behaviours of one test module."""

    title: str
    file: str
    rows: tuple[Row, ...]

    @property
    def address(self) -> str:
        """Where its tests are shown, seen from the root of the site."""
        return topic_address(self.file)


def topic_address(file: str) -> str:
    """Where the tests of a module are shown, seen from the root of the site."""
    return f"behaviours/{file.removeprefix('test_').removesuffix('.py').replace('_', '-')}.html"


def topics_of(rows: Iterable[Row]) -> list[Topic]:
    """The topics in the order in which their behaviours come up, each with its rows in that order."""
    topics = [
        Topic(members[0].behaviour.topic, file, tuple(sorted(members, key=_arrival)))
        for file, group in groupby(rows, key=lambda row: row.behaviour.file)
        if (members := list(group))
    ]
    return sorted(topics, key=lambda topic: [_arrival(row) for row in topic.rows])


def _arrival(row: Row) -> int:
    return min(row.behaviour.span)


# ---------------------------------------------------------------- the page


def matrix(catalog: Catalog, rows: Sequence[Row], found: Found) -> str:
    """What stands in the page's slot: figures of the run, key, filter and table."""
    topics = topics_of(rows)
    # A section, as no other is inside: the search leaves an excluded part where a like element ends.
    return (
        '<section data-search-exclude class="dz-mxwrap" aria-label="Behaviours by topic and step">'
        f"{_figures(rows, topics, found)}{KEY}"
        f'<script src="assets/matrix.js"></script>{_filter(catalog, len(rows), len(topics))}'
        f'<table class="dz-mx">{_head(catalog)}{"".join(_topic(catalog, topic) for topic in topics)}'
        f"{_foot(catalog, rows)}</table></section>"
    )


def _figures(rows: Sequence[Row], topics: Sequence[Topic], found: Found) -> str:
    proofs = sum(len(row.red) for row in rows)
    return (
        f'<p class="dz-fine">{plural(len(rows), "behaviour")} in {plural(len(topics), "topic")}. '
        f"The run that this page shows tried {cases_in_short(found.run)}. "
        f"{plural(proofs, 'time')} a test failed on the step before, as it must.</p>"
    )


KEY = (
    '<p class="dz-key dz-key--mx">'
    '<span><i class="k n">14</i>becomes true</span> <span><i class="k b">9</i>guarded from here on</span> '
    '<span><i class="k h"></i>holds</span> <span><i class="k x"></i>not yet</span> '
    '<span><i class="k x p"></i>not yet, proved by a test that fails</span> '
    '<span><i class="k o"></i>out of service</span> <span><i class="k r"></i>retired</span> '
    '<span><i class="k u"></i>not tried there</span> <span><i class="k h s"></i>skipped by the run</span></p>'
)


def _filter(catalog: Catalog, behaviours: int, topics: int) -> str:
    states = "".join(f'<option value="{name}">{text}</option>' for name, text in FILTERS.items())
    steps = "".join(
        f'<optgroup label="{esc(stage.title)}">'
        + "".join(
            f'<option value="{step.number}">at {step.label} {esc(step.title)}</option>'
            for step in catalog.existing
            if step.stage == stage
        )
        + "</optgroup>"
        for stage in catalog.stages
    )
    return (
        '<form class="dz-mxf" role="search" aria-label="Filter the behaviours">'
        f'<p><label for="dz-show">Show</label><select id="dz-show" name="state">{states}</select></p>'
        '<p><label for="dz-step">Step</label><select id="dz-step" name="step">'
        f'<option value="">at any step</option>{steps}</select></p>'
        '<p><label for="dz-words">With the words</label><input id="dz-words" type="search" name="q" '
        'autocomplete="off" placeholder="statement, topic or file"></p>'
        '<span class="dz-mxb"><button type="button" name="open" aria-pressed="false">Open all topics</button>'
        '<button type="reset">Clear</button></span>'
        f"<output>{plural(behaviours, 'behaviour')} in {plural(topics, 'topic')}</output></form>"
    )


def _head(catalog: Catalog) -> str:
    stages, numbers = [], []
    for stage in catalog.stages:
        edge = f' class="{STAGE}"' if stage.number > 1 else ""
        width = stage.last - stage.first + 1
        stages.append(f'<th scope="colgroup" colspan="{width}"{edge}><span>{esc(stage.title)}</span></th>')
        for step in catalog.steps[stage.first - 1 : stage.last]:
            edge = f' class="{STAGE}"' if step.number == stage.first > 1 else ""
            link = (
                f'<a id="new={step.number}" href="steps/step{step.label}.html" '
                f'title="{esc(f"{step.label} {step.title}")}">{step.label}</a>'
            )
            numbers.append(f'<th scope="col"{edge}>{link if step.exists else step.label}</th>')
    return (
        f'<thead><tr class="st"><td></td>{"".join(stages)}<td></td></tr>'
        f'<tr class="no"><th scope="col">Topic</th>{"".join(numbers)}<th scope="col">all</th></tr></thead>'
    )


def _topic(catalog: Catalog, topic: Topic) -> str:
    def summary(step: int) -> tuple[str, str]:
        new = sum(row.states[step - 1] is State.NEW for row in topic.rows)
        if new:
            return CLASSES[State.NEW], f'<b title="{new} new at step {step:02d}">{new}</b>'
        return _plain(CLASSES[_shared_state(topic, step)])

    total = f'<a href="{topic.address}" title="Read these tests">{len(topic.rows)}</a>'
    return (
        f'<tbody id="q={topic.file}"><tr class="t"><th scope="rowgroup">{esc(topic.title)}</th>'
        f"{_cells(catalog, summary)}<td>{total}</td></tr>"
        f"{''.join(_row(catalog, row, topic.address) for row in topic.rows)}</tbody>"
    )


def _shared_state(topic: Topic, step: int) -> State:
    """What can be said of a topic at a step where none of its behaviours is new."""
    states = {row.states[step - 1] for row in topic.rows}
    if states & {State.HOLDS, State.BEGINS}:
        return State.HOLDS
    return next(s for s in (State.OUT, State.BEFORE, State.UNTRIED, State.RETIRED) if s in states)


def _row(catalog: Catalog, row: Row, address: str) -> str:
    behaviour = row.behaviour

    def cell(step: int) -> tuple[str, str]:
        state = row.states[step - 1]
        name = CLASSES[state]
        if step in row.skipped:
            return f"{name} {PASSED_OVER}", f"skipped: {esc(row.skipped[step])}"
        if state in (State.NEW, State.BEGINS):
            label = f"{step:02d}"
            return name, f'<a href="steps/step{label}.html#behaviours">{label}</a>'
        return (f"{name} {RED}", PROVED[name]) if step in row.red else _plain(name)

    span = span_in_words(behaviour.span, catalog.last)
    return (
        f'<tr><th scope="row"><a href="{address}#{slug(behaviour.statement)}">{esc(behaviour.statement)}</a> '
        f"<small>{span}</small></th>{_cells(catalog, cell)}<td></td></tr>"
    )


def _plain(name: str) -> tuple[str, str]:
    return name, WORDS[name]


def _cells(catalog: Catalog, cell: Callable[[int], tuple[str, str]]) -> str:
    """The cells of a row; `cell` gives the class and the content at a step."""
    html = []
    for stage in catalog.stages:
        edge = f" {STAGE}" if stage.number > 1 else ""
        for (name, content), steps in groupby(range(stage.first, stage.last + 1), cell):
            width = len(list(steps))
            span = f' colspan="{width}"' if width > 1 else ""
            html.append(f'<td class="{name}{edge}"{span}>{content}</td>')
            edge = ""
    return "".join(html)


def _foot(catalog: Catalog, rows: Sequence[Row]) -> str:
    held = holding(rows)
    firsts = {stage.first for stage in catalog.stages[1:]}
    cells = "".join(
        f'<td class="{STAGE}">{held[n]}</td>' if n in firsts else f"<td>{held[n]}</td>"
        for n in range(1, catalog.last + 1)
    )
    return f'<tfoot><tr><th scope="row">Behaviours that hold</th>{cells}<td>{len(rows)}</td></tr></tfoot>'
