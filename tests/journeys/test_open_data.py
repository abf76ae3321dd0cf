"""Numbers for machines: what officers and what anyone may read, every published number down to its file, and nothing of a few
people in any of it."""

from __future__ import annotations

import csv
import io
import re
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from factories import user, viewer, write_programme, write_towns
from kept import applied
from luoshi.accountability.api import verify
from luoshi.indicators import originals, service, structure
from luoshi.indicators.models import Publication, SeriesImport
from luoshi.indicators.publishing import Print, as_sdmx, publish_numbers
from luoshi.kernel.errors import NotFound
from luoshi.policy.models import Document
from luoshi.registry.api import system_viewer

DEFINITIONS = """measure: "1"
indicators:
  - {code: helped, name: 救助人数, name_en: People helped, unit: 人, frequency: year, places: 0, counts_people: true, adds_up: true, by_place: true, source: 台账, clauses: [1.s1], owner: development}
  - {code: aided, name: 救助对象, name_en: People aided, unit: 人, frequency: year, places: 0, by_place: true, source: 台账, clauses: [1.s1]}
  - {code: helped_rate, name: 救助率, name_en: Share helped, unit: "%", frequency: year, places: 1, by_place: true, formula: 100 * helped / aided, source: 公式, clauses: [1.s1], targets: [{period: "2022", value: 3, source: 文件}]}
  - {code: visits, name: 就诊, name_en: Visits, unit: 次, frequency: quarter, places: 1, source: 台账, clauses: [1.s1]}
"""
OPEN = "/api/indicators/open/v1"
PLACES = ("990101001", "990101002", "990101003")


@pytest.fixture
def folder(db: None, tmp_path: Path) -> Path:
    made = write_programme(tmp_path / "programme")
    (made / "01-environment" / "indicators.yaml").write_text(DEFINITIONS, "utf-8")
    write_towns(made)
    applied(made)
    Document.objects.update(is_public=True)
    return made


def upload(text: str, name: str = "台账.csv") -> Any:
    client = Client()
    client.force_login(user("analyst", name="importer"))
    return client.post("/indicators/take-in/", {"file": SimpleUploadedFile(name, text.encode()), "source": "台账"})


def file_of(counts: tuple[int, int, int]) -> str:
    rows = [f"helped,2021,{place},{count}" for place, count in zip(PLACES, counts, strict=True)]
    return "\n".join(
        ["indicator,period,place,value", *rows, "aided,2021,,3000", *(f"aided,2021,{p},1000" for p in PLACES)]
    )


def printed(codes: tuple[str, ...], *, with_places: bool = False, title: str = "公报", period: str = "2021") -> int:
    wanted = Print(codes, period, with_places)
    return publish_numbers(by=viewer("analyst"), document="sample", title=title, wanted=wanted)


def test_a_published_number_leads_to_its_formula_rows_and_file_in_two_steps(folder: Path) -> None:
    text = file_of((5, 9, 30))
    assert upload(text).status_code == 302
    key = printed(("helped_rate",))
    anyone = Client()
    (one,) = anyone.get(f"{OPEN}/sample/observations").json()["observations"]
    assert (one["code"], one["value"], one["withheld"]) == ("helped_rate", "1.5", "")
    begun = time.perf_counter()
    answer = anyone.get(one["proof"].replace("http://testserver", ""))
    spent = time.perf_counter() - begun
    proof = answer.json()["proof"]
    assert (proof["printed"], proof["again"], proof["same"]) == ("1.5", "1.5", True)
    assert proof["line"]["formula"] == "100 * helped / aided"
    helped, aided = proof["line"]["parts"]
    assert (helped["value"], aided["value"], aided["file"]) == (44.0, 3000.0, "台账.csv")
    batch = SeriesImport.objects.get()
    assert aided["sha256"] == batch.sha256
    # The file itself, byte for byte, for officers; others have its hash.
    officer = Client()
    officer.force_login(user("leader"))
    told = officer.get("/indicators/helped_rate/proof/2021/").content.decode()
    assert f"/indicators/imports/{batch.pk}/" in told
    page = officer.get(f"/indicators/imports/{batch.pk}/").content.decode()
    assert batch.sha256 in page and "救助人数" in page and "现行" in page
    assert b"".join(officer.get(f"/indicators/imports/{batch.pk}/file/").streaming_content).decode() == text
    assert anyone.get(f"/indicators/imports/{batch.pk}/").status_code == 302
    shown = anyone.get(f"/indicators/publications/{key}/").content.decode()
    assert f"/indicators/publications/{key}/proof/helped_rate/" in shown
    page = anyone.get(f"/indicators/publications/{key}/proof/helped_rate/").content.decode()
    assert "结果完全一致" in page and "台账.csv" in page and batch.sha256 in page
    assert spent < 1  # the aim of 0.1 s is measured by the bench; this only catches what is out of all proportion
    assert verify() == []


def test_the_proof_of_a_whole_tells_nothing_of_a_town_with_two_people(folder: Path) -> None:
    """The whole, 41, may be printed; that it is 2, 9 and 30 may not be read out of its proof, on the page or by a program."""
    upload(file_of((2, 9, 30)))
    key = printed(("helped", "helped_rate"))
    anyone = Client()
    whole = anyone.get(f"{OPEN}/publications/{key}/proof/helped").json()["proof"]["line"]
    assert whole["value"] == 41.0 and len(whole["parts"]) == 3
    assert [(part["value"], part["withheld"], part["parts"]) for part in whole["parts"]] == [(None, True, [])] * 3
    page = anyone.get(f"/indicators/publications/{key}/proof/helped/").content.decode()
    assert "其他地方的人数" in page and not re.search(r"<strong class=\"number\">\s*(2|9|30)\s*</strong>", page)
    rate = anyone.get(f"{OPEN}/publications/{key}/proof/helped_rate").json()["proof"]["line"]
    counts = [part for part in walk(rate) if part["code"] == "helped" and part["place"]]
    assert counts and all(part["value"] is None for part in counts)
    # A number that was left out has no proof, and none that was never printed.
    towns = printed(("helped",), with_places=True, title="分镇")
    left_out = {line["place"]: line["withheld"] for line in Publication.objects.get(pk=towns).values}
    assert left_out["990101001"] == "small"
    assert anyone.get(f"{OPEN}/publications/{towns}/proof/helped?place=990101001").status_code == 404
    assert anyone.get(f"{OPEN}/publications/{key}/proof/aided").status_code == 404
    seen = anyone.get(f"{OPEN}/sample/observations?indicator=helped").json()["observations"]
    assert {one["place"]: one["value"] for one in seen}["990101001"] == ""


def walk(line: dict[str, Any]) -> list[dict[str, Any]]:
    return [line, *(under for part in line["parts"] for under in walk(part))]


def test_vintages_say_what_was_known_when(folder: Path) -> None:
    upload(file_of((5, 9, 30)))
    first = printed(("aided",))
    service.enter(by=system_viewer(), code="aided", period="2021", value=3100, source="更正", note="样例")
    second = printed(("aided",), title="更正")
    anyone = Client()
    told = anyone.get(f"{OPEN}/sample/vintages?indicator=aided").json()["vintages"]
    assert [(one["publication"], one["value"]) for one in told] == [(first, "3000"), (second, "3100")]
    (now,) = anyone.get(f"{OPEN}/sample/observations?indicator=aided").json()["observations"]
    assert (now["publication"], now["value"]) == (second, "3100")
    old = anyone.get(f"{OPEN}/publications/{first}").json()
    assert old["same"] and old["values"][0]["value"] == "3000"
    assert anyone.get(f"{OPEN}/publications/{first}/proof/aided").json()["proof"]["same"]
    officer = Client()
    officer.force_login(user("leader"))
    kept = officer.get("/api/indicators/series/aided/vintages/2021").json()
    assert [row["value"] for row in kept["vintages"]] == [3100.0, 3000.0]
    then = kept["vintages"][1]["known_from"]
    series = officer.get("/api/indicators/series/aided", {"known_at": then}).json()
    assert [row["value"] for row in series["observations"]] == [3000.0]
    assert (
        officer.get("/api/indicators/series/helped_rate/proof/2021", {"known_at": then}).json()["line"]["value"] == 1.5
    )


def test_open_data_are_read_by_anyone_and_written_by_nobody(folder: Path) -> None:
    upload(file_of((5, 9, 30)))
    key = printed(("aided",))
    anyone = Client()
    index = anyone.get(f"{OPEN}/sample")
    assert index["Access-Control-Allow-Origin"] == "*"
    told = index.json()
    assert (told["version"], told["licence"]) == ("1", "CC BY 4.0")
    for address in told["addresses"].values():
        where = address.replace("http://testserver", "") + ("?indicator=aided" if address.endswith("vintages") else "")
        assert anyone.get(where).status_code == 200, where
        assert anyone.post(where).status_code == 405
    (rate,) = [d for d in anyone.get(f"{OPEN}/sample/definitions").json()["definitions"] if d["code"] == "helped_rate"]
    assert (
        rate["formula"] == "100 * helped / aided" and rate["targets"][0]["value"] == 3 and rate["clauses"] == ["1.s1"]
    )
    paths = anyone.get("/api/openapi.json").json()["paths"]
    assert "/api/indicators/open/v1/{document}/observations" in paths
    page = anyone.get("/indicators/published/sample/").content.decode()
    assert f"{OPEN}/sample/vintages" in page
    for where in ("/api/indicators/sample/definitions", "/api/indicators/series/aided"):
        assert anyone.get(where).status_code == 401
    Document.objects.update(is_public=False)
    for where in (
        f"{OPEN}/sample",
        f"{OPEN}/sample/observations",
        f"{OPEN}/publications/{key}",
        f"{OPEN}/publications/{key}/proof/aided",
    ):
        assert anyone.get(where).status_code == 404, where


def test_figures_are_entered_over_the_interface_as_on_the_page(folder: Path) -> None:
    client, stranger = Client(), Client()
    client.force_login(user("liaison", "development"))
    stranger.force_login(user("liaison", "civil"))
    given = {"period": "2021", "value": 12, "source": "台账", "place": "990101001"}
    where = "/api/indicators/series/helped"
    assert stranger.post(where, given, content_type="application/json").status_code == 403
    assert client.post(where, given, content_type="application/json").json() == {"changed": True}
    refused = client.post(where, {**given, "value": -1}, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (409, "indicators.doubts_open")
    assert client.post(where, {**given, "period": "2021-13"}, content_type="application/json").status_code == 409
    assert client.get(f"{where}?place=990101001&first=2021&last=2021").json()["count"] == 1
    assert client.get("/api/indicators/series/none").status_code == 404


PERIODS = {"A": r"\d{4}", "S": r"\d{4}-S[12]", "Q": r"\d{4}-Q[1-4]", "M": r"\d{4}-(0[1-9]|1[0-2])"}


def test_sdmx_files_follow_the_structure_they_name(folder: Path) -> None:
    """Every dimension has a code of its list, the period the standard's form, no key comes twice, no status is made up."""
    upload(file_of((2, 9, 30)))
    service.enter(by=system_viewer(), code="visits", period="2021Q3", value=7, source="x")
    texts = [
        as_sdmx(Publication.objects.get(pk=printed(("helped", "helped_rate"), with_places=True))),
        as_sdmx(Publication.objects.get(pk=printed(("visits",), period="2021Q3"))),
    ]
    message = Client().get(f"{OPEN}/sample/structure").json()
    (flow,), (definition,) = message["data"]["dataflows"], message["data"]["dataStructures"]
    named = f"{flow['agencyID']}:{flow['id']}({flow['version']})"
    assert flow["structure"].endswith(f"{definition['agencyID']}:{definition['id']}({definition['version']})")
    lists = {one["id"]: {code["id"] for code in one["codes"]} for one in message["data"]["codelists"]}
    concepts = {one["id"] for one in message["data"]["conceptSchemes"][0]["concepts"]}
    parts = definition["dataStructureComponents"]
    coded = {
        one["id"]: lists[re.search(r":(CL_\w+)\(", one["localRepresentation"]["enumeration"])[1]]  # type: ignore[index]
        for one in parts["dimensionList"]["dimensions"]
    }
    period = parts["dimensionList"]["timeDimension"]["id"]
    attributes = [one["id"] for one in parts["attributeList"]["attributes"]]
    columns = ["DATAFLOW", *coded, period, parts["measureList"]["measures"][0]["id"], *attributes]
    assert set(columns[1:]) == concepts
    for text in texts:
        rows = list(csv.DictReader(io.StringIO(text)))
        assert rows and sorted(rows[0]) == sorted(columns) and next(iter(rows[0])) == "DATAFLOW"
        keys = set()
        for row in rows:
            assert row["DATAFLOW"] == named == structure.DATAFLOW
            assert all(row[name] in codes for name, codes in coded.items()), row
            assert re.fullmatch(PERIODS[row["FREQ"]], row["TIME_PERIOD"])
            assert row["OBS_STATUS"] in lists["CL_OBS_STATUS"] and (row["OBS_STATUS"] in "QM") == (
                row["OBS_VALUE"] == ""
            )
            keys.add(tuple(row[name] for name in [*coded, "TIME_PERIOD"]))
        assert len(keys) == len(rows)
    assert "_T" in texts[0] and ",Q\r\n" in texts[0] and "2021-Q3" in texts[1]


def test_a_file_is_kept_once_and_asked_for_in_vain_when_it_is_not_there(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    first, again = originals.keep(b"a,b\n"), originals.keep(b"a,b\n")
    assert first == again and originals.opened(first).read() == b"a,b\n"
    assert sum(path.is_file() for path in tmp_path.rglob("*")) == 1
    with pytest.raises(NotFound):
        originals.opened("0" * 64)
    with pytest.raises(NotFound):
        originals.opened("")
