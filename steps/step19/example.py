"""Step 19: a variable that can be looked at like an array."""

import numpy as np

from dezero import Variable

x = Variable(np.array([[1, 2, 3], [4, 5, 6]]), name="x")
print(x.name)
print("shape", x.shape)
print("ndim", x.ndim)
print("size", x.size)
print("dtype kind", x.dtype.kind)
print("len", len(x))
print(x)

try:
    x.gard = None
except AttributeError as error:
    print("AttributeError:", str(error).partition(" and ")[0])
