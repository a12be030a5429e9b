"""Step 07: variables know their creator, so one call goes all the way back."""

import numpy as np

from dezero import Exp, Function, Square, Variable

x = Variable(np.array(0.5))
y = Square()(Exp()(Square()(x)))

variable = y
while variable.creator is not None:
    print(type(variable.creator).__name__, "computed", variable.data)
    variable = variable.creator.input
print("nothing computed", variable.data)

y.grad = np.array(1.0)
y.backward()
print("gradient:", x.grad)


class Tanh(Function):
    """The hyperbolic tangent of each element."""

    def forward(self, x):
        return np.tanh(x)

    def backward(self, gy):
        y = self.output.data
        return gy * (1 - y * y)


class Sigmoid(Function):
    """The logistic function of each element: y = 1 / (1 + e ** -x)."""

    def forward(self, x):
        return 1 / (1 + np.exp(-x))

    def backward(self, gy):
        y = self.output.data
        return gy * y * (1 - y)


x = Variable(np.array(1.0))
y = Sigmoid()(Tanh()(x))
y.grad = np.array(1.0)
y.backward()
print("sigmoid(tanh(1)):", y.data)
print("its gradient:", x.grad)
