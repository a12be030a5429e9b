"""Step 04: a derivative from two values of the function, centred or forward."""

import numpy as np

from dezero import Exp, Square, Variable, numerical_diff


def forward_diff(f, x, eps=1e-4):
    """Estimate the derivative of f at x from x and one neighbour."""
    y0 = f(x)
    y1 = f(Variable(x.data + eps))
    return (y1.data - y0.data) / eps


def composite(x):
    """Return (e ** (x * x)) ** 2, a chain of three functions."""
    return Square()(Exp()(Square()(x)))


def compare(name, f, x, exact):
    """Print both estimates of a derivative that is known, and their errors."""
    centred = numerical_diff(f, x)
    forward = forward_diff(f, x)
    print(name)
    print(f"  centred difference {centred}, error {abs(centred - exact):.1e}")
    print(f"  forward difference {forward}, error {abs(forward - exact):.1e}")


compare("square at 2, exactly 4", Square(), Variable(np.array(2.0)), 4.0)

# The composite is e ** (2 * x * x), so its derivative is 4 * x times that.
exact = 4 * 0.5 * np.exp(2 * 0.5 * 0.5)
x = Variable(np.array(0.5))
compare(f"composite at 0.5, exactly {exact}", composite, x, exact)
