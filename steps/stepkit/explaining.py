"""What a behaviour that does not hold tells a learner: what was expected, what came, and where."""

import ast
import re
from dataclasses import dataclass
from pathlib import Path

from stepkit.behaviours import FOLDER, Behaviour
from stepkit.judging import FRAME, Finding, Place, places

MOST_LINES = 16  # of a test that are shown
MOST_PLACES = 3  # lines of the reader's code
MOST_MESSAGE = 12  # lines of a message that nothing shorter is known of


@dataclass(frozen=True)
class Explanation:
    """expected and came are empty if the message is not of a form that tells them; message then is not.

    code is the test up to the line that failed; trace the lines of the reader's code that led to the error,
    if it came from there; helpers the functions that the code calls, each with what it does.
    """

    statement: str
    case: str
    code: tuple[str, ...]
    expected: str
    came: str
    message: str
    trace: tuple[tuple[Place, str], ...]
    test: str
    helpers: tuple[tuple[str, str], ...]


def explain(finding: Finding, files: set[Path]) -> Explanation:
    """Explain a finding; files are the reader's."""
    behaviour, case = finding.behaviour, finding.case
    details = case.details if case else ""
    passed = places(details, files)[-MOST_PLACES:]
    if finding.stop:
        passed = [finding.stop.place] if finding.stop.place else []
    message, row = without_note(case.message if case else "")
    message = finding.stop.reason if finding.stop else message
    expected, came = expectation(message)
    code = code_to(behaviour, _failed_line(details, behaviour))
    return Explanation(
        behaviour.statement,
        row or (parameters(case.parameters) if case else ""),
        code,
        expected,
        came,
        "" if expected else in_short(message),
        tuple((place, text_of(place)) for place in passed),
        f"tests/behaviours/{behaviour.file}, line {behaviour.line}",
        helpers("\n".join(code), FOLDER / behaviour.file, FOLDER / "conftest.py"),
    )


def helpers(code: str, *files: Path) -> tuple[tuple[str, str], ...]:
    """The functions of these files that the code calls, each with the first line of its docstring."""
    found = {}
    for file in files:
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and re.search(rf"\b{node.name}\(", code):
                text = ast.get_docstring(node)
                if text:
                    found[node.name] = text.splitlines()[0]
    return tuple(found.items())


def text_of(place: Place) -> str:
    """The line of code at a place."""
    lines = place.file.read_text(encoding="utf-8", errors="replace").splitlines()
    return lines[place.line - 1].strip() if place.line <= len(lines) else ""


def _failed_line(details: str, behaviour: Behaviour) -> int | None:
    """The line of the test from which the error came."""
    file = FOLDER / behaviour.file
    stop = behaviour.line + len(behaviour.source.splitlines())  # or a little more, for decorators
    lines = [int(match["line"]) for match in FRAME.finditer(details) if Path(match["file"]) == file]
    inside = [line for line in lines if behaviour.line < line < stop]
    return inside[-1] if inside else None


def code_to(behaviour: Behaviour, failed: int | None) -> tuple[str, ...]:
    """The body of the test, without its decorators, up to the statement that failed, which is marked."""
    lines = behaviour.source.splitlines()
    test = ast.parse(behaviour.source).body[0]
    assert isinstance(test, ast.FunctionDef)
    first, last = test.body[0].lineno, len(lines)
    mark = None
    if failed is not None:
        mark = failed - behaviour.line + test.lineno
        last = max(mark, *(end for start, end in _simple_statements(test) if start <= mark <= end), 0)
    rows = []
    for number in range(first, last + 1):
        rows.append(f"{'>' if number == mark else ' '} {lines[number - 1].removeprefix('    ')}".rstrip())
    return tuple(rows if len(rows) <= MOST_LINES else ["  ...", *rows[-MOST_LINES:]])


def _simple_statements(test: ast.FunctionDef) -> list[tuple[int, int]]:
    """(first line, last line) of each statement that holds no other."""
    nodes = [node for node in ast.walk(test) if isinstance(node, ast.stmt) and not hasattr(node, "body")]
    return [(node.lineno, node.end_lineno or node.lineno) for node in nodes]


def without_note(message: str) -> tuple[str, str]:
    """(the message, the row of its table that a test over a table was at)."""
    text, found, row = message.rpartition("\nin the case ")
    return (text, row) if found else (message, "")


def parameters(text: str) -> str:
    """A case's parameters without the step: "step14-(3,)-float16" becomes "(3,), float16"."""
    return ", ".join(part for part in text.split("-") if part and not re.fullmatch(r"step\d\d", part))


# ---------------------------------------------------------------- the message of an assertion

ADDRESS = re.compile(r"<(?:[\w<>]+\.)*(\w+)(?: object)? at 0x[0-9a-f]+>")
CUT_ADDRESS = re.compile(r"<\w*\.\.\.[0-9a-f]+>")
TOLERANCE = re.compile(r" ± (?:[\d.e+-]+|inf|nan)")
NUMPY_SCALAR = re.compile(r"np\.(?:float|int|uint)\d+\(([^()]*)\)")
ZERO_DIMENSIONS = re.compile(r"\barray\((-?\d[\d.e+-]*)(?:, dtype=\w+)?\)")


def in_short(message: str) -> str:
    """The message as far as it can be read at a glance; of a syntax error, what is wrong with it."""
    lines = readable(message).splitlines()
    if lines and re.match(r"\s+File ", lines[0]):
        return lines[-1]
    return "\n".join(lines[:MOST_MESSAGE])


def readable(message: str) -> str:
    """The message without addresses, and with plain numbers."""
    message = ADDRESS.sub(r"a \1", message.replace("<memory at", "<memoryview at"))
    message = CUT_ADDRESS.sub("an object", message)
    message = NUMPY_SCALAR.sub(r"\1", message)
    message = message.replace("np.True_", "True").replace("np.False_", "False")
    message = ZERO_DIMENSIONS.sub(lambda m: m[1] + "0" * m[1].endswith("."), message)
    return message.removeprefix("AssertionError: ")


NO_INSTANCE = re.compile(
    r"assert False\n\s*\+\s+where False = isinstance\((?P<came>.+), <class '(?P<due>[\w.]+)'>\)"
)
FORMS = [  # what a message looks like, what was expected, what came
    (re.compile(r"Obtained: (.+)\n\s*Expected: (.+)"), r"\2", r"\1"),
    (re.compile(r"\AFailed: DID NOT RAISE (?:<class ')?([\w.]+)"), r"a \1", "no error"),
    (re.compile(r"\Aassert (False|None)$", re.MULTILINE), "something true", r"\1"),
    (
        re.compile(r"Expected regex: (.+)\n\s*Actual message: (.+)"),
        r"an error whose message has \1",
        r"the message \2",
    ),
    (re.compile(r"\AKeyError: '(\w+)'"), r"a name \1 in example.py", "no such name"),
    (
        re.compile(r"\AAttributeError: module '([\w.]+)' has no attribute '(\w+)'"),
        r"\1.\2",
        r"there is no \2 in \1",
    ),
    (
        re.compile(r"\AImportError: cannot import name '(\w+)' from '([\w.]+)'"),
        r"\2.\1",
        r"there is no \1 in \2",
    ),
    (  # not of None: there the object is missing, not its attribute
        re.compile(
            r"\AAttributeError: (?:type object )?'(?!NoneType')(\w+)'(?: object)? has no attribute '(\w+)'"
        ),
        r"an attribute \2",
        r"\1 has none",
    ),
]
SIGN = re.compile(r" (?:==|!=|<=|>=|<|>|is not|is|not in|in) ")
COMPARED = re.compile(r"assert (?P<came>.+?) (?P<sign>==|!=|<=|>=|<|>|is not|is|not in|in) (?P<due>.+)")
WORDS = {
    "==": "{due}",
    "is": "{due}",
    "!=": "anything but {due}",
    "is not": "anything but {due}",
    "<": "less than {due}",
    "<=": "{due} at most",
    ">": "more than {due}",
    ">=": "{due} at least",
    "in": "one of {due}",
    "not in": "none of {due}",
}


def expectation(message: str) -> tuple[str, str]:
    """(expected, came) as a message tells them, or two empty texts."""
    if match := NO_INSTANCE.search(message):
        return f"an instance of {match['due']}", ADDRESS.sub(r"a \1", match["came"])
    message = readable(message)
    first = message.splitlines()[0] if message else ""
    for pattern, expected, came in FORMS:
        if match := pattern.search(message):
            return TOLERANCE.sub("", match.expand(expected)), match.expand(came)
    if (match := COMPARED.fullmatch(first)) and len(SIGN.findall(first)) == 1:
        due = TOLERANCE.sub("", re.sub(r"approx\((.*)\)", r"\1", match["due"]))
        return sides(match["sign"], due, match["came"])
    return "", ""


def sides(sign: str, due: str, came: str) -> tuple[str, str]:
    """(expected, came) for a comparison; of things that look the same, which object it is decides."""
    if due == came and sign == "is not":
        return "another object", f"the same one, {came}"
    if due == came and sign == "is":
        return f"the very same object, {due}", f"another one, {came}"
    return WORDS[sign].format(due=due), came
