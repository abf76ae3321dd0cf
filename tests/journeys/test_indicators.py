"""A figure's way: defined in content, entered, derived, doubted, revised, proved, taken in from files, published."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from django.test import Client

from factories import user, viewer, write_programme
from kept import applied
from luoshi.accountability.api import history_of, verify
from luoshi.app.programmes import apply, load_programme
from luoshi.indicators import reporting, service
from luoshi.indicators.domain.periods import Frequency, parse
from luoshi.indicators.files import FiguresRefused, figures, write_sdmx
from luoshi.indicators.models import Indicator, Observation, Publication
from luoshi.indicators.publishing import Print, publish_numbers, reprint
from luoshi.indicators.queries import prove, series, standings
from luoshi.kernel.content import ContentFaults
from luoshi.kernel.errors import NotAllowed
from luoshi.kernel.today import now
from luoshi.policy.api import servings
from luoshi.registry.api import system_viewer

DEFINITIONS = """measure: "1"
indicators:
  - {code: signed, name: 签约数, name_en: Signed, unit: 件, frequency: month, direction: up, places: 0, source: 对接台账, clauses: [1.s1], owner: development}
  - {code: recommended, name: 推荐需求数, name_en: Recommended, unit: 件, frequency: month, places: 0, source: 对接台账, clauses: [1.s1], owner: development}
  - {code: success, name: 对接成功率, name_en: Success rate, unit: "%", frequency: month, direction: up, places: 1, formula: 100 * signed / recommended, source: 本表计算, clauses: [1.s1], targets: [{period: 2021-12, value: 50, source: 样例目标}]}
  - {code: success_year, name: 全年对接成功率, name_en: Success in the year, unit: "%", frequency: year, direction: up, places: 1, formula: 100 * year_sum(signed) / year_sum(recommended), source: 本表计算, clauses: [1.s1]}
  - {code: land, name: 供地面积, name_en: Land supplied, unit: 亩, quantity: 亩, frequency: year, places: 1, adds_up: true, by_place: true, source: 供地台账, clauses: [1.s2]}
"""


@pytest.fixture
def folder(db: None, tmp_path: Path) -> Path:
    made = write_programme(tmp_path / "programme")
    (made / "01-environment" / "indicators.yaml").write_text(DEFINITIONS, "utf-8")
    applied(made)
    return made


def enter(code: str, period: str, value: float | None, **more: str) -> bool:
    return service.enter(by=system_viewer(), code=code, period=period, value=value, source="台账", **more)


def value(code: str, period: str, frequency: Frequency = Frequency.MONTH, place: str = "") -> float | None:
    row = Observation.objects.filter(
        indicator__code=code, period=parse(period, frequency).index, place=place, known_to__isnull=True
    ).first()
    return row.value if row else None


def test_a_figure_is_entered_derived_proved_and_published(folder: Path) -> None:
    for month, signed, recommended in ((1, 3, 10), (2, 5, 12), (3, 8, 16)):
        enter("signed", f"2021-0{month}", signed)
        enter("recommended", f"2021-0{month}", recommended)
    assert [value("success", f"2021-0{m}") for m in (1, 2, 3)] == [30.0, 41.7, 50.0]
    assert value("success_year", "2021", Frequency.YEAR) is None  # nine months are not known
    one = Indicator.objects.get(code="success")
    proof = prove(one, parse("2021-02", Frequency.MONTH))
    assert proof.same
    assert [(line.indicator.code, line.value, line.source) for line in proof.line.parts] == [
        ("signed", 5, "台账"),
        ("recommended", 12, "台账"),
    ]
    # What was printed can be printed again after a revision, as it was known then.
    key = publish_numbers(
        by=viewer("analyst"), document="sample", title="月报", wanted=Print(("signed", "success"), "2021-02")
    )
    before = now()
    assert enter("signed", "2021-02", 6, note="补报一件")
    assert value("success", "2021-02") == 50.0
    printed = Publication.objects.get(pk=key)
    lines, same = reprint(printed)
    assert same
    assert [line["value"] for line in lines] == ["5", "41.7"]
    assert prove(one, parse("2021-02", Frequency.MONTH), moment=before).line.value == 41.7
    (standing,) = standings(Indicator.objects.filter(code="success"))
    assert (str(standing.latest.period), standing.reached) == ("2021-03", True)
    assert servings("sample", "1.s1")[0][:2] == ("indicators", "indicator")
    assert [line.act for line in history_of(["signed"])][:1] == ["indicators.value_entered"]
    assert verify() == []


def test_a_reporter_is_offered_what_is_known_and_no_count_of_two_people(folder: Path) -> None:
    Indicator.objects.filter(code__in=["signed", "recommended"]).update(counts_people=True)
    enter("signed", "2021-03", 2)
    enter("recommended", "2021-03", 3)
    offered = reporting.figures("sample", {"1.s1"}, date(2021, 4, 1))["1.s1"]
    assert [(one.name, one.value) for one in offered][:1] == [("推荐需求数", "3")]
    assert "签约数" not in [one.name for one in offered]
    assert reporting.figures("sample", {"1.s2"}, date(2021, 4, 1)) == {}


def test_a_whole_year_is_derived_when_every_month_is_known_and_taken_back_when_one_is_not(folder: Path) -> None:
    for month in range(1, 13):
        enter("signed", f"2021-{month:02d}", month)
        enter("recommended", f"2021-{month:02d}", 2 * month)
    assert value("success_year", "2021", Frequency.YEAR) == 50.0
    enter("recommended", "2021-05", None)
    assert value("success_year", "2021", Frequency.YEAR) is None
    assert value("success", "2021-05") is None
    assert [str(p.period) for p in series(Indicator.objects.get(code="success"))].count("2021-05") == 0


def test_parts_make_the_whole_and_other_units_are_converted(folder: Path) -> None:
    by = system_viewer()
    for place, amount, unit in (("990101", 2.0, "公顷"), ("990102", 12.5, "亩")):
        service.enter(by=by, code="land", period="2021", value=amount, place=place, unit=unit, source="台账")
    assert value("land", "2021", Frequency.YEAR, "990101") == pytest.approx(30)
    assert value("land", "2021", Frequency.YEAR) == pytest.approx(42.5)
    proof = prove(Indicator.objects.get(code="land"), parse("2021", Frequency.YEAR))
    assert (proof.same, [line.place for line in proof.line.parts]) == (True, ["990101", "990102"])
    from luoshi.indicators.units import QuantityUnlike

    with pytest.raises(QuantityUnlike):
        service.enter(by=by, code="land", period="2022", value=1, unit="万元", source="台账")


def test_a_doubt_must_be_answered_and_what_cannot_be_right_corrected(folder: Path) -> None:
    for month in range(1, 7):
        enter("signed", f"2021-0{month}", 100 + month)
    with pytest.raises(service.DoubtsOpen, match="变化"):
        enter("signed", "2021-07", 300)
    assert enter("signed", "2021-07", 300, note="集中签约，已核对合同")
    with pytest.raises(service.DoubtsOpen, match="负数"):
        enter("signed", "2021-08", -1, note="核对过")
    with pytest.raises(service.ComputedNotEntered):
        enter("success", "2021-07", 50)


def table(*rows: tuple[str, str, str]) -> pl.DataFrame:
    return pl.DataFrame([list(r) for r in rows], schema=["指标", "时期", "数值"], orient="row")


def test_a_file_is_taken_in_whole_or_refused_with_every_fault(folder: Path) -> None:
    good = figures(table(("签约数", "2021年1月", "1,003"), ("recommended", "2021-01", "2006")))
    assert service.take_in(by=viewer("analyst"), figures=good, source="统计局", file_name="表.xlsx") == 2
    assert value("success", "2021-01") == 50.0
    with pytest.raises(FiguresRefused) as refused:
        figures(
            table(
                ("签约数", "2021Q1", "1"),
                ("没有的", "2021-01", "1"),
                ("签约数", "2021-02", "x"),
                ("签约数", "2021-03", "1004"),
                ("签约数", "2021-03", "1004"),
                ("对接成功率", "2021-03", "1"),
                ("签约数", "2021-04", "-3"),
            )
        )
    assert [(f.row, f.column) for f in refused.value.faults] == [
        (2, "时期"),
        (3, "指标"),
        (4, "数值"),
        (6, "时期"),
        (7, "指标"),
        (8, "数值"),
    ]


def test_what_is_made_from_samples_is_marked_a_sample(folder: Path) -> None:
    enter("signed", "2021-01", 10)
    rows = figures(table(("推荐需求数", "2021-01", "20")))
    service.take_in(by=viewer("analyst"), figures=rows, source="样例", synthetic=True)
    marks = {row.indicator.code: row.synthetic for row in Observation.objects.filter(known_to__isnull=True)}
    assert marks == {"signed": False, "recommended": True, "success": True}


def test_sdmx_goes_out_and_comes_in_again(folder: Path) -> None:
    enter("signed", "2021-01", 1003)
    one = Indicator.objects.get(code="signed")
    import io

    out = pl.read_csv(io.StringIO(write_sdmx(one, series(one), "990100")), infer_schema_length=0)
    again = figures(out, whole="990100")
    assert [(f.indicator.code, str(f.period), f.place, f.value) for f in again] == [("signed", "2021-01", "", 1003.0)]
    assert service.take_in(by=viewer("analyst"), figures=again, source="x") == 0


def test_pages_show_enter_prove_and_refuse(folder: Path) -> None:
    client = Client()
    client.force_login(user("liaison", "development"))
    for month in range(1, 11):
        given = {"period": f"2021-{month:02d}", "value": 10 + month, "source": "台账", "note": "核对"}
        assert client.post("/indicators/signed/enter/", given).status_code == 302
        enter("recommended", f"2021-{month:02d}", 30)
    assert "对接成功率" in client.get("/indicators/").content.decode()
    page = client.get("/indicators/success/").content.decode()
    assert "66.7" in page
    assert "预测" not in page and "?outlook=1" in page  # shown at once; its outlook is fetched
    assert "预测" in client.get("/indicators/success/?outlook=1").content.decode()
    assert "预测" in client.get("/indicators/success/").content.decode()  # and kept
    assert "完全一致" in client.get("/indicators/success/proof/2021-10/").content.decode()
    wrong = client.post("/indicators/signed/enter/", {"period": "十一月", "value": 5, "source": "台账", "note": "记着"})
    assert wrong.status_code == 422
    assert "记着" in wrong.content.decode()
    other = Client()
    other.force_login(user("liaison", "finance"))
    assert other.post("/indicators/signed/enter/", {"period": "2021-11", "value": 5, "source": "x"}).status_code == 403
    with pytest.raises(NotAllowed):
        service.take_in(by=viewer("liaison", "development"), figures=[], source="x")
    assert client.get("/indicators/success/download/csv/").content.decode().count("\n") == 11


def test_definitions_follow_the_files_and_faults_name_the_line(folder: Path) -> None:
    programme = load_programme(folder)
    assert apply(programme) == []
    file = folder / "01-environment" / "indicators.yaml"
    file.write_text(DEFINITIONS.replace("100 * signed / recommended,", "100 * sined / recommended,"), "utf-8")
    with pytest.raises(ContentFaults, match=r"indicators.yaml:5: .*没有指标 sined，是否 signed"):
        apply(programme)
    file.write_text(DEFINITIONS.replace("name: 签约数,", "name: 签约数, formula: success + 1,"), "utf-8")
    with pytest.raises(ContentFaults, match="成环"):
        apply(programme)
    file.write_text(DEFINITIONS.replace("clauses: [1.s2]", "clauses: [1.s9]"), "utf-8")
    with pytest.raises(ContentFaults, match=r"indicators.yaml:7: 文件中没有条款 1.s9"):
        apply(programme)
    file.write_text("\n".join(DEFINITIONS.splitlines()[:-1]) + "\n", "utf-8")
    assert [(c.code, c.action) for c in apply(programme)] == [("land", "remove")]
    assert Indicator.objects.get(code="land").retired
