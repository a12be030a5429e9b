"""A survey as text: a cell for each step, how far the code has come, and what the nearest one above lacks."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import fill

from stepkit.behaviours import statement
from stepkit.catalog import Catalog
from stepkit.diffing import plural
from stepkit.explaining import expectation, in_short
from stepkit.judging import HELD, WAIVED, Finding, Place, StepVerdict, places, reader_files
from stepkit.loading import Framework
from stepkit.surveying import ALL, NONE, SOME, STOPPED, UNTRIED, Survey, standing
from stepkit.terminal import GREEN, GREY, RED, YELLOW, can_show, paint

MEANINGS = {
    ALL: "all behaviours hold",
    SOME: "some hold",
    NONE: "none holds",
    STOPPED: "hung or crashed",
    UNTRIED: "not tried",
}
CELLS = dict(zip(MEANINGS, "■◧.!?"))
ASCII_CELLS = dict(zip(MEANINGS, "#+.!?"))
COLOURS = dict(zip(MEANINGS, (GREEN, YELLOW, GREY, RED, GREY)))
MARGIN, GAP = "  ", "   "

MOST_REASONS, MOST_OF_A_REASON = 6, 3
IMPORTS_DEZERO = re.compile("cannot import name .* from .*'dezero'|'dezero' is not a package")


@dataclass(frozen=True)
class Style:
    """What the reader's terminal can show."""

    colour: bool = False
    ascii: bool = False
    width: int = 100

    def cell(self, standing: str | None) -> str:
        """A step's cell; a blank for one that was not begun."""
        if standing is None:
            return " "
        text = (ASCII_CELLS if self.ascii else CELLS)[standing]
        return paint(text, COLOURS[standing], self.colour)


def can_print_cells(encoding: str | None) -> bool:
    """Whether the encoding has the characters of the cells."""
    return can_show("".join(CELLS.values()), encoding)


def strip(catalog: Catalog, standings: Mapping[int, str], style: Style) -> str:
    """A cell for each step, in groups by stage."""
    groups = ["".join(style.cell(standings.get(n)) for n in stage.steps) for stage in catalog.stages]
    return MARGIN + GAP.join(groups)


def ruler(catalog: Catalog) -> str:
    """The numbers of the first and the last step of each stage, to stand below their cells."""
    return MARGIN + GAP.join(stage.ends for stage in catalog.stages)


def describe(survey: Survey, catalog: Catalog, style: Style) -> str:
    """All that a survey found, for the person at the keyboard."""
    standings = {verdict.step.number: standing(verdict) for verdict in survey.verdicts}
    met = [meaning for meaning in MEANINGS if meaning in standings.values()]
    legend = GAP.join(f"{style.cell(meaning)} {MEANINGS[meaning]}" for meaning in met)
    parts = [
        [strip(catalog, standings, style), ruler(catalog), "", MARGIN + legend],
        *([counts(survey.verdicts, style.width)] if UNTRIED not in standings.values() else []),
        reached(survey, catalog),
        lacking(survey, style.width),
        stopped(survey),
        skipped(survey.verdicts),
        list(survey.notes),
    ]
    return "\n\n".join("\n".join(part) for part in parts if part)


def counts(verdicts: Sequence[StepVerdict], width: int) -> list[str]:
    """How many behaviours hold at each step, in columns."""
    entries = []
    for verdict in verdicts:
        due = len(verdict.findings) - len(verdict.having(WAIVED))
        entries.append(f"{verdict.step.label}  {len(verdict.having(HELD)):>3} of {due:<3}")
    columns = max(1, (width - len(MARGIN)) // len(entries[0] + GAP))
    rows = -(-len(entries) // columns)
    return ["Behaviours that hold:"] + [MARGIN + GAP.join(entries[row::rows]).rstrip() for row in range(rows)]


def reached(survey: Survey, catalog: Catalog) -> list[str]:
    """The highest step whose behaviours all hold."""
    verdict = survey.reached
    if verdict is None:
        return ["No step holds in full."]
    step = verdict.step
    held = len(verdict.having(HELD))
    lines = [f"Your code is at step {step.label} ({step.title}): all {held} behaviours hold."]
    if step.kind != "change":
        change = next(s for s in reversed(catalog.steps[: step.number]) if s.kind == "change")
        lines.append(f"Its framework is that of step {change.label}; the lesson is in the example.")
    if any(standing(earlier) != ALL for earlier in survey.verdicts[: survey.verdicts.index(verdict)]):
        lines.append("Steps before it need not hold: what they have of their own goes out of use later.")
    return lines


def skipped(verdicts: Sequence[StepVerdict]) -> list[str]:
    """Why some behaviours were not run: they count neither way."""
    reasons: dict[str, set[str]] = defaultdict(set)
    for verdict in verdicts:
        for finding in verdict.having(WAIVED):
            reason = finding.case.message if finding.case else ""
            reasons[reason or "no reason is given"].add(finding.behaviour.statement)
    return [
        f"Skipped, and not counted: {plural(len(names), 'behaviour')} ({why})."
        for why, names in reasons.items()
    ]


def lacking(survey: Survey, width: int) -> list[str]:
    """What stands between the code and the nearest step above it, by reasons."""
    verdict = survey.next
    if verdict is None or not verdict.missing:
        return []
    step, missing = verdict.step, verdict.missing
    nothing = len(missing) == len(verdict.findings)
    amount = "none" if nothing else f"{len(missing)} of {len(verdict.findings)}"
    hold = "holds" if nothing else "do not hold" if len(missing) > 1 else "does not hold"
    lines = [f"Of the behaviours of step {step.label} ({step.title}), {amount} {hold}:"]
    reasons: dict[str, list[Finding]] = defaultdict(list)
    for finding in missing:
        reasons[reason(finding, survey.framework)].append(finding)
    for why, findings in list(reasons.items())[:MOST_REASONS]:
        lines.append(fill(why, width, initial_indent=MARGIN, subsequent_indent=MARGIN, max_lines=3))
        names = [f.behaviour.statement for f in findings]
        lines += [f"{MARGIN}  - {name}" for name in names[:MOST_OF_A_REASON]]
        if len(names) > MOST_OF_A_REASON:
            lines.append(f"{MARGIN}  - and {len(names) - MOST_OF_A_REASON} more")
    if len(reasons) > MOST_REASONS:
        lines.append(f"{MARGIN}and {plural(len(reasons) - MOST_REASONS, 'other reason')}")
    if any(imports_dezero(finding, survey.framework) for finding in missing):
        lines.append(
            f"{survey.framework.root.name} imports dezero: it uses a framework. Give the path of that one."
        )
    return lines


def imports_dezero(finding: Finding, framework: Framework) -> bool:
    """Whether the error is that the reader's file imports a dezero, which it was to be itself."""
    case = finding.case
    if case is None or framework.is_package or not IMPORTS_DEZERO.search(case.message):
        return False
    return bool(places(case.details, reader_files(framework)))


def reason(finding: Finding, framework: Framework) -> str:
    """Why a behaviour does not hold, in a line, and the place in the reader's code that it comes from."""
    if finding.stop:
        return _at(finding.stop.reason, finding.stop.place)
    if finding.case is None:
        return "not tried"
    expected, came = expectation(finding.case.message)
    what = f"expected {expected}; came: {came}" if expected else in_short(finding.case.message)
    passed = places(finding.case.details, reader_files(framework))
    return _at(what.partition("\n")[0], passed[-1] if passed else None)


def _at(what: str, place: Place | None) -> str:
    return f"{what} ({place})" if place else what


def stopped(survey: Survey) -> list[str]:
    """Where the run had to be stopped, or ended by itself."""
    lines = []
    for verdict in survey.verdicts:
        for stop in verdict.stops:
            what = f", {statement(stop.case.test)}" if stop.case else ""
            what = ", the import" if stop.at_import else what
            lines.append(f"{MARGIN}step {verdict.step.label}{what}: {_at(stop.reason, stop.place)}")
    return ["Stopped:", *lines] if lines else []
