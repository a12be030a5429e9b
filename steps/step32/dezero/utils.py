"""Drawing a computational graph with Graphviz."""

import os
import tempfile

import graphviz

from dezero.core import Constant


def _dot_var(v, number, verbose=False):
    """Return the line of DOT for a variable, as node `number`."""
    facts = [v.name] if v.name else []
    if not hasattr(v.data, "dtype"):
        facts += [] if v.data is None else [str(v.data)]  # a number
    elif verbose:
        facts += [f"{v.shape} {v.dtype}"]
    color = "lightgray" if isinstance(v, Constant) else "orange"
    label = _quote(": ".join(facts))
    return f"{number} [label={label}, color={color}, style=filled]\n"


def _dot_func(f, number, numbers):
    """Return the lines of DOT for a function, as node `number`, and its arrows.

    numbers: the numbers of the variables
    """
    label = _quote(type(f).__name__)
    look = "color=lightblue, style=filled, shape=box"
    text = f"{number} [label={label}, {look}]\n"
    for x in f.inputs:
        text += f"{numbers[x]} -> {number}\n"
    for y in f.outputs:
        if y() in numbers:  # else it is gone, or led elsewhere
            text += f"{number} -> {numbers[y()]}\n"
    return text


def _quote(text):
    """Return text as a DOT string, whatever characters it holds."""
    # What cannot be printed, DOT or SVG cannot hold.
    text = "".join(c if c.isprintable() or c == "\n" else " " for c in text)
    text = graphviz.escape(text).replace("\n", r"\n").replace("&", "&amp;")
    return graphviz.quoting.quote(graphviz.nohtml(text))


def get_dot_graph(output, verbose=True):
    """Return the graph that led to the Variable output as text in DOT.

    verbose: whether a variable shows its shape and dtype beside its name
    The nodes are numbered in the order in which they are met, so the same graph
    gives the same text at each run.
    """
    functions = output.history()
    variables = [output, *(x for f in functions for x in f.inputs)]
    numbers = {v: number for number, v in enumerate(dict.fromkeys(variables))}
    text = "".join(_dot_var(v, numbers[v], verbose) for v in numbers)
    for number, f in enumerate(functions, len(numbers)):
        text += _dot_func(f, number, numbers)
    return "digraph {\n" + text + "}\n"


def plot_dot_graph(output, verbose=True, to_file="graph.png"):
    """Draw the graph that led to the Variable output into a file.

    to_file: its ending says which kind of picture: .png, .svg, .pdf, ...
    Returns a graphviz.Source, which a notebook shows as a picture. A file name
    with another ending is a ValueError. Needs Graphviz: without its command
    `dot` it is a RuntimeError that says how to install it.
    """
    kind = os.path.splitext(to_file)[1].removeprefix(".")
    if kind not in graphviz.FORMATS:
        raise ValueError(
            "to_file must end in .png, .svg, .pdf or another format of "
            f"Graphviz: {to_file!r}"
        )
    source = graphviz.Source(get_dot_graph(output, verbose))
    try:
        picture = source.pipe(format=kind)
    except graphviz.ExecutableNotFound:
        raise RuntimeError(
            "drawing needs Graphviz: install it from graphviz.org/download, or "
            "take the DOT text that get_dot_graph returns"
        ) from None
    # Written aside and moved into place, so that no file is half written.
    folder = os.path.dirname(os.path.abspath(to_file))
    with tempfile.TemporaryDirectory(dir=folder) as aside:
        part = os.path.join(aside, "picture")
        with open(part, "wb") as file:
            file.write(picture)
        os.replace(part, to_file)
    return source
