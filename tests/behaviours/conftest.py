"""What the behaviours share: the reference figures, and a gradient's array on every step."""

import gc
import json
import tracemalloc
from collections.abc import Callable, Iterator
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


@pytest.fixture
def call(step: Any) -> Callable[..., Any]:
    """call(f, x0, x1) calls f as the step writes it: in step 11 lists go in and come out."""

    def call_as_the_step_does(f: Any, *xs: Any) -> Any:
        if step.number != 11:
            return f(*xs)
        ys = f(list(xs))
        return ys[0] if len(ys) == 1 else ys

    return call_as_the_step_does


@pytest.fixture
def same(dezero: Any) -> Callable[[], Any]:
    """same() is a Function that gives back what it gets; it may be called in every step."""

    def make() -> Any:
        class Same(dezero.Function):
            def forward(self, x):
                return x

            def backward(self, gy):
                return gy

        return Same()

    return make


@pytest.fixture(scope="session")
def peak_memory() -> Callable[[Callable[[], Any]], int]:
    """peak_memory(work) runs work() and tells how many bytes it had in use at most."""

    def peak(work: Callable[[], Any]) -> int:
        tracemalloc.start()
        try:
            work()
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        return most

    return peak


@pytest.fixture
def collector_off() -> Iterator[None]:
    """Nothing but the count of its references frees an object meanwhile."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()
    gc.collect()
