"""Scores of places, the growth the law asks, sectors, parks, consortia and outbreaks: from content to finding, each on
numbers worked by hand or against an independent count."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from django.test import Client

from factories import user, write_programme, write_towns
from kept import applied
from luoshi.app.programmes import apply, load_programme
from luoshi.indicators import service
from luoshi.indicators.analyses.park_grades import grades
from luoshi.indicators.analyses.sector_board import firms_of
from luoshi.indicators.analysing import analysis_of, run
from luoshi.kernel.content import ContentFaults
from luoshi.policy.api import servings
from luoshi.registry.api import system_viewer
from luoshi.standards import moving_percentile

CODES = ("science", "revenue", "research", "gdp", "machines", "machines_growth", "clean", "treated")
SERIES = "".join(
    f"  - {{code: {code}, name: {code}名, name_en: {code}, unit: 元, frequency: year, direction: up, places: 2, "
    f"by_place: true, may_be_negative: true, source: x, clauses: [1.s1]}}\n"
    for code in CODES
)
ANALYSES = """measure: "1"
analyses:
  - {code: towns, kind: composite, name: 乡镇, name_en: Towns, clauses: [1.s1], options: {parts: [{code: clean, weight: 3, scale: target, target: 100}, {code: treated, weight: 1, scale: target, target: 100}]}}
  - {code: budget, kind: budget_test, name: 投入, name_en: Budget, clauses: [1.s1], options: {spending: science, revenue: revenue, research: research, output: gdp, basis: 样例}}
  - {code: sectors, kind: sector_board, name: 行业, name_en: Sectors, clauses: [1.s2], options: {sectors: [{name: 机电, output: machines, growth: machines_growth, target: 8}, {name: 空白, output: treated}]}}
  - {code: parks, kind: park_grades, name: 园区, name_en: Parks, clauses: [1.s2], options: {parks: parks.csv, share_a: 0.25, share_d: 0.25, basis: 样例, measures: [{name: 亩均税收, over: tax, by: mu, weight: 1}]}}
  - {code: union, kind: consortium, name: 共同体, name_en: Union, clauses: [1.s2], options: {members: union.csv, standard: 标准, edition: "2025", criteria: [{name: 影像, value: 86, evidence: 样例, limit: 80}]}}
  - {code: flu, kind: outbreak, name: 流感, name_en: Flu, clauses: [1.s2], options: {disease: 流感, counts: flu.csv, percentile: 95}}
  - {code: restored, kind: restoration, name: 修复, name_en: Restored, clauses: [1.s2], options: {works: works.csv, basis: 样例, least_alive_year_1: 0.85}}
"""
WORKS = """work,kind,hectares,before,after,alive_year_1,alive_year_3,accepted_on,looked_after_until,synthetic
湿地,湿地,40,0.35,0.62,0.9,0.7,2020-01-01,2023-01-01,true
坡地,水土流失,10,0.5,0.6,0.8,,,,true
林分,林分,10,0.5,,,,,,true
"""
PARKS = "park,mu,vacant_mu,tax,synthetic\n甲园,100,10,500,true\n乙园,100,0,400,true\n丙园,100,50,300,true\n丁园,100,5,100,true\n戊园,0,0,9,true\n"
UNION = "consortium,lead,member,served,synthetic\n一,院,甲,300,true\n一,院,乙,100,true\n,,丙,100,true\n"


def quiet_weeks(count: int = 212) -> np.ndarray:
    return np.random.default_rng(4).poisson(20, count).astype(float)


def flu(last: float) -> str:
    weeks = quiet_weeks()
    weeks[-1] = last
    return "week,cases,synthetic\n" + "".join(f"w{n:03d},{int(value)},true\n" for n, value in enumerate(weeks))


@pytest.fixture
def folder(db: None, tmp_path: Path) -> Path:
    made = write_programme(tmp_path / "programme")
    where = made / "01-environment"
    (where / "indicators.yaml").write_text('measure: "1"\nindicators:\n' + SERIES, "utf-8")
    (where / "analyses.yaml").write_text(ANALYSES, "utf-8")
    (where / "parks.csv").write_text(PARKS, "utf-8")
    (where / "union.csv").write_text(UNION, "utf-8")
    (where / "flu.csv").write_text(flu(90), "utf-8")
    (where / "works.csv").write_text(WORKS, "utf-8")
    write_towns(made)
    applied(made)
    return made


def enter(code: str, values: dict[str, float], place: str = "") -> None:
    for year, value in values.items():
        service.enter(by=system_viewer(), code=code, period=year, value=value, place=place, source="x", note="样例")


def test_composite(folder: Path) -> None:
    for place, clean, treated in (("990101001", 80, 40), ("990101002", 60, 100)):
        enter("clean", {"2021": clean}, place)
        enter("treated", {"2021": treated}, place)
    enter("clean", {"2021": 90}, "990101003")
    found, _ = run(analysis_of("towns"))
    # East (3·80 + 40) / 4 = 70, west (3·60 + 100) / 4 = 70; the south knows three quarters of the weight, under four fifths.
    rows = {row[0]: row for row in found.sections[0].rows}
    assert rows["东镇"][1] == pytest.approx(70) and rows["西镇"][1] == pytest.approx(70)
    assert (rows["东镇"][2], rows["西镇"][2]) == (1, 1)
    assert rows["东镇"][3] == rows["西镇"][3] == "1–2"
    assert rows["南镇"][1] is None and rows["南镇"][2] == "数据不足"
    assert found.determined


def test_budget_test(folder: Path) -> None:
    """Innovation sheet: spending on science grows faster than recurrent revenue; 18 of 900 is an intensity of 2.00 %."""
    enter("science", {"2019": 100, "2020": 110, "2021": 113})
    enter("revenue", {"2019": 1000, "2020": 1050, "2021": 1110})
    enter("research", {"2021": 18})
    enter("gdp", {"2021": 900})
    found, _ = run(analysis_of("budget"))
    rows = {row[0]: row for row in found.sections[0].rows}
    assert rows["2020"][1:4] == (pytest.approx(10), pytest.approx(5), "达到")
    assert rows["2021"][3] == "低于法定增幅"  # 2.73 % against 5.71 %
    assert rows["2021"][4] == pytest.approx(2.0)
    assert rows["2019"][3] == "缺数据"
    assert "2021" in found.verdict


def test_equal_growth_does_not_exceed_and_a_missing_year_is_left_open(folder: Path) -> None:
    enter("science", {"2018": 100, "2019": 110, "2021": 130})
    enter("revenue", {"2018": 200, "2019": 220, "2021": 230})
    rows = {row[0]: row for row in run(analysis_of("budget"))[0].sections[0].rows}
    assert rows["2019"][3] == "低于法定增幅"
    assert rows["2021"][3] == "缺数据"


def test_sector_board(folder: Path) -> None:
    assert not run(analysis_of("sectors"))[0].determined
    enter("machines", {"2020": 50, "2021": 52})
    enter("machines_growth", {"2021": 4})
    found, _ = run(analysis_of("sectors"))
    assert found.sections[0].rows[0][:6] == ("机电", "2021", 52.0, 4.0, 8.0, "未达到")
    assert found.sections[0].rows[1][1] is None
    firms = pl.DataFrame(
        {"uscc": ["a", "b", "c"], "industry": ["3412", "3500", "1311"], "state": ["open", "closed", None]}
    )
    years = pl.DataFrame({"uscc": ["a", "a", "c"], "year": [2020, 2021, 2021], "staff": [7, 9, 5]})
    assert firms_of(firms, years, ["34", "35"]) == (1, 9)
    assert firms_of(firms, years, []) == (None, None)


def test_park_grades(folder: Path) -> None:
    found, synthetic = run(analysis_of("parks"))
    assert {row[0]: row[1] for row in found.sections[0].rows} == {
        "甲园": "A",
        "乙园": "B",
        "丙园": "C",
        "丁园": "D",
        "戊园": "数据不足",
    }
    assert {row[0]: row[5] for row in found.sections[0].rows}["丙园"] == 50
    assert synthetic
    assert grades([5.0, 5.0, 1.0, None], share_a=0.34, share_d=0.34) == ["A", "A", "D", ""]


def test_restoration(folder: Path) -> None:
    found, synthetic = run(analysis_of("restored"))
    rows = found.sections[0].rows
    assert [row[5] for row in rows] == [10.8, 1.0, None] and synthetic
    assert "2 项有修复前后数据，共增益 11.80 公顷当量；已验收 1 项" in found.verdict
    # A share to live after three years is not laid down here: undetermined, not met.
    assert [row[6] for row in rows] == ["90% 达标", "80% 未达标", "未到期或缺数据"]
    assert rows[0][7] == "70% 标准待定"


def test_consortium(folder: Path) -> None:
    found, synthetic = run(analysis_of("union"))
    assert found.sections[0].rows == (("一", "院", 2, 400),)
    assert "80.0%" in found.verdict and "达标 1 项" in found.verdict
    assert synthetic


def test_outbreak(folder: Path) -> None:
    found, _ = run(analysis_of("flu"))
    assert "本周高于同期界值" in found.verdict
    assert found.sections[0].rows[0][3] == "预警"
    (folder / "01-environment" / "flu.csv").write_text(flu(18), "utf-8")
    apply(load_programme(folder))
    calm, _ = run(analysis_of("flu"))
    assert "本周不高于同期界值" in calm.verdict
    tried = {row[0]: row for row in calm.sections[1].rows}
    assert tried["P50"][1] >= tried["P95"][1]
    assert tried["P50"][3] > tried["P80"][3] > tried["P95"][3]
    # Poisson weeks of the same mean: a week lies above the 80th percentile of 15 like it about one time in five.
    assert 12 <= tried["P80"][3] <= 30


def test_the_threshold_is_the_percentile_of_fifteen_weeks_of_three_years() -> None:
    weeks = quiet_weeks(170)
    at = 165
    past = [weeks[at - 52 * back + near] for back in (1, 2, 3) for near in (-2, -1, 0, 1, 2)]
    assert moving_percentile.thresholds(weeks)[at] == pytest.approx(np.percentile(past, 80))
    assert np.isnan(moving_percentile.thresholds(weeks)[157])
    weeks[at - 52] = np.nan
    assert np.isnan(moving_percentile.thresholds(weeks)[at])
    assert not moving_percentile.signals(weeks)[at]


def test_every_new_kind_has_its_page_and_serves_its_clauses(folder: Path) -> None:
    client = Client()
    client.force_login(user("analyst"))
    for code in ("towns", "budget", "sectors", "parks", "union", "flu"):
        assert client.get(f"/indicators/analyses/{code}/").status_code == 200
    assert {s[2] for s in servings("sample", "1.s2")} >= {"行业", "园区", "共同体", "流感"}


def test_an_owner_there_is_not_is_named(folder: Path) -> None:
    file = folder / "01-environment" / "indicators.yaml"
    file.write_text(file.read_text("utf-8").replace("source: x", "owner: nobody, source: x", 1), "utf-8")
    with pytest.raises(ContentFaults, match="nobody"):
        apply(load_programme(folder))
