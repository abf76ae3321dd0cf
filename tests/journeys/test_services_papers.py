"""Papers: taken at the window and from home, what is missing told once, handed in by who applied, the clock fair."""

from __future__ import annotations

import base64
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from luoshi.accountability.models import RecordEntry
from services_town import at_desk, case, county, step_of

PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
FORM = {"applicant_name": "样例小吃店", "applicant_code": "350121199001010015", "matter": "新开小吃店"}


def picture(name: str = "photo.png", content: bytes = PICTURE) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def taken(clerk: Client, **papers: SimpleUploadedFile) -> str:
    sent = clerk.post("/services/new/food-permit/", {**FORM, **papers})
    assert sent.status_code == 302, sent.content.decode()
    return sent["Location"].rstrip("/").rsplit("/", 1)[1]


def test_what_is_missing_is_told_once_and_handed_in_from_home(db: None, on_day) -> None:
    county()
    on_day(date(2021, 9, 10))
    clerk, home = at_desk("clerk", "service-centre"), Client()
    assert 'name="paper-0"' in clerk.get("/services/new/food-permit/").content.decode()
    number = taken(clerk, **{"paper-0": picture()})
    found = case(number)
    names = [one["name"] for one in found.item.facts["materials"] if not one.get("exempt_by_share")]
    assert [paper.material for paper in found.attachments.all()] == names[:1]
    page = clerk.get(f"/services/cases/{number}/").content.decode()
    assert page.count("未交") == len(names) - 1
    # The window need not write what the catalogue knows: the rest stands in the field already.
    assert names[1] in page.split('name="missing"')[1].split("</textarea>")[0]

    step = step_of(number, "受理")
    clerk.post(f"/services/cases/{number}/steps/{step.pk}/correction/", {"missing": "\n".join(names[1:])})
    track = {"number": number, "code": found.query_code}
    assert "提交补正" in home.get("/services/track/", track).content.decode()

    on_day(date(2021, 9, 14))
    refused = home.post(
        "/services/track/hand-in/", {**track, "note": "请看附件", "paper-1": picture("x.exe", b"MZ" * 20)}
    )
    assert (refused.status_code, "请看附件" in refused.content.decode()) == (422, True)
    assert case(number).attachments.count() == 1
    empty = home.post("/services/track/hand-in/", track)
    assert "没有选择文件" in empty.content.decode()
    others = home.post("/services/track/hand-in/", {**track, "code": "WRONG1", "note": "x"})
    assert others.status_code == 404
    sent = home.post("/services/track/hand-in/", {**track, "note": "补齐了", "paper-1": picture()})
    assert sent.status_code == 302
    assert "窗口正在核对" in home.get("/services/track/", track).content.decode()
    assert case(number).state == "returned"  # whether it is all there the desk says
    assert "申请人已交来补正" in clerk.get("/workbench/").content.decode()

    # The desk looks two days later: those days are the desk's, not the applicant's.
    on_day(date(2021, 9, 16))
    clerk.post(f"/services/cases/{number}/correct/", {"note": "齐"})
    held = case(number).suspensions.get()
    assert (case(number).state, held.from_date, held.to_date) == ("open", date(2021, 9, 10), date(2021, 9, 14))
    assert "申请人已交来补正" not in clerk.get("/workbench/").content.decode()
    late = home.post("/services/track/hand-in/", {**track, "note": "再补"})
    assert (late.status_code, "现在不需要补正" in late.content.decode()) == (422, True)
    acts = set(RecordEntry.objects.filter(subject=number).values_list("act", flat=True))
    assert {"services.papers_taken", "services.correction_handed_in"} <= acts


def test_papers_come_to_the_window_later(db: None, on_day) -> None:
    county()
    on_day(date(2021, 9, 10))
    clerk = at_desk("clerk", "service-centre")
    number = taken(clerk)
    clerk.post(f"/services/cases/{number}/papers/", {"paper-1": picture()})
    assert case(number).attachments.count() == 1
    assert "没有选择文件" in clerk.post(f"/services/cases/{number}/papers/").content.decode()
    refused = clerk.post(
        f"/services/cases/{number}/papers/", {"paper-0": picture("x.exe", b"MZ" * 20), "paper-1": picture()}
    )
    assert (refused.status_code, case(number).attachments.count()) == (422, 1)
    assert (
        at_desk("liaison", "tax").post(f"/services/cases/{number}/papers/", {"paper-1": picture()}).status_code == 403
    )
