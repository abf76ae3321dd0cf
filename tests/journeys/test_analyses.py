"""Analyses from content to page, each on numbers worked by hand or on the sheet's example."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
import yaml
from django.test import Client

from factories import user, write_programme
from kept import applied
from luoshi.app.programmes import apply, load_programme
from luoshi.indicators import service
from luoshi.indicators.analyses import carbon
from luoshi.indicators.analyses.assessment import AssessmentOptions, Criterion
from luoshi.indicators.analyses.assessment import run as assess
from luoshi.indicators.analyses.specialisation import quotients, shares
from luoshi.indicators.analysing import analysis_of, run
from luoshi.kernel.content import ContentFaults
from luoshi.policy.api import servings
from luoshi.registry.api import REGISTERS, synthetic_county, system_viewer
from luoshi.registry.register_acts import take_in
from luoshi.standards import mann_kendall

SERIES = "".join(
    f"  - {{code: {code}, name: {code}名, name_en: {code}, unit: 元, frequency: year, direction: up, places: 2, "
    f"formula: '{formula}', source: x, clauses: [1.s1]}}\n"
    for code, formula in (
        ("wage", ""),
        ("business", ""),
        ("income", "wage + business"),
        ("carbon", ""),
        ("energy", ""),
        ("output", ""),
        ("people", ""),
    )
)
ANALYSES = """measure: "1"
analyses:
  - {code: split, kind: contributions, name: 构成, name_en: Split, clauses: [1.s1], options: {whole: income, parts: [wage, business], double_from: "2020", double_in: [10]}}
  - {code: path, kind: carbon, name: 碳, name_en: Carbon, clauses: [1.s1], options: {emissions: carbon, energy: energy, output: output, population: people, paths: [{name: 减, rates: {2030: -2}}], paths_source: 假设}}
  - {code: forest, kind: assessment, name: 自评, name_en: Forest, clauses: [1.s2], options: {standard: 标准, edition: "2019", criteria: [{name: 收入, indicator: income, limit: 30000}, {name: 工资, indicator: wage, limit: 99999}, {name: 无数, limit: 1}, {name: 无值, value: 3, limit: null}]}}
  - {code: even, kind: school_balance, name: 均衡, name_en: Even, clauses: [1.s2], options: {schools: schools.csv, stage: primary}}
  - {code: lead, kind: specialisation, name: 集群, name_en: Lead, clauses: [1.s2], options: {least_staff: 1, least_firms: 1}}
"""
COLUMNS = "school,stage,pupils,teachers,backbone,arts_and_sport,teaching_area,sport_area,equipment,networked_rooms,synthetic\n"
# R19-6 of the livelihood sheet: backbone teachers a hundred pupils 1.2, 1.0, 0.5 over 1000, 600, 400 pupils spread by 0.2646.
SCHOOLS = COLUMNS + "".join(
    f"学校{n},primary,{pupils},5,{backbone},1,5,8,2500,3,true\n"
    for n, (pupils, backbone) in enumerate(((1000, 1.2), (600, 1.0), (400, 0.5)))
)


@pytest.fixture
def folder(db: None, tmp_path: Path) -> Path:
    made = write_programme(tmp_path / "programme")
    where = made / "01-environment"
    (where / "indicators.yaml").write_text('measure: "1"\nindicators:\n' + SERIES, "utf-8")
    (where / "analyses.yaml").write_text(ANALYSES, "utf-8")
    (where / "schools.csv").write_text(SCHOOLS, "utf-8")
    applied(made)
    by = system_viewer()
    # The livelihood sheet's R18-2, its four sources taken together as two.
    for code, values in {
        "wage": (20000, 21400),
        "business": (12000, 12600),
        "carbon": (100, 104, 106),
        "energy": (50, 51, 53),
        "output": (200, 216, 230),
        "people": (10, 10.2, 10.4),
    }.items():
        for year, value in enumerate(values, start=2020):
            service.enter(by=by, code=code, period=str(year), value=value, source="x", note="样例")
    return made


def test_contributions(folder: Path) -> None:
    found, _ = run(analysis_of("split"))
    table, doubling = found.sections
    assert [round(row[4], 6) for row in table.rows] == [70, 30, 100]
    assert table.rows[-1][3] == 2000
    assert round(table.rows[-1][5], 6) == 6.25
    assert round(doubling.rows[0][2], 3) == 7.177
    assert doubling.rows[0][0] == "2030"


def test_carbon(folder: Path) -> None:
    found, _ = run(analysis_of("path"))
    factors = found.sections[0].rows
    assert sum(row[1] for row in factors[:-1]) == pytest.approx(6, abs=1e-9)
    assert factors[-1][1] == pytest.approx(6, abs=1e-9)
    assert found.sections[2].rows[0][1] == pytest.approx(106 * 0.98**8)


def test_a_peak_that_rests_on_a_year_out_of_the_common_run_is_told() -> None:
    """820 falls to 775 but for the sixth year of an epidemic: significant with it, not without it."""

    class Fixed:
        def __init__(self, emissions: list[float]) -> None:
            same = {str(2014 + n): 1.0 for n in range(len(emissions))}
            carbon = {str(2014 + n): value for n, value in enumerate(emissions)}
            self.of = {"c": carbon, "e": same, "o": same, "p": same}

        def values(self, code: str) -> dict[str, float]:
            return self.of[code]

        def name(self, code: str) -> str:
            return code

        unit = name

    options = carbon.CarbonOptions(
        emissions="c", energy="e", output="o", population="p", out_of_the_common_run={2019: "疫情"}
    )
    falling = [820, 815, 806, 799, 801, 790, 782, 775]
    assert mann_kendall.peak_status(falling) == mann_kendall.peak_status(falling[:5] + falling[6:]) == "peaked"
    assert "不计 2019（疫情），判断不变" in carbon.run(options, Fixed(falling)).verdict  # type: ignore[arg-type]
    shaken = [820, 815, 818, 816, 817, 770, 814, 812]
    verdict = carbon.run(options, Fixed(shaken)).verdict  # type: ignore[arg-type]
    again = mann_kendall.PEAK_LABELS[mann_kendall.peak_status(shaken[:5] + shaken[6:])]
    assert mann_kendall.peak_status(shaken) != mann_kendall.peak_status(shaken[:5] + shaken[6:])
    assert f"判断为：{again}" in verdict and "结论不稳" in verdict


def test_assessment(folder: Path) -> None:
    found, _ = run(analysis_of("forest"))
    assert [row[5] for row in found.sections[0].rows] == ["达标", "未达标", "缺数据或标准值", "缺数据或标准值"]
    assert found.sections[0].rows[1][4] == 99999 - 21400
    assert "达标 1 项" in found.verdict


def test_an_assessment_by_points_says_how_far_the_line_is() -> None:
    given = [("体制", 80.0, 90.0), ("服务", 200.0, 230.0), ("创新", 250.0, 200.0)]
    criteria = [Criterion(name=name, value=value, points=most, scored=True) for name, value, most in given]
    criteria.append(Criterion(name="品牌", points=60.0, scored=True))
    found = assess(AssessmentOptions(standard="x", edition="x", criteria=criteria, pass_share=0.9), None)  # type: ignore[arg-type]
    # More than all points counts as all; 80 + 200 + 200 of 580, of which nine tenths are 522.
    assert "得分 480 / 580" in found.verdict
    assert "离合格线 522 分还差 42 分" in found.verdict
    assert [row[5] for row in found.sections[0].rows] == ["未满分", "未满分", "满分", "缺数据或标准值"]


def test_a_county_that_misses_only_its_fine_dust_is_told_so() -> None:
    """The sheet's county: water 97.2 %, sources 100 %, PM2.5 19, forest kept; the targets are those of the programme's file."""
    path = Path(__file__).resolve().parents[2] / "programmes/minhou/12-institutional-reform/analyses.yaml"
    (check,) = [
        one for one in yaml.safe_load(path.read_text("utf-8"))["analyses"] if one["code"] == "compensation_check"
    ]
    options = AssessmentOptions.model_validate(check["options"])
    values = {"good_water_rate": 97.2, "source_water_rate": 100.0, "pm25_mean": 19.0, "forest_cover_since_2020": 0.0}
    for criterion in options.criteria:
        criterion.value, criterion.indicator = values[criterion.indicator], ""
    found = assess(options, None)  # type: ignore[arg-type]
    assert [row[5] for row in found.sections[0].rows] == ["达标", "达标", "未达标", "达标"]
    assert found.sections[0].rows[2][4] == 1


def test_school_balance(folder: Path) -> None:
    found, synthetic = run(analysis_of("even"))
    backbone = next(row for row in found.sections[0].rows if "骨干" in row[0])
    assert round(backbone[3], 4) == 0.2646
    assert synthetic


def test_a_town_with_more_olives_than_its_share_is_specialised() -> None:
    # The agriculture sheet's R9.8: 1,800 of 6,000 mu in the town, 64,000 of 400,000 in the county.
    found = shares({"olive": {"A": 1800, "B": 62200}}, {"A": 6000, "B": 394000, "C": 0})
    assert {place: quotient for place, _code, _mu, quotient in found}["A"] == pytest.approx(1.875)


def test_specialisation(folder: Path) -> None:
    firms = pl.DataFrame(
        {
            "uscc": ["a", "b", "c", "d"],
            "township": ["E", "E", "W", "W"],
            "industry": ["3600", "5200", "3612", "5200"],
            "state": ["open"] * 4,
        }
    )
    years = pl.DataFrame({"uscc": ["a", "b", "c", "d"], "year": [2021] * 4, "staff": [30, 10, 10, 50]})
    found = {
        (r["township"], r["industry"]): r["quotient"] for r in quotients(firms, years, digits=2).iter_rows(named=True)
    }
    # E: 30 of 40 in industry 36; whole: 40 of 100.
    assert found[("E", "36")] == pytest.approx((30 / 40) / (40 / 100))
    assert found[("W", "52")] == pytest.approx((50 / 60) / (60 / 100))
    assert not run(analysis_of("lead"))[0].determined
    made = synthetic_county(4000, seed=2, as_of=date(2022, 1, 21), townships=["990101101", "990101102", "990101103"])
    for name in ("firm", "firm_year"):
        take_in(
            by=system_viewer(),
            register=REGISTERS[name],
            frame=made[name],
            valid_from=date(2021, 1, 1),
            source="样例",
            synthetic=True,
        )
    found_now, synthetic = run(analysis_of("lead"))
    assert found_now.determined
    assert synthetic


def test_every_kind_has_its_page_and_serves_its_clauses(folder: Path) -> None:
    client = Client()
    client.force_login(user("analyst"))
    for code in ("split", "path", "forest", "even", "lead"):
        page = client.get(f"/indicators/analyses/{code}/")
        assert page.status_code == 200
    assert {s[2] for s in servings("sample", "1.s2")} >= {"自评", "均衡", "集群"}
    assert "构成" in client.get("/documents/sample/measures/1/?tab=indicators").content.decode()


def test_wrong_options_are_named_with_their_line(folder: Path) -> None:
    file = folder / "01-environment" / "analyses.yaml"
    for wrong, words in (
        (ANALYSES.replace("kind: carbon", "kind: karbon"), "没有“karbon”这种分析"),
        (ANALYSES.replace("whole: income", "whole: incom"), "没有指标 incom"),
        (ANALYSES.replace("stage: primary", "stage: tertiary"), "options.stage"),
        (ANALYSES.replace("schools: schools.csv", "schools: ../../units.csv2"), "读不出数据表"),
    ):
        file.write_text(wrong, "utf-8")
        with pytest.raises(ContentFaults, match=words):
            apply(load_programme(folder))
