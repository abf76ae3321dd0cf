"""How entitlements show themselves to the rest of the house: on the workbench and on a clause."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luoshi.kernel.manifest import PanelItem, Viewer, WorkItem

from .domain.sweeping import ENDED, ENTITLED, KINDS, WARNING
from .models import Arrangement, Finding, Sweep
from .service import whole_law

_ACTIONS = {ENTITLED: "主动告知并受理", ENDED: "复核并调整", WARNING: "核实处置"}


def label_of(name: str) -> str:
    """A rule's name in the reader's language."""
    rule = next((rule for rule in whole_law().rules if rule.name == name), None)
    if rule is None:
        return name
    return rule.label_en if get_language() == "en" and rule.label_en else rule.label


def work_list(viewer: Viewer, day: date) -> Iterator[WorkItem]:
    """For clerks: what the latest sweep found, a line for each rule and kind."""
    if not viewer.may("entitlements.see_household"):
        return
    sweep = Sweep.objects.first()
    if sweep is None:
        return
    rows = Finding.objects.filter(sweep=sweep, kind__in=_ACTIONS, entity__in=("person", "household"))
    for kind, rule, count in rows.values_list("kind", "rule").annotate(Count("pk")).order_by("kind", "rule"):
        yield WorkItem(
            code=f"{sweep.run}/{kind}/{rule}",
            title=_("%(rule)s：%(count)s 个%(kind)s")
            % {"rule": label_of(rule), "count": count, "kind": _(KINDS[kind])},
            url=reverse("entitlements:sweep", args=[sweep.run]) + f"?kind={kind}&rule={rule}",
            action=_(_ACTIONS[kind]),
            room="entitlements",
            light="yellow" if kind == WARNING else "grey",
            detail=_("政策筛查"),
        )


def clause_panel(viewer: Viewer, document: str, clause: str) -> Sequence[PanelItem]:
    """What rules carry out for a sentence."""
    measure = clause.partition(".")[0]
    rows = Arrangement.objects.filter(document=document, measure=measure)
    return [
        PanelItem(
            title=row.title_en if get_language() == "en" and row.title_en else row.title,
            url=reverse("entitlements:statute", args=[row.rules[0]]),
            detail=_("%(count)s 条规则") % {"count": len(row.rules)},
        )
        for row in rows
        if clause in row.clauses
    ]
