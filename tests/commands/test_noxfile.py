"""The sessions of noxfile.py: which commands they run."""

import os
import signal
import subprocess
import sys

import pytest

from stepkit.catalog import STEPS_FOLDER

NOXFILE = STEPS_FOLDER.parent / "noxfile.py"


class Session:
    """In place of nox's: it notes the commands, and runs none."""

    def __init__(self, *posargs):
        self.posargs = list(posargs)
        self.commands = []

    def run(self, python, *command, **options):
        assert python == sys.executable
        self.commands.append(list(command))


# ---------------------------------------------------------------- tests by their name


@pytest.mark.parametrize(("name", "options"), [("matrix", []), ("prove", ["--prove"])])
def test_a_test_that_is_named_runs_alone(noxfile, name, options):
    session = Session("tests/behaviours/test_tanh.py", "-x")
    getattr(noxfile, name)(session)
    assert session.commands == [["-m", "pytest", *options, "tests/behaviours/test_tanh.py", "-x"]]


def test_without_a_name_all_tests_run(noxfile):
    session = Session("-k", "tanh")
    noxfile.matrix(session)
    assert session.commands == [["-m", "pytest", "tests/behaviours", "-k", "tanh"]]


def test_a_command_or_a_page_is_tested_alone_too(noxfile):
    named = ["tests/commands/test_judge.py"]
    assert noxfile.of_tests(noxfile.COMMANDS, named) == ["-m", "pytest", *named]
    named = ["tests/site/test_book.py"]
    assert noxfile.of_tests(noxfile.SITE, named) == ["-m", "pytest", "--ignore=tests/site/browser", *named]


# ---------------------------------------------------------------- the environment


class Environment:
    """In place of a session with its environment: it counts how often that is made."""

    def __init__(self, location, reused):
        self.location, self._reused, self.made = str(location), reused, 0
        self.virtualenv, self.log = self, print

    def create(self):
        self.made += 1


def test_an_environment_that_was_left_half_made_is_made_anew(noxfile, tmp_path):
    half_made, reused = Environment(tmp_path, reused=True), Environment(tmp_path, reused=True)
    noxfile.finish(half_made)
    noxfile.finish(reused)
    assert (half_made.made, half_made.reuse_existing, reused.made) == (1, False, 0)


def test_a_new_environment_is_made_once(noxfile, tmp_path):
    new = Environment(tmp_path, reused=False)
    noxfile.finish(new)
    assert new.made == 0


# ---------------------------------------------------------------- the website


def test_serve_says_that_its_port_is_taken(noxfile, monkeypatch):
    class Refused(Exception):
        pass

    def refuse(message):
        raise Refused(message)

    session = Session()
    session.error = refuse
    monkeypatch.setattr(noxfile.socket.socket, "connect_ex", lambda probe, address: 0)
    with pytest.raises(Refused, match=r"^port 8000 is taken: .* nox -s serve -- -a 127\.0\.0\.1:8001$"):
        noxfile.serve(session)


# ---------------------------------------------------------------- without nox

WITHOUT_NOX = """\
import runpy
import sys

sys.modules["nox"] = None
sys.argv[0] = sys.argv.pop(1)
runpy.run_path(sys.argv[0], run_name="__main__")
"""

SLOW_TO_END = """\
import signal
import time

signal.signal(signal.SIGINT, lambda number, frame: (time.sleep(1), exit(7)))
print("up", flush=True)
time.sleep(20)
"""


@pytest.mark.skipif(os.name == "nt", reason="a shell script takes the place of nox")
def test_at_ctrl_c_nox_ends_in_its_own_way(tmp_path):
    python = tmp_path / ".nox" / "bootstrap" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f"#!/bin/sh\nexec '{sys.executable}' '{tmp_path / 'nox.py'}'\n")
    python.chmod(0o755)
    (tmp_path / ".nox" / "bootstrap" / "ready").write_text(sys.version)
    (tmp_path / "nox.py").write_text(SLOW_TO_END)
    (tmp_path / "noxfile.py").write_bytes(NOXFILE.read_bytes())
    command = [sys.executable, "-c", WITHOUT_NOX, str(tmp_path / "noxfile.py")]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", start_new_session=True
    ) as process:
        assert process.stdout.readline() == "up\n"
        os.killpg(process.pid, signal.SIGINT)
        _, complaints = process.communicate()
    assert (process.returncode, complaints) == (7, "")


def test_ctrl_c_while_nox_is_fetched_ends_without_a_traceback(noxfile, monkeypatch, tmp_path):
    def interrupt(command):
        raise KeyboardInterrupt

    monkeypatch.setattr(noxfile, "NOX_FOLDER", tmp_path)
    monkeypatch.setattr(noxfile.subprocess, "run", interrupt)
    assert noxfile.run_without_nox() == 130
    assert not (tmp_path / "bootstrap" / "ready").exists()


def test_it_is_said_what_may_keep_nox_from_being_fetched(noxfile, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(noxfile, "NOX_FOLDER", tmp_path)
    monkeypatch.setattr(noxfile.subprocess, "run", lambda command: subprocess.CompletedProcess(command, 1))
    assert noxfile.run_without_nox() == 1
    said = capsys.readouterr().err
    assert "python3-venv" in said
    assert "network" in said
    assert "written" in said


def test_an_old_python_is_told_which_one_is_needed(noxfile, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(noxfile, "NOX_FOLDER", tmp_path)
    monkeypatch.setattr(noxfile.sys, "version_info", (3, 9, 2))
    assert noxfile.run_without_nox() == 1
    assert capsys.readouterr().err == "This needs Python 3.11 or newer, and runs on 3.9.2.\n"
    assert not list(tmp_path.iterdir())
