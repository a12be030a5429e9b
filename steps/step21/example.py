"""Step 21: numbers and arrays take part, on either side."""

import numpy as np

from dezero import Variable

x = Variable(np.array(2.0))
print(x + np.array(3.0))
print(3.0 * x + 1.0)
print(np.array([2.0]) + x)

x = Variable(np.array([1.0, 2.0], dtype=np.float32))
y = 2.0 * x + 1
y.backward()
print(y.dtype, x.grad, x.grad.dtype)


def attempt(label, call):
    """Print the message of the error that call raises."""
    try:
        call()
    except (TypeError, ValueError) as error:
        print(f"{label}\n  {type(error).__name__}: {error}")


attempt("x * 'two'", lambda: x * "two")
attempt("float32 meets float64", lambda: (x * np.array([1.0, 2.0])).backward())
