"""A source file is a row of units, without gaps: definitions and the code between."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stepkit.catalog import load_catalog
from stepkit.diffing import framework_tree
from stepkit.outline import outline

SOURCES = {
    f"{step.label}/{path}": text
    for step in load_catalog().existing
    for path, text in framework_tree(step.folder).items()
}


def units(source):
    """(kind, name, text) for each unit."""
    lines = source.splitlines(keepends=True)
    return [(unit.kind, unit.name, "".join(lines[unit.start : unit.stop])) for unit in outline(source)]


def names(source):
    return [unit.name for unit in outline(source)]


def covers(source):
    """Whether the units, one after the other, are the source; none is empty."""
    parts = [text for _, _, text in units(source)]
    return "".join(parts) == source and all(parts)


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_the_units_of_the_snapshots_cover_them(source):
    assert covers(source)


def test_the_units_of_step_02():
    heads = [
        (kind, name, text.lstrip().splitlines()[0]) for kind, name, text in units(SOURCES["02/dezero.py"])
    ]
    assert heads == [
        ("code", "", '"""dezero: a small deep learning framework on numpy, grown step by step."""'),
        ("class", "Variable", "class Variable:"),
        ("def", "Variable.__init__", "def __init__(self, data):"),
        ("class", "Function", "class Function:"),
        ("def", "Function.__call__", "def __call__(self, input):"),
        ("def", "Function.forward", "def forward(self, x):"),
        ("class", "Square", "class Square(Function):"),
        ("def", "Square.forward", "def forward(self, x):"),
    ]


def test_decorators_and_comments_right_above_belong_to_a_definition_and_so_do_blank_lines_before():
    source = "x = 1\n\n# about f\n@first\n@second(\n    2\n)\ndef f():\n    return 1\n"
    assert units(source) == [("code", "", "x = 1\n"), ("def", "f", source.removeprefix("x = 1\n"))]


def test_a_comment_with_a_blank_line_below_belongs_to_the_code():
    source = "# ---- part one\n\ndef f():\n    return 1\n"
    assert units(source) == [("code", "", "# ---- part one\n"), ("def", "f", "\ndef f():\n    return 1\n")]


def test_a_comment_above_a_method_belongs_to_the_method():
    source = "class A:\n    # about f\n    @property\n    def f(self):\n        return 1\n"
    assert units(source) == [
        ("class", "A", "class A:\n"),
        ("def", "A.f", source.removeprefix("class A:\n")),
    ]


def test_class_attributes_after_methods_belong_to_the_class():
    source = "class A:\n    x = 1\n\n    def f(self): pass\n\n    y = 2\n\n    def g(self): pass\n"
    assert [(kind, name, text.split()[0]) for kind, name, text in units(source)] == [
        ("class", "A", "class"),
        ("def", "A.f", "def"),
        ("class", "A", "y"),
        ("def", "A.g", "def"),
    ]
    assert covers(source)


def test_what_is_nested_belongs_to_what_it_is_in():
    assert names("def f():\n    def g():\n        return 1\n\n    return g\n") == ["f"]
    assert names("class A:\n    class B:\n        def f(self):\n            return 1\n") == ["A"]
    assert names("if True:\n    def f():\n        return 1\n") == [""]


def test_asynchronous_functions_are_definitions():
    assert names("async def f():\n    return 1\n\nclass A:\n    async def g(self):\n        return 1\n") == [
        "f",
        "A",
        "A.g",
    ]


def test_code_between_and_after_definitions_is_a_unit_of_its_own():
    source = "import a\ndef f(): pass\n\nx = 1\ndef g(): pass\n\ny = 2\n"
    assert [text for _, _, text in units(source)] == [
        "import a\n",
        "def f(): pass\n",
        "\nx = 1\n",
        "def g(): pass\n",
        "\ny = 2\n",
    ]


@pytest.mark.parametrize("source", ["def f(:\n    pass\n", "x = (\n", "class A:\n"])
def test_a_text_that_does_not_parse_is_one_unit(source):
    assert units(source) == [("code", "", source)]


def test_an_empty_text_has_no_units():
    assert outline("") == []


def test_the_end_of_a_string_is_no_comment():
    source = 'def f():\n    return """\n#"""\ndef g(): pass\n'
    assert [text for _, _, text in units(source)] == [
        source.removesuffix("def g(): pass\n"),
        "def g(): pass\n",
    ]


METHODS = [
    "    def f(self):\n        return 1\n",
    "    @property\n    def g(self): return 2\n",
    "    x = 1\n",
]
CLASSES = st.lists(st.sampled_from([*METHODS, "    # a comment\n", "\n"]), max_size=6).map(
    lambda body: "class A:\n" + "".join(body) + "    last = 0\n"
)
PLAIN = ["x = 1\n", "# a comment\n", "\n", "def f():\n    # inside\n\n    return 1\n", "@d\ndef g(): pass\n"]


@settings(deadline=None, database=None, max_examples=100)
@given(st.lists(st.sampled_from(PLAIN) | CLASSES, max_size=8).map("".join))
def test_the_units_of_any_source_cover_it(source):
    assert covers(source)
