"""The seal: a SHA-256 for each file of each snapshot, so that frozen means frozen."""

import hashlib
from pathlib import Path

from stepkit.catalog import STEPS_FOLDER, Catalog
from stepkit.files import write_whole
from stepkit.tables import read_toml

HEADING = """\
# A SHA-256 for each file of each snapshot, written by `nox -s seal`.
# A test compares: a snapshot that changed without this file is an error.
"""


def snapshot_files(folder: Path) -> list[Path]:
    """The files that make a snapshot, without what Python leaves behind."""
    return sorted(p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts)


def digests(catalog: Catalog) -> dict[str, str]:
    """The digest of each file, by its path below steps/."""
    return {
        path.relative_to(step.folder.parent).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for step in catalog.existing
        for path in snapshot_files(step.folder)
    }


def read_seal(folder: Path = STEPS_FOLDER) -> dict[str, str]:
    path = folder / "seal.toml"
    return read_toml(path)["files"] if path.exists() else {}


def differing(sealed: dict[str, str], found: dict[str, str]) -> list[str]:
    """The files that are on one side only, or not the same on both."""
    return sorted(name for name in sealed.keys() | found.keys() if sealed.get(name) != found.get(name))


def broken_seals(sealed: dict[str, str], found: dict[str, str]) -> list[str]:
    """A sentence for each file that is not as it was sealed."""
    complaints = []
    for name in differing(sealed, found):
        if name not in found:
            complaints.append(f"steps/{name} is sealed but missing")
        elif name not in sealed:
            complaints.append(f"steps/{name} is not sealed")
        else:
            complaints.append(f"steps/{name} was changed after it was sealed")
    return complaints


def write_seal(found: dict[str, str], folder: Path = STEPS_FOLDER) -> None:
    """Seal the files as they were found."""
    lines = [f'"{name}" = "{digest}"\n' for name, digest in sorted(found.items())]
    write_whole(folder / "seal.toml", HEADING + "\n[files]\n" + "".join(lines))
