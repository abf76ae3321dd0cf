"""Who answers for what: people found whatever they are today, their terms, decisions, damage."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from luoshi.kernel.errors import NotFound
from luoshi.registry.api import ViewerRequest, paged, requires

from ..domain.tenures import FORM_LABELS
from ..liability import service
from ..models import Damage, Decision, Official
from ..present import Cell, table, term_words
from .shared import DATE, document_of, first_error, page_of, told


class TermForm(forms.Form):
    official = forms.SlugField(label=gettext_lazy("人员编号"), max_length=64)
    name = forms.CharField(label=gettext_lazy("姓名"), max_length=60)
    post = forms.CharField(label=gettext_lazy("职务"), max_length=120)
    place = forms.CharField(label=gettext_lazy("责任区域区划代码"), max_length=12, required=False)
    first = forms.DateField(label=gettext_lazy("任职起"), widget=DATE)
    last = forms.DateField(label=gettext_lazy("任职止"), widget=DATE, required=False)
    principal = forms.BooleanField(label=gettext_lazy("主要负责人"), required=False, initial=True)
    paper = forms.CharField(label=gettext_lazy("任免文件"), max_length=120)
    whereabouts = forms.CharField(label=gettext_lazy("现状"), max_length=120, required=False)


@requires("accountability.view_audits")
def board(request: ViewerRequest) -> HttpResponse:
    """Everybody ever in a responsible post; those who moved or retired are found like the others."""
    text = request.GET.get("q", "").strip()
    people = Official.objects.annotate(liable=Count("answers_for", distinct=True)).order_by("code")
    people = people.prefetch_related("tenures")
    if text:
        people = people.filter(Q(name__icontains=text) | Q(code=text) | Q(tenures__post__icontains=text)).distinct()
    clues = Damage.objects.filter(document=document_of(request)).select_related("decision")
    page = paged(people, request)
    context = {
        "q": text,
        "page": page,
        "people": table(
            _("人员"),
            (_("姓名"), _("历任职务"), _("现状"), "#" + _("承担责任的损害")),
            [
                [
                    Cell(one.name, reverse("accountability:official", args=[one.code])),
                    _("；").join(term_words(t) for t in one.tenures.all()),
                    one.whereabouts,
                    one.liable,
                ]
                for one in page
            ],
        ),
        "clues": table(
            _("损害和线索"),
            (_("发现日期"), _("损害事实"), _("决策")),
            [
                [
                    one.found_on,
                    Cell(one.fact[:80], reverse("accountability:damage", args=[one.pk])),
                    one.decision.title if one.decision else Cell(_("未查明"), light="yellow"),
                ]
                for one in clues[:50]
            ],
        ),
        "clue_count": clues.count(),
        "form": TermForm() if request.viewer.may("accountability.hold_liable") else None,
        "synthetic": Official.objects.filter(synthetic=True).exists(),
    }
    return page_of(request, "accountability/officials.html", context)


@requires("accountability.hold_liable")
@require_POST
def add_term(request: ViewerRequest) -> HttpResponse:
    form, back = TermForm(request.POST), reverse("accountability:officials")
    if not form.is_valid():
        messages.error(request, first_error(form))
        return redirect(back)
    return told(request, lambda: service.register_term(by=request.viewer, **form.cleaned_data), _("任期已登记。"), back)


@requires("accountability.view_audits")
def official(request: ViewerRequest, code: str) -> HttpResponse:
    one = Official.objects.filter(code=code).first()
    if one is None:
        raise NotFound(what=code)
    post_from, higher_from = service.barred(one)
    context = {
        "one": one,
        "tenures": table(
            _("任期"),
            (_("职务"), _("起"), _("止"), _("主要负责人"), _("任免文件")),
            [
                [t.post, t.first, t.last or _("今"), _("是") if t.principal else _("否"), t.paper]
                for t in one.tenures.all()
            ],
        ),
        "decisions": table(
            _("参与的决策"),
            (_("日期"), _("事项"), _("角色"), _("意见")),
            [
                [
                    s.decision.decided_on,
                    s.decision.title,
                    _(s.role),
                    _("反对（有记录）") if s.dissented else _("同意"),
                ]
                for s in one.signatures.select_related("decision").order_by("-decision__decided_on")
            ],
        ),
        "answers": table(
            _("承担责任的损害（终身有效）"),
            (_("发现日期"), _("损害事实"), _("当时职务"), _("角色")),
            [
                [
                    a.damage.found_on,
                    Cell(a.damage.fact[:80], reverse("accountability:damage", args=[a.damage_id])),
                    a.tenure.post,
                    _(a.role),
                ]
                for a in one.answers_for.select_related("damage", "tenure").order_by("-damage__found_on")
            ],
        ),
        "sanctions": [{"label": _(FORM_LABELS[s.form]), "row": s} for s in one.sanctions.select_related("damage")],
        "post_from": post_from,
        "higher_from": higher_from,
        "audits": one.tenures.filter(audits__isnull=False).values_list("audits__number", flat=True),
    }
    return page_of(request, "accountability/official.html", context)


class DecisionForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("事项"), max_length=200)
    decided_on = forms.DateField(label=gettext_lazy("决策日期"), widget=DATE)
    organ = forms.CharField(label=gettext_lazy("决策机构"), max_length=120)
    paper = forms.CharField(label=gettext_lazy("会议纪要或文号"), max_length=120)
    posts = forms.CharField(
        label=gettext_lazy("责任职务"),
        help_text=gettext_lazy("每行一个，与任期登记的职务一致"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    signatures = forms.CharField(
        label=gettext_lazy("参与决策的人"),
        help_text=gettext_lazy("每行一人：人员编号 | 角色 | 反对（没有反对的不写）"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_posts(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["posts"].splitlines() if line.strip()]

    def clean_signatures(self) -> list[tuple[str, str, bool]]:
        found: list[tuple[str, str, bool]] = []
        for line in filter(None, map(str.strip, self.cleaned_data["signatures"].splitlines())):
            parts = [part.strip() for part in line.replace("｜", "|").split("|")]
            if any(parts[0] == code for code, _role, _d in found):
                raise forms.ValidationError(_("“%(code)s”写了两次") % {"code": parts[0]})
            found.append(
                (
                    parts[0],
                    (parts[1:2] or [""])[0] or _("签字"),
                    any(word in "".join(parts[2:]).lower() for word in ("反对", "against")),
                )
            )
        return found


@requires("accountability.view_audits")
def decisions(request: ViewerRequest) -> HttpResponse:
    rows = Decision.objects.filter(document=document_of(request)).prefetch_related("signatures__official", "damages")
    page = paged(rows, request)
    context = {
        "page": page,
        "table": table(
            _("决策"),
            (_("编号"), _("日期"), _("事项"), _("决策机构"), _("签字"), "#" + _("造成的损害")),
            [
                [
                    row.code,
                    row.decided_on,
                    row.title,
                    row.organ,
                    "、".join(s.official.name + (_("（反对）") if s.dissented else "") for s in row.signatures.all()),
                    len(row.damages.all()),
                ]
                for row in page
            ],
        ),
        "form": DecisionForm() if request.viewer.may("accountability.hold_liable") else None,
    }
    return page_of(request, "accountability/decisions.html", context)


@requires("accountability.hold_liable")
@require_POST
def add_decision(request: ViewerRequest) -> HttpResponse:
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return page_of(request, "accountability/decisions.html", {"form": form}, status=422)
    return told(
        request,
        lambda: service.keep_decision(by=request.viewer, document=document_of(request), **form.cleaned_data),
        _("决策已登记。"),
        reverse("accountability:decisions"),
    )


class SanctionForm(forms.Form):
    official = forms.ChoiceField(label=gettext_lazy("责任人"))
    form = forms.ChoiceField(label=gettext_lazy("方式"))
    decided_on = forms.DateField(label=gettext_lazy("决定日期"), widget=DATE)
    paper = forms.CharField(label=gettext_lazy("文号"), max_length=120)

    def __init__(self, people: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["official"].choices = people
        fields["form"].choices = [(code, _(label)) for code, label in FORM_LABELS.items()]


def _damage(key: int) -> Damage:
    row = Damage.objects.select_related("decision").filter(pk=key).first()
    if row is None:
        raise NotFound(what=str(key))
    return row


def _people(row: Damage) -> list[tuple[str, str]]:
    return [(a.official.code, a.official.name) for a in row.accountable.select_related("official")]


@requires("accountability.view_audits")
def damage(request: ViewerRequest, key: int) -> HttpResponse:
    row = _damage(key)
    may = request.viewer.may("accountability.hold_liable")
    people = _people(row)
    earlier = Decision.objects.filter(document=row.document, decided_on__lte=row.found_on)
    context = {
        "row": row,
        "people": table(
            _("责任人"),
            (_("姓名"), _("决策时职务"), _("角色"), _("现状")),
            [
                [
                    Cell(a.official.name, reverse("accountability:official", args=[a.official.code])),
                    term_words(a.tenure),
                    _(a.role),
                    a.official.whereabouts,
                ]
                for a in row.accountable.select_related("official", "tenure")
            ],
        ),
        "held": bool(people),
        "sanctions": [{"label": _(FORM_LABELS[s.form]), "row": s} for s in row.sanctions.select_related("official")],
        "choices": [(one.code, f"{one.decided_on:%Y-%m-%d} {one.title}") for one in earlier[:200]]
        if may and not people
        else [],
        "may": may,
        "form": SanctionForm(people) if may and people else None,
    }
    return page_of(request, "accountability/damage.html", context)


@requires("accountability.hold_liable")
@require_POST
def hold(request: ViewerRequest, key: int) -> HttpResponse:
    decision = request.POST.get("decision", "")
    return told(
        request,
        lambda: service.hold_liable(by=request.viewer, damage=key, decision=decision),
        _("责任人已认定，终身有效。"),
        reverse("accountability:damage", args=[key]),
    )


@requires("accountability.hold_liable")
@require_POST
def sanction(request: ViewerRequest, key: int) -> HttpResponse:
    form, back = SanctionForm(_people(_damage(key)), request.POST), reverse("accountability:damage", args=[key])
    if not form.is_valid():
        messages.error(request, first_error(form))
        return redirect(back)
    return told(
        request,
        lambda: service.sanction(by=request.viewer, damage=key, **form.cleaned_data),
        _("追责决定已登记。"),
        back,
    )
