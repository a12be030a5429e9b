"""What turns the snapshots into the website: pure functions that return HTML or Markdown.

The MkDocs hook beside this package calls them; nothing here knows of MkDocs.

fences    the blocks in a page that are computed, and how they are written
pages     a step's page, put together from its prose and what is computed
explained which changed lines a page explains, and which it forgets
code      Python as highlighted lines
diffs     changes as HTML: hunks with notes, the whole diff, unified and side by side
snippets  the fences that run code, on a step's page or any other
runs      snippets and their results
outcomes  all that the pages need, run on its steps
checking  which pages state what is not so
graphs    recorded calls as a drawing
compare   any two steps compared: the data for the script that shows them
history   the pages that show how each definition came to be
telling   the moments of a recorded run in words
player    a recorded run that a reader can play, and its still version
large     drawings that are files of their own, and open on top of the page
figures   matplotlib's drawings, made to follow the colour scheme
home      the map of all steps
matrix    the behaviours and the steps as a table
testpages the tests of each topic
glossary  its terms, its page, and the links to it
naming    steps that a page names, as links
searching the words under which the search finds a step
notfound  the page that a host shows where there is none
strip     the row of 36 cells
html      the few helpers for writing HTML
fonts     web fonts, cut down to the characters in use
"""
