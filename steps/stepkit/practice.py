"""The command practice: a learner writes a step, and is told what holds, what does not, and where to look."""

import argparse
import contextlib
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from stepkit import terminal
from stepkit.catalog import Catalog
from stepkit.desk import Desk, make_folder, progress_file, put_aside, saved, write_tree
from stepkit.diffing import digest_of
from stepkit.errors import StepkitError
from stepkit.judging import StepVerdict
from stepkit.options import add_seconds
from stepkit.progress import read_progress
from stepkit.sheets import all_hints, difference, file_table, task_page, task_text
from stepkit.telling import progress_lines, verdict_lines
from stepkit.terminal import BOLD, columns, fill, paint, wants_colour
from stepkit.verdicts import key_of, sort_findings, worth_another_try

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
    add_seconds(parser)
    parser.set_defaults(command=practise)


def practise(catalog: Catalog, options: argparse.Namespace) -> int:
    """Carry out the command; 0 if all holds, 1 if something does not yet."""
    if options.step is None:
        if any((options.watch, options.task, options.hint, options.hints, options.diff, options.again)):
            raise StepkitError("which step? For example: nox -s practice -- 02 --hint")
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
        if options.again and not start_over(desk, options.yes):
            print("Nothing was changed.")
            return 0
        return look(desk)
    return 0


def look(desk: Desk) -> int:
    """Judge the folder, which is made if it is not there, and say what was found."""
    if not desk.folder.exists():
        make_folder(desk, task_page(desk))
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
    start = desk.own_start()
    if desk.own() != start:
        with tempfile.TemporaryDirectory() as folder:
            write_tree(Path(folder), desk.start())
            verdict = desk.judge(Path(folder))
    return frozenset(key_of(finding) for finding in verdict.missing)


def start_over(desk: Desk, sure: bool) -> bool:
    """Put the folder aside under another name, if that is wanted; the next look makes a new one."""
    if not desk.folder.exists():
        return True
    question = f"Start step {desk.step.label} over? {desk.shown_folder} is kept under another name. [y/N] "
    if not sure and not confirmed(question):
        return False
    kept = put_aside(desk)
    print(f"What you had is in {kept.parent.name}/{kept.name}.\n")
    return True


def confirmed(question: str) -> bool:
    """Ask; without a terminal to ask on, an error."""
    if not sys.stdin.isatty():
        raise StepkitError("--again starts over, and there is no terminal to ask on: add --yes")
    return input(question).strip().lower() in ("y", "yes")


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


def watch(desk: Desk) -> int:
    """Look again whenever a file of the folder was saved, until all holds or Ctrl-C."""
    try:
        while True:
            seen = saved(desk.folder)
            try:
                if look(desk) == 0:
                    return 0
            except StepkitError as error:  # such as a file that an editor is moving: the next save mends it
                print(f"stepkit: {error}")
            seen = seen or saved(desk.folder)  # the first look may have made the folder
            print(f"\nwatching {desk.shown_folder}: save a file to look again, Ctrl-C to stop", flush=True)
            while saved(desk.folder) == seen:
                time.sleep(POLL)
            print("\n" + "-" * terminal.width() + "\n", flush=True)
    except KeyboardInterrupt:
        print(f"\nstopped watching; {desk.shown_folder} is as you left it")
        return 0


def show_progress(catalog: Catalog) -> int:
    progress = read_progress(progress_file())
    desks = [Desk(catalog, catalog.step(number)) for number in progress.done]
    changed = [
        desk.step.number
        for desk in desks
        if desk.folder.exists() and digest_of(desk.own()) != progress.of(desk.step.number).done
    ]
    print("\n".join(progress_lines(catalog, progress, changed)))
    return 0
