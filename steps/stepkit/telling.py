"""A verdict in words for a learner, and the view of all steps."""

import re
import sys
from collections.abc import Collection, Sequence

from stepkit.catalog import Catalog
from stepkit.desk import COMMAND, Desk
from stepkit.diffing import changed_files, diff_trees, plural
from stepkit.explaining import Explanation, explain
from stepkit.judging import CRASHED, HUNG, UNREACHED, WAIVED, Finding, StepVerdict, reader_files
from stepkit.loading import find_framework
from stepkit.progress import Progress, StepProgress
from stepkit.sheets import all_hints, difference
from stepkit.terminal import BOLD, GREEN, GREY, RED, can_show, columns, fill, paint, wants_colour
from stepkit.verdicts import News, one_cause

LONGEST_DIFF = 80  # lines of it that are shown unasked
MOST_PLACES = 6
MOST_NAMES = 12  # behaviours listed by name


def verdict_lines(desk: Desk, verdict: StepVerdict, news: News) -> list[str]:
    colour = wants_colour()
    held, kept = news.held
    title = f"Step {desk.step.label}: {held} of {plural(len(news.due), 'new behaviour')} hold"
    if news.before:
        title += f", {kept} of the {len(news.before)} from before"
    lines = [paint(title, BOLD, colour), ""]
    waived = verdict.having(WAIVED)
    if waived:
        reasons = sorted({f.case.message.splitlines()[-1] for f in waived if f.case and f.case.message})
        lines += [f"Not judged here: {len(waived)}. {'; '.join(reasons)}", ""]
    if verdict.green:
        return lines + done_lines(desk, verdict)
    if same := one_cause(verdict):
        lines += [paint("Your code cannot be imported: nothing can be judged before that.", RED, colour), ""]
        return lines + explained(desk, same, with_test=False) + next_lines(desk)
    if news.broken:
        lines += [paint("Broken: this held before your change.", RED, colour), ""]
        first, *others = sorted(news.broken, key=lambda f: not has_lead(desk, f))
        lines += explained(desk, first) + by_name("Broken too", others)
    if news.red:
        lines += [paint("Still red, the first of them:" if news.red[1:] else "Still red:", RED, colour), ""]
        lines += explained(desk, news.red[0]) + by_name("Then", news.red[1:])
    unreached = len(verdict.having(UNREACHED))
    if unreached:
        lines += [f"{plural(unreached, 'behaviour')} could not be tried before this is mended.", ""]
    return lines + next_lines(desk)


def has_lead(desk: Desk, finding: Finding) -> bool:
    """Whether there is something to say about it, or it stopped the run: either comes first."""
    return finding.outcome in (HUNG, CRASHED) or finding.behaviour.statement in desk.task.leads


def explained(desk: Desk, finding: Finding, with_test: bool = True) -> list[str]:
    """A finding in full; without its test where the code cannot even be imported."""
    framework = find_framework(desk.folder)
    told = explain(finding, reader_files(framework, desk.folder.resolve()))
    lines, facts = [], failure(told)
    if with_test:
        title = paint(told.statement, BOLD, wants_colour()) + (f"  ({told.case})" if told.case else "")
        lines = [f"  {title}", "", *(f"    {row}".rstrip() for row in told.code), ""]
        facts += background(desk, finding, told)
    wide = max(len(name) for name, _ in facts)
    margin = " " * (wide + 6)
    for name, text in facts:
        as_it_is = name in ("what came", "your line", "")
        body = text.replace("\n", "\n" + margin) if as_it_is else fill(text, margin).lstrip()
        lines.append(f"    {name:{wide}}  {body}")
    return [*lines, ""]


def failure(told: Explanation) -> list[tuple[str, str]]:
    """What went wrong, and on which lines of the learner's."""
    facts = [("what came", told.message)]
    if told.expected:
        facts = [("expected", told.expected), ("came", told.came)]
    for number, (place, line) in enumerate(told.trace):
        facts.append(("" if number else "your line", f"{place}:  {line}"))
    return facts


def background(desk: Desk, finding: Finding, told: Explanation) -> list[tuple[str, str]]:
    """What may lead to the mistake, and what one has to know to read the test."""
    facts = []
    if lead := desk.task.leads.get(told.statement):
        facts.append(("think", lead))
    if looks := where_to_look(desk, finding):
        facts.append(("look at", looks))
    facts += [("here", f"{name}: {text}") for name, text in told.helpers]
    return [*facts, ("the test", told.test)]


def where_to_look(desk: Desk, finding: Finding) -> str:
    """The definitions that this step is about, those first that the test speaks of."""
    own = desk.own()
    diffs = diff_trees(desk.own_start(), desk.solution())
    known = desk.task.text + "\n".join(own.values())  # the project's own helpers are none of the learner's
    names = [
        section.name
        for diff in changed_files(diffs)
        for section in diff.sections
        if section.kind == "def" and section.state in ("changed", "added") and _simple(section.name) in known
    ]
    spoken = [name for name in names if re.search(rf"\b{_simple(name)}\b", finding.behaviour.source)]
    chosen = [*spoken, *(name for name in names if name not in spoken)]
    return ", ".join(chosen[:MOST_PLACES]) + (", ..." if len(chosen) > MOST_PLACES else "")


def _simple(name: str) -> str:
    return name.rpartition(".")[2]


def by_name(heading: str, findings: Sequence[Finding]) -> list[str]:
    if not findings:
        return []
    rows = [f"    {f.behaviour.statement}{_ended(f)}" for f in findings[:MOST_NAMES]]
    more = len(findings) - MOST_NAMES
    return [f"  {heading}:", *rows, *([f"    and {more} more"] if more > 0 else []), ""]


def _ended(finding: Finding) -> str:
    return f"  ({finding.outcome})" if finding.outcome in (HUNG, CRASHED) else ""


def next_lines(desk: Desk) -> list[str]:
    progress, total = desk.progress, len(all_hints(desk))
    files = [path for path in sorted(desk.own()) if path.endswith(".py")]
    edit = f"{desk.shown_folder}/{files[0] if len(files) == 1 else ''}"
    table = [(desk.command, "see what holds"), (f"{desk.command} --watch", "the same, again at each save")]
    left = total - progress.hints
    if left:
        table.append((f"{desk.command} --hint", f"hint {progress.hints + 1} of {total}"))
    table.append((f"{desk.command} --task", "the task again"))
    return [f"Next: edit {edit}, and", columns(table)]


def done_lines(desk: Desk, verdict: StepVerdict) -> list[str]:
    step, after = desk.step, desk.catalog.after(desk.step)
    judged = len(verdict.findings) - len(verdict.having(WAIVED))
    lines = [
        paint(f"All {judged} behaviours of step {step.label} hold.", GREEN, wants_colour()),
        "",
    ]
    differs = difference(desk).splitlines()
    if differs:
        lines += ["What differs: - is your code, + is the project's.", "", *differs[:LONGEST_DIFF]]
        if len(differs) > LONGEST_DIFF:
            more = f"... {len(differs) - LONGEST_DIFF} lines more: {desk.command} --diff"
            lines.append(paint(more, GREY, wants_colour()))
    else:
        lines.append("Your code is the project's, line for line.")
    lines += ["", "Next:"]
    table = [("nox -s serve", f"read the page of step {step.label}: why the project does it so")]
    if after:
        table.insert(0, (f"{COMMAND} {after.label}", after.title))
    else:
        lines.insert(-1, "That was the last step.")
    return [*lines, columns(table)]


def progress_lines(catalog: Catalog, progress: Progress, changed: Collection[int] = ()) -> list[str]:
    """A row for each step, by stages, and what to do next.

    changed: the steps that were done, and whose code was changed since
    """
    colour = wants_colour()
    full, some, none = marks()
    done = progress.done
    lines = [paint(f"Practice: {len(done)} of {plural(catalog.last, 'step')} done", BOLD, colour)]
    for stage in catalog.stages:
        lines += ["", f"Stage {stage.number}: {stage.title}"]
        for step in catalog.steps[stage.first - 1 : stage.last]:
            entry = progress.of(step.number)
            mark = full if entry.done else some if entry.total or entry.hints else none
            remark = describe_entry(entry, step.number in changed)
            row = f"  {mark} {step.label}  {step.title:34}{remark}"
            lines.append(paint(row, GREEN, colour) if entry.done else row.rstrip())
    begun = [n for n, entry in progress.steps.items() if entry.total and not entry.done]
    left = sorted(begun) or [step.number for step in catalog.existing if step.number not in done]
    if left:
        step = catalog.step(left[0])
        lines += ["", "Next:", columns([(f"{COMMAND} {step.label}", step.title)])]
    return lines


def marks() -> tuple[str, str, str]:
    """Signs for done, begun and not begun, that the terminal can show."""
    return ("■", "□", "·") if can_show("■□·", sys.stdout.encoding) else ("#", "+", ".")


def describe_entry(entry: StepProgress, changed: bool) -> str:
    hints = plural(entry.hints, "hint") if entry.hints else ""
    state = ""
    if entry.done:
        state = "done, changed since: run it again" if changed else "done"
    elif entry.total:
        state = f"{entry.held} of {plural(entry.total, 'new behaviour')} hold"
    return ", ".join(part for part in (state, hints) if part)
