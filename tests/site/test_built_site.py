"""The built site is whole: every line, every link, nothing from elsewhere."""

import gzip
import html
import re
from html.parser import HTMLParser
from urllib.error import HTTPError
from urllib.parse import unquote, urldefrag, urljoin, urlsplit
from urllib.request import urlopen

import pytest

MOST_BYTES = 60_000


class Page(HTMLParser):
    """The links, the ids and the loaded resources of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.loaded: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if "id" in values:
            self.ids.add(values["id"])
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        elif "src" in values or (tag == "link" and values.get("rel") != "canonical"):
            self.loaded.append(values.get("src") or values.get("href", ""))


@pytest.fixture(scope="module")
def pages(built):
    return {
        path.relative_to(built).as_posix(): Page(path.read_text(encoding="utf-8"))
        for path in sorted(built.rglob("*.html"))
    }


def listed(text: str, tag: str) -> set[tuple[int, str]]:
    """The lines of that tag on a page, with their numbers, without any markup."""
    lines = re.findall(rf'<{tag} class="dz-l" data-n="(\d+)"[^>]*>(.*?)\n</{tag}>', text, re.S)
    return {(int(n), html.unescape(re.sub(r"<[^>]*>", "", line))) for n, line in lines}


def test_there_is_a_page_for_each_snapshot(built, catalog):
    for step in catalog.existing:
        assert (built / "steps" / f"step{step.label}.html").is_file()


def test_every_changed_line_stands_on_its_page(built, lessons):
    for number, lesson in lessons.items():
        text = (built / "steps" / f"step{number:02d}.html").read_text(encoding="utf-8")
        old, new = (
            {line for file in tree.values() for line in file.splitlines()}
            for tree in (lesson.source.old, lesson.source.new)
        )
        assert new - old <= {line for _, line in listed(text, "ins")}, number
        assert old - new <= {line for _, line in listed(text, "del")}, number


def test_a_line_that_a_page_marks_as_added_is_in_the_snapshot(built, lessons):
    for number, lesson in lessons.items():
        text = (built / "steps" / f"step{number:02d}.html").read_text(encoding="utf-8")
        lines = {
            (n, line) for new in lesson.source.new.values() for n, line in enumerate(new.splitlines(), 1)
        }
        assert listed(text, "ins") <= lines, number


def test_a_step_page_takes_at_most_60_kilobytes(built, catalog):
    for step in catalog.existing:
        data = (built / "steps" / f"step{step.label}.html").read_bytes()
        assert len(gzip.compress(data)) <= MOST_BYTES, step.label


def test_nothing_is_loaded_from_elsewhere(pages):
    for name, page in pages.items():
        assert [url for url in page.loaded if urlsplit(url).netloc] == [], name


def test_style_sheets_load_nothing_from_elsewhere(built):
    for path in built.rglob("*.css"):
        urls = re.findall(r"url\(([^)]*)\)", path.read_text(encoding="utf-8"))
        assert [url for url in urls if "//" in url and not url.strip("\"'").startswith("data:")] == [], path


def test_internal_links_and_anchors_resolve(built, pages, root):
    for name, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            path = unquote(parts.path)
            if path.startswith("/"):  # on 404.html, where the root is known
                assert root is not None and path.startswith(f"{root}/"), f"{name} links to {link}"
                target = built / path.removeprefix(f"{root}/")
            else:
                target = (built / name).parent / path if path else built / name
            target = target / "index.html" if target.is_dir() else target
            assert target.is_file(), f"{name} links to {link}"
            if parts.fragment and parts.fragment != "__skip":
                key = target.resolve().relative_to(built.resolve()).as_posix()
                assert parts.fragment in pages[key].ids, f"{name} links to {link}"


def test_a_host_can_serve_the_site_below_any_path(address):
    """Everything is fetched as a browser would: from the home page on, by link, source and style sheet."""
    waiting, seen = [f"{address}/index.html"], set()
    while waiting:
        url = waiting.pop()
        seen.add(url)
        with urlopen(url) as reply:
            kind, data = reply.headers.get_content_type(), reply.read()
        found = []
        if kind == "text/html":
            page = Page(data.decode())
            found = [*page.links, *page.loaded]
        elif kind == "text/css":
            found = [u.strip("\"'") for u in re.findall(r"url\(([^)]*)\)", data.decode())]
        for link in {urldefrag(urljoin(url, link)).url for link in found if not urlsplit(link).scheme}:
            assert link.startswith(f"{address}/"), f"{url} leads out of the site, to {link}"
            if link not in seen and link not in waiting:
                waiting.append(link)
    assert len(seen) > 36


def test_what_is_not_there_is_answered_by_the_page_for_it(address):
    with pytest.raises(HTTPError, match="404") as error:
        urlopen(f"{address}/steps/no/such/page.html")
    assert "There is no page at this address" in error.value.read().decode()


def test_the_home_page_tells_the_steps_to_come_from_those_that_are_here(built, catalog):
    text = (built / "index.html").read_text(encoding="utf-8")
    assert len(re.findall(r'class="dz-tocome"', text)) == catalog.last - len(catalog.existing)
    for step in catalog.existing:
        assert f'href="steps/step{step.label}.html"' in text


def test_a_page_shows_the_output_of_its_example(built, catalog):
    for step in catalog.existing:
        if step.kind != "change":
            text = (built / "steps" / f"step{step.label}.html").read_text(encoding="utf-8")
            for line in (step.folder / "example.out").read_text(encoding="utf-8").splitlines():
                assert html.escape(line, quote=True) in text
