"""The place where a learner writes a step: its folder, and what is remembered of it."""

import contextlib
import functools
import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from stepkit.catalog import STEPS_FOLDER, Catalog, Step
from stepkit.diffing import Tree
from stepkit.judging import SECONDS, Finding, StepVerdict, judge_alone, judge_step
from stepkit.loading import find_framework
from stepkit.progress import StepProgress, read_progress, write_progress
from stepkit.tasks import (
    Task,
    brings_unit_tests,
    is_example_task,
    load_tasks,
    own_files,
    solution,
    starting_tree,
    task_of,
)

HOME = STEPS_FOLDER.parent / "practice"
COMMAND = "nox -s practice --"


@dataclass(frozen=True)
class Desk:
    """A step that is practised, with what belongs to it."""

    catalog: Catalog
    step: Step
    seconds: float = SECONDS

    @functools.cached_property
    def task(self) -> Task:
        return task_of(self.step, load_tasks())

    @property
    def folder(self) -> Path:
        return HOME / f"step{self.step.label}"

    @property
    def shown_folder(self) -> str:
        """The folder as one types it from here."""
        path = os.path.relpath(self.folder)
        return str(self.folder) if path.startswith("..") else Path(path).as_posix()

    @property
    def command(self) -> str:
        return f"{COMMAND} {self.step.label}"

    @property
    def progress(self) -> StepProgress:
        return read_progress(progress_file()).of(self.step.number)

    def note(self, progress: StepProgress) -> None:
        """Remember it, in the file as it is by now."""
        path = progress_file()
        write_progress(path, read_progress(path).having(self.step.number, progress))

    def own(self) -> Tree:
        """What the learner has written so far."""
        tree = {}
        for path in sorted(filter(Path.is_file, self.folder.rglob("*.py"))):  # no link that an editor made
            tree[path.relative_to(self.folder).as_posix()] = path.read_text(
                encoding="utf-8", errors="replace"
            )
        if any(path.startswith("dezero/") for path in tree):
            tree.pop("dezero.py", None)  # the package is what counts
        return own_files(self.catalog, self.step, tree)

    def start(self) -> Tree:
        return starting_tree(self.catalog, self.step, self.task)

    def solution(self) -> Tree:
        """The project's version of what the learner writes."""
        return solution(self.catalog, self.step)

    def own_start(self) -> Tree:
        """What the learner's files are at the start."""
        return own_files(self.catalog, self.step, self.start())

    def judge(self, folder: Path) -> StepVerdict:
        """The verdict on a folder, the learner's or one like it."""
        return judge_step(self.step, find_framework(folder), self.seconds, self._judged_folder(folder))

    def judge_alone(self, verdict: StepVerdict, findings: Sequence[Finding]) -> StepVerdict:
        """The verdict, with these findings tried again without the others."""
        framework = find_framework(self.folder)
        return judge_alone(verdict, findings, framework, self.seconds, self._judged_folder(self.folder))

    def _judged_folder(self, folder: Path) -> Path | None:
        """Where the example and the unit tests are the learner's."""
        own = is_example_task(self.step) or brings_unit_tests(self.catalog, self.step)
        return folder.resolve() if own else None


def progress_file() -> Path:
    return HOME / "progress.json"


def make_folder(desk: Desk, page: str) -> None:
    """Make the learner's folder aside, with the page TASK.md, and move it into place when it is whole."""
    HOME.mkdir(exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".step{desk.step.label}-", dir=HOME))
    try:
        write_tree(aside, desk.start() | {"TASK.md": page})
        aside.chmod(0o755)
        aside.rename(desk.folder)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise


def write_tree(folder: Path, tree: Tree) -> None:
    for name, text in tree.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


def put_aside(desk: Desk) -> Path:
    """Give the learner's folder another name, and forget the progress; return the new place."""
    names = (f"step{desk.step.label}-old{number}" for number in range(1, 1000))
    kept = next(path for name in names if not (path := HOME / name).exists())
    desk.folder.rename(kept)
    desk.note(StepProgress())
    return kept


def saved(folder: Path) -> dict[str, tuple[int, int]]:
    """When each Python file was last written, and its size."""
    found = {}
    for path in folder.rglob("*.py"):
        with contextlib.suppress(FileNotFoundError):  # an editor may be moving it into place
            found[str(path)] = (path.stat().st_mtime_ns, path.stat().st_size)
    return found
