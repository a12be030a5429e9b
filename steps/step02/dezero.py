"""dezero: a small deep learning framework on numpy, grown step by step."""


class Variable:
    """A box that holds data.

    data: an ndarray or a number; it can be replaced at any time
    """

    def __init__(self, data):
        self.data = data


class Function:
    """Computes a new Variable out of a Variable.

    A call takes the data out of the box, hands it to forward and puts the
    result into a new box. A subclass says in forward what is computed.
    """

    def __call__(self, input):
        x = input.data
        y = self.forward(x)
        output = Variable(y)
        return output

    def forward(self, x):
        """Return the output's data, computed from the input's data x.

        Every subclass defines its own: this one raises NotImplementedError.
        """
        name = type(self).__name__
        raise NotImplementedError(
            f"{name} has no forward: define forward(self, x) in it"
        )


class Square(Function):
    """The square of each element: y = x * x."""

    def forward(self, x):
        return x * x
