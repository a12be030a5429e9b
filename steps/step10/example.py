"""Step 10: tests run by themselves, and a gradient check finds a wrong rule."""

import io
import unittest

import numpy as np

from dezero import Square, Variable, numerical_diff

suite = unittest.defaultTestLoader.loadTestsFromName("test_square")
result = unittest.TextTestRunner(stream=io.StringIO()).run(suite)
print(f"test_square: {result.testsRun} tests, {len(result.failures)} failures")


class WrongSquare(Square):
    """A square whose backward holds a slip: 3 where 2 was meant."""

    def backward(self, gy):
        x = self.input.data
        return 3 * x * gy


def gradient_check(function):
    """Compare the gradient of a Function class at 2 with an estimate."""
    x = Variable(np.array(2.0))
    y = function()(x)
    y.backward()
    estimate = numerical_diff(lambda x: function()(x), x)
    verdict = "right" if np.allclose(x.grad, estimate) else "wrong"
    print(f"{function.__name__}: {x.grad}, estimate {estimate:.6f}, {verdict}")


gradient_check(Square)
gradient_check(WrongSquare)

x = Variable(np.array(0.5, dtype=np.float16))
print("estimate in half precision:", numerical_diff(lambda x: Square()(x), x))
