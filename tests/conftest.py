"""One body of tests for all snapshots: a behaviour runs on every step of its span.

--step N       only these steps: 7, 3-9, 7-10,13-, all
--impl=PATH    judge another dezero in place of the snapshots': a file, a package, or a folder
--prove        the red-to-green proof: each behaviour that a step introduces must fail on the
               step before, for its own reason
--folder=PATH  take example.py and the unit tests from there, not from the snapshot
--report=PATH  write what is found into a file, case by case
"""

import contextlib
import functools
import gc
import inspect
import os
import re
import sys
import traceback
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType
from typing import IO, Any

import pytest

from stepkit.behaviours import FOLDER, HOW_TO_MARK, Behaviour, check_mark, read_behaviours, statement
from stepkit.cases import TableCase, cases_of
from stepkit.catalog import STEPS_FOLDER, Catalog, Step, load_catalog
from stepkit.errors import StepkitError
from stepkit.loading import Framework, find_framework, loaded
from stepkit.report import RUNNING, Case, Run, inputs_digest, refuse_folder, write_line
from stepkit.running import ExampleRun, execute_example
from stepkit.spans import parse_span, starts

NOX_FOLDER = STEPS_FOLDER.parent / ".nox"
if NOX_FOLDER.is_dir():
    # pytest compiles all tests at each run unless it may keep the result: here it always may, out of sight.
    sys.pycache_prefix = str(NOX_FOLDER / "bytecode")
    sys.dont_write_bytecode = False

NOTHING = 0  # the step before the first: an empty module


@dataclass
class Matrix:
    """What this run is about, and what it found."""

    catalog: Catalog
    chosen: frozenset[int]
    impl: Framework | None
    folder: Path | None
    prove: bool
    found: dict[tuple[int, str, str], str] = field(default_factory=dict)  # (step, file, test): outcome


MATRIX = pytest.StashKey[Matrix]()
REPORT = pytest.StashKey[IO[str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("steps", "the steps of dezero")
    group.addoption("--step", default="all", metavar="N", help="only these steps: 7, 3-9, 7-10,13-, all")
    group.addoption(
        "--impl", metavar="PATH", help="judge your own dezero: a file, a package or a folder that holds one"
    )
    group.addoption(
        "--folder", metavar="PATH", help="take example.py and the unit tests from there, not from the step"
    )
    group.addoption(
        "--prove",
        action="store_true",
        help="each behaviour that a step introduces must fail on the step before, for its own reason",
    )
    group.addoption("--report", metavar="PATH", help="write what is found into this file, case by case")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "steps(span, role, red=None): the steps on which a behaviour holds")
    try:
        config.stash[MATRIX] = Matrix(
            catalog := load_catalog(),
            choose_steps(catalog, config.getoption("--step")),
            find_implementation(config),
            existing_path(config, "--folder"),
            config.getoption("--prove"),
        )
        if config.getoption("--report") and not config.getoption("collectonly"):
            begin_report(config, catalog)
    except StepkitError as error:
        raise pytest.UsageError(str(error)) from None


def choose_steps(catalog: Catalog, text: str) -> frozenset[int]:
    """The steps that --step names; each that is named by its number must have a snapshot."""
    chosen = parse_span(text, catalog.last)
    existing = {step.number for step in catalog.existing}
    for number in re.findall(r"\d+", text):
        catalog.step(int(number))
    return chosen & existing


def find_implementation(config: pytest.Config) -> Framework | None:
    path = existing_path(config, "--impl")
    return find_framework(path) if path else None


def existing_path(config: pytest.Config, option: str) -> Path | None:
    text = config.getoption(option)
    if text is None:
        return None
    path = config.invocation_params.dir / Path(text).expanduser()
    if not path.exists():
        raise StepkitError(f"{option} {text}: there is no such file or folder")
    return path


def pytest_report_header(config: pytest.Config) -> str | None:
    impl = config.stash[MATRIX].impl
    return f"judging {impl.root}" if impl else None


# ---------------------------------------------------------------- which test runs on which step


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a behaviour on each chosen step of its span, or, to prove it, on those before."""
    if FOLDER not in metafunc.definition.path.parents:
        return
    place = f"{metafunc.definition.path.name}: {metafunc.function.__name__}"
    if metafunc.cls is not None:
        raise pytest.Collector.CollectError(f"{place} is in a class: write it as a function of the module")
    mark = metafunc.definition.get_closest_marker("steps")
    if mark is None:
        raise pytest.Collector.CollectError(f"{place} has no span: {HOW_TO_MARK}")
    if "step" not in metafunc.fixturenames:
        raise pytest.Collector.CollectError(f"{place} tests no snapshot: ask for `dezero` or `example`")
    matrix = metafunc.config.stash[MATRIX]
    try:
        span, role = check_mark(list(mark.args), place, matrix.catalog.last)
    except StepkitError as error:
        raise pytest.Collector.CollectError(str(error)) from None
    if not matrix.prove:
        steps = sorted(span & matrix.chosen)
    elif role == "introduces":
        steps = [start - 1 for start in starts(span) if start in matrix.chosen]
    else:
        steps = []
    # An empty list would become a skipped test; a step of None is dropped below.
    params = [pytest.param(n, id=f"step{n:02d}") for n in steps] or [pytest.param(None, id="never")]
    metafunc.parametrize("step", params, indirect=True, scope="session")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    dropped = [item for item in items if step_of(item) is None and is_behaviour(item)]
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        items[:] = [item for item in items if item not in set(dropped)]
    items.sort(key=lambda item: step_of(item) or NOTHING)  # step by step; the rest comes first
    matrix = config.stash[MATRIX]
    if matrix.prove:
        require_introductions(matrix)


def out_of_the_collectors_sight() -> None:
    """Let the collector pass over what pytest keeps: tests of memory call it often."""
    gc.collect()
    gc.freeze()


def require_introductions(matrix: Matrix) -> None:
    """Every step must bring at least one behaviour that its predecessor did not have."""
    behaviours = read_behaviours(matrix.catalog.last)
    for number in sorted(matrix.chosen):
        if not any(behaviour.introduced_at(number) for behaviour in behaviours):
            raise pytest.UsageError(
                f"step {number:02d} introduces no behaviour: write a test in tests/behaviours "
                f'with @pytest.mark.steps("{number}-", "introduces")'
            )


def is_behaviour(item: pytest.Item) -> bool:
    return lies_in_folder(item.path)


@functools.cache  # asked several times for each of thousands of tests, which lie in few files
def lies_in_folder(path: Path) -> bool:
    return FOLDER in path.parents


def step_of(item: pytest.Item) -> int | None:
    callspec = getattr(item, "callspec", None)
    return callspec.params.get("step") if callspec and is_behaviour(item) else None


# ---------------------------------------------------------------- what a behaviour is given


@pytest.fixture(scope="session")
def step(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Step:
    """The step under test."""
    matrix = request.config.stash[MATRIX]
    catalog = matrix.catalog
    if request.param != NOTHING:
        step = catalog.step(request.param)
        return replace(step, folder=matrix.folder) if matrix.folder else step
    folder = tmp_path_factory.mktemp("step00")
    (folder / "dezero.py").write_text("")
    return Step(NOTHING, "an empty module", "change", "", (), catalog.stages[0], folder)


@pytest.fixture(scope="session")
def dezero(step: Step, request: pytest.FixtureRequest) -> Iterator[ModuleType]:
    """The framework of the step under test, or the one that --impl names."""
    framework = request.config.stash[MATRIX].impl or find_framework(step.folder)
    out_of_the_collectors_sight()
    try:
        with contextlib.ExitStack() as stack:
            with open(os.devnull, "w", encoding="utf-8") as nowhere, contextlib.redirect_stdout(nowhere):
                module = stack.enter_context(loaded(framework))  # a reader's may print a lot
            yield module
    except SystemExit as error:  # pytest would import it again for each behaviour
        raise ImportError(f"dezero ends the program while it is imported: sys.exit({error})") from error


@pytest.fixture(scope="session")
def example(step: Step, dezero: ModuleType) -> ExampleRun:
    """The step's example.py, run on the framework under test: its output and its names."""
    return execute_example(step)


# ---------------------------------------------------------------- the red-to-green proof


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Each case of a behaviour must be red, not just the first."""
    if not pyfuncitem.config.stash[MATRIX].prove or not is_behaviour(pyfuncitem):
        return None
    given = {name: pyfuncitem.funcargs[name] for name in inspect.signature(pyfuncitem.function).parameters}
    for case in cases_of(pyfuncitem.function):
        require_red(pyfuncitem, case, given)
    return True


def require_red(item: pytest.Function, case: TableCase, given: dict[str, Any]) -> None:
    number, place = step_of(item), f"in the case {case.label} " if case.label else ""
    try:
        case.run(**given)
    except (Exception, pytest.fail.Exception) as error:
        reason = f"{type(error).__name__}: {error}"
        if fails_for_its_own_reason(item, error, reason):
            return
        pytest.fail(
            f"{place}on step {number:02d} it fails for another reason than its own: {reason}\n"
            'If that is how it should fail there, say so: @pytest.mark.steps(..., red="...").',
            pytrace=False,
        )
    pytest.fail(
        f"{place}it passes on step {number:02d} already: it does not introduce anything", pytrace=False
    )


def fails_for_its_own_reason(item: pytest.Item, error: BaseException, reason: str) -> bool:
    """By the error that the mark names, or by an assertion of the test itself."""
    mark = item.get_closest_marker("steps")
    red = mark.kwargs.get("red") if mark else None
    if red is not None and re.search(red, reason):
        return True
    if not isinstance(error, AssertionError | pytest.fail.Exception):
        return False
    framework = Framework(Path(item.funcargs["dezero"].__file__))  # type: ignore[attr-defined]
    passed = {Path(frame.filename) for frame in traceback.extract_tb(error.__traceback__)}
    return passed.isdisjoint(framework.files)


# ---------------------------------------------------------------- the report


def begin_report(config: pytest.Config, catalog: Catalog) -> None:
    path = config.invocation_params.dir / config.getoption("--report")
    refuse_folder(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    config.stash[REPORT] = path.open("w", encoding="utf-8")
    write_line(config.stash[REPORT], Run(inputs_digest(catalog), config.getoption("--prove")))


def pytest_unconfigure(config: pytest.Config) -> None:
    if REPORT in config.stash:
        config.stash[REPORT].close()


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if REPORT in session.config.stash and exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        write_line(session.config.stash[REPORT], None)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    if REPORT in item.config.stash and is_behaviour(item):
        write_line(item.config.stash[REPORT], case_of(item, RUNNING))


def case_of(item: pytest.Item, outcome: str, report: pytest.TestReport | None = None) -> Case:
    parameters = item.name.partition("[")[2].removesuffix("]")
    details = report.longreprtext if report and outcome != "passed" else ""
    crash = getattr(report.longrepr, "reprcrash", None) if report else None
    if report and isinstance(report.longrepr, tuple):  # skipped: file, line, reason
        details = report.longrepr[2].removeprefix("Skipped: ")
    test = item.function.__name__  # type: ignore[attr-defined]
    return Case(
        step_of(item) or NOTHING,
        item.path.name,
        test,
        parameters,
        outcome,
        crash.message if crash else details,
        details,
    )


# ---------------------------------------------------------------- the summary


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if (report.when == "call" or not report.passed) and (number := step_of(item)) is not None:
        key = (number, item.path.name, item.function.__name__)  # type: ignore[attr-defined]
        found = item.config.stash[MATRIX].found
        if found.get(key, "passed") == "passed":  # one bad case decides
            found[key] = report.outcome
        if REPORT in item.config.stash:
            write_line(item.config.stash[REPORT], case_of(item, report.outcome, report))
        if report.failed:
            switch_on_again(item)
    return report


def switch_on_again(item: pytest.Item) -> None:
    """A behaviour that fails in a reader's code may leave the switch off: the next must not suffer for it."""
    config = getattr(item.funcargs.get("dezero"), "Config", None)  # type: ignore[attr-defined]
    if getattr(config, "enable_backprop", True) is False:
        config.enable_backprop = True


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    matrix = config.stash[MATRIX]
    if not matrix.found:
        return
    terminalreporter.ensure_newline()
    if matrix.prove:
        proved = sum(outcome == "passed" for outcome in matrix.found.values())
        terminalreporter.write_line(f"{proved} of {len(matrix.found)} proofs: red on the step before")
        return
    behaviours = read_behaviours(matrix.catalog.last)
    steps = sorted({number for number, _, _ in matrix.found})
    for number in steps:
        outcomes = {key[1:]: outcome for key, outcome in matrix.found.items() if key[0] == number}
        for line in summarise(number, outcomes, behaviours, in_full=len(steps) == 1):
            terminalreporter.write_line(line)


def summarise(
    number: int, outcomes: dict[tuple[str, str], str], behaviours: list[Behaviour], in_full: bool
) -> list[str]:
    """How many behaviours hold at a step; in full: also which are new."""
    held = {test for test, outcome in outcomes.items() if outcome == "passed"}
    lost = [test for test, outcome in outcomes.items() if outcome == "failed"]
    new = [
        behaviour.statement
        for behaviour in behaviours
        if behaviour.introduced_at(number)
        and any(file == behaviour.file and statement(name) == behaviour.statement for file, name in held)
    ]
    skipped = sum(outcome == "skipped" for outcome in outcomes.values())
    due = len(outcomes) - skipped
    lines = [f"step {number:02d}: {len(held)} of {due} behaviours hold, {len(new)} of them new"]
    if skipped:
        lines.append(f"  skipped, and not counted: {skipped}")
    if in_full:
        lines += [f"  new: {text}" for text in new]
    lines += [f"  does not hold: {statement(name)} ({file})" for file, name in lost]
    return lines
