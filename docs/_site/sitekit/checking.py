"""Which pages state what is not so, and where: the check of the site's build without the site."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sitekit import pages, snippets
from sitekit.fences import take_fences
from sitekit.html import PageError
from sitekit.outcomes import run_all
from sitekit.snippets import Outcomes
from stepkit.catalog import Catalog
from stepkit.running import Job
from stepkit.spans import Span

STEP_PAGE = re.compile(r"steps/step(\d\d)\.md")


@dataclass(frozen=True)
class Page:
    """A page with computed blocks: what has to run for it, and how it is filled from the outcomes."""

    path: str
    jobs: list[tuple[int, Job]]
    fill: Callable[[Outcomes], object]


def complaints(catalog: Catalog, docs: Path, steps: Span) -> dict[str, str]:
    """What is wrong, by page: those of the steps, those of the steps after them, and all others."""
    found: dict[str, str] = {}
    read: list[Page] = []
    for path in sorted(docs.rglob("*.md")):
        name = path.relative_to(docs).as_posix()
        match = STEP_PAGE.fullmatch(name)
        number = int(match[1]) if match else None
        if name.startswith("_") or (number and not {number, number - 1} & steps):
            continue
        try:
            read.append(_read(catalog, name, path.read_text(encoding="utf-8"), number))
        except PageError as error:
            found[name] = str(error)
    outcomes = run_all(catalog, (job for page in read for job in page.jobs))
    for page in read:
        try:
            page.fill(outcomes)
        except PageError as error:
            found[page.path] = str(error)
    return found


def _read(catalog: Catalog, name: str, text: str, number: int | None) -> Page:
    if number is None:
        fences = take_fences(text)[1]
        return Page(name, snippets.jobs_of(fences, None), lambda outcomes: snippets.fill(fences, outcomes))
    lesson, draft = pages.read_lesson(catalog, catalog.step(number)), pages.read_draft(text)
    return Page(name, pages.jobs_of(draft, lesson), lambda outcomes: pages.fill(draft, lesson, outcomes))
