"""The examples of steps 18 to 24 show what they set out to show."""

import re

import pytest

from stepkit.cases import each


@pytest.mark.steps("18", "introduces")
def test_the_example_drops_and_retains_the_gradients_between(example):
    rows = dict(re.findall(r"^gradients (.*): (.*)$", example.output, re.MULTILINE))
    assert rows == {
        "between, dropped": "None None",
        "of the leaves": "2.0 1.0",
        "between, retained": "1.0 1.0",
    }


@pytest.mark.steps("18", "introduces")
def test_the_example_computes_without_a_graph(example):
    assert "without a graph: 4.0 creator None\n" in example.output
    assert "inside the block: False\nafter it: True\n" in example.output


@pytest.mark.steps("19", "introduces")
def test_the_example_looks_at_a_variable_as_at_an_array(example):
    assert example.output.startswith(
        "x\nshape (2, 3)\nndim 2\nsize 6\ndtype kind i\nlen 2\nvariable([[1 2 3]\n          [4 5 6]])\n"
    )


@pytest.mark.steps("19", "introduces")
def test_the_example_is_told_of_a_misspelt_attribute(example):
    assert "AttributeError: 'Variable' object has no attribute 'gard'" in example.output


@pytest.mark.steps("20", "introduces")
def test_the_example_writes_a_formula_as_a_formula(example):
    assert example.output == "variable(7.0)\n2.0\n3.0\n"


@pytest.mark.steps("21", "introduces")
def test_the_example_mixes_numbers_and_arrays_with_variables(example):
    assert example.output.startswith("variable(5.0)\nvariable(7.0)\nvariable([4.])\n")


@pytest.mark.steps("21", "introduces")
def test_the_example_keeps_float32(example):
    assert "float32 [2. 2.] float32\n" in example.output


@pytest.mark.steps("21", "introduces")
def test_the_example_makes_two_mistakes_and_shows_their_errors(example):
    errors = re.findall(r"^  (\w+Error): (\w+)", example.output, re.MULTILINE)
    assert errors == [("TypeError", "Mul"), ("ValueError", "Mul")]


@pytest.mark.steps("22", "introduces")
def test_the_example_shows_each_operator(example):
    rows = dict(re.findall(r"^(.*): variable\((\S+)\)$", example.output, re.MULTILINE))
    assert {formula: float(value) for formula, value in rows.items()} == {
        "-x": -2.0,
        "2.0 - x": 0.0,
        "x - 1.0": 1.0,
        "3.0 / x": 1.5,
        "x / 4.0": 0.5,
        "x ** 3": 8.0,
    }


@pytest.mark.steps("22", "introduces", red="KeyError: 'x'|KeyError: 'y'")
def test_the_example_differentiates_a_formula_of_all_operators(example):
    assert repr(example.names["y"]) == "variable(2.0)"  # (x - 1) ** 3 / (2 - 3 / x) at 2
    assert example.names["x"].grad == 3.0


@pytest.mark.steps("22", "introduces")
def test_the_example_is_told_that_an_exponent_must_be_a_number(example):
    assert "2 ** x\n  TypeError: the exponent of ** must be a number" in example.output


@pytest.mark.steps("23", "introduces")
def test_the_example_says_where_things_live(example, reference):
    expected = reference["(x+3)**2@1 (step23)"]
    assert example.output.startswith(f"variable({expected['value']})\n{expected['grad']}\n")
    assert "Variable lives in dezero.core_simple\nsquare lives in dezero.functions\n" in example.output


@each("name", ["sphere", "matyas", "goldstein"])
@pytest.mark.steps("24", "introduces")
def test_the_example_differentiates_three_functions_at_1_and_1(example, reference, name):
    row = re.search(rf"^{name}: (\S+), gradient \((\S+), (\S+)\)$", example.output, re.MULTILINE)
    assert row is not None
    expected = reference[f"{name}@(1.0, 1.0)"]
    numbers = [float(number) for number in row.groups()]
    assert numbers == pytest.approx([expected["value"], *expected["grad"]], rel=1e-12)
