"""Which functions ran, on which variables, and how a backward pass went through them.

The interpreter's profile hook reports the calls, so the snapshot that is watched stays as it is.
A pass shows itself in three ways, and each snapshot has one of them: step 07 calls itself, steps
08 to 15 take variables from the list `todo`, and later ones ask the method `history` for all
functions in order. From step 18 on, the gradients of a pass stand in the table `grads` until its end.
"""

import sys
from dataclasses import dataclass, field
from types import FrameType, ModuleType, TracebackType
from typing import Any


@dataclass(frozen=True)
class Call:
    """A function that was called, with the variables that went in and came out."""

    function: Any
    inputs: list[Any]
    outputs: list[Any]


@dataclass
class Moment:
    """Something that happened, and how things stood right after it.

    kind: "call", a function computed something; "begin" and "end" of a pass, on a variable;
        "turn", a function's rule ran
    subject: that function or variable
    calls: the functions that were called meanwhile and are part of a graph
    received, gave: the gradients that a rule got and returned, as texts
    way: how what is still to be done is kept: "calls", "list" or "order"
    waiting: what is still to be done: variables, or functions if the way is "order"
    gradients: those that exist, as texts, by the id of their variable
    """

    kind: str
    subject: Any
    calls: list[Call] = field(default_factory=list)
    received: list[str] = field(default_factory=list)
    gave: list[str] = field(default_factory=list)
    way: str = ""
    waiting: list[Any] = field(default_factory=list)
    gradients: dict[int, str] = field(default_factory=dict)


class Recorder:
    """Watches a block of code that uses the framework `dezero`."""

    def __init__(self, dezero: ModuleType) -> None:
        self.function_class = dezero.Function
        self.variable_class = dezero.Variable
        self.calls: list[Call] = []
        self.moments: list[Moment] = []
        self._variables_met: dict[int, Any] = {}
        self._pass: list[FrameType] = []  # the open calls of Variable.backward, the outermost first
        self._rules: list[tuple[FrameType, Moment]] = []  # the open calls of functions' rules
        self._order: list[Any] | None = None  # what history returned last
        self._taken = 0  # the turns since then
        self._look_due = False  # whether it is still to be seen how things stand after the last moment

    def __enter__(self) -> None:
        sys.setprofile(self._watch)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        sys.setprofile(None)
        self._look()

    def _watch(self, frame: FrameType, event: str, result: Any) -> None:
        if event == "c_call":
            if self._look_due and self._pass and self._takes_from_the_pass(result):
                self._look()
            return
        name = frame.f_code.co_name
        if name not in ("__call__", "backward", "history") or event not in ("call", "return"):
            return
        owner = frame.f_locals.get("self")
        if isinstance(owner, self.function_class):
            if name == "backward":
                self._rule(frame, event, owner, result)
            elif name == "__call__" and event == "return" and result is not None:
                self._called(Call(owner, self._arguments(frame), self._variables(result)))
        elif isinstance(owner, self.variable_class) and self._variables(owner):
            if name == "backward":
                self._backward(frame, event, owner)
            elif name == "history" and event == "return" and result is not None:
                self._order, self._taken = list(result), 0

    # ------------------------------------------------------------ what happens

    def _called(self, call: Call) -> None:
        forward = not self._pass and not self._rules
        if not forward and all(getattr(output, "creator", None) is None for output in call.outputs):
            return  # backward computes with it, and leaves no graph
        self.calls.append(call)
        self._meet(*call.inputs, *call.outputs)
        if forward:
            self._add(Moment("call", call.function, [call]))
            self._look()
        else:
            self.moments[-1].calls.append(call)

    def _backward(self, frame: FrameType, event: str, variable: Any) -> None:
        if event == "call":
            if not self._pass:
                self._meet(variable)
                self._add(Moment("begin", variable))
            self._pass.append(frame)
            if len(self._pass) > 1:
                self._look()
        elif frame in self._pass:
            if len(self._pass) == 1:
                self._look()
            self._pass.remove(frame)
            if not self._pass:
                self._add(Moment("end", variable))
                self._look()

    def _rule(self, frame: FrameType, event: str, function: Any, result: Any) -> None:
        if event == "return":
            if self._rules and self._rules[-1][0] is frame:
                self._rules.pop()[1].gave = self._gradients(result)
        elif not any(moment.subject is function for _, moment in self._rules):  # else it calls super
            turn = Moment("turn", function, received=self._gradients(self._arguments_of(frame)))
            self._add(turn)
            self._taken += 1
            self._rules.append((frame, turn))

    def _add(self, moment: Moment) -> None:
        self._look()
        self.moments.append(moment)
        self._look_due = True

    def _meet(self, *variables: Any) -> None:
        self._variables_met.update({id(variable): variable for variable in variables})

    # ------------------------------------------------------------ how things stand

    def _takes_from_the_pass(self, builtin: Any) -> bool:
        """Whether something is about to be taken out of the pass's list or table, or all of the table."""
        if builtin.__name__ not in ("pop", "items"):
            return False
        local = self._pass[0].f_locals
        return any(builtin.__self__ is local[name] for name in ("todo", "grads") if name in local)

    def _look(self) -> None:
        """Note how things stand after the last moment, once."""
        if not self._look_due:
            return
        self._look_due = False
        moment = self.moments[-1]
        local = self._pass[0].f_locals if self._pass else {}
        if self._pass:
            moment.way, moment.waiting = self._waiting(local)
        of_this_pass = local.get("grads", {})
        for number, variable in self._variables_met.items():
            gradient = of_this_pass.get(variable, getattr(variable, "grad", None))
            if gradient is not None:
                moment.gradients[number] = brief(gradient)

    def _waiting(self, local: dict[str, Any]) -> tuple[str, list[Any]]:
        if self._order is not None:
            return "order", self._order[self._taken :]
        if "todo" in local:
            return "list", list(local["todo"])
        return "calls", [frame.f_locals["self"] for frame in self._pass]

    # ------------------------------------------------------------ values

    def _arguments_of(self, frame: FrameType) -> list[Any]:
        """What a method was called with, apart from self."""
        code = frame.f_code
        count = code.co_argcount + bool(code.co_flags & 0x04)  # with *args, if there is one
        return [frame.f_locals[name] for name in code.co_varnames[1:count]]

    def _arguments(self, frame: FrameType) -> list[Any]:
        return self._variables(self._arguments_of(frame))

    def _variables(self, value: Any) -> list[Any]:
        if isinstance(value, self.variable_class):
            return [value]
        if isinstance(value, list | tuple):
            return [variable for item in value for variable in self._variables(item)]
        return []

    def _gradients(self, value: Any) -> list[str]:
        if isinstance(value, list | tuple):
            return [text for item in value for text in self._gradients(item)]
        return [brief(value)]


def brief(value: Any) -> str:
    """A number in four digits, an array by its shape, nothing as the empty text."""
    if any(kind.__name__ == "Variable" for kind in type(value).__mro__):  # a gradient from step 32 on
        value = value.data
    if value is None:
        return ""
    if isinstance(value, int | float):
        return f"{value:.4g}"
    return f"{value.item():.4g}" if value.size == 1 else f"shape {value.shape}"
