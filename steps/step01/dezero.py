"""dezero: a small deep learning framework on numpy, grown step by step."""


class Variable:
    """A box that holds data.

    data: an ndarray or a number; it can be replaced at any time
    """

    def __init__(self, data):
        self.data = data
