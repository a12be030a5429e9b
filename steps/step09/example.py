"""Step 09: the same chain in one line, and errors that say what to do."""

import numpy as np

from dezero import Square, Variable, exp, square

x = Variable(np.array(0.5))
y = square(exp(square(x)))
y.backward()
print("y:", y.data)
print("gradient:", x.grad, "in an", type(x.grad).__name__)


def attempt(label, call):
    """Print the message of the error that call raises."""
    try:
        call()
    except (TypeError, RuntimeError) as error:
        print(f"{label}\n  {type(error).__name__}: {error}")


def reuse():
    """Call one Function instance twice."""
    f = Square()
    f(f(x))


attempt("Variable(0.5)", lambda: Variable(0.5))
attempt("square(0.5)", lambda: square(0.5))
attempt("the derivative of 3", lambda: square(Variable(np.array(3))).backward())
attempt("one Square for two calls", reuse)
