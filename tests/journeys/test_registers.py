"""Taking files in, correcting, merging, asking what was known when."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from factories import viewer
from luoshi.accountability.api import history_of, verify
from luoshi.app.programmes import apply
from luoshi.kernel.content import ContentFaults
from luoshi.kernel.errors import NotAllowed
from luoshi.kernel.manifest import Programme
from luoshi.kernel.today import now
from luoshi.policy.api import servings
from luoshi.registry import register_acts as acts
from luoshi.registry.domain.registers import PERSON
from luoshi.registry.domain.synthetic import county
from luoshi.registry.models import Entry, PersonVersion
from luoshi.registry.register_files import FileUnreadable, read_cells, write
from luoshi.registry.registers import frame_of, history, probable_duplicates, version_on
from luoshi.registry.service import system_viewer
from luoshi.registry.uses import is_kept
from luoshi.standards import gb11643

BODY = "99000019600101001"
NUMBER = BODY + gb11643.check_character(BODY)
HEADER = "公民身份号码,姓名,出生日期,月工资性收入,居住地区划\n"


@pytest.fixture
def office(db: None) -> object:
    return system_viewer()


def take(by: object, wage: str, day: date, number: str = NUMBER, name: str = "样本一") -> None:
    content = f"{HEADER}{number},{name},1960-01-01,{wage},990121101\n".encode()
    acts.import_file(by=by, register="person", content=content, name="表.csv", valid_from=day)  # type: ignore[arg-type]


def wage_on(day: date, known_at: object = None) -> int | None:
    version = version_on(Entry.objects.get(key=NUMBER), day, known_at)  # type: ignore[arg-type]
    return version.wage_monthly if version else None  # type: ignore[attr-defined]


def test_what_was_true_and_what_was_known_are_kept_apart(office: object) -> None:
    take(office, "1000", date(2021, 1, 1))
    take(office, "2000", date(2021, 7, 1))
    before_correction = now()
    # The raise had come in April, as a later file says.
    take(office, "2000", date(2021, 4, 1))
    assert [wage_on(date(2021, month, 1)) for month in (3, 4, 7)] == [100000, 200000, 200000]
    assert [wage_on(date(2021, month, 1), before_correction) for month in (3, 4, 7)] == [100000, 100000, 200000]
    assert wage_on(date(2020, 12, 31)) is None
    assert len(history(Entry.objects.get(key=NUMBER))) == PersonVersion.objects.count()


def test_saying_the_same_again_changes_nothing(office: object) -> None:
    take(office, "1000", date(2021, 1, 1))
    take(office, "1000", date(2021, 5, 1))
    assert PersonVersion.objects.count() == 1


def test_a_file_with_one_wrong_row_enters_nothing(office: object) -> None:
    content = f"{HEADER}{NUMBER},样本一,1960-01-01,1000,\n,样本二,1961-02-30,1,\n".encode("gb18030")
    with pytest.raises(acts.RowsRefused) as refused:
        acts.import_file(by=office, register="person", content=content, name="表.csv", valid_from=date(2021, 1, 1))  # type: ignore[arg-type]
    assert [(f.row, f.column) for f in refused.value.faults] == [(3, "出生日期")]
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04rubbish", b"PAR1rubbish", b"a,b\n1,2,3,4\n", b"\xff\xfe\x00", b"\x00\x01"]
)
def test_a_file_that_cannot_be_read_is_said_so(content: bytes) -> None:
    try:
        frame = read_cells(content, "表")
    except FileUnreadable as error:
        assert "表" in str(error)
    else:
        from luoshi.registry.domain.frames import read

        assert read(frame, PERSON, date(2022, 1, 1))[1]


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
def test_an_export_can_be_taken_in_again_without_change(office: object, form: str) -> None:
    made = county(300, seed=3, as_of=date(2022, 1, 21), townships=["990121101"])["person"]
    acts.take_in(by=office, register=PERSON, frame=made, valid_from=date(2022, 1, 1), source="样例", synthetic=True)  # type: ignore[arg-type]
    out = frame_of(PERSON, date(2022, 1, 21))
    assert out.sort("identity_number").equals(made.sort("identity_number"))
    content = write(out, PERSON, form)
    if form == "parquet":
        assert pl.read_parquet(content).equals(out)
        return
    done = acts.import_file(
        by=office, register="person", content=content, name=f"表.{form}", valid_from=date(2022, 1, 2)
    )  # type: ignore[arg-type]
    assert (done.rows, done.created, done.changed) == (300, 0, 0)


def test_a_name_that_looks_like_a_formula_is_not_one_in_an_export(office: object) -> None:
    take(office, "1", date(2021, 1, 1), name="=1+1")
    assert b"'=1+1" in write(frame_of(PERSON, date(2021, 2, 1)), PERSON, "csv")


def test_probable_duplicates_are_found_and_merged_once(office: object) -> None:
    take(office, "1", date(2021, 1, 1))
    take(office, "1", date(2021, 1, 1), number="")
    ((one, two),) = probable_duplicates()
    acts.merge(by=office, kept=one.pk, gone=two.pk, reason="同一人，核对户口簿")  # type: ignore[arg-type]
    assert probable_duplicates() == []
    assert frame_of(PERSON, date(2021, 2, 1)).height == 1
    with pytest.raises(acts.CannotMerge):
        acts.merge(by=office, kept=one.pk, gone=two.pk, reason="再合并一次")  # type: ignore[arg-type]
    assert verify() == []


def test_seeing_in_full_needs_a_reason_and_leaves_a_record(programme: object, office: object) -> None:
    take(office, "1", date(2021, 1, 1))
    entry = Entry.objects.get(key=NUMBER)
    clerk = viewer("clerk")
    with pytest.raises(acts.ReasonNeeded):
        acts.see_in_full(by=clerk, register="person", entry=entry.pk, reason="看")
    facts = acts.see_in_full(by=clerk, register="person", entry=entry.pk, reason="核对低保申请")
    assert facts[0].value == NUMBER
    assert [line.act for line in history_of([f"person/{entry.pk}"])] == ["registry.personal_seen"]
    with pytest.raises(NotAllowed):
        acts.see_in_full(by=viewer("analyst"), register="person", entry=entry.pk, reason="看看是谁的")


def test_a_big_file_needs_no_query_per_row(office: object, django_assert_max_num_queries) -> None:
    made = county(3000, seed=3, as_of=date(2022, 1, 21), townships=["990121101"])["person"]
    with django_assert_max_num_queries(300):
        acts.take_in(by=office, register=PERSON, frame=made, valid_from=date(2022, 1, 1), source="样例")  # type: ignore[arg-type]
    assert Entry.objects.count() == 3000
    later = made.with_columns(wage_monthly=pl.lit(1).cast(pl.Int64))
    with django_assert_max_num_queries(600):
        done = acts.take_in(  # type: ignore[arg-type]
            by=office, register=PERSON, frame=later, valid_from=date(2022, 1, 1) + timedelta(days=1), source="样例"
        )
    assert done.changed == 3000


def test_a_register_that_is_kept_carries_its_mechanism(programme: Programme) -> None:
    use = "- {measure: '1', code: registry.talents, register: talent, title: 人才库, clauses: [1.s2]}\n"
    (programme.folder / "registers.yaml").write_text(use.replace("talent,", "talents,"), "utf-8")
    with pytest.raises(ContentFaults, match=r"没有名录“talents”"):
        apply(programme)
    (programme.folder / "registers.yaml").write_text(use, "utf-8")
    assert [change.code for change in apply(programme)] == ["registry.talents"]
    assert apply(programme) == []
    assert [title for room, _kind, title, _url in servings("sample", "1.s2") if room == "registry"] == ["人才库"]
    assert not is_kept("sample", "1", "registry.talents")
    content = f"公民身份号码,姓名,人才层次\n{NUMBER},样本一,C\n".encode()
    acts.import_file(by=system_viewer(), register="talent", content=content, name="表.csv", valid_from=date(2021, 1, 1))
    assert is_kept("sample", "1", "registry.talents")
