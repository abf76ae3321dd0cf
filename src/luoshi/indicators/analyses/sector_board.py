"""Sectors side by side: their series, growth, target and firms, by the industries the register of firms knows."""

from __future__ import annotations

import polars as pl
from django.utils.translation import gettext as _

from luoshi.kernel.errors import N_

from .base import Findings, Kind, Options, Section, Source, register, said


class Sector(Options):
    """``output`` is the sector's series, ``growth`` its growth in percent; ``industries`` begin the classes (GB/T 4754) of
    its firms; ``target`` is the growth it is to reach, null where none is laid down."""

    name: str
    name_en: str = ""
    output: str
    growth: str = ""
    industries: list[str] = []
    target: float | None = None


class SectorBoardOptions(Options):
    sectors: list[Sector]
    target_source: str = ""


def run(options: SectorBoardOptions, source: Source) -> Findings:
    firms, years = source.register("firm"), source.register("firm_year")
    rows, behind, known = [], [], 0
    for sector in options.sectors:
        output, growth = source.values(sector.output), source.values(sector.growth) if sector.growth else {}
        period = list(output)[-1] if output else ""
        grown = list(growth.values())[-1] if growth else None
        count, staff = firms_of(firms, years, sector.industries)
        known += bool(output)
        word = ""
        if sector.target is not None and grown is not None:
            word = _("达到") if grown >= sector.target else _("未达到")
            if grown < sector.target:
                behind.append(said(sector))
        rows.append((said(sector), period or None, output.get(period), grown, sector.target, word or "—", count, staff))
    if not known:
        return Findings(_("各行业还没有数据。先填报或导入行业数据。"), (), determined=False)
    if behind:
        verdict = _("%(known)s 个行业有数据，%(names)s没有达到目标增幅。") % {
            "known": known,
            "names": _("、").join(behind),
        }
    else:
        verdict = _("%(known)s 个行业有数据，没有行业低于目标增幅。") % {"known": known}
    headers = (
        _("行业"),
        _("时期"),
        _("最新值"),
        _("同比（%）"),
        _("目标增幅（%）"),
        _("结论"),
        _("在营企业"),
        _("职工数"),
    )
    section = Section(_("行业看板"), headers, tuple(rows), unit=source.unit(options.sectors[0].output))
    return Findings(verdict, (section,), determined=True, basis=options.target_source)


def firms_of(firms: pl.DataFrame, years: pl.DataFrame, industries: list[str]) -> tuple[int | None, int | None]:
    """Open firms of these industries and their staff in the newest year; None where the register is empty or no industry
    is named."""
    if firms.is_empty() or not industries:
        return None, None
    named = pl.any_horizontal([pl.col("industry").str.starts_with(code) for code in industries])
    found = firms.filter(named & (pl.col("state").is_null() | (pl.col("state") == "open")))
    if years.is_empty():
        return found.height, None
    newest = years.filter(pl.col("year") == pl.col("year").max()).select("uscc", "staff")
    staff = found.join(newest, on="uscc")["staff"].sum()
    return found.height, int(staff or 0)


register(
    Kind(
        "sector_board",
        N_("行业看板"),
        "indicators.sector-boards",
        SectorBoardOptions,
        run,
        codes=lambda o: [c for s in o.sectors for c in (s.output, s.growth) if c],
    )
)
