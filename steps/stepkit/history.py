"""How each definition came to be as it is: the steps at which it came, changed, moved or left.

A definition is known by its name, as in `Variable.backward`. A class stands for its own lines,
without its methods. The blank lines in front of a definition are not part of it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from stepkit import textdiff
from stepkit.catalog import Catalog
from stepkit.diffing import FileDiff, Section, describe_change, diff_trees, framework_tree, plural
from stepkit.errors import StepkitError
from stepkit.terminal import BOLD, fill, paint

SIGNS = {"absent": " ", "came": "+", "changed": "*", "moved": ">", "left": "x", "same": "-"}

Part = tuple[FileDiff, Section]  # a file, and the section of it that is the definition


@dataclass(frozen=True)
class Event:
    """What a step did to a definition: it came, changed, moved as it was, or left.

    parts are its sections in the step's diff, lines its text from here on, paths where it lies.
    """

    step: int
    what: str
    parts: tuple[Part, ...]
    lines: tuple[str, ...]
    paths: tuple[str, ...]

    @property
    def changed_parts(self) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if part[1].state != "same")

    @property
    def added(self) -> int:
        return sum(section.added for _, section in self.parts)

    @property
    def removed(self) -> int:
        return sum(section.removed for _, section in self.parts)


@dataclass(frozen=True)
class History:
    """A definition and all that happened to it; kind is "def" or "class"."""

    name: str
    kind: str
    events: tuple[Event, ...]

    @property
    def owner(self) -> str:
        """The class that a method belongs to; empty for classes and functions."""
        return self.name.rpartition(".")[0]

    @property
    def versions(self) -> tuple[Event, ...]:
        """The events that gave it a text of its own."""
        return tuple(event for event in self.events if event.what in ("came", "changed"))

    @property
    def is_present(self) -> bool:
        """Whether the last step still has it."""
        return self.events[-1].what != "left"

    @property
    def is_eventful(self) -> bool:
        """Whether more happened to it after it came than that its file was renamed."""
        return any(
            event.what != "moved" or any(section.state == "moved" for _, section in event.parts)
            for event in self.events[1:]
        )

    def at(self, step: int) -> Event | None:
        """The latest event up to that step, or None before it came."""
        return next((event for event in reversed(self.events) if event.step <= step), None)

    def state(self, step: int) -> str:
        """What the step did to it, or "same" or "absent"."""
        event = self.at(step)
        if event is None:
            return "absent"
        if event.step == step:
            return event.what
        return "absent" if event.what == "left" else "same"

    def until(self, event: Event, last: int) -> int:
        """The last step of the stretch that begins with the event."""
        following = next((e for e in self.events if e.step > event.step), None)
        return following.step - 1 if following else last


def read_changes(catalog: Catalog) -> dict[int, list[FileDiff]]:
    """The diff of each step's framework with that of the step before."""
    trees = {step.number: framework_tree(step.folder) for step in catalog.existing}
    return {number: diff_trees(trees.get(number - 1, {}), tree) for number, tree in trees.items()}


def histories(changes: Mapping[int, Sequence[FileDiff]]) -> dict[str, History]:
    """The history of each definition by name, from the diff of each step with the one before.

    They stand in the order in which they came; methods follow their class.
    """
    events: dict[str, list[Event]] = {}
    kinds: dict[str, str] = {}
    for number, diffs in sorted(changes.items()):
        for name, parts in _by_name(diffs).items():
            kinds.setdefault(name, parts[0][1].kind)
            past = events.setdefault(name, [])
            event = _event(number, parts, past[-1] if past else None)
            if event is not None:
                past.append(event)
    found = [History(name, kinds[name], tuple(past)) for name, past in events.items()]
    places = {history.name: i for i, history in enumerate(found)}
    found.sort(key=lambda history: places.get(history.owner, places[history.name]))
    return {history.name: history for history in found}


def _by_name(diffs: Sequence[FileDiff]) -> dict[str, tuple[Part, ...]]:
    """The sections of each definition; several for a class that goes on below its methods."""
    parts: dict[str, tuple[Part, ...]] = {}
    for diff in diffs:
        for section in diff.sections:
            if section.name and section.state != "gone":
                part = (diff, _without_leading_blanks(section))
                parts[section.name] = (*parts.get(section.name, ()), part)
    return parts


def _without_leading_blanks(section: Section) -> Section:
    first = next(i for i, row in enumerate(section.rows) if row.text.strip())
    return replace(section, rows=section.rows[first:])


def _event(number: int, parts: tuple[Part, ...], before: Event | None) -> Event | None:
    """What a step made of a definition; None if it left it as it was."""
    present = [(diff, section) for diff, section in parts if section.state != "removed"]
    lines = tuple(row.text for _, section in present for row in section.rows if row.sign != "-")
    paths = tuple(dict.fromkeys(diff.path for diff, _ in present))
    if not lines:
        what = "left"
    elif before is None or before.what == "left":
        what = "came"
    elif lines != before.lines:
        what = "changed"
    elif paths != before.paths:
        what = "moved"
    else:
        return None
    return Event(number, what, parts, lines, paths)


# ---------------------------------------------------------------- in words


def find(known: Mapping[str, History], text: str) -> History:
    """The definition that a person means: by its name, or by a method's own name if no other has it."""
    for same in (str.__eq__, _alike, _is_method):
        matches = [name for name in known if same(name, text)]
        if len(matches) == 1:
            return known[matches[0]]
        if matches:
            raise StepkitError(f"{text!r} may be {_listed(matches)}: write one of them")
    spellings = [part.lower() for name in known for part in (name, name.rpartition(".")[2])]
    close = get_close_matches(text.lower(), spellings, 2, 0.5)
    meant = [name for name in known if not {name.lower(), name.lower().rpartition(".")[2]}.isdisjoint(close)]
    hint = f"did you mean {_listed(meant)}?" if meant else "write history alone to see all names"
    raise StepkitError(f"no step has a definition called {text!r}: {hint}")


def _alike(name: str, text: str) -> bool:
    return name.lower() == text.lower()


def _is_method(name: str, text: str) -> bool:
    return name.rpartition(".")[2] == text


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:-1]) + f" or {names[-1]}" if len(names) > 1 else names[0]


def describe(history: History, last: int) -> str:
    """A sentence: when it came, how often it changed, where it is now or when it left."""
    changes = sum(event.what == "changed" for event in history.events)
    counts = {0: "has not changed since", 1: "has changed once", 2: "has changed twice"}
    times = counts.get(changes, f"has changed {changes} times")
    first, latest = history.events[0], history.events[-1]
    words = f"It came in step {first.step:02d} with {plural(len(first.lines), 'line')}, {times}"
    if latest.what == "left":
        return f"{words}, and left in step {latest.step:02d}."
    size = f"has {plural(len(latest.lines), 'line')}" if changes else "stands"
    return f"{words}, and {size} in {' and '.join(latest.paths)} at step {last:02d}."


def describe_event(history: History, event: Event) -> str:
    """What a step did, in a few words: "came, 7 lines", "moved to dezero/core.py"."""
    before = history.at(event.step - 1)
    moved = before is not None and bool(event.paths) and event.paths != before.paths
    if event.what == "came":
        words = f"came, {plural(len(event.lines), 'line')}"
    elif event.what == "changed":
        words = describe_change(event.added, event.removed)
    else:
        return "left" if event.what == "left" else f"moved to {' and '.join(event.paths)}, as it was"
    return f"{words}, now in {' and '.join(event.paths)}" if moved else words


def tell(history: History, catalog: Catalog, colour: bool) -> Iterator[str]:
    """The lines of a history for a terminal: a strip, then each event with its lesson and its change."""
    yield paint(history.name, BOLD, colour)
    yield describe(history, catalog.last)
    yield from _strips({"": history}, catalog)
    for event in history.events:
        step = catalog.step(event.step)
        title = paint(f"Step {step.label}: {step.title}", BOLD, colour)
        yield f"\n{title} ({describe_event(history, event)})"
        if event.what == "moved":
            continue
        yield fill(step.lesson)
        for diff, section in event.changed_parts:
            shown = replace(section, state="changed" if section.state == "moved" else section.state, other="")
            yield from textdiff.hunks(replace(diff, sections=(shown,)), colour)


def overview(known: Mapping[str, History], catalog: Catalog) -> Iterator[str]:
    """All definitions with their strips, as lines for a terminal."""
    yield from _strips(known, catalog)


def _strips(known: Mapping[str, History], catalog: Catalog) -> Iterator[str]:
    """A row of 36 signs for each definition, in three groups, with a head and a key."""
    width = max(map(len, known))
    gap = " " * (width + 2 if width else 0)
    yield gap + " ".join(stage.ends for stage in catalog.stages)
    for name, history in known.items():
        signs = " ".join("".join(SIGNS[history.state(n)] for n in stage.steps) for stage in catalog.stages)
        yield f"{name:{width}}  {signs}".rstrip() if width else signs.rstrip()
    yield gap + "  ".join(f"{sign} {state}" for state, sign in SIGNS.items() if sign.strip())
