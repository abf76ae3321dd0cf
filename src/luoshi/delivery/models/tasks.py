"""Tasks, and the history of their lights."""

from django.db import models
from django.db.models import Q

from ..domain.cycle import CYCLE_LABELS, Cycle
from ..domain.kinds import KIND_LABELS, Kind
from ..domain.lifecycle import STATE_LABELS, TaskState
from .commitments import Commitment, Outcome

COLOURS = [("green", "正常"), ("yellow", "预警"), ("red", "滞后"), ("blue", "完成"), ("grey", "未开始")]


class Source(models.TextChoices):
    """What a task comes from besides a sentence's own words."""

    DOCUMENT = "document", "文件条款"
    MEETING = "meeting", "会议议定"
    INSTRUCTION = "instruction", "领导批示"
    TALK = "talk", "约谈议定"
    HANDED_DOWN = "handed_down", "上级分解"
    TABLE = "table", "任务分解表"


class Task(Outcome):
    """A commitment issued to a lead unit, or a part of it handed down. ``plan`` is a list of [day, percent], ``cycles`` of
    [day, cycle]: how it was reported from which day on. ``details`` holds the fields of its kind (``domain.kinds``)."""

    document = models.CharField("文件", max_length=64)
    measure = models.CharField("措施", max_length=20)
    clause = models.CharField("条款", max_length=30)
    code = models.CharField("编号", max_length=40)
    commitment = models.OneToOneField(Commitment, models.PROTECT, null=True, related_name="task")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", db_index=False, verbose_name="上级任务"
    )
    kind = models.CharField("类别", max_length=10, choices=list(KIND_LABELS.items()), default=Kind.ORDINARY.value)
    details = models.JSONField("类别字段", default=dict, blank=True)
    source = models.CharField("来源", max_length=12, choices=Source.choices, default=Source.DOCUMENT)
    source_words = models.CharField("来源说明", max_length=200, blank=True)
    officer = models.CharField("责任人", max_length=60, blank=True)
    evidence_required = models.JSONField("应交佐证", default=list, blank=True)
    cycle = models.CharField("报送周期", max_length=10, choices=list(CYCLE_LABELS.items()), default=Cycle.MONTHLY.value)
    cycles = models.JSONField(default=list, blank=True)
    sign_by = models.DateField("签收期限", null=True, blank=True)
    found_false_on = models.DateField("查实虚报", null=True, blank=True)
    """An on-site check found the last report false; empty again once a later report is accepted."""
    suspended_on = models.DateField("中止日期", null=True, blank=True)
    title = models.TextField("任务")
    lead = models.ForeignKey("registry.Unit", models.PROTECT, related_name="+", db_index=False, verbose_name="牵头单位")
    """Found by ``task_to_do``, which begins with it."""
    supports = models.ManyToManyField("registry.Unit", related_name="+", blank=True, verbose_name="配合单位")
    groups = models.JSONField("集体责任方", default=list)
    issued_on = models.DateField("交办日期")
    due_date = models.DateField("完成期限")
    plan = models.JSONField("分季计划", default=list)
    years = models.JSONField("年度计划", default=list, blank=True)
    """[year, value or null, steps] of each year that something was laid down for (``domain.years``)."""
    state = models.CharField("状态", max_length=12, choices=list(STATE_LABELS.items()), default=TaskState.ISSUED.value)
    weight = models.FloatField("难度权重", default=1)
    percent = models.FloatField("进度", default=0)
    percent_on = models.DateField("进度所属日期", null=True, blank=True)
    has_evidence = models.BooleanField("有佐证", default=False)
    last_report_on = models.DateField("最近报送", null=True, blank=True)
    next_report_due = models.DateField("应报日期", null=True, blank=True)
    reminded_on = models.DateField("提醒日期", null=True, blank=True)
    returned = models.PositiveSmallIntegerField("退回次数", default=0)
    finished_on = models.DateField("办结日期", null=True, blank=True)
    withdrawn_on = models.DateField("撤销日期", null=True, blank=True)
    """The words it came from were changed or repealed, and a person withdrew it; nothing is due from that day on."""
    light = models.CharField("亮灯", max_length=6, choices=COLOURS, default="grey")
    light_reason = models.CharField("亮灯原因", max_length=40, blank=True)
    light_params = models.JSONField(default=dict)
    lit_on = models.DateField("亮灯日期", null=True, blank=True)
    synthetic = models.BooleanField("样例数据", default=False)

    class Meta:
        ordering = ["document", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["document", "code"], name="task_code_once"),
            models.CheckConstraint(condition=Q(percent__gte=0, percent__lte=100), name="task_percent_within_100"),
        ]
        indexes = [
            # Measures and clauses are tallied from this alone, without touching the rows; units by ``task_to_do``. Each index with
            # the light in it is written anew whenever one turns.
            models.Index(
                fields=["document", "measure", "clause", "light", "percent", "has_evidence"], name="task_by_place"
            ),
            models.Index(fields=["parent"], condition=Q(parent__isnull=False), name="task_parts"),
            models.Index(fields=["lead", "state", "next_report_due"], name="task_to_do"),
            models.Index(fields=["document", "due_date"], name="task_by_due"),
            models.Index(fields=["document", "light", "due_date"], name="task_by_light"),
            models.Index(fields=["state", "due_date"], name="task_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title[:30]}"


class LightChange(models.Model):
    """A task's light turned; with the reason it turned for."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="light_changes")
    document = models.CharField(max_length=64)
    before = models.CharField(max_length=6)
    after = models.CharField(max_length=6)
    reason = models.CharField(max_length=40)
    params = models.JSONField(default=dict)
    on = models.DateField()

    class Meta:
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["document", "after", "-on"], name="light_turned")]

    def __str__(self) -> str:
        return f"{self.task_id} {self.before}->{self.after} {self.on}"


class Suspension(models.Model):
    """A task's clock stood still from ``since`` on, with approval; ``until`` is the day it ran again."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="suspensions")
    since = models.DateField("自")
    until = models.DateField("至", null=True, blank=True)
    reason = models.TextField("理由")

    class Meta:
        ordering = ["task", "since"]
        constraints = [
            models.UniqueConstraint(fields=["task"], condition=Q(until__isnull=True), name="one_open_suspension_a_task")
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.since}"


class ReportCall(models.Model):
    """A report was asked for, of a task that is reported on demand."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="calls")
    due = models.DateField("应报日期")
    asked_on = models.DateField("通知日期")
    asked_by = models.CharField("通知人", max_length=60)
    words = models.CharField("要求", max_length=300, blank=True)

    class Meta:
        ordering = ["task", "due"]
        constraints = [models.UniqueConstraint(fields=["task", "due"], name="one_call_a_day")]

    def __str__(self) -> str:
        return f"{self.task_id} {self.due}"


class LeadChange(models.Model):
    """From ``on`` another unit leads a task: what was due before that day stays the former's to answer for."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="lead_changes")
    document = models.CharField("文件", max_length=64)
    before = models.ForeignKey("registry.Unit", models.PROTECT, related_name="+", verbose_name="原牵头单位")
    after = models.ForeignKey("registry.Unit", models.PROTECT, related_name="+", verbose_name="现牵头单位")
    on = models.DateField("变更日期")
    reason = models.CharField("理由", max_length=300)

    class Meta:
        ordering = ["task", "pk"]
        indexes = [models.Index(fields=["document", "on"], name="lead_changed")]

    def __str__(self) -> str:
        return f"{self.task_id} {self.before_id}->{self.after_id} {self.on}"
