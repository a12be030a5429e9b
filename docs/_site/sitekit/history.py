"""How each definition came to be as it is: a page for each, and the index of all.

A page lies at evolution/NAME.html, where NAME is that of a function or method in small letters; a
class has `class-` in front, so that it and the function of its name are not mixed up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sitekit import diffs
from sitekit.code import code_line, indent_of, pre
from sitekit.diffs import Shown, Source
from sitekit.fences import slot_mark
from sitekit.html import esc, slug
from stepkit.catalog import Catalog, Step
from stepkit.diffing import plural
from stepkit.history import Event, History, describe, describe_event

FOLDER = "evolution"
INDEX = f"{FOLDER}/index.md"
NUMBERS = ("One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve")


@dataclass(frozen=True)
class Evolution:
    """All that the pages of this view are computed from.

    hunks holds, for a step and a name, the id of the hunk on the step's page that explains it.
    """

    catalog: Catalog
    known: Mapping[str, History]
    sources: Mapping[int, Source]
    hunks: Mapping[tuple[int, str], str]

    @property
    def last(self) -> int:
        return self.catalog.existing[-1].number

    def methods(self, history: History) -> list[History]:
        return [other for other in self.known.values() if other.owner == history.name]

    def has_page(self, history: History) -> bool:
        """Whether there is more to tell than where it came: for a class, or for one of its methods."""
        return history.is_eventful or any(method.is_eventful for method in self.methods(history))

    def with_page(self) -> list[History]:
        return [history for history in self.known.values() if self.has_page(history)]

    def links(self, step: Step) -> dict[str, str]:
        """From a step's page: the address of each definition's history, at that step."""
        return {h.name: f"../{FOLDER}/{page_name(h)}.html#step{step.label}" for h in self.with_page()}


def page_name(history: History) -> str:
    """What the page is called: the same at every build, whatever else there is."""
    return f"class-{history.name.lower()}" if history.kind == "class" else history.name.lower()


def page_path(history: History) -> str:
    return f"{FOLDER}/{page_name(history)}.md"


def _anchor(event: Event) -> str:
    return f"step{event.step:02d}"


# ---------------------------------------------------------------- one definition


def markdown(history: History, evolution: Evolution) -> str:
    """The page as Markdown: its headings, and a slot for each of its computed parts."""
    description = describe(history, evolution.last)
    head = ("title: " + history.name, "description: " + description, "hide: [navigation, toc, footer]")
    methods = ["## Its methods", slot_mark(2)] if evolution.methods(history) else []
    return "\n\n".join(
        [
            "\n".join(["---", *head, "---"]),
            slot_mark(0),
            f"# {_markdown_name(history)} {{ .dz-mono }}",
            f'<p class="dz-lede">{esc(description)}</p>',
            slot_mark(1),
            *methods,
            f"## {_count(history)}{' of its own lines' if methods else ''}",
            slot_mark(3),
        ]
    )


def _count(history: History) -> str:
    """How many versions there are, for a heading."""
    count = len(history.versions)
    word = NUMBERS[count - 1] if count <= len(NUMBERS) else str(count)
    return f"{word} version{'s' if count > 1 else ''}"


def _markdown_name(history: History) -> str:
    return history.name.replace("_", r"\_")


def parts(history: History, evolution: Evolution) -> list[str]:
    """The HTML for the slots: kicker, strip, methods, versions."""
    kicker = (
        '<p class="dz-kicker"><span>History of a definition</span> '
        f"<span>{_places(history)}</span> "
        f'<span><a href="index.html">all definitions</a></span></p>'
    )
    rows = "".join(_row(method, evolution, "") for method in evolution.methods(history))
    methods = f'<ul class="dz-defs" data-search-exclude>{rows}</ul>'
    return [kicker, _strip(history, evolution), methods, _versions(history, evolution)]


def _places(history: History) -> str:
    """The files in which it lay: "in dezero.py, from 23 dezero/core_simple.py"."""
    words: list[str] = []
    paths: tuple[str, ...] = ()
    for event in history.events:
        if event.paths and event.paths != paths:
            files = " and ".join(f"<code>{esc(path)}</code>" for path in event.paths)
            words.append(f"from {event.step:02d} {files}" if words else f"in {files}")
            paths = event.paths
    return ", ".join(words)


STATES = {
    "came": "new",
    "changed": "new",
    "left": "left",
    "moved": "moved",
    "same": "same",
    "absent": "none",
}
KEY = (
    '<p data-search-exclude class="dz-key dz-key--hist"><span><i class="k new"></i>came or changed</span> '
    '<span><i class="k same"></i>as in the step before</span> '
    '<span><i class="k moved"></i>as before, in another file</span> '
    '<span><i class="k left"></i>left</span> '
    '<span><i class="k none"></i>not there</span>{height}</p>'
)


def _strip(history: History, evolution: Evolution) -> str:
    """36 cells: where it came, changed, moved; the height is the number of its lines."""
    most = max(len(event.lines) for event in history.events)
    groups = []
    for stage in evolution.catalog.stages:
        cells = "".join(
            _cell(history, number, most, evolution) for number in range(stage.first, stage.last + 1)
        )
        name = f"{stage.first:02d}–{stage.last:02d}<span> {esc(stage.title)}</span>"
        groups.append(
            f'<div class="dz-seg" style="--n:{stage.last - stage.first + 1}">'
            f'<div class="dz-cells">{cells}</div><span class="dz-segname">{name}</span></div>'
        )
    label = "The 36 steps; the height is the number of lines"
    return (
        f'<div class="dz-hist"><nav class="dz-strip dz-strip--hist" data-search-exclude aria-label="{label}">'
        f"{''.join(groups)}</nav>{KEY.format(height=' <span>Height: lines of the definition</span>')}</div>"
    )


def _cell(history: History, number: int, most: int, evolution: Evolution) -> str:
    state, event = history.state(number), history.at(number)
    inner = f"<u>{number:02d}</u>"
    if event is None or state == "absent":
        return f'<span class="none" title="{number:02d}: not there"><i></i>{inner}</span>'
    words = f"{evolution.catalog.step(number).title}: {describe_event(history, event)}"
    if state == "same":
        words = f"as in step {event.step:02d}, {plural(len(event.lines), 'line')}"
    bar = f'<i style="--h:{len(event.lines) / most:.2f}"></i>'
    title = esc(f"{number:02d} {words}")
    return (
        f'<a href="#{_anchor(event)}" class="{STATES[state]}" title="{title}" aria-label="Step {title}">'
        f"{bar}{inner}</a>"
    )


def _versions(history: History, evolution: Evolution) -> str:
    items = "".join(_version(history, event, evolution) for event in history.events)
    return f'<ol class="dz-versions" data-search-exclude>{items}</ol>{_whole(history, evolution)}'


def _version(history: History, event: Event, evolution: Evolution) -> str:
    """What one step did, with its lesson and the way to its page."""
    step = evolution.catalog.step(event.step)
    until = history.until(event, evolution.last)
    steps = step.label if until == event.step or event.what == "left" else f"{step.label}–{until:02d}"
    hunk = evolution.hunks.get((event.step, history.name))
    words = describe_event(history, event)
    if event.what == "moved":
        address = _step_address(step, hunk)
        return (
            f'<li id="{_anchor(event)}" class="dz-aside"><p><span class="dz-vno">{steps}</span>'
            f'<span class="dz-vwhat"><a href="{address}">{esc(step.title)}</a>: {esc(words)}</span></p></li>'
        )
    shown = [(diff, Shown(diff.path, section, section.rows)) for diff, section in event.changed_parts]
    code = diffs.excerpt(shown, evolution.sources[event.step])
    size = f"; {plural(len(event.lines), 'line')} now" if event.what == "changed" else ""
    link = f'<a href="{_step_address(step, hunk)}">Step {step.label} explains it</a>'
    remark = f"{esc(words[:1].upper() + words[1:])}{size}.<br>{link}"
    return (
        f'<li id="{_anchor(event)}"><details open><summary><span class="dz-vno">{steps}</span>'
        f'<span class="dz-vwhat">{esc(step.title)}</span>{_stat(event)}</summary>'
        f'<div class="dz-hunk"><div class="dz-diff">{code}</div><div class="dz-side">'
        f'<p class="dz-why">{esc(step.lesson)}</p><p class="dz-vlinks">{remark}</p>'
        "</div></div></details></li>"
    )


def _step_address(step: Step, hunk: str | None) -> str:
    return f"../steps/step{step.label}.html#{hunk or 'the-change'}"


def _stat(event: Event) -> str:
    stat = f'<span class="dz-plus">+{event.added}</span>' if event.added else ""
    stat += f'<span class="dz-minus">−{event.removed}</span>' if event.removed else ""
    return f'<span class="dz-stat" aria-hidden="true">{stat}</span>'


def _whole(history: History, evolution: Evolution) -> str:
    """The latest version in full, folded."""
    latest = history.versions[-1]
    source = evolution.sources[latest.step]
    rows = [(diff, section, row) for diff, section in latest.parts for row in section.rows if row.sign != "-"]
    lines = "".join(
        code_line("span", row.new, row.text, source.html(diff, section, row)) for diff, section, row in rows
    )
    base = min(indent_of(row.text) for _, _, row in rows if row.text.strip())
    label = f"{history.name} in full"
    return (
        f'<details class="dz-whole" data-search-exclude><summary><span>The latest version in full:</span> '
        f"<em>{plural(len(latest.lines), 'line')}, as of step {latest.step:02d}</em></summary>"
        f'<div class="dz-diff">{pre(lines, label, base=base)}</div></details>'
    )


# ---------------------------------------------------------------- the index


def definitions(evolution: Evolution) -> str:
    """All definitions, those of the framework and of its unit tests, grouped by class."""
    groups: dict[str, list[History]] = {"Classes": [], "Functions": [], "Unit tests": []}
    for history in evolution.known.values():
        if any(path.startswith("test_") for event in history.events for path in event.paths):
            groups["Unit tests"].append(history)
        elif history.kind == "class" or history.owner:
            groups["Classes"].append(history)
        else:
            groups["Functions"].append(history)
    html = KEY.format(height="")
    for title, members in groups.items():
        rows = "".join(_row(history, evolution, history.owner) for history in members)
        html += f'<h3 id="{slug(title)}">{title}</h3><ul class="dz-defs" data-search-exclude>{rows}</ul>'
    return html


def _row(history: History, evolution: Evolution, owner: str) -> str:
    """One definition: its name, a small strip, the number of its versions."""
    name = esc(history.name)
    if owner:
        name = f'<span class="dz-owner">{esc(owner)}.</span>{esc(history.name.removeprefix(f"{owner}."))}'
    first = evolution.catalog.step(history.events[0].step)
    if evolution.has_page(history):
        address = f"{page_name(history)}.html"
    else:
        address = _step_address(first, evolution.hunks.get((first.number, history.name)))
    count = len(history.versions)
    facts = plural(count, "version") if count > 1 else f"new in {first.label}"
    kind = ' class="dz-method"' if owner else ""
    return (
        f'<li{kind}><a href="{esc(address)}">{name}</a>{_small_strip(history, evolution)}'
        f"<small>{facts}</small></li>"
    )


def _small_strip(history: History, evolution: Evolution) -> str:
    """36 small cells in three groups; the steps at which something happened carry their number."""
    groups = []
    for stage in evolution.catalog.stages:
        cells = "".join(
            _small_cell(history, number, evolution) for number in range(stage.first, stage.last + 1)
        )
        groups.append(f'<span class="dz-seg" style="--n:{stage.last - stage.first + 1}">{cells}</span>')
    changed = [f"{event.step:02d} {event.what}" for event in history.events]
    return f'<span class="dz-small" role="img" aria-label="{", ".join(changed)}">{"".join(groups)}</span>'


def _small_cell(history: History, number: int, evolution: Evolution) -> str:
    state = history.state(number)
    if state in ("absent", "same"):
        return f'<i class="{STATES[state]}"></i>'
    event = history.at(number)
    assert event is not None
    title = esc(f"{number:02d} {evolution.catalog.step(number).title}: {describe_event(history, event)}")
    mark = f"{number:02d}" if state in ("came", "changed") else ""
    return f'<i class="{STATES[state]}" title="{title}">{mark}</i>'


def by_step(evolution: Evolution) -> str:
    """What each step did to the definitions, with its lesson."""
    items = "".join(_step_item(step, evolution) for step in evolution.catalog.existing)
    return f'<ol class="dz-bystep">{items}</ol>'


def _step_item(step: Step, evolution: Evolution) -> str:
    touched: dict[str, list[History]] = {"came": [], "changed": [], "left": []}
    for history in evolution.known.values():
        state = history.state(step.number)
        if state in touched:
            touched[state].append(history)
    if not any(touched.values()):
        return ""
    words = {"came": "New", "changed": "Changed", "left": "Left"}
    lists = "".join(
        f"<dt>{words[state]}</dt><dd>{_names(members, step, evolution)}</dd>"
        for state, members in touched.items()
        if members
    )
    return (
        f'<li><h3><a href="../steps/step{step.label}.html">{step.label} {esc(step.title)}</a></h3>'
        f"<p>{esc(step.lesson)}</p><dl data-search-exclude>{lists}</dl></li>"
    )


def _names(members: Sequence[History], step: Step, evolution: Evolution) -> str:
    return ", ".join(_name_link(history, step, evolution) for history in members)


def _name_link(history: History, step: Step, evolution: Evolution) -> str:
    if evolution.has_page(history):
        address = f"{page_name(history)}.html#step{step.label}"
    else:
        address = _step_address(step, evolution.hunks.get((step.number, history.name)))
    return f'<a href="{esc(address)}"><code>{esc(history.name)}</code></a>'
