"""dezero: a small deep learning framework on numpy, grown step by step."""

from dezero.core_simple import (
    Add,
    Config,
    Constant,
    Div,
    Function,
    Mul,
    Neg,
    Pow,
    Settings,
    Sub,
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
    pair_gradients,
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

is_simple_core = True
setup_variable()
