"""Is every changed line of a step explained on its page?"""

from dataclasses import dataclass, field

from stepkit.diffing import FileDiff, Row

MOST_LINES = 25  # what one explanation may cover, apart from moves

Key = tuple[str, str, int]  # path, sign, line number


@dataclass
class Ledger:
    """The lines that a page must explain, and those that it has explained so far."""

    due: dict[Key, tuple[str, str]]  # line: the definition that it is in, its text
    done: set[Key] = field(default_factory=set)

    def explain(self, keys: set[Key]) -> None:
        self.done |= keys

    def forgotten(self) -> list[str]:
        """A sentence for each run of lines that no explanation covers."""
        missing = [key for key in self.due if key not in self.done]
        runs: list[list[Key]] = []
        for key in missing:
            last = runs[-1][-1] if runs else None
            if last and last[:2] == key[:2] and last[2] + 1 == key[2]:
                runs[-1].append(key)
            else:
                runs.append([key])
        sentences = []
        for run in runs:
            path, sign, first = run[0]
            place, text = self.due[run[0]]
            verb = "added" if sign == "+" else "removed"
            lines = f"line {first}" if len(run) == 1 else f"lines {first} to {run[-1][2]}"
            sentences.append(f"{verb} {lines} of {path}, in {place}, no explanation covers: {text.strip()!r}")
        return sentences


def row_key(path: str, row: Row) -> Key:
    return path, row.sign, (row.new if row.sign == "+" else row.old) or 0


def changes_due(diffs: list[FileDiff]) -> Ledger:
    """The added and removed lines of a step; blank ones go with their neighbours."""
    due: dict[Key, tuple[str, str]] = {}
    for diff in diffs:
        for section in diff.sections:
            if section.state == "gone":
                continue
            for row in section.rows:
                if row.sign != " " and row.text.strip():
                    due[row_key(diff.path, row)] = (section.name or diff.path, row.text)
    return Ledger(due)


def lines_due(path: str, source: str) -> Ledger:
    """The lines of an example that is the lesson; imports and blank lines explain themselves."""
    due: dict[Key, tuple[str, str]] = {}
    for number, text in enumerate(source.splitlines(), 1):
        if text.strip() and not text.startswith(("import ", "from ", '"""')):
            due[(path, "+", number)] = (path, text)
    return Ledger(due)
