"""Numbers leave the house: chosen, seen first, published without small counts, printed again, framed by other sites; and
a figure far off its path is explained by the unit that is responsible for it."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from factories import user, viewer, write_programme, write_towns
from kept import applied
from luoshi.accountability.api import history_of, verify
from luoshi.delivery.models import Task
from luoshi.indicators import service
from luoshi.indicators.alarms import AlreadyAnswered, AnswerMissing, answer, pass_on
from luoshi.indicators.models import Alarm, Indicator, Publication
from luoshi.indicators.publishing import NothingKnown, Print, preview, publish_numbers, reprint
from luoshi.indicators.queries import standings
from luoshi.kernel.errors import NotAllowed
from luoshi.policy.models import Document
from luoshi.registry.api import system_viewer

DEFINITIONS = """measure: "1"
indicators:
  - {code: helped, name: 救助人数, name_en: People helped, unit: 人, frequency: year, places: 0, counts_people: true, adds_up: true, by_place: true, source: 台账, clauses: [1.s1], owner: development}
  - {code: aided, name: 救助对象, name_en: People aided, unit: 人, frequency: year, places: 0, by_place: true, source: 台账, clauses: [1.s1]}
  - {code: helped_rate, name: 救助率, name_en: Share helped, unit: "%", frequency: year, places: 1, by_place: true, formula: 100 * helped / aided, source: 公式, clauses: [1.s1]}
  - {code: helped_growth, name: 救助人数增长, name_en: Growth, unit: "%", frequency: year, places: 1, formula: growth(helped), source: 公式, clauses: [1.s1]}
  - code: output
    name: 产值
    name_en: Output
    unit: 万元
    frequency: month
    direction: up
    places: 1
    source: 台账
    clauses: [1.s1]
    owner: development
    breaks: [{period: 2021-01, factor: 1.5, reason: 口径扩大, reason_en: Wider scope, source: 统计报表制度}]
"""


@pytest.fixture
def folder(db: None, tmp_path: Path) -> Path:
    made = write_programme(tmp_path / "programme")
    (made / "01-environment" / "indicators.yaml").write_text(DEFINITIONS, "utf-8")
    write_towns(made)
    applied(made)
    return made


def enter(code: str, period: str, value: float, place: str = "", note: str = "样例") -> None:
    service.enter(by=system_viewer(), code=code, period=period, value=value, place=place, source="台账", note=note)


def people(counts: tuple[int, int, int], period: str = "2021") -> None:
    for place, count in zip(("990101001", "990101002", "990101003"), counts, strict=True):
        enter("helped", period, count, place)


def test_a_publication_is_seen_first_leaves_out_small_counts_and_prints_again(folder: Path, client: Client) -> None:
    people((2, 9, 30))
    Document.objects.update(is_public=True)
    client.force_login(user("analyst"))
    asked = {"title": "救助人数公报", "period": "2021", "with_places": "on", "indicator": ["helped"]}
    page = client.post("/indicators/publications/of/sample/", {**asked, "step": "preview"}).content.decode()
    assert "西镇" in page and "不公布" in page and Publication.objects.count() == 0
    done = client.post("/indicators/publications/of/sample/", {**asked, "step": "publish"})
    printed = Publication.objects.get()
    assert done.url == f"/indicators/publications/{printed.pk}/"
    lines = {line["place"]: (line["value"], line["withheld"]) for line in printed.values}
    assert lines == {
        "": ("41", ""),
        "990101001": ("", "small"),
        "990101002": ("", "others"),
        "990101003": ("30", ""),
    }
    # Later figures and later rules change nothing of what was printed.
    people((5, 9, 30))
    Indicator.objects.filter(code="helped").update(places=2, name="别的名字")
    printed.refresh_from_db()
    assert reprint(printed) == (printed.values, True)
    public = Client()
    page = public.get(f"/indicators/publications/{printed.pk}/").content.decode()
    assert "东镇" in page and "一字不差" in page and "救助人数公报" in page
    told = json.loads(public.get(f"/indicators/publications/{printed.pk}/json/").content)
    assert (told["sha256"], len(told["values"])) == (printed.sha256, 4)
    assert ",Q" in public.get(f"/indicators/publications/{printed.pk}/sdmx/").content.decode()
    assert "人数太少" in public.get(f"/indicators/publications/{printed.pk}/csv/").content.decode()
    # The second publication of the same year still leaves out what the first did.
    key = publish_numbers(
        by=viewer("analyst"), document="sample", title="更正", wanted=Print(("helped",), "2021", with_places=True)
    )
    again = {line["place"]: line["withheld"] for line in Publication.objects.get(pk=key).values}
    assert again["990101001"] == "earlier" and again["990101002"] == "earlier"
    assert [line.act for line in history_of([f"publication/{key}"])] == ["indicators.numbers_published"]
    assert verify() == []


def test_what_is_not_public_and_what_is_not_there_is_not_shown(folder: Path, client: Client) -> None:
    people((5, 9, 30))
    key = publish_numbers(by=viewer("analyst"), document="sample", title="内部", wanted=Print(("helped",), "2021"))
    Document.objects.update(is_public=False)
    assert Client().get(f"/indicators/publications/{key}/").status_code == 404
    assert Client().get("/indicators/helped/embed/").status_code == 404
    client.force_login(user("leader"))
    assert client.get(f"/indicators/publications/{key}/").status_code == 200
    with pytest.raises(NothingKnown):
        preview("sample", Print(("helped",), "2019"))
    with pytest.raises(NotAllowed):
        publish_numbers(by=viewer("leader"), document="sample", title="x", wanted=Print(("helped",), "2021"))
    client.force_login(user("analyst", name="second"))
    wrong = client.post("/indicators/publications/of/sample/", {"title": "标题还在", "period": "2021"})
    assert wrong.status_code == 422
    assert "至少勾选一个" in wrong.content.decode() and "标题还在" in wrong.content.decode()


def test_a_chart_can_be_framed_by_other_sites_and_nothing_else_can(folder: Path) -> None:
    people((5, 9, 30))
    Document.objects.update(is_public=True)
    framed = Client().get("/indicators/helped/embed/")
    assert framed.status_code == 200
    assert "frame-ancestors *" in framed.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed.headers
    assert "<form" not in framed.content.decode()
    assert "frame-ancestors 'none'" in Client().get("/sign-in/").headers["Content-Security-Policy"]


def past(years: int = 5) -> None:
    for n in range(12 * years):
        enter("output", f"{2016 + n // 12}-{n % 12 + 1:02d}", round(100 * 1.01**n * (1 + 0.01 * (n % 3)), 1))


def test_a_figure_off_its_path_waits_for_the_units_explanation(folder: Path, client: Client) -> None:
    past()
    assert not Alarm.objects.exists()
    enter("output", "2021-01", 1000.0)
    alarm = Alarm.objects.get()
    # 2020-01 (148.9 = 100·1.01^48) linked by 1.5 and grown as in the last years (1.01^12).
    assert alarm.expected == pytest.approx(100 * 1.01**48 * 1.5 * 1.01**12, rel=0.01)
    assert [line.act for line in history_of(["output"])].count("indicators.alarm_raised") == 1
    officer = user("liaison", unit="development")
    client.force_login(officer)
    assert "说明异常" in client.get("/workbench/").content.decode()
    page = client.get("/indicators/output/").content.decode()
    assert "异常" in page and "口径扩大" in page
    assert client.post(f"/indicators/alarms/{alarm.pk}/answer/", {"answer": " "}).status_code == 302
    alarm.refresh_from_db()
    assert alarm.answered_at is None
    client.post(f"/indicators/alarms/{alarm.pk}/answer/", {"answer": "新投产一条生产线"})
    alarm.refresh_from_db()
    assert (alarm.answer, alarm.answered_by) == ("新投产一条生产线", officer.username)
    assert "说明异常" not in client.get("/workbench/").content.decode()
    with pytest.raises(AlreadyAnswered):
        answer(by=viewer("analyst"), key=alarm.pk, text="再说一次")
    with pytest.raises(AnswerMissing):
        Alarm.objects.update(answered_at=None)
        answer(by=viewer("analyst"), key=alarm.pk, text="")
    assert verify() == []


def test_an_alarm_nobody_explains_in_time_becomes_a_supervised_task(folder: Path) -> None:
    past()
    enter("output", "2021-01", 1000.0)
    raised = Alarm.objects.get().raised_at.date()
    assert pass_on(raised + timedelta(days=4)) == 0
    assert pass_on(raised + timedelta(days=14)) == 1
    task = Task.objects.get()
    assert (task.lead.code, task.state, task.clause) == ("development", "issued", "1.s1")
    assert "2021-01" in task.commitment.text
    assert pass_on(raised + timedelta(days=15)) == 0
    assert verify() == []


def test_a_corrected_figure_takes_its_alarm_back(folder: Path) -> None:
    past()
    enter("output", "2021-01", 1000.0)
    assert Alarm.objects.count() == 1
    enter("output", "2021-01", 275.0)
    assert not Alarm.objects.exists()


def test_growth_is_counted_over_the_link_of_a_break(folder: Path) -> None:
    enter("output", "2020-01", 100.0)
    enter("output", "2021-01", 165.0)
    (standing,) = standings(Indicator.objects.filter(code="output"))
    assert standing.year_before == 150.0
    assert standing.change == pytest.approx(10.0)


def rates(counts: tuple[int, int, int], period: str = "2021") -> None:
    people(counts, period)
    for place in ("990101001", "990101002", "990101003", ""):
        enter("aided", period, 1000 if place else 3000, place)


def test_a_rate_is_left_out_where_its_count_would_be_and_stays_out_when_counts_follow(folder: Path) -> None:
    """Helped 2, 10 and 30 of a thousand each: the rates 0.2, 1.0 and 3.0 say so to anybody who can count."""
    rates((2, 10, 30))
    wanted = Print(("helped_rate",), "2021", with_places=True)
    key = publish_numbers(by=viewer("analyst"), document="sample", title="率", wanted=wanted)
    one = Publication.objects.get(pk=key)
    assert {line["place"]: (line["value"], line["withheld"]) for line in one.values} == {
        "": ("1.4", ""),
        "990101001": ("", "others"),
        "990101002": ("", "others"),
        "990101003": ("3.0", ""),
    }
    assert reprint(one)[1]
    # The counts come after: what the rates left out stays out, or the two together would tell.
    counts = Print(("helped",), "2021", with_places=True)
    later = Publication.objects.get(
        pk=publish_numbers(by=viewer("analyst"), document="sample", title="数", wanted=counts)
    )
    assert {line["place"]: line["value"] for line in later.values} == {
        "": "42",
        "990101001": "",
        "990101002": "",
        "990101003": "30",
    }
    # One more is helped, in the place that is shown: neither its new rate nor the whole's is printed beside the old.
    enter("helped", "2021", 31, "990101003")
    again = {line["place"]: line["value"] for line in preview("sample", wanted)}
    assert again[""] == "" and again["990101003"] == ""
    assert reprint(one)[1] and reprint(later)[1]


def test_growth_on_two_people_is_not_printed_nor_offered_to_reporters_nor_framed(folder: Path, client: Client) -> None:
    from datetime import date

    from luoshi.indicators.reporting import figures

    rates((1, 1, 0), "2020")
    rates((10, 10, 10), "2021")
    growth = Print(("helped_growth", "helped_rate"), "2021")
    printed = {line["code"]: line["value"] for line in preview("sample", growth)}
    assert printed == {"helped_growth": "", "helped_rate": "1.0"}  # 1400 % says that there were two the year before
    offered = {figure.name for figure in figures("sample", ["1.s1"], date(2021, 12, 31))["1.s1"]}
    assert "救助率" in offered and "救助人数增长" not in offered
    rates((1, 1, 0), "2021")
    offered = {figure.name for figure in figures("sample", ["1.s1"], date(2021, 12, 31))["1.s1"]}
    assert offered.isdisjoint({"救助率", "救助人数", "救助人数增长"})
    for code in ("helped", "helped_rate"):
        page = client.get(f"/indicators/{code}/embed/").content.decode()
        assert "没有显示，以免认出个人" in page


def test_a_rate_of_the_whole_holds_when_its_denominator_changes_after_the_sum_of_parts(folder: Path) -> None:
    rates((2, 10, 30))
    enter("aided", "2021", 2000)
    one = Indicator.objects.get(code="helped_rate")
    assert [(row.place, row.value) for row in one.observations.filter(known_to=None, place="")] == [("", 2.1)]
