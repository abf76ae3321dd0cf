"""网格事件: from the phone to the place checked again; the same event once, the same report once."""

from __future__ import annotations

from datetime import date

from luoshi.services.models import Case
from services_town import at_desk, case, county, waiting, work

GANZHE = {"lon": "119.1325", "lat": "26.1504"}


def report(client, number: str, **form: str) -> dict[str, object]:
    facts = {"report_id": number, "kind": "路面破损", "text": "样例路路面塌陷", **GANZHE, **form}
    answer = client.post("/services/report/send/", facts)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_an_event_from_the_phone_is_handled_checked_and_closed(db: None, on_day) -> None:
    county()
    on_day(date(2021, 9, 30))
    grid, transport = at_desk("field_worker", "ganzhe"), at_desk("liaison", "transport")
    assert "上报事件" in grid.get("/services/report/").content.decode()
    made = report(grid, "phone-1")
    number = str(made["number"])
    assert case(number).data["grid_name"].startswith("甘蔗街道")
    # Three working days over the holiday: 8, 9 (a worked Saturday) and 11 October.
    assert case(number).steps.get(state="open").due_date == date(2021, 10, 11)

    # The phone was offline and sends again; a neighbour tells the same: one event.
    assert report(grid, "phone-1") == made
    second = report(grid, "phone-2", lat="26.15045")
    assert (second["number"], second["merged"]) == (number, True)
    far = report(grid, "phone-3", lat="26.1610")
    assert far["number"] != number
    other = report(grid, "phone-4", kind="暴露垃圾", text="垃圾未清")
    assert other["number"] != number
    assert case(number).data["reports"] == 2
    assert Case.objects.filter(merged_into__number=number).count() == 1

    assert waiting(str(other["number"])) == ["网格员自行处置"]  # small things the grid worker settles alone
    work(transport, number, "处置", handled_note="已围挡，临时修补")
    work(grid, number, "现场核查", checked_note="仍有坑洼")
    assert waiting(number) == ["处置"]
    work(transport, number, "处置", handled_note="已铺沥青")
    work(grid, number, "现场核查", fixed="on")
    assert (case(number).state, case(number).result) == ("done", "已处置，现场核查通过")
    flow = at_desk("analyst").get("/services/processes/grid-event/").content.decode()
    assert "瓶颈" in flow or "处置" in flow


def test_an_event_outside_all_grids_goes_to_the_centre(db: None, on_day) -> None:
    county()
    on_day(date(2021, 9, 30))
    clerk = at_desk("clerk", "smart-county-centre")
    made = report(clerk, "call-1", kind="邻里纠纷", text="噪声", lon="118.0", lat="25.0")
    assert case(str(made["number"])).data["grid"] == ""
    assert case(str(made["number"])).unit.code == "smart-county-centre"
    refused = clerk.post("/services/report/send/", {"report_id": "x", "text": "没有类别"})
    assert refused.status_code == 422


def test_what_was_dictated_is_kept_whole_or_refused_never_cut(db: None, on_day) -> None:
    county()
    on_day(date(2021, 9, 30))
    grid = at_desk("field_worker", "ganzhe")
    spoken = "这里的路面塌了一块，" * 400  # a quarter of an hour of speech
    made = report(grid, "long-1", text=spoken)
    assert case(str(made["number"])).data["text"] == spoken
    given = {"report_id": "long-2", "kind": "路面破损", "text": spoken + "还有"}
    refused = grid.post("/services/report/send/", given)
    assert (refused.status_code, refused.json()["code"]) == (422, "services.report_too_long")
