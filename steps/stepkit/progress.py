"""How far a learner has come: the file progress.json beside the practice folders."""

import json
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from stepkit.errors import StepkitError
from stepkit.files import write_whole


@dataclass(frozen=True)
class StepProgress:
    """One step: hints that were unfolded, how many of the new behaviours hold, and when all do, a digest.

    done is the digest of the code with which all held; it is empty while they do not.
    red_at_start names the behaviours (file::test) that do not hold in the folder as it is made.
    """

    hints: int = 0
    held: int = 0
    total: int = 0
    done: str = ""
    red_at_start: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Progress:
    steps: dict[int, StepProgress] = field(default_factory=dict)

    def of(self, number: int) -> StepProgress:
        return self.steps.get(number, StepProgress())

    def having(self, number: int, step: StepProgress) -> "Progress":
        """With another entry for a step."""
        return replace(self, steps=self.steps | {number: step})

    @property
    def done(self) -> list[int]:
        return sorted(number for number, step in self.steps.items() if step.done)


def read_progress(path: Path) -> Progress:
    """Read the file; without one, nothing was done yet."""
    if not path.exists():
        return Progress()
    try:
        table = json.loads(path.read_text(encoding="utf-8"))["steps"]
        return Progress({int(number): _entry(entry) for number, entry in table.items()})
    except (ValueError, KeyError, TypeError, AttributeError):
        raise StepkitError(
            f"{path} cannot be read: mend it, or delete it. Your code is in the folders beside it and stays; "
            "what is lost with the file is which hints you saw and which steps are done"
        ) from None


def _entry(entry: dict[str, object]) -> StepProgress:
    step = StepProgress(**entry)  # type: ignore[arg-type]
    red = step.red_at_start
    if not all(isinstance(n, int) for n in (step.hints, step.held, step.total)) or not isinstance(
        step.done, str
    ):
        raise TypeError
    return replace(step, red_at_start=None if red is None else tuple(red))


def write_progress(path: Path, progress: Progress) -> None:
    path.parent.mkdir(exist_ok=True)
    table = {str(number): asdict(step) for number, step in sorted(progress.steps.items())}
    write_whole(path, json.dumps({"steps": table}, indent=1) + "\n")
