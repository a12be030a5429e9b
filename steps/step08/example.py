"""Step 08: with a loop, a chain may be as long as memory allows."""

import numpy as np

from dezero import Function, Variable


class Shrink(Function):
    """A hundred-thousandth less: y = 0.99999 * x."""

    def forward(self, x):
        return 0.99999 * x

    def backward(self, gy):
        return 0.99999 * gy


def chain(x, length):
    """Return the variable that `length` calls of Shrink make of x."""
    for _ in range(length):
        x = Shrink()(x)
    return x


x = Variable(np.array(1.0))
for length in [10, 1_000, 100_000]:
    y = chain(x, length)
    y.grad = np.array(1.0)
    y.backward()
    print(f"{length} functions: gradient {x.grad}, exactly {0.99999**length}")
