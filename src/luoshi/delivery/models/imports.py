"""Task tables of others, read and waiting to be looked over; instructions and minutes that tasks come from."""

from django.db import models


class TableImport(models.Model):
    """A task table as it was read: kept so that somebody can look it over before anything is made of it. ``rows`` is
    [{row, title, lead, supports, due, officer, outcome, clause, score, faults}]."""

    class State(models.TextChoices):
        READ = "read", "待核对"
        KEPT = "kept", "已立项"
        DROPPED = "dropped", "已放弃"

    document = models.CharField("文件", max_length=64)
    name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField(max_length=64)
    rows = models.JSONField("行", default=list)
    faults = models.PositiveIntegerField("有误", default=0)
    unused = models.JSONField("没有读入的列", default=list)
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.READ)
    by = models.CharField("导入人", max_length=60)
    at = models.DateTimeField("导入时间")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.document} {self.name}"


class SourcePaper(models.Model):
    """A leader's written instruction, the minutes of a meeting or of a talk: who, when, which words; tasks come of it."""

    class Kind(models.TextChoices):
        INSTRUCTION = "instruction", "领导批示"
        MEETING = "meeting", "会议纪要"
        TALK = "talk", "约谈记录"

    document = models.CharField("文件", max_length=64)
    kind = models.CharField("种类", max_length=12, choices=Kind.choices)
    title = models.CharField("标题", max_length=200)
    number = models.CharField("文号", max_length=60, blank=True)
    who = models.CharField("批示人或会议", max_length=100)
    on = models.DateField("日期")
    words = models.TextField("内容")
    stuck_task = models.ForeignKey(
        "delivery.Task", models.PROTECT, null=True, blank=True, related_name="meetings", verbose_name="协调的任务"
    )
    made_by = models.CharField("登记人", max_length=60)
    made_at = models.DateTimeField("登记时间")
    tasks = models.ManyToManyField("delivery.Task", related_name="papers", blank=True)

    class Meta:
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return self.title


class SheetRules(models.Model):
    """When sheets are issued without anybody's asking, as the files say (``domain.escalation`` in plain fields)."""

    document = models.CharField("文件", max_length=64, unique=True)
    title = models.CharField("名称", max_length=100)
    source = models.CharField("依据", max_length=300)
    verified = models.BooleanField("已核对原文", default=False)
    terms = models.JSONField("规则")

    class Meta:
        ordering = ["document"]

    def __str__(self) -> str:
        return self.title
