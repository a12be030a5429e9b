"""Step 11: a list goes in, a list comes out, so a function may have many."""

import numpy as np

from dezero import Add, Function, Variable, square

xs = [Variable(np.array(2.0)), Variable(np.array(3.0))]
ys = Add()(xs)
print("two inputs:", [x.data.item() for x in xs])
print("one output, in a list:", [y.data.item() for y in ys])


class SumAndDifference(Function):
    """Two outputs from two inputs: x0 + x1 and x0 - x1."""

    def forward(self, xs):
        x0, x1 = xs
        return [x0 + x1, x0 - x1]


ys = SumAndDifference()(xs)
print("two outputs:", [y.data.item() for y in ys])


def attempt(label, call):
    """Print the message of the error that call raises."""
    try:
        call()
    except (TypeError, NotImplementedError) as error:
        print(f"{label}\n  {type(error).__name__}: {error}")


attempt("square(x)", lambda: square(xs[0]))
attempt("y.backward()", lambda: ys[0].backward())
