"""Files are written whole or not at all."""

import os

import pytest

from stepkit.files import write_whole


def test_the_text_is_written_with_its_line_ends(tmp_path):
    write_whole(tmp_path / "a.txt", "é\n")
    assert (tmp_path / "a.txt").read_bytes() == "é\n".encode()


def test_a_file_keeps_its_permissions(tmp_path):
    path = tmp_path / "a.sh"
    path.write_text("old")
    path.chmod(0o755)
    write_whole(path, "new")
    assert path.stat().st_mode & 0o777 == 0o755


@pytest.mark.parametrize("broken", ["replace", "fsync"])
def test_an_interruption_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch, broken):
    path = tmp_path / "a.txt"
    path.write_text("old")

    def interrupt(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, broken, interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_whole(path, "new")
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["a.txt"]
