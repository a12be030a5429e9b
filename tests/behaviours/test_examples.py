"""The examples show what they set out to show."""

import re

import numpy as np
import pytest

# ---------------------------------------------------------------- 01 to 04: boxes and functions


@pytest.mark.steps("1", "guards")
def test_the_example_puts_other_data_into_its_box(example):
    assert example.names["x"].data.tolist() == [[1.0, 2.0], [3.0, 4.0]]
    assert example.output.startswith("in the box: 1.0\nreplaced: 2.0\n")


@pytest.mark.steps("2", "introduces", red="KeyError: 'Double'")
def test_the_example_doubles_10_by_a_function_of_its_own(example):
    x = example.names["x"]
    assert example.names["Double"]()(x).data == 20
    assert example.names["y"].data == 100


@pytest.mark.steps("3", "introduces", red="KeyError: 'a'")
def test_the_example_shows_every_value_of_a_chain(example, reference):
    a, b, y = (example.names[name].data for name in "aby")
    assert a == 0.25
    assert b == pytest.approx(np.exp(0.25), rel=1e-12)
    assert y == pytest.approx(reference["square(exp(square(x)))@0.5"]["value"], rel=1e-12)


@pytest.mark.steps("4", "introduces", red="KeyError: 'forward_diff'")
def test_a_forward_difference_is_less_exact(dezero, example):
    x = dezero.Variable(np.array(2.0))
    forward = example.names["forward_diff"](dezero.Square(), x)
    centred = dezero.numerical_diff(dezero.Square(), x)
    assert forward == pytest.approx(4.0001, rel=1e-9)
    assert abs(forward - 4.0) > 1e6 * abs(centred - 4.0)


@pytest.mark.steps("4", "introduces")
def test_the_example_prints_the_error_of_both_differences(example):
    errors = [float(error) for error in re.findall(r"error (\S+)", example.output)]
    assert errors == pytest.approx([4.0e-12, 1.0e-4, 8.8e-8, 6.6e-4], rel=0.01)


# ---------------------------------------------------------------- 05: the chain rule in a shop


@pytest.mark.steps("5", "introduces", red="KeyError: 'apples'")
def test_two_apples_with_tax_cost_220(example, reference):
    price, *_ = example.names["apples"]()
    assert price == pytest.approx(reference["apple shop (100 yen, 2, tax 1.1)"]["value"], rel=1e-12)


@pytest.mark.steps("5", "introduces", red="KeyError: 'apples'")
def test_the_bill_for_apples_has_derivatives_2_2_and_110_and_200(example, reference):
    _, *derivatives = example.names["apples"]()
    shop = reference["apple shop (100 yen, 2, tax 1.1)"]
    assert derivatives == pytest.approx([shop["d_apple"], shop["d_num"], shop["d_tax"]], rel=1e-12)


@pytest.mark.steps("5", "introduces", red="KeyError: 'apples_and_oranges'")
def test_three_oranges_more_make_it_715(example, reference):
    price, *_ = example.names["apples_and_oranges"]()
    assert price == pytest.approx(reference["apple+orange shop"]["value"], rel=1e-12)


@pytest.mark.steps("5", "introduces", red="KeyError: 'apples_and_oranges'")
def test_the_bill_with_oranges_has_five_derivatives(example):
    _, *derivatives = example.names["apples_and_oranges"]()
    assert derivatives == pytest.approx([2.2, 110.0, 3.3, 165.0, 650.0], rel=1e-12)


@pytest.mark.steps("5", "introduces", red="KeyError: 'MulLayer'")
def test_a_product_passes_on_the_other_factor(example):
    layer = example.names["MulLayer"]()
    assert layer.forward(3.0, 5.0) == 15.0
    assert layer.backward(2.0) == (10.0, 6.0)


@pytest.mark.steps("5", "introduces", red="KeyError: 'AddLayer'")
def test_a_sum_passes_a_derivative_on_unchanged(example):
    layer = example.names["AddLayer"]()
    assert layer.forward(3.0, 5.0) == 8.0
    assert layer.backward(2.0) == (2.0, 2.0)


@pytest.mark.steps("5", "introduces")
def test_the_example_prints_every_derivative_of_both_bills(example):
    printed = [float(number) for number in re.findall(r"derivative by .*: (\S+)", example.output)]
    assert printed == [2.2, 110, 200, 2.2, 110, 3.3, 165, 650]


# ---------------------------------------------------------------- 06 to 10: gradients


@pytest.mark.steps("6", "introduces", red="KeyError: 'x'")
def test_the_example_leads_the_gradient_back_by_hand(example, reference):
    gradient = example.names["x"].grad
    assert gradient == pytest.approx(reference["square(exp(square(x)))@0.5"]["grad"], rel=1e-12)


@pytest.mark.steps("6", "introduces")
def test_the_example_compares_the_gradient_with_the_estimate(example):
    printed = [float(number) for number in re.findall(r"^by .*: (\S+)$", example.output, re.MULTILINE)]
    assert len(printed) == 2
    assert printed[0] == pytest.approx(printed[1], rel=1e-7)


@pytest.mark.steps("7", "introduces")
def test_the_example_walks_from_the_result_to_the_input(example):
    walk = re.findall(r"(\w+) computed ([\d.]+)", example.output)
    assert [name for name, _ in walk] == ["Square", "Exp", "Square", "nothing"]
    assert [float(value) for _, value in walk] == pytest.approx([np.exp(0.5), np.exp(0.25), 0.25, 0.5])


@pytest.mark.steps("7", "introduces", red="KeyError: 'Sigmoid'")
def test_sigmoid_of_tanh_has_the_gradient_that_PyTorch_gives(dezero, example, reference):
    Sigmoid, Tanh = example.names["Sigmoid"], example.names["Tanh"]
    x = dezero.Variable(np.array(1.0))
    y = Sigmoid()(Tanh()(x))
    y.grad = np.array(1.0)
    y.backward()
    figures = reference["sigmoid(tanh(x))@1"]
    assert y.data == pytest.approx(figures["value"], rel=1e-12)
    assert x.grad == pytest.approx(figures["grad"], rel=1e-12)
    assert round(float(x.grad), 4) == 0.0911


@pytest.mark.steps("8", "introduces")
def test_the_example_differentiates_a_chain_of_100000(example):
    rows = re.findall(r"(\d+) functions: gradient ([\d.]+)", example.output)
    assert [int(length) for length, _ in rows] == [10, 1_000, 100_000]
    for length, gradient in rows:
        assert float(gradient) == pytest.approx(0.99999 ** int(length), rel=1e-9)


@pytest.mark.steps("9", "introduces", red="KeyError: 'square'")
def test_the_example_differentiates_a_chain_in_one_line(dezero, example, reference):
    assert example.names["square"] is dezero.square
    gradient = example.names["x"].grad
    assert gradient == pytest.approx(reference["square(exp(square(x)))@0.5"]["grad"], rel=1e-12)


@pytest.mark.steps("9", "introduces")
def test_the_example_makes_four_mistakes_and_shows_their_errors(example):
    errors = re.findall(r"^  (\w+Error): ", example.output, re.MULTILINE)
    assert errors == ["TypeError", "TypeError", "TypeError", "RuntimeError"]


@pytest.mark.steps("10", "introduces")
def test_the_example_tells_a_wrong_rule_from_a_right_one(example):
    verdicts = re.findall(r"(\w+): (\S+), estimate (\S+), (\w+)", example.output)
    assert [(name, verdict) for name, _, _, verdict in verdicts] == [
        ("Square", "right"),
        ("WrongSquare", "wrong"),
    ]
    assert [float(gradient) for _, gradient, _, _ in verdicts] == [4.0, 6.0]


@pytest.mark.steps("10", "introduces", red="KeyError: 'result'")
def test_the_example_runs_the_unit_tests(example):
    result = example.names["result"]
    assert result.testsRun == 5
    assert result.wasSuccessful()


# ---------------------------------------------------------------- 11 to 13: many arguments


@pytest.mark.steps("11", "introduces", red="KeyError: 'xs'")
def test_the_example_has_two_outputs_in_a_list(example):
    xs = example.names["xs"]
    assert [y.data for y in example.names["SumAndDifference"]()(xs)] == [5.0, -1.0]
    assert "one output, in a list: [5.0]\n" in example.output


@pytest.mark.steps("11", "introduces")
def test_the_example_says_when_what_is_out_of_service_comes_back(example):
    errors = re.findall(r"^(.+)\n  (\w+Error): .*\bstep (\d+)", example.output, re.MULTILINE)
    assert errors == [("square(x)", "TypeError", "12"), ("y.backward()", "NotImplementedError", "13")]


@pytest.mark.steps("12", "introduces", red="KeyError: 'total'")
def test_the_example_unpacks_two_outputs(example):
    assert (example.names["total"].data, example.names["difference"].data) == (5.0, -1.0)


@pytest.mark.steps("12", "introduces")
def test_the_example_calls_functions_of_one_and_two_and_three_inputs(example):
    printed = re.findall(r"^([\w ]+): ([\d.]+)$", example.output, re.MULTILINE)
    assert printed == [("add", "5.0"), ("square is back", "9.0"), ("three inputs", "8.0")]


@pytest.mark.steps("13", "introduces", red="KeyError: 'z'")
def test_the_example_differentiates_a_sum_of_two_squares(example):
    names = example.names
    assert (names["z"].data, names["x"].grad, names["y"].grad) == (13.0, 4.0, 6.0)


@pytest.mark.steps("13", "introduces")
def test_the_example_shows_the_error_of_a_rule_that_gives_too_little(example):
    assert "through the sum alone: 1.0 1.0\n" in example.output
    assert re.search(r"^ValueError: Careless\.backward .*\b2, not 1$", example.output, re.MULTILINE)


# ---------------------------------------------------------------- 14 to 17: graphs and memory


@pytest.mark.steps("14", "introduces")
def test_the_example_adds_up_gradients_until_they_are_cleared(example):
    printed = re.findall(r"^(.*?):.* (\S+)$", example.output, re.MULTILINE)
    assert printed == [
        ("add(x, x)", "2.0"),
        ("three uses", "3.0"),
        ("a second computation, x not cleared", "5.0"),
        ("cleared", "2.0"),
    ]


@pytest.mark.steps("15", "introduces")
def test_the_example_shows_the_rule_that_runs_too_early(example):
    assert re.findall(r"^  (.*) receives (\S+)$", example.output, re.MULTILINE) == [
        ("add", "1.0"),
        ("right square of a", "1.0"),
        ("square of x", "8.0"),
        ("left square of a", "1.0"),
        ("square of x", "16.0"),
    ]


@pytest.mark.steps("15", "introduces", red="KeyError: 'diamond'")
def test_the_example_finds_96_where_64_is_due(dezero, example):
    x = dezero.Variable(np.array(2.0))
    assert example.names["diamond"](x).data == 32.0
    assert example.names["x"].grad == 96.0
    assert "gradient found: 96.0\ngradient due, 8 * x ** 3: 64.0\n" in example.output


@pytest.mark.steps("16", "introduces")
def test_the_example_runs_every_rule_once(example):
    rules = re.findall(r"^  (.*) receives (\S+)$", example.output, re.MULTILINE)
    assert (rules[0], rules[-1]) == (("add", "1.0"), ("square of x", "16.0"))
    assert sorted(rules[1:-1]) == [("left square of a", "1.0"), ("right square of a", "1.0")]


@pytest.mark.steps("16", "introduces")
def test_the_example_finds_the_gradient_that_is_due(example):
    assert example.names["y"].data == 32.0
    assert example.names["x"].grad == 64.0
    assert "gradient found: 64.0\ngradient due, 8 * x ** 3: 64.0\n" in example.output


@pytest.mark.steps("16", "introduces")
def test_the_example_counts_the_generations_down(example):
    generations = re.findall(r"^  (\w+) (\d+)$", example.output, re.MULTILINE)
    assert generations == [("TracedAdd", "2"), ("TracedSquare", "1"), ("TracedSquare", "0")]


@pytest.mark.steps("17", "introduces")
def test_the_example_leaves_one_result_alive_however_many_it_made(example):
    rounds = re.findall(r"^rounds: (\d+), .*: (\d+)$", example.output, re.MULTILINE)
    assert rounds == [("10", "1"), ("100", "1")]


@pytest.mark.steps("17", "introduces", red="AttributeError|KeyError|not callable")
def test_the_example_looks_at_an_output_through_its_weak_reference(example):
    assert example.names["y"].creator.outputs[0]() is example.names["y"]
    assert example.output.endswith("output: 4.0\n")
