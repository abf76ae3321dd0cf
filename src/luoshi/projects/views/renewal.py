"""A project's further pages: owners' vote and the taking of houses; economic evaluation; a research project's milestones."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.kernel.errors import ExpectedError, NotFound
from luoshi.kernel.numerals import whole
from luoshi.kernel.today import today
from luoshi.registry.api import ViewerRequest, paged, requires

from ..domain import consent as rules
from ..errors import FieldsWrong
from ..models import Ballot, Taking
from ..present import words
from ..queries import project_of
from ..service import renewal
from .calls import number
from .portfolio import as_date
from .shared import told

MOST_BYTES = 5 * 1024 * 1024
_MONEY = ("money_needed_yuan", "money_yuan")
_PRICES = ("appraisal_yuan", "market_yuan")
SAID = {"yes": "同意", "no": "不同意", "abstain": "弃权", "": "未表决"}


@requires("projects.view")
def consent(request: ViewerRequest, code: str) -> HttpResponse:
    project, day = project_of(code), today()
    ballots = list(project.ballots.all())
    newest = ballots[0] if ballots else None
    taking = Taking.objects.filter(project=project).first()
    may = request.viewer.may("projects.consent", project.owner.code)
    context = {
        "one": project,
        "name": words(project),
        "needed": renewal.needs_consent(project.sector, project.works),
        "passed": renewal.consented(project),
        "rounds": [_ballot(b) for b in ballots],
        "open": newest if newest and newest.closed_date is None else None,
        "votes": paged([_vote(v) for v in newest.votes.all()], request) if newest and may else None,
        "matters": [(code, _(label)) for code, label in Ballot.Matter.choices],
        "may": may,
        "may_decide": request.viewer.may("projects.approve"),
        "taking": taking,
        "stops": [
            {"text": _(rules.STOPS[stop][0]).format(**params), "article": rules.STOPS[stop][1]}
            for stop, params in (renewal.taking_stops(taking, day) if taking else [])
        ],
        "day": day,
    }
    return render(request, "projects/consent.html", context)


def _ballot(b: Ballot) -> dict[str, Any]:
    found = renewal.counted(b)

    def share(part: Any, whole: Any) -> str:
        return f"{100 * Decimal(part) / Decimal(whole):.1f}" if whole else "—"

    return {
        "one": b,
        "matter": _(rules.MATTERS[b.matter]),
        "tally": found,
        "voting": share(found.voting, found.owners),
        "voting_area": share(found.voting_area, found.area),
        "yes": share(found.yes, found.voting),
        "yes_area": share(found.yes_area, found.voting_area),
        "lacking": [_(rules.LACKING[code]) for code in found.lacking],
    }


def _vote(v: Any) -> dict[str, Any]:
    """Names are masked: the first character stays."""
    return {
        "house": v.house,
        "owner": v.owner[:1] + "**",
        "area": v.area_m2,
        "said": _(SAID[v.said]),
        "day": v.voted_date,
    }


def _act(request: ViewerRequest, name: str, code: str, what: Any) -> HttpResponse:
    try:
        what()
        messages.success(request, _("已登记。"))
    except ExpectedError as error:
        told(request, error)
    return redirect(f"projects:{name}", code=code)


@requires("projects.consent")
@require_POST
def ballot(request: ViewerRequest, code: str, act: str) -> HttpResponse:
    by, given = request.viewer, request.POST
    done: dict[str, Any] = {
        "open": lambda: renewal.open_ballot(
            by=by,
            code=code,
            question=given.get("question", ""),
            matter=given.get("matter", ""),
            closes=as_date(given.get("closes", "")) or today(),
        ),
        "votes": lambda: renewal.take_votes(by=by, code=code, rows=_rows(request)),
        "close": lambda: renewal.close_ballot(by=by, code=code),
        "taking": lambda: renewal.note_taking(by=by, code=code, facts=_taking(request)),
    }
    if act not in done:
        raise NotFound(what=act)
    return _act(request, "consent", code, done[act])


def _rows(request: ViewerRequest) -> list[renewal.HouseRow]:
    """The roll as CSV: 房号,业主,面积,表决,代理人. Raises FieldsWrong naming the line."""
    file = request.FILES.get("roll")
    if file is not None:
        if not file.size or file.size > MOST_BYTES:
            raise FieldsWrong(problem=_("表决名册应是 5 MB 以内的 CSV 文件"))
        try:
            text = file.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise FieldsWrong(problem=_("表决名册不是 UTF-8 编码的 CSV 文件")) from error
    else:
        text = request.POST.get("rows", "")
    found = []
    for n, cells in enumerate(csv.reader(io.StringIO(text)), start=1):
        if not any(cell.strip() for cell in cells) or (n == 1 and "房号" in cells[0]):
            continue
        cells += [""] * (5 - len(cells))
        area = number(cells[2])
        if area is None:
            raise FieldsWrong(problem=_("第 %(n)s 行：面积“%(text)s”不是数字") % {"n": n, "text": cells[2]})
        found.append(renewal.HouseRow(cells[0], cells[1], area, cells[3], cells[4]))
    if not found:
        raise FieldsWrong(problem=_("名册是空的：每行写房号、业主、面积、表决"))
    return found


def _taking(request: ViewerRequest) -> dict[str, Any]:
    given = request.POST
    facts: dict[str, Any] = {"plan_opened": as_date(given.get("plan_opened", ""))}
    for names, factor in ((_MONEY, 10_000), (_PRICES, 1)):
        for name in names:
            value = number(given.get(name, ""))
            facts[name] = None if value is None else value * factor
    for name in ("households", "objecting"):
        facts[name] = whole(given.get(name, "")) or 0
    return facts | {name: name in given for name in ("stability_assessed", "hearing_held")}


@requires("projects.approve")
@require_POST
def decide(request: ViewerRequest, code: str) -> HttpResponse:
    return _act(request, "consent", code, lambda: renewal.decide_taking(by=request.viewer, code=code))
