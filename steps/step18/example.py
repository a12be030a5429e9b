"""Step 18: what nobody will ask for is not kept."""

import numpy as np

from dezero import Config, Variable, add, no_grad, square, using_config

x0 = Variable(np.array(1.0))
x1 = Variable(np.array(1.0))
t = add(x0, x1)
y = add(x0, t)
y.backward()
print("gradients between, dropped:", y.grad, t.grad)
print("gradients of the leaves:", x0.grad, x1.grad)

x0.cleargrad()
x1.cleargrad()
y.backward(retain_grad=True)
print("gradients between, retained:", y.grad, t.grad)

x = Variable(np.array(2.0))
with no_grad():
    y = square(x)
print("without a graph:", y.data, "creator", y.creator)

with using_config("enable_backprop", False):
    print("inside the block:", Config.enable_backprop)
print("after it:", Config.enable_backprop)
