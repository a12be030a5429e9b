"""The reports of the last whole run: only whole ones of the files as they are now will do."""

import pytest

from stepkit.catalog import load_catalog
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
        ({"run": Run("of other files", False)}, "run.jsonl tells of other snapshots or tests"),
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


@pytest.mark.parametrize("name", [RUN, PROOF])
def test_a_missing_report_is_named(kept, catalog, name):
    folder = kept()
    (folder / name).unlink()
    with pytest.raises(StepkitError, match=f"there is no {name}"):
        read_found(catalog, folder)
