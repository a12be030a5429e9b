"""Each snapshot runs by itself, from anywhere, and is documented."""

import ast
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from stepkit.catalog import load_catalog
from stepkit.comparing import difference
from stepkit.diffing import is_framework
from stepkit.seal import snapshot_files

SNAPSHOTS = [pytest.param(here, id=f"step{here.label}") for here in load_catalog().existing]
for_each_snapshot = pytest.mark.parametrize("snapshot", SNAPSHOTS)

ADDRESS = re.compile(r"\b0x[0-9a-f]+", re.IGNORECASE)
ABSOLUTE_PATH = re.compile(r"(?:^|[\s'\"(=])(?:/\w|[A-Za-z]:\\)", re.MULTILINE)
TIME = re.compile(r"\d+:\d\d|\b\d+(?:\.\d+)? ?(?:seconds?|sec|ms|µs|us|ns|s)\b")


def modules(snapshot):
    """(path, syntax tree) of each Python file."""
    for path in snapshot_files(snapshot.folder):
        if path.suffix == ".py":
            yield path, ast.parse(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def run_of(tmp_path_factory):
    """Each example's run, as a command from another folder; two at a time."""

    def run(snapshot):
        command = [sys.executable, "-B", str(snapshot.folder / "example.py")]
        folder = tmp_path_factory.mktemp(snapshot.label)
        return subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", timeout=60)

    snapshots = load_catalog().existing
    with ThreadPoolExecutor(2) as pool:
        return dict(zip(snapshots, pool.map(run, snapshots), strict=True))


@for_each_snapshot
def test_the_example_prints_what_is_recorded(snapshot, run_of):
    done = run_of[snapshot]
    notes = [line for line in done.stderr.splitlines() if not line.startswith(("no plot: ", "no picture: "))]
    assert (done.returncode, notes) == (0, [])
    recorded = (snapshot.folder / "example.out").read_text(encoding="utf-8")
    assert recorded
    assert difference(recorded, done.stdout) is None


@for_each_snapshot
@pytest.mark.parametrize("pattern", [ADDRESS, ABSOLUTE_PATH, TIME], ids=["address", "path", "time"])
def test_the_output_is_the_same_on_any_machine(snapshot, pattern):
    assert not pattern.search((snapshot.folder / "example.out").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (ADDRESS, "<Variable object at 0x7fbc6c6d03c0>"),
        (ABSOLUTE_PATH, "written to /tmp/graph.png"),
        (ABSOLUTE_PATH, "/home"),
        (ABSOLUTE_PATH, r"written to C:\graph.png"),
        (TIME, "done at 18:29:53"),
        (TIME, "took 1.5 s"),
        (TIME, "took 20ms"),
    ],
)
def test_what_differs_from_machine_to_machine_is_recognised(pattern, text):
    assert pattern.search(text)


@for_each_snapshot
def test_a_snapshot_imports_numpy_and_the_standard_library_only(snapshot):
    own = {"dezero", *(path.stem for path in snapshot.folder.glob("*.py"))}
    allowed = {"numpy"} | ({"graphviz", "matplotlib"} if snapshot.number >= 25 else set())
    for path, tree in modules(snapshot):
        imported = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                imported.add(node.module.split(".")[0])
        assert imported <= sys.stdlib_module_names | allowed | own, path.name


def undocumented(tree):
    """The public classes, methods and functions without a docstring, the module itself included."""
    bare = [] if ast.get_docstring(tree) else ["the module"]
    todo = [("", tree)]
    while todo:
        prefix, parent = todo.pop()
        for node in parent.body:
            if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_"):
                # What overrides a documented method of Function needs no text of its own.
                inherited = (
                    isinstance(parent, ast.ClassDef) and node.name in ("forward", "backward") and parent.bases
                )
                if not (ast.get_docstring(node) or inherited):
                    bare.append(prefix + node.name)
                if isinstance(node, ast.ClassDef):
                    todo.append((f"{node.name}.", node))
    return bare


@for_each_snapshot
def test_every_public_name_has_a_docstring(snapshot):
    for path, tree in modules(snapshot):
        if path.name.startswith("test_"):
            assert ast.get_docstring(tree)
        elif is_framework(path.relative_to(snapshot.folder).as_posix()):
            assert undocumented(tree) == [], path.name


def test_a_missing_docstring_is_found():
    source = (
        'class A:\n    "a"\n    def f(self): pass\n    def _g(self): pass\ndef h(): pass\ndef i():\n    "i"\n'
    )
    assert undocumented(ast.parse(source)) == ["the module", "h", "A.f"]


@for_each_snapshot
def test_each_text_ends_in_one_newline_and_has_no_other_line_ends(snapshot):
    for path in snapshot_files(snapshot.folder):
        content = path.read_bytes()
        assert content.endswith(b"\n"), path.name  # a diff could not tell
        assert not content.endswith(b"\n\n"), path.name
        assert b"\r" not in content, path.name


@for_each_snapshot
def test_a_snapshot_has_a_framework_an_example_and_its_output(snapshot):
    names = {path.relative_to(snapshot.folder).as_posix() for path in snapshot_files(snapshot.folder)}
    framework = "dezero.py" if snapshot.number < 23 else "dezero/__init__.py"
    assert {framework, "example.py", "example.out"} <= names
    assert ("test_square.py" in names) is (snapshot.number >= 10)
