"""Step 30: where we stand: what forward connects, and backward does not."""

import numpy as np

from dezero import Function, Variable


class Sin(Function):
    """The sine of each element; its rule computes with arrays."""

    def forward(self, x):
        return np.sin(x)

    def backward(self, gy):
        x = self.inputs[0].data
        return gy * np.cos(x)


x = Variable(np.array(1.0))
y = Sin()(x)

print("forward connects:")
print("  y is a", type(y).__name__)
print("  y.creator is a", type(y.creator).__name__)
print("  whose input is x:", y.creator.inputs[0] is x)
print("  and whose output is y:", y.creator.outputs[0]() is y)

y.backward()
print("backward leaves:")
print("  x.grad is an", type(x.grad).__name__, "of value", x.grad)
print("  does it have a creator?", hasattr(x.grad, "creator"))

try:
    x.grad.backward()
except AttributeError as error:
    print("  AttributeError:", error)

print("the second derivative, from mathematics:", -np.sin(x.data))
