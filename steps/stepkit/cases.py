"""Tests over a table: one test runs for each of its cases, and an error names the case."""

import functools
import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Test = Callable[..., None]


@dataclass(frozen=True)
class TableCase:
    """A test with the values of one row: `run` takes what the rows do not give."""

    label: str
    run: Test


def each(names: str, table: Iterable[Any]) -> Callable[[Test], Test]:
    """Run the test below for each row of the table: a value for each of the names.

    @each("shape, dtype", [((), "float16"), ((3,), "float32")])

    The rows of a mapping are called by its keys, others by their values. A test below several
    tables runs for each combination of their rows.
    """
    keys = [name.strip() for name in names.split(",")]
    rows = list(_rows(keys, table))

    def decorate(test: Test) -> Test:
        cases = [
            TableCase(", ".join(filter(None, (label, case.label))), functools.partial(case.run, **row))
            for label, row in rows
            for case in cases_of(test)
        ]

        @functools.wraps(test)
        def run_all(**given: Any) -> None:
            __tracebackhide__ = True
            for case in cases:
                try:
                    case.run(**given)
                except BaseException as error:
                    error.add_note(f"in the case {case.label}")
                    raise

        signature = inspect.signature(test)
        left = [parameter for name, parameter in signature.parameters.items() if name not in keys]
        vars(run_all).update(__signature__=signature.replace(parameters=left), cases=cases)
        return run_all

    return decorate


def cases_of(test: Test) -> list[TableCase]:
    """The cases of a test; one without a table is its own and only case."""
    cases: list[TableCase] = getattr(test, "cases", [TableCase("", test)])
    return cases


def _rows(keys: list[str], table: Iterable[Any]) -> Iterable[tuple[str, dict[str, Any]]]:
    """Each row's label, and its values by name."""
    labelled = table.items() if isinstance(table, Mapping) else ((None, row) for row in table)
    for label, row in labelled:
        values = [row] if len(keys) == 1 else row
        given = dict(zip(keys, values, strict=True))
        yield label or ", ".join(f"{key}={value!r}" for key, value in given.items()), given
