"""A talk that rules called for: what for, and once held, with whom, what was agreed and what came of it."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.kernel.errors import ExpectedError
from luoshi.kernel.today import today
from luoshi.policy.api import document_facts
from luoshi.registry.api import ViewerRequest, require, requires

from ..escalating import words_of_cause
from ..forms import Day
from ..service import talks as acts
from .sources import AgreedForm


class HeldForm(AgreedForm):
    on = forms.DateField(label=gettext_lazy("约谈日期"), widget=Day())
    attended = forms.CharField(
        label=gettext_lazy("参加人员"),
        max_length=100,
        help_text=gettext_lazy("约谈人和被约谈人，如“分管副县长、县教育局局长”"),
    )
    agreed = forms.CharField(
        label=gettext_lazy("约谈内容和整改要求"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    field_order = ("on", "attended", "agreed", "tasks", "override")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["tasks"].required = False


@requires("delivery.view")
def talk(request: ViewerRequest, document: str, key: int) -> HttpResponse:
    """What was said in it is for those who may read the unit's reports."""
    found = acts.get(document, key)
    lead = found.task.lead.code
    may_hold = found.paper is None and request.viewer.may("delivery.issue", lead)
    line = f"{found.task.clause} |  | {found.task.lead.short_name} | {found.task.due_date}"
    form = HeldForm(request.POST or None, initial={"on": today(), "tasks": line}) if may_hold else None
    if request.method == "POST":
        require(request.viewer, "delivery.issue", lead)
        if form is None:
            return redirect("delivery:talk", document, key)
        if form.is_valid():
            try:
                acts.hold(by=request.viewer, document=document, key=key, **form.cleaned_data)
            except ExpectedError as error:
                form.refused(error)
            else:
                messages.success(request, _("约谈已登记，议定事项已交办。"))
                return redirect("delivery:talk", document, key)
    context = {
        "document": document_facts(document),
        "talk": found,
        "unit": found.unit or found.task.lead,
        "cause": words_of_cause(found.cause),
        "tasks": found.paper.tasks.select_related("lead") if found.paper else [],
        "sees": request.viewer.may("delivery.view_reports", lead),
        "form": form,
    }
    return render(request, "delivery/talk.html", context, status=422 if form is not None and form.errors else 200)
