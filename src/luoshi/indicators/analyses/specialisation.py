"""Who is specialised in what: location quotients by place and industry from the register of firms, or by place and crop
from series kept by place; never drawn by hand."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from pydantic import model_validator

from luoshi.kernel.errors import N_
from luoshi.registry.api import place_names
from luoshi.standards import gb4754

from .base import Findings, Kind, Options, Section, Source, register


class SpecialisationOptions(Options):
    """Industries by the first ``digits`` of their class (GB/T 4754). A pair counts from ``least_staff`` people and
    ``least_firms`` firms on (one firm is no cluster);
    ``industries`` limits the view to those that begin with one of these codes. Where ``series`` names indicators kept by
    place (crops) and ``total`` the whole they are part of, these are compared instead of firms."""

    digits: int = 2
    least_staff: int = 20
    least_firms: int = 2
    least_quotient: float = 1.25
    industries: dict[str, str] = {}
    """Code -> what this analysis calls it."""
    series: list[str] = []
    total: str = ""

    @model_validator(mode="after")
    def _whole(self) -> SpecialisationOptions:
        if bool(self.series) != bool(self.total):
            raise ValueError("series 和 total 要一起写：各项和它们所占的总量")
        return self


def run(options: SpecialisationOptions, source: Source) -> Findings:
    return _series(options, source) if options.series else _firms(options, source)


def _series(options: SpecialisationOptions, source: Source) -> Findings:
    parts = {code: source.places(code) for code in options.series}
    found = shares(parts, source.places(options.total))
    if not found:
        return Findings(_("各乡镇的数据还没有，先录入或导入分乡镇的数值。"), (), determined=False)
    names = place_names(sorted({place for place, _code, _value, _quotient in found}))
    shown = sorted((row for row in found if row[3] >= options.least_quotient), key=lambda row: -row[3])
    rows = tuple((names.get(p, p), source.name(code), value, quotient) for p, code, value, quotient in shown)
    concentration = tuple(
        (source.name(code), sum(values.values()), _concentration(values)) for code, values in parts.items() if values
    )
    verdict = _("%(count)s 个“乡镇—品种”的区位商不低于 %(least)s，构成区域专业化。") % {
        "count": len(rows),
        "least": options.least_quotient,
    }
    unit = source.unit(options.total)
    note = _("区位商：本乡镇该品种占本乡镇总量的比重，除以全县该品种占全县总量的比重；大于 1 即相对集中。")
    heads = (_("乡镇"), _("品种"), _("数量") + f"（{unit}）", _("区位商"))
    whole = (_("品种"), _("全县") + f"（{unit}）", _("赫芬达尔指数（0–100）"))
    sections = (
        Section(_("专业化程度最高的乡镇和品种"), heads, rows, note=note),
        Section(_("品种在各乡镇间的集中度"), whole, concentration),
    )
    return Findings(verdict, sections, determined=bool(rows))


def shares(parts: Mapping[str, Mapping[str, float]], total: Mapping[str, float]) -> list[tuple[str, str, float, float]]:
    """(place, part, its value, location quotient): the part's share of the place's total over its share of the whole's.
    Places whose total is not known or nothing count nowhere."""
    known = {place: whole for place, whole in total.items() if whole > 0}
    everything = sum(known.values())
    found = []
    for code, values in parts.items():
        here = {place: value for place, value in values.items() if place in known}
        if (overall := sum(here.values())) > 0:
            found += [(p, code, v, (v / known[p]) / (overall / everything)) for p, v in here.items()]
    return found


def _concentration(values: Mapping[str, float]) -> float:
    whole = sum(values.values())
    return 100 * sum((value / whole) ** 2 for value in values.values()) if whole else 0.0


def _firms(options: SpecialisationOptions, source: Source) -> Findings:
    firms, years = source.register("firm"), source.register("firm_year")
    if firms.is_empty() or years.is_empty():
        return Findings(_("企业名录还是空的，先导入企业和年度数据。"), (), determined=False)
    found = quotients(firms, years, digits=options.digits)
    year = years["year"].max()
    if options.industries:
        wanted = tuple(options.industries)
        found = found.filter(pl.any_horizontal([pl.col("industry").str.starts_with(code) for code in wanted]))
    shown = found.filter(
        (pl.col("staff") >= options.least_staff)
        & (pl.col("firms") >= options.least_firms)
        & (pl.col("quotient") >= options.least_quotient)
    )
    shown = shown.sort("quotient", descending=True).head(40)
    names = place_names(shown["township"].to_list())
    rows = tuple(
        (
            names.get(r["township"], r["township"]),
            _called(options, r["industry"]),
            r["firms"],
            r["staff"],
            r["quotient"],
        )
        for r in shown.iter_rows(named=True)
    )
    whole = (
        found.group_by("industry")
        .agg((100 * (pl.col("staff") / pl.col("staff").sum()).pow(2).sum()).alias("hhi"), pl.col("staff").sum())
        .sort("staff", descending=True)
        .head(20)
    )
    concentration = tuple((_called(options, r["industry"]), r["staff"], r["hhi"]) for r in whole.iter_rows(named=True))
    verdict = _("%(year)s 年，%(count)s 个“乡镇—行业”的区位商不低于 %(least)s，构成集群线索。") % {
        "year": year,
        "count": len(rows),
        "least": options.least_quotient,
    }
    return Findings(
        verdict,
        (
            Section(
                _("专业化程度最高的乡镇和行业"),
                (_("乡镇"), _("行业"), _("企业数"), _("职工数"), _("区位商")),
                rows,
                note=_("区位商：本乡镇该行业职工占比，除以全县该行业职工占比；大于 1 即相对集中。"),
            ),
            Section(
                _("行业在各乡镇间的集中度"),
                (_("行业"), _("职工数"), _("赫芬达尔指数（0–100）")),
                concentration,
            ),
        ),
        determined=bool(rows),
    )


def _called(options: SpecialisationOptions, code: str) -> str:
    """By the name the content gives its codes; otherwise, and in English, by the classification's own."""
    said = next((name for key, name in options.industries.items() if code.startswith(key)), "")
    known = gb4754.industry(code)
    if known is not None and (get_language() == "en" or not said):
        said = known.name_en if get_language() == "en" else known.name
    return f"{said} ({code})" if get_language() == "en" and said else f"{said}（{code}）" if said else code


def quotients(firms: pl.DataFrame, years: pl.DataFrame, *, digits: int) -> pl.DataFrame:
    """(township, industry, firms, staff, quotient) of the newest year, by staff: the share of the industry in the place
    over its share in the whole. Firms without a place, an industry or staff are left out."""
    newest = years.filter(pl.col("year") == pl.col("year").max()).select("uscc", "staff")
    table = (
        firms.filter(pl.col("state").is_null() | (pl.col("state") == "open"))
        .join(newest, on="uscc")
        .with_columns(pl.col("industry").str.slice(0, digits))
        .drop_nulls(["township", "industry", "staff"])
    )
    pairs = table.group_by("township", "industry").agg(pl.len().alias("firms"), pl.col("staff").sum())
    in_place = pl.col("staff") / pl.col("staff").sum().over("township")
    in_whole = pl.col("staff").sum().over("industry") / pl.col("staff").sum()
    return pairs.with_columns((in_place / in_whole).alias("quotient")).sort("township", "industry")


register(
    Kind(
        "specialisation",
        N_("区位商与专业化"),
        "indicators.location-quotient",
        SpecialisationOptions,
        run,
        codes=lambda o: [*o.series, *([o.total] if o.total else [])],
    )
)
