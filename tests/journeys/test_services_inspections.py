"""小区垃圾分类检查: from the phone to the month's ranking, its figures, and the event that a fault becomes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from luoshi.accountability.api import history_of, verify
from luoshi.indicators.models import Indicator, Observation
from luoshi.indicators.service import enter
from luoshi.registry.api import system_viewer
from luoshi.services.coverage import inspections_ranked
from luoshi.services.models import Attachment, Inspection, InspectionMonth, InspectionSheet
from services_town import CLEAN, at_desk, case, county, send, waiting

PICTURE = b"\x89PNG\r\n\x1a\n" + b"sample"


@pytest.fixture
def town(db: None, on_day: Any) -> None:
    county()
    on_day(date(2021, 10, 11))


def test_communities_are_inspected_by_phone_and_ranked_by_the_month(town: None, on_day: Any) -> None:
    grid = at_desk("field_worker", "ganzhe")
    page = grid.get("/services/inspections/new/waste-sorting/").content.decode()
    assert "样例小区甲" in page and "开袋抽查" in page
    photo = SimpleUploadedFile("a.png", PICTURE, "image/png")
    made = send(grid, "phone-1", photo=photo, **{"faults-overflow": "1", "lon": "119.1325", "lat": "26.1504"})
    one = Inspection.objects.get(number=made["number"])
    # By hand: bags 40 x 18/20 = 36; overflow 15 - 5 = 10; the rest whole: 15 + 15 + 10 + 5 = 45. 91 of 100.
    assert str(one.score) == "91.00"
    assert one.due_date == date(2021, 10, 14)  # three working days after the 11th
    # The phone sends again: still one inspection. The fault became an event in its grid, with the photo.
    assert send(grid, "phone-1")["number"] == made["number"]
    event = case(one.cases["overflow"])
    assert event.data["kind"] == "暴露垃圾" and event.data["grid_name"].startswith("甘蔗街道")
    assert waiting(event.number) and Attachment.objects.filter(case=event).count() == 1
    shown = grid.get(made["url"])
    assert event.number in shown.content.decode() and "36.00" in shown.content.decode()
    assert grid.get(f"{made['url']}photos/{one.photos.get().pk}/").status_code == 200

    # Three days on it is looked at again: only what was wrong, and all of it.
    on_day(date(2021, 10, 14))
    assert "复查" in at_desk("field_worker", "ganzhe").get("/workbench/").content.decode()
    missing = send(grid, "again-0", status=409, again=made["number"], **{"checked-bags": "", "faults-bags": ""})
    assert "投放准确" in missing["message"]
    send(grid, "again-1", again=made["number"], **{"faults-bags": "0"})
    one.refresh_from_db()
    assert one.put_right is True
    refused = send(grid, "again-2", status=409, again=made["number"])
    assert "没有等待复查的问题" in refused["message"]

    send(grid, "b-1", "community-01", **{"faults-bags": "0"})  # 100
    send(grid, "c-1", "community-02", **{"checked-bags": "10", "faults-bags": "5"})  # 80
    send(grid, "c-2", "community-02", **{"checked-bags": "30", "faults-bags": "3"})  # 96
    send(grid, "d-1", "community-03", **{"faults-bags": "20"})  # 60, once only
    officer = at_desk("supervisor")
    post = {"sheet": "waste-sorting", "month": "2021-10"}
    early = officer.post("/services/inspections/publish/", post, follow=True).content.decode()
    assert "还没有过完" in early
    on_day(date(2021, 11, 1))
    page = officer.get("/services/inspections/?month=2021-10").content.decode()
    assert "公布本月排名" in page and "样例小区丙" in page
    officer.post("/services/inspections/publish/", post)
    month = InspectionMonth.objects.get()
    ranked = {line["code"]: line for line in month.lines if "rank" in line}
    # Pooled: community 1 opened 40 bags, 38 right: 38 + (10 + 15)/2 + 45 = 95.50. Community 2: 32 of 40: 32 + 60 = 92.
    assert {code: (line["score"], line["rank"]) for code, line in ranked.items()} == {
        "community-01": ("95.50", 1),
        "community-02": ("92.00", 2),
    }
    assert month.lines[2]["code"] == "community-03" or "rank" not in month.lines[2]
    # Two inspections 91 and 100, two 80 and 96: variance 40.5 and 128, pooled 84.25; the gap of 3.5 is chance.
    assert month.spread["within"] == pytest.approx(84.25)
    assert month.spread["between"] == 0 and (ranked["community-01"]["best"], ranked["community-01"]["worst"]) == (1, 2)
    assert ranked["community-01"]["list"] == "red"

    def figure(code: str, place: str = "") -> float | None:
        return Observation.objects.get(indicator__code=code, place=place, known_to=None).value

    assert (figure("waste_inspections"), figure("waste_scored"), figure("waste_score_sum")) == (5, 2, 187.5)
    assert figure("waste_score") == 93.8 and figure("waste_accuracy") == pytest.approx(100 * 70 / 100)
    assert figure("waste_inspections", "350121001") == 2
    assert (figure("waste_due"), figure("waste_put_right")) == (4, 1)
    assert inspections_ranked("services.waste-inspection")("minhou-22", "22")
    assert Indicator.objects.get(code="waste_score").clauses == ["22.s1"]

    # Published, it stands: nothing more is taken in or out of that month.
    late = officer.post(f"{made['url']}void/", {"reason": "样例"}, follow=True).content.decode()
    assert "已经公布，不能再记入或作废" in late
    public = Client().get("/services/inspections/public/minhou-22/").content.decode()
    assert "样例小区甲" in public and "红榜" in public
    acts = [line.act for line in history_of([made["number"]])]
    assert acts == ["services.inspected"] and verify() == []


def test_what_was_not_looked_at_neither_earns_nor_loses_and_too_little_gives_no_score(town: None) -> None:
    grid = at_desk("field_worker", "ganzhe")
    some = {"faults-bins": "1", "faults-overflow": "", "faults-point": "", "faults-notice": "", "faults-mixed": "0"}
    one = Inspection.objects.get(number=send(grid, "a", **some)["number"])
    # 36 of 40, 12 of 15, 15 of 15: 63 of 70.
    assert str(one.score) == "90.00"
    few = {f"faults-{name}": "" for name in ("bins", "overflow", "mixed", "point")}
    assert Inspection.objects.get(number=send(grid, "b", **few)["number"]).score is None


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"faults-bags": "30"}, "不合格数多于检查数"),
        ({"checked-bags": ""}, "检查数和不合格数要一起填"),
        ({"faults-bins": "-1"}, "“-1”不是 0 或更大的整数"),
        ({"faults-bins": "两处"}, "“两处”不是 0 或更大的整数"),
        ({"subject": "nobody"}, "没有选择受检对象"),
        (dict.fromkeys([*CLEAN, "checked-bags", "faults-bags"], ""), "一项也没有检查"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_kept(town: None, form: dict[str, str], words: str) -> None:
    assert words in send(at_desk("field_worker", "ganzhe"), "x", status=409, **form)["message"]
    assert not Inspection.objects.exists()


def test_a_file_that_is_no_picture_takes_the_whole_inspection_back(town: None) -> None:
    bad = SimpleUploadedFile("a.png", b"<script>", "image/png")
    told = send(at_desk("field_worker", "ganzhe"), "x", status=409, photo=bad, **{"faults-overflow": "1"})
    assert told["code"] == "services.photo_refused"
    assert not Inspection.objects.exists() and not Attachment.objects.exists()


def test_a_void_inspection_counts_no_more_and_stays_in_view(town: None) -> None:
    grid, officer = at_desk("field_worker", "ganzhe"), at_desk("supervisor")
    made = send(grid, "a", **{"faults-bags": "20"})
    for reason, words in (("", "请写明事由"), ("样例：查错了小区", "已作废")):
        page = officer.post(f"{made['url']}void/", {"reason": reason}, follow=True).content.decode()
        assert words in page
    assert "样例：查错了小区" in grid.get(made["url"]).content.decode()
    assert "本月还没有检查" in officer.get("/services/inspections/?month=2021-10").content.decode()


def test_two_months_below_the_line_are_on_the_black_list_and_one_is_not(town: None, on_day: Any) -> None:
    grid, officer = at_desk("field_worker", "ganzhe"), at_desk("supervisor")
    lists = []
    for month in (10, 11):
        on_day(date(2021, month, 11))
        for n in range(2):
            send(grid, f"{month}-{n}", **{"faults-bags": "20"})  # 60, under the line of 70
        on_day(date(2021, month + 1, 1))
        officer.post("/services/inspections/publish/", {"sheet": "waste-sorting", "month": f"2021-{month}"})
        lists.append(next(line["list"] for line in InspectionMonth.objects.get(first=date(2021, month, 1)).lines))
    assert lists == ["", "black"]


def test_a_sheet_that_changes_is_a_new_version_and_old_inspections_keep_theirs(town: None) -> None:
    one = Inspection.objects.get(number=send(at_desk("field_worker", "ganzhe"), "a")["number"])
    sheet = InspectionSheet.objects.get(is_current=True)
    sheet.facts = {**sheet.facts, "rectify_days": 9}
    sheet.save()
    county()
    assert list(InspectionSheet.objects.values_list("number", "is_current").order_by("number")) == [
        (1, False),
        (2, True),
    ]
    one.refresh_from_db()
    assert one.sheet.number == 1


def test_waste_weighed_gives_the_shares_of_the_sheet(town: None) -> None:
    """Sheet D: kitchen 18 t, recyclables 22, hazardous 0.1, other 59.9 of 100: separation 18.0 %, recycling 40.1 %."""
    weighed = {"waste_kitchen": 18, "waste_recyclable": 22, "waste_hazardous": 0.1, "waste_other": 59.9}
    for code, tonnes in weighed.items():
        enter(by=system_viewer(), code=code, period="2021-09", value=tonnes, source="样例", note="样例")
    found = {
        code: Observation.objects.get(indicator__code=code, place="", known_to=None).value
        for code in ("waste_separation", "waste_recycling")
    }
    assert found == {"waste_separation": 18.0, "waste_recycling": 40.1}
