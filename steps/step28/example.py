"""Step 28: down the Rosenbrock valley, one step against the gradient at a time.

Run with --long for 50,000 updates in place of 1,000.
"""

import sys

import numpy as np

from dezero import Variable


def rosenbrock(x0, x1):
    """Return the Rosenbrock function: a bent valley, lowest at (1, 1)."""
    return 100 * (x1 - x0**2) ** 2 + (x0 - 1) ** 2


def descend(updates, lr=0.001):
    """Return the points on the way from (0, 2), the start included."""
    x0 = Variable(np.array(0.0))
    x1 = Variable(np.array(2.0))
    path = [(x0.data.item(), x1.data.item())]
    for _ in range(updates):
        y = rosenbrock(x0, x1)
        x0.cleargrad()
        x1.cleargrad()
        y.backward()
        x0.data = x0.data - lr * x0.grad
        x1.data = x1.data - lr * x1.grad
        path.append((x0.data.item(), x1.data.item()))
    return path


x0 = Variable(np.array(0.0))
x1 = Variable(np.array(2.0))
y = rosenbrock(x0, x1)
y.backward()
print("at (0, 2):", y.data, "gradient", x0.grad, x1.grad)

updates = 50_000 if "--long" in sys.argv[1:] else 1_000
path = descend(updates)
for count in (1, 10, 100, 1_000, 10_000, 50_000):
    if count <= updates:
        print(f"after update {count}:", *path[count])


def plot(path):
    """Return a figure: the path over the contours of the function."""
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(7, 4), layout="tight")
    a, b = np.meshgrid(np.linspace(-2, 2, 400), np.linspace(-1, 3, 400))
    levels = np.logspace(0, 3, 7)
    axes.contour(a, b, rosenbrock(a, b), levels, colors="#808080", linewidths=1)
    axes.plot(*zip(*path), ".-", color="#0000ff", markersize=3, linewidth=1)
    axes.plot(1, 1, "*", color="#008000", markersize=12)
    axes.set(xlabel="x0", ylabel="x1")
    axes.spines[["top", "right"]].set_visible(False)
    return figure


try:
    plot(path).savefig("rosenbrock.png")
except ImportError:
    print("no plot: matplotlib is not installed", file=sys.stderr)
