"""A plausible half-year of supervision for a demonstration: synthetic, from a fixed seed, made by the real acts.

Units differ in how prompt and how able they are; a few tasks are objected to, a few reports returned, a few
extended. Every report says that it is a sample. One measure is left for the visitor to review and issue.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from openpyxl import Workbook

from luoshi.kernel.calendar import CHINA as CALENDAR
from luoshi.kernel.manifest import Programme, permissions
from luoshi.kernel.today import CHINA, at_moment
from luoshi.registry.api import RoleViewer, all_units, holders_over, switch_user, system_viewer

from .demo_kinds import other_tasks
from .demo_papers import shelf
from .domain.cycle import ReportCycle, report_due
from .domain.lifecycle import TaskState
from .domain.sheets import Grade
from .escalating import escalate
from .lights import relight_all
from .models import Commitment, Report, Request, Sheet, Source, Talk, Task
from .parameters import rules_of
from .service import commitments, sheets, talks, tasks
from .service.sources import Wanted

SAMPLE = "【样例，合成数据】"
PROGRESS = (
    "已制定工作方案，明确责任科室和时间节点。",
    "召开专题会议部署，建立工作台账，按节点推进。",
    "已完成前期摸底调研，梳理问题清单，逐项对接。",
    "主体工作有序推进，重点环节已落地。",
    "阶段性目标已实现，正在总结做法并完善长效机制。",
    "各项工作进入收尾阶段，正在整理佐证材料。",
)
PROBLEMS = (
    "",
    "",
    "",
    "部分资金尚未到位。",
    "跨部门数据尚未打通，需协调。",
    "用地手续办理时间较长。",
    "专业人员不足。",
)
RETURNS = ("进度与佐证不符，请补充材料后重报。", "进展描述过于笼统，请写明完成的数量和时间。")
DUE_AFTER_DAYS = (120, 151, 165, 240, 330, 330, 420, 515)
OUTCOMES = (
    ("完成事项数", ">=", 3, "项"),
    ("覆盖乡镇（街道）", ">=", 15, "个"),
    ("完成率", ">=", 95, "%"),
    ("开展活动", ">=", 6, "场次"),
)


@dataclass
class Habit:
    """How a unit works: ``pace`` times the plan, chance to report late or not at all."""

    pace: float
    late: float
    silent: float


@dataclass
class Play:
    programme: Programme
    rng: Random
    habits: dict[str, Habit] = field(default_factory=dict)
    clock: datetime | None = None
    cycle: ReportCycle = field(init=False)
    officers: dict[str | None, dict[str, str]] = field(init=False)
    """Unit -> those whose accounts report for it."""

    def __post_init__(self) -> None:
        self.cycle = rules_of(self.programme.code, self.programme.demo["as_of"]).cycle
        self.officers = holders_over("delivery.report", all_units())

    def officer(self, card: Commitment) -> str:
        """Who is to carry it out, where the demonstration has accounts for the unit."""
        names = list(self.officers[card.lead.code].values()) if card.lead else []
        return Random(f"{self.programme.demo['seed']}:{card.code}").choice(names) if names else ""

    def habit(self, unit: str) -> Habit:
        if unit not in self.habits:
            self.habits[unit] = Random(f"{self.programme.demo['seed']}:{unit}").choice(
                [Habit(1.06, 0.02, 0.0), Habit(1.03, 0.06, 0.01), Habit(1.0, 0.1, 0.03), Habit(0.78, 0.25, 0.1)]
            )
        return self.habits[unit]


def _office() -> RoleViewer:
    return _liaison("supervision")


def _liaison(unit: str) -> RoleViewer:
    everything = dict.fromkeys(permissions(), frozenset({"system"}))
    return RoleViewer(f"sample-{unit}", unit, system_viewer().grants, everything)


def seed(programme: Programme) -> int:
    """Makes the history up to the programme's demonstration day, once; returns how many tasks it issued."""
    demo = programme.demo
    waiting = Commitment.objects.filter(document=programme.code, state=Commitment.State.PROPOSED)
    tasks_there = Task.objects.filter(document=programme.code)
    if not demo or tasks_there.filter(synthetic=True).exists() or not waiting.exists():
        return 0
    # What the samples of other rooms (a project's problem, a late case) have made tasks of is a sample too.
    tasks_there.update(synthetic=True)
    play = Play(programme, Random(demo["seed"]))
    start = (programme.issued_on or demo["as_of"]) + timedelta(days=10)
    with transaction.atomic():
        made, day = 0, start
        planned = _issue_days(play, start, skip=str(demo.get("left_to_review", "")))
        while day <= demo["as_of"]:
            for cards in planned.get(day, ()):
                with at_moment(_moment(play, day)):
                    made += _issue(play, cards, start)
            if CALENDAR.is_working_day(day):
                _live(play, day)
            if day.weekday() == 4 or (demo["as_of"] - day).days < 10:
                with at_moment(_moment(play, day)):
                    relight_all(day)
                    escalate(day)
            day += timedelta(days=1)
        with at_moment(_moment(play, demo["as_of"])):
            made += other_tasks(programme, _office(), _liaison, SAMPLE)
            made += shelf(programme.code, _office(), demo["as_of"])
            if leaver := demo.get("officer_left"):
                switch_user(by=system_viewer(), username=leaver, active=False)
    return made


def _moment(play: Play, day: date) -> datetime:
    """The next moment of the day: the office opens at half past eight, and one act follows another."""
    if play.clock is None or play.clock.date() != day:
        play.clock = datetime.combine(day, time(8, 30), CHINA)
    play.clock += timedelta(seconds=play.rng.randrange(15, 120))
    return play.clock


def _issue_days(play: Play, start: date, skip: str) -> dict[date, list[list[Commitment]]]:
    """Day -> the measures issued on it, each with its commitments: three measures a working day."""
    waiting = Commitment.objects.filter(document=play.programme.code, state=Commitment.State.PROPOSED)
    rows = waiting.exclude(measure=skip).order_by("start")
    by_measure: dict[int, list[Commitment]] = {}
    for row in rows:
        by_measure.setdefault(int(row.measure), []).append(row)
    planned: dict[date, list[list[Commitment]]] = {}
    for measure, cards in sorted(by_measure.items()):
        day = CALENDAR.roll_forward(start + timedelta(days=measure // 3))
        planned.setdefault(day, []).append(cards)
    return planned


def _issue(play: Play, cards: list[Commitment], start: date) -> int:
    by, document = _office(), play.programme.code
    for card in cards:
        metric = play.rng.choice(OUTCOMES) if not card.outcome_metric and play.rng.random() < 0.6 else None
        op = metric or (card.outcome_metric, card.outcome_op, card.outcome_value, card.outcome_unit)
        commitments.correct(
            by=by,
            document=document,
            code=card.code,
            lead=card.lead.code if card.lead else None,
            supports=[unit.code for unit in card.supports.all()],
            officer=play.officer(card),
            due_date=CALENDAR.roll_forward(start + timedelta(days=play.rng.choice(DUE_AFTER_DAYS))),
            outcome_metric=op[0],
            outcome_op=op[1],
            outcome_value=op[2],
            outcome_unit=op[3],
        )
    ready = [card.code for card in cards if card.lead_id]
    return len(commitments.issue(by=by, document=document, codes=ready, synthetic=True))


def _live(play: Play, day: date) -> None:
    """One working day of the office: sign for what came, report what is due, review what was reported."""
    # What the samples of other rooms made a task of may be issued only later.
    rows = Task.objects.filter(document=play.programme.code, issued_on__lte=day).select_related("lead")
    for task in rows.filter(state=TaskState.ISSUED):
        if play.rng.random() < 0.6:
            with at_moment(_moment(play, day)):
                _sign(play, task)
    for task in rows.filter(state=TaskState.OBJECTED):
        _answer(play, task, day)
    due = report_due(day.year, day.month, play.cycle)
    for task in rows.filter(state__in=[TaskState.UNDER_WAY, TaskState.RETURNED]):
        if (task.state == TaskState.RETURNED and play.rng.random() < 0.4) or (
            task.state == TaskState.UNDER_WAY and _reports_today(play, task, day, due)
        ):
            _report(play, task, day)
    for task in rows.filter(state=TaskState.REPORTED, last_report_on__lt=day):
        if play.rng.random() < 0.5:
            _review(play, task, day)
    _extensions(play, day)
    _sheets(play, day)
    _talks(play, day)


def _sign(play: Play, task: Task) -> None:
    at: dict[str, Any] = {"by": _liaison(task.lead.code), "document": task.document, "code": task.code}
    objected = task.requests.exists()
    if not objected and play.rng.random() < 0.015:
        tasks.object_to(**at, reason=f"{SAMPLE}该事项主要职责不在本单位，建议明确配合单位职责。")
    else:
        tasks.accept(**at)


def _answer(play: Play, task: Task, day: date) -> None:
    with at_moment(_moment(play, day)):
        tasks.answer_objection(
            by=_office(),
            document=task.document,
            code=task.code,
            granted=False,
            answer=f"{SAMPLE}经研究，仍由你单位牵头，配合单位已明确。",
        )


def _reports_today(play: Play, task: Task, day: date, due: date) -> bool:
    """Most report in the last days before the reporting day; the slow some days after, or not at all."""
    if task.next_report_due is None or task.next_report_due > due:
        return False
    habit, left = play.habit(task.lead.code), (due - day).days
    if left > 4:
        return False
    if left >= 0:
        return play.rng.random() < (1 - habit.late - habit.silent) / (left + 1.3)
    return play.rng.random() < 0.25 * (1 - 3 * habit.silent)


def _report(play: Play, task: Task, day: date) -> None:
    rng, habit = play.rng, play.habit(task.lead.code)
    share = (day - task.issued_on).days / max((task.due_date - task.issued_on).days, 1)
    percent = min(100.0, max(task.percent, round(100 * share * habit.pace * rng.uniform(0.9, 1.15))))
    complete = percent >= 97 and rng.random() < 0.75
    stage = min(int(percent / 100 * len(PROGRESS)), len(PROGRESS) - 1)
    # What is done is as much as was promised.
    reached = (task.outcome_value or 0) * (1 if complete else percent / 100)
    figures = [(task.outcome_metric, f"{reached:.0f}{task.outcome_unit}")]
    with at_moment(_moment(play, day)):
        tasks.report(
            by=_liaison(task.lead.code),
            document=task.document,
            code=task.code,
            text=f"{SAMPLE}{PROGRESS[stage]}目前总体进度约 {percent:.0f}%。",
            percent=100 if complete else percent,
            figures=figures if task.outcome_metric else [],
            problems=rng.choice(PROBLEMS),
            next_steps="按分季计划继续推进，做好佐证材料归集。",
            complete=complete,
            files=[_file(task, percent, day)] if complete or rng.random() < 0.35 else [],
        )


def _file(task: Task, percent: float, day: date) -> SimpleUploadedFile:
    book = Workbook()
    sheet = book.create_sheet("样例", 0)
    for row in (
        ["样例佐证（合成数据，非真实材料）"],
        ["任务", task.title],
        ["日期", day.isoformat()],
        ["进度", percent],
    ):
        sheet.append(row)
    packed = io.BytesIO()
    book.save(packed)
    return SimpleUploadedFile(f"进展台账-{task.code}-{day:%Y%m}.xlsx", packed.getvalue())


def _review(play: Play, task: Task, day: date) -> None:
    first = not task.reports.filter(state=Report.State.RETURNED).exists()
    accepted = play.rng.random() > (0.07 if first else 0.02)
    with at_moment(_moment(play, day)):
        tasks.review(
            by=_office(),
            document=task.document,
            code=task.code,
            accepted=accepted,
            note="" if accepted else play.rng.choice(RETURNS),
        )


def _sheets(play: Play, day: date) -> None:
    """Some red tasks get a supervision sheet; units answer it, the office judges it."""
    rng, document = play.rng, play.programme.code
    for sheet in Sheet.objects.filter(document=document, outcome=Sheet.Outcome.OPEN).select_related("task__lead"):
        at: dict[str, Any] = {"document": document, "number": sheet.number}
        with at_moment(_moment(play, day)):
            if not sheet.answered_at and day > sheet.issued_on and rng.random() < 0.4:
                sheets.answer_sheet(
                    by=_liaison(sheet.task.lead.code), **at, answer=f"{SAMPLE}已制定整改措施，倒排工期推进。"
                )
            elif sheet.answered_at and rng.random() < 0.6:
                met = rng.random() < 0.75
                outcome, reason = ("met", "") if met else ("missed", f"{SAMPLE}答复没有佐证，进展未见改观。")
                sheets.judge_sheet(by=_office(), **at, outcome=outcome, reason=reason)
            elif day > sheet.due_date:
                sheets.judge_sheet(by=_office(), **at, outcome="missed", reason=f"{SAMPLE}逾期未答复。")
    late = Task.objects.filter(document=document, light="red", state=TaskState.UNDER_WAY, sheets__isnull=True)
    for task in late.select_related("lead"):
        if rng.random() < 0.06:
            grade = rng.choice((Grade.ORDINARY, Grade.ORDINARY, Grade.SHORT, Grade.MAJOR))
            with at_moment(_moment(play, day)):
                words = f"{SAMPLE}该事项已明显滞后，请查明原因，提出追赶措施并书面答复。"
                sheets.issue_sheet(by=_office(), document=document, code=task.code, grade=grade, requirement=words)


def _extensions(play: Play, day: date) -> None:
    rows = Task.objects.filter(document=play.programme.code, state=TaskState.UNDER_WAY, due_date__gt=day)
    for task in rows.filter(due_date__lte=day + timedelta(days=20)).select_related("lead"):
        if task.percent < 80 and not task.requests.exists() and play.rng.random() < 0.05:
            at = {"document": task.document, "code": task.code}
            with at_moment(_moment(play, day)):
                tasks.ask_extension(
                    by=_liaison(task.lead.code),
                    **at,
                    new_due=task.due_date + timedelta(days=90),
                    reason=f"{SAMPLE}受前期手续影响，申请延期三个月。",
                )
    for request in Request.objects.filter(
        kind=Request.Kind.EXTENSION,
        state=Request.State.OPEN,
        asked_at__lt=datetime.combine(day - timedelta(days=3), time(0), CHINA),
    ).select_related("task"):
        with at_moment(_moment(play, day)):
            granted = play.rng.random() < 0.6
            tasks.answer_extension(
                by=_office(),
                document=request.task.document,
                code=request.task.code,
                granted=granted,
                answer=f"{SAMPLE}{'同意，请按新期限推进。' if granted else '理由不充分，请按原期限完成。'}",
            )


def _talks(play: Play, day: date) -> None:
    """Talks that rules called for are held within some days; what is agreed becomes a task of the unit."""
    document = play.programme.code
    for talk in Talk.objects.filter(task__document=document, paper=None, on__lt=day).select_related("task__lead"):
        if play.rng.random() < 0.3:
            lead = talk.task.lead
            what = f"{SAMPLE}补齐“{talk.task.title[:40]}”落后的进度"
            wanted = Wanted(what, lead.code, day + timedelta(days=30), talk.task.clause)
            with at_moment(_moment(play, day)):
                talks.hold(
                    by=_office(),
                    document=document,
                    key=talk.pk,
                    on=day,
                    attended=f"分管领导、{lead.short_name}主要负责人",
                    agreed=f"{SAMPLE}核对滞后原因，一个月内补齐进度，逐周向督查室报告。",
                    tasks=[wanted],
                )
    Task.objects.filter(document=document, source=Source.TALK, synthetic=False).update(synthetic=True)
