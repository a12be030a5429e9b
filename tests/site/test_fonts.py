"""The fonts of the pages: cut once, kept whole, with every letter that the pages use."""

import html
import re
import tempfile

import pytest
from fontTools.ttLib import TTFont

from sitekit import fonts


@pytest.fixture
def cut(monkeypatch, tmp_path):
    """Cut one face; a function that gives its bytes, and what is kept of it."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(fonts, "FACES", {"sans.woff2": fonts.FACES["sans.woff2"]})

    def cut():
        face = fonts.web_fonts()["sans.woff2"]
        (kept,) = tmp_path.iterdir()
        return face, kept

    return cut


def test_a_face_that_was_cut_once_is_kept(cut, monkeypatch):
    face, kept = cut()
    monkeypatch.setattr(fonts, "subset", None)
    assert cut() == (face, kept)
    assert kept.read_bytes() == face


@pytest.mark.parametrize(
    "spoil",
    [lambda face: b"", lambda face: face[:-1], lambda face: b"x" * len(face)],
    ids=["empty", "short", "something else"],
)
def test_a_kept_face_that_is_not_whole_is_cut_anew(cut, spoil):
    face, kept = cut()
    kept.write_bytes(spoil(face))
    assert cut() == (face, kept)
    assert kept.read_bytes() == face


def test_the_pages_use_no_letter_that_was_not_cut_out_of_their_fonts(built):
    letters = set()
    for page in built.rglob("*.html"):
        text = re.sub(r"<(script|style)\b.*?</\1>", "", page.read_text(encoding="utf-8"), flags=re.S)
        letters |= set(html.unescape(text))
    known = {chr(code) for path in fonts.installed_fonts().values() for code in TTFont(path).getBestCmap()}
    assert letters & known <= set(fonts.CHARACTERS)
