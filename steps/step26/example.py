"""Step 26: the framework draws its own graphs."""

import sys

import numpy as np

from dezero import Variable
from dezero.utils import get_dot_graph, plot_dot_graph

x0 = Variable(np.array(1.0), name="x0")
x1 = Variable(np.array(1.0), name="x1")
y = x0 + 2.0 * x1
y.name = "y"
print(get_dot_graph(y, verbose=False), end="")


def goldstein(x, y):
    """Return the Goldstein-Price function: a product of two polynomials."""
    return (
        1
        + (x + y + 1) ** 2
        * (19 - 14 * x + 3 * x**2 - 14 * y + 6 * x * y + 3 * y**2)
    ) * (
        30
        + (2 * x - 3 * y) ** 2
        * (18 - 32 * x + 12 * x**2 + 48 * y - 36 * x * y + 27 * y**2)
    )


x = Variable(np.array(1.0), name="x")
y = Variable(np.array(1.0), name="y")
z = goldstein(x, y)
z.name = "z"
print("Goldstein-Price:", len(z.history()), "functions")
try:
    plot_dot_graph(z, verbose=False, to_file="goldstein.svg")
except RuntimeError as error:
    print("no picture:", error, file=sys.stderr)
