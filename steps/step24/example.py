"""Step 24: three functions made to be hard for optimisers."""

import numpy as np

from dezero import Variable


def sphere(x, y):
    """Return x ** 2 + y ** 2: a round bowl."""
    return x**2 + y**2


def matyas(x, y):
    """Return the Matyas function: a valley that is almost flat."""
    return 0.26 * (x**2 + y**2) - 0.48 * x * y


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


for function in (sphere, matyas, goldstein):
    x = Variable(np.array(1.0))
    y = Variable(np.array(1.0))
    z = function(x, y)
    z.backward()
    print(f"{function.__name__}: {z.data}, gradient ({x.grad}, {y.grad})")
