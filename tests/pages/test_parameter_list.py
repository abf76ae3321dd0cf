"""The list of parameters is narrowed by words, by where they are used and by whether anybody has checked them."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from factories import user, write_programme
from kept import applied


@pytest.fixture
def reader(db: None, tmp_path: Path) -> Client:
    applied(write_programme(tmp_path / "programme"))
    client = Client()
    client.force_login(user("liaison", "development"))
    return client


def test_parameters_are_found_by_name_by_document_and_by_room(reader: Client) -> None:
    everything = reader.get("/parameters/").content.decode()
    assert "A 级抽查比例" in everything and "一般失信最短公示期" in everything
    named = reader.get("/parameters/?q=抽查比例").content.decode()
    assert "A 级抽查比例" in named and "一般失信最短公示期" not in named
    by_document = reader.get("/parameters/?q=信用修复管理办法").content.decode()
    assert "一般失信最短公示期" in by_document and "A 级抽查比例" not in by_document
    other_room = reader.get("/parameters/?q=失信&room=delivery").content.decode()
    assert "没有符合条件的参数" in other_room and 'href="/parameters/?document=sample"' in other_room


def test_what_nobody_has_checked_is_found(reader: Client) -> None:
    assert "A 级抽查比例" in reader.get("/parameters/?q=抽查比例&standing=unverified").content.decode()
    assert "A 级抽查比例" not in reader.get("/parameters/?q=抽查比例&standing=seen").content.decode()
