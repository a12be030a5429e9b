"""Step 17: what is not needed any more is freed at once, without collector."""

import gc
import weakref

import numpy as np

from dezero import Variable, square


def survivors(rounds):
    """Compute with the collector off; return how many results stay alive."""
    results = []
    gc.collect()
    gc.disable()
    for _ in range(rounds):
        x = Variable(np.random.randn(10_000))
        y = square(square(square(x)))
        results.append(weakref.ref(y))
    alive = sum(result() is not None for result in results)
    gc.enable()
    return alive


print("rounds: 10, results still alive:", survivors(10))
print("rounds: 100, results still alive:", survivors(100))

x = Variable(np.array(2.0))
y = square(x)
print("the function's view of its output:", y.creator.outputs[0]().data)
