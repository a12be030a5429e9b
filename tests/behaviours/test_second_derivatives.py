"""A gradient is a Variable: it has derivatives itself."""

import gc
import threading
import weakref

import numpy as np
import pytest

from stepkit.cases import each

NO_CREATE_GRAPH = "unexpected keyword argument 'create_graph'"
NO_VARIABLE = "has no attribute '(data|creator|backward|dtype)'"
POINTS = np.array([0.3, 0.8, 1.7])
ARRAY = np.array([2.0, -0.5, 1.5])

# Each formula with its first, second and third derivative in mathematics.
FORMULAS = {
    "x + x": (lambda d, x: x + x, lambda v: (2, 0, 0)),
    "x + 3": (lambda d, x: x + 3, lambda v: (1, 0, 0)),
    "3.0 + x": (lambda d, x: 3.0 + x, lambda v: (1, 0, 0)),
    "array + x": (lambda d, x: ARRAY + x, lambda v: (1, 0, 0)),
    "x - array": (lambda d, x: x - ARRAY, lambda v: (1, 0, 0)),
    "array - x": (lambda d, x: ARRAY - x, lambda v: (-1, 0, 0)),
    "-x": (lambda d, x: -x, lambda v: (-1, 0, 0)),
    "x - x": (lambda d, x: x - x, lambda v: (0, 0, 0)),
    "x * x": (lambda d, x: x * x, lambda v: (2 * v, 2, 0)),
    "x * x * x": (lambda d, x: x * x * x, lambda v: (3 * v**2, 6 * v, 6)),
    "x * array": (lambda d, x: x * ARRAY, lambda v: (ARRAY, 0, 0)),
    "array * x * x": (lambda d, x: ARRAY * x * x, lambda v: (2 * ARRAY * v, 2 * ARRAY, 0)),
    "x / 4": (lambda d, x: x / 4, lambda v: (0.25, 0, 0)),
    "x / array": (lambda d, x: x / ARRAY, lambda v: (1 / ARRAY, 0, 0)),
    "3 / x": (lambda d, x: 3 / x, lambda v: (-3 / v**2, 6 / v**3, -18 / v**4)),
    "array / x": (lambda d, x: ARRAY / x, lambda v: (-ARRAY / v**2, 2 * ARRAY / v**3, -6 * ARRAY / v**4)),
    "1 / (x + 1)": (
        lambda d, x: 1 / (x + 1),
        lambda v: (-1 / (v + 1) ** 2, 2 / (v + 1) ** 3, -6 / (v + 1) ** 4),
    ),
    "x / x": (lambda d, x: x / x, lambda v: (0, 0, 0)),
    "x * x / x": (lambda d, x: x * x / x, lambda v: (1, 0, 0)),
    "x / (1 + x)": (
        lambda d, x: x / (1 + x),
        lambda v: (1 / (1 + v) ** 2, -2 / (1 + v) ** 3, 6 / (1 + v) ** 4),
    ),
    "x ** 0": (lambda d, x: x**0, lambda v: (0, 0, 0)),
    "x ** 1": (lambda d, x: x**1, lambda v: (1, 0, 0)),
    "x ** 2": (lambda d, x: x**2, lambda v: (2 * v, 2, 0)),
    "x ** 3": (lambda d, x: x**3, lambda v: (3 * v**2, 6 * v, 6)),
    "x ** 5": (lambda d, x: x**5, lambda v: (5 * v**4, 20 * v**3, 60 * v**2)),
    "x ** -1": (lambda d, x: x**-1, lambda v: (-1 / v**2, 2 / v**3, -6 / v**4)),
    "x ** 0.5": (lambda d, x: x**0.5, lambda v: (0.5 * v**-0.5, -0.25 * v**-1.5, 0.375 * v**-2.5)),
    "square": (lambda d, x: d.square(x), lambda v: (2 * v, 2, 0)),
    "square of square": (lambda d, x: d.square(d.square(x)), lambda v: (4 * v**3, 12 * v**2, 24 * v)),
    "exp": (lambda d, x: d.exp(x), lambda v: (np.exp(v),) * 3),
    "exp of -2 x": (
        lambda d, x: d.exp(-2 * x),
        lambda v: (-2 * np.exp(-2 * v), 4 * np.exp(-2 * v), -8 * np.exp(-2 * v)),
    ),
    "x * exp": (
        lambda d, x: x * d.exp(x),
        lambda v: ((v + 1) * np.exp(v), (v + 2) * np.exp(v), (v + 3) * np.exp(v)),
    ),
}


def derivatives(f, data, order):
    """The arrays of f at data and of its derivatives; one that is None counts as zero."""
    x = f.variable(data)
    y = f(x)
    results = [y.data]
    for _ in range(order):
        x.cleargrad()
        y.backward(create_graph=True)
        if x.grad is None:  # what y was is not computed from x: so are all that follow
            return results + [np.zeros_like(data)] * (order + 1 - len(results))
        y = x.grad
        results.append(y.data)
    x.cleargrad()
    return results


class Formula:
    """A formula of one Variable and the class of its Variables."""

    def __init__(self, dezero, f):
        self.f, self.variable = f, dezero.Variable
        self.dezero = dezero

    def __call__(self, x):
        return self.f(self.dezero, x)


def at(dezero, number):
    return dezero.Variable(np.array(number))


def cubed(dezero):
    """A leaf at 2, the part in the middle, and x * x * x + x in the end."""
    x = at(dezero, 2.0)
    a = x * x
    return x, a, a * x + x


# ---------------------------------------------------------------- a gradient is a Variable


@pytest.mark.steps("32-", "introduces")
def test_a_gradient_is_a_variable(dezero):
    x, a, y = cubed(dezero)
    y.backward(retain_grad=True)
    for v in (x, a, y):
        assert type(v.grad) is dezero.Variable
        assert type(v.grad.data) is np.ndarray
    assert [v.grad.data for v in (x, a, y)] == [13.0, 2.0, 1.0]


@pytest.mark.steps("32-", "introduces", red=NO_VARIABLE)
def test_without_create_graph_a_gradient_has_no_creator(dezero):
    x, a, y = cubed(dezero)
    y.backward(retain_grad=True)
    assert [v.grad.creator for v in (x, a, y)] == [None, None, None]
    assert [v.grad.generation for v in (x, a, y)] == [0, 0, 0]


@pytest.mark.steps("32-", "introduces", red=NO_CREATE_GRAPH)
def test_with_create_graph_a_gradient_has_a_creator(dezero):
    x, _, y = cubed(dezero)
    y.backward(create_graph=True)
    assert x.grad.data == 13.0
    assert isinstance(x.grad.creator, dezero.Function)
    assert x in [v for f in x.grad.history() for v in f.inputs]


@pytest.mark.steps("32-", "introduces", red="takes from 1 to 2 positional arguments")
def test_create_graph_is_the_second_argument(dezero):
    x, a, y = cubed(dezero)
    y.backward(False, True)
    assert a.grad is None
    assert x.grad.creator is not None


@each("retain_grad", [False, True])
@each("create_graph", [False, True])
@each("clear", [False, True])
@pytest.mark.steps("32-", "introduces", red=NO_CREATE_GRAPH)
def test_a_second_pass_does_as_it_is_told(dezero, create_graph, retain_grad, clear):
    x, a, y = cubed(dezero)
    options = {"create_graph": create_graph, "retain_grad": retain_grad}
    y.backward(**options)
    if clear:
        x.cleargrad()
    y.backward(**options)
    assert x.grad.data == (13.0 if clear else 26.0)
    assert (x.grad.creator is not None) is create_graph
    assert (a.grad is not None) is (y.grad is not None) is retain_grad
    if retain_grad:
        assert (a.grad.data, y.grad.data) == (2.0, 1.0)
        assert (a.grad.creator is not None) is create_graph
    gx = x.grad
    x.cleargrad()
    gx.backward()
    second = None if not create_graph else 12.0 if clear else 24.0
    assert (x.grad.data if x.grad is not None else None) == second


@each("first, second", [(False, False), (False, True), (True, False), (True, True)])
@pytest.mark.steps("32-", "introduces", red=NO_CREATE_GRAPH)
def test_what_two_passes_add_remembers_what_each_remembers(dezero, first, second):
    x, _, y = cubed(dezero)
    y.backward(create_graph=first)
    y.backward(create_graph=second)
    gx = x.grad
    x.cleargrad()
    gx.backward()
    assert gx.data == 26.0
    assert (gx.creator is not None) is (first or second)
    assert (x.grad.data if x.grad is not None else None) == {0: None, 1: 12.0, 2: 24.0}[first + second]


@pytest.mark.steps("32-", "guards")
def test_what_a_pass_without_a_graph_adds_is_a_constant(dezero):
    x = at(dezero, 2.0)
    y = dezero.exp(x)
    y.backward(create_graph=True)
    y.backward()
    operands = [v for f in x.grad.history() for v in f.inputs if v.creator is None]
    assert {type(v) for v in operands if v is not x} == {dezero.Constant}


@pytest.mark.steps("32-", "introduces", red=NO_CREATE_GRAPH)
def test_a_gradient_between_can_be_differentiated_too(dezero):
    x = at(dezero, 3.0)
    a = x * x
    y = a * a * a
    y.backward(retain_grad=True, create_graph=True)
    ga = a.grad  # 3 * a ** 2
    x.cleargrad()
    ga.backward()
    assert ga.data == 243.0
    assert x.grad.data == 6 * 9 * 6.0


@pytest.mark.steps("32-", "introduces", red=NO_CREATE_GRAPH)
def test_cleargrad_forgotten_adds_the_second_derivative_to_the_first(dezero):
    x, _, y = cubed(dezero)
    y.backward(create_graph=True)
    gx = x.grad
    gx.backward()
    assert x.grad.data == 13.0 + 12.0
    assert gx.data == 13.0


@pytest.mark.steps("32-", "guards")
def test_gradients_of_two_leaves_share_no_memory(dezero):
    x, y = at(dezero, 2.0), at(dezero, 3.0)
    z = x + y
    z.backward(retain_grad=True)
    assert x.grad is not y.grad
    for v, w in ((x, y), (x, z), (y, z)):
        assert not np.shares_memory(v.grad.data, w.grad.data)


# ---------------------------------------------------------------- the rules


@each("f, expected", FORMULAS)
@pytest.mark.steps("32-", "introduces", red=NO_CREATE_GRAPH)
def test_three_derivatives_are_those_of_mathematics(dezero, f, expected):
    _, *found = derivatives(Formula(dezero, f), POINTS, 3)
    for result, due in zip(found, expected(POINTS), strict=True):
        assert result == pytest.approx(np.broadcast_to(due, POINTS.shape), rel=1e-12, abs=1e-12)


@each("name", [*FORMULAS])
@pytest.mark.steps("32-", "introduces", red=NO_CREATE_GRAPH)
def test_each_derivative_agrees_with_the_differences_of_the_one_below(dezero, name):
    f, eps = Formula(dezero, FORMULAS[name][0]), 1e-5
    here, left, right = (derivatives(f, POINTS + shift, 3) for shift in (0, -eps, eps))
    for order in (1, 2, 3):
        estimate = (right[order - 1] - left[order - 1]) / (2 * eps)
        assert here[order] == pytest.approx(estimate, rel=1e-6, abs=1e-6)


@each(
    "f, hessian",
    {
        "sum": (lambda x, y: x + y, lambda x, y: (0, 0, 0, 0)),
        "difference": (lambda x, y: x - y, lambda x, y: (0, 0, 0, 0)),
        "product": (lambda x, y: x * y, lambda x, y: (0, 1, 1, 0)),
        "quotient": (lambda x, y: x / y, lambda x, y: (0, -1 / y**2, -1 / y**2, 2 * x / y**3)),
        "cube": (
            lambda x, y: (x - y) ** 3,
            lambda x, y: (6 * (x - y), 6 * (y - x), 6 * (y - x), 6 * (x - y)),
        ),
        "powers": (
            lambda x, y: x**2 * y**3,
            lambda x, y: (2 * y**3, 6 * x * y**2, 6 * x * y**2, 6 * x**2 * y),
        ),
    },
)
@pytest.mark.steps("32-", "introduces", red=NO_CREATE_GRAPH)
def test_two_variables_have_mixed_derivatives(dezero, f, hessian):
    x, y = at(dezero, 1.5), at(dezero, -0.7)
    f(x, y).backward(create_graph=True)
    gradients = [x.grad, y.grad]
    found = []
    for gradient in gradients:
        x.cleargrad()
        y.cleargrad()
        gradient.backward()
        found += [v.grad.data if v.grad is not None else 0.0 for v in (x, y)]
    assert found == pytest.approx(hessian(1.5, -0.7), rel=1e-12, abs=1e-12)


@each("exponent", [0, 1, 2, 3, 4, 0.0, 1.0, 2.0, 3.0, 4.0])
@pytest.mark.steps("32-", "introduces", red=NO_CREATE_GRAPH)
def test_at_0_a_power_has_all_derivatives(dezero, exponent):
    zeros = np.zeros(2)
    with np.errstate(all="raise"):
        found = derivatives(Formula(dezero, lambda d, x: x**exponent), zeros, 5)
    factorial = [1, 1, 2, 6, 24][int(exponent)]
    for order, result in enumerate(found):
        assert result.tolist() == ([factorial] * 2 if order == exponent else [0.0, 0.0])


@each("dtype", ["float16", "float32"])
@each("shape", [(), (1,), (2, 3)])
@each("name", [name for name in FORMULAS if "array" not in name])
@pytest.mark.steps("32-", "introduces", red=NO_CREATE_GRAPH)
def test_second_derivatives_keep_shape_and_dtype(dezero, name, dtype, shape):
    f = Formula(dezero, FORMULAS[name][0])
    for result in derivatives(f, np.full(shape, 0.5, dtype), 3):
        assert (result.dtype, result.shape) == (dtype, shape)


@each(
    "f",
    {
        "3.0 * x": lambda x: 3.0 * x,
        "x + x": lambda x: x + x,
        "x - 1": lambda x: x - 1,
        "-x": lambda x: -x,
        "x / 2": lambda x: x / 2,
    },
)
@each("create_graph", [False, True])
@pytest.mark.steps("32-", "introduces", red=NO_CREATE_GRAPH)
def test_a_line_has_no_second_derivative_and_that_is_no_error(dezero, f, create_graph):
    x = at(dezero, 2.0)
    f(x).backward(create_graph=True)
    gx = x.grad
    x.cleargrad()
    gx.backward(create_graph=create_graph)
    assert x.grad is None


@pytest.mark.steps("32-", "introduces", red=NO_CREATE_GRAPH)
def test_a_gradient_is_fit_for_a_formula(dezero):
    x = at(dezero, 2.0)
    y = x**2
    y.backward(create_graph=True)
    gx = x.grad
    x.cleargrad()
    (gx**3 + y).backward()
    assert x.grad.data == 100.0


@pytest.mark.steps("32-", "introduces", red=NO_CREATE_GRAPH)
def test_a_deep_chain_is_differentiated_twice(dezero, collector_off):
    x = at(dezero, 1.0)
    y = x * x
    for _ in range(5_000):
        y = y + 0.5
    y.backward(create_graph=True)
    gx = x.grad
    x.cleargrad()
    gx.backward()
    assert x.grad.data == 2.0


@pytest.mark.steps("32-", "introduces", red=NO_CREATE_GRAPH)
def test_a_chain_of_products_frees_the_graph_of_its_gradient(dezero, collector_off):
    x = at(dezero, 1.0)
    y = x
    for _ in range(2_000):
        y = y * x
    y.backward(create_graph=True)
    gx = x.grad
    x.cleargrad()
    gx.backward()
    assert x.grad.data == 2_001 * 2_000


# ---------------------------------------------------------------- functions of one's own


@pytest.mark.steps("32-", "introduces", red=NO_CREATE_GRAPH)
def test_a_function_written_outside_has_second_derivatives(dezero):
    class Cube(dezero.Function):
        def forward(self, x):
            return x**3

        def backward(self, gy):
            return 3 * self.inputs[0] ** 2 * gy

    for order, due in enumerate([8.0, 12.0, 12.0, 6.0, 0.0]):
        assert derivatives(Formula(dezero, lambda d, x: Cube()(x)), np.array(2.0), 4)[order] == due


@pytest.mark.steps("32-", "introduces")
def test_a_rule_works_on_variables(dezero):
    received = []

    class Double(dezero.Function):
        def forward(self, x):
            return 2 * x

        def backward(self, gy):
            received.append(gy)
            return 2 * gy

    x = at(dezero, 1.0)
    Double()(Double()(x)).backward()
    assert all(isinstance(gy, dezero.Variable) for gy in received)
    assert [gy.data for gy in received] == [1.0, 2.0]


@pytest.mark.steps("32-", "introduces", red=NO_CREATE_GRAPH)
def test_a_rule_may_return_an_array_which_ends_the_graph(dezero):
    class Cube(dezero.Function):
        def forward(self, x):
            return x**3

        def backward(self, gy):
            return 3 * self.inputs[0].data ** 2 * gy.data

    x = at(dezero, 2.0)
    Cube()(x).backward(create_graph=True)
    assert type(x.grad) is dezero.Variable
    assert (x.grad.data, x.grad.creator) == (12.0, None)


@pytest.mark.steps("32-", "introduces", red=NO_CREATE_GRAPH)
def test_several_outputs_have_second_derivatives(dezero):
    class Powers(dezero.Function):
        def forward(self, x):
            return x**2, x**3

        def backward(self, g2, g3):
            x = self.inputs[0]
            return 2 * x * g2 + 3 * x**2 * g3

    x = at(dezero, 2.0)
    square, cube = Powers()(x)
    (square * cube).backward(create_graph=True)
    gx = x.grad
    x.cleargrad()
    gx.backward()
    assert (gx.data, x.grad.data) == (5 * 2.0**4, 20 * 2.0**3)


@each("which", [0, 1])
@pytest.mark.steps("32-", "introduces", red=NO_CREATE_GRAPH)
def test_an_output_that_nothing_uses_counts_as_zero_in_each_pass(dezero, which):
    received = []

    class Powers(dezero.Function):
        def forward(self, x):
            return x**2, x**3

        def backward(self, g2, g3):
            received.append((g2, g3)[1 - which])
            x = self.inputs[0]
            return 2 * x * g2 + 3 * x**2 * g3

    x = at(dezero, 2.0)
    y = Powers()(x)[which]
    y.backward(create_graph=True)
    gx = x.grad
    x.cleargrad()
    gx.backward()
    assert isinstance(received[0], dezero.Variable)
    assert received[0].data == 0.0
    assert (gx.data, x.grad.data) == [(4.0, 2.0), (12.0, 12.0)][which]


# ---------------------------------------------------------------- the seed


@each("seed", {"array": np.array(3.0), "float": 3.0, "int": 3, "scalar": np.float32(3.0)})
@each("create_graph", [False, True])
@pytest.mark.steps("32-", "introduces", red=NO_CREATE_GRAPH)
def test_a_seed_is_wrapped(dezero, seed, create_graph):
    x, a, y = cubed(dezero)
    y.grad = seed
    y.backward(retain_grad=True, create_graph=create_graph)
    for v in (x, a, y):
        assert isinstance(v.grad, dezero.Variable)
        assert type(v.grad.data) is np.ndarray
        assert v.grad.dtype == "float64"
    assert (x.grad.data, y.grad.data) == (39.0, 3.0)
    gx = x.grad
    x.cleargrad()
    gx.backward()
    assert (x.grad.data if create_graph else x.grad) == (36.0 if create_graph else None)


@pytest.mark.steps("32-", "introduces", red=NO_CREATE_GRAPH)
def test_the_gradient_is_a_function_of_the_seed_too(dezero):
    x, seed = at(dezero, 2.0), at(dezero, 5.0)
    y = x**3
    y.grad = seed
    y.backward(create_graph=True)
    gx = x.grad
    x.cleargrad()
    gx.backward()
    assert (gx.data, seed.grad.data, x.grad.data) == (60.0, 12.0, 60.0)


@each("seed", {"three": np.ones(3), "one": np.ones(1)})
@pytest.mark.steps("32-", "guards")
def test_a_seed_that_is_a_variable_must_be_like_the_data(dezero, seed):
    x, _, y = cubed(dezero)
    y.grad = dezero.Variable(seed)
    with pytest.raises(ValueError, match="must be like it"):
        y.backward()
    assert x.grad is None


@each("old", {"array": np.array(5.0), "number": 5.0})
@pytest.mark.steps("32-", "introduces", red=NO_CREATE_GRAPH)
def test_an_array_in_the_grad_of_a_leaf_is_added_to(dezero, old):
    x, _, y = cubed(dezero)
    x.grad = old
    y.backward(create_graph=True)
    assert isinstance(x.grad, dezero.Variable)
    assert x.grad.data == 18.0
    gx = x.grad
    x.cleargrad()
    gx.backward()
    assert x.grad.data == 12.0


@pytest.mark.steps("32-", "guards")
def test_a_seed_whose_data_is_a_numpy_scalar_reaches_a_leaf(dezero):
    x = at(dezero, 2.0)
    y = x + 1.0
    y.grad = dezero.Variable(np.array(3.0))
    y.grad.data = y.grad.data * 1.0  # numpy makes a scalar of a 0-d array
    y.backward()
    assert isinstance(x.grad.data, np.ndarray)
    assert x.grad.data == 3.0


# ---------------------------------------------------------------- Config and errors


@each("create_graph", [False, True])
@each("outside", [False, True])
@pytest.mark.steps("32-", "introduces", red=NO_CREATE_GRAPH)
def test_a_pass_leaves_Config_as_it_was(dezero, create_graph, outside):
    x, _, y = cubed(dezero)
    seen = []

    class Spy(dezero.Function):
        def forward(self, x):
            return x

        def backward(self, gy):
            seen.append(dezero.Config.enable_backprop)
            return gy

    y = Spy()(y)
    with dezero.using_config("enable_backprop", outside):
        y.backward(create_graph=create_graph)
        assert dezero.Config.enable_backprop is outside
    assert seen == [create_graph]
    assert (x.grad.creator is not None) is create_graph
    assert dezero.Config.enable_backprop is True


@each("create_graph", [False, True])
@each("retain_grad", [False, True])
@each("outside", [False, True])
@pytest.mark.steps("32-", "introduces", red=NO_CREATE_GRAPH)
def test_an_error_in_a_rule_leaves_all_as_it_was(dezero, create_graph, retain_grad, outside):
    class Broken(dezero.Function):
        def forward(self, x):
            return x

        def backward(self, gy):
            raise ArithmeticError("no way")

    x, a, y = cubed(dezero)
    y.backward(retain_grad=True, create_graph=True)
    before = [x.grad, a.grad, y.grad]
    z = Broken()(x) + a * x
    with (
        dezero.using_config("enable_backprop", outside),
        pytest.raises(ArithmeticError, match="no way"),
    ):
        z.backward(retain_grad=retain_grad, create_graph=create_graph)
    assert all(v.grad is gradient for v, gradient in zip((x, a, y), before))
    assert z.grad is None
    assert dezero.Config.enable_backprop is True


@pytest.mark.steps("32-", "introduces", red=NO_CREATE_GRAPH)
def test_each_thread_makes_its_own_graphs(dezero):
    barrier, found = threading.Barrier(2, timeout=30), {}

    class Wait(dezero.Function):
        def forward(self, x):
            return x

        def backward(self, gy):
            barrier.wait()
            return gy

    def work(create_graph):
        x = at(dezero, 2.0)
        y = x
        for _ in range(3):
            y = Wait()(y) * x
        y.backward(create_graph=create_graph)
        found[create_graph] = (x.grad.data.item(), x.grad.creator is not None)

    errors = []

    def guarded(create_graph):
        try:
            work(create_graph)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=guarded, args=(flag,)) for flag in (False, True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for error in errors:
        raise error
    assert found == {False: (32.0, False), True: (32.0, True)}


@each("create_graph", [False, True])
@pytest.mark.steps("32-", "introduces", red=NO_CREATE_GRAPH)
def test_a_bad_gradient_is_an_error_with_a_graph_too(dezero, create_graph):
    class Longer(dezero.Function):
        def forward(self, x):
            return x

        def backward(self, gy):
            return dezero.Variable(np.ones(2))

    x = at(dezero, 1.0)
    with pytest.raises(ValueError, match=r"Longer\.backward, with inputs float64 of shape \(\)") as error:
        Longer()(x).backward(create_graph=create_graph)
    assert "(2,)" in str(error.value)
    assert x.grad is None


@each("create_graph", [False, True])
@pytest.mark.steps("32-", "introduces", red=NO_CREATE_GRAPH)
def test_a_gradient_of_another_dtype_is_an_error_too(dezero, create_graph):
    class Wider(dezero.Function):
        def forward(self, x):
            return x

        def backward(self, gy):
            return dezero.Variable(gy.data.astype("float64"))

    x = dezero.Variable(np.ones(2, "float32"))
    with pytest.raises(ValueError, match=r"Wider\.backward.*float32.*float64"):
        Wider()(x).backward(create_graph=create_graph)
    assert x.grad is None


# ---------------------------------------------------------------- memory


def alive(dezero):
    return sum(type(thing) is dezero.Variable for thing in gc.get_objects())


def rounds(dezero, times, clear):
    """How many more Variables are alive after second derivatives, so many times."""
    x = at(dezero, 2.0)
    before = alive(dezero)
    for _ in range(times):
        x.cleargrad()
        y = x**4 - 2 * x**2
        y.backward(create_graph=True)
        gx = x.grad
        if clear:
            x.cleargrad()
        gx.backward(create_graph=True)
    x.cleargrad()
    y = gx = None
    return alive(dezero) - before


@pytest.mark.steps("32-", "introduces", red=NO_CREATE_GRAPH)
def test_second_derivatives_leave_nothing_behind_after_cleargrad(dezero, collector_off):
    assert rounds(dezero, 3, clear=True) == 0
    assert rounds(dezero, 30, clear=True) == 0


@pytest.mark.steps("32-", "introduces", red=NO_CREATE_GRAPH)
def test_a_variable_and_its_gradient_keep_each_other_alive_until_cleargrad(dezero, collector_off):
    def after_a_pass(clear):
        x = at(dezero, 2.0)
        (x**3).backward(create_graph=True)
        if clear:
            x.cleargrad()
        return weakref.ref(x)

    assert after_a_pass(clear=True)() is None
    kept = after_a_pass(clear=False)
    assert kept() is not None
    assert kept().backward.__doc__ and "cleargrad" in kept().backward.__doc__
    gc.collect()
    assert kept() is None


@pytest.mark.steps("32-", "introduces", red=NO_VARIABLE)
def test_without_create_graph_nothing_is_kept_alive(dezero, collector_off):
    x = at(dezero, 2.0)
    y = x**3
    y.backward(retain_grad=True)
    assert x.grad.creator is None
    gone = weakref.ref(x), weakref.ref(y), weakref.ref(x.grad)
    del x, y
    assert [reference() for reference in gone] == [None, None, None]


# ---------------------------------------------------------------- gradients that compute at once


@each("name", [*FORMULAS])
@pytest.mark.steps("32-", "guards")
def test_without_a_graph_the_gradient_is_the_same(dezero, name):
    f = Formula(dezero, FORMULAS[name][0])
    found = []
    for create_graph in (False, True):
        x = dezero.Variable(POINTS)
        f(x).backward(create_graph=create_graph)
        found.append(x.grad.data.tolist())
    assert found[0] == found[1]


def gradient_in_a_rule(dezero, compute):
    """What compute makes of the gradient that a rule gets in a pass without a graph."""
    found = []

    class Spy(dezero.Function):
        def forward(self, x):
            return x + 1

        def backward(self, gy):
            found.append(compute(gy))
            return gy

    (Spy()(at(dezero, 3.0)) * 4.0).backward()
    return found[0]


OPERATIONS = {
    "gy + v": lambda gy, v: gy + v,
    "gy - v": lambda gy, v: gy - v,
    "gy * v": lambda gy, v: gy * v,
    "gy / v": lambda gy, v: gy / v,
    "v + gy": lambda gy, v: v + gy,
    "v - gy": lambda gy, v: v - gy,
    "v * gy": lambda gy, v: v * gy,
    "v / gy": lambda gy, v: v / gy,
    "-gy": lambda gy, v: -gy,
    "gy ** 2": lambda gy, v: gy**2,
    "gy * gy": lambda gy, v: gy * gy,
    "gy + gy": lambda gy, v: gy + gy,
}
OTHERS = {
    "Variable": lambda d: d.Variable(np.array(1.5)),
    "float": lambda d: 1.5,
    "int": lambda d: 3,
    "float32": lambda d: np.float32(1.5),
    "ndarray": lambda d: np.array(1.5),
}


@each("make", OTHERS)
@each("operate", OPERATIONS)
@pytest.mark.steps("32-", "guards")
def test_a_gradient_computes_in_a_rule_as_any_variable_does(dezero, operate, make):
    v = make(dezero)
    result = gradient_in_a_rule(dezero, lambda gy: operate(gy, v))
    due = operate(at(dezero, 4.0), v)
    assert isinstance(result, dezero.Variable)
    assert result.creator is None
    assert type(result.data) is np.ndarray
    assert (result.data, result.dtype) == (due.data, due.dtype)


@each("operate", OPERATIONS)
@pytest.mark.steps("32-", "guards")
def test_a_rule_may_record_what_it_computes(dezero, operate):
    v = at(dezero, 1.5)

    def recorded(gy):
        with dezero.using_config("enable_backprop", True):
            return operate(gy, v)

    result = gradient_in_a_rule(dezero, recorded)
    assert 4.0 in [x.data for x in result.creator.inputs]


@pytest.mark.steps("32-", "guards")
def test_what_a_rule_computes_may_be_differentiated_later(dezero):
    def slope_of_its_square(gy):
        u = gy * at(dezero, 1.5)
        with dezero.using_config("enable_backprop", True):
            (u * u).backward()
        return u.grad.data

    assert gradient_in_a_rule(dezero, slope_of_its_square) == 12.0


@each("symbol, name", [("+", "Add"), ("-", "Sub"), ("*", "Mul"), ("/", "Div")])
@pytest.mark.steps("32-", "guards")
def test_a_gradient_refuses_what_a_variable_refuses(dezero, symbol, name):
    operate = OPERATIONS[f"gy {symbol} v"]
    for wrong in (None, "2", 2j, [1.0]):
        with pytest.raises(TypeError, match=f"^{name} takes Variables, arrays and real numbers, not "):
            gradient_in_a_rule(dezero, lambda gy, wrong=wrong: operate(gy, wrong))


# ---------------------------------------------------------------- the calls that are written out


def one_input(dezero):
    classes = [dezero.Square, dezero.Exp, dezero.Neg, lambda: dezero.Pow(3)]
    return [*classes, *(getattr(dezero, name) for name in ("Sin", "Cos", "Tanh") if hasattr(dezero, name))]


def two_inputs(dezero):
    return [dezero.Add, dezero.Sub, dezero.Mul, dezero.Div]


def general(dezero, make):
    """The Function that make() gives, with the call of Function."""
    f = make()
    twin = type(
        type(f).__name__, (dezero.Function,), {"forward": type(f).forward, "backward": type(f).backward}
    )
    g = twin()
    g.__dict__.update(f.__dict__)
    return g


def outcome(f, *operands):
    """What a call records, or its error."""
    try:
        y = f(*operands)
    except Exception as error:
        return type(error), str(error)
    return [
        y.data.tolist(),
        y.data.dtype,
        y.creator is f,
        y.generation,
        f.generation,
        [x.data for x in f.inputs],
        [x is operand for x, operand in zip(f.inputs, operands)],
        [type(x) for x in f.inputs],
        [output() is y for output in f.outputs],
        y.grad,
        y.name,
    ]


OPERANDS = [
    2.0,
    3,
    True,
    np.float32(2.0),
    np.array(2.0),
    np.array(3),
    "2",
    None,
    [2.0],
    2j,
    np.array("a"),
    {},
]


@pytest.mark.steps("32-", "guards")
def test_a_call_written_out_records_what_the_general_one_does(dezero):
    leaf = at(dezero, 2.0)
    late = dezero.square(dezero.exp(leaf))
    operands = [leaf, late, *OPERANDS]
    for make in one_input(dezero):
        for x in operands:
            assert outcome(make(), x) == outcome(general(dezero, make), x)
    for make in two_inputs(dezero):
        for x0 in operands:
            for x1 in operands:
                assert outcome(make(), x0, x1) == outcome(general(dezero, make), x0, x1)


@pytest.mark.steps("32-", "guards")
def test_the_generation_is_one_more_than_that_of_the_later_input(dezero):
    early = at(dezero, 2.0)
    late = dezero.square(dezero.exp(early))
    for make in two_inputs(dezero):
        for operands in ((early, late), (late, early), (late, 1.0), (1.0, late), (late, late)):
            f = make()
            y = f(*operands)
            assert (f.generation, y.generation) == (2, 3)
    for make in one_input(dezero):
        f = make()
        assert (f(late).generation, f.generation) == (3, 2)


@pytest.mark.steps("32-", "guards")
def test_an_instance_with_a_call_written_out_records_one_call(dezero):
    x = at(dezero, 2.0)
    for makes, operands in ((one_input(dezero), (x,)), (two_inputs(dezero), (x, x))):
        for make in makes:
            f = make()
            y = f(*operands)
            name = type(f).__name__
            with pytest.raises(
                RuntimeError, match=rf"this {name} .* make a new one for each call, {name}\(\)"
            ):
                f(*operands)
            assert y.creator is f


@pytest.mark.steps("32-", "guards")
def test_without_a_graph_a_call_written_out_records_nothing(dezero):
    x = at(dezero, 2.0)
    for makes, operands in ((one_input(dezero), (x,)), (two_inputs(dezero), (x, x))):
        for make in makes:
            f = make()
            with dezero.no_grad():
                y, again = f(*operands), f(*operands)
            assert (y.creator, y.generation, f.inputs) == (None, 0, None)
            assert again.data == y.data


@pytest.mark.steps("32-", "guards")
def test_the_number_of_operands_must_be_right(dezero):
    x = at(dezero, 2.0)
    for makes, right in ((one_input(dezero), 1), (two_inputs(dezero), 2)):
        for make in makes:
            for count in {0, 1, 2, 3} - {right}:
                with pytest.raises(TypeError):
                    make()(*[x] * count)


@each("order", [3, 4, 5])
@pytest.mark.steps("32-", "introduces", red=NO_CREATE_GRAPH)
def test_higher_derivatives_leave_nothing_behind_after_cleargrad(dezero, collector_off, order):
    f = Formula(dezero, lambda d, x: x**4 * d.exp(x))
    derivatives(f, POINTS, order)
    before = alive(dezero)
    for _ in range(5):
        derivatives(f, POINTS, order)
    assert alive(dezero) == before


def with_rule(dezero, rule, data):
    """The result of a function with this rule, which may be anything: rule(self, gy)."""

    class Odd(dezero.Function):
        def forward(self, x, c):
            return x * 1.0

        backward = rule

    return Odd()(dezero.Variable(data), 1.0)


@pytest.mark.steps("32-", "guards")
def test_a_rule_may_give_a_constant_number(dezero):
    y = with_rule(dezero, lambda self, gy: (self.inputs[1], None), np.array(3.0))
    y.backward()
    assert y.creator.inputs[0].grad.data == 1.0


@each("data, gradient", {"integers": (np.array([1, 2]), 0), "truth": (np.array([True, False]), False)})
@pytest.mark.steps("32-", "guards")
def test_a_rule_cannot_give_integers_a_gradient(dezero, data, gradient):
    y = with_rule(dezero, lambda self, gy: (dezero.Variable(np.full_like(data, gradient)), None), data)
    with pytest.raises(TypeError, match=f"Odd.backward.*{data.dtype}"):
        y.backward()


@pytest.mark.steps("32-", "guards")
def test_a_rule_that_gives_an_empty_variable_is_named(dezero):
    y = with_rule(dezero, lambda self, gy: (dezero.Variable(None), None), np.array(3.0))
    with pytest.raises(ValueError, match=r"Odd.backward.*not object"):
        y.backward()
