"""Everything that is said in Chinese is said in English too, with the same placeholders."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from django.apps import apps
from django.utils.translation.template import templatize

from luoshi.kernel.events import Event
from luoshi.kernel.manifest import permissions

SOURCE = Path(__file__).resolve().parents[2] / "src" / "luoshi"
PROGRAMMES = SOURCE.parents[1] / "programmes"
CATALOGUES = sorted(SOURCE.glob("*/locale/en/LC_MESSAGES/django.po"))
MARKS = {"_", "N_", "gettext", "gettext_lazy", "gettext_noop"}
CHINESE = re.compile(r"[一-鿿]")
PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w+\}")
# Reasons of lights carry their English beside them.
SPEAKS_ITSELF = {"kernel/lights.py"}


def marked(code: str) -> Iterator[str]:
    """Literal messages given to a translation function in Python code."""
    for node in ast.walk(ast.parse(code)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        first = node.args[0]
        if name in MARKS and isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield first.value


def calls_in_template(text: str) -> Iterator[str]:
    """The same for a template: Django turns it into something like Python, of which only the calls are read."""
    for call in re.finditer(r"\b(?:gettext|_)\(\s*u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")", templatize(text)):
        yield ast.literal_eval(call[1])


def messages() -> dict[str, str]:
    """Message -> the file it stands in, for all messages with Chinese in them."""
    found = {}
    for path in sorted(SOURCE.rglob("*.py")) + sorted(SOURCE.rglob("*.html")):
        name = path.relative_to(SOURCE).as_posix()
        if "/tests/" in name or "/migrations/" in name or name in SPEAKS_ITSELF:
            continue
        text = path.read_text("utf-8")
        for message in marked(text) if path.suffix == ".py" else calls_in_template(text):
            if CHINESE.search(message):
                found.setdefault(message, name)
    return found


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    """All rooms' English together: a message translated in one room serves in every room."""
    whole = Catalog(locale="en")
    for path in CATALOGUES:
        with path.open("rb") as file:
            for entry in read_po(file, locale="en"):
                if entry.id:
                    whole[entry.id] = entry
    return whole


def test_every_marked_message_has_its_english(catalogue: Catalog) -> None:
    found = messages()
    assert len(found) > 300
    missing = {
        message: file for message, file in found.items() if not (entry := catalogue.get(message)) or not entry.string
    }
    assert missing == {}


def test_the_english_keeps_every_placeholder(catalogue: Catalog) -> None:
    differing = [
        entry.id
        for entry in catalogue
        if entry.id and sorted(PLACEHOLDER.findall(str(entry.id))) != sorted(PLACEHOLDER.findall(str(entry.string)))
    ]
    assert differing == []


def test_no_english_is_left_in_chinese(catalogue: Catalog) -> None:
    left = [entry.id for entry in catalogue if entry.id and re.search(r"[一-鿿]", str(entry.string))]
    assert left == []


def test_every_choice_of_a_model_has_english(catalogue: Catalog) -> None:
    ours = [model for model in apps.get_models() if model.__module__.startswith("luoshi.")]
    labels = {
        str(label): f"{model.__name__}.{field.name}"
        for model in ours
        for field in model._meta.fields
        for _value, label in field.choices or ()
    }
    missing = {label: where for label, where in labels.items() if CHINESE.search(label) and label not in catalogue}
    assert not missing


def test_every_permission_has_english(catalogue: Catalog) -> None:
    labels = {permission.label for permission in permissions().values()}
    assert {label for label in labels if label not in catalogue} == set()


def _ours(event: type[Event]) -> bool:
    return event.__module__.startswith("luoshi.") and ".tests." not in event.__module__


def test_every_act_has_english(catalogue: Catalog) -> None:
    """The record names each act by its label, in the reader's language."""
    waiting, missing = [Event], {}
    while waiting:
        event = waiting.pop()
        waiting += event.__subclasses__()
        if _ours(event) and CHINESE.search(event.label) and event.label not in catalogue:
            missing[event.label] = f"{event.__module__}.{event.__name__}"
    assert missing == {}


def _unnamed(node: Any) -> Iterator[str]:
    """What stands below with a Chinese name or unit and without an English one."""
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _unnamed(child)
    if not isinstance(node, dict):
        return
    for key in ("name", "unit"):
        called = key == "name" and node.get("indicator")  # as the indicator is
        if CHINESE.search(str(node.get(key, ""))) and not node.get(f"{key}_en") and not called:
            yield node[key]


@pytest.mark.parametrize("path", sorted(PROGRAMMES.glob("*/*/analyses.yaml")), ids=lambda path: path.parent.name)
def test_what_an_analysis_shows_by_name_has_an_english_name(path: Path) -> None:
    assert list(_unnamed(yaml.safe_load(path.read_text("utf-8")))) == []


@pytest.mark.parametrize("path", sorted(PROGRAMMES.glob("*/*/measure.yaml")), ids=lambda path: path.parent.name)
def test_a_measure_has_its_title_summary_and_chapter_in_english(path: Path) -> None:
    measure = yaml.safe_load(path.read_text("utf-8"))
    assert all(measure.get(name) for name in ("title_en", "summary_en", "section_en"))


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.relative_to(SOURCE).parts[0])
def test_a_room_says_a_message_once(path: Path) -> None:
    entries = re.findall(r"^msgid ((?:\".*\"\n)+)", path.read_text("utf-8"), re.MULTILINE)
    said = ["".join(re.findall(r'"(.*)"', entry)) for entry in entries]
    assert [message for message, times in Counter(said).items() if times > 1] == []
