"""Step 32: a gradient is a Variable, so it can be differentiated again."""

import numpy as np

from dezero import Variable

x = Variable(np.array(2.0))
y = x**3
y.backward(create_graph=True)
gx = x.grad
print("y:", y)
print("gradient, 3 * x ** 2:", gx)
print("it has a creator:", gx.creator is not None)

x.cleargrad()
gx.backward()
print("second derivative, 6 * x:", x.grad)

x.cleargrad()
y.backward()
print("without create_graph, a creator:", x.grad.creator)

x.cleargrad()
line = 3.0 * x
line.backward(create_graph=True)
gx = x.grad
x.cleargrad()
gx.backward()
print("second derivative of a line:", x.grad)
