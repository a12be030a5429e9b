"""What the tests of the site share: the catalog, the lessons, the built pages, a host that serves them."""

import re
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

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


@pytest.fixture(scope="session")
def root(built: Path) -> str | None:
    """The path of the site on its host, without the last slash, if SITE_URL told the build."""
    home = (built / "index.html").read_text(encoding="utf-8")
    found = re.search(r'<link rel="canonical" href="([^"]*)/index\.html">', home)
    return unquote(urlsplit(found[1]).path) if found else None


class Host(SimpleHTTPRequestHandler):
    """A static host: the site below a path, and its 404.html for all that is not there."""

    below = BELOW

    def translate_path(self, path: str) -> str:
        is_ours = path.startswith(f"{self.below}/")
        return super().translate_path(path.removeprefix(self.below) if is_ours else "/no-such-file")

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
def address(built: Path, root: str | None) -> Iterator[str]:
    """Where the built site is served: below a path, as on a host that it shares with others."""
    Host.below = BELOW if root is None else root
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Host, directory=str(built)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}{Host.below}"
    server.shutdown()
