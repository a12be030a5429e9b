"""What the tests of the commands share."""

import importlib.util
import shutil
import sys
import types

import pytest

from stepkit.catalog import STEPS_FOLDER

CONFTEST = STEPS_FOLDER.parent / "tests" / "conftest.py"
PYPROJECT = STEPS_FOLDER.parent / "pyproject.toml"
NOXFILE = STEPS_FOLDER.parent / "noxfile.py"


@pytest.fixture
def in_order():
    """in_order(said, parts): all parts are in what was said, each after the one before."""

    def check(said, parts):
        places = [said.find(part) for part in parts]
        assert -1 not in places, parts[places.index(-1)]
        assert places == sorted(places)

    return check


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """stepkit, conftest and catalog as they are, with three snapshots in which number is 1, 2, 3."""
    home = tmp_path_factory.mktemp("house")
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(STEPS_FOLDER / "stepkit", home / "steps" / "stepkit", ignore=ignore)
    shutil.copy(STEPS_FOLDER / "catalog.toml", home / "steps")
    shutil.copy(PYPROJECT, home)
    (home / "tests" / "behaviours").mkdir(parents=True)
    shutil.copy(CONFTEST, home / "tests")
    for number in (1, 2, 3):
        folder = home / "steps" / f"step{number:02d}"
        folder.mkdir()
        (folder / "dezero.py").write_text(f"number = {number}\n")
        (folder / "example.py").write_text("import dezero\nprint(dezero.number)\n")
    return home


@pytest.fixture
def noxfile(monkeypatch):
    """The module noxfile.py, whose sessions are plain functions here: the tests do without nox."""
    nox = types.ModuleType("nox")
    nox.Session = object
    nox.options = types.SimpleNamespace()
    nox.session = lambda **options: lambda function: function
    monkeypatch.setitem(sys.modules, "nox", nox)
    monkeypatch.setattr(sys, "path", [*sys.path])  # it puts steps/ there
    spec = importlib.util.spec_from_file_location("noxfile", NOXFILE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
