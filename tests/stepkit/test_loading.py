"""A framework is imported as `dezero` in isolation, and no trace of it stays."""

import importlib
import os
import sys
from pathlib import Path

import pytest

from stepkit.errors import StepkitError
from stepkit.loading import Framework, find_framework, loaded, named_framework


def module(folder, name="dezero.py", text="answer = 42\n"):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def package(folder):
    """A package of two files in a folder of its own."""
    module(folder, "core.py")
    return module(folder, "__init__.py", "from dezero.core import answer\n").parent


@pytest.fixture(autouse=True)
def no_trace():
    """Whatever a test does: modules and path are as before."""
    modules, path = set(sys.modules), list(sys.path)
    yield
    assert {name for name in sys.modules if name.split(".")[0] in ("dezero", "helper")} == set()
    assert set(sys.modules) >= modules
    assert sys.path == path


MADE = {
    "a file": module,
    "a file of any name": lambda folder: module(folder, "my_answer.py"),
    "a package": lambda folder: package(folder / "dezero"),
    "a package of any name": lambda folder: package(folder / "mine"),
    "a folder with a file": lambda folder: module(folder).parent,
    "a folder with a package": lambda folder: package(folder / "dezero").parent,
}


@pytest.mark.parametrize("make", MADE.values(), ids=MADE)
def test_a_framework_is_found_and_imported(make, tmp_path):
    with loaded(find_framework(make(tmp_path))) as dezero:
        assert importlib.import_module("dezero") is dezero
        assert (dezero.__name__, dezero.answer) == ("dezero", 42)


def test_a_folder_of_a_package_needs_no_init(tmp_path):
    module(tmp_path, "dezero/parts/core.py")
    module(tmp_path, "dezero/__init__.py", "from dezero.parts.core import answer\n")
    with loaded(find_framework(tmp_path / "dezero")) as dezero:
        assert dezero.answer == 42


def test_a_path_may_be_relative(tmp_path, monkeypatch):
    module(tmp_path)
    monkeypatch.chdir(tmp_path)
    with loaded(find_framework(Path("dezero.py"))) as dezero:
        assert dezero.answer == 42


def test_a_package_goes_before_a_file_as_in_python(tmp_path):
    module(tmp_path, text="answer = 1\n")
    package(tmp_path / "dezero")
    assert find_framework(tmp_path).source == tmp_path / "dezero" / "__init__.py"


@pytest.mark.parametrize("name", ["", "nowhere", "nowhere.py"])
def test_where_no_framework_is_the_error_says_what_to_give(name, tmp_path):
    with pytest.raises(StepkitError, match="holds no dezero: give a file, a dezero/ package, or a folder"):
        find_framework(tmp_path / name)


def test_a_file_that_is_no_python_is_refused(tmp_path):
    with pytest.raises(StepkitError, match=r"notes\.txt is no Python file: its name must end in \.py"):
        find_framework(module(tmp_path, "notes.txt"))


def test_the_files_of_a_framework(tmp_path):
    file, folder = module(tmp_path), package(tmp_path / "mine")
    assert Framework(file).files == [file]
    assert Framework(folder / "__init__.py").files == [folder / "__init__.py", folder / "core.py"]


def test_each_loading_is_fresh(tmp_path):
    framework = find_framework(package(tmp_path / "dezero"))
    with loaded(framework) as first:
        first.core.answer = 0
    with loaded(framework) as second:
        assert second is not first
        assert second.core.answer == 42


def test_an_error_in_the_block_is_passed_on(tmp_path):
    with pytest.raises(ZeroDivisionError), loaded(find_framework(package(tmp_path / "dezero"))):
        raise ZeroDivisionError


def test_an_error_in_the_import_is_passed_on(tmp_path):
    package(tmp_path)
    module(tmp_path, "__init__.py", "from dezero.core import answer\nanswer / 0\n")
    with pytest.raises(ZeroDivisionError), loaded(find_framework(tmp_path)):
        pytest.fail("the block ran")


def test_two_at_once_are_refused(tmp_path):
    framework = find_framework(module(tmp_path))
    with loaded(framework) as dezero:
        with pytest.raises(StepkitError, match="a dezero is loaded already"), loaded(framework):
            pytest.fail("the block ran")
        assert sys.modules["dezero"] is dezero


@pytest.mark.skipif(os.name != "posix", reason="no links for everyone on this system")
def test_a_package_may_hold_links(tmp_path):
    folder = package(tmp_path / "dezero")
    (folder / "core.py").rename(tmp_path / "kept.py")
    (folder / "core.py").symlink_to(tmp_path / "kept.py")
    with loaded(find_framework(folder)) as dezero:
        assert dezero.answer == 42


def test_a_module_that_came_from_elsewhere_is_refused(tmp_path):
    framework = find_framework(package(tmp_path / "here" / "dezero"))
    module(tmp_path / "there", "extra.py")
    with (
        pytest.raises(StepkitError, match=r"dezero.extra was imported from .*there.* not from .*here"),
        loaded(framework) as dezero,
    ):
        dezero.__path__.append(str(tmp_path / "there"))
        importlib.import_module("dezero.extra")


@pytest.mark.parametrize(
    "name",
    [
        "helper.py",
        "helper/__init__.py",
    ],
)
def test_a_helper_beside_the_framework_is_found_and_forgotten(name, tmp_path):
    file = module(tmp_path, text="from helper import answer\n")
    for answer in (1, 2):
        module(tmp_path, name, f"answer = {answer}  {'#' * answer}\n")
        try:
            with loaded(find_framework(file)) as dezero:
                assert dezero.answer == answer
            assert "helper" not in sys.modules
        finally:
            sys.modules.pop("helper", None)


def test_what_is_beside_the_framework_goes_before_what_is_elsewhere(tmp_path, monkeypatch):
    module(tmp_path / "lib", "helper.py", "answer = 1\n")
    monkeypatch.syspath_prepend(tmp_path / "lib")
    file = module(tmp_path / "home", text="from helper import answer\n")
    module(tmp_path / "home", "helper.py", "answer = 2\n")
    with loaded(find_framework(file)) as dezero:
        assert dezero.answer == 2


def test_what_was_imported_from_elsewhere_stays(tmp_path, monkeypatch):
    module(tmp_path / "lib", "elsewhere.py")
    monkeypatch.syspath_prepend(tmp_path / "lib")
    with loaded(find_framework(module(tmp_path / "home", text="import elsewhere\n"))):
        pass
    assert sys.modules.pop("elsewhere").answer == 42


# ---------------------------------------------------------------- by another name


@pytest.mark.parametrize("folder", ["mine", "site-packages/mine"])
def test_a_framework_that_imports_itself_by_its_own_name_is_one(folder, tmp_path):
    mine = tmp_path / folder
    module(mine, "core.py", "class Variable: pass\n")
    module(
        mine,
        "more.py",
        "from .core import Variable\nimport mine.core\nsame = mine.core.Variable is Variable\n",
    )
    module(mine, "__init__.py", "from mine.more import same\n")
    with loaded(find_framework(mine)) as dezero:
        assert dezero.same
        assert importlib.import_module("mine") is dezero
        by_own_name = importlib.import_module("mine.core")
        assert importlib.import_module("dezero.core") is by_own_name
    assert {name for name in sys.modules if name.split(".")[0] == "mine"} == set()


def test_a_file_named_like_a_module_of_python_does_not_take_its_place(tmp_path):
    with loaded(find_framework(module(tmp_path, "colorsys.py", "import dezero\n"))):
        assert "colorsys" not in sys.modules


def test_what_the_framework_adds_to_the_path_goes_with_it(tmp_path):
    with loaded(find_framework(module(tmp_path, text="import sys\nsys.path.append('elsewhere')\n"))):
        assert "elsewhere" in sys.path
    assert "elsewhere" not in sys.path


def test_a_framework_may_be_named_by_its_path(tmp_path):
    assert named_framework(str(module(tmp_path))).source == tmp_path / "dezero.py"


def test_an_installed_package_may_be_named(tmp_path, monkeypatch):
    installed = package(tmp_path / "my_own_dezero")
    monkeypatch.syspath_prepend(tmp_path)
    assert named_framework("my_own_dezero").root == installed


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("nowhere.py", r"^nowhere\.py: there is no such file or folder$"),
        (
            "my_own_dezero",
            "no such package is installed in .*: give the path of its folder, or install it there",
        ),
        ("sys", "no such package is installed"),
    ],
)
def test_what_is_nowhere_is_an_error(name, complaint):
    with pytest.raises(StepkitError, match=complaint):
        named_framework(name)


def test_no_bytecode_is_written_and_the_setting_is_restored(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    with loaded(find_framework(package(tmp_path / "dezero"))):
        pass
    assert sys.dont_write_bytecode is False
    assert list(tmp_path.rglob("__pycache__")) == []
