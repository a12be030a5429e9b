"""Carrying an edit of one snapshot into all later ones: all of them, or none.

The work is done on a copy of the project in .carry, which also remembers how far it came. The
snapshots themselves are touched only at the end, when every behaviour holds on the copy.
"""

import ast
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

from stepkit import errata, seal
from stepkit.catalog import Catalog, Step, load_catalog
from stepkit.comparing import difference
from stepkit.diffing import (
    TEXTS,
    Tree,
    changed_files,
    describe_places,
    diff_trees,
    digest_of,
    framework_of,
    framework_tree,
    read_tree,
)
from stepkit.errors import StepkitError
from stepkit.files import write_whole
from stepkit.merging import Labels, Sleeping, conflict_lines, merge_trees
from stepkit.renaming import renamed_definitions, tree_with_names
from stepkit.running import run_example
from stepkit.spans import describe_span

FOLDER = ".carry"
COPIED = ("steps", "tests", "pyproject.toml")
ERRATA = "docs/errata.md"
GO_ON = "nox -s carry -- --continue"
GIVE_UP = "nox -s carry -- --abort"
NEXT = f"then go on: {GO_ON} (or give up: {GIVE_UP})"

Say = Callable[[str], None]
Test = Callable[[Path, list[str]], bool]  # run pytest in a folder with arguments; whether it passed


def run_pytest(folder: Path, arguments: list[str]) -> bool:
    """Run pytest in a process of its own, its progress shown."""
    return subprocess.run([sys.executable, "-B", "-m", "pytest", *arguments], cwd=folder).returncode == 0


class Stopped(Exception):
    """The work waits for a person: what for, in words. The snapshots are as they were."""


@dataclass
class State:
    """How far the work came; all of it can be written as JSON.

    base is the edited snapshot as it was sealed, without its output; edited is the digest of the
    edit, written those of the frameworks in the copy as they were left; sleeping are the edits that
    sleep after each step; conflict is the step that waits to be mended; moving says that the copy is
    being moved into place.
    """

    step: int
    why: str
    day: str
    base: Tree
    edited: str
    written: dict[str, str] = field(default_factory=dict)
    sleeping: dict[str, list[list[str]]] = field(default_factory=dict)
    conflict: int | None = None
    moving: bool = False


@dataclass(frozen=True)
class Carrying:
    """A project whose snapshots are edited, and the copy of it on which the work is done."""

    catalog: Catalog
    say: Say = print
    passes: Test = run_pytest

    @property
    def project(self) -> Path:
        return self.catalog.steps[0].folder.parents[1]

    @property
    def copy(self) -> Path:
        return self.project / FOLDER

    def staged(self, number: int) -> Path:
        """A snapshot's folder in the copy."""
        return self.copy / "steps" / f"step{number:02d}"

    # ------------------------------------------------------------ begin, go on, give up

    def begin(self, step: Step, why: str) -> None:
        """Carry the edit of the step on; why goes into the errata."""
        if self.copy.exists():
            state = self._load()
            raise StepkitError(
                f"the edit of step {state.step:02d} is still being carried: "
                f"go on with {GO_ON}, or give up with {GIVE_UP}"
            )
        if not why.strip():
            raise StepkitError(f'say why, for docs/errata.md: nox -s carry -- {step.number} --why "..."')
        base = self._check_edit(step)
        edited = source_tree(step.folder)
        for path, text in edited.items():
            try:
                ast.parse(text if path.endswith(".py") else "")
            except SyntaxError as error:
                raise StepkitError(
                    f"steps/step{step.label}/{path} does not parse: line {error.lineno}: {error.msg}"
                ) from None
        digest = digest_of(edited)
        state = State(step.number, why, date.today().isoformat(), base, digest)
        state.written[str(step.number)] = digest_of(framework_of(edited))
        self._make_copy(state)
        for place in describe_places(diff_trees(base, edited)):
            self.say(f"step {step.label}: {place}")
        self._go_on(state)

    def resume(self) -> None:
        """Go on where the work stopped."""
        state = self._load()
        if state.moving:
            self._move_into_place(state)
            return
        source = self.catalog.step(state.step)
        if digest_of(source_tree(source.folder)) != state.edited:
            raise StepkitError(f"steps/step{source.label} was edited again since: {GIVE_UP}, then begin anew")
        self._refuse_other_edits(source)
        self._accept_mended(state)
        self._copy_tests()
        self._go_on(state)

    def abort(self) -> None:
        """Give up: the copy is thrown away, the snapshots and the edit are as they were."""
        if self._load().moving:
            raise StepkitError(f"the copy is being moved into place: finish that with {GO_ON}")
        self._throw_copy_away()
        self.say("given up: the snapshots and your edit are as they were")

    def _go_on(self, state: State) -> None:
        self._merge(state)
        touched = self._renew(state)
        self._test(touched)
        self._move_into_place(state)

    # ------------------------------------------------------------ the edit

    def _check_edit(self, step: Step) -> Tree:
        """The snapshot as it was sealed; the edit must be of this step and of no other."""
        if step not in self._edited():
            raise StepkitError(f"steps/step{step.label} is as it was sealed: edit it, then carry the edit on")
        self._refuse_other_edits(step)
        sealed = seal.read_seal(self.project / "steps")
        prefix = f"step{step.label}/"
        base = {
            name.removeprefix(prefix): self._sealed_text(name, digest)
            for name, digest in sealed.items()
            if name.startswith(prefix) and name != f"{prefix}example.out"
        }
        before = self.catalog.before(step)
        framework = framework_of(base)
        if before and framework_tree(before.folder) == framework != framework_tree(step.folder):
            source = before
            while (earlier := self.catalog.before(source)) and framework_tree(earlier.folder) == framework:
                source = earlier
            raise StepkitError(
                f"step {step.label} repeats the framework of step {source.label}: "
                f"edit steps/step{source.label} and carry that "
                f"(git checkout -- steps/step{step.label} undoes this edit)"
            )
        return base

    def _edited(self) -> set[Step]:
        """The steps that are not as they were sealed."""
        names = seal.differing(seal.read_seal(self.project / "steps"), seal.digests(self.catalog))
        for name in names:
            if Path(name).suffix not in TEXTS:
                raise StepkitError(
                    f"steps/{name} is no part of a snapshot: those are {' and '.join(TEXTS)} files. "
                    "Move it elsewhere or take it away, then try again"
                )
        return {self.catalog.named(name.split("/")[0]) for name in names}

    def _refuse_other_edits(self, step: Step) -> None:
        """What differs from the copy is written over in the end: nothing but the one edit may differ."""
        for other in sorted(self._edited() - {step}, key=lambda s: s.number):
            raise StepkitError(
                f"steps/step{other.label} was edited too: carry one edit at a time "
                f"(git checkout -- steps/step{other.label} undoes that one)"
            )

    def _sealed_text(self, name: str, digest: str) -> str:
        """A file as it was sealed, from the folder or from git's history."""
        path = self.project / "steps" / name
        if path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == digest:
            return path.read_text(encoding="utf-8")
        for commit in self._git("log", "--format=%H", "--", f"steps/{name}").decode().split():
            data = self._git("show", f"{commit}:./steps/{name}")
            if hashlib.sha256(data).hexdigest() == digest:
                return data.decode()
        raise StepkitError(
            f"git knows no steps/{name} as it was sealed: commit it first as it was, then edit"
        )

    def _git(self, *arguments: str) -> bytes:
        try:
            done = subprocess.run(["git", *arguments], cwd=self.project, capture_output=True)
        except FileNotFoundError:
            raise StepkitError("git is not installed: carrying merges with it") from None
        if done.returncode and arguments[0] != "show":  # a commit that removed the file shows nothing
            raise StepkitError(f"git {arguments[0]} failed: {done.stderr.decode().strip()}")
        return done.stdout

    # ------------------------------------------------------------ the copy

    def _make_copy(self, state: State) -> None:
        """Copy what the tests need, aside first, so that there is a whole copy or none."""
        aside = self.project / f"{FOLDER}.new"
        for left_over in (aside, self.project / f"{FOLDER}.done"):
            shutil.rmtree(left_over, ignore_errors=True)
        aside.mkdir()
        for name in COPIED:
            source = self.project / name
            if source.is_dir():
                shutil.copytree(source, aside / name, ignore=shutil.ignore_patterns("__pycache__"))
            elif source.exists():
                shutil.copy(source, aside / name)
        write_whole(aside / "state.json", json.dumps(asdict(state)))
        os.rename(aside, self.copy)

    def _copy_tests(self) -> None:
        """Tests are no part of what is carried: take those of now, they may have been mended."""
        shutil.rmtree(self.copy / "tests", ignore_errors=True)  # none is there after an interruption here
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(self.project / "tests", self.copy / "tests", ignore=ignored)

    def _throw_copy_away(self) -> None:
        """Remove the copy under another name, so that there is a whole copy or none."""
        done = self.project / f"{FOLDER}.done"
        os.rename(self.copy, done)
        shutil.rmtree(done)

    def _load(self) -> State:
        try:
            return State(**json.loads((self.copy / "state.json").read_text(encoding="utf-8")))
        except FileNotFoundError:
            raise StepkitError("no edit is being carried: begin with nox -s carry -- 12") from None

    def _save(self, state: State) -> None:
        write_whole(self.copy / "state.json", json.dumps(asdict(state)))

    def _write_tree(self, number: int, tree: Tree) -> None:
        folder = self.staged(number)
        present = framework_tree(folder)
        for path, text in tree.items():
            if present.get(path) != text:
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                write_whole(folder / path, text)
        for path in present.keys() - tree.keys():
            (folder / path).unlink()

    # ------------------------------------------------------------ merging

    def _accept_mended(self, state: State) -> None:
        """Take over what a person changed in the copy: from there on everything is merged anew."""
        if state.conflict is not None:
            number = state.conflict
            self._refuse_unmended(number)
            state.written[str(number)] = ""
            state.conflict = None
        for name in list(state.written):
            digest = digest_of(framework_tree(self.staged(int(name))))
            if digest != state.written[name]:
                state.written = {n: d for n, d in state.written.items() if int(n) < int(name)} | {
                    name: digest
                }
                break
        self._save(state)

    def _refuse_unmended(self, number: int) -> None:
        for path, text in framework_tree(self.staged(number)).items():
            place = self.staged(number).relative_to(self.project) / path
            lines = conflict_lines(text)
            if lines:
                raise Stopped(f"{place}:{lines[0]} still holds conflict markers: mend it, {NEXT}")
            try:
                ast.parse(text)
            except SyntaxError as error:
                what = f"does not parse: {error.msg}"
                raise Stopped(f"{place}:{error.lineno} {what}: mend it, {NEXT}") from None

    def _merge(self, state: State) -> None:
        """Take the edit from step to step, up to the last or to where it ends."""
        names = renamed_definitions(state.base, source_tree(self.staged(state.step)))
        old, new = tree_with_names(framework_of(state.base), names), framework_tree(self.staged(state.step))
        sleeping: Sleeping = {}
        for old_name, new_name in names.items():
            self.say(f"{old_name} becomes {new_name} in all steps and their examples")
        for step in self.catalog.existing[state.step :]:
            following = tree_with_names(framework_tree(step.folder), names)
            if str(step.number) not in state.written:
                if names:  # once: what a person mends later is left alone
                    example = tree_with_names(read_tree(step.folder, ["example.py"]), names)
                    write_whole(self.staged(step.number) / "example.py", example["example.py"])
                if old == new and not sleeping and not names:
                    self.say(f"step {step.label} and later ones do not change")
                    return
                labels = Labels(
                    f"step {step.label} as it is",
                    f"step {step.number - 1:02d} before the edit",
                    f"step {step.number - 1:02d} with the edit",
                )
                merged = merge_trees(old, new, following, sleeping, labels)
                self._write_tree(step.number, merged.tree)
                state.sleeping[str(step.number)] = [[*key, *texts] for key, texts in merged.sleeping.items()]
                if merged.conflicts:
                    state.conflict = step.number
                    self._save(state)
                    raise Stopped(self._describe_conflict(step, merged.conflicts))
                state.written[str(step.number)] = digest_of(merged.tree)
                self._save(state)
                sealed = framework_tree(step.folder)
                changed = ", ".join(d.path for d in changed_files(diff_trees(sealed, merged.tree)))
                self.say("; ".join([f"step {step.label}: {changed or 'nothing to change'}", *merged.remarks]))
            old, new = following, framework_tree(self.staged(step.number))
            sleeping = {(k, name): (b, a) for k, name, b, a in state.sleeping.get(str(step.number), [])}

    def _describe_conflict(self, step: Step, conflicts: list[str]) -> str:
        folder = self.staged(step.number)
        tree = framework_tree(folder)
        names = "".join(f"\n  in {place}" for place in conflicts)
        marks = "".join(
            f"\n  {folder.relative_to(self.project) / path}:{lines[0]}"
            for path, text in tree.items()
            if (lines := conflict_lines(text))
        )
        return (
            f"step {step.label} changes what the edit changes:{names}\n"
            f"Mend it where the markers <<<<<<< and >>>>>>> stand, beginning at{marks}\n{NEXT}"
        )

    # ------------------------------------------------------------ outputs, seal, errata

    def _touched(self) -> list[Step]:
        """The steps whose files are not as they were sealed, with their folders in the copy."""
        sealed = seal.read_seal(self.project / "steps")
        staged = load_catalog(self.copy / "steps")
        changed = seal.differing(sealed, seal.digests(staged))
        return sorted({staged.named(name.split("/")[0]) for name in changed}, key=lambda step: step.number)

    def _renew(self, state: State) -> list[Step]:
        """Renew in the copy what follows from the edit: outputs of examples, seal, errata."""
        touched = self._touched()
        outputs = [step.number for step in touched if self._renew_output(step)]
        staged = load_catalog(self.copy / "steps")
        seal.write_seal(seal.digests(staged), self.copy / "steps")
        new = errata.entry(
            date.fromisoformat(state.day),
            state.step,
            frozenset(step.number for step in touched),
            outputs,
            diff_trees(state.base, source_tree(self.staged(state.step))),
            state.why,
        )
        (self.copy / ERRATA).parent.mkdir(exist_ok=True)
        page = (self.project / ERRATA).read_text(encoding="utf-8")
        write_whole(self.copy / ERRATA, errata.with_entry(page, new))
        return touched

    def _renew_output(self, step: Step) -> bool:
        """Run a step's example; write down what it prints if that is not what it printed before."""
        sealed = self.project / "steps" / f"step{step.label}" / "example.out"
        expected = sealed.read_text(encoding="utf-8")
        try:
            output = run_example(step).output
        except (Exception, SystemExit) as error:
            place = step.folder.relative_to(self.project)
            raise Stopped(
                f"{place}/example.py stops with {type(error).__name__}: {error}\nMend {place}, {NEXT}"
            ) from None
        found = difference(expected, output)
        if found:
            self.say(f"step {step.label}: its example prints something else: {found}")
        write_whole(step.folder / "example.out", output if found else expected)
        return found is not None

    # ------------------------------------------------------------ testing and moving

    def _test(self, touched: list[Step]) -> None:
        numbers = frozenset(step.number for step in touched)
        last = self.catalog.existing[-1].number
        proved = numbers | {
            number + 1 for number in numbers if number < last
        }  # proofs run on the step before
        for words, steps, options in (
            ("behaviours", numbers, []),
            ("proofs", proved, ["--prove"]),
        ):
            span = describe_span(steps, last)
            self.say(f"running the {words} of steps {span} on the copy")
            chosen = f"--step={span.replace(' ', '')}"
            if not self.passes(self.copy, ["-q", "--tb=short", "tests/behaviours", chosen, *options]):
                raise Stopped(f"See above. Mend the files below {FOLDER}/steps, or the tests, {NEXT}")

    def _move_into_place(self, state: State) -> None:
        """Bring the copy's files home one by one; interrupted, it is finished by resume."""
        state.moving = True
        self._save(state)
        for name in sorted(self._files_to_move()):
            source, target = self.copy / name, self.project / name
            if source.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                write_whole(target, source.read_text(encoding="utf-8"))
            else:
                target.unlink(missing_ok=True)
        self._throw_copy_away()
        self.say("carried: see it with git diff, then commit")

    def _files_to_move(self) -> Iterator[str]:
        yield ERRATA
        yield "steps/seal.toml"
        home, staged = seal.digests(self.catalog), seal.digests(load_catalog(self.copy / "steps"))
        yield from (f"steps/{name}" for name in seal.differing(home, staged))


def source_tree(folder: Path) -> Tree:
    """A snapshot without the output of its example, which follows from the rest."""
    return {path: text for path, text in read_tree(folder).items() if path != "example.out"}
