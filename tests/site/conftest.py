"""What the tests of the site share: the catalog, the lessons, the built pages, a host that serves them."""

import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from sitekit.pages import Lesson, read_lesson
from stepkit.catalog import Catalog, load_catalog

PROJECT = Path(__file__).resolve().parents[2]
BELOW = "/some/deep/path"


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


class Host(SimpleHTTPRequestHandler):
    """A static host: the site below a path, and its 404.html for all that is not there."""

    def translate_path(self, path: str) -> str:
        below = path.startswith(f"{BELOW}/")
        return super().translate_path(path.removeprefix(BELOW) if below else "/no-such-file")

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        self.send_response(HTTPStatus.NOT_FOUND)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(page.stat().st_size))
        self.end_headers()
        if self.command != "HEAD":
            with page.open("rb") as file:
                shutil.copyfileobj(file, self.wfile)

    def log_message(self, format: str, *args: object) -> None: ...


@pytest.fixture(scope="session")
def address(built: Path) -> Iterator[str]:
    """Where the built site is served: below a path, as on a host that it shares with others."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Host, directory=str(built)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}{BELOW}"
    server.shutdown()
