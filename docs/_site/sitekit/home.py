"""The map of all steps on the home page."""

from sitekit.html import esc
from sitekit.strip import Sizes
from stepkit.catalog import Catalog, Stage, Step


def step_map(catalog: Catalog, sizes: Sizes) -> str:
    """Three columns, one a stage; a bar a step shows lines added and removed."""
    most = max((added + removed for added, removed in sizes.values()), default=1) or 1
    stages = "".join(_stage(catalog, stage, sizes, most) for stage in catalog.stages)
    return f'<div class="dz-map" data-search-exclude>{stages}</div>'


def _stage(catalog: Catalog, stage: Stage, sizes: Sizes, most: int) -> str:
    rows = "".join(_row(step, sizes, most) for step in catalog.steps[stage.first - 1 : stage.last])
    head = f'<h3 id="stage-{stage.number}"><span>Stage {stage.number}</span> {esc(stage.title)}</h3>'
    body = f'<p>{esc(stage.lede)}</p><ol class="dz-rows">{rows}</ol>'
    return f'<section class="dz-stage">{head}{body}</section>'


def _row(step: Step, sizes: Sizes, most: int) -> str:
    name = f'<span class="dz-no">{step.label}</span><span class="dz-ti">{esc(step.title)}</span>'
    if not step.exists:
        return f'<li><span class="dz-tocome">{name}<span class="dz-kind">to come</span></span></li>'
    link = f'<a href="steps/step{step.label}.html">{name}'
    if step.kind != "change":
        return f'<li>{link}<span class="dz-kind">{step.kind}</span></a></li>'
    added, removed = sizes[step.number]
    bars = "".join(
        f'<i class="{name}" style="width:{100 * count / most:.1f}%"></i>'
        for name, count in (("p", added), ("m", removed))
        if count
    )
    return (
        f'<li>{link}<span class="dz-bar" aria-hidden="true">{bars}</span>'
        f'<span class="vh">{added} lines added, {removed} removed</span></a></li>'
    )
