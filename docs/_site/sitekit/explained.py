"""Is every changed line of a step explained on its page?"""

from dataclasses import dataclass, field

from stepkit.diffing import FileDiff, Row, Section

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
        """A sentence for each definition with lines that no explanation covers."""
        missing: dict[tuple[str, str, str], list[Key]] = {}
        for key, (place, _) in self.due.items():
            if key not in self.done:
                missing.setdefault((*key[:2], place), []).append(key)
        sentences = []
        for (path, sign, place), keys in missing.items():
            verb = "added" if sign == "+" else "removed"
            first, last = keys[0][2], keys[-1][2]
            lines = f"line {first}" if first == last else f"lines {first} to {last}"
            text = self.due[keys[0]][1].strip()
            sentences.append(f"no explanation covers {verb} {lines} of {path}, in {place}: {text!r}")
        return sentences


def row_key(path: str, row: Row) -> Key:
    return path, row.sign, (row.new if row.sign == "+" else row.old) or 0


def move_key(path: str, section: Section) -> Key:
    """A definition that moved counts once, as its first line."""
    first = next(row for row in section.rows if row.new and row.text.strip())
    return path, "+", first.new or 0


def changes_due(diffs: list[FileDiff]) -> Ledger:
    """The added and removed lines of a step; blank ones go with their neighbours."""
    due: dict[Key, tuple[str, str]] = {}
    for diff in diffs:
        for section in diff.sections:
            if section.state == "gone":
                continue
            if section.state == "moved":
                due[move_key(diff.path, section)] = (section.name, f"moved from {section.other}")
            for row in section.rows:
                if row.sign != " " and row.text.strip():
                    due[row_key(diff.path, row)] = (section.name or diff.path, row.text)
    return Ledger(due)


def lines_due(diffs: list[FileDiff]) -> Ledger:
    """The lines of an example that is the lesson; imports and its docstring explain themselves."""
    ledger = changes_due(diffs)
    plain = ("import ", "from ", '"""')
    ledger.due = {key: line for key, line in ledger.due.items() if not line[1].startswith(plain)}
    return ledger
