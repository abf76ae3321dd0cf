"""Self-assessment against a standard: each criterion met, short by how much, or open for want of a figure."""

from __future__ import annotations

from typing import Literal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luoshi.kernel.errors import N_

from .base import Findings, Kind, Options, Section, Source, register, said


class Criterion(Options):
    """``indicator`` gives the value (its newest); ``value`` stands for one that is no series, with its ``evidence``.
    ``limit`` null: the standard's value is not known here, so the criterion stays open. A ``scored`` one is judged by
    points instead: its value is what was given, of ``points`` at most."""

    name: str
    name_en: str = ""
    indicator: str = ""
    value: float | None = None
    evidence: str = ""
    op: Literal[">=", "<="] = ">="
    limit: float | None = None
    unit: str = ""
    unit_en: str = ""
    points: float = 1.0
    scored: bool = False


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
        points += _points(criterion, value, state)
        word = _("达标") if state else _("未达标") if state is False else _("缺数据或标准值")
        if criterion.scored and value is not None:
            word = _("满分") if state else _("未满分")
        evidence = (
            source.name(criterion.indicator) + f" {period}" if criterion.indicator else _(criterion.evidence or "—")
        )
        rows.append((_named(criterion, source), value, said(criterion, "unit"), _limit(criterion), gap, word, evidence))
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
    if options.pass_share is not None:
        verdict += _passed(points, total, options.pass_share)
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


def _named(criterion: Criterion, source: Source) -> str:
    """In the reader's language; a criterion without English that is an indicator is called as that is."""
    if get_language() == "en" and criterion.indicator and not criterion.name_en:
        return source.name(criterion.indicator)
    return said(criterion)


def _limit(criterion: Criterion) -> str | None:
    if criterion.scored:
        return _("满分 %(points)s") % {"points": f"{criterion.points:g}"}
    return None if criterion.limit is None else f"{criterion.op} {criterion.limit:g}"


def _points(criterion: Criterion, value: float | None, state: bool | None) -> float:
    if criterion.scored:
        return min(max(value or 0.0, 0.0), criterion.points)
    return criterion.points if state else 0.0


def _passed(points: float, total: float, share: float) -> str:
    line = round(total * share, 6)
    if points >= line:
        return _("达到合格线 %(line)s 分。") % {"line": f"{line:g}"}
    return _("离合格线 %(line)s 分还差 %(gap)s 分。") % {"line": f"{line:g}", "gap": f"{line - points:g}"}


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
    if value is None or (criterion.limit is None and not criterion.scored):
        return None, None
    if criterion.scored:
        gap = round(criterion.points - value, 10)
        return (True, None) if gap <= 0 else (False, gap)
    assert criterion.limit is not None
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
