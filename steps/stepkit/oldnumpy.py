"""A pytest plugin for frameworks of the time before numpy 1.24: puts back np.int and its like."""

import builtins

import numpy as np

NAMES = ("int", "float", "complex", "object", "str")

for name in NAMES:
    setattr(np, name, getattr(builtins, name))
