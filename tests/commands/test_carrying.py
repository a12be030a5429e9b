"""An edit of one snapshot is carried into all later ones, or into none."""

import os
import shutil
import subprocess

import pytest

from stepkit import seal
from stepkit.carrying import Carrying, Stopped
from stepkit.catalog import STEPS_FOLDER, load_catalog
from stepkit.errors import StepkitError

PROJECT = STEPS_FOLDER.parent

ONE = "def one():\n    return 1\n"
TWO = "\n\ndef two():\n    return one() + one()\n"
THREE = "\n\ndef three():\n    return 3\n"
FRAMEWORKS = {
    1: {"dezero.py": ONE},
    2: {"dezero.py": ONE},  # a theory step: the framework of step 01 again
    3: {"dezero.py": ONE + TWO},
    4: {"dezero.py": ONE.replace("return 1", "return int(1)") + TWO + THREE},
    5: {
        "dezero/__init__.py": "from dezero.core import *\nfrom dezero.more import *\n",
        "dezero/core.py": ONE.replace("return 1", "return int(1)") + THREE,
        "dezero/more.py": "from dezero.core import one\n" + TWO,
    },
}
EXAMPLE = "import dezero\n\nprint('one is', dezero.one())\n"
BEHAVIOUR = """\
import pytest


@pytest.mark.steps("1-", "introduces", red="no attribute 'one'")
def test_one_is_1(dezero):
    assert dezero.one() == 1


@pytest.mark.steps("3-", "introduces", red="no attribute 'two'")
def test_two_is_2(dezero):
    assert dezero.two() == 2


@pytest.mark.steps("4-", "introduces", red="no attribute 'three'")
def test_three_is_3(dezero):
    assert dezero.three() == 3


@pytest.mark.steps("5-", "introduces")
def test_it_is_a_package(dezero):
    assert hasattr(dezero, "__path__")
"""


def git(folder, *arguments):
    identity = ["-c", "user.name=a", "-c", "user.email=a@b.c"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def committed(tmp_path_factory):
    """A project with five made-up snapshots, sealed and committed."""
    home = tmp_path_factory.mktemp("committed")
    shutil.copytree(STEPS_FOLDER / "stepkit", home / "steps" / "stepkit")
    shutil.copy(STEPS_FOLDER / "catalog.toml", home / "steps")
    shutil.copy(PROJECT / "pyproject.toml", home)
    (home / "tests" / "behaviours").mkdir(parents=True)
    shutil.copy(PROJECT / "tests" / "conftest.py", home / "tests")
    (home / "tests" / "behaviours" / "test_one.py").write_text(BEHAVIOUR)
    (home / "docs").mkdir()
    (home / "docs" / "errata.md").write_text("# Errata\n\nWhat was put right.\n")
    for number, files in FRAMEWORKS.items():
        files = files | {"example.py": EXAMPLE, "example.out": "one is 1\n"}
        for name, text in files.items():
            path = home / "steps" / f"step{number:02d}" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    seal.write_seal(seal.digests(load_catalog(home / "steps")), home / "steps")
    git(home, "init", "-q")
    git(home, "add", ".")
    git(home, "commit", "-qm", "as sealed")
    return home


class House:
    """A copy of the project in which a test edits and carries; what was said and run is kept."""

    def __init__(self, home):
        self.home = home
        self.said = []
        self.runs = []
        self.green = True
        self.catalog = load_catalog(home / "steps")
        self.carrying = Carrying(self.catalog, self.said.append, self._run)

    def _run(self, folder, arguments):
        self.runs.append(arguments)
        return self.green

    def path(self, name):
        return self.home / "steps" / name

    def edit(self, name, old, new):
        text = self.path(name).read_text()
        assert old in text
        self.path(name).write_text(text.replace(old, new))

    def carry(self, number, why="It was wrong."):
        self.carrying.begin(self.catalog.step(number), why)

    def changed(self):
        done = subprocess.run(
            ["git", "status", "--porcelain", "--untracked-files=all"],
            cwd=self.home,
            capture_output=True,
            text=True,
        )
        return {line[3:] for line in done.stdout.splitlines()}

    def sealed(self):
        return seal.broken_seals(seal.read_seal(self.home / "steps"), seal.digests(self.catalog)) == []


@pytest.fixture
def house(committed, tmp_path):
    home = tmp_path / "house"
    shutil.copytree(committed, home)
    return House(home)


CHANGED_BY_TWO = {
    "docs/errata.md",
    "steps/seal.toml",
    "steps/step03/dezero.py",
    "steps/step04/dezero.py",
    "steps/step05/dezero/more.py",
}


def edit_two(house):
    house.edit("step03/dezero.py", "one() + one()", "2 * one()")


# ---------------------------------------------------------------- all


def test_an_edit_reaches_all_later_steps_and_follows_what_moves(house):
    edit_two(house)
    house.carry(3)
    assert house.changed() == CHANGED_BY_TWO
    assert "return 2 * one()" in house.path("step04/dezero.py").read_text()
    assert "return 2 * one()" in house.path("step05/dezero/more.py").read_text()
    assert house.sealed()
    assert "step 05: dezero/more.py; two moves to dezero/more.py, and the edit with it" in house.said


def test_the_behaviours_of_all_touched_steps_run_on_the_copy(house):
    edit_two(house)
    house.carry(3)
    assert house.runs == [
        ["-q", "--tb=short", "tests/behaviours", "--step=03-05"],
        ["-q", "--tb=short", "tests/behaviours", "--step=03-05", "--prove"],
    ]


def test_the_proof_includes_the_step_after_the_last_that_changed(house):
    house.edit("step02/example.py", "one is", "1 is")
    house.carry(2)
    assert house.runs[1] == ["-q", "--tb=short", "tests/behaviours", "--step=02-03", "--prove"]


def test_a_renamed_definition_is_renamed_wherever_it_is_used(house):
    house.edit("step01/dezero.py", "def one", "def uno")
    house.edit("step01/example.py", "dezero.one", "dezero.uno")
    house.carry(1)
    assert "return uno() + uno()" in house.path("step04/dezero.py").read_text()
    assert house.path("step05/dezero/more.py").read_text().startswith("from dezero.core import uno\n")
    assert "dezero.uno()" in house.path("step05/example.py").read_text()
    assert "one becomes uno in all steps and their examples" in house.said


def test_the_errata_say_what_changed_since_when_and_why(house):
    edit_two(house)
    house.carry(3, "Adding was slow.")
    page = (house.home / "docs" / "errata.md").read_text()
    assert page.startswith("# Errata\n\nWhat was put right.\n\n## 2")
    assert page.endswith(
        ": since step 03\n\nAdding was slow.\n\n"
        "- In `two`: 1 line replaced by 1\n- Steps that changed: 03-05\n"
    )


def test_the_latest_entry_of_the_errata_stands_first(house):
    edit_two(house)
    house.carry(3, "First.")
    git(house.home, "commit", "-qam", "first")
    house.edit("step03/dezero.py", "2 * one()", "one() * 2")
    house.carry(3, "Second.")
    page = (house.home / "docs" / "errata.md").read_text()
    assert page.index("Second.") < page.index("First.")


def test_outputs_of_examples_are_renewed_where_they_change(house):
    house.edit("step04/example.py", "one is", "1 is")
    house.carry(4, "A number is clearer.")
    assert house.changed() == {
        "docs/errata.md",
        "steps/seal.toml",
        "steps/step04/example.py",
        "steps/step04/example.out",
    }
    assert house.path("step04/example.out").read_text() == "1 is 1\n"
    assert "Examples that print something else: 04" in (house.home / "docs" / "errata.md").read_text()


def test_the_real_tests_judge_the_copy(house):
    edit_two(house)
    Carrying(house.catalog, house.said.append).begin(house.catalog.step(3), "It was slow.")
    assert house.changed() == CHANGED_BY_TWO


# ---------------------------------------------------------------- or none


def test_without_an_edit_there_is_nothing_to_carry(house):
    with pytest.raises(
        StepkitError, match="steps/step03 is as it was sealed: edit it, then carry the edit on"
    ):
        house.carry(3)


def test_an_edit_of_a_step_that_repeats_the_framework_is_refused(house):
    house.edit("step02/dezero.py", "return 1", "return 1.0")
    with pytest.raises(StepkitError, match="step 02 repeats the framework of step 01: edit steps/step01"):
        house.carry(2)


def test_two_edits_at_a_time_are_refused(house):
    edit_two(house)
    house.edit("step05/dezero/more.py", "one() + one()", "2")
    with pytest.raises(StepkitError, match="steps/step05 was edited too: carry one edit at a time"):
        house.carry(3)


def test_a_picture_that_an_example_drew_is_not_sealed(house):
    edit_two(house)
    house.path("step03/curve.png").write_bytes(b"\x89PNG")
    with pytest.raises(StepkitError, match=r"steps/step03/curve\.png is no part of a snapshot"):
        house.carry(3)


def test_an_edit_needs_a_reason(house):
    edit_two(house)
    with pytest.raises(StepkitError, match="say why, for docs/errata"):
        house.carry(3, " ")


def test_an_edit_that_does_not_parse_is_refused(house):
    house.edit("step03/dezero.py", "one() + one()", "one( + one()")
    with pytest.raises(StepkitError, match=r"steps/step03/dezero\.py does not parse: line 6"):
        house.carry(3)


def test_a_red_behaviour_stops_it_and_leaves_the_snapshots(house):
    edit_two(house)
    house.green = False
    with pytest.raises(Stopped, match=r"Mend the files below \.carry/steps, or the tests, then go on"):
        house.carry(3)
    assert house.changed() - {name for name in house.changed() if name.startswith(".carry/")} == {
        "steps/step03/dezero.py"
    }


def test_an_example_that_stops_stops_it(house):
    house.edit("step03/dezero.py", "two", "zwei")
    for number in (3, 4, 5):
        house.path(f"step{number:02d}/example.py").write_text(EXAMPLE.replace("one()", "two()"))
    seal.write_seal(
        seal.digests(house.catalog)
        | {name: digest for name, digest in seal.read_seal(house.home / "steps").items() if "dezero" in name},
        house.home / "steps",
    )
    with pytest.raises(Stopped, match=r"step03/example\.py stops with AttributeError: .*'two'"):
        house.carry(3)


# ---------------------------------------------------------------- stopped, mended, resumed


@pytest.fixture
def stopped(house):
    """An edit of step 01 collides with step 04, which rewrites the same line."""
    house.edit("step01/dezero.py", "return 1", "return 1.0")
    with pytest.raises(Stopped, match=r"(?s)step 04 changes.*in one.*\.carry/steps/step04/dezero\.py:2"):
        house.carry(1)
    return house


def mend(house):
    path = house.home / ".carry/steps/step04/dezero.py"
    path.write_text(
        path.read_text().replace(path.read_text().partition("\n\n\n")[0], "def one():\n    return float(1)")
    )


def test_a_conflict_leaves_the_snapshots_as_they_were(stopped):
    assert "steps/step02/dezero.py" not in stopped.changed()
    assert "<<<<<<< step 04 as it is" in (stopped.home / ".carry/steps/step04/dezero.py").read_text()


def test_after_mending_it_goes_on_from_there(stopped):
    mend(stopped)
    stopped.carrying.resume()
    assert "return 1.0" in stopped.path("step03/dezero.py").read_text()
    assert "return float(1)" in stopped.path("step04/dezero.py").read_text()
    assert "return float(1)" in stopped.path("step05/dezero/core.py").read_text()
    assert stopped.sealed()
    assert not (stopped.home / ".carry").exists()


def test_it_does_not_go_on_over_conflict_markers(stopped):
    with pytest.raises(Stopped, match=r"\.carry/steps/step04/dezero\.py:2 still holds conflict markers"):
        stopped.carrying.resume()


def test_it_does_not_go_on_over_what_does_not_parse(stopped):
    mend(stopped)
    path = stopped.home / ".carry/steps/step04/dezero.py"
    path.write_text(path.read_text() + "oops (\n")
    with pytest.raises(Stopped, match=r"\.carry/steps/step04/dezero\.py:\d+ does not parse: .*: mend it"):
        stopped.carrying.resume()


def test_what_is_mended_after_red_tests_is_carried_on(house):
    edit_two(house)
    house.green = False
    with pytest.raises(Stopped):
        house.carry(3)
    path = house.home / ".carry/steps/step04/dezero.py"
    path.write_text(path.read_text().replace("2 * one()", "one() * 2"))
    house.green = True
    house.carrying.resume()
    assert "return 2 * one()" in house.path("step03/dezero.py").read_text()
    assert "return one() * 2" in house.path("step05/dezero/more.py").read_text()


def test_an_example_that_is_mended_after_a_rename_stays_mended(house):
    house.edit("step01/dezero.py", "def one", "def uno")
    house.edit("step01/example.py", "dezero.one", "dezero.uno")
    house.green = False
    with pytest.raises(Stopped):
        house.carry(1)
    path = house.home / ".carry/steps/step05/example.py"
    path.write_text(path.read_text().replace("one is", "uno is"))
    house.green = True
    house.carrying.resume()
    assert "uno is" in house.path("step05/example.py").read_text()
    assert house.path("step05/example.out").read_text() == "uno is 1\n"


def test_giving_up_leaves_the_edit_and_nothing_else(stopped):
    stopped.carrying.abort()
    assert stopped.changed() == {"steps/step01/dezero.py"}


def test_a_second_edit_waits_for_the_first(stopped):
    with pytest.raises(StepkitError, match="the edit of step 01 is still being carried: go on with"):
        stopped.carry(1)


def test_another_edit_meanwhile_is_refused(stopped):
    mend(stopped)
    stopped.edit("step01/dezero.py", "return 1.0", "return 1.5")
    with pytest.raises(StepkitError, match="steps/step01 was edited again since"):
        stopped.carrying.resume()


def test_an_edit_of_another_step_meanwhile_is_refused_and_kept(stopped):
    mend(stopped)
    stopped.edit("step05/dezero/more.py", "one() + one()", "2")
    with pytest.raises(StepkitError, match="steps/step05 was edited too: carry one edit at a time"):
        stopped.carrying.resume()
    assert "return 2\n" in stopped.path("step05/dezero/more.py").read_text()


@pytest.mark.parametrize("name", ["step01/notes.txt", "step05/notes.txt"])
def test_a_file_that_is_laid_beside_a_snapshot_meanwhile_is_refused_and_kept(stopped, name):
    mend(stopped)
    stopped.path(name).write_text("Ask about this.\n")
    with pytest.raises(StepkitError, match=rf"steps/{name} is no part of a snapshot: .* take it away"):
        stopped.carrying.resume()
    assert stopped.path(name).read_text() == "Ask about this.\n"


def test_a_test_that_is_deleted_meanwhile_is_not_run(stopped):
    mend(stopped)
    (stopped.home / "tests" / "behaviours" / "test_one.py").unlink()
    ran = []
    stopped.carrying = Carrying(
        stopped.catalog, stopped.said.append, lambda folder, _: ran.append(list(folder.rglob("test_*.py")))
    )
    with pytest.raises(Stopped):
        stopped.carrying.resume()
    assert ran == [[]]


@pytest.mark.parametrize("command", ["resume", "abort"])
def test_nothing_to_go_on_with_says_how_to_begin(house, command):
    with pytest.raises(StepkitError, match="no edit is being carried: begin with nox -s carry -- 12"):
        getattr(house.carrying, command)()


# ---------------------------------------------------------------- interrupted


@pytest.mark.parametrize("writes", range(1, 5))
def test_an_interruption_while_files_are_moved_is_finished_later(house, monkeypatch, writes):
    edit_two(house)
    real, count = os.replace, []

    def replace_or_interrupt(source, target):
        if ".carry" not in str(target):
            count.append(target)
            if len(count) == writes:
                raise KeyboardInterrupt
        real(source, target)

    monkeypatch.setattr(os, "replace", replace_or_interrupt)
    with pytest.raises(KeyboardInterrupt):
        house.carry(3)
    with pytest.raises(StepkitError, match="finish that with nox -s carry -- --continue"):
        house.carrying.abort()
    house.carrying.resume()
    assert house.changed() == CHANGED_BY_TWO
    assert house.sealed()


def test_an_interruption_while_the_copy_is_thrown_away_leaves_no_half_of_it(stopped, monkeypatch):
    def interrupted(folder, **options):
        for state in folder.glob("state.json"):
            state.unlink()
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "rmtree", interrupted)
        with pytest.raises(KeyboardInterrupt):
            stopped.carrying.abort()
    with pytest.raises(Stopped, match="step 04 changes what the edit changes"):
        stopped.carry(1)


def test_an_interruption_before_that_leaves_the_snapshots_as_they_were(house, monkeypatch):
    edit_two(house)

    def interrupt(folder, arguments):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Carrying(house.catalog, house.said.append, interrupt).begin(house.catalog.step(3), "Slow.")
    assert not {name for name in house.changed() if name.startswith(("docs", "steps/"))} - {
        "steps/step03/dezero.py"
    }
    house.carrying.resume()
    assert house.changed() == CHANGED_BY_TWO
