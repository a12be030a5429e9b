"""Step 01: a variable is a box, and what is in it can be replaced."""

import numpy as np

from dezero import Variable

x = Variable(np.array(1.0))
print("in the box:", x.data)

x.data = np.array(2.0)
print("replaced:", x.data)

x.data = np.array([[1.0, 2.0], [3.0, 4.0]])
print("any shape fits:", x.data.shape)
