"""What the tests of the site share: the catalog, the lessons, the built pages."""

from pathlib import Path

import pytest

from sitekit.pages import Lesson, read_lesson
from stepkit.catalog import Catalog, load_catalog

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return load_catalog()


@pytest.fixture(scope="session")
def lessons(catalog: Catalog) -> dict[int, Lesson]:
    return {step.number: read_lesson(catalog, step) for step in catalog.existing}


@pytest.fixture(scope="session")
def built() -> Path:
    """The folder of the built site."""
    folder = PROJECT / "site"
    if not (folder / "index.html").exists():
        pytest.fail("the site is not built: run `nox -s site`", pytrace=False)
    return folder
