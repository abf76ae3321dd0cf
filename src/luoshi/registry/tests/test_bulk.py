"""Many rows at once, on whichever store the tests run: what was given is what the model reads back."""

from __future__ import annotations

import json
from datetime import date

import pytest

from luoshi.registry.api import insert_rows, set_rows
from luoshi.registry.models import Unit

pytestmark = pytest.mark.django_db
NAMES = ("code", "name", "name_en", "short_names", "level", "kind", "parent", "order", "valid_from")


def test_rows_are_read_back_as_they_were_given() -> None:
    words = ["甲", 'a "b"\t\\', "%s"]
    rows = [(f"u{n}", f"单位{n}", words[n], json.dumps(words), "county", "", None, n, None) for n in range(3)]
    insert_rows(Unit, NAMES, rows)
    found = list(Unit.objects.order_by("order"))
    assert [(u.code, u.name_en, u.short_names, u.valid_from) for u in found] == [
        (f"u{n}", words[n], words, None) for n in range(3)
    ]


def test_each_row_is_set_to_values_of_its_own_and_the_others_stay() -> None:
    one, two, three = (
        Unit.objects.create(code=f"u{n}", name=f"单位{n}", short_names=[], level="county") for n in range(3)
    )
    rows = [
        ("%s 'x'", json.dumps(["甲"]), date(2021, 7, 1), two.pk, one.pk),
        ("乙", json.dumps([]), None, None, two.pk),
    ]
    set_rows(Unit, ("kind", "short_names", "valid_from", "parent"), rows)
    set_rows(Unit, ("kind",), [])
    found = Unit.objects.order_by("code").values_list("kind", "short_names", "valid_from", "parent")
    assert list(found) == [("%s 'x'", ["甲"], date(2021, 7, 1), two.pk), ("乙", [], None, None), ("", [], None, None)]
    assert three.kind == ""
