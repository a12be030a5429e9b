"""Steps that a page names, and the small things that are done to a page as a whole."""

import pytest

from sitekit.html import PageError, without_blank_lines
from sitekit.naming import name_steps


def test_a_step_is_named_by_its_number_and_its_title(catalog):
    assert name_steps("See {step 07}.", catalog) == f"See [07 {catalog.step(7).title}](steps/step07.md)."


def test_a_step_that_does_not_exist_is_refused(catalog):
    with pytest.raises(PageError, match=r"\{step 99\}: step 99 does not exist"):
        name_steps("See {step 99}.", catalog)


def test_blank_lines_go_and_listings_stay_as_they_are():
    page = "<div>\n\n    <p>a\n  b</p>\n<pre>x\n\n  y</pre>\n\n</div>"
    assert without_blank_lines(page) == "<div>\n<p>a\nb</p>\n<pre>x\n\n  y</pre>\n</div>"
