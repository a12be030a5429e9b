"""Functions that are not arithmetic."""

import numpy as np

from dezero.core import Unary, Variable, as_array


class Square(Unary):
    """The square of each element: y = x * x."""

    def forward(self, x):
        return x * x

    def backward(self, gy):
        x = self.inputs[0]
        return 2 * x * gy


class Exp(Unary):
    """e to the power of each element: y = e ** x."""

    def forward(self, x):
        return np.exp(x)

    def backward(self, gy):
        x = self.inputs[0]
        return exp(x) * gy


def square(x):
    """Return the square of x, element by element."""
    return Square()(x)


def exp(x):
    """Return e to the power of x, element by element."""
    return Exp()(x)


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
