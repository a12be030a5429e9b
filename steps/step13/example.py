"""Step 13: backward goes through all inputs of a function, and all outputs."""

import numpy as np

from dezero import Function, Variable, add, square

x = Variable(np.array(2.0))
y = Variable(np.array(3.0))
z = add(square(x), square(y))
z.backward()
print("z:", z.data)
print("gradients:", x.grad, y.grad)


class SumAndDifference(Function):
    """Two outputs from two inputs: x0 + x1 and x0 - x1."""

    def forward(self, x0, x1):
        return x0 + x1, x0 - x1

    def backward(self, gtotal, gdifference):
        return gtotal + gdifference, gtotal - gdifference


a = Variable(np.array(2.0))
b = Variable(np.array(3.0))
total, difference = SumAndDifference()(a, b)
total.backward()
print("through the sum alone:", a.grad, b.grad)


class Careless(SumAndDifference):
    """Its rule forgets the second input."""

    def backward(self, gtotal, gdifference):
        return gtotal + gdifference


total, difference = Careless()(a, b)
try:
    total.backward()
except ValueError as error:
    print("ValueError:", error)
