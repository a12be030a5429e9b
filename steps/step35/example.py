"""Step 35: the graphs of higher derivatives of tanh, and how they grow."""

import sys

import numpy as np

import dezero.functions as F
from dezero import Variable
from dezero.utils import plot_dot_graph


def derivative(order):
    """Return the derivative of tanh at 1 of that order, as a Variable."""
    x = Variable(np.array(1.0), name="x")
    y = F.tanh(x)
    y.name = "y"
    y.backward(create_graph=True)
    for _ in range(order - 1):
        gx = x.grad
        x.cleargrad()
        gx.backward(create_graph=True)
    gx = x.grad
    gx.name = f"gx{order}"
    return gx


for order in range(1, 9):
    gx = derivative(order)
    print(f"derivative {order}: {gx.data:.9g}, {len(gx.history())} functions")

for order in range(1, 7):
    try:
        gx = derivative(order)
        plot_dot_graph(gx, verbose=False, to_file=f"tanh{order}.svg")
    except RuntimeError as error:
        print("no picture:", error, file=sys.stderr)
        break
