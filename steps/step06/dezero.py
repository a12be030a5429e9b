"""dezero: a small deep learning framework on numpy, grown step by step."""

import numpy as np


class Variable:
    """A box that holds data.

    data: an ndarray or a number; it can be replaced at any time
    grad: the gradient, of the shape of data, or None as long as there is none
    """

    def __init__(self, data):
        self.data = data
        self.grad = None


class Function:
    """Computes a new Variable out of a Variable.

    A call takes the data out of the box, hands it to forward and puts the
    result into a new box. A subclass says in forward what is computed, and in
    backward how a gradient passes.
    """

    def __call__(self, input):
        x = input.data
        y = self.forward(x)
        output = Variable(y)
        self.input = input  # backward needs its data
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


def numerical_diff(f, x, eps=1e-4):
    """Estimate the derivative of f at x by the centred difference.

    f: takes a Variable and returns one of the same shape, element by element
    x: the Variable at whose data the derivative is wanted
    eps: the distance of either neighbour from x
    Returns the estimate, of the shape of x.data. Halving eps quarters its
    error, until the rounding of floating-point numbers takes over.
    """
    x0 = Variable(x.data - eps)
    x1 = Variable(x.data + eps)
    y0 = f(x0)
    y1 = f(x1)
    return (y1.data - y0.data) / (2 * eps)
