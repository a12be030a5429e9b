"""Replaying an edit of one snapshot on the next: three-way merges, definition by definition.

Definitions are paired by name, as in diffing, so that an edit of one cannot collide with the
next step's edit of its neighbour. Files that are renamed and definitions that move are followed.
An edit of a definition that a step takes out sleeps until a later step brings it back.
"""

import subprocess
import tempfile
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

from stepkit.diffing import MOVED_ABOVE, RENAMED_ABOVE, Tree, diff_trees, likeness
from stepkit.errors import StepkitError
from stepkit.outline import outline

Key = tuple[str, str]  # the kind and the name of a unit
Sleeping = dict[Key, tuple[str, str]]  # an edit that waits: the definition before it and after it
MARKERS = ("<<<<<<< ", "||||||| ", ">>>>>>> ")


@dataclass(frozen=True)
class Labels:
    """What the conflict markers call the three texts."""

    ours: str
    base: str
    theirs: str


@dataclass
class Merged:
    """The next snapshot with the edit in it; where the two collide, its files hold conflict markers.

    conflicts name those places; remarks say of an edit that it moved, sleeps, woke or ended.
    """

    tree: Tree
    sleeping: Sleeping
    conflicts: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


@dataclass(eq=False)
class Piece:
    """A unit of a file with its text, and the file in which it stands."""

    path: str
    key: Key
    text: str


def merge_texts(ours: str, base: str, theirs: str, labels: Labels) -> tuple[str, bool]:
    """What `git merge-file` makes of three texts, and whether there is a conflict in it."""
    if base == theirs or ours == theirs:
        return ours, False
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, name) for name in ("ours", "base", "theirs")]
        for path, text in zip(paths, (ours, base, theirs), strict=True):
            path.write_text(text, encoding="utf-8", newline="\n")
        names = [word for label in (labels.ours, labels.base, labels.theirs) for word in ("-L", label)]
        command = ["git", "merge-file", "-p", "--diff3", *names, *map(str, paths)]
        done = subprocess.run(command, capture_output=True, encoding="utf-8")
    if not 0 <= done.returncode < 128:  # else the number of conflicts
        raise StepkitError(f"git merge-file failed: {done.stderr.strip()}")
    return done.stdout, done.returncode > 0


def conflict_lines(text: str) -> list[int]:
    """The numbers of the lines, from 1, that are conflict markers."""
    return [number for number, line in enumerate(text.splitlines(), 1) if line.startswith(MARKERS)]


def merge_trees(base: Tree, edited: Tree, following: Tree, sleeping: Sleeping, labels: Labels) -> Merged:
    """The snapshot `following`, which grew out of `base`, with the edit that made `edited` of `base`."""
    replay = _Replay(base, following, sleeping, labels)
    replay.wake()
    for path in sorted(base.keys() | edited.keys()):
        if path not in base or path not in edited:
            replay.whole_file(path, base.get(path), edited.get(path))
        elif base[path] != edited[path]:
            replay.edit(path, pieces_of(path, edited[path]))
    return replay.result()


class _Replay:
    """An edit on its way into the snapshot that follows."""

    def __init__(self, base: Tree, following: Tree, sleeping: Sleeping, labels: Labels) -> None:
        self.labels = labels
        self.base = {path: pieces_of(path, text) for path, text in base.items()}
        self.files = {path: pieces_of(path, text) for path, text in following.items()}
        self.homes = {d.old: d.new for d in diff_trees(base, following) if d.old and d.new}
        self.places = self._find_places()
        self.merged = Merged({}, dict(sleeping))

    def _find_places(self) -> dict[Piece, Piece]:
        """For each piece of the base the one that continues it, in its file or where it moved to."""
        places = {}
        for old, new in self.homes.items():
            for before, after in aligned(self.base[old], self.files[new]):
                if before and after:
                    places[before] = after
        taken = set(places.values())
        left = [p for pieces in self.base.values() for p in pieces if p not in places and p.key[1]]
        for piece in left:
            for other in (p for pieces in self.files.values() for p in pieces if p not in taken):
                if other.key == piece.key and _alike(piece, other) > MOVED_ABOVE:
                    places[piece] = other
                    taken.add(other)
                    break
        return places

    def wake(self) -> None:
        """Carry sleeping edits into definitions that are back."""
        continued = set(self.places.values())
        for piece in [p for pieces in self.files.values() for p in pieces if p not in continued]:
            if piece.key in self.merged.sleeping:
                before, after = self.merged.sleeping.pop(piece.key)
                self._merge(piece, before, after)
                self._remark(f"{piece.key[1]} is back, and the edit with it")

    def whole_file(self, path: str, before: str | None, after: str | None) -> None:
        """Carry a file that the edit adds or removes."""
        home = self.homes.get(path, path)
        pieces = self.files.get(home)
        if pieces is None:
            if after is not None:
                self.files[home] = pieces_of(home, after)
            return
        text, conflict = merge_texts(_joined(pieces), before or "", after or "", self.labels)
        self.files[home] = [Piece(home, ("code", ""), text)]
        if conflict:
            self.merged.conflicts.append(home)
        elif after is None:
            del self.files[home]

    def edit(self, path: str, edited: list[Piece]) -> None:
        """Carry the edit of a file, piece by piece in their order."""
        home = self.homes.get(path)
        last: Piece | None = None  # the piece at home that an added one follows
        for before, after in aligned(self.base[path], edited):
            place = self.places.get(before) if before else None
            if before is None and after is not None:
                last = self._add(path, home, last, after)
            elif before is not None and (after is None or after.text != before.text):
                self._change(path, home, before, after.text if after else "", place)
            if place and place.path == home:
                last = place

    def _change(self, path: str, home: str | None, before: Piece, after: str, place: Piece | None) -> None:
        kind, name = before.key
        if place:
            self._merge(place, before.text, after)
            if place.path != home:
                self._remark(f"{name} moves to {place.path}, and the edit with it")
        elif name:
            self.merged.sleeping[before.key] = (before.text, after)
            self._remark(f"{name} is not there: its edit sleeps until it is back")
        else:
            self._remark(f"{path}: the {kind} that the edit changes is not there: that part ends here")

    def _add(self, path: str, home: str | None, last: Piece | None, added: Piece) -> Piece | None:
        if home is None:
            self._remark(f"{path} is not there: what the edit adds to it ends here")
            return last
        pieces = self.files[home]
        twin = next((piece for piece in pieces if added.key[1] and piece.key == added.key), None)
        if twin:
            self._merge(twin, "", added.text)
            return twin
        piece = Piece(home, added.key, added.text)
        pieces.insert(pieces.index(last) + 1 if last else 0, piece)
        return piece

    def _merge(self, piece: Piece, before: str, after: str) -> None:
        piece.text, conflict = merge_texts(piece.text, before, after, self.labels)
        if conflict:
            self.merged.conflicts.append(piece.key[1] or piece.path)

    def _remark(self, text: str) -> None:
        if text not in self.merged.remarks:  # a class is several pieces
            self.merged.remarks.append(text)

    def result(self) -> Merged:
        self.merged.tree = {path: _joined(pieces) for path, pieces in self.files.items()}
        return self.merged


def pieces_of(path: str, text: str) -> list[Piece]:
    """The units of a file, each with its text; together they are the file."""
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    return [Piece(path, (u.kind, u.name), "".join(lines[u.start : u.stop])) for u in outline(text)]


def _joined(pieces: list[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def _alike(a: Piece, b: Piece) -> float:
    return likeness(a.text.splitlines(), b.text.splitlines())


def aligned(a: list[Piece], b: list[Piece]) -> list[tuple[Piece | None, Piece | None]]:
    """The pieces of two files side by side; a definition that was renamed in its place is one row."""
    rows: list[tuple[Piece | None, Piece | None]] = []
    matcher = SequenceMatcher(None, [p.key for p in a], [p.key for p in b], autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            rows += zip(a[i1:i2], b[j1:j2], strict=True)
            continue
        others = b[j1:j2]
        for piece in a[i1:i2]:
            kin = [o for o in others if o.key[0] == piece.key[0] and _alike(piece, o) >= RENAMED_ABOVE]
            other = max(kin, key=lambda o: _alike(piece, o), default=None)
            if other:
                rows += [(None, o) for o in others[: others.index(other)]]
                others = others[others.index(other) + 1 :]
            rows.append((piece, other))
        rows += [(None, o) for o in others]
    return rows
