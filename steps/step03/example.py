"""Step 03: functions of one interface can be chained."""

import numpy as np

from dezero import Exp, Square, Variable

A = Square()
B = Exp()
C = Square()

x = Variable(np.array(0.5))
a = A(x)
b = B(a)
y = C(b)
print("x:", x.data)
print("a = x * x:", a.data)
print("b = e ** a:", b.data)
print("y = b * b:", y.data)
