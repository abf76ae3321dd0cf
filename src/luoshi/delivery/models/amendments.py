"""A new text of the document, or another document that changes clauses of this one; what becomes of the tasks."""

from django.db import models
from django.db.models import Q

from .tasks import Task


class Amendment(models.Model):
    """``changes`` is [{kind, before, after, was, now, serving}]: every clause that did not stay as it was, and what else named it. Of another document, whose
    title, number and article are given, ``kind`` is amended or repealed and the text of this one stays as published."""

    class Kind(models.TextChoices):
        TEXT = "text", "新文本"
        DOCUMENT = "document", "另一份文件"

    class State(models.TextChoices):
        DRAFT = "draft", "待确认"
        TAKEN = "taken", "已采用"
        DROPPED = "dropped", "已放弃"

    document = models.CharField("文件", max_length=64)
    kind = models.CharField("方式", max_length=8, choices=Kind.choices)
    title = models.CharField("依据文件", max_length=300)
    number = models.CharField("文号", max_length=100, blank=True)
    article = models.CharField("条款", max_length=100, blank=True)
    in_force_on = models.DateField("生效日期", null=True, blank=True)
    text = models.TextField("新文本", blank=True)
    version = models.PositiveIntegerField("版次", null=True, blank=True)
    changes = models.JSONField("修改的条款", default=list)
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.DRAFT)
    made_by = models.CharField("登记人", max_length=60)
    made_at = models.DateTimeField("登记时间")
    taken_by = models.CharField("确认人", max_length=60, blank=True)
    taken_at = models.DateTimeField("确认时间", null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "version"], condition=Q(version__isnull=False), name="one_amendment_a_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.title}"


class AmendedTask(models.Model):
    """What an amendment means for a task: kept as it is, to be reviewed by a person, or withdrawn with a reason."""

    class Decision(models.TextChoices):
        KEEP = "keep", "保留"
        REVIEW = "review", "待复核"
        WITHDRAW = "withdraw", "撤销"

    amendment = models.ForeignKey(Amendment, models.CASCADE, related_name="tasks")
    task = models.ForeignKey(Task, models.PROTECT, related_name="amendments")
    change = models.CharField("修改", max_length=8)
    clause_before = models.CharField("原条款", max_length=30)
    clause_after = models.CharField("现条款", max_length=30, blank=True)
    was = models.TextField("原文")
    now = models.TextField("现文", blank=True)
    decision = models.CharField("处理", max_length=8, choices=Decision.choices)
    reason = models.CharField("理由", max_length=300, blank=True)
    settled_by = models.CharField("处理人", max_length=60, blank=True)
    settled_at = models.DateTimeField("处理时间", null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["amendment", "task"], name="task_amended_once")]

    def __str__(self) -> str:
        return f"{self.amendment_id} {self.task_id} {self.decision}"
