"""What the toolbox says about itself."""

import re

import stepkit
from stepkit.catalog import STEPS_FOLDER


def test_the_toolbox_lists_its_modules():
    listed = re.findall(r"^(\w+)  +\w", stepkit.__doc__, re.MULTILINE)
    present = {path.stem for path in (STEPS_FOLDER / "stepkit").glob("[!_]*.py")}
    assert sorted(listed) == sorted(present)
