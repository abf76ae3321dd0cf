"""Samples of the other kinds of task for a demonstration, as a programme's demonstration asks for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from luoshi.kernel.calendar import CHINA
from luoshi.kernel.manifest import Programme
from luoshi.registry.api import RoleViewer

from .domain.kinds import Judgement, Kind
from .models import Commitment, Task
from .service import checks, kinds, levels, tasks
from .service.sources import Wanted

REFORMS = (
    ("企业开办“一照通办”", "企业开办要跑多个窗口、重复交材料", "一次采集、并联办理、免费寄递", ("judged", "spread")),
    ("产业用地“标准地+承诺制”", "拿地到开工手续长", "带指标出让，企业承诺后容缺开工", ("judged",)),
    ("村级事项“清单代办”", "偏远村群众办事远", "把高频事项下放到村代办点", ()),
)
PARTS = ("场馆和布展", "嘉宾邀请和接待", "安全保卫和交通")


def other_tasks(programme: Programme, office: RoleViewer, liaison: Callable[[str], RoleViewer], sample: str) -> int:
    """Reforms, an event with its parts and a sample of checks, for the clauses that plan these mechanisms; returns how many."""
    document, day = programme.code, programme.demo["as_of"]
    made = 0
    if clause := programme.demo.get("reforms_of"):
        made += _reforms(document, clause, office, sample, CHINA.roll_forward(day + timedelta(days=300)))
    if clause := programme.demo.get("event_of"):
        made += _event(document, clause, office, liaison, sample, day)
    if Task.objects.filter(document=document, last_report_on__isnull=False).exists():
        checks.draw_checks(by=office, document=document)
    return made


def _lead(document: str, clause: str) -> str:
    """The unit that leads what the clause promises."""
    found = (
        Commitment.objects.filter(document=document, clause=clause, lead__isnull=False).select_related("lead").first()
    )
    return found.lead.code if found and found.lead else ""


def _reforms(document: str, clause: str, office: RoleViewer, sample: str, due: Any) -> int:
    unit = _lead(document, clause)
    if not unit:
        return 0
    for title, problem, practice, stages in REFORMS:
        wanted = Wanted(f"{sample}{title}", unit, due, clause)
        at: dict[str, Any] = {"by": office, "document": document}
        code = kinds.propose_reform(**at, wanted=wanted, problem=problem, practice=practice)
        for stage in stages:
            kinds.move_reform(
                **at,
                code=code,
                to=stage,
                words=f"{sample}同意",
                judgement=Judgement(4, 4, 5),
                places=["两个试点乡镇"] if stage == "spread" else [],
            )
    Task.objects.filter(document=document, kind=Kind.REFORM).update(synthetic=True)
    return len(REFORMS)


def _event(
    document: str, clause: str, office: RoleViewer, liaison: Callable[[str], RoleViewer], sample: str, day: Any
) -> int:
    unit = _lead(document, clause)
    if not unit:
        return 0
    due = CHINA.roll_forward(day + timedelta(days=80))
    wanted = Wanted(f"{sample}数字建设峰会参展筹备", unit, due, clause)
    code = kinds.plan_event(
        by=office, document=document, wanted=wanted, event_day=due + timedelta(days=10), place="会展中心"
    )
    at: dict[str, Any] = {"document": document, "code": code}
    tasks.accept(by=liaison(unit), **at)
    task = tasks.get(document, code)
    others = Task.objects.filter(document=document).exclude(lead=task.lead).order_by("lead__order", "lead__code")
    for helper in dict.fromkeys(others.values_list("lead", flat=True)[:500]):
        task.supports.add(helper)
        if task.supports.count() >= len(PARTS):
            break
    below = list(levels.below(task))[: len(PARTS)]
    for title, helper_code in zip(PARTS, below, strict=False):
        levels.hand_down(by=office, **at, units=[helper_code], title=f"{sample}{title}", due_date=due)
    rows = Task.objects.filter(document=document, kind=Kind.EVENT)
    rows.update(synthetic=True)
    Task.objects.filter(parent__in=rows).update(synthetic=True)
    return 1 + len(below)
