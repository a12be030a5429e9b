"""`python steps/stepkit` is the command line."""

import sys
from pathlib import Path

if not __package__:  # run as a folder: let `import stepkit` find it
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from stepkit.cli import main

sys.exit(main())
