"""dezero: a small deep learning framework on numpy, grown step by step."""

import numpy as np


class Variable:
    """A box that holds data.

    data: an ndarray of real numbers, or None; anything else is a TypeError
    grad: the gradient, an ndarray of the shape and dtype of data, or None
    creator: the Function that computed this variable, or None
    """

    def __init__(self, data):
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
        self.grad = None
        self.creator = None

    def set_creator(self, func):
        """Record func as the function that computed this variable."""
        self.creator = func

    def backward(self):
        """Set grad in every variable that this one was computed from.

        If this variable has no grad, it gets ones: a result's derivative with
        respect to itself. To reach a variable that does not hold floating-point
        numbers is a TypeError: it has no derivative.
        """
        seed = np.ones_like(self.data) if self.grad is None else self.grad
        self.grad = as_gradient(seed, self.data)
        todo = [self]  # these have a gradient; their creators are yet to run
        while todo:
            y = todo.pop()
            f = y.creator
            if f is not None:
                x = f.input
                x.grad = as_gradient(f.backward(y.grad), x.data)
                todo.append(x)


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


class Function:
    """Computes a new Variable out of a Variable.

    A call takes the data out of the box, hands it to forward and puts the
    result into a new box. A subclass says in forward what is computed, and in
    backward how a gradient passes. An instance records one call: make a new one
    for each.
    """

    input = None  # until the call

    def __call__(self, input):
        if self.input is not None:
            name = type(self).__name__
            raise RuntimeError(
                f"this {name} has recorded a call already: "
                f"make a new one for each call, {name}()(x)"
            )
        if not isinstance(input, Variable):
            name, kind = type(self).__name__, type(input).__name__
            raise TypeError(
                f"{name} takes a Variable, not {kind}: "
                "write Variable(np.array(...))"
            )
        x = input.data
        y = self.forward(x)
        output = Variable(as_array(y))
        output.set_creator(self)
        self.input = input  # backward needs its data
        self.output = output
        return output

    def forward(self, x):
        """Return the output's data, computed from the input's data x.

        Every subclass defines its own: this one raises NotImplementedError.
        """
        name = type(self).__name__
        raise NotImplementedError(
            f"{name} has no forward: define forward(self, x) in it"
        )

    def backward(self, gy):
        """Return the input's gradient, computed from the output's gradient gy.

        Every subclass defines its own: this one raises NotImplementedError.
        """
        name = type(self).__name__
        raise NotImplementedError(
            f"{name} has no backward: define backward(self, gy) in it"
        )


class Square(Function):
    """The square of each element: y = x * x."""

    def forward(self, x):
        return x * x

    def backward(self, gy):
        x = self.input.data
        return 2 * x * gy


class Exp(Function):
    """e to the power of each element: y = e ** x."""

    def forward(self, x):
        return np.exp(x)

    def backward(self, gy):
        x = self.input.data
        return np.exp(x) * gy


def square(x):
    """Return the square of the Variable x, element by element."""
    return Square()(x)


def exp(x):
    """Return e to the power of the Variable x, element by element."""
    return Exp()(x)


def numerical_diff(f, x, eps=1e-4):
    """Estimate the derivative of f at x by the centred difference.

    f: takes a Variable and returns one of the same shape, element by element
    x: the Variable at whose data the derivative is wanted
    eps: the distance of either neighbour from x
    Returns the estimate, of the shape of x.data. Halving eps quarters its
    error, until the rounding of floating-point numbers takes over.
    """
    x0 = Variable(as_array(x.data - eps))
    x1 = Variable(as_array(x.data + eps))
    y0 = f(x0)
    y1 = f(x1)
    return (y1.data - y0.data) / (2 * eps)
