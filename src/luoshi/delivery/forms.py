"""What people type into delivery, checked before it reaches an act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from math import isfinite
from typing import Any

from django import forms
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.errors import ExpectedError
from luoshi.registry.api import all_units, unit_words

from .domain.cycle import CYCLE_LABELS
from .domain.drafting import Draft
from .domain.sheets import GRADE_LABELS
from .domain.years import Year, years_of
from .errors import TooMuchToReport

OPS = [("", "—"), (">=", "≥"), ("<=", "≤"), ("=", "="), ("+", _("增长")), ("x", _("倍增"))]


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def unit_choices() -> list[tuple[str, str]]:
    return [(facts.code, unit_words(facts)) for facts in all_units().values()]


class PlanField(forms.Field):
    """A plan as lines of ``2021-09-30 25``: a day and the percent to be reached by it."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> list[tuple[date, float]]:
        points = []
        for number, line in enumerate((value or "").replace("%", "").splitlines(), start=1):
            if not line.strip():
                continue
            try:
                day, words = line.split()
                percent = float(words)
                if not isfinite(percent):
                    raise ValueError(words)
                points.append((date.fromisoformat(day), percent))
            except ValueError:
                message = _g("分季计划第 %(number)s 行“%(line)s”看不懂，应写成：2021-09-30 25")
                raise forms.ValidationError(message % {"number": number, "line": line.strip()}) from None
        return points

    def validate(self, value: Any) -> None:
        """An empty plan is allowed: it is then set in proportion to time."""


class CommitmentForm(forms.Form):
    lead = forms.ChoiceField(label=_("牵头单位"), required=False)
    supports = forms.MultipleChoiceField(label=_("配合单位"), required=False, widget=forms.CheckboxSelectMultiple)
    due_date = forms.DateField(label=_("完成期限"), required=False, widget=Day())
    plan = PlanField(label=_("分季计划"), required=False, help_text=_("每行一个节点：日期 进度；留空则按时间均摊"))
    outcome_metric = forms.CharField(label=_("成效指标"), required=False, max_length=120)
    outcome_op = forms.ChoiceField(label=_("比较"), required=False, choices=OPS)
    outcome_value = forms.FloatField(label=_("目标值"), required=False)
    outcome_unit = forms.CharField(label=_("单位"), required=False, max_length=30)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        units = kwargs.pop("units", None) or unit_choices()
        super().__init__(*args, **kwargs)
        self.fields["lead"].choices = [("", _("请选择")), *units]  # type: ignore[attr-defined]
        ticked = set(self["supports"].value() or ())
        self.fields["supports"].choices = sorted(units, key=lambda unit: unit[0] not in ticked)  # type: ignore[attr-defined]
        self.fields["plan"].widget.attrs["rows"] = 4


WRITTEN = {"lang": "zh-hans"}
"""A report is written in the office's language, whichever the pages are read in; its draft is, too."""


class ReportForm(forms.Form):
    text = forms.CharField(label=_("进展情况"), widget=forms.Textarea(attrs={"rows": 5, **WRITTEN}), max_length=5000)
    percent = forms.FloatField(
        label=_("进度（%）"),
        min_value=0,
        max_value=100,
        widget=forms.NumberInput(attrs={"min": 0, "max": 100, "step": 1}),
    )
    figures = forms.CharField(
        label=_("数据"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, **WRITTEN}),
        max_length=2000,
        help_text=_("每行一项，如：新增代办点 3 个"),
    )
    problems = forms.CharField(
        label=_("困难和问题"), required=False, widget=forms.Textarea(attrs={"rows": 2, **WRITTEN}), max_length=2000
    )
    next_steps = forms.CharField(
        label=_("下一步"), required=False, widget=forms.Textarea(attrs={"rows": 2, **WRITTEN}), max_length=2000
    )
    complete = forms.BooleanField(label=_("已完成，申请办结"), required=False)
    opened = forms.IntegerField(required=False, widget=forms.HiddenInput)
    """Seconds since 1970 when the form was opened."""

    def clean_opened(self) -> int:
        return int(self.cleaned_data["opened"] or 0)

    def clean_figures(self) -> list[tuple[str, str]]:
        """Each line parted at its first colon, or without one at its first space, into a name and a value."""
        lines = [line.strip().replace("：", ":", 1) for line in self.cleaned_data["figures"].splitlines()]
        parted = [line.partition(":" if ":" in line else " ") for line in lines]
        return [(name.strip(), value.strip()) for name, _sign, value in parted if value.strip()]


def report_initial(made: Draft, saved: Mapping[str, str] | None, opened: int) -> dict[str, Any]:
    """What a report's form begins with: what was offered, over which lies what the person had typed and not sent."""
    offered: dict[str, Any] = {
        "text": made.values["text"],
        "percent": made.values["percent"],
        "figures": "\n".join(f"{name}：{value}" for name, value in made.figures),
        "problems": made.values["problems"],
        "next_steps": made.values["next_steps"],
    }
    return {**offered, **(saved or {}), "opened": opened}


class LineForm(forms.Form):
    """A report in one line of the page that reports many."""

    text = forms.CharField(label=_("进展情况"), widget=forms.Textarea(attrs={"rows": 2}), max_length=5000)
    percent = forms.FloatField(label=_("进度（%）"), min_value=0, max_value=100)


class SheetForm(forms.Form):
    grade = forms.ChoiceField(label=_("事项等级"), choices=[(code, _(label)) for code, label in GRADE_LABELS.items()])
    requirement = forms.CharField(label=_("督办要求"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)


class JudgeForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("判定"),
        choices=[("met", _("已落实")), ("missed", _("未落实")), ("excused", _("有正当理由"))],
    )
    reason = forms.CharField(label=_("理由"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("理由"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)


class AskingForm(forms.Form):
    """More is asked of a unit: where that is more than it should bear, the reason for asking all the same."""

    override = forms.CharField(
        label=_("超过报送上限仍要求的理由"),
        required=False,
        max_length=300,
        widget=forms.HiddenInput,
        help_text=_("理由会与超出的用时一起记入存证记录"),
    )

    def refused(self, error: ExpectedError) -> None:
        """Say what was refused; what may be insisted on with a reason asks for it."""
        self.add_error(None, error.text(_g(error.message)))
        if error.code == TooMuchToReport.code:
            self.fields["override"].widget = forms.Textarea(attrs={"rows": 2})


class DetailForm(AskingForm):
    """Who answers for a task, what must be shown when it is done, how often it is reported."""

    officer = forms.CharField(label=_("责任人"), required=False, max_length=60)
    evidence_required = forms.CharField(
        label=_("应交佐证"),
        required=False,
        max_length=700,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("每行一项，办结时逐项核对"),
    )
    years = forms.CharField(
        label=_("年度计划"),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("一年一行，如“2022年：目标 20；完成选址”；目标按成效指标的单位"),
    )
    cycle = forms.ChoiceField(label=_("报送周期"), choices=[(code, _(label)) for code, label in CYCLE_LABELS.items()])

    def clean_years(self) -> list[Year]:
        years, faults = years_of(str(self.cleaned_data["years"]))
        if faults:
            raise forms.ValidationError(faults)
        return years

    def clean_evidence_required(self) -> list[str]:
        return str(self.cleaned_data["evidence_required"]).splitlines()


class CallForm(AskingForm):
    due = forms.DateField(label=_("应报日期"), widget=Day())
    words = forms.CharField(label=_("报送要求"), required=False, max_length=300)


class HandDownForm(AskingForm):
    units = forms.MultipleChoiceField(label=_("分解给"), widget=forms.CheckboxSelectMultiple)
    title = forms.CharField(
        label=_("下级任务"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("留空则与本任务相同"),
    )
    due_date = forms.DateField(label=_("完成期限"), required=False, widget=Day(), help_text=_("留空则与本任务相同"))
    officer = forms.CharField(label=_("责任人"), required=False, max_length=60)

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].choices = list(choices)  # type: ignore[attr-defined]


class ReviewForm(forms.Form):
    reached = forms.FloatField(label=_("成效指标实际值"), required=False)
    accepted = forms.TypedChoiceField(
        choices=[("1", _("通过")), ("0", _("退回"))], coerce=lambda value: value == "1", empty_value=None
    )
    note = forms.CharField(
        label=_("审核意见"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ExtensionForm(ReasonForm):
    new_due = forms.DateField(label=_("申请延至"), widget=Day())


class AnswerForm(forms.Form):
    granted = forms.TypedChoiceField(
        choices=[("1", _("同意")), ("0", _("不同意"))], coerce=lambda value: value == "1", empty_value=None
    )
    answer = forms.CharField(label=_("答复"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    new_lead = forms.ChoiceField(label=_("改由"), required=False, choices=lambda: [("", _("请选择")), *unit_choices()])


class TaskFilter(forms.Form):
    """What a list of tasks can be narrowed to and sorted by; nonsense in the address narrows nothing."""

    SORTS = {
        "due": "due_date",
        "-due": "-due_date",
        "percent": "percent",
        "-percent": "-percent",
        "code": "pk",
        "-report": "-last_report_on",
    }
    q = forms.CharField(required=False, max_length=100)
    measure = forms.CharField(required=False, max_length=20)
    clause = forms.CharField(required=False, max_length=30)
    unit = forms.CharField(required=False, max_length=64)
    light = forms.CharField(required=False, max_length=6)
    state = forms.CharField(required=False, max_length=12)
    sort = forms.CharField(required=False, max_length=10)


class AmendingDocumentForm(forms.Form):
    """Another document that changes clauses of this one, a clause a line: ``11.s1 废止`` or ``11.s1 改为 新的文字``."""

    title = forms.CharField(label=_("文件名称"), max_length=300)
    number = forms.CharField(label=_("文号"), max_length=100, required=False)
    article = forms.CharField(label=_("条款"), max_length=100, required=False)
    in_force_on = forms.DateField(label=_("生效日期"), widget=Day())
    clauses = forms.CharField(
        label=_("修改或废止的条款"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("一行一条，如“11.s1 废止”或“11.s2 改为 修改后的整句话”。"),
    )

    def clean_clauses(self) -> dict[str, tuple[str, str]]:
        found = {}
        for number, line in enumerate(self.cleaned_data["clauses"].splitlines(), start=1):
            if not line.strip():
                continue
            code, _blank, rest = line.strip().partition(" ")
            effect, words = _effect(rest.strip())
            if effect:
                found[code] = (effect, words)
            else:
                message = _g("第 %(number)s 行“%(line)s”看不懂，应写成：11.s1 废止，或 11.s2 改为 修改后的整句话")
                raise forms.ValidationError(message % {"number": number, "line": line.strip()[:60]})
        return found


def _effect(rest: str) -> tuple[str, str]:
    """(repealed or amended, the new words) as typed in Chinese or English; empty where it is neither."""
    if rest.lower() in {"废止", "repealed"}:
        return "repealed", ""
    for verb in ("改为", "amended to"):
        if rest.lower().startswith(verb) and (words := rest[len(verb) :].strip("：: ")):
            return "amended", words
    return "", ""
