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
    """What the unit tests in the file say of the framework that is loaded."""
    names = runpy.run_path(str(file))
    cases = [c for c in names.values() if isinstance(c, type) and issubclass(c, unittest.TestCase)]
    load = unittest.defaultTestLoader.loadTestsFromTestCase
    result = unittest.TestResult()
    unittest.TestSuite(load(case) for case in cases).run(result)
    return result


def failed(result):
    """The names of the unit tests that failed."""
    return [test.id() for test, _ in result.failures + result.errors]


@pytest.mark.steps("10-", "introduces")
def test_the_unit_tests_of_the_snapshot_pass(dezero, step):
    unit_tests = step.folder / "test_square.py"
    assert unit_tests.exists()
    result = run_in_this_process(unit_tests)
    assert failed(result) == []
    assert result.testsRun >= 5


@pytest.mark.steps("10-11,23,32", "guards")
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
@pytest.mark.steps("10,13-", "guards")
def test_the_gradient_check_finds_a_wrong_rule(dezero, step, monkeypatch, name):
    unit_tests = step.folder / "test_square.py"
    assert unit_tests.exists()
    function = getattr(dezero, name)
    right = function.backward
    monkeypatch.setattr(function, "backward", lambda self, gy: 1.5 * right(self, gy))
    assert any("gradient_check" in name for name in failed(run_in_this_process(unit_tests)))


@pytest.mark.parametrize("name", ["Square", "Exp"])
@pytest.mark.steps("10,12-", "guards")
def test_the_unit_tests_find_a_wrong_forward(dezero, step, monkeypatch, name):
    unit_tests = step.folder / "test_square.py"
    assert unit_tests.exists()
    function = getattr(dezero, name)
    right = function.forward
    monkeypatch.setattr(function, "forward", lambda self, x: 1.5 * right(self, x))
    assert any("forward" in name for name in failed(run_in_this_process(unit_tests)))


@pytest.mark.steps("11", "introduces")
def test_what_is_skipped_in_step_11_waits_for_step_12_or_13(dezero, step):
    skipped = [reason for _, reason in run_in_this_process(step.folder / "test_square.py").skipped]
    assert sorted(skipped) == [
        *["backward is out of service until step 13"] * 3,
        "exp is out of service until step 12",
        "square is out of service until step 12",
    ]


@pytest.mark.steps("12", "introduces")
def test_only_backward_is_skipped_in_step_12(dezero, step):
    skipped = [reason for _, reason in run_in_this_process(step.folder / "test_square.py").skipped]
    assert skipped == ["backward is out of service until step 13"] * 3


@pytest.mark.steps("10,13-", "introduces")
def test_no_unit_test_is_skipped(dezero, step):
    unit_tests = step.folder / "test_square.py"
    assert unit_tests.exists()
    result = run_in_this_process(unit_tests)
    assert result.testsRun >= 5
    assert result.skipped == []


@pytest.mark.steps("12-", "guards")
def test_the_unit_tests_find_a_wrong_sum(dezero, step, monkeypatch):
    monkeypatch.setattr(dezero.Add, "forward", lambda self, x0, x1: x0)
    assert any("forward" in name for name in failed(run_in_this_process(step.folder / "test_square.py")))


@pytest.mark.steps("13-", "guards")
def test_the_unit_tests_find_a_sum_with_a_wrong_rule(dezero, step, monkeypatch):
    monkeypatch.setattr(dezero.Add, "backward", lambda self, gy: (gy, 1.5 * gy))
    assert any("backward" in name for name in failed(run_in_this_process(step.folder / "test_square.py")))
