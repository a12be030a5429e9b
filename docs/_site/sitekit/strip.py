"""The row of 36 cells, one a step, in three groups: where a reader is."""

import math

from sitekit.html import esc
from stepkit.catalog import Catalog, Step

Sizes = dict[int, tuple[int, int]]  # lines added and removed, by step


def strip(catalog: Catalog, current: Step, sizes: Sizes, address: str) -> str:
    """Links to all steps; the height of a bar grows with the root of the changed lines."""
    most = max((added + removed for added, removed in sizes.values()), default=1) or 1
    groups = []
    for stage in catalog.stages:
        cells = []
        for step in catalog.steps[stage.first - 1 : stage.last]:
            height = math.sqrt(sum(sizes.get(step.number, (0, 0))) / most)
            bar = f'<i style="--h:{max(height, 0.05):.2f}"></i>'
            title = f"{step.label} {step.title}"
            if not step.exists:
                cells.append(f'<span class="{step.kind}" title="{esc(title)}, to come">{bar}</span>')
                continue
            here = ' aria-current="page"' if step == current else ""
            cells.append(
                f'<a href="{address.format(step=step.label)}" class="{step.kind}"{here} '
                f'aria-label="Step {esc(title)}" title="{esc(title)}">{bar}</a>'
            )
        groups.append(
            f'<div class="dz-seg" style="--n:{len(cells)}"><div class="dz-cells">{"".join(cells)}</div></div>'
        )
    opening = '<nav class="dz-strip dz-strip--nav" data-search-exclude '
    label = "All steps; the bars show how many lines changed"
    return f'{opening}aria-label="{label}">{"".join(groups)}</nav>'
