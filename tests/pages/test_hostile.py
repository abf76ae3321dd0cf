"""What people with bad intentions, bad luck or bad habits send; pages answer in words and nothing breaks."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from factories import user
from luoshi.accountability.api import verify
from luoshi.delivery.models import Commitment, Evidence, Report, Task
from luoshi.delivery.service import commitments
from luoshi.kernel.manifest import Programme
from luoshi.policy.models import Document
from luoshi.registry.api import system_viewer

SCRIPT = "<script>alert('x')</script>"
T = "/delivery/sample/tasks/1.s1.c1/"
PDF = b"%PDF-1.4\n% a small proof\n"


@pytest.fixture
def task(programme: Programme, on_day: Any) -> Task:
    """A task of the Development Bureau, accepted."""
    on_day(date(2021, 8, 2))
    by, where = system_viewer(), {"document": "sample", "code": "1.s1.c1"}
    commitments.correct(by=by, **where, lead="development", supports=[], due_date=date(2021, 12, 31))
    commitments.issue(by=by, document="sample", codes=["1.s1.c1"])
    Client().logout()
    signed_in("liaison", "development").post(f"{T}accept/")
    return Task.objects.get(code="1.s1.c1")


def signed_in(role: str, unit: str | None = None) -> Client:
    from luoshi.registry.models import User

    client = Client()
    name = f"{role}-{unit or 'all'}"
    client.force_login(User.objects.filter(username=name).first() or user(role, unit))
    return client


def report(client: Client, **fields: Any) -> Any:
    return client.post(f"{T}report/", {"text": "进展", "percent": "10", **fields})


def test_markup_typed_anywhere_is_shown_as_words(task: Task) -> None:
    supervisor, liaison = signed_in("supervisor"), signed_in("liaison", "development")
    upload = SimpleUploadedFile("<img src=x onerror=alert(1)>.pdf", PDF)
    fields = {name: f"{SCRIPT} {name}" for name in ("text", "problems", "next_steps")}
    assert report(liaison, **fields, figures=f"{SCRIPT} 3", files=upload).status_code == 302
    liaison.post(f"{T}ask-extension/", {"new_due": "2022-06-30", "reason": SCRIPT})
    supervisor.post(f"{T}answer-extension/", {"granted": "0", "answer": SCRIPT})
    supervisor.post(f"{T}review/", {"accepted": "0", "note": SCRIPT})
    supervisor.post("/delivery/sample/commitments/1.s1.c2/drop/", {"reason": SCRIPT})
    supervisor.post("/delivery/sample/commitments/1.s1.c2/split/", {"marked": SCRIPT})
    supervisor.post(
        "/delivery/sample/commitments/1.s2.c1/",
        {"lead": "finance", "outcome_metric": SCRIPT, "outcome_unit": SCRIPT[:30], "due_date": "2021-12-31"},
    )
    shown = 0
    for address in (
        T,
        "/delivery/sample/review/1/",
        f"/history/?subject=sample/{task.code}",
        "/record/",
        "/workbench/",
    ):
        page = supervisor.get(address).content.decode()
        assert SCRIPT not in page, address
        assert "<img src=x" not in page, address
        shown += page.count("&lt;script&gt;")
    assert shown > 8  # it was there to be seen
    for address in ("/search/", "/registry/units/", "/record/", "/delivery/sample/tasks/", "/documents/sample/"):
        for name in ("q", "subject", "unit", "light", "next", "sentence", "page"):
            page = supervisor.get(address, {name: f'"><{SCRIPT}'})
            assert SCRIPT not in page.content.decode(), (address, name)
            assert page.status_code < 500


def test_markup_in_sheets_and_in_reports_sent_together_is_shown_as_words(task: Task, on_day: Any) -> None:
    supervisor, liaison = signed_in("supervisor"), signed_in("liaison", "development")
    supervisor.post(f"{T}sheet/", {"grade": "short", "requirement": SCRIPT})
    sheet = "/delivery/sample/sheets/1/"
    liaison.post(f"{sheet}answer/", {"answer": SCRIPT})
    supervisor.post(f"{sheet}judge/", {"outcome": "missed", "reason": SCRIPT})
    on_day(date(2021, 8, 20))
    bulk = {"send": ["1.s1.c1"], "1.s1.c1-text": SCRIPT, "1.s1.c1-percent": "10"}
    assert liaison.post("/delivery/sample/report/", bulk).status_code == 302
    for address in (sheet, "/delivery/sample/sheets/2/", "/delivery/sample/sheets/", T):
        page = supervisor.get(address).content.decode()
        assert "<script>alert" not in page
        assert address.endswith("sheets/") or "&lt;script&gt;" in page


def test_control_characters_do_not_break_the_bulletin(task: Task) -> None:
    Task.objects.update(title="推进\x0b工作\x01", light="red")
    Document.objects.update(title="若干\x0c措施")
    leader = signed_in("leader")
    made = leader.post("/delivery/sample/papers/", {"kind": "bulletin", "office": "督\x02查室"})
    assert made.status_code in {302, 400}
    made = leader.post("/delivery/sample/papers/", {"kind": "bulletin"})
    answer = leader.get(f"{made.url}paper.docx")
    assert zipfile.ZipFile(io.BytesIO(answer.content)).testzip() is None
    assert leader.get(f"{made.url}paper.pdf").content.startswith(b"%PDF-")


@pytest.mark.parametrize("given", ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "\t=1+1", "\r=1"])
def test_words_never_become_formulas_in_the_workbook(task: Task, given: str) -> None:
    Task.objects.update(title=given, outcome_metric=given)
    Document.objects.update(title=given)
    task.lead.short_names = [given]
    task.lead.save()
    sheet = load_workbook(io.BytesIO(signed_in("supervisor").get("/delivery/sample/tasks.xlsx").content)).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    texts = [str(cell.value) for cell in cells if isinstance(cell.value, str)]
    assert [text for text in texts if text.strip()[:1] in set("=+-@")] == []
    assert sum(given.strip() in text for text in texts) >= 3


def test_control_characters_do_not_break_the_workbook(task: Task) -> None:
    supervisor = signed_in("supervisor")
    where = "/delivery/sample/commitments/1.s2.c1/"
    supervisor.post(where, {"lead": "finance", "outcome_metric": "件\x0b数\x1f", "due_date": "2021-12-31"})
    commitments.issue(by=system_viewer(), document="sample", codes=["1.s2.c1"])
    answer = supervisor.get("/delivery/sample/tasks.xlsx")
    assert answer.status_code == 200
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert any("件" in str(cell.value) and "数" in str(cell.value) for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize("length", [5_000, 5_001, 10_000, 200_000])
def test_very_long_texts_are_kept_whole_or_refused(task: Task, length: int) -> None:
    answer = report(signed_in("liaison", "development"), text="长" * length)
    if length <= 5_000:
        assert answer.status_code == 302
        assert Report.objects.get().text == "长" * length
    else:
        assert answer.status_code == 422
        assert Report.objects.count() == 0
        assert "长" * length in answer.content.decode()  # nothing typed is lost


POSTS = [
    (f"{T}report/", {"text": "a\0b", "percent": "10"}),
    (f"{T}report/", {"text": "a", "percent": "10", "figures": "a\0b 3", "problems": "\0", "next_steps": "\0"}),
    (f"{T}report/", {"text": "a", "percent": "nan"}),
    (f"{T}report/", {"text": "a", "percent": "1e999"}),
    (f"{T}ask-extension/", {"new_due": "9999-12-31", "reason": "a\0b"}),
    (f"{T}object/", {"reason": "a\0b"}),
    (f"{T}review/", {"accepted": "1", "note": "a\0b"}),
    (f"{T}answer-objection/", {"granted": "1", "answer": "\0", "new_lead": "\0"}),
    ("/delivery/sample/commitments/1.s2.c1/", {"lead": "a\0b", "due_date": "2021-12-31", "outcome_metric": "\0"}),
    ("/delivery/sample/commitments/1.s2.c1/", {"lead": "finance", "plan": "2021-09-30 nan"}),
    ("/delivery/sample/commitments/1.s2.c1/", {"lead": "finance", "plan": "2021-09-30 inf"}),
    ("/delivery/sample/commitments/1.s2.c1/", {"lead": "finance", "outcome_value": "nan"}),
    ("/delivery/sample/commitments/1.s2.c1/drop/", {"reason": "a\0b"}),
    ("/delivery/sample/commitments/1.s1.c2/split/", {"marked": "a\0b|c"}),
    ("/delivery/sample/commitments/1.s1.c2/merge/", {"other": "a\0b"}),
    ("/delivery/sample/review/1/add/", {"clause": "1.s1\0", "text": "云\0"}),
    ("/delivery/sample/review/1/issue/", {"code": "1.s2.c1\0"}),
    ("/record/verify/", {"head": "1:\0"}),
    ("/record/verify/", {"head": f"{10**30}:abc"}),
    ("/registry/users/", {"username": "a\0b", "display_name": "\0", "password": "a very long\0 password"}),
    ("/registry/users/liaison-development/grant/", {"role": "leader\0", "unit": "\0"}),
    ("/sign-in/", {"username": "a\0b", "password": "\0", "next": "/\0"}),
    ("/sign-in/demo/", {"account": "a\0b"}),
    ("/language/", {"language": "en\0", "next": "/\0"}),
    ("/account/", {"old_password": "\0", "new_password1": "\0", "new_password2": "\0"}),
]
GETS = [
    "/search/?q=%00",
    "/search/?q=%ED%A0%80",
    "/registry/units/?q=%00",
    "/record/?subject=%00&actor=%00&act=%00",
    "/history/?subject=%00",
    "/delivery/sample/tasks/?q=%00&unit=%00&measure=%00&page=99999999999999999999",
    "/delivery/sample/tasks.xlsx?clause=%00",
    "/units/development/?light=%00&role=%00&sort=%00&page=-1",
    "/documents/sample/?sentence=%00",
    "/documents/sample/?unit=%00&light=%00&chapter=%00",
    "/documents/sample/measures/1/?tab=%00",
    "/documents/sample/measures/%00/",
    "/documents/sample/clauses/%00/",
    "/delivery/sample/tasks/%00/",
    "/delivery/sample/review/%00/",
    "/delivery/sample/commitments/%00/",
    "/registry/users/%00/",
    f"/delivery/evidence/{10**30}/",
    "/api/delivery/sample/tasks?q=%00&unit=%00",
    "/api/delivery/sample/tasks/%00",
    "/api/coverage/%00",
    f"/delivery/sample/tasks/{quote('长' * 3000)}/",
]


@pytest.mark.parametrize("role", ["supervisor", "liaison", "administrator"])
def test_nonsense_is_answered_never_crashed_on(task: Task, role: str) -> None:
    settings_client = signed_in(role, "development" if role == "liaison" else None)
    settings_client.raise_request_exception = False
    crashed = [
        (address, fields) for address, fields in POSTS if settings_client.post(address, fields).status_code >= 500
    ]
    crashed += [(address, {}) for address in GETS if settings_client.get(address).status_code >= 500]
    assert crashed == []
    assert verify() == []


@pytest.mark.parametrize(
    "body",
    [
        '{"text": "a\\u0000b", "percent": 5}',
        '{"text": "\\ud800", "percent": 5}',
        '{"text": "a", "percent": NaN}',
        '{"text": "a", "percent": 5, "figures": [["\\u0000", "1"]]}',
        '{"text": "a", "percent": 1e400}',
        '{"text": "a", "percent": 5, "problems": "\\udfff"}',
        "[]",
        "{",
        "",
    ],
)
def test_nonsense_sent_to_the_interface_is_refused(task: Task, body: str) -> None:
    client = signed_in("liaison", "development")
    client.raise_request_exception = False
    answer = client.post("/api/delivery/sample/tasks/1.s1.c1/report", body, content_type="application/json")
    assert 400 <= answer.status_code < 500
    assert Report.objects.count() == 0


def test_a_due_day_ten_thousand_years_off_is_refused_in_words(task: Task) -> None:
    supervisor = signed_in("supervisor")
    supervisor.raise_request_exception = False
    for day in ("9999-12-31", "2500-01-01", "0001-01-01"):
        supervisor.post("/delivery/sample/commitments/1.s2.c1/", {"lead": "finance", "due_date": day})
        answer = supervisor.post("/delivery/sample/review/1/issue/", {"code": "1.s2.c1"})
        assert answer.status_code in {302, 422}, day
    assert Task.objects.count() == 1
    liaison = signed_in("liaison", "development")
    asked = liaison.post(f"{T}ask-extension/", {"new_due": "9999-12-31", "reason": "x"})
    assert asked.status_code == 422


def office(kind: str, *extra: tuple[str, bytes], types: bytes = b"<Types/>") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("[Content_Types].xml", types)
        target.writestr(f"{kind}/main.xml", b"<x/>")
        for name, content in extra:
            target.writestr(name, content)
    return packed.getvalue()


MACRO = b'<Types><Override PartName="/word/x.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
REFUSED = {
    "empty.pdf": b"",
    "program.pdf": b"MZ\x90\x00\x03\x00\x00\x00" + b"\0" * 64,
    "elf.docx": b"\x7fELF\x02\x01\x01\x00" + b"\0" * 64,
    "script.pdf": b"\xfe\xff\x00<\x00s",
    "old.doc": bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 512,
    "macro.docx": office("word", ("word/vbaProject.bin", b"x")),
    "MACRO.docx": office("word", ("word/VBAPROJECT.BIN", b"x")),
    "late-macro.docx": office(
        "word", *((f"word/media/{n}.png", b"") for n in range(2500)), ("word/vbaProject.bin", b"x")
    ),
    "renamed-macro.docx": office("word", ("word/x.bin", b"x"), types=MACRO),
    "plain.zip": office("photos"),
    "jar.docx": office("META-INF"),
    "cut.docx": office("word")[:60],
    "huge.pdf": b"%PDF-1.4\n" + b"0" * (20 * 1024 * 1024 + 1),
}


@pytest.mark.parametrize("name", REFUSED)
def test_files_are_judged_by_their_content(task: Task, name: str) -> None:
    answer = report(signed_in("liaison", "development"), files=SimpleUploadedFile(name, REFUSED[name]))
    assert answer.status_code == 422, name
    assert name in answer.content.decode()
    assert (Report.objects.count(), Evidence.objects.count()) == (0, 0)
    assert Task.objects.get().state == "under_way"


def test_one_bad_file_among_good_ones_stores_nothing(task: Task) -> None:
    files = [SimpleUploadedFile("good.pdf", PDF), SimpleUploadedFile("bad.pdf", REFUSED["program.pdf"])]
    assert report(signed_in("liaison", "development"), files=files).status_code == 422
    assert Evidence.objects.count() == 0


def test_a_zip_bomb_is_kept_but_never_unpacked(task: Task) -> None:
    bomb = office("word", ("word/document.xml", b"0" * 200_000_000))
    assert len(bomb) < 400_000
    assert report(signed_in("liaison", "development"), files=SimpleUploadedFile("a.docx", bomb)).status_code == 302
    assert Evidence.objects.get().size == len(bomb)


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "..\\..\\evil.pdf",
        "/abs/olute.pdf",
        "a" * 300 + ".pdf",
        "new\nline.pdf",
        "名称\u202efdp.pdf",
    ],
)
def test_a_file_keeps_a_harmless_name_and_comes_back_as_an_attachment(task: Task, name: str) -> None:
    client = signed_in("liaison", "development")
    assert report(client, files=SimpleUploadedFile(name, PDF)).status_code in {302, 422}
    found = Evidence.objects.get()
    assert not set(found.name) & set("/\\\n\r\0\u202e")
    assert ".." not in found.name
    assert len(found.name) <= 200
    answer = client.get(f"/delivery/evidence/{found.pk}/")
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox"


def test_the_same_form_sent_twice_makes_one_report_and_says_so(task: Task) -> None:
    liaison, supervisor = signed_in("liaison", "development"), signed_in("supervisor")
    assert report(liaison, text="第一次").status_code == 302
    again = report(liaison, text="第一次")
    assert again.status_code == 422
    assert "待审核" in again.content.decode()
    assert Report.objects.count() == 1
    assert supervisor.post(f"{T}review/", {"accepted": "1"}).status_code == 302
    twice = supervisor.post(f"{T}review/", {"accepted": "1"})
    assert twice.status_code == 422
    assert "办理中" in twice.content.decode()
    assert liaison.post(f"{T}accept/").status_code == 409
    Commitment.objects.filter(code="1.s2.c1").update(lead=task.lead, due_date=date(2021, 12, 31))
    issue = "/delivery/sample/review/1/issue/"
    assert supervisor.post(issue, {"code": ["1.s2.c1", "1.s2.c1"]}).status_code == 422
    assert supervisor.post(issue, {"code": "1.s2.c1"}).status_code == 302
    again = supervisor.post(issue, {"code": "1.s2.c1"})
    assert again.status_code == 422
    assert "已经交办" in again.content.decode()
    assert Task.objects.count() == 2
    assert verify() == []


@pytest.mark.parametrize("odd", ["²", "٣", "-1", "9" * 5000])
def test_an_odd_number_in_an_address_is_no_number(programme: Programme, odd: str) -> None:
    client = signed_in("supervisor")
    for address in ("/accountability/assets/?year=", "/accountability/compensation/ledger/?year="):
        assert client.get(address + quote(odd)).status_code == 200
    assert client.get(f"/services/processes/none/diagram.bpmn?version={quote(odd)}").status_code == 404
    rated = Client().post("/services/track/rate/", {"number": "none", "code": "none", "grade": odd})
    assert rated.status_code == 404
