"""Processes: the list, one with its diagram, its flow and its versions, and publishing a new one in the browser."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from luoshi.kernel.errors import ExpectedError
from luoshi.kernel.numerals import whole
from luoshi.registry.api import ViewerRequest, requires

from .. import queries
from ..domain import decision_tables, forms
from ..models import Case, ProcessVersion
from ..service.intake import begun_by
from ..service.processes import Draft, faults_of, publish_process
from ..words import in_words, is_english


def _current(code: str) -> ProcessVersion:
    found: ProcessVersion | None = queries.processes().filter(code=code).first()
    if found is None:
        raise Http404(code)
    return found


@requires("services.view")
def processes(request: ViewerRequest) -> HttpResponse:
    rows = (
        queries.processes()
        .annotate(cases_open=Count("cases", filter=Q(cases__finished_at=None)), cases_all=Count("cases"))
        .order_by("measure", "code")
    )
    return render(request, "services/processes.html", {"processes": rows})


@requires("services.view")
def process(request: ViewerRequest, code: str) -> HttpResponse:
    found = _current(code)
    flow = queries.flow_of(code)
    tables = [
        (file, _shown(one, found)) for file, xml in found.decisions.items() for one in decision_tables.read_table(xml)
    ]
    context = {
        "process": found,
        "flow": flow,
        "heat": {
            node.node: {
                "state": "hot" if node.is_bottleneck else "passed",
                "days": round(node.median or 0, 1),
                "times": node.times,
            }
            for node in flow
        },
        "tables": tables,
        "kept": queries.forecasts_kept(code),
        "versions": ProcessVersion.objects.filter(code=code).order_by("-number"),
        "open_cases": Case.objects.filter(version__code=code, finished_at=None).count(),
        "all_cases": Case.objects.filter(version__code=code).count(),
        "may_publish": request.viewer.may("services.publish"),
        "may_begin": request.viewer.may("services.start")
        and bool(role := begun_by(found))
        and request.viewer.may(f"services.as_{role}"),
    }
    return render(request, "services/process.html", context)


_QUOTED = re.compile(r'"([^"]*)"')


def _shown(table: decision_tables.Table, version: ProcessVersion) -> dict[str, Any]:
    """A table in the reader's language: names and results as the file has them, what cells compare with as the
    options of the forms have it."""
    english = {}
    if is_english():
        every = [field for schema in version.forms.values() for field in forms.fields(schema)]
        english = {option.label: option.label_en for field in every for option in field.options if option.label_en}

    def cell(text: str) -> str:
        return _QUOTED.sub(lambda found: f'"{english.get(found[1], found[1])}"', text)

    return {
        "title": in_words(table.title),
        "hit_policy": table.hit_policy,
        "inputs": [in_words(label) for label, _expression in table.inputs],
        "outputs": [in_words(label) or name for name, label in zip(table.outputs, table.labels, strict=True)],
        "rules": [
            (rule.row, [cell(one.text) for one in rule.cells], [_value(one) for one in rule.outputs])
            for rule in table.rules
        ],
    }


def _value(value: Any) -> Any:
    return in_words(value) if isinstance(value, str) else value


@requires("services.view")
def diagram(request: ViewerRequest, code: str) -> HttpResponse:
    """The BPMN file of the current version, or of ``?version=``, as every editor opens it."""
    number = whole(request.GET.get("version", ""))
    rows = ProcessVersion.objects.filter(code=code)
    found = rows.filter(number=number).first() if number is not None else rows.filter(is_current=True).first()
    if found is None:
        raise Http404(code)
    response = HttpResponse(found.bpmn, content_type="application/xml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{code}.bpmn"'
    return response


_TABLE_STYLES = " ".join(
    (
        "'unsafe-hashes'",
        "'sha256-CA/eh4+2R0J7cEQ14gBMtx834RIOjzMUqCM+evtrkp4='",
        "'sha256-r3vOsuepBDg6tz/cOusiNJ9Y4Lp9hGQTT7pzDks1Xxc='",
        "'sha256-ZG9bHUWWXDZyu7zfItuLwGK+cah/hweM0RfXpZpxZVM='",
        "'sha256-JpvvTIK7ulxf/3oA+AUuVbO9Labs8npGWGm9X9nGIWw='",
        "'sha256-9OIpRRx0bq4t4s2zyqbocMNwedniLDaxLB+FlLIjNgM='",
        "'sha256-GAdrtwahSjGXI0UQQnfyEVtPn+wfgQxvyrjyQuByfuU='",
        "'sha256-T+dPSjRVHalDc/mwQm0/E2bredKPUxLfYOuU3MOV1BE='",
    )
)
"""The style attributes that dmn-js writes (its mark, which its licence asks to leave as it is, and what is dragged):
these and no others. A browser test tells when a new edition has others."""


@requires("services.publish")
def table(request: ViewerRequest, code: str, file: str) -> HttpResponse:
    """Change the decision tables of one file: overlaps, gaps and dead rows are named, each with an input that shows
    it, and nothing with a fault is published."""
    found = _current(code)
    if file not in found.decisions:
        raise Http404(file)
    dmn, faults = found.decisions[file], []
    if request.method == "POST":
        dmn = request.POST.get("dmn", "")
        draft = replace(draft_of(found, found.bpmn), decisions={**found.decisions, file: dmn})
        try:
            if "publish" in request.POST:
                made = publish_process(by=request.viewer, draft=draft)
                messages.success(
                    request, _("已发布第 %(number)s 版；在办的办件仍按原版本走完。") % {"number": made.number}
                )
                return redirect("services:process", code)
            faults = [in_words(fault.problem) for fault in faults_of(draft)[1]]
            if not faults:
                messages.success(request, _("检查通过，可以发布。"))
        except ExpectedError as error:
            faults = in_words(error).splitlines()
    context = {"process": found, "file": file, "dmn": dmn, "faults": faults}
    response = render(request, "services/table.html", context, status=422 if faults else 200)
    response.style_attributes = _TABLE_STYLES  # type: ignore[attr-defined]  # read by the policy's middleware
    return response


def draft_of(version: ProcessVersion, bpmn: str) -> Draft:
    """A version as it would be published again with another drawing."""
    return Draft(
        code=version.code,
        title=version.title,
        title_en=version.title_en,
        bpmn=bpmn,
        unit=version.unit.code,
        document=version.document,
        measure=version.measure,
        clauses=tuple(version.clauses),
        mechanism=version.mechanism,
        decisions=version.decisions,
        forms=version.forms,
        legal_days=version.legal_days,
        promised_days=version.promised_days,
        law=version.law,
        opened_by_rule=version.opened_by_rule,
        purpose=version.purpose,
    )
