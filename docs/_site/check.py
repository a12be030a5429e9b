"""Check the pages: are the results that they state those that come out, is every changed line explained?

nox -s pages              all pages
nox -s pages -- 12-36     those of some steps, and of the steps after them
"""

import argparse
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "steps")]

from sitekit.checking import complaints  # noqa: E402
from stepkit.catalog import load_catalog  # noqa: E402
from stepkit.errors import StepkitError  # noqa: E402
from stepkit.spans import parse_span  # noqa: E402


def main() -> int:
    """0 if every page is right, 1 if one is not, 2 for a mistake on the command line."""
    assert __doc__
    parser = argparse.ArgumentParser(
        prog="nox -s pages --", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("steps", nargs="?", default="all", help="their numbers: 7, 3-9, 12-")
    options = parser.parse_args()
    catalog = load_catalog()
    try:
        found = complaints(catalog, HERE.parent, parse_span(options.steps, catalog.last))
    except StepkitError as error:
        print(f"pages: {error}", file=sys.stderr)
        return 2
    for page, complaint in sorted(found.items()):
        print(f"docs/{page}:\n  {complaint}")
    print(f"pages to mend: {len(found)}" if found else "the pages are true of the snapshots")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
