"""Step 23: the framework is a package, and is used as before."""

import numpy as np

import dezero
from dezero import Variable

x = Variable(np.array(1.0))
y = (x + 3) ** 2
y.backward()
print(y)
print(x.grad)

print("Variable lives in", Variable.__module__)
print("square lives in", dezero.square.__module__)
print("the simple core:", dezero.is_simple_core)
