"""Judging a reader's own code by the behaviours, whatever it does: loop for ever, exit, print, crash.

The behaviours run in a process of their own, in a folder that is thrown away. What they find is read from
their report, which holds up to the moment in which the process ended.
"""

import contextlib
import os
import re
import signal
import site
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from stepkit.behaviours import FOLDER, Behaviour, read_behaviours
from stepkit.catalog import STEPS_FOLDER, Step, load_catalog
from stepkit.diffing import is_framework
from stepkit.errors import StepkitError
from stepkit.loading import Framework
from stepkit.report import FAILED, PASSED, RUNNING, SKIPPED, Case, read_report

SECONDS = 10.0  # for one case; the slowest of ours takes less than one
START = 60.0  # before the first case, in which pytest collects: long enough for a busy machine
GRACE = 5.0  # after which a process that should have stopped itself is killed
MOST_STOPS = 3  # after so many, or two in one function, the rest is not tried

HELD, WAIVED, RED, HUNG, CRASHED, UNREACHED = ("held", "skipped", "red", "hung", "crashed", "not reached")

FRAME = re.compile(r'File "(?P<file>[^"\n]+)", line (?P<line>\d+)(?:,? in (?P<name>\S+))?')


@dataclass(frozen=True)
class Place:
    """A line of the reader's code; name is the function that it stands in, or <module>."""

    file: Path
    line: int
    name: str

    def __str__(self) -> str:
        where = "" if self.name in ("", "<module>") else f", in {self.name}"
        return f"{self.file.name}, line {self.line}{where}"


@dataclass(frozen=True)
class Stop:
    """How the process ended before its time: kind is hung or crashed, case what ran then."""

    kind: str
    case: Case | None
    reason: str
    place: Place | None

    @property
    def at_import(self) -> bool:
        """Whether the framework did not get past its import: every case would end the same way."""
        place = self.place
        return place is not None and place.name == "<module>" and is_framework(place.file.name)

    def is_like(self, other: "Stop") -> bool:
        """Whether both came in the same function of the reader's."""
        if self.place is None or other.place is None:
            return self.place is other.place
        return (self.place.file, self.place.name) == (other.place.file, other.place.name)


@dataclass(frozen=True)
class Attempt:
    """One run of behaviours: the cases that ended, and how it was stopped."""

    cases: tuple[Case, ...]
    stop: Stop | None


@dataclass(frozen=True)
class Finding:
    """What was found of a behaviour: its outcome, and the case that decided it, if any was begun."""

    behaviour: Behaviour
    outcome: str
    case: Case | None = None
    stop: Stop | None = None


@dataclass(frozen=True)
class StepVerdict:
    """What a framework does at a step: a finding for each behaviour of it, and every stop on the way."""

    step: Step
    findings: tuple[Finding, ...]
    stops: tuple[Stop, ...]

    def having(self, *outcomes: str) -> tuple[Finding, ...]:
        """The findings with one of the outcomes."""
        return tuple(finding for finding in self.findings if finding.outcome in outcomes)

    @property
    def missing(self) -> tuple[Finding, ...]:
        """The findings that are in the way: red, hung, crashed, not reached."""
        return self.having(RED, HUNG, CRASHED, UNREACHED)

    @property
    def green(self) -> bool:
        """Whether all hold."""
        return not self.missing


def judge_step(
    step: Step, framework: Framework, seconds: float = SECONDS, folder: Path | None = None
) -> StepVerdict:
    """Run the behaviours of a step on a framework; after a stop, the others once more without that one.

    seconds: how long one case may take
    folder: where example.py and the unit tests are taken from; the snapshot's, if None
    """
    behaviours = [b for b in read_behaviours(load_catalog().last) if step.number in b.span]
    files = sorted({FOLDER / behaviour.file for behaviour in behaviours})
    stops: list[Stop] = []
    while True:
        tried = attempt(str(step.number), framework, seconds, folder, files, named(stops))
        if tried.stop is None:
            break
        again = any(tried.stop.is_like(stop) for stop in stops)
        stops.append(tried.stop)
        if tried.stop.case is None or tried.stop.at_import or again or len(stops) == MOST_STOPS:
            break
    return StepVerdict(step, find(behaviours, tried.cases, stops), tuple(stops))


def judge_alone(
    verdict: StepVerdict,
    findings: Iterable[Finding],
    framework: Framework,
    seconds: float = SECONDS,
    folder: Path | None = None,
) -> StepVerdict:
    """Try these findings again without the others; those that hold then were spoilt by another one.

    A behaviour that fails may leave something behind: a setting that stays switched, a class that is changed.
    """
    again = list(findings)
    tests = [f"{FOLDER / finding.behaviour.file}::{finding.behaviour.test}" for finding in again]
    tried = attempt(str(verdict.step.number), framework, seconds, folder, tests)
    alone = find([finding.behaviour for finding in again], tried.cases)
    held = {finding.behaviour: finding for finding in alone if finding.outcome in (HELD, WAIVED)}
    return replace(verdict, findings=tuple(held.get(f.behaviour, f) for f in verdict.findings))


def named(stops: Iterable[Stop]) -> list[str]:
    """The node ids, up to the parameters, of the tests at which a run was stopped."""
    return [f"tests/behaviours/{s.case.file}::{s.case.test}[" for s in stops if s.case]


def find(
    behaviours: Iterable[Behaviour], cases: Iterable[Case], stops: Iterable[Stop] = ()
) -> tuple[Finding, ...]:
    """A finding for each behaviour of a step: its worst case decides, and the first of those is kept."""
    ranks = {PASSED: (0, HELD), SKIPPED: (1, WAIVED), FAILED: (2, RED)}
    worst: dict[tuple[str, str], Case] = {}
    for case in cases:
        key = (case.file, case.test)
        if key not in worst or ranks[case.outcome] > ranks[worst[key].outcome]:
            worst[key] = case
    stopped = {(s.case.file, s.case.test): s for s in stops if s.case}
    findings = []
    for behaviour in behaviours:
        key = (behaviour.file, behaviour.test)
        if key in stopped:
            stop = stopped[key]
            findings.append(Finding(behaviour, stop.kind, stop.case, stop))
        elif key in worst:
            findings.append(Finding(behaviour, ranks[worst[key].outcome][1], worst[key]))
        else:
            findings.append(Finding(behaviour, UNREACHED))
    return tuple(findings)


def attempt(
    steps: str,
    framework: Framework,
    seconds: float = SECONDS,
    folder: Path | None = None,
    tests: Iterable[Path | str] = (FOLDER,),
    without: Iterable[str] = (),
    report: Path | None = None,
    plugins: Iterable[str] = (),
    given_up: Callable[[], bool] = lambda: False,
) -> Attempt:
    """Run the behaviours of one or more steps once.

    steps: a span, as in --step
    folder: where example.py and the unit tests are taken from; the snapshot's, if None
    tests: what pytest collects; naming the files with a behaviour of the steps saves collecting all
    without: the beginnings of the ids of tests that are left out
    report: where the report is written, for who wants to follow it; a temporary file, if None
    plugins: modules that pytest imports before all else
    given_up: whether to end the run, asked now and then
    """
    with tempfile.TemporaryDirectory(prefix="dezero-", ignore_cleanup_errors=True) as home:
        work = Path(home, "work")
        work.mkdir()
        found = report or Path(home, "found.jsonl")
        command = [
            *[sys.executable, "-B", "-m", "stepkit.confined", *map(str, tests)],
            *["-q", "--no-header", "--no-summary", "--tb=native", "-p", "no:warnings"],
            *["-o", "verbosity_assertions=2"],  # shorter, what was expected and what came may look the same
            *["-o", f"faulthandler_timeout={seconds}", "-o", "faulthandler_exit_on_timeout=true"],
            *[f"--step={steps}", f"--impl={framework.root}", f"--report={found}"],
            *([f"--folder={folder}"] if folder else []),
            *(f"--deselect={name}" for name in without),
            *(f"-p{name}" for name in plugins),
        ]
        code, killed, output = _run(command, work, found, seconds + GRACE, given_up)
        return _read(found, code, killed, output, framework, folder, seconds)


def _run(
    command: list[str], work: Path, found: Path, patience: float, given_up: Callable[[], bool]
) -> tuple[int, bool, str]:
    """Run until the end, or until the report has not grown for so long: (exit code, killed, output)."""
    output = work.with_name("output")
    with output.open("wb") as file:
        process = subprocess.Popen(
            command,
            cwd=work,
            env=_environment(work),
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        killed = False
        try:
            size, since, begun = -1, time.monotonic(), False
            while process.poll() is None and not killed:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(0.25)
                now = found.stat().st_size if found.exists() else -1
                if now != size:
                    size, since = now, time.monotonic()
                    begun = begun or (now > 0 and found.read_bytes().count(b"\n") > 1)  # after the heading
                killed = time.monotonic() - since > (patience if begun else START) or given_up()
        finally:
            _kill_all(process)
    return process.returncode, killed, output.read_text(encoding="utf-8", errors="replace")


def _kill_all(process: subprocess.Popen[bytes]) -> None:
    """End the process with all that it started, some of which may have outlived it."""
    if os.name == "posix":
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    elif process.poll() is None:
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True)
    process.wait()


def _environment(work: Path) -> dict[str, str]:
    """The reader's environment, without what would change the run."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST"))}
    return ours | {
        "PYTHONPATH": str(STEPS_FOLDER),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONIOENCODING": "utf-8",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "MPLBACKEND": "Agg",
        "OPENBLAS_NUM_THREADS": "1",  # each thread takes address space, which is limited
        "COLUMNS": "100",
        "TMPDIR": str(work),
        "HOME": str(work),  # what the code writes there goes with the folder
        "PYTHONUSERBASE": site.getuserbase(),
        "XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache")),
    }


def _read(
    found: Path,
    code: int,
    killed: bool,
    output: str,
    framework: Framework,
    folder: Path | None,
    seconds: float,
) -> Attempt:
    slow = f"no end after {seconds:g} seconds"
    try:
        report = read_report(found)
    except (StepkitError, OSError):
        if killed:  # before the first case
            return Attempt((), Stop(HUNG, None, slow, None))
        raise StepkitError(f"the behaviours could not be run:\n{output.strip()}") from None
    ended = tuple(case for case in report.cases if case.outcome != RUNNING)
    if report.complete:
        return Attempt(ended, None)
    last = next((case for case in reversed(report.cases) if case.outcome == RUNNING), None)
    if last is None and not ended and not killed:
        raise StepkitError(f"the behaviours could not be run:\n{output.strip()}")
    place = last_place(output, reader_files(framework, folder))
    if killed or "Timeout (" in output:
        return Attempt(ended, Stop(HUNG, last, slow, place))
    return Attempt(ended, Stop(CRASHED, last, _cause(code, output), place))


def _cause(code: int, output: str) -> str:
    """Why the process ended, in words."""
    fatal = re.search(r"Fatal Python error: (.+)", output)
    if fatal:
        return fatal[1]
    if "KeyboardInterrupt" in output:
        return "KeyboardInterrupt"
    if code < 0:
        return f"ended by the signal {signal.Signals(-code).name}"
    return f"the process was ended with exit code {code}, as by os._exit({code})"


def reader_files(framework: Framework, folder: Path | None = None) -> set[Path]:
    """The files in which the reader's mistakes can be."""
    return {*framework.files, *(path.resolve() for path in (folder.glob("*.py") if folder else ()))}


def places(text: str, files: set[Path]) -> list[Place]:
    """The lines of these files that a traceback passes through, in its order."""
    found = []
    for match in FRAME.finditer(text):
        file = Path(match["file"])
        if file in files or (file.is_absolute() and file.resolve() in files):
            found.append(Place(file, int(match["line"]), match["name"] or ""))
    return found


def last_place(dump: str, files: set[Path]) -> Place | None:
    """Where the reader's code was when the process was stopped: a dump names the innermost frame first."""
    start = max(dump.rfind("Timeout ("), dump.rfind("Fatal Python error"))
    return next(iter(places(dump[start:], files)), None) if start >= 0 else None
