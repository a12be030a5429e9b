"""The core of dezero: Variable, Function and arithmetic."""

import contextlib
import threading
import weakref
from operator import attrgetter

import numpy as np


class Settings(threading.local):
    """What can be switched; each thread has switches of its own.

    enable_backprop: whether functions remember what backward needs
    """

    enable_backprop = True

    def __setattr__(self, name, value):
        getattr(self, name)  # a name that is not there is an AttributeError
        super().__setattr__(name, value)


Config = Settings()


@contextlib.contextmanager
def using_config(name, value):
    """Give the setting `name` another value for the length of a with block.

    A name that Config does not have is an AttributeError.
    """
    old_value = getattr(Config, name)
    setattr(Config, name, value)
    try:
        yield
    finally:
        setattr(Config, name, old_value)


def no_grad():
    """Switch enable_backprop off for the length of a with block."""
    return using_config("enable_backprop", False)


class Variable:
    """A box that holds data.

    data: an ndarray of real numbers, or None; anything else is a TypeError
    grad: the gradient, a Variable of the shape and dtype of data, or None
    creator: the Function that computed this variable, or None
    generation: how many functions lie on the longest way to it; 0 for a leaf
    name: a text to recognise it by, or None
    """

    __slots__ = ("__weakref__", "creator", "data", "generation", "grad", "name")
    __array_priority__ = 200
    __array_ufunc__ = None  # numpy leaves array + variable to us

    def __init__(self, data, name=None):
        if data is not None:
            if type(data) is not np.ndarray:  # a np.matrix has another *
                kind = type(data).__name__
                raise TypeError(
                    f"Variable takes an ndarray, not {kind}: "
                    "write Variable(np.array(...))"
                )
            if data.dtype.kind not in "biuf":
                raise TypeError(
                    f"Variable takes real numbers, not dtype {data.dtype}: "
                    "write data.astype(np.float64), or data.real"
                )
        self.data = data
        self.name = name
        self.grad = None
        self.creator = None
        self.generation = 0

    @property
    def shape(self):
        """The lengths of the data's axes, a tuple."""
        return self.data.shape

    @property
    def ndim(self):
        """The number of the data's axes."""
        return self.data.ndim

    @property
    def size(self):
        """The number of the data's elements."""
        return self.data.size

    @property
    def dtype(self):
        """The type of the data's elements."""
        return self.data.dtype

    def __len__(self):
        return len(self.data)

    def __repr__(self):
        text = str(self.data).replace("\n", "\n" + " " * len("variable("))
        return f"variable({text})"

    def set_creator(self, func):
        """Record func as the function that computed this variable."""
        self.creator = func
        self.generation = func.generation + 1

    def cleargrad(self):
        """Forget the gradient; without this, the next one is added to it."""
        self.grad = None

    def backward(self, retain_grad=False, create_graph=False):
        """Set grad in the leaves that this variable was computed from.

        A leaf's gradient is added to the one that is there: see cleargrad.
        Variables between get the gradient of this pass if retain_grad is true,
        else none. An error on the way leaves all gradients as they were.

        If create_graph is true, the gradients remember how they were computed,
        and have derivatives themselves. Call cleargrad before the next pass: a
        variable and such a gradient keep each other alive.

        If this variable has no grad, it gets ones: a result's derivative with
        respect to itself. To reach a variable that does not hold floating-point
        numbers is a TypeError: it has no derivative.
        """
        seed = np.ones_like(self.data) if self.grad is None else self.grad
        if not isinstance(seed, Variable):
            seed = np.asarray(seed)
            if seed.dtype.kind in "biuf":  # numbers take on the dtype of data
                seed = seed.astype(self.data.dtype, copy=False)
        seed = as_gradient(seed, self.data)
        if not create_graph:
            seed = Unrecorded(seed.data)
        grads = {self: seed}  # of this pass
        take = grads.get if retain_grad else grads.pop
        functions = self.history()
        dtype = self.data.dtype  # floating-point: as_gradient said so
        sums = set()  # variables whose gradient this pass has summed
        recording, Config.enable_backprop = Config.enable_backprop, create_graph
        try:
            for f in functions:
                if len(f.outputs) == 1:
                    gxs = f.backward(take(f.outputs[0]()))
                else:
                    gys = [take(y(), None) for y in f.outputs]
                    gxs = f.backward(*f.zeros_for_none(gys))
                if not isinstance(gxs, tuple):
                    gxs = (gxs,)
                if len(gxs) != len(f.inputs):
                    name, due = type(f).__name__, len(f.inputs)
                    raise ValueError(
                        f"{name}.backward must give a gradient for each input, "
                        f"in a tuple: {due}, not {len(gxs)}"
                    )
                for x, gx in zip(f.inputs, gxs):
                    if type(x) is Constant:
                        continue
                    data = x.data
                    if not (
                        isinstance(gx, Variable)
                        and getattr(gx.data, "dtype", None) is dtype
                        and data.dtype is dtype
                        and gx.data.shape == data.shape
                    ):
                        gx = as_gradient(gx, data, f)  # or an error
                    if x not in grads:
                        grads[x] = gx
                    elif x in sums and not create_graph:
                        grads[x].data += gx.data
                    else:  # += would change a gradient that a rule gave
                        grads[x] = grads[x] + gx
                        sums.add(x)
            for x, gx in grads.items():
                if x.creator is None and x.grad is not None and x is not self:
                    old = as_gradient(x.grad, x.data)
                    # The sum keeps the graph of the old part, if it has one.
                    Config.enable_backprop = create_graph or bool(old.creator)
                    grads[x] = old + (gx if create_graph else gx.data)
                elif type(gx) is Constant or not create_graph:
                    # A sum is new. All else is copied: a rule may repeat it.
                    grads[x] = Variable(
                        gx.data if x in sums else np.array(gx.data)
                    )
        finally:
            Config.enable_backprop = recording
        # Nothing fails from here on, so all gradients are written or none.
        self.grad = None
        for f in functions:
            for x in f.inputs:
                x.grad = None
        for x, gx in grads.items():
            x.grad = gx

    def history(self):
        """Return the functions that led here, each of them once.

        The latest generation comes first: so a function comes after all those
        that its outputs went into.
        """
        functions, seen, todo = [], set(), [self]
        while todo:
            f = todo.pop().creator
            if f is not None and f not in seen:
                seen.add(f)
                functions.append(f)
                todo.extend(f.inputs)
        return sorted(functions, key=attrgetter("generation"), reverse=True)


def as_array(x):
    """Return x as an ndarray: numpy computes a scalar from 0-d arrays."""
    return np.asarray(x)


def as_variable(obj):
    """Return obj if it is a Variable, else a Variable that holds it."""
    return obj if isinstance(obj, Variable) else Variable(as_array(obj))


class Constant(Variable):
    """An operand that is no Variable: an array or a number, without gradient.

    A number stays a Python number: so it takes on the dtype of the array that
    it meets.
    """

    __slots__ = ()

    def __init__(self, data):
        self.data = data
        self.name = self.grad = self.creator = None
        self.generation = 0


class Unrecorded(Variable):
    """A gradient in a pass without a graph.

    It is a Variable like any other. But where nothing is recorded, the
    operators that rules need compute at once, without a Function.
    """

    __slots__ = ()

    def __init__(self, data):
        self.data = data
        self.name = self.grad = self.creator = None
        self.generation = 0

    def __add__(self, other):
        if Config.enable_backprop or not isinstance(other, Variable):
            return Add()(self, other)
        return Unrecorded(np.asarray(self.data + other.data))

    def __mul__(self, other):
        if Config.enable_backprop or not isinstance(other, Variable):
            return Mul()(self, other)
        return Unrecorded(np.asarray(self.data * other.data))

    def __rmul__(self, other):
        return self * other

    def __truediv__(self, other):
        if Config.enable_backprop or not isinstance(other, Variable):
            return Div()(self, other)
        return Unrecorded(np.asarray(self.data / other.data))

    def __neg__(self):
        if Config.enable_backprop:
            return Neg()(self)
        return Unrecorded(np.asarray(-self.data))


def as_constant(x, f):
    """Return x, an operand of the Function f, as a Constant.

    Anything but an array of real numbers or a real number is a TypeError.
    """
    if type(x) is float or type(x) is int:  # the most frequent operands
        return Constant(x)
    if isinstance(x, np.generic) and x.dtype.kind in "biuf":
        # It counts as a number. item() would leave a longdouble as it is.
        x = float(x) if x.dtype.kind == "f" else x.item()
    if isinstance(x, (int, float)):
        return Constant(x)
    if type(x) is np.ndarray and x.dtype.kind in "biuf":
        return Constant(x)
    name = type(f).__name__
    kind = x.dtype if type(x) is np.ndarray else type(x).__name__
    raise TypeError(
        f"{name} takes Variables, arrays and real numbers, not {kind}: "
        "write Variable(np.array(...))"
    )


def as_gradient(gx, data, f=None):
    """Return gx as the gradient of data: a Variable of its shape and dtype.

    f: the Function whose rule gave gx, which an error then names
    Data of another kind than floating-point numbers is a TypeError, a gx of
    another shape or dtype a ValueError.
    """
    dtype = getattr(data, "dtype", None)  # data may be None
    if dtype is None or dtype.kind != "f":
        kind = type(data).__name__ if dtype is None else dtype
        raise TypeError(
            f"{describe_rule(f)}backward needs floating-point data, "
            f"not {kind}: write np.array(3.0) instead of np.array(3)"
        )
    array = as_array(gx.data if isinstance(gx, Variable) else gx)
    if array.shape != data.shape or array.dtype != data.dtype:
        raise ValueError(
            f"{describe_rule(f)}the gradient of {data.dtype} data of shape "
            f"{data.shape} must be like it, not {array.dtype} of shape "
            f"{array.shape}"
        )
    holds_array = isinstance(gx, Variable) and hasattr(gx.data, "dtype")
    return gx if holds_array else Constant(array)


def describe_rule(f):
    """Return how an error about the rule of the Function f begins."""
    if f is None:
        return ""
    arrays = [as_array(x.data) for x in f.inputs]
    inputs = ", ".join(f"{x.dtype} of shape {x.shape}" for x in arrays)
    return f"{type(f).__name__}.backward, with inputs {inputs}: "


class Function:
    """Computes new Variables out of Variables: any number out of any number.

    A call takes the data out of the boxes, hands it to forward and puts the
    results into new boxes. A subclass says in forward what is computed, and in
    backward how a gradient passes. An instance records one call: make a new one
    for each.
    """

    inputs = None  # until the call

    def __call__(self, *inputs):
        if self.inputs is not None:
            self.refuse_another_call()
        inputs = [
            x if isinstance(x, Variable) else as_constant(x, self)
            for x in inputs
        ]
        xs = [x.data for x in inputs]
        ys = self.forward(*xs)
        if not isinstance(ys, tuple):
            ys = (ys,)
        outputs = [Variable(as_array(y)) for y in ys]
        if Config.enable_backprop:
            self.generation = max([x.generation for x in inputs] or [0])
            for output in outputs:
                output.set_creator(self)
            self.inputs = inputs  # backward needs their data
            self.outputs = [weakref.ref(y) for y in outputs]
            if len(outputs) > 1:
                self.output_types = [
                    (y.data.shape, y.data.dtype) for y in outputs
                ]
        return outputs if len(outputs) > 1 else outputs[0]

    def refuse_another_call(self):
        """Raise the error for a second call of this instance."""
        name = type(self).__name__
        raise RuntimeError(
            f"this {name} has recorded a call already: "
            f"make a new one for each call, {name}()(...)"
        )

    def forward(self, *xs):
        """Return the output's data, computed from that of the inputs.

        For several outputs, return a tuple.

        Every subclass defines its own: this one raises NotImplementedError.
        """
        name = type(self).__name__
        raise NotImplementedError(
            f"{name} has no forward: define forward(self, x) in it"
        )

    def backward(self, *gys):
        """Return the input's gradient, computed from those of the outputs.

        For several inputs, return a tuple with a gradient for each.

        Every subclass defines its own: this one raises NotImplementedError.
        """
        name = type(self).__name__
        raise NotImplementedError(
            f"{name} has no backward: define backward(self, gy) in it"
        )

    def zeros_for_none(self, gys):
        """Return the outputs' gradients gys with zeros where one is None.

        Of several outputs, some may be unused or gone.
        """
        return [
            Constant(np.zeros(*output_type)) if gy is None else gy
            for gy, output_type in zip(gys, self.output_types)
        ]


class Unary(Function):
    """A Function of one input and one output, with its call written out.

    It does what Function.__call__ does, without lists: most of the time of a
    computation goes into calls.
    """

    def __call__(self, x):
        if self.inputs is not None:
            self.refuse_another_call()
        if not isinstance(x, Variable):
            x = as_constant(x, self)
        y = Variable(np.asarray(self.forward(x.data)))
        if Config.enable_backprop:
            self.generation = x.generation
            y.creator = self
            y.generation = self.generation + 1
            self.inputs = (x,)
            self.outputs = (weakref.ref(y),)
        return y


class Binary(Function):
    """A Function of two inputs and one output, with its call written out."""

    def __call__(self, x0, x1):
        if self.inputs is not None:
            self.refuse_another_call()
        if not isinstance(x0, Variable):
            x0 = as_constant(x0, self)
        if not isinstance(x1, Variable):
            x1 = as_constant(x1, self)
        y = Variable(np.asarray(self.forward(x0.data, x1.data)))
        if Config.enable_backprop:
            g0, g1 = x0.generation, x1.generation
            self.generation = g0 if g0 > g1 else g1
            y.creator = self
            y.generation = self.generation + 1
            self.inputs = (x0, x1)
            self.outputs = (weakref.ref(y),)
        return y


class Add(Binary):
    """The sum of two variables, element by element: y = x0 + x1."""

    def forward(self, x0, x1):
        return x0 + x1

    def backward(self, gy):
        return gy, gy


class Mul(Binary):
    """The product of two variables, element by element: y = x0 * x1."""

    def forward(self, x0, x1):
        return x0 * x1

    def backward(self, gy):
        x0, x1 = self.inputs
        gx0 = None if isinstance(x0, Constant) else gy * x1
        gx1 = None if isinstance(x1, Constant) else gy * x0
        return gx0, gx1


class Neg(Unary):
    """The negative of each element: y = -x."""

    def forward(self, x):
        return -x

    def backward(self, gy):
        return -gy


class Sub(Binary):
    """The difference of two variables, element by element: y = x0 - x1."""

    def forward(self, x0, x1):
        return x0 - x1

    def backward(self, gy):
        return gy, None if isinstance(self.inputs[1], Constant) else -gy


class Div(Binary):
    """The quotient of two variables, element by element: y = x0 / x1."""

    def forward(self, x0, x1):
        return x0 / x1

    def backward(self, gy):
        x0, x1 = self.inputs
        gx0 = gy / x1
        gx1 = None if isinstance(x1, Constant) else -gx0 * x0 / x1
        return gx0, gx1


class Pow(Unary):
    """Each element to the power of a number: y = x ** c."""

    def __init__(self, c):
        self.c = c

    def forward(self, x):
        return x**self.c

    def backward(self, gy):
        x, c = self.inputs[0], self.c
        if c == 0:  # 0 * x ** -1 would be nan where x is 0
            return np.zeros_like(x.data)
        if c == 2:  # the most frequent one, without a power
            gx = gy * x
            return gx + gx
        return gy * (c * x ** (c - 1))


def add(x0, x1):
    """Return the sum of x0 and x1, element by element."""
    return Add()(x0, x1)


def mul(x0, x1):
    """Return the product of x0 and x1, element by element."""
    return Mul()(x0, x1)


def neg(x):
    """Return -x, element by element."""
    return Neg()(x)


def sub(x0, x1):
    """Return x0 - x1, element by element."""
    return Sub()(x0, x1)


def rsub(x0, x1):
    """Return x1 - x0: what Python asks x0 for when x1 cannot subtract it."""
    return Sub()(x1, x0)


def div(x0, x1):
    """Return x0 / x1, element by element."""
    return Div()(x0, x1)


def rdiv(x0, x1):
    """Return x1 / x0: what Python asks x0 for when x1 cannot divide by it."""
    return Div()(x1, x0)


def pow(x, c):
    """Return x ** c, element by element; c is a number, else a TypeError."""
    if isinstance(c, np.generic) and c.dtype.kind in "biuf":
        c = float(c) if c.dtype.kind == "f" else c.item()
    if not isinstance(c, (int, float)):
        raise TypeError(
            f"the exponent of ** must be a number, not {type(c).__name__}"
        )
    return Pow(c)(x)


def rpow(x, base):
    """Refuse base ** x: a TypeError, since an exponent must be a number."""
    raise TypeError(
        f"the exponent of ** must be a number, not {type(x).__name__}"
    )


def setup_variable():
    """Make the functions above the operators of Variable."""
    Variable.__add__ = add
    Variable.__radd__ = add
    Variable.__mul__ = mul
    Variable.__rmul__ = mul
    Variable.__neg__ = neg
    Variable.__sub__ = sub
    Variable.__rsub__ = rsub
    Variable.__truediv__ = div
    Variable.__rtruediv__ = rdiv
    Variable.__pow__ = pow
    Variable.__rpow__ = rpow
