"""The framework is a package."""

import importlib

import numpy as np
import pytest

NOT_A_PACKAGE = "'dezero' is not a package|no attribute '(setup_variable|is_simple_core)'"
CLASSES = ["Variable", "Function", "Square", "Exp", "Add", "Mul", "Neg", "Sub", "Div", "Pow"]
ARITHMETIC = ["add", "mul", "neg", "sub", "rsub", "div", "rdiv", "pow", "rpow"]
FUNCTIONS = ["square", "exp", *ARITHMETIC, "numerical_diff", "as_array", "as_variable"]
TAUGHT = [*CLASSES, *FUNCTIONS, "Config", "using_config", "no_grad"]
HELPERS = ["Settings", "Constant", "as_constant", "as_gradient", "pair_gradients"]
OPERATORS = ["add", "radd", "mul", "rmul", "neg", "sub", "rsub", "truediv", "rtruediv", "pow", "rpow"]


@pytest.mark.steps("22-", "guards")
def test_what_was_taught_can_be_imported_from_dezero(dezero):
    assert [name for name in TAUGHT if not hasattr(dezero, name)] == []


@pytest.mark.steps("22-31", "guards")
def test_the_helpers_can_be_imported_from_dezero_too(dezero):
    assert [name for name in HELPERS if not hasattr(dezero, name)] == []


@pytest.mark.steps("23-31", "introduces", red=NOT_A_PACKAGE)
def test_the_core_is_a_module_of_its_own(dezero):
    core = importlib.import_module("dezero.core_simple")
    for name in ("Variable", "Function", "Config", "no_grad", "add", "Pow", "as_array", "setup_variable"):
        assert getattr(core, name) is getattr(dezero, name)
    assert dezero.Variable.__module__ == "dezero.core_simple"


@pytest.mark.steps("23-", "introduces", red=NOT_A_PACKAGE)
def test_what_is_no_arithmetic_is_in_dezero_functions(dezero):
    functions = importlib.import_module("dezero.functions")
    for name in ("Square", "Exp", "square", "exp", "numerical_diff"):
        assert getattr(functions, name) is getattr(dezero, name)
        assert getattr(functions, name).__module__ == "dezero.functions"


@pytest.mark.steps("23-31", "introduces", red=NOT_A_PACKAGE)
def test_this_is_the_simple_core(dezero):
    assert dezero.is_simple_core is True


@pytest.mark.steps("23-", "introduces", red=NOT_A_PACKAGE)
def test_setup_variable_can_be_called_again(dezero):
    dezero.setup_variable()
    x = dezero.Variable(np.array(2.0))
    assert (3.0 - x * 2 + x**2).data == 3.0


@pytest.mark.steps("23-", "introduces", red=NOT_A_PACKAGE)
def test_setup_variable_makes_functions_the_operators(dezero, monkeypatch):
    before = {f"__{name}__": getattr(dezero.Variable, f"__{name}__") for name in OPERATORS}
    for name in before:
        monkeypatch.setattr(dezero.Variable, name, None)
    dezero.setup_variable()
    assert {name: getattr(dezero.Variable, name) for name in before} == before
