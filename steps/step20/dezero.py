"""dezero: a small deep learning framework on numpy, grown step by step."""

import contextlib
import threading
import weakref
from operator import attrgetter

import numpy as np


class Settings(threading.local):
    """What can be switched; each thread has switches of its own.

    enable_backprop: whether functions remember what backward needs
    """

    enable_backprop = True

    def __setattr__(self, name, value):
        getattr(self, name)  # a name that is not there is an AttributeError
        super().__setattr__(name, value)


Config = Settings()


@contextlib.contextmanager
def using_config(name, value):
    """Give the setting `name` another value for the length of a with block.

    A name that Config does not have is an AttributeError.
    """
    old_value = getattr(Config, name)
    setattr(Config, name, value)
    try:
        yield
    finally:
        setattr(Config, name, old_value)


def no_grad():
    """Switch enable_backprop off for the length of a with block."""
    return using_config("enable_backprop", False)


class Variable:
    """A box that holds data.

    data: an ndarray of real numbers, or None; anything else is a TypeError
    grad: the gradient, an ndarray of the shape and dtype of data, or None
    creator: the Function that computed this variable, or None
    generation: how many functions lie on the longest way to it; 0 for a leaf
    name: a text to recognise it by, or None
    """

    __slots__ = ("__weakref__", "creator", "data", "generation", "grad", "name")

    def __init__(self, data, name=None):
        if data is not None:
            if type(data) is not np.ndarray:  # a np.matrix has another *
                kind = type(data).__name__
                raise TypeError(
                    f"Variable takes an ndarray, not {kind}: "
                    "write Variable(np.array(...))"
                )
            if data.dtype.kind not in "biuf":
                raise TypeError(
                    f"Variable takes real numbers, not dtype {data.dtype}: "
                    "write data.astype(np.float64), or data.real"
                )
        self.data = data
        self.name = name
        self.grad = None
        self.creator = None
        self.generation = 0

    @property
    def shape(self):
        """The lengths of the data's axes, a tuple."""
        return self.data.shape

    @property
    def ndim(self):
        """The number of the data's axes."""
        return self.data.ndim

    @property
    def size(self):
        """The number of the data's elements."""
        return self.data.size

    @property
    def dtype(self):
        """The type of the data's elements."""
        return self.data.dtype

    def __len__(self):
        return len(self.data)

    def __repr__(self):
        text = str(self.data).replace("\n", "\n" + " " * len("variable("))
        return f"variable({text})"

    def set_creator(self, func):
        """Record func as the function that computed this variable."""
        self.creator = func
        self.generation = func.generation + 1

    def cleargrad(self):
        """Forget the gradient; without this, the next one is added to it."""
        self.grad = None

    def backward(self, retain_grad=False):
        """Set grad in the leaves that this variable was computed from.

        A leaf's gradient is added to the one that is there: see cleargrad.
        Variables between get the gradient of this pass if retain_grad is true,
        else none. An error on the way leaves all gradients as they were.

        If this variable has no grad, it gets ones: a result's derivative with
        respect to itself. To reach a variable that does not hold floating-point
        numbers is a TypeError: it has no derivative.
        """
        seed = np.ones_like(self.data) if self.grad is None else self.grad
        grads = {self: as_gradient(seed, self.data)}  # of this pass
        take = grads.get if retain_grad else grads.pop
        functions = self.history()
        for f in functions:
            gys = [take(y(), None) for y in f.outputs]
            gxs = f.backward(*f.zeros_for_none(gys))
            for x, gx in pair_gradients(f, gxs):
                # A sum is a new array: += would change one that a rule gave.
                grads[x] = as_array(grads[x] + gx) if x in grads else gx
        for x, gx in grads.items():
            if x.creator is None and x.grad is not None and x is not self:
                grads[x] = as_array(as_gradient(x.grad, x.data) + gx)
            else:
                grads[x] = gx.copy()  # a rule may give the same array twice
        # Nothing fails from here on, so all gradients are written or none.
        self.grad = None
        for f in functions:
            for x in f.inputs:
                x.grad = None
        for x, gx in grads.items():
            x.grad = gx

    def history(self):
        """Return the functions that led here, each of them once.

        The latest generation comes first: so a function comes after all those
        that its outputs went into.
        """
        functions, seen, todo = [], set(), [self]
        while todo:
            f = todo.pop().creator
            if f is not None and f not in seen:
                seen.add(f)
                functions.append(f)
                todo.extend(f.inputs)
        return sorted(functions, key=attrgetter("generation"), reverse=True)


def as_array(x):
    """Return x as an ndarray: numpy computes a scalar from 0-d arrays."""
    return np.asarray(x)


def as_gradient(gx, data):
    """Return gx as the gradient of data: an ndarray of its shape and dtype.

    Data of another kind than floating-point numbers is a TypeError, a gx of
    another shape a ValueError.
    """
    dtype = getattr(data, "dtype", None)  # data may be None
    if dtype is None or dtype.kind != "f":
        kind = type(data).__name__ if dtype is None else dtype
        raise TypeError(
            f"backward needs floating-point data, not {kind}: "
            "write np.array(3.0) instead of np.array(3)"
        )
    gradient = np.asarray(gx)
    if gradient.shape != data.shape or gradient.dtype.kind not in "biuf":
        raise ValueError(
            f"the gradient of data of shape {data.shape} must be numbers of "
            f"that shape, not {gradient.dtype} of shape {gradient.shape}"
        )
    return np.asarray(gradient, dtype=data.dtype)


def pair_gradients(f, gxs):
    """Return a list of the inputs of f, each with its gradient out of gxs.

    gxs is what the rule of the Function f gave: one gradient, or a tuple with
    one for each input. Anything else is a ValueError that names the function.
    """
    if not isinstance(gxs, tuple):
        gxs = (gxs,)
    if len(gxs) != len(f.inputs):
        name, due = type(f).__name__, len(f.inputs)
        raise ValueError(
            f"{name}.backward must give a gradient for each input, in a tuple: "
            f"{due}, not {len(gxs)}"
        )
    try:
        return [(x, as_gradient(gx, x.data)) for x, gx in zip(f.inputs, gxs)]
    except (TypeError, ValueError) as error:
        name = type(f).__name__
        shapes = ", ".join(str(x.data.shape) for x in f.inputs)
        raise type(error)(
            f"{name}.backward, with inputs of shape {shapes}: {error}"
        ) from None


class Function:
    """Computes new Variables out of Variables: any number out of any number.

    A call takes the data out of the boxes, hands it to forward and puts the
    results into new boxes. A subclass says in forward what is computed, and in
    backward how a gradient passes. An instance records one call: make a new one
    for each.
    """

    inputs = None  # until the call

    def __call__(self, *inputs):
        if self.inputs is not None:
            name = type(self).__name__
            raise RuntimeError(
                f"this {name} has recorded a call already: "
                f"make a new one for each call, {name}()(...)"
            )
        for x in inputs:
            if not isinstance(x, Variable):
                name, kind = type(self).__name__, type(x).__name__
                raise TypeError(
                    f"{name} takes Variables, not {kind}: "
                    "write Variable(np.array(...))"
                )
        xs = [x.data for x in inputs]
        ys = self.forward(*xs)
        if not isinstance(ys, tuple):
            ys = (ys,)
        outputs = [Variable(as_array(y)) for y in ys]
        if Config.enable_backprop:
            self.generation = max([x.generation for x in inputs] or [0])
            for output in outputs:
                output.set_creator(self)
            self.inputs = inputs  # backward needs their data
            self.outputs = [weakref.ref(y) for y in outputs]
            if len(outputs) > 1:
                self.output_types = [
                    (y.data.shape, y.data.dtype) for y in outputs
                ]
        return outputs if len(outputs) > 1 else outputs[0]

    def forward(self, *xs):
        """Return the output's data, computed from that of the inputs.

        For several outputs, return a tuple.

        Every subclass defines its own: this one raises NotImplementedError.
        """
        name = type(self).__name__
        raise NotImplementedError(
            f"{name} has no forward: define forward(self, x) in it"
        )

    def backward(self, *gys):
        """Return the input's gradient, computed from those of the outputs.

        For several inputs, return a tuple with a gradient for each.

        Every subclass defines its own: this one raises NotImplementedError.
        """
        name = type(self).__name__
        raise NotImplementedError(
            f"{name} has no backward: define backward(self, gy) in it"
        )

    def zeros_for_none(self, gys):
        """Return the outputs' gradients gys with zeros where one is None.

        Of several outputs, some may be unused or gone. An only output has a
        gradient: it is how backward came here.
        """
        if len(gys) == 1:
            return gys
        return [
            np.zeros(*output_type) if gy is None else gy
            for gy, output_type in zip(gys, self.output_types)
        ]


class Square(Function):
    """The square of each element: y = x * x."""

    def forward(self, x):
        return x * x

    def backward(self, gy):
        x = self.inputs[0].data
        return 2 * x * gy


class Exp(Function):
    """e to the power of each element: y = e ** x."""

    def forward(self, x):
        return np.exp(x)

    def backward(self, gy):
        x = self.inputs[0].data
        return np.exp(x) * gy


class Add(Function):
    """The sum of two variables, element by element: y = x0 + x1."""

    def forward(self, x0, x1):
        return x0 + x1

    def backward(self, gy):
        return gy, gy


class Mul(Function):
    """The product of two variables, element by element: y = x0 * x1."""

    def forward(self, x0, x1):
        return x0 * x1

    def backward(self, gy):
        x0, x1 = self.inputs
        return gy * x1.data, gy * x0.data


def square(x):
    """Return the square of the Variable x, element by element."""
    return Square()(x)


def exp(x):
    """Return e to the power of the Variable x, element by element."""
    return Exp()(x)


def add(x0, x1):
    """Return the sum of the Variables x0 and x1, element by element."""
    return Add()(x0, x1)


def mul(x0, x1):
    """Return the product of the Variables x0 and x1, element by element."""
    return Mul()(x0, x1)


def numerical_diff(f, x, eps=1e-4):
    """Estimate the derivative of f at x by the centred difference.

    f: takes a Variable and returns one of the same shape, element by element
    x: the Variable at whose data the derivative is wanted
    eps: the distance of either neighbour from x
    Returns the estimate, of the shape of x.data. Halving eps quarters its
    error, until the rounding of floating-point numbers takes over: so it
    computes in float64, whatever the dtype of x.
    """
    data = x.data.astype(np.float64)
    x0 = Variable(as_array(data - eps))
    x1 = Variable(as_array(data + eps))
    y0 = f(x0)
    y1 = f(x1)
    return (y1.data - y0.data) / (2 * eps)


Variable.__add__ = add
Variable.__mul__ = mul
