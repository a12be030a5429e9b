"""Step 31: the backward pass, made of forward calls, can be differentiated."""

import numpy as np

from dezero import Function, Variable, mul


class Sin(Function):
    """The sine of each element."""

    def forward(self, x):
        return np.sin(x)

    def backward(self, gy):
        x = self.inputs[0].data
        return gy * np.cos(x)


class Cos(Function):
    """The cosine of each element."""

    def forward(self, x):
        return np.cos(x)

    def backward(self, gy):
        x = self.inputs[0].data
        return gy * -np.sin(x)


x = Variable(np.array(1.0))
y = Sin()(x)

# The rule of Sin, gy * cos(x), written with functions in place of arrays.
gy = Variable(np.array(1.0))
gx = mul(gy, Cos()(x))
print("the gradient:", gx.data, "made by", type(gx.creator).__name__)

gx.backward()
print("its own gradient:", x.grad)
print("minus sine, for comparison:", -np.sin(x.data))
print("functions behind y:", [type(f).__name__ for f in y.history()])
print("functions behind gx:", [type(f).__name__ for f in gx.history()])
