"""dezero: a small deep learning framework on numpy, grown step by step."""

from dezero.core import (
    Add,
    Binary,
    Config,
    Constant,
    Div,
    Function,
    Mul,
    Neg,
    Pow,
    Settings,
    Sub,
    Unary,
    Unrecorded,
    Variable,
    add,
    as_array,
    as_constant,
    as_gradient,
    as_variable,
    div,
    mul,
    neg,
    no_grad,
    pow,
    rdiv,
    rpow,
    rsub,
    setup_variable,
    sub,
    using_config,
)
from dezero.functions import (
    Exp,
    Square,
    exp,
    numerical_diff,
    square,
)

is_simple_core = False
setup_variable()
