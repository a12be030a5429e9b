"""Step 27: the sine as a sum of powers, and its derivative for nothing."""

import math
import sys

import numpy as np

from dezero import Function, Variable
from dezero.utils import plot_dot_graph


class Sin(Function):
    """The sine of each element, with numpy's sine and its known derivative."""

    def forward(self, x):
        return np.sin(x)

    def backward(self, gy):
        x = self.inputs[0].data
        return gy * np.cos(x)


def sin(x):
    """Return the sine of the Variable x, element by element."""
    return Sin()(x)


def taylor_terms(x, threshold, most):
    """Return the terms of the Taylor series of sin at 0, as Variables.

    They end with the first one below threshold, or after `most` of them: where
    x is large or no number, that one never comes.
    """
    terms = []
    for i in range(most):
        power = 2 * i + 1
        term = (-1) ** i / math.factorial(power) * x**power
        terms.append(term)
        if abs(term.data) < threshold:
            break
    return terms


def my_sin(x, threshold=0.0001, most=80):
    """Return the sine of the Variable x as the sum of its Taylor series."""
    return sum(taylor_terms(x, threshold, most))


def compare(threshold):
    """Print value, gradient and length of the series at pi/4."""
    x = Variable(np.array(np.pi / 4))
    y = my_sin(x, threshold)
    y.backward()
    count = len(taylor_terms(x, threshold, 80))
    print(f"threshold {threshold}: {count} terms, {y.data}, gradient {x.grad}")


x = Variable(np.array(np.pi / 4))
y = sin(x)
y.backward()
print("with numpy's sine:", y.data, "gradient", x.grad)
compare(1e-4)
compare(1e-150)

print("where the series stops being usable, at threshold 1e-10:")
for number in (1.0, 10.0, 30.0, 50.0):
    error = abs(my_sin(Variable(np.array(number)), 1e-10).data - np.sin(number))
    verdict = "error below 1e-8" if error < 1e-8 else "unusable"
    print(f"  x = {number}: {verdict}")


def plot():
    """Return a figure: the sine, its approximations, and their errors."""
    import matplotlib.pyplot as plt

    figure, (curves, errors) = plt.subplots(1, 2, figsize=(7, 3))
    points = np.linspace(-7, 7, 200)
    curves.plot(points, np.sin(points), color="#000000", linewidth=1)
    for most, style in ((4, ":"), (8, "--"), (12, "-")):
        x = Variable(points)
        y = sum(
            (-1) ** i / math.factorial(2 * i + 1) * x ** (2 * i + 1)
            for i in range(most)
        )
        curves.plot(points, y.data, style, color="#0000ff")
        error = np.abs(y.data - np.sin(points))
        errors.semilogy(points, error + 1e-17, style, color="#ff0000")
        errors.text(7.1, error[-1], f"{most} terms", va="center")
    curves.set(ylim=(-2, 2), xlabel="x", ylabel="sine and sums")
    errors.set(xlim=(-7, 11), ylim=(1e-17, 1e4), xlabel="x", ylabel="error")
    for axes in (curves, errors):
        axes.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    return figure


for threshold, file in ((1e-4, "my_sin.svg"), (1e-150, "my_sin_long.svg")):
    x = Variable(np.array(np.pi / 4), name="x")
    y = my_sin(x, threshold)
    y.name = "y"
    try:
        plot_dot_graph(y, verbose=False, to_file=file)
    except RuntimeError as error:
        print("no picture:", error, file=sys.stderr)
try:
    plot().savefig("taylor.png")
except ImportError:
    print("no plot: matplotlib is not installed", file=sys.stderr)
