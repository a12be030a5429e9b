"""The steps: what each teaches, to which stage it belongs, and where its snapshot lies."""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from stepkit.errors import StepkitError
from stepkit.tables import check_fields, read_toml

STEPS_FOLDER = Path(__file__).resolve().parents[1]
KINDS = ("change", "theory", "application")


@dataclass(frozen=True)
class Stage:
    number: int
    title: str
    lede: str
    first: int
    last: int

    @property
    def steps(self) -> range:
        """The numbers of its steps."""
        return range(self.first, self.last + 1)

    @property
    def ends(self) -> str:
        """The numbers of its first and its last step, as wide as one character for each step."""
        return f"{self.first:02d}{self.last:>{len(self.steps) - 2}}"


@dataclass(frozen=True)
class Step:
    number: int
    title: str
    kind: str
    lesson: str
    brings: tuple[str, ...]
    stage: Stage
    folder: Path

    @property
    def label(self) -> str:
        """The number with two digits, as in folder names and addresses."""
        return f"{self.number:02d}"

    @property
    def exists(self) -> bool:
        return self.folder.is_dir()


@dataclass(frozen=True)
class Catalog:
    stages: tuple[Stage, ...]
    steps: tuple[Step, ...]

    @property
    def last(self) -> int:
        return self.steps[-1].number

    @cached_property
    def existing(self) -> tuple[Step, ...]:
        """The steps that have a snapshot, in order."""
        return tuple(step for step in self.steps if step.exists)

    def step(self, number: int) -> Step:
        """The step of that number, which must have a snapshot."""
        if not 1 <= number <= self.last:
            raise StepkitError(f"step {number} does not exist: steps run from 01 to {self.last:02d}")
        step = self.steps[number - 1]
        if not step.exists:
            raise StepkitError(
                f"step {step.label} has no snapshot yet: "
                f"snapshots run from {self.existing[0].label} to {self.existing[-1].label}"
            )
        return step

    def named(self, text: str) -> Step:
        """The step that a person means by 7, 07 or step07."""
        match = re.fullmatch(r"(?:step)?0*(\d+)", text.strip().lower())
        if not match:
            raise StepkitError(f"{text!r} is no step: write a number from 01 to {self.last:02d}")
        return self.step(int(match[1]))

    def before(self, step: Step) -> Step | None:
        return self.steps[step.number - 2] if step.number > 1 else None

    def after(self, step: Step) -> Step | None:
        """The next step that has a snapshot."""
        return next((s for s in self.existing if s.number == step.number + 1), None)


def load_catalog(folder: Path = STEPS_FOLDER) -> Catalog:
    """Read catalog.toml in the folder that holds the snapshots."""
    path = folder / "catalog.toml"
    table = read_toml(path)
    stages: list[Stage] = []
    for entry in table["stage"]:
        first = stages[-1].last + 1 if stages else 1
        stages.append(Stage(len(stages) + 1, entry["title"], entry["lede"], first, entry["last"]))
    steps = []
    for position, entry in enumerate(table["step"], 1):
        check_fields(path, f"entry {position}", entry, {"number", "title", "kind", "lesson", "brings"})
        number = entry["number"]
        if number != position:
            raise StepkitError(f"{path.name}: entry {position} has number {number}: keep the steps in order")
        if entry["kind"] not in KINDS:
            raise StepkitError(
                f"{path.name}: step {number} is of kind {entry['kind']!r}: write one of {KINDS}"
            )
        if number > stages[-1].last:
            raise StepkitError(
                f"{path.name}: step {number} is in no stage: write last = {number} in the last [[stage]]"
            )
        stage = next(stage for stage in stages if number <= stage.last)
        steps.append(
            Step(
                number,
                entry["title"],
                entry["kind"],
                entry["lesson"],
                tuple(entry["brings"]),
                stage,
                folder / f"step{number:02d}",
            )
        )
    return Catalog(tuple(stages), tuple(steps))
