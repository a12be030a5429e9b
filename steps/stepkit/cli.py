"""The command line: list, show, run, diff, history, practice, judge, seal, carry."""

import argparse
import contextlib
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from stepkit import carrying, history, judge, practice, seal, textdiff
from stepkit.catalog import Catalog, Step, load_catalog
from stepkit.diffing import TEXTS, changed_files, diff_trees, example_tree, framework_tree, plural
from stepkit.errors import StepkitError
from stepkit.loading import Framework, find_framework, loaded, named_framework
from stepkit.running import run_example
from stepkit.selecting import is_test
from stepkit.terminal import BOLD, fill, paint, wants_colour

EXIT_WRONG, EXIT_USAGE, EXIT_INTERRUPTED = 1, 2, 130

EXAMPLES = """\
examples:
  python steps/stepkit list
  python steps/stepkit show 7
  python steps/stepkit diff 06 07
  python steps/stepkit diff 06 07 --all
  python steps/stepkit history Variable.backward
  python steps/stepkit practice 07
  python steps/stepkit judge mine/dezero.py
  python steps/stepkit seal --check
  python steps/stepkit carry 12 --why "A scalar result lost its dtype."
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out a command line; return its exit code."""
    for stream in (sys.stdout, sys.stderr):  # a pipe may have a narrow encoding
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        options = _options(list(sys.argv[1:] if arguments is None else arguments))
        code: int = options.command(load_catalog(), options)
        sys.stdout.flush()
        return code
    except StepkitError as error:
        print(f"stepkit: {error}", file=sys.stderr)
        return EXIT_USAGE
    except KeyboardInterrupt:
        print("stepkit: interrupted", file=sys.stderr)
        return EXIT_INTERRUPTED
    except BrokenPipeError:  # the reader, such as head, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        if error.filename is None:  # not about a file: a fault of the toolbox
            raise
        print(f"stepkit: {error.filename}: {error.strerror}", file=sys.stderr)
        return EXIT_USAGE


def _options(arguments: list[str]) -> argparse.Namespace:
    """Read the arguments; for `run`, what follows -- is parted off first, and kept for pytest."""
    # argparse gives a list of positional arguments nothing more once an option, such as --impl, came between.
    parted = arguments[:1] == ["run"] and "--" in arguments
    end = arguments.index("--") if parted else len(arguments)
    return _parser().parse_args(arguments[:end], argparse.Namespace(pytest=arguments[end + 1 :]))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="stepkit",
        description="Look at the 36 steps of the framework dezero.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    listing = commands.add_parser("list", help="the steps with their titles")
    listing.set_defaults(command=list_steps)

    show = commands.add_parser("show", help="a step's lesson, its change in numbers, its example's output")
    show.add_argument("step", help="its number: 7 or 07")
    show.set_defaults(command=show_step)

    run = commands.add_parser(
        "run",
        help="show a step, then check its behaviours",
        epilog="What follows -- is passed on to pytest: run 7 -- -k chain",
    )
    run.add_argument("step", help="its number: 7 or 07")
    run.add_argument("--impl", metavar="PATH", help="judge your own dezero: a file, a package or a folder")
    run.set_defaults(command=run_step)

    diff = commands.add_parser("diff", help="what changed between two steps")
    diff.add_argument("old", help="the number of one step")
    diff.add_argument("new", nargs="?", help="the number of the other; without it, OLD and the step before")
    diff.add_argument(
        "--all", action="store_true", help="the examples too, not just framework and unit tests"
    )
    diff.add_argument("--color", choices=["auto", "always", "never"], default="auto")
    diff.set_defaults(command=show_diff)

    telling = commands.add_parser("history", help="how a definition came to be as it is")
    telling.add_argument("name", nargs="?", help="as in Variable.backward; without it, all definitions")
    telling.add_argument("--color", choices=["auto", "always", "never"], default="auto")
    telling.set_defaults(command=show_history)

    practice.add_arguments(commands.add_parser("practice", help="write a step yourself, with hints"))
    judge.add_arguments(commands.add_parser("judge", help="how far your own dezero has come"))

    sealing = commands.add_parser("seal", help="freeze the snapshots as they are now")
    sealing.add_argument("--check", action="store_true", help="only say whether they are as they were sealed")
    sealing.set_defaults(command=seal_snapshots)

    carry = commands.add_parser(
        "carry",
        help="carry an edit of one snapshot into all later ones",
        description="Carry an edit of one snapshot into all later ones, all or nothing: edit steps/step12, "
        'then: carry 12 --why "...". At a conflict it stops, and goes on after you mended it.',
    )
    carry.add_argument("step", nargs="?", help="the number of the step that was edited")
    carry.add_argument("--why", default="", help="the reason, for docs/errata.md")
    group = carry.add_mutually_exclusive_group()
    group.add_argument("--continue", dest="resume", action="store_true", help="go on where it stopped")
    group.add_argument("--abort", action="store_true", help="give up; the snapshots are as they were")
    carry.set_defaults(command=carry_edit)
    return parser


def list_steps(catalog: Catalog, options: argparse.Namespace) -> int:
    for stage in catalog.stages:
        print(f"Stage {stage.number}: {stage.title}")
        for step in catalog.steps[stage.first - 1 : stage.last]:
            remarks = [step.kind] if step.kind != "change" else []
            remarks += [] if step.exists else ["to come"]
            remark = f"  ({', '.join(remarks)})" if remarks else ""
            print(f"  {step.label}  {step.title}{remark}")
    return 0


def show_step(catalog: Catalog, options: argparse.Namespace) -> int:
    step = catalog.named(options.step)
    print_lesson(catalog, step)
    print_example(step, find_framework(step.folder))
    return 0


def print_lesson(catalog: Catalog, step: Step) -> None:
    print(paint(f"Step {step.label} of {catalog.last}: {step.title}", BOLD, wants_colour()))
    print(fill(step.lesson))
    print(f"{describe_size(catalog, step)}\n")


def describe_size(catalog: Catalog, step: Step) -> str:
    """What the step did to the framework, in numbers."""
    before = catalog.before(step)
    diffs = diff_trees(framework_tree(before.folder) if before else {}, framework_tree(step.folder))
    changed = changed_files(diffs)
    if not changed:
        return f"The framework stays as it is: the lesson is in the example ({step.kind})."
    names = ", ".join(diff.path for diff in changed)
    added, removed = sum(d.added for d in changed), sum(d.removed for d in changed)
    return f"{names}: {plural(added, 'line')} added, {removed} removed."


def print_example(step: Step, framework: Framework) -> None:
    print(f"$ python steps/step{step.label}/example.py")
    print(run_example(step, framework).output)


def run_step(catalog: Catalog, options: argparse.Namespace) -> int:
    import pytest

    step = catalog.named(options.step)
    framework = find_framework(step.folder) if options.impl is None else named_framework(options.impl)
    if options.impl is not None:
        require_import(framework)
    print_lesson(catalog, step)
    try:
        print_example(step, framework)
    except (Exception, SystemExit) as error:  # a reader's own code may do anything
        if options.impl is None:
            raise
        print(f"the example stops with {type(error).__name__}: {error}\n")
    sys.stdout.flush()
    named = any(map(is_test, options.pytest))
    tests = [] if named else [str(step.folder.parents[1] / "tests" / "behaviours")]
    chosen = [f"--impl={framework.root}"] if options.impl is not None else []
    quiet = ["-q", "--no-header", "-rfEs", f"--step={step.number}", *chosen]
    code = int(pytest.main([*tests, *quiet, *options.pytest]))
    if code == 0:
        print_next(catalog, step)
    return code


def require_import(framework: Framework) -> None:
    """Refuse a framework that cannot be imported: each behaviour would say so again."""
    try:
        with (
            open(os.devnull, "w", encoding="utf-8") as nowhere,
            contextlib.redirect_stdout(nowhere),
            loaded(framework),
        ):
            pass
    except StepkitError:
        raise
    except (Exception, SystemExit) as error:  # a reader's own code may do anything
        what = f"{type(error).__name__}: {error}"
        raise StepkitError(f"{framework.source} cannot be imported: {what}") from None


def print_next(catalog: Catalog, step: Step) -> None:
    before, after = catalog.before(step), catalog.after(step)
    commands = [("nox -s serve", "read the pages in a browser")]
    if before:
        commands.append((f"nox -s diff -- {before.label} {step.label}", "what this step changed"))
    if after:
        commands.append((f"nox -s step{after.label}", after.title))
    print("\nNext:")
    for command, purpose in commands:
        print(f"  {command:22}{purpose}")


def show_diff(catalog: Catalog, options: argparse.Namespace) -> int:
    if options.new is None:
        new = catalog.named(options.old)
        before = catalog.before(new)
        if before is None:
            raise StepkitError(f"nothing comes before step {new.label}: name two steps, as in diff 01 02")
        old = before
    else:
        old, new = catalog.named(options.old), catalog.named(options.new)
    diffs = diff_trees(framework_tree(old.folder), framework_tree(new.folder))
    if options.all:
        diffs += diff_trees(example_tree(old.folder), example_tree(new.folder))
    text = textdiff.render(diffs, f"step{old.label}", f"step{new.label}", wants_colour(options.color))
    if text:
        print(text)
    else:
        hint = "" if options.all or old == new else "; add --all to compare the examples"
        print(f"steps {old.label} and {new.label} have the same framework{hint}", file=sys.stderr)
    return 0


def show_history(catalog: Catalog, options: argparse.Namespace) -> int:
    known = history.histories(history.read_changes(catalog))
    if options.name is None:
        lines = history.overview(known, catalog)
    else:
        lines = history.tell(history.find(known, options.name), catalog, wants_colour(options.color))
    print("\n".join(lines))
    return 0


def seal_snapshots(catalog: Catalog, options: argparse.Namespace) -> int:
    found = seal.digests(catalog)
    complaints = seal.broken_seals(seal.read_seal(), found)
    for complaint in complaints:
        print(complaint)
    if options.check:
        verdict = "not as they were sealed" if complaints else "as they were sealed"
        print(f"{plural(len(found), 'file')} of {plural(len(catalog.existing), 'snapshot')}: {verdict}")
        return EXIT_WRONG if complaints else 0
    for name in found:
        if Path(name).suffix not in TEXTS:
            raise StepkitError(f"steps/{name} is no part of a snapshot: move it elsewhere, then seal")
    seal.write_seal(found)
    print(f"sealed {plural(len(found), 'file')} of {plural(len(catalog.existing), 'snapshot')}")
    return 0


def carry_edit(catalog: Catalog, options: argparse.Namespace) -> int:
    work = carrying.Carrying(catalog)
    try:
        if options.resume:
            work.resume()
        elif options.abort:
            work.abort()
        elif options.step is None:
            raise StepkitError('which step was edited? For example: nox -s carry -- 12 --why "..."')
        else:
            work.begin(catalog.named(options.step), options.why)
    except carrying.Stopped as stop:
        print(stop, file=sys.stderr)
        return EXIT_WRONG
    except KeyboardInterrupt:
        if not work.copy.exists():
            raise
        next_step = f"go on with {carrying.GO_ON}, or give up with {carrying.GIVE_UP}"
        print(f"stepkit: interrupted: {next_step}", file=sys.stderr)
        return EXIT_INTERRUPTED
    return 0
