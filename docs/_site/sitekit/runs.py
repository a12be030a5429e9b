"""Snippets and what they print, on the step before and on this one."""

import re
from dataclasses import dataclass

from sitekit.code import listing
from sitekit.fences import Part
from sitekit.html import PageError, esc
from stepkit.comparing import difference


@dataclass(frozen=True)
class Result:
    """A stated result, the remark on it, and what really came out."""

    where: str
    label: str
    remark: str
    output: str


def check(part: Part, output: str, where: str) -> None:
    """Refuse a page that states another result than the one that came out."""
    found = difference(part.text, output)
    if found:
        raise PageError(f"the result stated for {where} is not what came out: {found}")


def snippet(code: str, results: list[Result]) -> str:
    """The code, and below it its results, side by side."""
    outputs = "".join(_result(result) for result in results)
    return f'<div class="dz-ab dz-ab--{len(results)}">{listing(code, "The snippet")}{outputs}</div>'


ERROR = re.compile(r"^\w*(?:Error|Exception)\b.*\Z", re.M)


def _result(result: Result) -> str:
    failed = result.where == "before" or ERROR.search(result.output.rstrip())
    kind = "ok" if result.where == "now" else "bad" if failed else "so"
    verdict = f'<p class="dz-verdict {kind}">{esc(result.remark)}</p>' if result.remark else ""
    text = esc(result.output.rstrip("\n")) or '<span class="dz-nothing">nothing</span>'
    return (
        f'<div class="dz-out"><p class="dz-cap">{esc(result.label)}</p>'
        f'<pre tabindex="0" role="region" aria-label="{esc(result.label)}">{text}</pre>{verdict}</div>'
    )


def console(command: str, output: str) -> str:
    """A command and what it prints."""
    return (
        f'<figure class="dz-diff dz-console"><figcaption><span><b>{esc(command)}</b></span></figcaption>'
        f'<pre class="dz-code dz-code--bare" tabindex="0" role="region" aria-label="Output of the example">'
        f"{esc(output)}</pre></figure>"
    )
