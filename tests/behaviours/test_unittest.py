"""The framework has unit tests of its own."""

import os
import runpy
import shutil
import subprocess
import sys
import unittest
from pathlib import Path

import pytest


def run_in_this_process(file):
    """The names of the unit tests in the file that fail on the framework that is loaded."""
    names = runpy.run_path(str(file))
    cases = [c for c in names.values() if isinstance(c, type) and issubclass(c, unittest.TestCase)]
    load = unittest.defaultTestLoader.loadTestsFromTestCase
    result = unittest.TestResult()
    unittest.TestSuite(load(case) for case in cases).run(result)
    return [test.id() for test, _ in result.failures + result.errors]


@pytest.mark.steps("10-", "introduces")
def test_python_m_unittest_passes(dezero, step, tmp_path):
    unit_tests = step.folder / "test_square.py"
    assert unit_tests.exists()
    source = Path(dezero.__file__)
    if source.name == "__init__.py":
        shutil.copytree(source.parent, tmp_path / "dezero")
    else:
        shutil.copy(source, tmp_path / "dezero.py")
    shutil.copy(unit_tests, tmp_path)
    command = [sys.executable, "-B", "-m", "unittest", "-v"]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    for subject in ("test_forward", "test_backward", "test_gradient_check"):
        assert subject in done.stderr


@pytest.mark.parametrize("name", ["Square", "Exp"])
@pytest.mark.steps("10,13-", "introduces")
def test_the_gradient_check_finds_a_wrong_rule(dezero, step, monkeypatch, name):
    unit_tests = step.folder / "test_square.py"
    assert unit_tests.exists()
    function = getattr(dezero, name)
    right = function.backward
    monkeypatch.setattr(function, "backward", lambda self, gy: 1.5 * right(self, gy))
    assert any("gradient_check" in failed for failed in run_in_this_process(unit_tests))


@pytest.mark.parametrize("name", ["Square", "Exp"])
@pytest.mark.steps("10,12-", "introduces")
def test_the_unit_tests_find_a_wrong_forward(dezero, step, monkeypatch, name):
    unit_tests = step.folder / "test_square.py"
    assert unit_tests.exists()
    function = getattr(dezero, name)
    right = function.forward
    monkeypatch.setattr(function, "forward", lambda self, x: 1.5 * right(self, x))
    assert any("forward" in failed for failed in run_in_this_process(unit_tests))
