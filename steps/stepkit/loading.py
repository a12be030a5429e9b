"""Importing one framework as `dezero`, and leaving no trace of it afterwards."""

import importlib.abc
import importlib.machinery
import importlib.util
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from stepkit.errors import StepkitError


@dataclass(frozen=True)
class Framework:
    """Where a `dezero` lies: `source` is its file or the package's __init__.py."""

    source: Path

    @property
    def is_package(self) -> bool:
        return self.source.name == "__init__.py"

    @property
    def root(self) -> Path:
        """The file of a module, the folder of a package."""
        return self.source.parent if self.is_package else self.source

    @property
    def files(self) -> list[Path]:
        return sorted(self.root.rglob("*.py")) if self.is_package else [self.source]


def find_framework(path: Path) -> Framework:
    """The framework at path: a file, a package, or a folder that holds either."""
    if path.is_file():
        if path.suffix != ".py":
            raise StepkitError(f"{path} is no Python file: its name must end in .py")
        return Framework(path.resolve())
    for source in (path / "__init__.py", path / "dezero" / "__init__.py", path / "dezero.py"):
        if source.is_file():
            return Framework(source.resolve())
    raise StepkitError(
        f"{path} holds no dezero: give a file, a dezero/ package, or a folder that holds one of them"
    )


def named_framework(text: str) -> Framework:
    """The framework that a person means: by a path, or by the name of an installed package."""
    path = Path(text).expanduser()
    if path.exists():
        return find_framework(path)
    if not text.isidentifier():
        raise StepkitError(f"{text}: there is no such file or folder")
    spec = importlib.util.find_spec(text)
    if spec is None or spec.origin is None or not spec.has_location:
        raise StepkitError(
            f"{text}: there is no such file or folder, and no such package is installed in {sys.prefix}: "
            "give the path of its folder, or install it there"
        )
    return find_framework(Path(spec.origin))


def loaded_modules() -> dict[str, ModuleType]:
    """The modules of whatever `dezero` is imported at the moment."""
    return {name: module for name, module in sys.modules.items() if name.split(".")[0] == "dezero"}


@contextmanager
def loaded(framework: Framework) -> Iterator[ModuleType]:
    """Import the framework as `dezero` for the length of the block.

    Its folder leads sys.path meanwhile, so that an example beside it finds it; by the name of its own
    file or folder it is the same module. All that was imported from there is forgotten afterwards.
    One framework at a time: a second is an error.
    """
    if loaded_modules():
        raise StepkitError("a dezero is loaded already: two frameworks never share a process")
    home = framework.root.parent
    spec = importlib.util.spec_from_file_location(
        "dezero",
        framework.source,
        submodule_search_locations=[str(framework.root)] if framework.is_package else None,
    )
    assert spec is not None and spec.loader is not None, framework.source  # there is one for each .py
    module = importlib.util.module_from_spec(spec)
    before, wrote_bytecode = set(sys.modules), sys.dont_write_bytecode
    path, own_name = list(sys.path), _OwnName(framework)
    sys.dont_write_bytecode = True  # the snapshots' folders stay as they are
    sys.path.insert(0, str(home))
    sys.meta_path.insert(0, own_name)
    sys.modules["dezero"] = module
    try:
        spec.loader.exec_module(module)
        yield module
        check_origin(framework)
    finally:
        sys.path[:] = path  # the framework may have added to it
        sys.meta_path.remove(own_name)
        sys.dont_write_bytecode = wrote_bytecode
        for name in set(sys.modules) - before:
            if own_name.covers(name) or _lies_in(sys.modules[name], home):
                del sys.modules[name]
        for name in loaded_modules():
            del sys.modules[name]


class _OwnName(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Lets a framework import itself by its own name: `mine.core` is `dezero.core`, not a second copy."""

    def __init__(self, framework: Framework) -> None:
        self.name = framework.root.stem
        self.taken = self.name in {"dezero", *sys.modules, *sys.stdlib_module_names}

    def covers(self, name: str) -> bool:
        return not self.taken and (name == self.name or name.startswith(f"{self.name}."))

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        return importlib.machinery.ModuleSpec(fullname, self) if self.covers(fullname) else None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> None:
        """Leave it to the import system: what it makes is replaced below."""

    def exec_module(self, module: ModuleType) -> None:
        name = module.__name__
        sys.modules[name] = importlib.import_module(f"dezero{name.removeprefix(self.name)}")


def check_origin(framework: Framework) -> None:
    """Refuse a `dezero` of which some module came from elsewhere."""
    files = {path.resolve() for path in framework.files}
    for name, module in loaded_modules().items():
        origin = getattr(module, "__file__", None)
        folders = [Path(folder).resolve() for folder in getattr(module, "__path__", [])]
        if origin is None and any(folder.is_relative_to(framework.root) for folder in folders):
            continue  # a folder without __init__.py
        if origin is None or Path(origin).resolve() not in files:
            raise StepkitError(f"{name} was imported from {origin}, not from {framework.root}")


def _lies_in(module: ModuleType, folder: Path) -> bool:
    """Whether a module is a neighbour of the framework; installed packages are not."""
    origin = getattr(module, "__file__", None)
    if origin is None or "site-packages" in Path(origin).parts:
        return False
    return Path(origin).resolve().is_relative_to(folder)
