"""People hear of what concerns them: in the house always, by other ways as they wish, once, and no more than they wish."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.utils.timezone import make_aware

from factories import user, viewer
from luoshi.accountability.api import verify
from luoshi.accountability.models import RecordEntry
from luoshi.delivery.domain.sheets import Grade
from luoshi.delivery.lights import relight_all
from luoshi.delivery.models import Commitment, Task
from luoshi.delivery.reminding import remind
from luoshi.delivery.service import commitments, sheets, tasks
from luoshi.kernel.manifest import Programme
from luoshi.kernel.today import at_moment
from luoshi.policy.api import clause_facts
from luoshi.portal.models import Message, Notice, Wish
from luoshi.portal.notices.sending import send_due
from luoshi.portal.notices.timing import TRIES

D = "sample"


@pytest.fixture
def people(programme: Programme, on_day) -> dict[str, object]:
    on_day(date(2021, 8, 2))
    return {"officer": user("liaison", "development", name="officer"), "chief": user("supervisor", name="chief")}


def issue(clause: str = "1.s1", unit: str = "development") -> str:
    by = viewer("supervisor")
    code = Commitment.objects.filter(document=D, clause=clause).first().code
    commitments.correct(by=by, document=D, code=code, lead=unit, supports=[], due_date=date(2021, 12, 31))
    commitments.issue(by=by, document=D, codes=[code])
    return code


def titles(name: str) -> list[str]:
    return list(Notice.objects.filter(user__username=name).order_by("pk").values_list("title", flat=True))


def test_each_hears_of_what_comes_to_them_and_opens_it_once(people: dict[str, object]) -> None:
    code = issue()
    assert len(titles("officer")) == 1 and "新任务待签收" in titles("officer")[0]
    assert titles("chief") == []
    officer = viewer("liaison", "development")
    tasks.accept(by=officer, document=D, code=code)
    tasks.report(by=officer, document=D, code=code, text="进展", percent=10)
    assert "新报告待审核" in titles("chief")[0]
    tasks.review(by=viewer("supervisor"), document=D, code=code, accepted=False, note="缺台账")
    assert "报告被退回（缺台账）" in titles("officer")[-1]
    client = Client()
    client.force_login(people["officer"])
    assert "2" in client.get("/notices/count/").content.decode()
    notice = Notice.objects.filter(user=people["officer"]).last()
    gone = client.get(f"/notices/open/{notice.pk}/")
    assert gone.status_code == 302 and gone.url == f"/delivery/{D}/tasks/{code}/"
    assert "2" not in client.get("/notices/count/").content.decode().replace("未读", "")
    assert client.get("/notices/?show=unread").content.decode().count("notice-new") == 1
    client.post("/notices/read/")
    assert client.get("/notices/count/").content.decode().strip() == ""
    other = Client()
    other.force_login(people["chief"])
    assert other.get(f"/notices/open/{notice.pk}/").status_code == 404


def test_a_bulk_of_the_same_is_told_together(people: dict[str, object]) -> None:
    by = viewer("supervisor")
    text = clause_facts(D, "1.s1").text
    for n in range(7):
        commitments.add(by=by, document=D, clause="1.s1", text=text[: 5 + n])
    codes = list(Commitment.objects.filter(document=D, clause="1.s1").values_list("code", flat=True))
    for code in codes:
        commitments.correct(by=by, document=D, code=code, lead="development", supports=[], due_date=date(2021, 12, 31))
    commitments.issue(by=by, document=D, codes=codes)
    assert titles("officer") == [f"{len(codes)} 项新任务待签收"]


def wish(person: object, **fields: object) -> None:
    Wish.objects.update_or_create(user=person, defaults={"wecom": "abcdefgh-1234", **fields})


class Bell:
    def __init__(self, *answers: object) -> None:
        self.answers, self.sent = list(answers), []

    def __call__(self, address: str, title: str, words: str) -> bool:
        answer = self.answers.pop(0) if self.answers else True
        if isinstance(answer, Exception):
            raise answer
        if answer:
            self.sent.append((address, title, words))
        return bool(answer)


def test_many_lights_that_turn_red_in_a_night_are_told_by_their_number(people: dict[str, object], on_day) -> None:
    one = Task.objects.get(code=issue())
    names = [f.attname for f in Task._meta.concrete_fields if not f.primary_key]
    same = {name: getattr(one, name) for name in names} | {"commitment_id": None}
    due = [(n, date(2021, 9, 1 + n // 7)) for n in range(9)]
    Task.objects.bulk_create(Task(**{**same, "code": f"{one.code}-{n}", "due_date": day}) for n, day in due)
    Notice.objects.all().delete()
    on_day(date(2021, 9, 2))
    relight_all(date(2021, 9, 2))
    assert titles("officer") == ["7 项任务转为滞后，请查看任务清单"]
    assert Notice.objects.get().url == f"/delivery/{D}/tasks/?unit=development&light=red"
    on_day(date(2021, 9, 3))
    relight_all(date(2021, 9, 3))
    # The two that turned a day later are few enough to be named.
    assert titles("officer")[1:] == [f"任务转为滞后：{one.title[:80]}"] * 2
    rows = RecordEntry.objects.filter(act="delivery.lights_turned", unit="development").order_by("seq")
    turns = [turn for content in rows.values_list("content", flat=True) for turn in content["turns"]]
    assert [len(codes) for _before, after, _reason, codes in turns if after == "red"] == [7, 2]
    assert verify() == []


def test_a_message_goes_by_the_persons_way_and_once(people: dict[str, object]) -> None:
    wish(people["officer"])
    issue()
    bell = Bell()
    assert send_due(send=bell) == (1, 0)
    assert send_due(send=bell) == (0, 0)
    ((address, title, words),) = bell.sent
    assert address == "wecombot://abcdefgh-1234/" and title.startswith("落实：") and "新任务待签收" in words
    assert Message.objects.get().state == "sent"


def test_nothing_leaves_where_nothing_is_set_up(people: dict[str, object]) -> None:
    Wish.objects.create(user=people["officer"], mail="a@example.com", phone="13800000000")  # no gateway is set up
    issue()
    assert Message.objects.count() == 0
    assert len(titles("officer")) == 1


def test_what_did_not_go_is_tried_again_and_at_last_given_up_without_stopping_the_others(
    people: dict[str, object],
) -> None:
    wish(people["officer"])
    issue()
    bell = Bell(RuntimeError("网关无响应"), False)
    assert send_due(send=bell) == (0, 1)
    message = Message.objects.get()
    assert (message.state, message.tries, message.trouble) == ("waiting", 1, "网关无响应")
    assert send_due(send=bell) == (0, 0)  # not before its time
    with at_moment(message.not_before + timedelta(seconds=1)):
        assert send_due(send=bell) == (0, 1)
    Message.objects.update(tries=TRIES - 1, not_before=make_aware(datetime(2021, 8, 1)))
    assert send_due(send=Bell(False)) == (0, 1)
    assert Message.objects.get().state == "failed"


def test_a_days_digest_is_one_message_and_muted_kinds_send_none(people: dict[str, object]) -> None:
    wish(people["officer"], pace="daily", muted=["delivery.done"])
    issue("1.s1")
    issue("1.s2")
    message = Message.objects.get()
    assert message.notices.count() == 2
    assert send_due(send=Bell()) == (0, 0)
    with at_moment(message.not_before):
        bell = Bell()
        assert send_due(send=bell) == (1, 0)
    assert bell.sent[0][1] == "落实：2 条通知"
    wish(people["officer"], pace="once", muted=["delivery.sheet"])
    sheets.issue_sheet(
        by=viewer("supervisor"), document=D, code=Task.objects.first().code, grade=Grade.SHORT, requirement="限期整改"
    )
    assert Message.objects.filter(state="waiting").count() == 0
    assert "蓝色提醒单" in titles("officer")[-1]  # in the house it is told all the same


def test_reports_are_reminded_of_before_on_and_after_their_day_and_once_each(people: dict[str, object], on_day) -> None:
    code = issue()
    tasks.accept(by=viewer("liaison", "development"), document=D, code=code)
    due = Task.objects.get(code=code).next_report_due
    said = []
    for before in (4, 3, 2, 0, -1, -2, -3, -4):
        day = due - timedelta(days=before)
        on_day(day)
        first = remind(day)
        assert remind(day) == 0
        said.append((before, first))
    assert [before for before, told in said if told] == [3, 0, -1, -3]
    assert sum("逾期" in title for title in titles("officer")) == 2


def test_wishes_take_keys_and_no_addresses_and_say_what_is_wrong(people: dict[str, object]) -> None:
    client = Client()
    client.force_login(people["officer"])
    assert client.get("/notices/wishes/").status_code == 200
    wrong = client.post("/notices/wishes/", {"wecom": "https://evil.example/x?key=1", "pace": "once", "mail": "a@b.cn"})
    assert wrong.status_code == 422
    assert "只填密钥本身" in wrong.content.decode() and "a@b.cn" in wrong.content.decode()
    half = client.post("/notices/wishes/", {"pace": "once", "quiet_from": "22:00"})
    assert "要么都填" in half.content.decode()
    ok = {
        "wecom": "abcdefgh-1234",
        "pace": "daily",
        "quiet_from": "22:00",
        "quiet_to": "07:00",
        "kind": ["delivery.sheet"],
    }
    assert client.post("/notices/wishes/", ok).status_code == 302
    kept = Wish.objects.get(user=people["officer"])
    assert "delivery.issued" in kept.muted and "delivery.sheet" not in kept.muted


def test_a_calendar_shows_the_persons_work_to_whoever_has_its_address_only(people: dict[str, object]) -> None:
    code = issue()
    kept = Wish.objects.create(user=people["officer"])
    page = Client().get(f"/calendar/{kept.calendar_token}.ics")
    assert page.headers["Content-Type"].startswith("text/calendar")
    text = page.content.decode().replace("\r\n ", "")
    assert f"URL:http://testserver/delivery/{D}/tasks/{code}/" in text
    assert Client().get("/calendar/wrong.ics").status_code == 404
    people["officer"].is_active = False
    people["officer"].save()
    assert Client().get(f"/calendar/{kept.calendar_token}.ics").status_code == 404
