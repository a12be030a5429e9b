"""The two reports of the last whole run, kept below .nox, if they tell of the files as they are now."""

from dataclasses import dataclass
from pathlib import Path

from stepkit.catalog import STEPS_FOLDER, Catalog
from stepkit.errors import StepkitError
from stepkit.report import Report, inputs_digest, read_report

FOLDER = STEPS_FOLDER.parent / ".nox" / "found"
RUN, PROOF = "run.jsonl", "proof.jsonl"


@dataclass(frozen=True)
class Found:
    """The report of every behaviour on every step of its span, and that of the red-to-green proof."""

    run: Report
    proof: Report


def read_found(catalog: Catalog, folder: Path = FOLDER) -> Found:
    """The two reports; says what is the matter if one is missing, cut short or of other files."""
    inputs = inputs_digest(catalog)
    return Found(_read(folder / RUN, False, inputs), _read(folder / PROOF, True, inputs))


def _read(path: Path, proof: bool, inputs: str) -> Report:
    if not path.exists():
        raise StepkitError(f"there is no {path.name}")
    report = read_report(path)
    if report.run.proof != proof:
        raise StepkitError(f"{path.name} is the report of {'no' if proof else 'a'} proof")
    if report.run.inputs != inputs:
        raise StepkitError(f"{path.name} tells of other files than those that are here")
    if not report.complete:
        raise StepkitError(f"{path.name} was cut short")
    return report


def is_fresh(catalog: Catalog, folder: Path = FOLDER) -> bool:
    """Whether both reports are whole and of the snapshots and tests as they are now."""
    try:
        read_found(catalog, folder)
    except StepkitError:
        return False
    return True
