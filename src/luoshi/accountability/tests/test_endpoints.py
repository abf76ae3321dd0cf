"""The JSON interface says what the pages say, to whom they say it; the files are the same rows."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest
from django.test import Client

from luoshi.accountability import exports
from luoshi.accountability.models import (
    BasinDebt,
    CreditRecord,
    Damage,
    FirmStatement,
    InternalBalance,
    StateFirm,
)
from luoshi.kernel.manifest import Programme
from services_town import at_desk

A = "/api/accountability"


@pytest.fixture
def books(programme: Programme) -> None:
    facts: dict[str, Any] = {"document": "sample", "measure": "1"}
    top = StateFirm.objects.create(code="top", name="=cmd|' /C calc'!A0", **facts)
    low = StateFirm.objects.create(code="low", name="子公司", parent="top", share="0.8", **facts)
    for firm, assets, debts in ((top, "100.10", "30"), (low, "70", "20")):
        FirmStatement.objects.create(
            firm=firm,
            year=2022,
            parent=firm.parent,
            share=firm.share,
            assets=assets,
            liabilities=debts,
            equity_close=float(assets) - float(debts),
            source="x",
        )
    InternalBalance.objects.create(year=2022, kind="investment", holder=top, other=low, amount=40, other_amount=40)
    CreditRecord.objects.create(
        number="一", subject="x", subject_name="公示的", category="a", severity="general", issuer="finance", title="x",
        decided_on=date(2022, 1, 1), repair_from=date(2022, 4, 1), stop_on=date(2023, 1, 1), state="published", document="sample",
    )  # fmt: skip
    CreditRecord.objects.create(
        number="二", subject="x", subject_name="不公示的", category="a", severity="minor", issuer="finance", title="x",
        decided_on=date(2022, 1, 1), repair_from=date(2022, 4, 1), stop_on=date(2023, 1, 1), state="kept", document="sample",
    )  # fmt: skip
    Damage.objects.create(found_on=date(2022, 1, 1), fact="x", source="s", document="sample")


def test_consolidated_figures_are_those_of_the_page(books: None) -> None:
    found = at_desk("liaison").get(f"{A}/sample/assets/2022").json()
    # 100.10 + 70 less 40 invested; a fifth of the subsidiary's 50 is the minority's.
    assert (found["all"]["assets"], found["all"]["state_equity"]) == ("130.10", "70.10")
    assert found["all"]["eliminated"] == {"debt": "0", "investment": "40.00", "sale": "0"}
    assert at_desk("auditor").get(f"{A}/sample/assets/1999").status_code == 404


def test_a_register_is_paged_and_shows_no_more_than_its_page(books: None) -> None:
    reader, keeper = at_desk("liaison"), at_desk("clerk")
    assert [row["number"] for row in reader.get(f"{A}/sample/registers/credit").json()["rows"]] == ["一"]
    page = keeper.get(f"{A}/sample/registers/credit?offset=1&limit=1").json()
    assert (page["count"], [row["number"] for row in page["rows"]]) == (2, ["二"])
    assert reader.get(f"{A}/sample/registers/damages").status_code == 403
    assert at_desk("auditor").get(f"{A}/sample/registers/damages").json()["rows"][0]["source"] == "s"
    assert reader.get(f"{A}/sample/registers/none").status_code == 404
    assert Client().get(f"{A}/registers").status_code == 401
    names = {one["name"] for one in reader.get(f"{A}/registers").json()["registers"]}
    assert "accounts" in names and "damages" not in names
    assert reader.get(f"{A}/sample/registers/credit?limit=100000").status_code == 422


def test_the_file_is_the_same_rows_exact_and_runs_nothing_in_a_spreadsheet(books: None) -> None:
    client = at_desk("liaison")

    def file(name: str) -> list[dict[str, str]]:
        content = b"".join(client.get(f"/accountability/export/{name}.csv?document=sample").streaming_content)
        return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))

    assert [row["assets"] for row in file("statements")] == ["100.10", "70.00"]
    assert file("state-firms")[0]["name"].startswith("'=cmd")
    assert [row["number"] for row in file("credit")] == ["一"]
    assert client.get("/accountability/export/damages.csv").status_code == 403
    assert client.get("/accountability/export/none.csv").status_code == 404


def test_every_register_can_be_read_whole(books: None) -> None:
    auditor = at_desk("auditor")
    for name in exports.REGISTERS:
        found = auditor.get(f"{A}/sample/registers/{name}")
        assert found.status_code == 200, name
        assert all(set(row) == set(exports.REGISTERS[name].columns) for row in found.json()["rows"])


def test_payments_are_entered_by_who_keeps_the_accounts_and_refused_with_words(books: None) -> None:
    debt = BasinDebt.objects.create(
        document="sample", year=2022, debtor="甲", creditor="乙", amount_fen=100, basis={}, agreement=None, round=None
    )
    where, pay = f"{A}/ledger/{debt.pk}/payments", {"amount_fen": 60, "paid_on": "2022-02-01", "voucher": "P-1"}
    assert at_desk("liaison").post(where, pay, content_type="application/json").status_code == 403
    keeper = at_desk("analyst")
    assert keeper.post(where, pay, content_type="application/json").json()["open_fen"] == 40
    more = keeper.post(where, {**pay, "voucher": "P-2"}, content_type="application/json")
    assert (more.status_code, more.json()["code"]) == (409, "accountability.step_refused")
    assert at_desk("liaison").get(f"{A}/sample/ledger?year=2022").json()["debts"][0]["paid_fen"] == 60


def test_the_record_is_proved_over_the_interface_to_who_may_see_it(books: None) -> None:
    auditor = at_desk("auditor")
    head = auditor.get(f"{A}/record/head").json()
    found = auditor.get(f"{A}/record/verify?seq={head['seq']}&digest={head['hash']}").json()
    assert found == {"holds": True, "breaks": []}
    other = auditor.get(f"{A}/record/verify?seq={head['seq']}&digest={'0' * 64}").json()
    assert not other["holds"]
    assert at_desk("liaison").get(f"{A}/record/verify").status_code == 403
    assert auditor.get(f"{A}/record/history?subject=sample").json()["entries"]


def test_the_interface_describes_itself(books: None) -> None:
    paths = at_desk("liaison").get("/api/openapi.json").json()["paths"]
    ours = {path: methods for path, methods in paths.items() if path.startswith(f"{A}/")}
    assert len(ours) >= 14
    assert f"{A}/{{document}}/registers/{{name}}" in ours
    assert all(one.get("description") or one.get("summary") for methods in ours.values() for one in methods.values())
