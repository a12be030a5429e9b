"""Step 12: the lists are gone, from the call and from the function."""

import numpy as np

from dezero import Function, Variable, add, square

x0 = Variable(np.array(2.0))
x1 = Variable(np.array(3.0))
print("add:", add(x0, x1).data)
print("square is back:", square(x1).data)


class SumAndDifference(Function):
    """Two outputs from two inputs: x0 + x1 and x0 - x1."""

    def forward(self, x0, x1):
        return x0 + x1, x0 - x1


total, difference = SumAndDifference()(x0, x1)
print("two outputs:", total.data, difference.data)


class Sum(Function):
    """The sum of any number of variables."""

    def forward(self, *xs):
        return sum(xs)


print("three inputs:", Sum()(x0, x1, x1).data)
