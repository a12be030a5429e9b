"""Step 25: a graph as text in the DOT language, and as a picture."""

import sys
from pathlib import Path

import graphviz

# y = x * x + x: variables are ellipses, functions are boxes.
TEXT = """\
digraph {
x [label="x", color=orange, style=filled]
t [label="t", color=orange, style=filled]
y [label="y", color=orange, style=filled]
mul [label="Mul", color=lightblue, style=filled, shape=box]
add [label="Add", color=lightblue, style=filled, shape=box]
x -> mul
x -> mul
mul -> t
t -> add
x -> add
add -> y
}
"""

file = Path("sample.dot")
file.write_text(TEXT)
print("wrote", file)
print(TEXT, end="")

arrows = [line for line in TEXT.splitlines() if "->" in line]
print("nodes:", TEXT.count("[label="), "arrows:", len(arrows))

try:
    graphviz.render("dot", filepath=file, outfile="sample.svg")
except graphviz.ExecutableNotFound:
    print("no picture: Graphviz is not installed", file=sys.stderr)
