"""Which pages state what is not so, and where: the check of the site's build without the site."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sitekit import pages, snippets
from sitekit.fences import take_fences
from sitekit.html import PageError
from sitekit.naming import name_steps
from sitekit.outcomes import at_known_steps, run_all
from sitekit.snippets import Outcomes
from stepkit.catalog import Catalog
from stepkit.errors import StepkitError
from stepkit.running import Job
from stepkit.spans import Span


@dataclass(frozen=True)
class Page:
    """A page with computed blocks: what has to run for it, and how it is filled from the outcomes."""

    path: str
    jobs: list[tuple[int, Job]]
    fill: Callable[[Outcomes], object]


def complaints(catalog: Catalog, docs: Path, steps: Span) -> dict[str, str]:
    """What is wrong, by page: those of the steps, those of the steps after them, and all others."""
    due = {pages.path_of(step) for step in catalog.existing if _is_meant(step.number, steps)}
    found = {path: "there is no such page" for path in due if not (docs / path).is_file()}
    read: list[Page] = []
    for path in sorted(docs.rglob("*.md")):
        name = path.relative_to(docs).as_posix()
        number = pages.step_number(name)
        if name.startswith("_") or (number is not None and not _is_meant(number, steps)):
            continue
        try:
            read.append(_read(catalog, name, path.read_text(encoding="utf-8"), number))
        except (PageError, StepkitError) as error:
            found[name] = str(error)
    outcomes = run_all(catalog, (job for page in read for job in page.jobs))
    for page in read:
        try:
            page.fill(outcomes)
        except PageError as error:
            found[page.path] = str(error)
    return found


def _is_meant(number: int, steps: Span) -> bool:
    """A step's page also states what happens on the step before it."""
    return bool({number, number - 1} & steps)


def _read(catalog: Catalog, name: str, text: str, number: int | None) -> Page:
    if number is None:
        prose, fences = take_fences(text)
        name_steps(prose, catalog)  # an error if there is no such step
        jobs = at_known_steps(catalog, snippets.jobs_of(fences, None))
        return Page(name, jobs, lambda outcomes: snippets.fill(fences, outcomes))
    lesson, draft = pages.read_lesson(catalog, catalog.step(number)), pages.read_draft(text)
    pages.check_sections(draft, lesson.step.kind)
    jobs = at_known_steps(catalog, pages.jobs_of(draft, lesson))
    return Page(name, jobs, lambda outcomes: pages.fill(draft, lesson, outcomes))
