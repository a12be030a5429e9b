"""Running examples and snippets: an example in this process, snippets in one of their own."""

import contextlib
import io
import json
import os
import runpy
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from stepkit.catalog import STEPS_FOLDER, Step
from stepkit.errors import StepkitError
from stepkit.loading import Framework, find_framework, loaded

SECONDS = 120  # for one process, whose snippets may be those of several steps


@dataclass(frozen=True)
class ExampleRun:
    """What an example printed and the names that it defined."""

    output: str
    names: dict[str, Any]


@contextlib.contextmanager
def in_temporary_folder() -> Iterator[Path]:
    """Work in a folder that is thrown away: pictures that an example draws go there."""
    home = os.getcwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            yield Path(folder)
        finally:
            os.chdir(home)


def run_example(step: Step, framework: Framework | None = None) -> ExampleRun:
    """Run the step's example.py on its own framework or on another with the same interface."""
    with loaded(framework or find_framework(step.folder)):
        return execute_example(step)


def execute_example(step: Step) -> ExampleRun:
    """Run the step's example.py on the framework that is loaded."""
    printed = io.StringIO()
    sys.path.append(str(step.folder))  # an example may import the tests beside it
    try:
        with in_temporary_folder(), contextlib.redirect_stdout(printed):
            names = runpy.run_path(str(step.folder / "example.py"), run_name="__main__")
    finally:
        sys.path.remove(str(step.folder))
    return ExampleRun(printed.getvalue(), names)


@dataclass(frozen=True)
class Job:
    """Code to run on a step's framework: kind is snippet, recording or figure."""

    key: str
    kind: str
    code: str


@dataclass(frozen=True)
class Outcome:
    """What a job printed, exceptions included, and its product: a graph, the text of a figure."""

    output: str
    product: Any = None


class _Ended(Exception):
    """The process in which snippets ran did not come to its end: why."""


def run_jobs(step: Step, jobs: Sequence[Job]) -> dict[str, Outcome]:
    """Run the jobs one after the other in a process of their own, each on a fresh framework."""
    try:
        (outcomes,) = _run_in_one_process([(step, jobs)])
    except _Ended as error:
        raise StepkitError(f"step {step.label}: its snippets {error}") from None
    return outcomes


def run_jobs_of_steps(work: Sequence[tuple[Step, Sequence[Job]]]) -> list[dict[str, Outcome]]:
    """The same for several steps in turn: Python and numpy start once, not once a step."""
    try:
        return _run_in_one_process(work)
    except _Ended:  # each by itself: one will say what is wrong with it
        return [run_jobs(step, jobs) for step, jobs in work]


def _run_in_one_process(work: Sequence[tuple[Step, Sequence[Job]]]) -> list[dict[str, Outcome]]:
    requests = [
        {
            "framework": str(find_framework(step.folder).source),
            "folder": str(step.folder),
            "jobs": [asdict(job) for job in jobs],
        }
        for step, jobs in work
    ]
    environment = os.environ | {
        "PYTHONPATH": str(STEPS_FOLDER),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONIOENCODING": "utf-8",
    }
    try:
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run(
                [sys.executable, "-m", "stepkit.worker"],
                input=json.dumps(requests),
                capture_output=True,
                text=True,
                encoding="utf-8",
                env=environment,
                cwd=folder,
                timeout=SECONDS,
            )
    except subprocess.TimeoutExpired:
        raise _Ended(f"took over {SECONDS} s") from None
    if done.returncode or not done.stdout:
        raise _Ended(f"ended the process:\n{done.stderr.strip()}")
    try:
        answers = json.loads(done.stdout)
    except json.JSONDecodeError:  # a program that a snippet calls writes where the answers go
        written = done.stdout.partition("[{")[0].strip()
        raise _Ended(f"wrote {written!r} past print: catch it, and print it in Python") from None
    return [
        {key: Outcome(reply["output"], reply["product"]) for key, reply in replies.items()}
        for replies in answers
    ]
