"""Practice: a learner writes a step, and is told what holds, what does not, and where to look."""

import argparse
import contextlib
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from stepkit import terminal, textdiff
from stepkit.catalog import STEPS_FOLDER, Catalog, Step
from stepkit.diffing import Tree, changed_files, describe_change, describe_place, diff_trees, plural
from stepkit.errors import StepkitError
from stepkit.explaining import explain
from stepkit.judging import (
    CRASHED,
    HELD,
    HUNG,
    SECONDS,
    UNREACHED,
    WAIVED,
    Finding,
    StepVerdict,
    judge_alone,
    judge_step,
    reader_files,
)
from stepkit.loading import find_framework
from stepkit.progress import Progress, StepProgress, digest_of, read_progress, write_progress
from stepkit.tasks import (
    EXAMPLE,
    OUTPUT,
    Task,
    brings_unit_tests,
    is_example_task,
    is_unit_test,
    load_tasks,
    own_files,
    solution,
    starting_tree,
    task_of,
)
from stepkit.terminal import BOLD, GREEN, GREY, RED, columns, fill, paint, wants_colour

HOME = STEPS_FOLDER.parent / "practice"
COMMAND = "nox -s practice --"
LONGEST_DIFF = 80  # lines of it that are shown unasked
MOST_PLACES = 6
FEW = 2  # failures that are tried again, in case the machine was busy
MOST_NAMES = 12  # behaviours listed by name
POLL = 0.3  # seconds between two looks at the files

EXAMPLES = """\
examples:
  nox -s practice                 how far you are, over all steps
  nox -s practice -- 14           begin step 14, or see what holds now
  nox -s practice -- 14 --watch   the same, again at each save
  nox -s practice -- 14 --hint    unfold the next hint
  nox -s practice -- 14 --diff    your code against the project's: the solution
  nox -s practice -- 14 --again   start over; what you have is kept
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command understands."""
    parser.epilog = EXAMPLES
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("step", nargs="?", help="its number: 14; without one, your progress over all steps")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--watch", action="store_true", help="look again at each save, until all holds")
    what.add_argument("--task", action="store_true", help="read the task again")
    what.add_argument("--hint", action="store_true", help="unfold the next hint")
    what.add_argument("--hints", action="store_true", help="read the hints that are unfolded")
    what.add_argument("--diff", action="store_true", help="your code against the project's: the solution")
    what.add_argument("--again", action="store_true", help="start over; what you have is kept aside")
    parser.add_argument("--yes", action="store_true", help="with --again: do not ask")
    parser.add_argument(
        "--seconds",
        type=float,
        default=SECONDS,
        help=f"how long one behaviour may take before it is stopped (default {SECONDS:g})",
    )
    parser.set_defaults(command=practise)


def practise(catalog: Catalog, options: argparse.Namespace) -> int:
    """Carry out the command; 0 if all holds, 1 if something does not yet."""
    if options.step is None:
        return show_progress(catalog)
    desk = Desk(catalog, catalog.named(options.step), options.seconds)
    read_progress(progress_file())  # a damaged file is said before anything is done
    if options.task:
        print(task_text(desk))
    elif options.hint:
        unfold(desk)
    elif options.hints:
        show_hints(desk, desk.progress.hints)
    elif options.diff:
        show_solution(desk)
    elif options.watch:
        return watch(desk)
    else:
        if options.again:
            start_over(desk, options.yes)
        return look(desk)
    return 0


# ---------------------------------------------------------------- the desk


@dataclass(frozen=True)
class Desk:
    """A step that is practised, with what belongs to it."""

    catalog: Catalog
    step: Step
    seconds: float = SECONDS

    @property
    def task(self) -> Task:
        return task_of(self.step, load_tasks())

    @property
    def folder(self) -> Path:
        return HOME / f"step{self.step.label}"

    @property
    def shown_folder(self) -> str:
        """The folder as one types it from here."""
        path = os.path.relpath(self.folder)
        return str(self.folder) if path.startswith("..") else Path(path).as_posix()

    @property
    def command(self) -> str:
        return f"{COMMAND} {self.step.label}"

    @property
    def progress(self) -> StepProgress:
        return read_progress(progress_file()).of(self.step.number)

    def note(self, progress: StepProgress) -> None:
        """Remember it, in the file as it is by now."""
        path = progress_file()
        write_progress(path, read_progress(path).having(self.step.number, progress))

    def own(self) -> Tree:
        """What the learner has written so far."""
        tree = {}
        for path in sorted(self.folder.rglob("*.py")):
            tree[path.relative_to(self.folder).as_posix()] = path.read_text(
                encoding="utf-8", errors="replace"
            )
        if any(path.startswith("dezero/") for path in tree):
            tree.pop("dezero.py", None)  # the package is what counts
        return own_files(self.catalog, self.step, tree)

    def start(self) -> Tree:
        return starting_tree(self.catalog, self.step, self.task)

    def judge(self, folder: Path) -> StepVerdict:
        """The verdict on a folder, the learner's or one like it."""
        return judge_step(self.step, find_framework(folder), self.seconds, self._judged_folder(folder))

    def judge_alone(self, verdict: StepVerdict, findings: Sequence[Finding]) -> StepVerdict:
        """The verdict, with these findings tried again without the others."""
        framework = find_framework(self.folder)
        return judge_alone(verdict, findings, framework, self.seconds, self._judged_folder(self.folder))

    def _judged_folder(self, folder: Path) -> Path | None:
        """Where the example and the unit tests are the learner's."""
        own = is_example_task(self.step) or brings_unit_tests(self.catalog, self.step)
        return folder.resolve() if own else None


def progress_file() -> Path:
    return HOME / "progress.json"


# ---------------------------------------------------------------- making and remaking the folder


def make_folder(desk: Desk) -> None:
    """Make the learner's folder aside, and move it into place when it is whole."""
    HOME.mkdir(exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".step{desk.step.label}-", dir=HOME))
    try:
        write_tree(aside, desk.start() | {"TASK.md": task_page(desk)})
        aside.chmod(0o755)
        aside.rename(desk.folder)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise


def write_tree(folder: Path, tree: Tree) -> None:
    for name, text in tree.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


def start_over(desk: Desk, sure: bool) -> None:
    """Put the folder aside under another name; the next look makes a new one."""
    if not desk.folder.exists():
        return
    if not sure:
        confirm(f"Start step {desk.step.label} over? {desk.shown_folder} is kept under another name. [y/N] ")
    kept = next(p for n in range(1, 1000) if not (p := HOME / f"step{desk.step.label}-old{n}").exists())
    desk.folder.rename(kept)
    desk.note(StepProgress())
    print(f"What you had is in {kept.parent.name}/{kept.name}.\n")


def confirm(question: str) -> None:
    """Ask; an answer other than yes, or nobody to ask, ends the command."""
    if not sys.stdin.isatty():
        raise StepkitError("--again starts over, and there is no terminal to ask on: add --yes")
    if input(question).strip().lower() not in ("y", "yes"):
        raise StepkitError("nothing was changed")


# ---------------------------------------------------------------- the task and its hints


def task_text(desk: Desk) -> str:
    """The lesson and the task, for a terminal."""
    step = desk.step
    title = paint(f"Step {step.label} of {desk.catalog.last}: {step.title}", BOLD, wants_colour())
    return "\n".join([title, fill(step.lesson), "", "Your task", fill(desk.task.text, "  "), ""])


def file_table(desk: Desk) -> list[tuple[str, str]]:
    """What lies in the folder, and what for."""
    step, start = desk.step, desk.start()
    before = desk.catalog.before(step)
    yours = sorted(own_files(desk.catalog, step, start))
    table = []
    for path in yours:
        if path == EXAMPLE:
            table.append((path, "yours to write, where it says so; its parts are the task"))
        else:
            origin = f"the framework of step {before.label}, " if before else "still empty, "
            table.append((path, f"{origin}yours to change"))
    if is_example_task(step):
        table.append(
            ("dezero" + ("/" if "dezero.py" not in start else ".py"), "the framework; it stays as it is")
        )
    else:
        table.append((EXAMPLE, "what runs when you are done; try things out in it"))
    if brings_unit_tests(desk.catalog, step):
        table += [(path, "yours to write") for path in solution(desk.catalog, step) if is_unit_test(path)]
    else:
        table += [(path, "the unit tests so far: python -m unittest") for path in start if is_unit_test(path)]
    table.append((OUTPUT, f"what {EXAMPLE} prints at the end"))
    return table


def command_table(desk: Desk) -> list[tuple[str, str]]:
    total = len(desk.task.hints) + 2
    return [
        (desk.command, "see what holds"),
        (f"{desk.command} --watch", "the same, again at each save"),
        (f"{desk.command} --hint", f"unfold a hint, of {total}"),
        (f"{desk.command} --diff", "your code against the project's: the solution"),
        (f"{desk.command} --again", "start over; what you have is kept"),
        ("nox -s serve", f"read the page of step {desk.step.label} in a browser: it tells the solution"),
    ]


def task_page(desk: Desk) -> str:
    """TASK.md: the task as a file in the folder."""
    step = desk.step
    files = "\n".join(f"- `{path}`: {what}" for path, what in file_table(desk))
    commands = columns(command_table(desk), "    ")
    return (
        f"# Step {step.label}: {step.title}\n\n{step.lesson}\n\n## Your task\n\n{desk.task.text}\n\n"
        f"## What lies here\n\n{files}\n\n## Commands\n\n{commands}\n"
    )


def all_hints(desk: Desk) -> list[str]:
    """The hints by hand, then the places that the project changes, then its lines."""
    start = own_files(desk.catalog, desk.step, desk.start())
    diffs = diff_trees(start, solution(desk.catalog, desk.step))
    places = [
        f"- {describe_place(section, diff.path)}: {describe_change(section.added, section.removed)}"
        for diff in changed_files(diffs)
        for section in diff.sections
        if section.state not in ("same", "gone") and section.added + section.removed
    ]
    lines = textdiff.render(diffs, "start", f"step{desk.step.label}", wants_colour())
    where = "These are the places that the project's own step changes:\n\n" + "\n".join(places)
    return [*desk.task.hints, where, f"The lines that it changes:\n\n{verbatim(lines)}"]


def verbatim(text: str) -> str:
    """A block that `fill` leaves as it is."""
    return "\n".join(f"    {line}" for line in text.splitlines() if line.strip())


def unfold(desk: Desk) -> None:
    """Show the next hint, and remember that it was shown."""
    progress, total = desk.progress, len(all_hints(desk))
    if progress.hints < total:
        desk.note(replace(progress, hints=progress.hints + 1))
        show_hints(desk, progress.hints + 1, first=progress.hints + 1)
    else:
        print(f"All {total} hints of step {desk.step.label} are unfolded: read them with --hints.")


def show_hints(desk: Desk, last: int, first: int = 1) -> None:
    hints = all_hints(desk)
    if not last:
        print(f"No hint of step {desk.step.label} is unfolded yet: {desk.command} --hint")
    for number in range(first, last + 1):
        print(paint(f"Hint {number} of {len(hints)}", BOLD, wants_colour()))
        print(fill(hints[number - 1], "  ") + "\n")


def show_solution(desk: Desk) -> None:
    if not desk.folder.exists():
        raise StepkitError(f"step {desk.step.label} has not begun: {desk.command}")
    print("This is the solution. Lines with - are yours, lines with + the project's.\n")
    print(difference(desk) or "There is no difference.")


def difference(desk: Desk) -> str:
    """From the learner's code to the project's."""
    diffs = diff_trees(desk.own(), solution(desk.catalog, desk.step))
    return textdiff.render(diffs, "yours", f"step{desk.step.label}", wants_colour())


# ---------------------------------------------------------------- looking


def look(desk: Desk) -> int:
    """Judge the folder, which is made if it is not there, and say what was found."""
    if not desk.folder.exists():
        make_folder(desk)
        print(task_text(desk))
        print(f"Made {desk.shown_folder}/\n{columns(file_table(desk))}\n")
    with waiting(f"running the behaviours of step {desk.step.label} ..."):
        verdict = desk.judge(desk.folder)
        red_at_start = at_start(desk, verdict)
        news = sort_findings(verdict, red_at_start)
        if again := worth_another_try(news):
            verdict = desk.judge_alone(verdict, again)
            news = sort_findings(verdict, red_at_start)
    progress = replace(
        desk.progress,
        held=news.held[0],
        total=len(news.due),
        done=digest_of(desk.own()) if verdict.green else "",
        red_at_start=tuple(sorted(red_at_start)),
    )
    desk.note(progress)
    print("\n".join(verdict_lines(desk, verdict, news)))
    return 0 if verdict.green else 1


def worth_another_try(news: "News") -> list[Finding]:
    """What a red behaviour may have spoilt, or a busy machine: some behaviours take the time."""
    if news.red and news.broken:
        return news.broken
    failed = news.red + news.broken
    return failed if len(failed) <= FEW and not any(f.stop for f in failed) else []


@contextlib.contextmanager
def waiting(text: str) -> Iterator[None]:
    """Say meanwhile what is going on, on a terminal."""
    shown = sys.stderr.isatty()
    if shown:
        print(text, end="", file=sys.stderr, flush=True)
    try:
        yield
    finally:
        if shown:
            print("\r" + " " * len(text) + "\r", end="", file=sys.stderr, flush=True)


def at_start(desk: Desk, verdict: StepVerdict) -> frozenset[str]:
    """The behaviours that do not hold in the folder as it is made: found once, then remembered."""
    known = desk.progress.red_at_start
    if known is not None:
        return frozenset(known)
    start = own_files(desk.catalog, desk.step, desk.start())
    if desk.own() != start:
        with tempfile.TemporaryDirectory() as folder:
            write_tree(Path(folder), desk.start())
            verdict = desk.judge(Path(folder))
    return frozenset(key_of(finding) for finding in verdict.missing)


def key_of(finding: Finding) -> str:
    return f"{finding.behaviour.file}::{finding.behaviour.test}"


@dataclass(frozen=True)
class News:
    """The findings, sorted: what was to be made true, and what held before and does not now."""

    due: tuple[Finding, ...]
    before: tuple[Finding, ...]

    @property
    def held(self) -> tuple[int, int]:
        """How many hold of either."""
        due, before = (sum(f.outcome in (HELD, WAIVED) for f in part) for part in (self.due, self.before))
        return due, before

    @property
    def red(self) -> list[Finding]:
        return failing(self.due)

    @property
    def broken(self) -> list[Finding]:
        return failing(self.before)


def failing(findings: Sequence[Finding]) -> list[Finding]:
    """Those that failed: first what stopped the run, and hides the rest."""
    failed = [f for f in findings if f.outcome not in (HELD, WAIVED, UNREACHED)]
    return sorted(failed, key=lambda f: f.outcome not in (HUNG, CRASHED))


def sort_findings(verdict: StepVerdict, red_at_start: frozenset[str]) -> News:
    """Due is what did not hold at the start or begins with this step, in the lesson's order."""
    due = [
        f for f in verdict.findings if key_of(f) in red_at_start or f.behaviour.begins_at(verdict.step.number)
    ]
    before = [f for f in verdict.findings if f not in due]
    return News(tuple(in_lessons_order(due, verdict.step.number)), tuple(before))


LATE = ("test_errors", "test_examples", "test_unittest")  # they build on what the other topics bring


def in_lessons_order(due: Sequence[Finding], step: int) -> list[Finding]:
    """The topic first of which most arrives in this step, and mistakes, examples and unit tests last.

    Within a topic, what is new comes before what is awaited again, and the order of the tests goes from
    the simple to the intricate.
    """
    arriving: dict[str, int] = {}
    for finding in due:
        file = finding.behaviour.file
        arriving[file] = arriving.get(file, 0) + finding.behaviour.introduced_at(step)

    def rank(finding: Finding) -> tuple[int, int, str, bool, int]:
        behaviour = finding.behaviour
        late = next((n for n, name in enumerate(LATE, 1) if behaviour.file.startswith(name)), 0)
        awaited = not behaviour.begins_at(step)
        return late, -arriving[behaviour.file], behaviour.file, awaited, behaviour.line

    return sorted(due, key=rank)


# ---------------------------------------------------------------- what the learner reads


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


def one_cause(verdict: StepVerdict) -> Finding | None:
    """The finding to explain if all fail for the one reason that the framework cannot be imported."""
    first = verdict.findings[0]
    if verdict.stops and verdict.stops[0].at_import:
        return verdict.having(HUNG, CRASHED)[0]
    same = {f.case.message if f.case else None for f in verdict.findings}
    alone = len(same) == 1 and first.case is not None and first.outcome not in (HELD, WAIVED)
    return first if alone and "has no attribute" not in (first.case.message if first.case else "") else None


def explained(desk: Desk, finding: Finding, with_test: bool = True) -> list[str]:
    """A finding in full."""
    framework = find_framework(desk.folder)
    told = explain(finding, reader_files(framework, desk.folder.resolve()))
    lines = [f"  {paint(told.statement, BOLD, wants_colour())}" + (f"  ({told.case})" if told.case else "")]
    if not with_test:
        lines = []
    elif told.code:
        lines += ["", *(f"    {row}" for row in told.code), ""]
    facts: list[tuple[str, str]] = []
    if told.expected:
        facts += [("expected", told.expected), ("came", told.came)]
    else:
        facts += [("what came", told.message.replace("\n", "\n" + " " * 15))]
    for number, (place, line) in enumerate(told.trace):
        facts.append(("" if number else "your line", f"{place}:  {line}"))
    lead = desk.task.leads.get(told.statement)
    if lead and with_test:
        facts.append(("think", lead))
    if with_test:
        if looks := where_to_look(desk, finding):
            facts.append(("look at", looks))
        facts += [("here", f"{name}: {text}") for name, text in told.helpers]
        facts.append(("the test", told.test))
    wide = max(len(name) for name, _ in facts)
    for name, text in facts:
        body = text if name in ("what came", "your line", "") else fill(text, " " * (wide + 6)).lstrip()
        lines.append(f"    {name:{wide}}  {body}")
    return [*lines, ""]


def where_to_look(desk: Desk, finding: Finding) -> str:
    """The definitions that this step is about, those first that the test speaks of."""
    own = desk.own()
    diffs = diff_trees(own_files(desk.catalog, desk.step, desk.start()), solution(desk.catalog, desk.step))
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
    progress, total = desk.progress, len(desk.task.hints) + 2
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
    lines = [
        paint(f"All {len(verdict.findings)} behaviours of step {step.label} hold.", GREEN, wants_colour()),
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


# ---------------------------------------------------------------- watching


def watch(desk: Desk) -> int:
    """Look again whenever a file of the folder was saved, until all holds or Ctrl-C."""
    try:
        while True:
            seen = saved(desk.folder)
            code = look(desk)
            if code == 0:
                return 0
            seen = seen or saved(desk.folder)  # the first look may have made the folder
            print(f"\nwatching {desk.shown_folder}: save a file to look again, Ctrl-C to stop", flush=True)
            while saved(desk.folder) == seen:
                time.sleep(POLL)
            print("\n" + "-" * terminal.width() + "\n", flush=True)
    except KeyboardInterrupt:
        print(f"\nstopped watching; {desk.shown_folder} is as you left it")
        return 0


def saved(folder: Path) -> dict[str, tuple[int, int]]:
    """When each Python file was last written, and its size."""
    found = {}
    for path in folder.rglob("*.py"):
        with contextlib.suppress(FileNotFoundError):  # an editor may be moving it into place
            found[str(path)] = (path.stat().st_mtime_ns, path.stat().st_size)
    return found


# ---------------------------------------------------------------- all steps


def show_progress(catalog: Catalog) -> int:
    progress = read_progress(progress_file())
    print("\n".join(progress_lines(catalog, progress)))
    return 0


def progress_lines(catalog: Catalog, progress: Progress) -> list[str]:
    """A row for each step, by stages, and what to do next."""
    colour = wants_colour()
    full, some, none = marks()
    done = progress.done
    lines = [paint(f"Practice: {len(done)} of {plural(catalog.last, 'step')} done", BOLD, colour)]
    for stage in catalog.stages:
        lines += ["", f"Stage {stage.number}: {stage.title}"]
        for step in catalog.steps[stage.first - 1 : stage.last]:
            entry = progress.of(step.number)
            mark = full if entry.done else some if entry.total or entry.hints else none
            remark = describe_entry(entry)
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
    try:
        "■□·".encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return "#", "+", "."
    return "■", "□", "·"


def describe_entry(entry: StepProgress) -> str:
    hints = plural(entry.hints, "hint") if entry.hints else ""
    state = ""
    if entry.done:
        state = "done"
    elif entry.total:
        state = f"{entry.held} of {plural(entry.total, 'new behaviour')} hold"
    return ", ".join(part for part in (state, hints) if part)
