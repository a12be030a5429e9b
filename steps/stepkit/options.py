"""Options that several commands understand."""

import argparse
import math

from stepkit.errors import StepkitError
from stepkit.judging import SECONDS


def add_seconds(parser: argparse.ArgumentParser) -> None:
    """The option --seconds of the commands that judge."""
    parser.add_argument(
        "--seconds",
        type=read_seconds,
        default=SECONDS,
        help=f"how long one behaviour may take before it is stopped (default {SECONDS:g})",
    )


def read_seconds(text: str) -> float:
    """A time that comes, and comes later than at once."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        raise StepkitError(f"--seconds {text}: give a number above 0")
    return seconds
