"""What the behaviours share: the reference figures, and a gradient's array on every step."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

REFERENCE = Path(__file__).parent.parent / "reference_values.json"


@pytest.fixture(scope="session")
def reference() -> dict[str, Any]:
    """Figures at full precision, each computed with two or more other libraries."""
    return json.loads(REFERENCE.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def grad_of() -> Callable[[Any], np.ndarray | None]:
    """The array in x.grad: from step 32 on grad is a Variable, which holds it."""

    def array_in_grad(x: Any) -> np.ndarray | None:
        return x.grad.data if isinstance(x.grad, type(x)) else x.grad

    return array_in_grad
