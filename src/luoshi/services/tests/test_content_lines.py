"""Faults of content name the line on which they stand, in files of any kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from luoshi.kernel.content import ContentFaults
from luoshi.kernel.manifest import Programme
from luoshi.services.content import read_grids
from luoshi.services.inspections.content import apply_sheets, read_sheets

GRID = '\t{"type": "Feature", "properties": {"code": "%s", "name": "样例", "unit": "ganzhe"},\n\t "geometry": %s}'
SQUARE = '{"type": "Polygon", "coordinates": [[[0, 0], [0, 1], [1, 1], [1, 0], [0, 0]]]}'
CROSSED = '{"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}'
SHEET = """sheets:
- code: {code}
  title: 样例
  title_en: Sample
  subject: 小区
  subject_en: Community
  mechanism: 13.x
  clauses: [13.s1]
  source: 样例
  unit: {unit}
  least_share: 1
  least_inspections: 1
  rectify_days: 3
  items:
  - {{code: bins, label: 桶, label_en: Bins, full: 100, rule: each, each: 5}}
"""


def programme(folder: Path, name: str, text: str) -> Programme:
    services = folder / "13" / "services"
    services.mkdir(parents=True)
    (folder / "13" / "measure.yaml").write_text("measure: '13'\n", "utf-8")
    (services / name).write_text(text, "utf-8")
    return Programme("sample", folder, "样例")


def grids(*features: str) -> str:
    return '{"type": "FeatureCollection",\n"features": [\n' + ",\n".join(features) + "\n]}"


def test_a_grid_that_crosses_itself_is_named_by_its_line(tmp_path: Path) -> None:
    text = grids(GRID % ("a", SQUARE), GRID % ("b", CROSSED), GRID % ("c", "null"))
    with pytest.raises(ContentFaults) as refused:
        read_grids(programme(tmp_path, "grids.geojson", text))
    assert [(fault.line, "第 2 个网格：面有自相交" in str(fault)) for fault in refused.value.faults] == [
        (5, True),
        (7, False),
    ]


@pytest.mark.parametrize(
    ("text", "line"), [('{"features": [\n{"type": }\n]}', 2), ('{"type": "Feature"}', 1), ('{"features": 3}', 1)]
)
def test_what_is_no_collection_is_named_where_it_breaks(tmp_path: Path, text: str, line: int) -> None:
    with pytest.raises(ContentFaults) as refused:
        read_grids(programme(tmp_path, "grids.geojson", text))
    assert [fault.line for fault in refused.value.faults] == [line]


def test_a_sheet_of_an_unknown_unit_is_named_by_that_line(db: None, tmp_path: Path) -> None:
    read = read_sheets(programme(tmp_path, "inspections.yaml", SHEET.format(code="sample", unit="no-such-unit")))
    with pytest.raises(ContentFaults) as refused:
        apply_sheets(programme(tmp_path / "other", "x.yaml", ""), read, "tester")
    assert [(fault.line, fault.file.endswith("inspections.yaml")) for fault in refused.value.faults] == [(10, True)]
