"""Steps named on pages: {step 07} becomes a link with its number and title, so a title is written once."""

import re

from sitekit.html import PageError
from stepkit.catalog import Catalog
from stepkit.errors import StepkitError

MARK = re.compile(r"\{step (\d+)\}")


def name_steps(markdown: str, catalog: Catalog) -> str:
    """The page with a link in place of each mark; it must lie beside the folder of the steps' pages."""

    def link(match: re.Match[str]) -> str:
        try:
            step = catalog.step(int(match[1]))
        except StepkitError as error:
            raise PageError(f"{match[0]}: {error}") from None
        return f"[{step.label} {step.title}](steps/step{step.label}.md)"

    return MARK.sub(link, markdown)
