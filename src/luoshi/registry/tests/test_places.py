"""Places come from the programme's files, whole or not at all, and are asked for by code."""

from __future__ import annotations

from pathlib import Path

import pytest

from luoshi.kernel.content import ContentFaults
from luoshi.kernel.manifest import Programme
from luoshi.registry.api import place_names, places
from luoshi.registry.places import apply_places, read_places

pytestmark = pytest.mark.django_db
TOWNSHIPS = "code,name,lat,lon,point_source\n990101001,东镇,26.1,119.1,survey\n990101002,西乡,,,\n"
VILLAGES = "code,name,township_code\n990101001001,前村,990101001\n"


def programme(folder: Path, townships: str = TOWNSHIPS, villages: str = VILLAGES) -> Programme:
    (folder / "places").mkdir(exist_ok=True)
    (folder / "places" / "townships.csv").write_text(townships, "utf-8")
    (folder / "places" / "villages.csv").write_text(villages, "utf-8")
    return Programme(code="sample", folder=folder, title="样例")


def test_places_are_applied_once_and_follow_the_files(tmp_path: Path) -> None:
    one = programme(tmp_path)
    assert len(apply_places(one, read_places(one), "system")) == 3
    assert apply_places(one, read_places(one), "system") == []
    (east, west) = places("990101")
    assert (east.name, east.point, west.point) == ("东镇", (119.1, 26.1), None)
    assert [p.code for p in places("990101001")] == ["990101001001"]
    other = programme(tmp_path, villages=VILLAGES.replace("前村", "前社区"))
    assert [c.action for c in apply_places(other, read_places(other), "system")] == ["change"]
    assert place_names(["990101001001", "0"]) == {"990101001001": "前社区"}


def test_counties_to_compare_with_stand_beside_the_programmes_own(tmp_path: Path) -> None:
    one = programme(tmp_path)
    (tmp_path / "places" / "counties.csv").write_text("code,name\n990101,本县\n990102,邻县\n", "utf-8")
    apply_places(one, read_places(one), "system")
    assert [p.name for p in places("9901")] == ["本县", "邻县"]
    assert len(places("990101")) == 2 and places("990102") == []


@pytest.mark.parametrize(
    ("villages", "words"),
    [
        (VILLAGES.replace("990101001\n", "990101009\n"), "990101009"),
        (VILLAGES + "990101001001,后村,990101001\n", "重复"),
    ],
)
def test_a_village_without_its_township_or_twice_is_refused(tmp_path: Path, villages: str, words: str) -> None:
    with pytest.raises(ContentFaults, match=words):
        read_places(programme(tmp_path, villages=villages))


def test_a_programme_without_places_is_none(tmp_path: Path) -> None:
    assert read_places(Programme(code="sample", folder=tmp_path, title="样例")) == []
