"""The seal: a snapshot that changed, grew or shrank is named."""

import os
import shutil

import pytest

from stepkit.catalog import STEPS_FOLDER, load_catalog
from stepkit.seal import broken_seals, digests, read_seal, snapshot_files, write_seal


@pytest.fixture
def sealed(tmp_path):
    """A folder with a catalog and two small snapshots, sealed."""
    shutil.copy(STEPS_FOLDER / "catalog.toml", tmp_path)
    for name in ("step01/dezero.py", "step02/dezero/__init__.py", "step02/dezero/core.py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x = 1\n")
    write_seal(digests(load_catalog(tmp_path)), tmp_path)
    return tmp_path


def complaints(folder):
    return broken_seals(read_seal(folder), digests(load_catalog(folder)))


def test_the_snapshots_are_as_they_were_sealed():
    assert broken_seals(read_seal(), digests(load_catalog())) == []


def test_the_seal_names_each_file_with_its_sha256(sealed):
    digest = "9e26bf369911c45c243c684147b23fc9e1dcfcf257d299a1c632016a6fcd33f4"  # of "x = 1\n", by sha256sum
    names = ["step01/dezero.py", "step02/dezero/__init__.py", "step02/dezero/core.py"]
    assert read_seal(sealed) == dict.fromkeys(names, digest)


def test_unchanged_snapshots_give_no_complaint(sealed):
    assert complaints(sealed) == []


def test_a_changed_byte_is_named(sealed):
    (sealed / "step02/dezero/core.py").write_bytes(b"x = 2\n")
    assert complaints(sealed) == ["steps/step02/dezero/core.py was changed after it was sealed"]


def test_a_changed_line_end_is_a_change(sealed):
    (sealed / "step01/dezero.py").write_bytes(b"x = 1\r\n")
    assert complaints(sealed) == ["steps/step01/dezero.py was changed after it was sealed"]


def test_a_missing_file_is_named(sealed):
    (sealed / "step02/dezero/core.py").unlink()
    assert complaints(sealed) == ["steps/step02/dezero/core.py is sealed but missing"]


def test_a_missing_snapshot_is_named(sealed):
    shutil.rmtree(sealed / "step01")
    assert complaints(sealed) == ["steps/step01/dezero.py is sealed but missing"]


def test_a_surplus_file_is_named(sealed):
    (sealed / "step01/notes.txt").write_bytes(b"")
    assert complaints(sealed) == ["steps/step01/notes.txt is not sealed"]


def test_a_picture_that_an_example_drew_is_named(sealed):
    (sealed / "step01/taylor.png").write_bytes(b"\x89PNG")
    assert complaints(sealed) == ["steps/step01/taylor.png is not sealed"]


def test_without_a_seal_every_file_is_named(sealed):
    (sealed / "seal.toml").unlink()
    assert [line.split()[-3:] for line in complaints(sealed)] == [["is", "not", "sealed"]] * 3


def test_what_python_leaves_behind_is_no_part_of_a_snapshot(sealed):
    for folder in ("step01/__pycache__", "step02/dezero/__pycache__"):
        (sealed / folder).mkdir()
        (sealed / folder / "dezero.cpython-311.pyc").write_bytes(b"")
    assert complaints(sealed) == []
    assert snapshot_files(sealed / "step01") == [sealed / "step01/dezero.py"]


def test_a_failure_while_writing_leaves_the_old_seal(sealed, monkeypatch):
    old, names = (sealed / "seal.toml").read_bytes(), sorted(os.listdir(sealed))

    def fail(*paths):
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write_seal({"step01/dezero.py": "00"}, sealed)
    assert (sealed / "seal.toml").read_bytes() == old
    assert sorted(os.listdir(sealed)) == names


def test_the_seal_is_the_same_text_in_any_order(sealed):
    found = digests(load_catalog(sealed))
    first = (sealed / "seal.toml").read_bytes()
    write_seal(dict(reversed(found.items())), sealed)
    assert (sealed / "seal.toml").read_bytes() == first
