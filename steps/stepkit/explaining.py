"""What a behaviour that does not hold has to say to a learner: what was expected, what came, where to look."""

import ast
import re
from dataclasses import dataclass
from pathlib import Path

from stepkit.behaviours import FOLDER, Behaviour
from stepkit.judging import FRAME, Finding, Place, places

MOST_LINES = 16  # of a test that are shown
MOST_MESSAGE = 12  # lines of a message that nothing shorter is known of


@dataclass(frozen=True)
class Explanation:
    """expected and came are empty if the message is not of a form that tells them; message then is not.

    code is the test up to the line that failed; place the line of the reader's code that the error came
    from, if it came from there; helpers the functions that the code calls, each with what it does.
    """

    statement: str
    case: str
    code: tuple[str, ...]
    expected: str
    came: str
    message: str
    place: Place | None
    line: str
    test: str
    helpers: tuple[tuple[str, str], ...]


def explain(finding: Finding, files: set[Path]) -> Explanation:
    """Explain a finding; files are the reader's."""
    behaviour, case = finding.behaviour, finding.case
    details = case.details if case else ""
    passed = places(details, files)
    place = finding.stop.place if finding.stop else (passed[-1] if passed else None)
    message = finding.stop.reason if finding.stop else case.message if case else ""
    expected, came = expectation(message)
    code = code_to(behaviour, _failed_line(details, behaviour))
    return Explanation(
        behaviour.statement,
        parameters(case.parameters) if case else "",
        code,
        expected,
        came,
        "" if expected else in_short(message),
        place,
        _text_of(place),
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


def _text_of(place: Place | None) -> str:
    """The line of code at a place."""
    if place is None:
        return ""
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
        last = max(mark, *(n.end_lineno or 0 for n in ast.walk(test) if _is_line_of(n, mark)), 0)
    rows = [
        f"{'>' if n == mark else ' '} {lines[n - 1].removeprefix('    ')}" for n in range(first, last + 1)
    ]
    return tuple(rows if len(rows) <= MOST_LINES else ["  ...", *rows[-MOST_LINES:]])


def _is_line_of(node: ast.AST, line: int) -> bool:
    """Whether a simple statement stands on the line, whole or in part."""
    simple = isinstance(node, ast.stmt) and not hasattr(node, "body")
    return simple and node.lineno <= line <= (node.end_lineno or 0)  # type: ignore[attr-defined]


def parameters(text: str) -> str:
    """A case's parameters without the step: "step14-(3,)-float16" becomes "(3,), float16"."""
    return ", ".join(part for part in text.split("-") if part and not re.fullmatch(r"step\d\d", part))


# ---------------------------------------------------------------- the message of an assertion

ADDRESS = re.compile(r"<(?:[\w<>]+\.)*(\w+)(?: object)? at 0x[0-9a-f]+>")
NUMPY_SCALAR = re.compile(r"np\.(?:float|int|uint)\d+\(([^()]*)\)")
ZERO_DIMENSIONS = re.compile(r"\barray\((-?[\d.e+-]+)(?:, dtype=\w+)?\)")


def in_short(message: str) -> str:
    """The message as far as it can be read at a glance; of a syntax error, what is wrong with it."""
    lines = readable(message).splitlines()
    if lines and re.match(r"\s+File ", lines[0]):
        return lines[-1]
    return "\n".join(lines[:MOST_MESSAGE])


def readable(message: str) -> str:
    """The message without addresses, and with plain numbers."""
    message = ADDRESS.sub(r"a \1", message)
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
    (
        re.compile(r"\AAttributeError: (?:type object )?'(\w+)'(?: object)? has no attribute '(\w+)'"),
        r"\1.\2",
        r"a \1 has no \2",
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
            return match.expand(expected).partition(" ± ")[0], match.expand(came)
    if (match := COMPARED.fullmatch(first)) and len(SIGN.findall(first)) == 1:
        due = re.sub(r"approx\((.*)\)", r"\1", match["due"]).partition(" ± ")[0]
        return WORDS[match["sign"]].format(due=due), match["came"]
    return "", ""
