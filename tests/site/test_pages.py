"""A page that forgets a line or states what is not so does not build."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sitekit.diffs import hunk, select
from sitekit.fences import Note, fill_slots, parts_of, take_fences
from sitekit.html import PageError, inline, plain
from sitekit.pages import check_sections, fill, jobs_of, read_draft
from stepkit.running import run_jobs

PROJECT = Path(__file__).resolve().parents[2]
STEP = 7


@pytest.fixture(scope="module")
def prose():
    return (PROJECT / "docs" / "steps" / "step07.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def outcomes(prose, lessons, catalog):
    jobs = jobs_of(read_draft(prose), lessons[STEP])
    return {
        (number, key): outcome
        for number in {number for number, _ in jobs}
        for key, outcome in run_jobs(catalog.step(number), [job for n, job in jobs if n == number]).items()
    }


@pytest.fixture
def complaint(lessons, outcomes):
    """What the build says to a page of step 07."""

    def build(prose):
        with pytest.raises(PageError) as error:
            fill(read_draft(prose), lessons[STEP], outcomes)
        return str(error.value)

    return build


def replaced(text, old, new):
    assert old in text
    return text.replace(old, new, 1)


def test_a_page_that_explains_every_line_is_filled(prose, lessons, outcomes):
    draft = read_draft(prose)
    contents = fill(draft, lessons[STEP], outcomes)
    assert all(contents)
    assert "dz-slot" not in fill_slots(draft.text, contents)


def test_a_hunk_that_is_left_out_is_missed_line_by_line(prose, complaint):
    start = prose.index("```dz-change Variable.backward")
    stop = prose.index("```", start + 3) + 3
    message = complaint(prose[:start] + prose[stop:])
    assert "no explanation covers added lines 23 to 32 of dezero.py, in Variable.backward" in message


def test_a_hunk_without_an_explanation_is_refused(prose, complaint):
    start = prose.index("> output.set_creator(self)")
    stop = prose.index("```", start)
    assert "Function.__call__ is shown without an explanation" in complaint(prose[:start] + prose[stop:])


def test_a_result_that_is_not_the_one_stated_is_refused(prose, complaint):
    message = complaint(replaced(prose, "\n3.297442541400256\n", "\n3.2975\n"))
    assert "the result stated for step 07" in message and "expected '3.2975'" in message


def test_an_exception_that_is_not_the_one_stated_is_refused(prose, complaint):
    message = complaint(replaced(prose, "AttributeError: 'Variable'", "AttributeError: 'Square'"))
    assert "the result stated for step 06" in message


def test_a_name_that_does_not_change_is_refused(prose, complaint):
    message = complaint(replaced(prose, "dz-change Function.__call__", "dz-change Function.forward"))
    assert "nothing called Function.forward changes in this step" in message


def test_a_note_at_a_line_that_is_not_shown_is_refused(prose, complaint):
    assert "no line shown holds 'f = creator'" in complaint(
        replaced(prose, "> f = self.creator", "> f = creator")
    )


def test_a_message_names_the_line_of_the_fence(prose, complaint):
    line = prose[: prose.index("```dz-change Function.__call__")].count("\n") + 1
    message = complaint(replaced(prose, "dz-change Function.__call__", "dz-change Function.nothing"))
    assert f"line {line}, change:" in message


def test_one_explanation_covers_at_most_25_lines(lessons):
    draft = read_draft("```dz-change Variable Function\nAll at once.\n```\n")
    with pytest.raises(PageError, match=r"one explanation covers \d+ changed lines, 25 are the most"):
        fill(draft, lessons[9], {})


def test_a_part_of_a_definition_can_be_explained_by_itself(lessons):
    text = '```dz-change Variable.backward from "todo = [self]" to "y = todo.pop()"\nA list.\n```\n'
    with pytest.raises(PageError) as error:
        fill(read_draft(text), lessons[8], {})
    assert "covers added lines 31 to 35" in str(error.value)
    assert "added lines 28" not in str(error.value)


def test_the_lines_of_a_theory_example_must_be_explained(lessons):
    text = "```dz-piece AddLayer\nAn addition.\n```\n"
    with pytest.raises(PageError, match=r"no explanation covers .*, in MulLayer"):
        fill(read_draft(text), lessons[5], {})


def test_a_definition_that_moves_must_be_explained(lessons):
    moved = r"of dezero/functions\.py, in Square: 'moved from dezero/core_simple"
    with pytest.raises(PageError, match=moved):
        fill(read_draft(""), lessons[23], {})


def test_an_unknown_fence_is_an_error_that_lists_the_known():
    with pytest.raises(PageError, match="line 3: there is no fence dz-chnage: write one of dz-change"):
        take_fences("\n\n```dz-chnage Variable\n```\n")


@pytest.mark.parametrize(
    "page",
    ["``` dz-run\n1\n```\n", "```dz-run\n1\n ```\n", "````dz-run\n1\n````\n", "~~~dz-run\n1\n~~~\n"],
)
def test_a_fence_that_is_slightly_off_is_an_error(page):
    with pytest.raises(
        PageError, match=r"^line 2: .*dz-run begins no block: write ```dz-run without a space"
    ):
        take_fences(f"\n{page}")


def test_a_part_that_stands_twice_is_an_error():
    fence = take_fences("```dz-run\nprint(1)\n--- here\n2\n--- here\n1\n```\n")[1][0]
    with pytest.raises(PageError, match=r'^it has several parts "--- here": keep one$'):
        parts_of(fence)


@pytest.mark.parametrize(
    ("text", "html"),
    [("One.", "One."), ("Two ways:\n\n- one", "<p>Two ways:</p>\n<ul>\n<li>one</li>\n</ul>")],
)
def test_a_paragraph_alone_comes_without_its_tags(text, html):
    assert inline(text) == html


def test_the_text_of_html_has_no_tags_and_no_entities():
    assert plain(inline('**x < y & "z"**')) == 'x < y & "z"'


def test_a_page_has_its_sections_in_order(prose):
    check_sections(read_draft(prose), "change")
    with pytest.raises(PageError, match="the sections of a change step are The question"):
        check_sections(read_draft(replaced(prose, "## The picture", "## A picture")), "change")


@pytest.mark.parametrize(
    ("path", "old", "new", "due"),
    [
        ("docs/steps/step02.md", "## The change", "## What changes", "docs/steps/step02.md"),
        (
            "steps/step03/dezero.py",
            "np.exp(x)",
            "np.exp( x)",
            "steps/step03/dezero.py was changed after it was sealed",
        ),
    ],
)
def test_the_build_stops_and_names_the_place(tmp_path, path, old, new, due):
    for part in ("docs", "steps", "tests", ".nox/found", "mkdocs.yml", "pyproject.toml"):
        source = PROJECT / part
        if source.is_dir():
            shutil.copytree(source, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, tmp_path)
    target = tmp_path / path
    target.write_text(replaced(target.read_text(encoding="utf-8"), old, new), encoding="utf-8")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env=os.environ.copy())
    assert done.returncode != 0
    assert due in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("anchor", "tag"), [("x0, x1 = self.inputs", "span"), ("gy * x1.data", "del"), ("gy * x1", "ins")]
)
def test_a_note_prefers_an_added_line(lessons, anchor, tag):
    lesson = lessons[32]
    html, _ = hunk(select(lesson.changed, ["Mul"], None, None), lesson.source, [Note(anchor, "Here.")], 0)
    assert re.findall(r"</a>\n</(\w+)>", html) == [tag]


@pytest.mark.parametrize(
    ("step", "names", "due"),
    [
        (19, ["Variable.__len__", "Variable.__repr__"], ["Variable.__len__", "Variable.__repr__"]),
        (32, ["dezero/functions.py", "dezero/utils.py"], ["dezero/functions.py", "dezero/utils.py"]),
        (32, ["Unary", "Unary.__call__"], ["Unary"]),
    ],
)
def test_a_caption_names_all_that_is_shown(lessons, step, names, due):
    lesson = lessons[step]
    html, _ = hunk(select(lesson.changed, names, None, None), lesson.source, [Note(None, "Here.")], 0)
    caption = html[html.index("<figcaption>") : html.index("</figcaption>")]
    assert re.findall(r"<b>(.*?)</b>", caption) == due


def test_lines_of_another_hunk_are_not_called_unchanged(lessons):
    lesson = lessons[32]
    part = select(lesson.changed, ["Variable.backward"], "recording, Config", "gxs = (gxs,)")
    html, _ = hunk(part, lesson.source, [Note(None, "The switch.")], 0)
    assert '<span class="dz-skip"></span>' in html
    assert 'dz-skip" data-n' not in html
