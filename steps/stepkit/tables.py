"""Reading the TOML files that a person writes, or that git has merged."""

import tomllib
from pathlib import Path
from typing import Any

from stepkit.errors import StepkitError


def read_toml(path: Path) -> dict[str, Any]:
    """The tables of a TOML file."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise StepkitError(f"{path} is no TOML: {error}: mend it there") from None


def check_fields(path: Path, place: str, entry: dict[str, Any], needed: set[str]) -> None:
    """Refuse an entry that lacks some of its fields."""
    missing = ", ".join(sorted(needed - entry.keys()))
    if missing:
        raise StepkitError(f"{path.name}: {place} has no {missing}: write it there")
