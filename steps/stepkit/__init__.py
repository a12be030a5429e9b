"""The toolbox that reads the snapshots; the commands, the tests and the site use it.

Nothing here is imported by a snapshot, and only the standard library is needed.

catalog     what the 36 steps are, and which of them have a snapshot
spans       the notation for sets of steps: "7-10,13-"
loading     one snapshot, or a reader's own framework, imported in isolation
running     examples and snippets, run in a process of their own
worker      that process
recording   the functions that a snippet calls, forward and backward, moment by moment
replay      a recording as plain data: a graph, and the moments with keys into it
comparing   printed output against what was expected, numbers by tolerance
outline     the definitions of a source file
diffing     what changed between two snapshots, definition by definition
history     each definition over all steps: when it came, changed, moved, left
textdiff    that change as a unified diff
renaming    definitions that an edit renames, and their names in other texts
merging     an edit of one snapshot replayed on the next
errata      the page of what was put right in the snapshots
carrying    an edit of one snapshot carried into all later ones
behaviours  the tests of the framework as statements with a span
cases       one test over a table of cases
report      what a run of the behaviours found, case by case
found       the reports of the last whole run, if they tell of the files as they are now
matrix      the behaviours with their states at every step
judging     the behaviours on a reader's own code, whatever it does
confined    the process in which that code runs, with limits
surveying   the behaviours of all steps on it: how far it has come
surveytext  that as text
judge       the command that puts these together
oldnumpy    names of numpy that older code asks for
tasks       what a learner writes in each step, its hints, and where to begin
desk        the folder in which a learner writes a step
progress    how far a learner has come
verdicts    what a run found of a learner's code: still to do, broken, what comes first
explaining  a failure as what was expected, what came, and where to look
telling     the verdict in words
sheets      the task, the hints, the way to the project's code
practice    the command that puts these together
terminal    colour and paragraphs
files       writing a file whole or not at all
tables      reading the TOML files that a person writes
errors      the exception for what a person can put right
seal        the digests that keep the snapshots frozen
options     options that several commands understand
selecting   which tests a command runs
cli         the command line: python steps/stepkit --help
"""
