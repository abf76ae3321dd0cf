"""Reports with evidence, and what units ask for."""

from django.db import models
from django.db.models import Q

from .tasks import Task


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
