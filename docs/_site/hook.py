"""The hook that MkDocs calls: it reads the snapshots, runs what the pages need, and fills them in.

Everything that it shows is computed by the package sitekit beside it; here is only the wiring.
"""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
sys.path[:0] = [str(HERE), str(PROJECT / "steps")]

from mkdocs.config.defaults import MkDocsConfig  # noqa: E402
from mkdocs.exceptions import PluginError  # noqa: E402
from mkdocs.livereload import LiveReloadServer  # noqa: E402
from mkdocs.structure.files import File, Files  # noqa: E402
from mkdocs.structure.nav import Navigation  # noqa: E402
from mkdocs.structure.pages import Page  # noqa: E402
from mkdocs.utils import get_relative_url  # noqa: E402

from sitekit import compare, glossary, history, large, matrix, pages, snippets, testpages  # noqa: E402
from sitekit.fences import Fence, fill_slots, take_fences  # noqa: E402
from sitekit.fonts import web_fonts  # noqa: E402
from sitekit.home import step_map  # noqa: E402
from sitekit.html import PageError, esc, without_blank_lines  # noqa: E402
from sitekit.naming import name_steps  # noqa: E402
from sitekit.notfound import PAGE as NOT_FOUND  # noqa: E402
from sitekit.notfound import notfound  # noqa: E402
from sitekit.outcomes import at_known_steps, run_all  # noqa: E402
from sitekit.searching import search_words  # noqa: E402
from stepkit import seal  # noqa: E402
from stepkit.behaviours import Behaviour, outside_of_tests, read_behaviours  # noqa: E402
from stepkit.catalog import Catalog, load_catalog  # noqa: E402
from stepkit.errors import StepkitError  # noqa: E402
from stepkit.found import FOLDER as found_folder  # noqa: E402
from stepkit.found import Found, read_found  # noqa: E402
from stepkit.history import History, histories  # noqa: E402
from stepkit.matrix import rows_of  # noqa: E402
from stepkit.running import Job  # noqa: E402

HOW_TO_FIND = "Run `nox` first: the matrix page shows what it finds."
GLOSSARY = PROJECT / "docs" / "glossary.toml"
WITHOUT_TERMS = ("index.md", "glossary.md")  # their words are no links to the glossary


class Site:
    """What one build knows."""

    def __init__(self, catalog: Catalog, behaviours: list[Behaviour], found: Found) -> None:
        self.catalog = catalog
        self.behaviours = behaviours
        self.found = found
        self.rows = rows_of(behaviours, found.run, found.proof, catalog.last)
        self.topics = matrix.topics_of(self.rows)
        self.terms = glossary.read_terms(GLOSSARY.read_text(encoding="utf-8"), catalog)
        self.lessons = {step.number: pages.read_lesson(catalog, step) for step in catalog.existing}
        self.sizes = {number: lesson.size for number, lesson in self.lessons.items()}
        self.outcomes: snippets.Outcomes = {}
        self.drafts: dict[int, pages.Draft] = {}
        self.fences: dict[str, list[Fence]] = {}  # of the pages that are no step's, by their path
        self.evolution = history.Evolution(catalog, {}, {}, {})
        self.definitions: dict[str, History] = {}  # by the page of their history

    def run(self) -> None:
        """Run what all pages need."""
        self.outcomes = run_all(self.catalog, self.jobs())

    def jobs(self) -> Iterator[tuple[int, Job]]:
        """The code that has to run, with the step on which it runs."""
        for number, draft in self.drafts.items():
            with located(pages.path_of(self.lessons[number].step)):
                yield from at_known_steps(self.catalog, pages.jobs_of(draft, self.lessons[number]))
        for path, fences in self.fences.items():
            with located(path):
                yield from at_known_steps(self.catalog, snippets.jobs_of(fences, None))

    def follow_definitions(self) -> None:
        """How each definition changed, and where the pages explain it."""
        self.evolution = history.Evolution(
            self.catalog,
            histories({number: lesson.diffs for number, lesson in self.lessons.items()}),
            {number: lesson.source for number, lesson in self.lessons.items()},
            {
                (number, name): hunk
                for number, draft in self.drafts.items()
                for name, hunk in pages.explained_where(draft, self.lessons[number]).items()
            },
        )
        self.definitions = {history.page_path(h): h for h in self.evolution.with_page()}


site: Site


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Refuse snapshots that are not as they were sealed; make the navigation from the catalog."""
    global site
    catalog = load_catalog()
    complaints = seal.broken_seals(seal.read_seal(), seal.digests(catalog))
    if complaints:
        raise PluginError("The snapshots are not as they were sealed:\n  " + "\n  ".join(complaints))
    try:
        behaviours = read_behaviours(catalog.last)
    except StepkitError as error:
        raise PluginError(str(error)) from None
    try:
        site = Site(catalog, behaviours, read_found(catalog))
    except PageError as error:
        raise PluginError(str(error)) from None
    except StepkitError as error:
        raise PluginError(f"{HOW_TO_FIND}\n  {error}") from None
    config.nav = [{"Home": "index.md"}, {"Steps": navigation(catalog)}, *(config.nav or [])]
    return config


def navigation(catalog: Catalog) -> list[Any]:
    stages: list[Any] = []
    for stage in catalog.stages:
        steps = [
            {esc(f"{step.label} {step.title}"): pages.path_of(step)}  # the theme writes it as it is
            for step in catalog.existing
            if step.stage == stage
        ]
        if steps:
            stages.append({f"{stage.number}. {stage.title}": steps})
    return stages


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add style sheet, script and fonts; read the pages and run what they need."""
    for path in sorted((HERE / "style").iterdir()):
        files.append(File.generated(config, f"assets/{path.name}", abs_src_path=str(path)))
    config.theme.static_templates.discard(NOT_FOUND)  # Material's loads from the root of the host
    page = notfound(
        (HERE / "notfound.html").read_text(encoding="utf-8"),
        (HERE / "style" / "site.css").read_text(encoding="utf-8"),
        urlsplit(config.site_url or "").path,
    )
    files.append(File.generated(config, NOT_FOUND, content=page))
    for name, data in web_fonts().items():
        files.append(File.generated(config, f"assets/fonts/{name}", content=data))
    for topic in site.topics:
        source = testpages.source_page(topic)
        files.append(File.generated(config, testpages.path_of(topic), content=source))
    for file in files.documentation_pages():
        number = pages.step_number(file.src_uri)
        with located(file.src_uri):
            if number is None:
                site.fences[file.src_uri] = take_fences(file.content_string)[1]
            else:
                draft = pages.read_draft(file.content_string)
                pages.check_sections(draft, site.catalog.step(number).kind)
                site.drafts[number] = draft
    missing = [step.label for step in site.catalog.existing if step.number not in site.drafts]
    if missing:
        raise PluginError(f"docs/steps has no page for step {', '.join(missing)}")
    site.follow_definitions()
    for path, definition in site.definitions.items():
        files.append(File.generated(config, path, content=history.markdown(definition, site.evolution)))
    try:
        site.run()
    except StepkitError as error:
        raise PluginError(str(error)) from None
    add_drawings(files, config)
    for name, data in compare.scripts(site.catalog).items():
        files.append(File.generated(config, f"assets/{name}", content=data))
    return files


class located:
    """Turns what is wrong with a page into an error of the build that names it."""

    def __init__(self, page: str) -> None:
        self.page = page

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, PageError | StepkitError):
            raise PluginError(f"docs/{self.page}:\n  {error}") from None


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
    """Let the tab show where a reader is, on a page that the navigation leaves out."""
    owners = {path: history.INDEX for path in site.definitions}
    owners |= {testpages.path_of(topic): matrix.PAGE for topic in site.topics}
    for path, owner in owners.items():
        file, index = files.get_file_from_path(path), files.get_file_from_path(owner)
        if index and file and file.page:
            file.page.parent = index.page  # type: ignore[assignment]
    return nav


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    number = pages.step_number(page.file.src_uri)
    if number is None:
        with located(page.file.src_uri):
            return name_steps(take_fences(markdown)[0], site.catalog)
    lesson, draft = site.lessons[number], site.drafts[number]
    page.meta["title"] = esc(f"{lesson.step.label} {lesson.step.title}")
    page.meta["description"] = esc(lesson.step.lesson)
    page.meta["tags"] = search_words(lesson, site.terms)  # the search alone shows them
    return pages.compose(draft, lesson)


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    return with_player(filled(html, page), page)


def filled(html: str, page: Page) -> str:
    number = pages.step_number(page.file.src_uri)
    topic = next((t for t in site.topics if testpages.path_of(t) == page.file.src_uri), None)
    if topic:
        shared = outside_of_tests(topic.file)
        return fill_slots(html, [testpages.source_of(topic, site.topics, shared, site.catalog.last)])
    if page.file.src_uri not in WITHOUT_TERMS:
        html = glossary.link_terms(html, site.terms, get_relative_url(glossary.PAGE, page.url))
    if number is None:
        if page.file.src_uri in site.definitions:
            return fill_slots(html, history.parts(site.definitions[page.file.src_uri], site.evolution))
        with located(page.file.src_uri):
            contents = snippets.fill(site.fences[page.file.src_uri], site.outcomes)
        return fill_slots(fill_views(html), contents)
    lesson, draft = site.lessons[number], site.drafts[number]
    with located(page.file.src_uri):
        contents = pages.fill(draft, lesson, site.outcomes, site.evolution.links(lesson.step))
    return fill_slots(html, [*contents, *pages.frame(lesson, site.behaviours, site.sizes)])


def fill_views(html: str) -> str:
    """Put in what an empty block of the class of a view stands for."""
    views = {
        "dz-steps": lambda: step_map(site.catalog, site.sizes),
        "dz-definitions": lambda: history.definitions(site.evolution),
        "dz-by-step": lambda: history.by_step(site.evolution),
        "dz-compare": lambda: compare.view(site.catalog),
        "dz-matrix": lambda: matrix.matrix(site.catalog, site.rows, site.found),
        "dz-glossary": lambda: glossary.entries(site.terms, site.catalog),
    }
    for name, view in views.items():
        place = f'<div class="{name}"></div>'
        if place in html:
            html = html.replace(place, view())
    return html


def with_player(html: str, page: Page) -> str:
    """The page with the player's script, if it has something to play."""
    if "dz-play-controls" not in html:
        return html
    return f'{html}<script src="{get_relative_url("assets/player.js", page.url)}"></script>'


def add_drawings(files: Files, config: MkDocsConfig) -> None:
    """Publish the drawings that open large."""
    drawings: list[large.Drawing] = []
    for number, draft in site.drafts.items():
        with located(pages.path_of(site.lessons[number].step)):
            drawings += snippets.large_drawings(draft.fences, number, site.outcomes)
    for path, fences in site.fences.items():
        with located(path):
            drawings += snippets.large_drawings(fences, None, site.outcomes)
    css = (HERE / "style" / "site.css").read_text(encoding="utf-8")
    try:
        svgs = large.files_of(drawings, css)
    except PageError as error:
        raise PluginError(str(error)) from None
    for address, svg in svgs.items():
        files.append(File.generated(config, address, content=svg))


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Address the drawings that open large, and load their script where there are any."""
    return without_blank_lines(large.connect(output, lambda path: get_relative_url(path, page.url)))


def on_serve(server: LiveReloadServer, config: MkDocsConfig, builder: Callable[[], None]) -> LiveReloadServer:
    """Build with the code as it is now: MkDocs reads a hook once, and Python a module once."""

    def build_anew() -> None:
        for name in [name for name in sys.modules if name.partition(".")[0] in ("sitekit", "stepkit")]:
            del sys.modules[name]
        here = sys.modules[__name__]
        assert here.__spec__ and here.__spec__.loader
        here.__spec__.loader.exec_module(here)
        builder()

    sys.dont_write_bytecode = True  # in the folders that are watched
    found_folder.mkdir(parents=True, exist_ok=True)
    server.watch(str(found_folder))  # a new run of the behaviours mends a build that lacked it
    server.builder = build_anew
    return server
