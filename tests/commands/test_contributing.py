"""The recipes of CONTRIBUTING.md work: they are followed block by block, on a copy of the project."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from stepkit.carrying import Carrying
from stepkit.catalog import STEPS_FOLDER, load_catalog
from stepkit.tasks import load_tasks

PROJECT = STEPS_FOLDER.parent
TEXT = (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8")
BLOCK = re.compile(
    r"(?:^`(?P<path>[^`\n]+)`(?P<grows> grows by)?\n\n)?"
    r"^(?P<fence>`{3,})(?P<language>\w+)\n(?P<body>.*?)^(?P=fence)$",
    re.M | re.S,
)


@dataclass(frozen=True)
class Block:
    path: str | None
    grows: bool
    language: str
    body: str


def recipe(heading):
    """The blocks below a heading."""
    section = re.search(rf"^## {re.escape(heading)}$(.*?)(?=^## |\Z)", TEXT, re.M | re.S)
    return [
        Block(match["path"], bool(match["grows"]), match["language"], match["body"])
        for match in BLOCK.finditer(section[1])
    ]


@pytest.fixture
def copy(tmp_path):
    """A copy of the project under git, without what is built."""
    ignore = shutil.ignore_patterns("__pycache__", "images")
    for name in ("steps", "tests", "docs"):
        shutil.copytree(PROJECT / name, tmp_path / name, ignore=ignore)
    shutil.copy(PROJECT / "pyproject.toml", tmp_path)
    identity = ["-c", "user.name=a", "-c", "user.email=a@b.c"]
    for arguments in (["init", "-q"], ["add", "."], [*identity, "commit", "-qm", "as it is"]):
        subprocess.run(["git", *arguments], cwd=tmp_path, check=True)
    return tmp_path


@pytest.fixture
def follow(copy, noxfile):
    """follow(heading) carries out a recipe on the copy, and returns what its commands printed."""
    sessions = {
        "matrix": noxfile.MATRIX,
        "prove": noxfile.PROOF,
        "seal": [noxfile.STEPKIT, "seal"],
        "pages": [noxfile.PAGES],
    }

    def carry_out(heading):
        printed = []
        for block in recipe(heading):
            if block.path:
                path = copy / block.path
                before = path.read_text(encoding="utf-8") if block.grows else ""
                path.write_text(before + block.body, encoding="utf-8")
            elif block.language == "sh":
                printed += [run(line) for line in block.body.splitlines()]
        return "\n".join(printed)

    def run(line):
        """Run a line as a shell would, its nox sessions with this Python and without nox."""
        words = shlex.split(line)
        if words[:3] == ["nox", "-s", "carry"]:
            step, why = words[4], words[6]
            catalog = load_catalog(copy / "steps")
            Carrying(catalog, lambda text: None, lambda copy, arguments: True).begin(catalog.named(step), why)
            return ""
        if words[:2] == ["nox", "-s"]:
            line = shlex.join([sys.executable, "-B", *noxfile.of_tests(sessions[words[2]], words[4:])])
        environment = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
        done = subprocess.run(
            line, shell=True, cwd=copy, env=environment, capture_output=True, encoding="utf-8"
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
        return done.stdout

    return carry_out


def test_adding_a_behaviour(follow):
    said = follow("Add a behaviour")
    assert "step 36: 1 of 1 behaviours hold, 0 of them new" in said
    assert "1 of 1 proofs: red on the step before" in said


def test_adding_a_step(copy, follow):
    said = follow("Add a step")
    assert "new: the derivative of the absolute value is the sign" in said
    assert "1 of 1 proofs: red on the step before" in said
    assert "absolute: [2. 3.] gradient: [-1.  1.]" in (copy / "steps/step37/example.out").read_text()
    assert "class `Abs`" in load_tasks(copy / "steps")[37].text


def test_correcting_a_snapshot(copy, follow):
    follow("Correct a snapshot")
    text = '"""The hyperbolic tangent, element by element.'
    assert text in (copy / "steps/step36/dezero/functions.py").read_text(encoding="utf-8")
    assert "Say it as the other functions do." in (copy / "docs/errata.md").read_text(encoding="utf-8")


def test_renaming_a_definition(copy, follow):
    follow("Rename a definition")
    text = (copy / "steps/step36/dezero/functions.py").read_text(encoding="utf-8")
    assert "class HyperbolicTangent(Unary)" in text
    assert "return HyperbolicTangent()(x)" in text
    assert "Tanh" not in text


def test_every_command_named_is_a_session_of_nox():
    sessions = set(
        re.findall(r"^def (\w+)\(session: nox\.Session\)", (PROJECT / "noxfile.py").read_text(), re.M)
    )
    assert set(re.findall(r"nox -s ([a-z]+)\b", TEXT)) <= sessions
