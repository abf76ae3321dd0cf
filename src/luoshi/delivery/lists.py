"""Lists of tasks: narrowed, sorted, and taken away as a workbook."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from luoshi.policy.api import document_facts

from .domain.lifecycle import STATE_LABELS
from .forms import TaskFilter
from .models import COLOURS, Task
from .panels import reason_of

MOST_ROWS = 100_000


def chosen(query: QueryDict) -> dict[str, str]:
    """What the address asks for, by field; a field that is nonsense is left out."""
    form = TaskFilter(query)
    form.is_valid()
    return {key: value for key, value in form.cleaned_data.items() if value}


def narrowed(document: str, wanted: dict[str, str]) -> QuerySet[Task]:
    rows = Task.objects.filter(document=document).select_related("lead")
    if words := wanted.get("q"):
        rows = rows.filter(Q(title__icontains=words) | Q(code__startswith=words))
    if unit := wanted.get("unit"):
        rows = rows.filter(lead__code=unit)
    equal = {key: wanted[key] for key in ("measure", "clause", "light", "state") if key in wanted}
    return rows.filter(**equal).order_by(TaskFilter.SORTS.get(wanted.get("sort", ""), "pk"), "pk")


def workbook(document: str, rows: QuerySet[Task]) -> HttpResponse:
    """The list as .xlsx: a note of what it is, a header, a row a task."""
    facts = document_facts(document)
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("任务"))
    sheet.freeze_panes = "A3"
    for letter, width in zip("ABCDEFGHIJKL", (12, 60, 16, 30, 12, 12, 10, 8, 8, 40, 12, 24), strict=True):
        sheet.column_dimensions[letter].width = width
    note = facts.title + (f"（{_('样例数据（合成），不是真实进展')}）" if rows.filter(synthetic=True).exists() else "")
    sheet.append([safe(note)])
    header = (
        "编号",
        "任务",
        "牵头单位",
        "配合单位",
        "交办日期",
        "完成期限",
        "状态",
        "进度",
        "亮灯",
        "原因",
        "最近报送",
        "成效指标",
    )
    sheet.append([_bold(sheet, _(title)) for title in header])
    colours = dict(COLOURS)
    for task in rows.prefetch_related("supports")[:MOST_ROWS].iterator(chunk_size=2000):
        sheet.append([safe(cell) for cell in _cells(task, colours)])
    response = HttpResponse(content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    response["Content-Disposition"] = f'attachment; filename="{document}-tasks.xlsx"'
    book.save(response)
    return response


def _cells(task: Task, colours: dict[str, str]) -> list[Any]:
    outcome = f"{task.outcome_metric} {task.outcome_op} {task.outcome_value or ''}{task.outcome_unit}".strip()
    return [
        task.code,
        task.title,
        task.lead.short_name,
        "、".join(unit.short_name for unit in task.supports.all()),
        task.issued_on,
        task.due_date,
        _(STATE_LABELS[task.state]),
        task.percent / 100,
        _(colours[task.light]),
        reason_of(task),
        task.last_report_on,
        outcome,
    ]


def _bold(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, value=text)
    cell.font = Font(bold=True)
    return cell


def safe(value: Any) -> Any:
    """Words that a spreadsheet would take for a formula stay words; characters it has no place for are left out."""
    if not isinstance(value, str):
        return value
    words = ILLEGAL_CHARACTERS_RE.sub("", value)
    return f"'{words}" if words.strip()[:1] in {"=", "+", "-", "@"} else words
