"""Step 36: a gradient in the formula that is differentiated, and its uses."""

import numpy as np

import dezero.functions as F
from dezero import Variable

x = Variable(np.array(2.0))
y = x**2
y.backward(create_graph=True)
gx = x.grad
x.cleargrad()
z = gx**3 + y
z.backward()
print("dz/dx for z = (dy/dx) ** 3 + y:", x.grad)


def gradient(output, x):
    """Return the gradient of output by x as a Variable, fit for a formula."""
    x.cleargrad()
    output.backward(create_graph=True)
    gx = x.grad
    x.cleargrad()
    return gx


def penalty(w, x):
    """Return (df/dx - 1) ** 2 for a critic f(x) = tanh(w * x), as in WGAN-GP.

    It keeps the slope of the critic near 1. WGAN-GP takes the gradient's
    length; for one input with w > 0 that is df/dx itself.
    """
    f = F.tanh(w * x)
    slope = gradient(f, x)
    w.cleargrad()
    return (slope - 1.0) ** 2


def central(function, value, eps=1e-5):
    """Return the central difference of a function of a float."""
    return (function(value + eps) - function(value - eps)) / (2 * eps)


w = Variable(np.array(0.8))
x = Variable(np.array(0.5))
penalty(w, x).backward()
due = central(
    lambda w: ((w * (1 - np.tanh(w * 0.5) ** 2)) - 1) ** 2,
    0.8,
)
print(f"gradient penalty: {w.grad.data:.9f} by backward")
print(f"                  {due:.9f} by differences")


def adapted_loss(w, task, lr=0.1):
    """Return a task's loss after one step of descent from w, as in MAML."""
    loss = (w - task) ** 2
    step = gradient(loss, w)
    return (w - lr * step - task) ** 2


w = Variable(np.array(1.0))
meta = adapted_loss(w, 3.0) + adapted_loss(w, -2.0)
w.cleargrad()
meta.backward()
# One step turns w - task into 0.8 * (w - task): so the loss is 0.64 times it.
due = 1.28 * (1 - 3) + 1.28 * (1 + 2)
print(f"meta-learning step: {w.grad.data:.9f} by backward")
print(f"                    {due:.9f} on paper")


def rosenbrock(x0, x1):
    """Return the Rosenbrock function."""
    return 100 * (x1 - x0**2) ** 2 + (x0 - 1) ** 2


def hessian_vector_product(x0, x1, v0, v1):
    """Return the Hessian at (x0, x1) times (v0, v1), as in TRPO.

    The gradient times the vector is one number, and its gradient is the
    product. The Hessian itself is never made.
    """
    y = rosenbrock(x0, x1)
    y.backward(create_graph=True)
    product = x0.grad * v0 + x1.grad * v1
    x0.cleargrad()
    x1.cleargrad()
    product.backward()
    return x0.grad.data, x1.grad.data


x0, x1 = Variable(np.array(0.0)), Variable(np.array(2.0))
found = hessian_vector_product(x0, x1, 4.0, 5.0)
hessian = np.array([[2 - 400 * 2.0, 0.0], [0.0, 200.0]])
print("Hessian times (4, 5):", *found, "by backward")
print("                     ", *(hessian @ [4.0, 5.0]), "on paper")
