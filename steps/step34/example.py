"""Step 34: the sine and its derivatives, each from the one before."""

import sys

import numpy as np

import dezero.functions as F
from dezero import Variable


def curves(points, order):
    """Return the sine at the points and its derivatives up to an order."""
    x = Variable(points)
    y = F.sin(x)
    y.backward(create_graph=True)
    results = [y.data]
    for _ in range(order):
        results.append(x.grad.data)
        gx = x.grad
        x.cleargrad()
        gx.backward(create_graph=True)
    return results


points = np.linspace(-7, 7, 200)
results = curves(points, 3)
expected = [np.sin(points), np.cos(points), -np.sin(points), -np.cos(points)]
names = ["sin", "first derivative", "second derivative", "third derivative"]
for name, result, due in zip(names, results, expected):
    print(f"{name}, right at all points:", np.allclose(result, due))


def plot():
    """Return a figure: the four curves."""
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(7, 3))
    for order, (result, style) in enumerate(
        zip(results, ("-", "-", "--", ":"))
    ):
        color = "#000000" if order == 0 else "#0000ff"
        axes.plot(points, result, style, color=color)
    for name, x in (("sin", 1.6), ("1st", 0.0), ("2nd", -1.6), ("3rd", 3.1)):
        axes.text(x, 1.05, name, ha="center")
    axes.set(xlabel="x", ylim=(-1.1, 1.3))
    axes.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    return figure


try:
    plot().savefig("sin.png")
except ImportError:
    print("no plot: matplotlib is not installed", file=sys.stderr)
