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

    task = models.ForeignKey(Task, models.PROTECT, related_name="reports", db_index=False)
    """Found by ``report_number_once``, which begins with it."""
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
    running = models.JSONField("运行数据", default=list, blank=True)
    """Figures confirmed as what runs gave them: {name, value, unit, day, source, url}."""
    fields = models.PositiveSmallIntegerField("栏目数", null=True, blank=True)
    offered = models.PositiveSmallIntegerField("已预填", null=True, blank=True)
    from_running = models.PositiveSmallIntegerField("取自运行", null=True, blank=True)
    """Of the fields offered, those that what runs filled in."""
    typed = models.PositiveSmallIntegerField("手工填写", null=True, blank=True)
    seconds = models.PositiveIntegerField("用时（秒）", null=True, blank=True)
    reached = models.FloatField("实际成效", null=True, blank=True)
    """What the outcome measure was found to be when the task was accepted as done."""

    class Meta:
        ordering = ["task", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["task", "number"], name="report_number_once"),
            models.CheckConstraint(condition=Q(percent__gte=0, percent__lte=100), name="report_percent_within_100"),
        ]
        indexes = [models.Index(fields=["state", "submitted_at"], name="report_to_review")]

    def __str__(self) -> str:
        return f"{self.task_id}#{self.number}"

    @property
    def own_figures(self) -> list[tuple[str, str]]:
        """Its figures but those that what runs gave."""
        given = {figure["name"] for figure in self.running}
        return [(name, value) for name, value in self.figures if name not in given]


class Evidence(models.Model):
    """A file that shows what a report says, kept under its own hash."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="evidence")
    name = models.CharField("文件名", max_length=200)
    content_type = models.CharField("类型", max_length=100)
    size = models.PositiveBigIntegerField("字节数")
    sha256 = models.CharField(max_length=64, db_index=True)
    requirement = models.CharField("对应要求", max_length=60, blank=True)
    taken_at = models.DateTimeField("拍摄时间", null=True, blank=True)
    lon = models.FloatField("经度", null=True, blank=True)
    lat = models.FloatField("纬度", null=True, blank=True)
    look = models.CharField("影像特征", max_length=16, blank=True)
    """64 bits of what a picture looks like (``domain.photos``), hexadecimal; empty for what is no picture."""

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class EvidenceLook(models.Model):
    """One of the parts of a picture's look, with its place before it, so that pictures like it are found by an index."""

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="looks")
    part = models.CharField(max_length=6, db_index=True)

    def __str__(self) -> str:
        return self.part


class ReportDraft(models.Model):
    """What somebody has typed of a report and not yet sent."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="drafts")
    author = models.CharField("填写人", max_length=60)
    given = models.JSONField("已填内容", default=dict)
    saved_at = models.DateTimeField("保存时间")

    class Meta:
        ordering = ["task", "author"]
        constraints = [models.UniqueConstraint(fields=["task", "author"], name="one_draft_a_person")]

    def __str__(self) -> str:
        return f"{self.task_id} {self.author}"


class Request(models.Model):
    """What a unit asks about a task: that it is not theirs (objection), for more time (extension), or that its
    clock stand still (suspension)."""

    class Kind(models.TextChoices):
        OBJECTION = "objection", "异议"
        EXTENSION = "extension", "延期"
        SUSPENSION = "suspension", "中止"

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
