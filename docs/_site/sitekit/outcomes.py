"""Running all that pages need: one process a step, two at a time."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from sitekit.snippets import Outcomes
from stepkit.catalog import Catalog
from stepkit.running import Job, run_jobs


def run_all(catalog: Catalog, jobs: Iterable[tuple[int, Job]]) -> Outcomes:
    """The outcome of each job, by its step and key."""
    by_step: dict[int, dict[str, Job]] = {}
    for number, job in jobs:
        by_step.setdefault(number, {})[job.key] = job  # what several pages want runs once
    with ThreadPoolExecutor(2) as pool:
        results = pool.map(
            lambda item: run_jobs(catalog.step(item[0]), list(item[1].values())), by_step.items()
        )
        return {
            (number, key): outcome
            for number, result in zip(by_step, results, strict=True)
            for key, outcome in result.items()
        }
