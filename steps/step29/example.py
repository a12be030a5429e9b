"""Step 29: Newton's method, with a second derivative written by hand."""

import sys

import numpy as np

from dezero import Variable

TOLERANCE = 1e-6  # both methods stop after a step shorter than this


def f(x):
    """Return x ** 4 - 2 * x ** 2: two minima, at 1 and -1."""
    return x**4 - 2 * x**2


def second_derivative(x):
    """Return that of f at the array x, worked out on paper."""
    return 12 * x**2 - 4


def gradient(x):
    """Return the gradient of f at the Variable x, an ndarray."""
    y = f(x)
    x.cleargrad()
    y.backward()
    return x.grad


def minimise(step, most=10_000):
    """Go from 2 by x - step(x) until a step is short; return all points."""
    x = Variable(np.array(2.0))
    path = [x.data.item()]
    for _ in range(most):
        difference = step(x)
        x.data = x.data - difference
        path.append(x.data.item())
        if abs(difference) < TOLERANCE:
            break
    return path


def newton_step(x):
    """Return the step to where the gradient would be 0 if it were a line."""
    return gradient(x) / second_derivative(x.data)


def descent_step(x):
    """Return a hundredth of the gradient."""
    return 0.01 * gradient(x)


newton = minimise(newton_step)
descent = minimise(descent_step)
print("Newton's method:")
for count, point in enumerate(newton):
    print(f"  {count}: {point}")
print("updates by Newton's method:", len(newton) - 1)
print("updates by gradient descent:", len(descent) - 1)


def plot():
    """Return a figure: the distance from the minimum after each update."""
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(7, 3), layout="tight")
    for path, color in ((descent, "#ff0000"), (newton, "#0000ff")):
        distance = np.abs(np.array(path) - 1)
        axes.semilogy(np.maximum(distance, 1e-16), ".-", color=color)
    axes.text(9, 1e-10, "Newton", color="#0000ff")
    axes.text(60, 1e-2, "gradient descent", color="#ff0000")
    axes.set(xlabel="updates", ylabel="distance from the minimum")
    axes.spines[["top", "right"]].set_visible(False)
    return figure


try:
    plot().savefig("newton.png")
except ImportError:
    print("no plot: matplotlib is not installed", file=sys.stderr)
