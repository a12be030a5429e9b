"""A recording as plain data: the graph, and the moments of the run one after the other."""

from typing import Any

from stepkit.recording import Call, Moment, Recorder, brief


class Replay:
    """Gives the variables and functions of a recording their keys: v0, v1, ... and f0, f1, ..."""

    def __init__(self, recorder: Recorder, names: dict[str, Any]) -> None:
        self.nodes: list[dict[str, Any]] = []
        self.edges: list[tuple[str, str]] = []
        self.keys: dict[int, str] = {}
        self.turns = [moment.subject for moment in recorder.moments if moment.kind == "turn"]
        self.labels: dict[int, str] = {}
        for name, value in names.items():
            if isinstance(value, recorder.variable_class) and not name.startswith("_"):
                self.labels.setdefault(id(value), name)
        for number, call in enumerate(recorder.calls):
            self._add_call(f"f{number}", call)
        for moment in recorder.moments:
            if moment.kind == "begin":
                self.key_of(moment.subject)

    def _add_call(self, key: str, call: Call) -> None:
        sources = [self.key_of(variable) for variable in call.inputs]
        self.keys[id(call.function)] = key
        self.nodes.append(
            {
                "key": key,
                "kind": "function",
                "label": type(call.function).__name__,
                "generation": getattr(call.function, "generation", None),
                "turns": [turn for turn, function in enumerate(self.turns, 1) if function is call.function],
            }
        )
        self.edges += [(source, key) for source in sources]
        self.edges += [(key, self.key_of(variable)) for variable in call.outputs]

    def key_of(self, variable: Any) -> str:
        """The key of a variable, which is given one when it is first met."""
        if id(variable) not in self.keys:
            count = sum(node["kind"] == "variable" for node in self.nodes)
            self.keys[id(variable)] = f"v{count}"
            self.nodes.append(
                {
                    "key": self.keys[id(variable)],
                    "kind": "variable",
                    "label": self.labels.get(id(variable), ""),
                    "value": brief(variable.data),
                    "grad": brief(getattr(variable, "grad", None)),
                }
            )
        return self.keys[id(variable)]

    def moment(self, moment: Moment) -> dict[str, Any]:
        """A moment, with keys in place of variables and functions."""
        new = [
            self.keys[id(item)]
            for call in moment.calls
            for item in (*call.inputs, call.function, *call.outputs)
        ]
        return {
            "kind": moment.kind,
            "at": self.keys.get(id(moment.subject), ""),
            "new": list(dict.fromkeys(new)),
            "received": moment.received,
            "gave": moment.gave,
            "way": moment.way,
            "waiting": [self.keys[id(item)] for item in moment.waiting if id(item) in self.keys],
            "gradients": {self.keys[number]: text for number, text in moment.gradients.items()},
        }


def replay(recorder: Recorder, names: dict[str, Any]) -> dict[str, Any]:
    """The recorded calls as nodes and edges, variables labelled by their names in the code; the moments."""
    data = Replay(recorder, names)
    moments = [data.moment(moment) for moment in recorder.moments]
    return {"nodes": data.nodes, "edges": data.edges, "moments": moments}
