"""Tests of the functions; in this folder, run: python -m unittest"""

import unittest

import numpy as np

from dezero import Variable, add, exp, numerical_diff, square


class SquareTest(unittest.TestCase):
    def test_forward(self):
        x = Variable(np.array(2.0))
        y = square(x)
        self.assertEqual(y.data, 4.0)

    def test_backward(self):
        x = Variable(np.array(3.0))
        y = square(x)
        y.backward()
        self.assertEqual(x.grad.data, 6.0)

    def test_gradient_check(self):
        x = Variable(np.random.rand(1))
        y = square(x)
        y.backward()
        expected = numerical_diff(square, x)
        self.assertTrue(np.allclose(x.grad.data, expected))


class ExpTest(unittest.TestCase):
    def test_forward(self):
        x = Variable(np.array(1.0))
        y = exp(x)
        self.assertAlmostEqual(y.data, np.e)

    def test_gradient_check(self):
        x = Variable(np.random.rand(1))
        y = exp(x)
        y.backward()
        expected = numerical_diff(exp, x)
        self.assertTrue(np.allclose(x.grad.data, expected))


class AddTest(unittest.TestCase):
    def test_forward(self):
        x0 = Variable(np.array(2.0))
        x1 = Variable(np.array(3.0))
        y = add(x0, x1)
        self.assertEqual(y.data, 5.0)

    def test_backward(self):
        x0 = Variable(np.array(2.0))
        x1 = Variable(np.array(3.0))
        y = add(x0, x1)
        y.backward()
        self.assertEqual((x0.grad.data, x1.grad.data), (1.0, 1.0))

    def test_one_variable_twice(self):
        x = Variable(np.array(3.0))
        y = add(x, x)
        y.backward()
        self.assertEqual(x.grad.data, 2.0)


class DiamondTest(unittest.TestCase):
    def test_backward(self):
        x = Variable(np.array(2.0))
        a = square(x)
        y = add(square(a), square(a))
        y.backward()
        self.assertEqual(x.grad.data, 64.0)


class OperatorTest(unittest.TestCase):
    def test_multiply_and_add(self):
        a = Variable(np.array(3.0))
        b = Variable(np.array(4.0))
        y = a * b + a
        y.backward()
        self.assertEqual(y.data, 15.0)
        self.assertEqual((a.grad.data, b.grad.data), (5.0, 3.0))

    def test_numbers_on_either_side(self):
        x = Variable(np.array(3.0))
        y = 2.0 * x + x * 5
        y.backward()
        self.assertEqual(y.data, 21.0)
        self.assertEqual(x.grad.data, 7.0)

    def test_order_matters(self):
        x = Variable(np.array(4.0))
        self.assertEqual((2.0 - x).data, -2.0)
        self.assertEqual((2.0 / x).data, 0.5)

    def test_gradient_check(self):
        def f(x):
            return 1.0 - x / 2.0 + 3.0 / (x + 1.0) - (-x) ** 3

        x = Variable(np.random.rand(1))
        y = f(x)
        y.backward()
        expected = numerical_diff(f, x)
        self.assertTrue(np.allclose(x.grad.data, expected))


class SecondDerivativeTest(unittest.TestCase):
    def test_of_a_polynomial(self):
        x = Variable(np.array(2.0))
        y = x**4 - 2 * x**2
        y.backward(create_graph=True)
        gx = x.grad
        x.cleargrad()
        gx.backward()
        self.assertEqual((gx.data, x.grad.data), (24.0, 44.0))


if __name__ == "__main__":
    unittest.main()
