"""What a run of the behaviours found, case by case, in a file that holds even if the run is cut short.

A line of JSON when a case begins and one when it has ended, after a first line on the run itself.
`pytest tests/behaviours --report=PATH` writes it.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from stepkit.catalog import STEPS_FOLDER, Catalog
from stepkit.errors import StepkitError
from stepkit.seal import snapshot_files

RUNNING, PASSED, SKIPPED, FAILED = ("running", "passed", "skipped", "failed")


@dataclass(frozen=True)
class Case:
    """One test on one step with one set of parameters.

    outcome is running, passed, skipped or failed; message is the error's in short, details the
    whole report of a failure. In a proof, step is the one before the behaviour begins.
    """

    step: int
    file: str
    test: str
    parameters: str
    outcome: str
    message: str = ""
    details: str = ""


@dataclass(frozen=True)
class Run:
    """What was run: the digest of what decides what is found, and whether it was the red-to-green proof."""

    inputs: str
    proof: bool


@dataclass(frozen=True)
class Report:
    """A run and its cases in the order in which they began; complete unless it was cut short."""

    run: Run
    cases: tuple[Case, ...]
    complete: bool

    def outcomes(self) -> dict[tuple[int, str, str], str]:
        """The outcome of each (step, file, test): that of its worst case."""
        worst: dict[tuple[int, str, str], str] = {}
        ranks = {PASSED: 0, SKIPPED: 1, RUNNING: 2, FAILED: 3}
        for case in self.cases:
            key = (case.step, case.file, case.test)
            if ranks[case.outcome] >= ranks[worst.get(key, PASSED)]:
                worst[key] = case.outcome
        return worst


def inputs_digest(catalog: Catalog) -> str:
    """A digest of all that decides what the behaviours find: snapshots, catalog, toolbox and tests."""
    tests = STEPS_FOLDER.parent / "tests"
    paths = [STEPS_FOLDER / "catalog.toml", tests / "conftest.py", *tests.glob("*.json")]
    paths += (tests / "behaviours").glob("*.py")
    paths += (STEPS_FOLDER / "stepkit").glob("*.py")
    for step in catalog.existing:
        paths += snapshot_files(step.folder)
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.relative_to(tests.parent).as_posix().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def refuse_folder(path: Path) -> None:
    """Say that a report cannot be written there, before the run that it is to tell of."""
    if path.is_dir():
        raise StepkitError(f"--report {path}: that is a folder, name a file")


def write_line(file: IO[str], line: Run | Case | None) -> None:
    """Add a line; None closes the report as complete."""
    file.write(json.dumps(asdict(line) if line else {"complete": True}) + "\n")
    file.flush()


def write_report(path: Path, report: Report) -> None:
    """Write a whole report at once."""
    with path.open("w", encoding="utf-8") as file:
        write_line(file, report.run)
        for case in report.cases:
            write_line(file, case)
        if report.complete:
            write_line(file, None)


def read_report(path: Path) -> Report:
    """Read a report; the last line of one that was cut short may be half a line."""
    lines = list(_lines(path))
    if not lines or "inputs" not in lines[0]:
        raise StepkitError(f"{path} is no report of a run: write one with --report={path.name}")
    complete = "complete" in lines[-1]
    cases: dict[tuple[int, str, str, str], Case] = {}
    try:
        run = Run(**lines[0])
        for line in lines[1 : -1 if complete else None]:
            case = Case(**line)
            cases[case.step, case.file, case.test, case.parameters] = case
    except TypeError:
        raise StepkitError(
            f"{path} was written by another version of the toolbox: write it anew with --report={path.name}"
        ) from None
    return Report(run, tuple(cases.values()), complete)


def read_on(path: Path, offset: int) -> tuple[list[Case], int]:
    """What a report that is being written has gained since the offset, and the offset to go on from."""
    try:
        with path.open("rb") as file:
            file.seek(offset)
            whole, newline, _ = file.read().rpartition(b"\n")
    except FileNotFoundError:  # not begun
        return [], offset
    lines = [json.loads(line) for line in whole.splitlines()]
    return [Case(**line) for line in lines if "step" in line], offset + len(whole + newline)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    for text in path.read_text(encoding="utf-8").splitlines():
        try:
            yield json.loads(text)
        except ValueError:
            return
