"""Keeping the catalogue: items in versions, taken in and given out in bulk, counted as a whole."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language

from luoshi.kernel.content import ContentFaults, Fault, lines_of, load_yaml
from luoshi.kernel.events import Serves, publish
from luoshi.kernel.manifest import Change, Viewer
from luoshi.kernel.today import now, today
from luoshi.registry.api import all_units, require

from .domain import bundles, catalogue
from .domain.catalogue import ItemFacts, ItemFile
from .domain.finding import best
from .events import CatalogueChanged
from .models import Case, Item, ProcessVersion

_COLUMNS = (
    "code",
    "name",
    "name_en",
    "type_code",
    "kind",
    "process",
    "legal_days",
    "promised_days",
    "visits",
    "themes",
)
_BESIDE = ("valid_from", "valid_to", "synthetic")


class ItemRow(NamedTuple):
    """An item of a file; ``lines`` says on which line each of its fields stands, "" where the item begins."""

    measure: str
    item: ItemFacts
    file: str
    lines: Mapping[str, int]

    def fault(self, field: str, problem: str) -> Fault:
        line = self.lines.get(field) or self.lines.get("", 1)
        return Fault(self.file, line, f"{self.item.code} {self.item.name}，{field}：{problem}")


def items_of(path: Path, measure: str = "", name: str = "") -> list[ItemRow]:
    """The items of a file with their places. Raises ContentFaults."""
    items = load_yaml(path, ItemFile).items
    lines: list[dict[str, int]] = [{} for _item in items]
    for place, line in lines_of(path).items():
        if len(place) in (2, 3) and place[0] == "items":
            lines[int(place[1])][str(place[2]) if len(place) == 3 else ""] = line
    return [ItemRow(measure, item, name or str(path), at) for item, at in zip(items, lines, strict=True)]


def store_items(document: str, rows: Sequence[ItemRow], actor: str) -> list[Change]:
    """Make the catalogue agree with the rows: a change of facts is a new version; the same again changes nothing.

    Raises ContentFaults for an item that breaks a rule, names an unknown unit, process or part.
    """
    _check(rows)
    units = {facts.code: facts.id for facts in all_units().values()}
    known = {item.code: item for item in Item.objects.filter(is_current=True)}
    changes = []
    for measure, item, *_place in rows:
        before = known.get(item.code)
        facts = item.model_dump(mode="json")
        if before is not None and before.facts == facts:
            continue
        if before is not None:
            Item.objects.filter(pk=before.pk).update(is_current=False)
        Item.objects.create(
            number=before.number + 1 if before else 1,
            unit_id=units[item.unit],
            document=document,
            measure=measure,
            facts=facts,
            said=" ".join([item.name, item.name_en, *item.words, *item.themes, *item.themes_en]),
            **{name: getattr(item, name) for name in (*_COLUMNS, *_BESIDE)},
        )
        changes.append(Change("item", item.code, "change" if before else "create", item.name))
    if changes:
        _tell(document, rows, changes, actor)
    return changes


def _check(rows: Sequence[ItemRow]) -> None:
    """Raises ContentFaults with everything that is wrong with any of the rows."""
    units = all_units()
    processes = set(ProcessVersion.objects.filter(is_current=True).values_list("code", flat=True))
    codes = {row.item.code for row in rows} | set(Item.objects.filter(is_current=True).values_list("code", flat=True))
    faults = []
    for row in rows:
        item = row.item
        faults += [row.fault(field, problem) for _rule, field, problem in catalogue.faults(item)]
        faults += [row.fault("unit", f"没有“{item.unit}”这个单位")] if item.unit not in units else []
        faults += [row.fault("process", f"没有“{item.process}”这个流程")] if item.process not in processes else []
        faults += [row.fault("bundle", f"没有“{part}”这个事项") for part in item.bundle if part not in codes]
    if faults:
        raise ContentFaults(faults)


MOST_BYTES = 20 * 1024 * 1024


@transaction.atomic
def take_in(file: bytes, *, by: Viewer, keep: bool) -> list[Change]:
    """The changes that a file of items (as ``export_yaml`` writes it) makes; without ``keep`` they are only looked at.
    Items not in it stay. Raises ContentFaults, NotAllowed; nothing is taken of a file with a fault."""
    require(by, "services.publish")
    if len(file) > MOST_BYTES:
        raise ContentFaults([Fault("items.yaml", 1, f"文件超过 {MOST_BYTES // 1024 // 1024} MB，请分成几份")])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "items.yaml"
        path.write_bytes(file)
        read = items_of(path, name=path.name)
    first: dict[str, ItemRow] = {}
    if twice := [row for row in read if first.setdefault(row.item.code, row) is not row]:
        words = "这个事项在文件里出现了不止一次，前一次在第 {} 行"
        raise ContentFaults([r.fault("code", words.format(first[r.item.code].lines["code"])) for r in twice])
    _check(read)
    homes = {item.code: (item.document, item.measure) for item in Item.objects.filter(is_current=True)}
    processes = {p.code: (p.document, p.measure) for p in ProcessVersion.objects.filter(is_current=True)}
    by_document: dict[str, list[ItemRow]] = {}
    for row in read:
        document, measure = homes.get(row.item.code) or processes.get(row.item.process) or ("", "")
        by_document.setdefault(document, []).append(row._replace(measure=measure))
    changes = [change for document, rows in by_document.items() for change in store_items(document, rows, by.username)]
    if not keep:
        transaction.set_rollback(True)
    return changes


def _tell(document: str, rows: Sequence[ItemRow], changes: list[Change], actor: str) -> None:
    created = sum(change.action == "create" for change in changes)
    told = CatalogueChanged(actor=actor, at=now(), subject=document, created=created, changed=len(changes) - created)
    publish(told)
    clauses = dict(ProcessVersion.objects.filter(is_current=True).values_list("code", "clauses"))
    changed = {change.code for change in changes}
    publish(
        Serves(
            actor=actor,
            at=now(),
            subject=row.item.code,
            document=document,
            clauses=tuple(clauses[row.item.process]),
            room="services",
            kind="item",
            title=row.item.name,
            url=reverse("services:guide", args=[row.item.code]),
        )
        for row in rows
        if row.item.code in changed and clauses.get(row.item.process)
    )


def current_items() -> Any:
    day = today()
    rows = Item.objects.filter(is_current=True).select_related("unit")
    return rows.filter(Q(valid_to=None) | Q(valid_to__gt=day))


def find(words: str = "", theme: str = "", who: str = "") -> Any:
    """Items that fit what was said, the best first; of a theme; for persons or firms."""
    chosen = list(current_items())
    if words:
        by_code = {item.code: item for item in chosen}
        chosen = [by_code[code] for code in best(words, {i.code: (f"{i.name} {i.name_en}", i.said) for i in chosen})]
    if theme:
        chosen = [item for item in chosen if theme in item.themes]
    if who:
        chosen = [item for item in chosen if who in item.facts["objects"]]
    return chosen


def themes() -> list[tuple[str, str, int]]:
    """Events of life and business: (name, name in the reader's language, items)."""
    counted: dict[str, int] = {}
    english: dict[str, str] = {}
    for item in current_items():
        english |= dict(zip(item.themes, item.facts.get("themes_en", ()), strict=False))
        for theme in item.themes:
            counted[theme] = counted.get(theme, 0) + 1
    shown = english if get_language() == "en" else {}
    return [(theme, shown.get(theme) or theme, count) for theme, count in sorted(counted.items())]


def figures(document: str = "") -> dict[str, Any]:
    """What the catalogue promises and what cases of it really took: each a Share, with its parts."""
    rows = [item for item in current_items() if not document or item.document == document]
    limits = [(item.legal_days, item.promised_days) for item in rows]
    closed = Case.objects.filter(item__in=rows, state=Case.State.DONE, counted_days__isnull=False)
    real = closed.values_list("item__legal_days", "counted_days", "visits")
    return {
        "items": len(rows),
        "instant": catalogue.Share(sum(item.kind == Item.Kind.INSTANT for item in rows), len(rows)),
        "zero_trip": catalogue.zero_trip([item.visits for item in rows]),
        "one_trip": catalogue.zero_trip([item.visits for item in rows], at_most=1),
        "promised_compression": catalogue.compression(limits),
        "real_compression": catalogue.compression([(legal, days or 0) for legal, days, _ in real]),
        "real_zero_trip": catalogue.zero_trip([visits for *_, visits in real]),
    }


def export_yaml(document: str = "") -> str:
    """All current items in the form they are taken in."""
    rows = [item.facts for item in current_items() if not document or item.document == document]
    out = io.StringIO()
    # Copied, so that equal lists of two items are written out and not as references, which loading refuses.
    yaml.safe_dump({"items": json.loads(json.dumps(rows))}, out, allow_unicode=True, sort_keys=False, width=120)
    return out.getvalue()


def savings_of(item: Item) -> dict[str, Any]:
    """What is saved by handling the items of a bundle (一件事一次办) as one: papers, forms, days, trips."""
    after = item.facts.get("bundle", {})
    rows = {one.code: one for one in current_items().filter(code__in=after)}
    parts = [
        bundles.Part(
            code=code,
            materials=frozenset(m["name"] for m in rows[code].facts.get("materials", ())),
            shared=frozenset(m["name"] for m in rows[code].facts.get("materials", ()) if m.get("exempt_by_share")),
            days=rows[code].promised_days,
            forms=1,
            visits=rows[code].visits,
            after=tuple(after[code]),
        )
        for code in after
        if code in rows
    ]
    return bundles.savings(parts, own_visits=item.visits).as_json()
