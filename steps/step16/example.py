"""Step 16: latest generation first, so each rule runs once, with all of it."""

import numpy as np

from dezero import Add, Square, Variable


class TracedSquare(Square):
    """A Square that says when its rule runs, and with which gradient."""

    def __init__(self, name):
        self.name = name

    def backward(self, gy):
        print(f"  {self.name} receives {gy}")
        return super().backward(gy)


class TracedAdd(Add):
    """An Add that says when its rule runs, and with which gradient."""

    def backward(self, gy):
        print(f"  add receives {gy}")
        return super().backward(gy)


def diamond(x):
    """Return y = a * a + a * a for a = x * x, so y = 2 * x ** 4."""
    a = TracedSquare("square of x")(x)
    b = TracedSquare("left square of a")(a)
    c = TracedSquare("right square of a")(a)
    return TracedAdd()(b, c)


x = Variable(np.array(2.0))
y = diamond(x)
print("y:", y.data)
print("the rules, in the order in which backward runs them:")
y.backward()
print("gradient found:", x.grad)
print("gradient due, 8 * x ** 3:", 8 * x.data**3)

print("generations on the way to y:")
f = y.creator
while f is not None:
    print(f"  {type(f).__name__} {f.generation}")
    f = f.inputs[0].creator
