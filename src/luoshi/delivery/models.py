"""Commitments under review, tasks, their reports with evidence, requests, and the history of their lights."""

from django.db import models
from django.db.models import Q

from luoshi.kernel.errors import N_

from .domain.lifecycle import STATE_LABELS, TaskState
from .domain.sheets import GRADE_LABELS, SHEET_LABELS

UNSURE = 0.8

COLOURS = [("green", "正常"), ("yellow", "预警"), ("red", "滞后"), ("blue", "完成"), ("grey", "未开始")]


class Outcome(models.Model):
    """What the result is measured by; all empty where no measure has been set."""

    outcome_metric = models.CharField("成效指标", max_length=120, blank=True)
    outcome_op = models.CharField("比较", max_length=2, blank=True)
    outcome_value = models.FloatField("目标值", null=True, blank=True)
    outcome_unit = models.CharField("单位", max_length=30, blank=True)

    class Meta:
        abstract = True


class Commitment(Outcome):
    """A promise found in a clause, as the reader proposes it and a clerk puts it right before it is issued."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "待复核"
        ISSUED = "issued", "已交办"
        DROPPED = "dropped", "不立项"

    document = models.CharField("文件", max_length=64)
    measure = models.CharField("措施", max_length=20)
    clause = models.CharField("条款", max_length=30)
    code = models.CharField("编号", max_length=40)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    text = models.TextField("承诺")
    kind = models.CharField("类型", max_length=30)
    confidence = models.FloatField("把握", default=1.0)
    due_words = models.CharField("原文期限", max_length=60, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.PROPOSED)
    lead = models.ForeignKey("registry.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    supports = models.ManyToManyField("registry.Unit", related_name="+", blank=True)
    groups = models.JSONField("集体责任方", default=list)
    due_date = models.DateField("完成期限", null=True, blank=True)
    plan = models.JSONField("分季计划", default=list)
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        ordering = ["document", "start"]
        constraints = [models.UniqueConstraint(fields=["document", "code"], name="commitment_code_once")]
        indexes = [
            models.Index(fields=["document", "measure", "start"], name="commitment_in_measure"),
            models.Index(fields=["document", "measure", "state", "lead", "outcome_metric"], name="commitment_counts"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text[:30]}"

    @property
    def missing(self) -> list[str]:
        """What it lacks before it can be issued, in words."""
        return [
            words
            for lacks, words in ((self.lead_id is None, N_("缺牵头单位")), (self.due_date is None, N_("缺完成期限")))
            if lacks
        ]

    @property
    def unsure(self) -> bool:
        """Whether the reader is so unsure of it that a person should look closely."""
        return self.confidence < UNSURE


class Task(Outcome):
    """A commitment issued to a lead unit. ``plan`` is a list of [day, percent]."""

    document = models.CharField("文件", max_length=64)
    measure = models.CharField("措施", max_length=20)
    clause = models.CharField("条款", max_length=30)
    code = models.CharField("编号", max_length=40)
    commitment = models.OneToOneField(Commitment, models.PROTECT, null=True, related_name="task")
    title = models.TextField("任务")
    lead = models.ForeignKey("registry.Unit", models.PROTECT, related_name="+", verbose_name="牵头单位")
    supports = models.ManyToManyField("registry.Unit", related_name="+", blank=True, verbose_name="配合单位")
    groups = models.JSONField("集体责任方", default=list)
    issued_on = models.DateField("交办日期")
    due_date = models.DateField("完成期限")
    plan = models.JSONField("分季计划", default=list)
    state = models.CharField("状态", max_length=12, choices=list(STATE_LABELS.items()), default=TaskState.ISSUED.value)
    percent = models.FloatField("进度", default=0)
    percent_on = models.DateField("进度所属日期", null=True, blank=True)
    has_evidence = models.BooleanField("有佐证", default=False)
    last_report_on = models.DateField("最近报送", null=True, blank=True)
    next_report_due = models.DateField("应报日期", null=True, blank=True)
    returned = models.PositiveSmallIntegerField("退回次数", default=0)
    finished_on = models.DateField("办结日期", null=True, blank=True)
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
            # The tallies are counted from these three alone, without touching the rows.
            models.Index(fields=["document", "clause", "light", "percent", "has_evidence"], name="task_by_clause"),
            models.Index(fields=["document", "measure", "light", "percent", "has_evidence"], name="task_by_measure"),
            models.Index(fields=["document", "lead", "light", "percent", "has_evidence"], name="task_by_unit"),
            models.Index(fields=["lead", "state", "next_report_due"], name="task_to_do"),
            models.Index(fields=["document", "due_date"], name="task_by_due"),
            models.Index(fields=["document", "light", "due_date"], name="task_by_light"),
            models.Index(fields=["state", "due_date"], name="task_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title[:30]}"


class Report(models.Model):
    """What a unit says of a task: words, percent, figures, files."""

    class State(models.TextChoices):
        SUBMITTED = "submitted", "待审核"
        ACCEPTED = "accepted", "已通过"
        RETURNED = "returned", "已退回"

    task = models.ForeignKey(Task, models.PROTECT, related_name="reports")
    number = models.PositiveIntegerField("第几次")
    text = models.TextField("进展")
    percent = models.FloatField("进度")
    figures = models.JSONField("数据", default=list)
    problems = models.TextField("困难和问题", blank=True)
    next_steps = models.TextField("下一步", blank=True)
    complete = models.BooleanField("申请办结", default=False)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.SUBMITTED)
    submitted_by = models.CharField("报送人", max_length=60)
    submitted_at = models.DateTimeField("报送时间")
    reviewed_by = models.CharField("审核人", max_length=60, blank=True)
    reviewed_at = models.DateTimeField("审核时间", null=True, blank=True)
    review_note = models.TextField("审核意见", blank=True)

    class Meta:
        ordering = ["task", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["task", "number"], name="report_number_once"),
            models.CheckConstraint(condition=Q(percent__gte=0, percent__lte=100), name="report_percent_within_100"),
        ]
        indexes = [models.Index(fields=["state", "submitted_at"], name="report_to_review")]

    def __str__(self) -> str:
        return f"{self.task_id}#{self.number}"


class Evidence(models.Model):
    """A file that shows what a report says, kept under its own hash."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="evidence")
    name = models.CharField("文件名", max_length=200)
    content_type = models.CharField("类型", max_length=100)
    size = models.PositiveBigIntegerField("字节数")
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class Request(models.Model):
    """What a unit asks about a task: that it is not theirs (objection), or for more time (extension)."""

    class Kind(models.TextChoices):
        OBJECTION = "objection", "异议"
        EXTENSION = "extension", "延期"

    class State(models.TextChoices):
        OPEN = "open", "待答复"
        GRANTED = "granted", "同意"
        REFUSED = "refused", "不同意"

    task = models.ForeignKey(Task, models.PROTECT, related_name="requests")
    kind = models.CharField("事项", max_length=10, choices=Kind.choices)
    reason = models.TextField("理由")
    new_due = models.DateField("申请期限", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.OPEN)
    asked_by = models.CharField("申请人", max_length=60)
    asked_at = models.DateTimeField("申请时间")
    answered_by = models.CharField("答复人", max_length=60, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answer = models.TextField("答复", blank=True)

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "kind"], condition=Q(state="open"), name="one_open_request_of_a_kind"
            )
        ]
        indexes = [models.Index(fields=["state", "asked_at"], name="request_to_answer")]

    def __str__(self) -> str:
        return f"{self.task_id} {self.kind}"


class Sheet(models.Model):
    """A three-colour supervision sheet on a task: what is required, by when, what was answered, how it was judged."""

    class Outcome(models.TextChoices):
        OPEN = "open", "待判定"
        MET = "met", "已落实"
        MISSED = "missed", "未落实"
        EXCUSED = "excused", "有正当理由"

    task = models.ForeignKey(Task, models.PROTECT, related_name="sheets")
    document = models.CharField("文件", max_length=64)
    number = models.PositiveIntegerField("编号")
    colour = models.CharField("颜色", max_length=6, choices=list(SHEET_LABELS.items()))
    grade = models.CharField("事项等级", max_length=10, choices=list(GRADE_LABELS.items()))
    rule_row = models.PositiveSmallIntegerField("依据规则行")
    requirement = models.TextField("督办要求")
    issued_on = models.DateField("发出日期")
    due_date = models.DateField("答复期限")
    issued_by = models.CharField("发单人", max_length=60)
    received_at = models.DateTimeField("签收时间", null=True, blank=True)
    received_by = models.CharField("签收人", max_length=60, blank=True)
    answer = models.TextField("答复", blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by = models.CharField("答复人", max_length=60, blank=True)
    outcome = models.CharField("判定", max_length=8, choices=Outcome.choices, default=Outcome.OPEN)
    judgement = models.TextField("判定理由", blank=True)
    judged_at = models.DateTimeField("判定时间", null=True, blank=True)
    judged_by = models.CharField("判定人", max_length=60, blank=True)
    previous = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="following")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["task"], condition=Q(outcome="open"), name="one_open_sheet_a_task"),
            models.UniqueConstraint(fields=["document", "number"], name="sheet_number_once"),
        ]
        indexes = [models.Index(fields=["outcome", "due_date"], name="sheet_to_judge")]

    def __str__(self) -> str:
        return f"{self.number} {self.colour}"


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


class LightTally(models.Model):
    """How many tasks of a document had each light on a day: the trend, kept so that it need not be recounted."""

    document = models.CharField(max_length=64)
    on = models.DateField()
    light = models.CharField(max_length=6)
    tasks = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "on", "light"], name="one_tally_a_day")]

    def __str__(self) -> str:
        return f"{self.document} {self.on} {self.light} {self.tasks}"


class TaskTally(models.Model):
    """Tasks of one light under one heading, counted again whenever a task under it changes.

    Pages over a whole document read a few hundred of these instead of every task. ``kind`` is clause, measure or unit.
    """

    document = models.CharField(max_length=64)
    kind = models.CharField(max_length=10)
    code = models.CharField(max_length=64)
    light = models.CharField(max_length=6)
    tasks = models.PositiveIntegerField()
    percent_sum = models.FloatField()
    with_evidence = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "kind", "code", "light"], name="one_task_tally")]

    def __str__(self) -> str:
        return f"{self.document} {self.kind} {self.code} {self.light}"


class CommitmentTally(models.Model):
    """A measure's commitments (those not dropped), counted again whenever one of them changes."""

    document = models.CharField(max_length=64)
    measure = models.CharField(max_length=20)
    commitments = models.PositiveIntegerField()
    with_owner = models.PositiveIntegerField()
    with_task = models.PositiveIntegerField()
    with_measure = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "measure"], name="one_commitment_tally")]

    def __str__(self) -> str:
        return f"{self.document} {self.measure}"
