"""The command that judges a reader's own framework by the behaviours of all steps."""

import argparse
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path

from stepkit.catalog import Catalog
from stepkit.errors import StepkitError
from stepkit.loading import named_framework
from stepkit.options import add_seconds
from stepkit.report import refuse_folder, write_report
from stepkit.surveying import Survey, survey
from stepkit.surveytext import Style, can_print_cells, describe, ruler, strip
from stepkit.terminal import wants_colour, width

EXAMPLES = """\
examples:
  nox -s judge -- mine/dezero.py       a file
  nox -s judge -- mine                 a folder that holds dezero.py or dezero/
  nox -s judge -- my_framework         a package: its folder, or its name where it is installed
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command understands."""
    parser.epilog = EXAMPLES
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("path", help="your dezero: a file, a folder, or the name of an installed package")
    add_seconds(parser)
    parser.add_argument("--report", metavar="FILE", type=Path, help="write what is found there, case by case")
    parser.set_defaults(command=judge)


def judge(catalog: Catalog, options: argparse.Namespace) -> int:
    """Carry out the command; 0 if some step holds in full, 1 if none does."""
    framework = named_framework(options.path)
    if options.report:
        refuse_folder(options.report)
        if not options.report.parent.is_dir():
            raise StepkitError(f"--report {options.report}: there is no folder {options.report.parent}")
    style = Style(wants_colour(), not can_print_cells(sys.stdout.encoding), width())
    print(f"Judging {framework.root} by the behaviours of all steps.\n", flush=True)

    def show(standings: Mapping[int, str]) -> None:
        if sys.stdout.isatty() and style.width > len(ruler(catalog)):  # a broken line could not be taken away
            print(strip(catalog, standings, style), end="\r", flush=True)

    try:
        found = survey(framework, catalog, options.seconds, show)
    finally:
        show({})  # takes the cells away
    print(describe(found, catalog, style))
    if options.report:
        write_report(options.report, found.report)
    print_next(found, options.path)
    return 0 if found.reached else 1


def print_next(found: Survey, path: str) -> None:
    """The command that shows in full what the nearest step above asks for."""
    verdict = found.next
    if verdict and verdict.missing and not verdict.stops and not found.notes:
        print(f"\nIn full: nox -s step{verdict.step.label} -- --impl {shlex.quote(path)}")
