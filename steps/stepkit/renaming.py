"""Definitions that an edit renames: which, and the same names put into other texts."""

import io
import tokenize

from stepkit.diffing import Tree, framework_of
from stepkit.merging import aligned, pieces_of

Names = dict[str, str]  # the new name by the old one


def renamed_definitions(base: Tree, edited: Tree) -> Names:
    """The functions, classes and methods that have another name, in the same place, after the edit."""
    names: Names = {}
    base, edited = framework_of(base), framework_of(edited)
    for path in base.keys() & edited.keys():
        for before, after in aligned(pieces_of(path, base[path]), pieces_of(path, edited[path])):
            if before and after and before.key != after.key:
                old, new = before.key[1].rpartition(".")[2], after.key[1].rpartition(".")[2]
                if old and new and old != new:
                    names[old] = new
    return names


def with_names(source: str, names: Names) -> str:
    """A Python source in which each old name is the new one; comments and strings stay."""
    if not names:
        return source
    lines = source.splitlines(keepends=True)
    tokens = [t for t in tokenize.generate_tokens(io.StringIO(source).readline) if t.type == tokenize.NAME]
    for token in reversed(tokens):  # from the end, so that the columns before it stay true
        if token.string in names:
            row, column = token.start
            line = lines[row - 1]
            lines[row - 1] = line[:column] + names[token.string] + line[token.end[1] :]
    return "".join(lines)


def tree_with_names(tree: Tree, names: Names) -> Tree:
    """The same for all Python files of a tree."""
    return {path: with_names(text, names) if path.endswith(".py") else text for path, text in tree.items()}
