"""What the cases of a process come to, offered to those who report on the sentences it serves."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Avg, Count, Q
from django.urls import reverse

from luoshi.kernel.manifest import Figure

from .models import Case, ProcessVersion


def figures(document: str, clauses: Collection[str], day: date) -> dict[str, list[Figure]]:
    """Clause -> cases closed, cases open and the working days a case took, for each process that serves it. Two queries."""
    rows = ProcessVersion.objects.filter(document=document, is_current=True).values_list("code", "title", "clauses")
    serving = {code: (title, set(own) & set(clauses)) for code, title, own in rows}
    serving = {code: pair for code, pair in serving.items() if pair[1]}
    closed = Q(state=Case.State.DONE, finished_at__date__lte=day)
    counted = (
        Case.objects.filter(version__code__in=serving, started_at__date__lte=day)
        .order_by()
        .values_list("version__code")
        .annotate(
            done=Count("pk", filter=closed),
            going=Count("pk", filter=Q(finished_at__isnull=True)),
            days=Avg("counted_days", filter=closed),
            samples=Count("pk", filter=Q(synthetic=True)),
        )
    )
    by_code = {code: numbers for code, *numbers in counted}
    found: dict[str, list[Figure]] = {}
    for code, (title, served) in serving.items():
        done, going, days, samples = by_code.get(code, (0, 0, None, 0))
        numbers = [(f"{title}办结", str(done), "件")]
        numbers.append((f"{title}在办", str(going), "件"))
        if days is not None:
            numbers.append((f"{title}平均用时", f"{days:.1f}", "个工作日"))
        url = reverse("services:process", args=[code])
        figures_ = [Figure(n, v, u, day, "办件系统", url, synthetic=bool(samples)) for n, v, u in numbers]
        for clause in served:
            found.setdefault(clause, []).extend(figures_)
    return found
