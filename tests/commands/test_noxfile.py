"""The sessions of noxfile.py: which commands they run."""

import sys

import pytest


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
