"""The moments of a recorded run in words: what happens, what is still to be done, which gradients exist."""

from dataclasses import dataclass
from typing import Any

from sitekit.html import esc
from stepkit.diffing import plural

# How what is still to be done is kept: a heading for it, and which of the entries comes next.
WAYS = {
    "calls": ("Calls that wait, the innermost last", -1),
    "list": ("The list, of which the last is taken", -1),
    "order": ("Still to run, the first is next", 0),
}


@dataclass(frozen=True)
class Row:
    """A moment: its turn, if a rule ran, and the function that it is about; the texts are HTML.

    new: the keys of what joined the graph; waits: the keys of what is still to be done
    wrong: whether the rule ran too early, or again
    """

    turn: int | None
    at: str
    sentence: str
    new: list[str]
    waits: list[str]
    waiting: str
    gradients: dict[str, str]
    wrong: bool


class Telling:
    """Puts the moments of one recording into words."""

    def __init__(self, story: dict[str, Any]) -> None:
        self.nodes: dict[str, dict[str, Any]] = {node["key"]: node for node in story["nodes"]}
        self.moments: list[dict[str, Any]] = story["moments"]
        self.inputs: dict[str, list[str]] = {}
        self.outputs: dict[str, list[str]] = {}
        for source, target in story["edges"]:
            if target in self.nodes and self.nodes[target]["kind"] == "function":
                self.inputs.setdefault(target, []).append(source)
            else:
                self.outputs.setdefault(source, []).append(target)
        self.made_by = {output: f for f, outputs in self.outputs.items() for output in outputs}

    def rows(self) -> list[Row]:
        """All moments in order."""
        rows: list[Row] = []
        turns = 0
        for i, moment in enumerate(self.moments):
            turns += moment["kind"] == "turn"
            early, again = self._early(i), self._again(i)
            sentence = {
                "call": self._call,
                "begin": self._begin,
                "turn": self._turn,
                "end": self._end,
            }[moment["kind"]](i)
            rows.append(
                Row(
                    turns if moment["kind"] == "turn" else None,
                    moment["at"] if moment["at"] in self.inputs else "",
                    sentence,
                    moment["new"],
                    moment["waiting"],
                    self._waiting(moment),
                    moment["gradients"],
                    bool(early) or again,
                )
            )
        return rows

    # ------------------------------------------------------------ names

    def variable(self, key: str) -> str:
        """Its name in the code, or else where it came from, or its value."""
        node = self.nodes[key]
        if node["label"]:
            return f"<var>{esc(node['label'])}</var>"
        if key in self.made_by:
            return f"the result of {self.function(self.made_by[key])}"
        return esc(node["value"])

    def function(self, key: str) -> str:
        """The name of its class; if there are several of the class, with what it made or was made from."""
        label = esc(self.nodes[key]["label"])
        if self._count(key) == 1:
            return label
        if self._named_outputs(key):
            return f"the {label} that made {_and(self._named_outputs(key))}"
        return f"the {label} of {_and([self.variable(x) for x in self.inputs[key]])}"

    def _count(self, key: str) -> int:
        """How many functions there are of the same class."""
        labels = [node["label"] for node in self.nodes.values() if node["kind"] == "function"]
        return labels.count(self.nodes[key]["label"])

    def _named_outputs(self, key: str) -> list[str]:
        return [self.variable(output) for output in self.outputs[key] if self.nodes[output]["label"]]

    def _given(self, key: str) -> str:
        """A variable with its value."""
        node = self.nodes[key]
        return f"{self.variable(key)} = {esc(node['value'])}" if node["label"] else esc(node["value"])

    def _waiting(self, moment: dict[str, Any]) -> str:
        chips = [self._chip(key, moment["way"]) for key in moment["waiting"]]
        if chips:
            following = WAYS[moment["way"]][1]
            chips[following] = chips[following].replace("<span>", '<span class="dz-next">', 1)
        elif moment["way"]:
            return "nothing"
        return " ".join(chips)

    def _chip(self, key: str, way: str) -> str:
        if way == "calls":
            return f"<span>{self.variable(key)}.backward()</span>"
        if way == "list":
            return f"<span>{self.variable(key)}</span>"
        node = self.nodes[key]
        words = esc(node["label"])
        if self._named_outputs(key):
            words += f" → {', '.join(self._named_outputs(key))}"
        elif self._count(key) > 1:
            words += f" of {_and([self.variable(x) for x in self.inputs[key]])}"
        return f"<span>{words} <small>gen {node['generation']}</small></span>"

    # ------------------------------------------------------------ sentences

    def _call(self, i: int) -> str:
        key = self.moments[i]["at"]
        outputs = _and([self._given(output) for output in self.outputs[key]])
        inputs = _and([self._given(x) for x in self.inputs[key]])
        return f"{esc(self.nodes[key]['label'])} computes {outputs} from {inputs}."

    def _begin(self, i: int) -> str:
        moment = self.moments[i]
        gradient = moment["gradients"].get(moment["at"])
        start = f"Backward begins at {self.variable(moment['at'])}"
        return f"{start}, with the gradient {esc(gradient)}." if gradient else f"{start}."

    def _turn(self, i: int) -> str:
        moment = self.moments[i]
        name = self.function(moment["at"])
        words = f"{name[0].upper()}{name[1:]} is taken{' again' if self._again(i) else ''}."
        received = [esc(text) for text in moment["received"] if text]
        words += f" It receives {_and(received)}" if received else " It runs"
        gifts = self._gifts(i)
        words += f" and gives {gifts}." if gifts else "."
        early = self._early(i)
        if early:
            words += f" Too early: more is still to come to {_and([self.variable(y) for y in early])}."
        functions = [self.nodes[key]["label"] for key in moment["new"] if key in self.inputs]
        if functions:
            words += f" Its rule brings {plural(len(functions), 'new function')}: {_and(functions)}."
        return words

    def _gifts(self, i: int) -> str:
        """What the rule gives to each of its inputs, and what that has from it."""
        moment = self.moments[i]
        given: dict[str, list[str]] = {}
        for x, text in zip(self.inputs[moment["at"]], moment["gave"], strict=False):
            if text and x in moment["gradients"]:  # a constant has none
                given.setdefault(x, []).append(text)
        earlier = {x for k in self._earlier_turns(i) for x in self.inputs[self.moments[k]["at"]]}
        clauses = []
        for x, texts in given.items():
            now = moment["gradients"][x]
            before = self.moments[i - 1]["gradients"].get(x, "") if x in earlier else ""
            clause = f"{_and([esc(text) for text in texts])} to {self.variable(x)}"
            if now != texts[-1]:
                clause += f", which now has {esc(now)}"
            elif any(_counts(text, now) for text in texts[:-1]):
                clause += ", which keeps the last"
            elif _counts(before, now):
                clause += f", in place of the {esc(before)} that was there"
            clauses.append(clause)
        return (", and " if any("," in clause for clause in clauses[:-1]) else " and ").join(clauses)

    def _end(self, i: int) -> str:
        gradients = self.moments[i]["gradients"]
        leaves = [key for key in gradients if key not in self.made_by]
        found = _and([f"{self.variable(key)} has {esc(gradients[key])}" for key in leaves])
        words = f"Backward is done: {found}." if found else "Backward is done."
        between = {key for k in self._earlier_turns(i) for key in self.moments[k]["gradients"]} - set(leaves)
        if between and not between & set(gradients):
            words += " No gradient in between is kept."
        return words

    # ------------------------------------------------------------ what is known of a turn

    def _pass(self, i: int) -> range:
        """The positions of the moments of the pass that moment i is in, without its begin and end."""
        start = max((k for k in range(i) if self.moments[k]["kind"] == "begin"), default=0)
        stops = (k for k in range(i, len(self.moments)) if self.moments[k]["kind"] == "end")
        return range(start + 1, next(stops, len(self.moments)))

    def _earlier_turns(self, i: int) -> list[int]:
        return [k for k in self._pass(i) if k < i and self.moments[k]["kind"] == "turn"]

    def _again(self, i: int) -> bool:
        """Whether the function had a turn in this pass before."""
        at = self.moments[i]["at"]
        return self.moments[i]["kind"] == "turn" and any(
            self.moments[k]["at"] == at for k in self._earlier_turns(i)
        )

    def _early(self, i: int) -> list[str]:
        """The outputs of the function of a turn that are given more later in the pass."""
        if self.moments[i]["kind"] != "turn":
            return []
        later = [self.moments[k]["at"] for k in self._pass(i) if k > i and self.moments[k]["kind"] == "turn"]
        given = {x for function in later for x in self.inputs[function]}
        return [y for y in self.outputs[self.moments[i]["at"]] if y in given]


def _and(texts: list[str]) -> str:
    return " and ".join([", ".join(texts[:-1]), texts[-1]] if len(texts) > 1 else texts)


def _counts(text: str, now: str) -> bool:
    """Whether a gradient is large enough that a sum with it could not look like `now`."""
    try:
        return abs(float(text)) > abs(float(now)) / 100
    except ValueError:
        return False
