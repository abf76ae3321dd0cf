"""Three-colour supervision sheets."""

from django.db import models
from django.db.models import Q

from ..domain.sheets import GRADE_LABELS, SHEET_LABELS
from .tasks import Task


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
    cause = models.CharField("发单原因", max_length=60, blank=True)
    """What a rule issued it for; empty for one a person issued."""
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


class Talk(models.Model):
    """A rule calls for a talk with a unit's head (约谈) about a task. It has been held once there is a ``paper``, which says when,
    with whom, what was agreed and which tasks came of it."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="talks")
    cause = models.CharField("原因", max_length=60)
    on = models.DateField("日期")
    unit = models.ForeignKey("registry.Unit", models.PROTECT, null=True, related_name="+", verbose_name="约谈单位")
    """Who led the task when the talk was called for. Of those called for before this was kept, who leads it."""
    paper = models.OneToOneField(
        "delivery.SourcePaper", models.PROTECT, null=True, blank=True, related_name="talk", verbose_name="约谈记录"
    )

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [models.UniqueConstraint(fields=["task", "cause"], name="one_talk_a_cause")]

    def __str__(self) -> str:
        return f"{self.task_id} {self.cause}"
