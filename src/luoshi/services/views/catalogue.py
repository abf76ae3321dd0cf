"""The catalogue as the staff see it, the list of charges with its check, normative documents, leaders' firms."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from luoshi.kernel.content import ContentFaults
from luoshi.kernel.errors import N_
from luoshi.kernel.manifest import Change
from luoshi.kernel.today import today
from luoshi.registry.api import ViewerRequest, paged, requires

from .. import catalogue as items
from ..catalogue import MOST_BYTES
from ..domain import fees as rules
from ..domain.catalogue import Share
from ..domain.purposes import NORMATIVE_REVIEW
from ..models import Case, Contact, FeeLine, NormativeDocument
from ..normative import review_days, standing_of
from ..service.intake import may_begin
from ..service.ratings import standing

VERDICTS: dict[rules.Verdict, tuple[str, str]] = {
    "lawful": ("green", N_("在目录内，未超标准")),
    "no_basis": ("red", N_("目录中没有这个项目：没有依据，不得收取")),
    "not_in_force": ("red", N_("目录中的这一项在当日没有效力，不得收取")),
    "over_standard": ("red", N_("超过目录标准，超出部分应退还")),
    "exempt": ("red", N_("缴费人属于免征对象，不得收取")),
    "undetermined": ("grey", N_("目录没有载明标准，请执收部门补录后再核")),
}


def percent(share: Share) -> str:
    return "—" if share.value is None else f"{100 * share.value:.2f}%"


@requires("services.view")
def catalogue(request: ViewerRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:60]
    found = items.find(words)
    numbers = items.figures()
    rated = standing()
    figures = [
        {"label": _("事项"), "value": numbers["items"]},
        {"label": _("即办件占比"), "value": percent(numbers["instant"]), "note": _parts(numbers["instant"])},
        {"label": _("一趟不用跑占比"), "value": percent(numbers["zero_trip"]), "note": _parts(numbers["zero_trip"])},
        {
            "label": _("承诺压缩比"),
            "value": percent(numbers["promised_compression"]),
            "note": _parts(numbers["promised_compression"]),
        },
        {
            "label": _("实际压缩比"),
            "value": percent(numbers["real_compression"]),
            "note": _parts(numbers["real_compression"]),
        },
        {
            "label": _("好评率"),
            "value": "—" if rated.good is None else f"{100 * rated.good:.1f}%",
            "note": str(rated.ratings),
        },
    ]
    may_upload = request.viewer.may("services.publish")
    context = {"page": paged(found, request), "q": words, "figures": figures, "may_upload": may_upload}
    return render(request, "services/catalogue.html", context)


def _parts(share: Share) -> str:
    return f"{share.part:g} / {share.whole:g}"


@requires("services.view")
def export(request: ViewerRequest) -> HttpResponse:
    response = HttpResponse(items.export_yaml(), content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="items.yaml"'
    return response


@requires("services.publish")
def upload(request: ViewerRequest) -> HttpResponse:
    """A file of items, as ``export`` gives it: checked as a whole, and taken in as a whole or not at all."""
    faults: list[str] = []
    changes: list[Change] = []
    file = request.FILES.get("file")
    if request.method == "POST" and file is None:
        faults = [_("请选择文件。")]
    elif file is not None:
        try:
            changes = items.take_in(file.read(MOST_BYTES + 1), by=request.viewer, keep="take" in request.POST)
        except ContentFaults as error:
            faults = [_("第 %(line)s 行：%(problem)s") % {"line": f.line, "problem": f.message} for f in error.faults]
        if "take" in request.POST and not faults:
            messages.success(request, _("已更新 %(count)s 个事项。") % {"count": len(changes)})
            return redirect("services:catalogue")
    context = {"problems": faults[:200], "changes": changes, "checked": file is not None and not faults}
    return render(request, "services/upload.html", context, status=422 if faults else 200)


@requires("services.view")
def fees(request: ViewerRequest) -> HttpResponse:
    """The list, and any charge held against it."""
    rows = FeeLine.objects.order_by("department", "name")
    given = {name: request.GET.get(name, "").strip()[:160] for name in ("name", "amount", "on", "payer")}
    finding: dict[str, Any] | None = None
    problem = ""
    if given["name"]:
        try:
            amount = Decimal(given["amount"] or "0")
            on = date.fromisoformat(given["on"]) if given["on"] else today()
            if not amount.is_finite() or amount < 0:
                raise InvalidOperation
            found = check_charge(given["name"], amount, on, given["payer"])
            colour, words = VERDICTS[found.verdict]
            finding = {
                "colour": colour,
                "words": words,
                "line": found.line,
                "over": found.over_yuan,
                "code": found.verdict,
            }
        except (ValueError, InvalidOperation):
            problem = _("请填写金额（元）和日期。")
    context = {"rows": rows, "given": given, "finding": finding, "problem": problem, "today": today()}
    return render(request, "services/fees.html", context)


def check_charge(name: str, amount: Decimal, on: date, payer: str = "") -> rules.Finding:
    lines = [
        rules.Line(row.name, row.standard_yuan, row.basis, row.in_force_from, row.in_force_to, tuple(row.exempt))
        for row in FeeLine.objects.filter(name=name)
    ]
    return rules.check(name, amount, on, lines, payer)


@requires("services.view")
def documents(request: ViewerRequest) -> HttpResponse:
    """Normative documents by their last day: in force, to be reviewed soon, lapsed."""
    day = today()
    rows = NormativeDocument.objects.select_related("unit")
    page = paged(rows, request)
    reviews = {
        case.data["doc_number"]: case.number
        for case in Case.objects.filter(version__purpose=NORMATIVE_REVIEW, finished_at=None).only("number", "data")
    }
    days = {document: review_days(document, day) for document in {row.document for row in page}}
    for row in page:
        row.standing, row.light = standing_of(row, day, days[row.document])
        row.review = reviews.get(row.number, "")
    return render(
        request, "services/documents.html", {"page": page, "may_see": request.viewer.may("services.view_cases")}
    )


@requires("services.view_cases")
def contacts(request: ViewerRequest) -> HttpResponse:
    """Leaders and the firms linked to them: visits made of those planned, problems raised and solved."""
    day = today()
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    made = Case.objects.filter(
        version__mechanism="services.leader-contact", started_at__date__gte=first, state=Case.State.DONE
    )
    visits = Counter(made.values_list("data__firm", flat=True))
    raised: dict[str, tuple[int, int]] = {}
    requests = Case.objects.filter(version__mechanism="services.firm-request").values_list("applicant__name", "state")
    for firm, state in requests:
        count, solved = raised.get(firm, (0, 0))
        raised[firm] = (count + 1, solved + (state == Case.State.DONE))
    rows: list[Any] = list(Contact.objects.select_related("unit").order_by("post", "firm"))
    for row in rows:
        row.visits = visits.get(row.firm, 0)
        row.raised, row.solved = raised.get(row.firm, (0, 0))
        row.light = "green" if row.visits >= row.visits_planned else "yellow"
    met = sum(row.visits >= row.visits_planned for row in rows)
    figures = [
        {"label": _("联系企业"), "value": len(rows)},
        {"label": _("本季走访覆盖率"), "value": percent(Share(met, len(rows))), "note": f"{met} / {len(rows)}"},
        {"label": _("提出问题"), "value": sum(row.raised for row in rows)},
        {"label": _("已解决"), "value": sum(row.solved for row in rows)},
    ]
    visit = next((one for one in may_begin(request.viewer) if one.mechanism == "services.leader-contact"), None)
    return render(request, "services/contacts.html", {"rows": rows, "figures": figures, "visit": visit})
