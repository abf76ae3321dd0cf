"""A score made of many indicators, place by place, with how robust each rank is."""

from __future__ import annotations

import numpy as np
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field

from luoshi.kernel.errors import N_
from luoshi.registry.api import place_names

from ..domain.composite import Direction, Part, Scale, Score, score
from .base import Findings, Kind, Options, Section, Source, register


class PartOptions(BaseModel):
    model_config = ConfigDict(extra="forbid")
    code: str
    weight: float = Field(gt=0)
    direction: Direction = "up"
    scale: Scale = "range"
    target: float | None = None


class CompositeOptions(Options):
    """``parts`` are indicators kept by place. A place with less than ``least_known`` of the weight gets no score."""

    parts: list[PartOptions] = Field(min_length=2)
    least_known: float = Field(default=0.8, gt=0, le=1)
    basis: str = ""


def run(options: CompositeOptions, source: Source) -> Findings:
    found = [source.places(part.code) for part in options.parts]
    places = sorted({place for values in found for place in values})
    if len(places) < 2:
        return Findings(_("各地数据还不足以比较（至少两个区划）。先导入分乡镇的数据。"), (), determined=False)
    values = np.array([[one.get(place, np.nan) for one in found] for place in places], np.float64)
    parts = [Part(p.code, p.weight, p.direction, p.scale, p.target) for p in options.parts]
    made = score(values, parts, least_known=options.least_known)
    names = place_names(places)
    order = sorted(range(len(places)), key=lambda n: (made.rank[n] or 999, places[n]))
    rows = tuple(_row(n, places, names, made) for n in order)
    detail = tuple(
        (names.get(places[n], places[n]), *(None if np.isnan(p) else float(p) for p in made.parts[n])) for n in order
    )
    weights = sum(p.weight for p in options.parts)
    makeup = tuple(
        (source.name(p.code), 100 * p.weight / weights, {"up": _("越高越好"), "down": _("越低越好")}[p.direction])
        for p in options.parts
    )
    firm = sum(bool(made.rank[n]) and made.rank_high[n] - made.rank_low[n] <= 2 for n in range(len(places)))
    verdict = _(
        "%(all)s 个区划中 %(scored)s 个有得分；权重上下浮动一半时，%(firm)s 个的位次变动不超过两位，其余位次不足以区分高下。"
    )
    return Findings(
        verdict % {"all": len(places), "scored": int((made.rank > 0).sum()), "firm": firm},
        (
            Section(
                _("综合得分和位次"),
                (_("区划"), _("得分"), _("位次"), _("权重变动时的位次"), _("已有数据的权重（%）")),
                rows,
                note=_(
                    "位次区间：每个权重在自身的一半到一倍半之间随机取 400 组，位次的最小和最大值。区间重叠的，不作高下之分。"
                ),
            ),
            Section(_("各项得分"), (_("区划"), *(source.name(p.code) for p in options.parts)), detail),
            Section(_("构成"), (_("指标"), _("权重（%）"), _("方向")), makeup),
        ),
        determined=bool((made.rank > 0).any()),
        basis=options.basis,
    )


def _row(n: int, places: list[str], names: dict[str, str], made: Score) -> tuple[object, ...]:
    name = names.get(places[n], places[n])
    known = 100 * float(made.known[n])
    if not made.rank[n]:
        return name, None, _("数据不足"), "—", known
    span = f"{made.rank_low[n]}–{made.rank_high[n]}"
    return name, float(made.score[n]), int(made.rank[n]), span, known


register(
    Kind(
        "composite",
        N_("综合评价"),
        "indicators.composite",
        CompositeOptions,
        run,
        codes=lambda o: [p.code for p in o.parts],
    )
)
