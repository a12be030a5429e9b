"""Which functions ran, on which variables, and in which order their rules ran backward.

The interpreter's profile hook reports the calls, so the snapshot that is watched stays as it is.
"""

import sys
from types import FrameType, ModuleType, TracebackType
from typing import Any


class Recorder:
    """Watches a block of code that uses the framework `dezero`."""

    def __init__(self, dezero: ModuleType) -> None:
        self.function_class = dezero.Function
        self.variable_class = dezero.Variable
        self.calls: list[tuple[Any, list[Any], list[Any]]] = []
        self.backward_order: list[Any] = []

    def __enter__(self) -> None:
        sys.setprofile(self._watch)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        sys.setprofile(None)

    def _watch(self, frame: FrameType, event: str, result: Any) -> None:
        name = frame.f_code.co_name
        if name not in ("__call__", "backward") or event not in ("call", "return"):
            return
        owner = frame.f_locals.get("self")
        if not isinstance(owner, self.function_class):
            return
        if event == "call" and name == "backward":
            self.backward_order.append(owner)
        elif event == "return" and name == "__call__" and result is not None:
            self.calls.append((owner, self._inputs(frame), self._variables(result)))

    def _inputs(self, frame: FrameType) -> list[Any]:
        code = frame.f_code
        count = code.co_argcount + bool(code.co_flags & 0x04)  # with *args, if there is one
        return self._variables([frame.f_locals[name] for name in code.co_varnames[1:count]])

    def _variables(self, value: Any) -> list[Any]:
        if isinstance(value, self.variable_class):
            return [value]
        if isinstance(value, list | tuple):
            return [variable for item in value for variable in self._variables(item)]
        return []

    def graph(self, names: dict[str, Any]) -> dict[str, Any]:
        """The recorded calls as nodes and edges, variables labelled by their names in the code."""
        labels: dict[int, str] = {}
        for name, value in names.items():
            if isinstance(value, self.variable_class) and not name.startswith("_"):
                labels.setdefault(id(value), name)
        nodes: list[dict[str, Any]] = []
        edges: list[tuple[str, str]] = []
        keys: dict[int, str] = {}

        def key_of(variable: Any) -> str:
            if id(variable) not in keys:
                keys[id(variable)] = f"v{len(keys)}"
                nodes.append(
                    {
                        "key": keys[id(variable)],
                        "kind": "variable",
                        "label": labels.get(id(variable), ""),
                        "value": brief(variable.data),
                        "grad": brief(getattr(variable, "grad", None)),
                    }
                )
            return keys[id(variable)]

        for number, (function, inputs, outputs) in enumerate(self.calls):
            sources = [key_of(variable) for variable in inputs]
            turns = [turn for turn, f in enumerate(self.backward_order, 1) if f is function]
            node = f"f{number}"
            nodes.append({"key": node, "kind": "function", "label": type(function).__name__, "turns": turns})
            edges += [(source, node) for source in sources]
            edges += [(node, key_of(variable)) for variable in outputs]
        return {"nodes": nodes, "edges": edges}


def brief(value: Any) -> str:
    """A number in four digits, an array by its shape, nothing as the empty text."""
    value = getattr(value, "data", value) if type(value).__name__ == "Variable" else value
    if value is None:
        return ""
    if isinstance(value, int | float):
        return f"{value:.4g}"
    return f"{value.item():.4g}" if value.size == 1 else f"shape {value.shape}"
