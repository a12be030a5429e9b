"""The reports of the last whole run: only whole ones of the files as they are now will do."""

import shutil

import pytest

from stepkit import report
from stepkit.catalog import STEPS_FOLDER, load_catalog
from stepkit.errors import StepkitError
from stepkit.found import PROOF, RUN, is_fresh, read_found
from stepkit.report import Case, Run, inputs_digest, write_line

CASE = Case(14, "test_reuse.py", "test_it_holds", "step14", "passed")


@pytest.fixture(scope="module")
def catalog():
    return load_catalog()


@pytest.fixture(scope="module")
def digest(catalog):
    return inputs_digest(catalog)


@pytest.fixture
def kept(tmp_path, digest):
    """Keep two whole reports, one of them perhaps spoilt; give their folder."""

    def keep(spoilt="", run=None, end=True):
        for name, proof in ((RUN, False), (PROOF, True)):
            with (tmp_path / name).open("w", encoding="utf-8") as file:
                write_line(file, run if run and name == spoilt else Run(digest, proof))
                write_line(file, CASE)
                if end or name != spoilt:
                    write_line(file, None)
        return tmp_path

    return keep


def test_whole_reports_of_the_files_as_they_are_will_do(kept, catalog):
    found = read_found(catalog, kept())
    assert (found.run.run.proof, found.proof.run.proof) == (False, True)
    assert found.run.cases == (CASE,)
    assert is_fresh(catalog, kept())


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        ({"run": Run("of other files", False)}, "run.jsonl tells of other files"),
        ({"end": False}, "run.jsonl was cut short"),
    ],
    ids=["old", "cut short"],
)
def test_a_spoilt_report_will_not_do(kept, catalog, spoil, complaint):
    folder = kept(RUN, **spoil)
    assert not is_fresh(catalog, folder)
    with pytest.raises(StepkitError, match=complaint):
        read_found(catalog, folder)


def test_a_run_is_no_proof(kept, catalog, digest):
    with pytest.raises(StepkitError, match=r"proof\.jsonl is the report of no proof"):
        read_found(catalog, kept(PROOF, run=Run(digest, False)))


DECISIVE = ["steps/stepkit/comparing.py", "steps/step01/dezero.py", "tests/conftest.py", "tests/x.json"]


@pytest.mark.parametrize("name", DECISIVE)
def test_reports_grow_old_when_what_decides_them_changes(tmp_path, monkeypatch, name):
    for file in map(tmp_path.joinpath, DECISIVE):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("RTOL = 1e-7\n")
    shutil.copy(STEPS_FOLDER / "catalog.toml", tmp_path / "steps")
    monkeypatch.setattr(report, "STEPS_FOLDER", tmp_path / "steps")
    small = load_catalog(tmp_path / "steps")
    before = inputs_digest(small)
    (tmp_path / name).write_text("RTOL = 1e-3\n")
    assert inputs_digest(small) != before


@pytest.mark.parametrize("name", [RUN, PROOF])
def test_a_missing_report_is_named(kept, catalog, name):
    folder = kept()
    (folder / name).unlink()
    with pytest.raises(StepkitError, match=f"there is no {name}"):
        read_found(catalog, folder)
