"""The matrix in the built site says of each behaviour at each step what its span and the reports say."""

import gzip
import html
import json
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

import hook
import pytest
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError

from sitekit.matrix import matrix
from stepkit.behaviours import read_behaviours, statement
from stepkit.errors import StepkitError
from stepkit.found import read_found
from stepkit.matrix import rows_of

MOST_BYTES = 120_000
HOLDING = {"n", "b", "h"}


@dataclass
class Line:
    """A row of the table: its link and text, the classes of its cell at each step, what the cells say."""

    file: str
    link: str = ""
    text: str = ""
    cells: list[set[str]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)


class Table(HTMLParser):
    """The rows of behaviours, and the steps that the head links to."""

    def __init__(self, text):
        super().__init__()
        self.rows: list[Line] = []
        self.head: list[str] = []
        self.file = self.inside = ""
        self.width = 1
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag == "tbody":
            self.file = values["id"].removeprefix("q=")
        elif tag == "thead":
            self.file = tag
        elif tag == "tr" and values.get("class") != "t" and self.file.endswith(".py"):
            self.rows.append(Line(self.file))
        elif tag == "a" and self.file == "thead":
            self.head.append(values["href"])
        elif tag == "td" and "class" in values and self.rows:
            self.width = int(values.get("colspan", 1))
            for _ in range(self.width):
                self.rows[-1].cells.append(set(values["class"].split()))
                self.rows[-1].words.append("")
            self.inside = "cell"
        elif tag == "a" and self.rows and not self.rows[-1].link:
            self.rows[-1].link = values["href"]
            self.inside = "statement"
        elif tag == "tr":
            self.inside = ""

    def handle_endtag(self, tag):
        if tag in ("a", "td") and self.inside == "statement":
            self.inside = ""

    def handle_data(self, data):
        if self.inside == "statement":
            self.rows[-1].text += data
        elif self.inside == "cell":
            for step in range(1, self.width + 1):  # one cell may stand for several steps
                self.rows[-1].words[-step] += data


@pytest.fixture(scope="module")
def page(built):
    return (built / "matrix.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def table(page):
    body = page[page.index('<table class="dz-mx">') : page.index("<tfoot>")]
    return Table(re.sub(r'<tr class="t">.*?</tr>', "", body))


@pytest.fixture(scope="module")
def behaviours(catalog):
    return {(b.file, b.statement): b for b in read_behaviours(catalog.last)}


@pytest.fixture(scope="module")
def found(catalog):
    return read_found(catalog)


def test_every_behaviour_has_one_row(table, behaviours):
    assert Counter((row.file, row.text) for row in table.rows) == Counter(behaviours.keys())


def test_the_head_links_to_every_step(table, catalog):
    assert table.head == [f"steps/step{step.label}.html" for step in catalog.existing]


def test_the_cells_that_hold_are_those_of_the_span(table, behaviours, catalog):
    for row in table.rows:
        assert len(row.cells) == catalog.last, row.text
        span = behaviours[row.file, row.text].span
        assert {step for step, cell in enumerate(row.cells, 1) if cell & HOLDING} == span, row.text


def test_a_cell_is_new_where_its_behaviour_is_introduced(table, behaviours):
    for row in table.rows:
        behaviour = behaviours[row.file, row.text]
        new = {step for step, cell in enumerate(row.cells, 1) if "n" in cell}
        assert new == {step for step in behaviour.span if behaviour.introduced_at(step)}, row.text


def test_a_cell_is_proved_where_the_proof_saw_its_test_fail(table, found):
    outcomes = found.proof.outcomes()
    proved = {
        (file, statement(test), n) for (n, file, test), outcome in outcomes.items() if outcome == "passed"
    }
    shown = {(r.file, r.text, n) for r in table.rows for n, cell in enumerate(r.cells, 1) if "p" in cell}
    assert shown == {key for key in proved if key[2] > 0}


def test_a_cell_is_skipped_where_the_run_skipped_it_and_says_why(table, found):
    skipped = {
        (c.file, statement(c.test), c.step): c.message for c in found.run.cases if c.outcome == "skipped"
    }
    shown = {
        (row.file, row.text, n): row.words[n - 1].removeprefix("skipped: ")
        for row in table.rows
        for n, cell in enumerate(row.cells, 1)
        if "s" in cell
    }
    assert shown == skipped


def test_the_reason_for_a_skip_is_shown_letter_by_letter(catalog, behaviours, found):
    row = rows_of(list(behaviours.values()), found.run, found.proof, catalog.last)[0]
    skipped = replace(row, skipped={min(row.behaviour.span): "no <dot> & no <b>"})
    assert "skipped: no &lt;dot&gt; &amp; no &lt;b&gt;<" in matrix(catalog, [skipped], found)


def test_only_what_steps_11_and_12_put_aside_is_out_of_service(table):
    out = {n for row in table.rows for n, cell in enumerate(row.cells, 1) if "o" in cell}
    assert out == {11, 12}


def test_a_topic_sums_up_what_is_new_in_its_behaviours(page, behaviours, catalog):
    topics = re.findall(r'<tbody id="q=(.*?)"><tr class="t">(.*?)</tr>', page)
    assert {file for file, _ in topics} == {file for file, _ in behaviours}
    for file, row in topics:
        *cells, total = re.findall(r'<td(?: class="(.*?)")?(?: colspan="(\d+)")?>(.*?)</td>', row)
        steps = [content for _, width, content in cells for _ in range(int(width or 1))]
        assert len(steps) == catalog.last, file
        mine = [b for b in behaviours.values() if b.file == file]
        due = {step: sum(b.introduced_at(step) for b in mine) for step in range(1, catalog.last + 1)}
        shown = {n: re.search(r">(\d+)<", content) for n, content in enumerate(steps, 1)}
        assert {n: int(number[1]) if number else 0 for n, number in shown.items()} == due, file
        assert re.search(r">(\d+)<", total[2])[1] == str(len(mine)), file


def test_the_foot_counts_what_the_run_saw_hold(page, found, catalog):
    foot = page[page.index("<tfoot>") : page.index("</tfoot>")]
    passed = Counter(step for (step, _, _), outcome in found.run.outcomes().items() if outcome == "passed")
    shown = [int(count) for count in re.findall(r"<td[^>]*>(\d+)</td>", foot)]
    assert shown[:-1] == [passed[n] for n in range(1, catalog.last + 1)]


def test_a_row_leads_to_the_source_of_its_test(table, behaviours, built):
    for row in table.rows:
        path, _, anchor = row.link.partition("#")
        text = (built / path).read_text(encoding="utf-8")
        section = text[text.index(f'id="{anchor}"') :].partition("</pre>")[0]
        source = html.unescape(re.sub(r"<[^>]*>", "", section[section.index("<pre") :]))
        assert source.rstrip("\n") == behaviours[row.file, row.text].source, row.link


def test_the_page_takes_at_most_120_kilobytes(page):
    assert len(gzip.compress(page.encode())) <= MOST_BYTES


def test_a_step_leads_to_what_it_made_true(built, catalog):
    for step in catalog.existing:
        text = (built / "steps" / f"step{step.label}.html").read_text(encoding="utf-8")
        assert f'<a href="../matrix.html#new={step.number}">' in text


def test_the_search_knows_each_statement_once_and_no_test(built, behaviours):
    index = json.loads((built / "search" / "search_index.json").read_text(encoding="utf-8"))
    titles = Counter(entry["title"] for entry in index["docs"])
    assert {
        b.statement: titles[html.escape(b.statement, quote=False)] for b in behaviours.values()
    } == Counter(b.statement for b in behaviours.values())
    assert [entry["location"] for entry in index["docs"] if "pytest.mark.steps(" in entry["text"]] == []


def test_without_fresh_reports_the_build_says_what_to_run(monkeypatch):
    def nothing_found(catalog):
        raise StepkitError("there is no run.jsonl")

    monkeypatch.setattr(hook, "read_found", nothing_found)
    with pytest.raises(PluginError, match=r"Run `nox` first: .*\n  there is no run\.jsonl"):
        hook.on_config(MkDocsConfig())
