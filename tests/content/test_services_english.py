"""Everything that the programme's processes say in Chinese they say in English too: steps, lanes, forms, options,
tables and results."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from lxml import etree

from luoshi.services.domain import decision_tables, expressions, forms
from luoshi.services.domain.modelers import BPMN, properties_of
from luoshi.services.domain.remarks import Named

PROGRAMMES = Path(__file__).resolve().parents[2] / "programmes"
CHINESE = re.compile(r"[一-鿿]")
UNSEEN = {"process", "collaboration", "message", "signal", "laneSet", "definitions"}


def files(kind: str) -> list[Path]:
    return sorted(PROGRAMMES.glob(f"*/*/services/{kind}"))


def without(pairs: Iterator[tuple[str, str]]) -> list[str]:
    """The Chinese texts whose English is missing or still has Chinese in it."""
    return [said for said, english in pairs if CHINESE.search(said) and (not english or CHINESE.search(english))]


def of_drawing(root: etree._Element) -> Iterator[tuple[str, str]]:
    for element in root.iter(f"{{{BPMN}}}*"):
        if element.get("name") and etree.QName(element).localname not in UNSEEN:
            yield element.get("name", ""), properties_of(element).get("name_en", "")
    for script in root.iter(f"{{{BPMN}}}script"):
        said = dict(expressions.assignments(script.text or ""))
        if "result" in said:
            yield "结果 " + said["result"], said.get("result_en", "")


def of_form(schema: dict[str, object]) -> Iterator[tuple[str, str]]:
    yield str(schema["title"]), str(schema.get("x-title-en", ""))
    for field in forms.fields(schema):
        yield field.label, field.label_en
        yield field.help, field.help_en
        yield from field.options


def of_table(table: decision_tables.Table) -> Iterator[tuple[str, str]]:
    names = [table.title, *(label for label, _expression in table.inputs)]
    for name in [*names, *(value for rule in table.rules for value in rule.outputs)]:
        if isinstance(name, Named):
            yield name, name.english


@pytest.mark.parametrize("path", files("*.bpmn"), ids=lambda path: path.stem)
def test_every_step_lane_and_result_has_its_english(path: Path) -> None:
    assert without(of_drawing(etree.parse(path).getroot())) == []


@pytest.mark.parametrize("path", files("*forms.yaml"), ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_every_field_and_option_has_its_english(path: Path) -> None:
    found = yaml.safe_load(path.read_text("utf-8"))
    assert without(pair for schema in found.values() for pair in of_form(schema)) == []


@pytest.mark.parametrize("path", files("*.dmn"), ids=lambda path: path.stem)
def test_every_table_has_its_english(path: Path) -> None:
    assert (
        without(pair for table in decision_tables.read_table(path.read_text("utf-8")) for pair in of_table(table)) == []
    )


def test_the_walk_sees_what_is_missing() -> None:
    bare = f'<definitions xmlns="{BPMN}"><process id="p"><userTask id="a" name="受理"/></process></definitions>'
    assert without(of_drawing(etree.fromstring(bare))) == ["受理"]
    field = {
        "title": "表",
        "x-title-en": "Form",
        "properties": {"a": {"title": "甲", "x-title-en": "A", "enum": ["乙"]}},
    }
    assert without(of_form(field)) == ["乙"]
    assert (len(files("*.bpmn")), len(files("*.dmn"))) >= (24, 8)
