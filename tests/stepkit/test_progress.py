"""How far a learner has come is kept, and a damaged file is never written over."""

import pytest

from stepkit.diffing import digest_of
from stepkit.errors import StepkitError
from stepkit.progress import Progress, StepProgress, read_progress, write_progress


def test_without_a_file_nothing_was_done(tmp_path):
    assert read_progress(tmp_path / "progress.json") == Progress()


def test_progress_is_read_as_it_was_written(tmp_path):
    begun = StepProgress(hints=2, held=3, total=13, red_at_start=("test_a.py::test_b",))
    progress = Progress().having(14, begun).having(2, StepProgress(held=9, total=9, done="abc"))
    write_progress(tmp_path / "practice" / "progress.json", progress)
    assert read_progress(tmp_path / "practice" / "progress.json") == progress
    assert progress.done == [2]
    assert progress.of(3) == StepProgress()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"steps": []}',
        '{"steps": {"x": {}}}',
        '{"steps": {"3": {"hintz": 1}}}',
        '{"steps": {"3": {"hints": "two"}}}',
        '{"steps": {"3": null}}',
    ],
)
def test_a_damaged_file_is_an_error_and_stays(tmp_path, text):
    path = tmp_path / "progress.json"
    path.write_text(text)
    with pytest.raises(StepkitError, match=r"progress\.json cannot be read: mend it, or delete it\. You"):
        read_progress(path)
    assert path.read_text() == text


def test_a_digest_tells_whether_code_changed():
    assert digest_of({"a.py": "1", "b.py": "2"}) == digest_of({"b.py": "2", "a.py": "1"})
    assert digest_of({"a.py": "1"}) != digest_of({"a.py": "1\n"})
