"""Step 02: a function takes a variable and creates a new one."""

import numpy as np

from dezero import Function, Square, Variable

x = Variable(np.array(10))
f = Square()
y = f(x)
print("the result is a", type(y).__name__)
print("its data:", y.data)
print("the input is unchanged:", x.data)


class Double(Function):
    """Twice each element: y = 2 * x."""

    def forward(self, x):
        return 2 * x


print("a function of our own:", Double()(x).data)
