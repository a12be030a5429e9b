"""Step 06: the gradient of a chain, by calling backward for each function."""

import numpy as np

from dezero import Exp, Square, Variable, numerical_diff

A = Square()
B = Exp()
C = Square()

x = Variable(np.array(0.5))
a = A(x)
b = B(a)
y = C(b)

y.grad = np.array(1.0)
b.grad = C.backward(y.grad)
a.grad = B.backward(b.grad)
x.grad = A.backward(a.grad)
print("by three backward calls:", x.grad)


def composite(x):
    """Return the same chain as one function, for numerical_diff."""
    return Square()(Exp()(Square()(x)))


print("by numerical_diff:", numerical_diff(composite, x))
