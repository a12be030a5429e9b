"""The catalog: 36 steps in three stages, found by the names that people give them."""

import shutil

import pytest

from stepkit.catalog import STEPS_FOLDER, load_catalog
from stepkit.diffing import framework_tree
from stepkit.errors import StepkitError

CATALOG = load_catalog()
THEORY = {5, 15, 25, 30, 31}
APPLICATION = {24, 27, 28, 29, 33, 36}
UNCHANGED = [s.number for s in CATALOG.existing if s.number in THEORY | APPLICATION]


@pytest.fixture
def small(tmp_path):
    """A folder with the real catalog and snapshots of steps 01 and 02 only."""
    shutil.copy(STEPS_FOLDER / "catalog.toml", tmp_path)
    for name in ("step01", "step02"):
        (tmp_path / name).mkdir()
    return tmp_path


def test_the_36_steps_are_numbered_in_order():
    assert [step.number for step in CATALOG.steps] == list(range(1, 37))
    assert CATALOG.last == 36


def test_the_stages_have_10_14_and_12_steps():
    assert [(s.number, s.first, s.last) for s in CATALOG.stages] == [(1, 1, 10), (2, 11, 24), (3, 25, 36)]
    assert all(step.stage.first <= step.number <= step.stage.last for step in CATALOG.steps)


def test_the_kinds_are_those_of_the_contract():
    kinds = dict.fromkeys(range(1, 37), "change")
    kinds |= dict.fromkeys(THEORY, "theory") | dict.fromkeys(APPLICATION, "application")
    assert {step.number: step.kind for step in CATALOG.steps} == kinds


def test_each_step_has_a_title_and_a_lesson_of_its_own_and_brings_something():
    assert all(step.title and step.brings for step in CATALOG.steps)
    assert all(step.lesson.endswith(".") for step in CATALOG.steps)
    assert len({step.lesson for step in CATALOG.steps}) == 36


@pytest.mark.parametrize("name", ["7", "07", "step07", "step7", "STEP7", " 7 "])
def test_a_step_has_many_names(name):
    assert CATALOG.named(name).number == 7


@pytest.mark.parametrize("name", ["seven", "", "7.5", "-7", "7-9", "step", "xstep7"])
def test_what_is_not_a_number_is_refused(name):
    with pytest.raises(StepkitError, match="is no step: write a number from 01 to 36"):
        CATALOG.named(name)


@pytest.mark.parametrize("name", ["37", "0", "step100"])
def test_a_step_that_does_not_exist_is_refused_with_the_range(name):
    number = int(name.removeprefix("step"))
    with pytest.raises(StepkitError) as caught:
        CATALOG.named(name)
    assert str(caught.value) == f"step {number} does not exist: steps run from 01 to 36"


def test_a_step_without_snapshot_is_refused_with_the_range_of_those_that_have_one(small):
    with pytest.raises(StepkitError) as caught:
        load_catalog(small).step(3)
    assert str(caught.value) == "step 03 has no snapshot yet: snapshots run from 01 to 02"


def test_existing_steps_are_those_with_a_folder(small):
    assert [step.label for step in load_catalog(small).existing] == ["01", "02"]


def test_the_neighbours_of_a_step(small):
    catalog = load_catalog(small)
    first, second = catalog.step(1), catalog.step(2)
    assert (catalog.before(first), catalog.after(first)) == (None, second)
    assert (catalog.before(second), catalog.after(second)) == (first, None)


@pytest.mark.parametrize(
    ("good", "bad", "complaint"),
    [
        ("number = 2\n", "number = 3\n", "entry 2 has number 3"),
        ('kind = "theory"', 'kind = "theorem"', "step 5 is of kind 'theorem'"),
        ("last = 36\n", "last = 35\n", r"step 36 is in no stage: write last = 36 in the last \[\[stage\]\]"),
        ('lesson = "', 'lessen = "', "entry 1 has no lesson: write it there"),
        ("number = 2\n", "<<<<<<< HEAD\nnumber = 2\n", r"catalog\.toml is no TOML: .*: mend it there"),
    ],
)
def test_a_mistake_in_the_catalog_is_named(small, good, bad, complaint):
    path = small / "catalog.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(good, bad, 1), encoding="utf-8")
    with pytest.raises(StepkitError, match=complaint):
        load_catalog(small)


@pytest.mark.parametrize("number", UNCHANGED)
def test_theory_and_applications_leave_the_framework_as_it_was(number):
    here = CATALOG.step(number)
    assert framework_tree(here.folder) == framework_tree(CATALOG.before(here).folder)
