"""Under which words the search finds a step, beside those that its page shows outside of listings."""

import ast
from collections.abc import Iterator, Mapping, Sequence

from sitekit.glossary import Term, named_in
from sitekit.pages import Lesson


def search_words(lesson: Lesson, terms: Sequence[Term]) -> list[str]:
    """The names that arrive in the framework; Korean and Japanese words for what the step is about."""
    old, new = (_names(tree) for tree in (lesson.source.old, lesson.source.new))
    step = lesson.step
    head = named_in(f"{step.title}. {step.lesson}", terms)
    about = [term for term in terms if term.step == step.number or term in head]
    return [*sorted(new - old), *(word for term in about for word in (term.korean, term.japanese))]


def _names(tree: Mapping[str, str]) -> set[str]:
    return {
        name for path, text in tree.items() if not path.startswith("test_") for name in defined_names(text)
    }


def defined_names(source: str) -> Iterator[str]:
    """The functions, classes and attributes that a source defines, and the names outside of functions."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr
        if isinstance(node, ast.Module | ast.ClassDef):
            for statement in node.body:
                if isinstance(statement, ast.Assign):
                    yield from (target.id for target in statement.targets if isinstance(target, ast.Name))
