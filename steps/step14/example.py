"""Step 14: a variable that is used twice gets the sum of both gradients."""

import numpy as np

from dezero import Variable, add

x = Variable(np.array(3.0))
y = add(x, x)
y.backward()
print("add(x, x):", y.data, "gradient", x.grad)

x = Variable(np.array(3.0))
y = add(add(x, x), x)
y.backward()
print("three uses:", y.data, "gradient", x.grad)

y = add(x, x)
y.backward()
print("a second computation, x not cleared:", x.grad)

x.cleargrad()
y = add(x, x)
y.backward()
print("cleared:", x.grad)
