"""Judging a framework by the behaviours of all steps: where it holds, and how far it has come.

Step 01 is tried alone: what does nothing of it is not tried further. The other steps are tried in
stretches, some at once; after a stop a stretch goes on from there, without the test that was stopped.
"""

import contextlib
import os
import re
import tempfile
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path

from stepkit.behaviours import FOLDER, Behaviour, read_behaviours
from stepkit.catalog import Catalog, Step
from stepkit.judging import HELD, SECONDS, UNREACHED, StepVerdict, Stop, attempt, find, named
from stepkit.loading import Framework
from stepkit.report import FAILED, PASSED, RUNNING, SKIPPED, Case, Report, Run, inputs_digest, read_on

STRETCHES = 6
AT_ONCE = min(2, os.cpu_count() or 1)
MOST_STOPS = 5  # behaviours: after so many, what has not been tried is left
MOST_STOPS_AT_FIRST = 2  # while none holds
LOOK = 0.2  # seconds between two looks at what has been found

ALL, SOME, NONE, STOPPED, UNTRIED = ("all", "some", "none", "stopped", "untried")

Told = Callable[[Mapping[int, str]], None]


@dataclass(frozen=True)
class Survey:
    """What a framework does at each step; notes say what was done to be able to judge it."""

    framework: Framework
    verdicts: tuple[StepVerdict, ...]
    report: Report
    notes: tuple[str, ...] = ()

    @property
    def reached(self) -> StepVerdict | None:
        """The verdict on the highest step of which all behaviours hold."""
        return next((v for v in reversed(self.verdicts) if standing(v) == ALL), None)

    @property
    def next(self) -> StepVerdict | None:
        """The verdict on the nearest step above it: the one after, unless a later one has begun to hold.

        Code that is past a step lacks for good what retired there: the step that it is at is the one of which
        the most behaviours hold and the fewest do not. A step of whose own none holds is yet to come.
        """
        reached = self.reached
        start = self.verdicts.index(reached) + 1 if reached else 0
        above = self.verdicts[start:]
        nearest = [verdict for verdict in above if verdict is above[0] or begun(verdict)]
        return max(nearest, key=lambda v: len(v.having(HELD)) - len(v.missing), default=None)


def begun(verdict: StepVerdict) -> bool:
    """Whether something holds that the step introduces; of a step without a change that tells nothing."""
    step = verdict.step
    held = verdict.having(HELD)
    return step.kind == "change" and any(finding.behaviour.introduced_at(step.number) for finding in held)


def standing(verdict: StepVerdict) -> str:
    """What a verdict comes to: all, some or none hold; stopped there, or not tried to the end."""
    if verdict.stops:
        return STOPPED
    if verdict.having(UNREACHED):
        return UNTRIED
    if not verdict.having(HELD):
        return NONE
    return ALL if verdict.green else SOME


def survey(
    framework: Framework, catalog: Catalog, seconds: float = SECONDS, tell: Told = lambda found: None
) -> Survey:
    """Judge a framework by the behaviours of every step that has a snapshot.

    seconds: how long one case may take
    tell: is called now and then with the standing, so far, of the steps that were begun
    """
    behaviours = read_behaviours(catalog.last)
    first, *others = catalog.existing
    files = sorted({FOLDER / b.file for b in behaviours if first.number in b.span})
    trial = Trial(framework, seconds)
    trial.run([first], files)
    if trial.needs_old_names():
        trial = Trial(framework, seconds, old_names=True)
        trial.run([first], files)
    if others and any(case.outcome == PASSED for case in trial.cases):
        trial.run_side_by_side(stretches(others, behaviours), tell)
    verdicts = conclude(catalog.existing, behaviours, trial.cases, trial.stops)
    report = Report(Run(inputs_digest(catalog), False), tuple(trial.cases), not trial.stops)
    return Survey(framework, verdicts, report, (OLD_NAMES_NOTE,) if trial.old_names else ())


def stretches(
    steps: Sequence[Step], behaviours: Sequence[Behaviour], most: int = STRETCHES
) -> list[list[Step]]:
    """The steps in runs of about the same number of behaviours."""
    weights = [sum(step.number in b.span for b in behaviours) for step in steps]
    parts: dict[int, list[Step]] = defaultdict(list)
    before = 0
    for step, weight in zip(steps, weights):
        parts[before * most // sum(weights)].append(step)
        before += weight
    return list(parts.values())


def conclude(
    steps: Sequence[Step],
    behaviours: Sequence[Behaviour],
    cases: Sequence[Case],
    stops: Sequence[tuple[int, Stop]],
) -> tuple[StepVerdict, ...]:
    """A verdict on each step; stops come with the number of the step at which they happened.

    A test that was stopped at one step and not tried again at another does not hold there either.
    """
    by_step = defaultdict(list)
    for case in cases:
        by_step[case.step].append(case)
    verdicts = []
    for step in steps:
        here = tuple(stop for number, stop in stops if number == step.number)
        ended = by_step[step.number]
        tests = {(case.file, case.test) for case in ended}
        spared = [
            stop
            for number, stop in stops
            if tests and number != step.number and stop.case and (stop.case.file, stop.case.test) not in tests
        ]
        due = [behaviour for behaviour in behaviours if step.number in behaviour.span]
        verdicts.append(StepVerdict(step, find(due, ended, [*here, *spared]), here))
    return tuple(verdicts)


OLD_NAMES = re.compile(r"module 'numpy' has no attribute '(int|float|complex|object|str)'")
OLD_NAMES_NOTE = (
    "It asks numpy for names that numpy 1.24 dropped, such as np.int. They were put back to judge it; "
    "write int and float instead."
)
OLD_NAMES_PLUGIN = "stepkit.oldnumpy"


@dataclass
class Trial:
    """What is found of a framework, while it is found."""

    framework: Framework
    seconds: float
    old_names: bool = False
    cases: list[Case] = field(default_factory=list)
    stops: list[tuple[int, Stop]] = field(default_factory=list)
    reports: list[Path] = field(default_factory=list)
    given_up: threading.Event = field(default_factory=threading.Event)

    def needs_old_names(self) -> bool:
        """Whether nothing works for want of a name that numpy once had."""
        return bool(self.cases) and all(
            case.outcome == SKIPPED or OLD_NAMES.search(case.message) for case in self.cases
        )

    def run(
        self, steps: Sequence[Step], tests: Sequence[Path] = (FOLDER,), folder: Path | None = None
    ) -> None:
        """Try the behaviours of consecutive steps, going on after each stop."""
        first, last = steps[0].number, steps[-1].number
        while first <= last and not self.given_up.is_set():
            report = folder / f"from{first:02d}-{len(self.reports)}.jsonl" if folder else None
            if report:
                self.reports.append(report)
            tried = attempt(
                f"{first}-{last}",
                self.framework,
                self.seconds,
                tests=tests,
                without=named(stop for _, stop in self.stops),
                report=report,
                plugins=[OLD_NAMES_PLUGIN] if self.old_names else [],
                given_up=self.given_up.is_set,
            )
            self.cases += tried.cases
            if tried.stop is None or self.given_up.is_set():
                return
            number = self.note(tried.stop, tried.cases[-1].step if tried.cases else first)
            first = number if tried.stop.case else number + 1

    def note(self, stop: Stop, latest: int) -> int:
        """Keep a stop, and give the number of its step: the latest one if it came between two cases."""
        number = stop.case.step if stop.case else latest
        self.stops.append((number, stop))
        distinct = {(s.case.file, s.case.test) if s.case else s for _, s in self.stops}
        most = MOST_STOPS if any(case.outcome == PASSED for case in self.cases) else MOST_STOPS_AT_FIRST
        if stop.at_import or len(distinct) >= most:
            self.given_up.set()
        return number

    def run_side_by_side(self, parts: Sequence[Sequence[Step]], tell: Told) -> None:
        """Try the parts, some at once, and tell what has been found meanwhile."""
        with tempfile.TemporaryDirectory(prefix="dezero-") as folder, ThreadPoolExecutor(AT_ONCE) as pool:
            running = [pool.submit(self.run, part, folder=Path(folder)) for part in parts]
            with self.giving_up_on_errors(running):
                found = SoFar(self.cases)
                while wait(running, LOOK).not_done:
                    tell(found.read(self.reports))
                for future in running:
                    future.result()

    @contextlib.contextmanager
    def giving_up_on_errors(self, running: Sequence[Future[None]]) -> Iterator[None]:
        """End the processes too if the block ends by an error or by Ctrl-C."""
        try:
            yield
        except BaseException:
            self.given_up.set()
            for future in running:
                future.cancel()
            raise


class SoFar:
    """The standing of the steps so far, read from reports that are being written."""

    def __init__(self, cases: Sequence[Case]) -> None:
        self.offsets: dict[Path, int] = defaultdict(int)
        self.outcomes: dict[int, set[str]] = defaultdict(set)
        self.take(cases)

    def take(self, cases: Sequence[Case]) -> None:
        for case in cases:
            if case.outcome != RUNNING:
                self.outcomes[case.step].add(case.outcome)

    def read(self, reports: Sequence[Path]) -> dict[int, str]:
        for report in list(reports):
            cases, self.offsets[report] = read_on(report, self.offsets[report])
            self.take(cases)
        return {
            step: ALL if FAILED not in found else SOME if PASSED in found else NONE
            for step, found in self.outcomes.items()
            if found != {SKIPPED}
        }
