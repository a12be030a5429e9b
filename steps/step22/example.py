"""Step 22: the other operators, each with its rule."""

import numpy as np

from dezero import Variable

x = Variable(np.array(2.0))
print("-x:", -x)
print("2.0 - x:", 2.0 - x)
print("x - 1.0:", x - 1.0)
print("3.0 / x:", 3.0 / x)
print("x / 4.0:", x / 4.0)
print("x ** 3:", x**3)

y = (x - 1.0) ** 3 / (2.0 - 3.0 / x)
y.backward()
print("a formula:", y, "gradient", x.grad)

try:
    2**x
except TypeError as error:
    print("2 ** x\n  TypeError:", error)
