"""Self-assessment against a standard: each criterion met, short by how much, or open for want of a figure."""

from __future__ import annotations

from typing import Literal

from django.utils.translation import gettext as _

from luoshi.kernel.errors import N_

from .base import Findings, Kind, Options, Section, Source, register


class Criterion(Options):
    """``indicator`` gives the value (its newest); ``value`` stands for one that is no series, with its ``evidence``.
    ``limit`` null: the standard's value is not known here, so the criterion stays open."""

    name: str
    indicator: str = ""
    value: float | None = None
    evidence: str = ""
    op: Literal[">=", "<="] = ">="
    limit: float | None = None
    unit: str = ""
    points: float = 1.0


class AssessmentOptions(Options):
    standard: str
    edition: str
    verified: bool = False
    pass_share: float | None = None
    """The share of all points (0 to 1) from which the whole is met; None: every criterion must be."""
    criteria: list[Criterion]
    synthetic: bool = False
    """The values that stand here for measured ones are samples."""


def run(options: AssessmentOptions, source: Source) -> Findings:
    rows, met, short, points = [], 0, 0, 0.0
    for criterion in options.criteria:
        value, period = _value(criterion, source)
        state, gap = _judge(criterion, value)
        met += state is True
        short += state is False
        points += criterion.points if state else 0.0
        word = _("达标") if state else _("未达标") if state is False else _("缺数据或标准值")
        limit = None if criterion.limit is None else f"{criterion.op} {criterion.limit:g}"
        evidence = source.name(criterion.indicator) + f" {period}" if criterion.indicator else criterion.evidence
        rows.append((criterion.name, value, criterion.unit, limit, gap, word, evidence))
    total = sum(c.points for c in options.criteria)
    open_ = len(options.criteria) - met - short
    text = _(
        "%(all)s 项中达标 %(met)s 项，未达标 %(short)s 项，缺数据或标准值 %(open)s 项；得分 %(points)s / %(total)s。"
    )
    verdict = text % {
        "all": len(options.criteria),
        "met": met,
        "short": short,
        "open": open_,
        "points": f"{points:g}",
        "total": f"{total:g}",
    }
    section = Section(
        _("逐项对照"),
        (_("指标"), _("现值"), _("单位"), _("标准值"), _("差距"), _("结论"), _("证明材料")),
        tuple(rows),
        note="" if options.verified else _("标准值凭记忆录入，待对照原文核实。"),
    )
    return Findings(
        verdict,
        (section,),
        determined=met + short > 0,
        basis=f"{options.standard}（{options.edition}）",
        synthetic=options.synthetic,
    )


def _value(criterion: Criterion, source: Source) -> tuple[float | None, str]:
    if not criterion.indicator:
        return criterion.value, ""
    values = source.values(criterion.indicator)
    if not values:
        return None, ""
    period = list(values)[-1]
    return values[period], period


def _judge(criterion: Criterion, value: float | None) -> tuple[bool | None, float | None]:
    """Whether it is met and, where not, by how much it is short; None where it cannot be said."""
    if value is None or criterion.limit is None:
        return None, None
    gap = round(criterion.limit - value if criterion.op == ">=" else value - criterion.limit, 10)
    return (True, None) if gap <= 0 else (False, gap)


register(
    Kind(
        "assessment",
        N_("对标自评"),
        "indicators.self-assessment",
        AssessmentOptions,
        run,
        codes=lambda o: [c.indicator for c in o.criteria if c.indicator],
    )
)
