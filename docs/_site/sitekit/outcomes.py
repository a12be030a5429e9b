"""Running all that pages need: two processes, each with every other step."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from sitekit.snippets import Outcomes
from stepkit.catalog import Catalog
from stepkit.running import Job, run_jobs_of_steps

PROCESSES = 2


def at_known_steps(catalog: Catalog, jobs: Iterable[tuple[int, Job]]) -> list[tuple[int, Job]]:
    """The jobs of a page; an error if one is for a step that does not exist, while the page is known."""
    known = list(jobs)
    for number, _ in known:
        catalog.step(number)
    return known


def run_all(catalog: Catalog, jobs: Iterable[tuple[int, Job]]) -> Outcomes:
    """The outcome of each job, by its step and key."""
    by_step: dict[int, dict[str, Job]] = {}
    for number, job in jobs:
        by_step.setdefault(number, {})[job.key] = job  # what several pages want runs once
    numbers = sorted(by_step)
    shares = [share for n in range(PROCESSES) if (share := numbers[n::PROCESSES])]
    work = [[(catalog.step(number), list(by_step[number].values())) for number in share] for share in shares]
    with ThreadPoolExecutor(PROCESSES) as pool:
        found = pool.map(run_jobs_of_steps, work)
        return {
            (number, key): outcome
            for share, results in zip(shares, found, strict=True)
            for number, result in zip(share, results, strict=True)
            for key, outcome in result.items()
        }
