"""Consortia of schools or of hospitals: who belongs to which, whom they reach, and how they stand to the list of indicators."""

from __future__ import annotations

from django.utils.translation import gettext as _

from luoshi.kernel.errors import N_

from . import assessment
from .base import Findings, Kind, Section, Source, register, told


class ConsortiumOptions(assessment.AssessmentOptions):
    """``members`` is a file of the folder: consortium, lead (who leads it), member, served (people or pupils of the
    member); members with no consortium count as not reached."""

    members: str


def run(options: ConsortiumOptions, source: Source) -> Findings:
    table = source.table(options.members)
    judged = assessment.run(options, source)
    if table.is_empty():
        return judged
    groups: dict[str, list[dict[str, object]]] = {}
    for row in table.iter_rows(named=True):
        groups.setdefault(row["consortium"] or "", []).append(row)
    rows = tuple(
        (
            told(members[0], "consortium"),
            told(members[0], "lead"),
            len(members),
            sum(int(str(m["served"])) for m in members),
        )
        for name, members in sorted(groups.items())
        if name
    )
    everybody = sum(int(str(m["served"])) for members in groups.values() for m in members)
    reached = sum(int(row[3]) for row in rows)
    text = _("%(count)s 个共同体，覆盖 %(members)s 个成员、%(share)s%% 的服务对象。")
    members = sum(int(row[2]) for row in rows)
    share = f"{100 * reached / everybody:.1f}" if everybody else "—"
    verdict = text % {"count": len(rows), "members": members, "share": share} + judged.verdict
    section = Section(_("共同体与成员"), (_("共同体"), _("牵头单位"), _("成员数"), _("服务人数")), rows)
    return Findings(
        verdict,
        (section, *judged.sections),
        determined=judged.determined,
        basis=judged.basis,
        synthetic=options.synthetic or ("synthetic" in table.columns and bool(table["synthetic"].any())),
    )


register(
    Kind(
        "consortium",
        N_("共同体监测"),
        "indicators.consortium-monitoring",
        ConsortiumOptions,
        run,
        codes=lambda o: [c.indicator for c in o.criteria if c.indicator],
        tables=lambda o: [o.members],
    )
)
