"""Step 33: Newton's method, with the second derivative by backward as well."""

import numpy as np

from dezero import Variable


def f(x):
    """Return x ** 4 - 2 * x ** 2: two minima, at 1 and -1."""
    return x**4 - 2 * x**2


def derivatives(x):
    """Return the first and the second derivative of f at the Variable x."""
    y = f(x)
    x.cleargrad()
    y.backward(create_graph=True)
    gx = x.grad
    x.cleargrad()  # else the second derivative is added to the first
    gx.backward()
    return gx.data, x.grad.data


def newton(start, updates):
    """Return the points of Newton's method, the start included."""
    x = Variable(np.array(start))
    path = [x.data.item()]
    for _ in range(updates):
        first, second = derivatives(x)
        x.data = x.data - first / second
        path.append(x.data.item())
    return path


x = Variable(np.array(2.0))
print("first and second derivative at 2:", *derivatives(x))

y = f(x)
x.cleargrad()
y.backward(create_graph=True)
x.grad.backward()
print("cleargrad forgotten, 24 + 44:", x.grad.data)

for count, point in enumerate(newton(2.0, 10)):
    print(f"{count}: {point}")
