"""Inspections against a scored sheet: the sheet in its versions, who is inspected, what was found, the month's ranking."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class InspectionSheet(models.Model):
    """A sheet as it was published; inspections keep the version they were made with. ``facts`` is the content file's."""

    code = models.SlugField("代码", max_length=64)
    number = models.PositiveIntegerField("版本")
    title = models.CharField("名称", max_length=120)
    title_en = models.CharField(max_length=160, blank=True)
    document = models.CharField(max_length=64)
    measure = models.CharField(max_length=16)
    mechanism = models.CharField("机制", max_length=64, db_index=True)
    unit = models.ForeignKey("registry.Unit", models.PROTECT, related_name="+", verbose_name="责任单位")
    facts = models.JSONField("评分表")
    is_current = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["code", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "number"], name="services_sheet_version"),
            models.UniqueConstraint(
                fields=["code"], condition=models.Q(is_current=True), name="services_one_current_sheet"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}@{self.number}"


class InspectionSubject(models.Model):
    """Who is inspected: a residential community, say. One that is retired keeps its inspections."""

    sheet = models.SlugField("评分表", max_length=64)
    code = models.SlugField(max_length=64)
    name = models.CharField("名称", max_length=120)
    name_en = models.CharField(max_length=160, blank=True)
    place = models.CharField("所在地", max_length=12, blank=True)
    manager = models.CharField("管理单位", max_length=120, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    document = models.CharField(max_length=64)
    retired = models.BooleanField(default=False)
    synthetic = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["sheet", "code"], name="services_one_subject")]

    def __str__(self) -> str:
        return self.name


class Inspection(models.Model):
    number = models.CharField("编号", max_length=32, unique=True)
    sheet = models.ForeignKey(InspectionSheet, models.PROTECT, related_name="inspections")
    subject = models.ForeignKey(InspectionSubject, models.PROTECT, related_name="inspections")
    inspected_on = models.DateField("检查日期", db_index=True)
    inspector = models.CharField("检查人", max_length=150)
    findings = models.JSONField("检查结果")
    score = models.DecimalField("得分", max_digits=5, decimal_places=2, null=True)
    """Of 100; None where too few items were looked at to say."""
    note = models.CharField("说明", max_length=500, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    report_id = models.CharField(max_length=64, unique=True)
    again = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="checked_again", verbose_name="复查的检查"
    )
    """Set on a re-inspection, which looks at the faults of this one and does not count for the month."""
    due_date = models.DateField("整改期限", null=True)
    put_right = models.BooleanField("已整改", null=True)
    cases = models.JSONField("转出的事件", default=dict)
    void_reason = models.CharField("作废理由", max_length=200, blank=True)
    query_code = models.CharField("查询码", max_length=12, blank=True)
    """Given to the inspected on the spot: whoever holds it may read the inspection and object to it."""
    made_at = models.DateTimeField()
    synthetic = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["-inspected_on", "-pk"]

    def __str__(self) -> str:
        return self.number


class InspectionObjection(models.Model):
    """What the inspected hold to be wrong of an inspection, and what somebody other than its inspector answered."""

    class Outcome(models.TextChoices):
        OPEN = "open", "待答复"
        UPHELD = "upheld", "异议成立"
        REJECTED = "rejected", "异议不成立"

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="objections")
    name = models.CharField("异议人", max_length=60)
    contact = models.CharField("联系电话", max_length=20, blank=True)
    reason = models.CharField("异议内容", max_length=1000)
    raised_on = models.DateField("提出日期")
    raised_by = models.CharField("代为登记", max_length=150, blank=True)
    """Who entered it for the inspected; empty where they did so themselves."""
    due_date = models.DateField("答复期限", null=True)
    outcome = models.CharField("结果", max_length=10, choices=Outcome.choices, default=Outcome.OPEN)
    answer = models.CharField("答复", max_length=1000, blank=True)
    answered_by = models.CharField("答复人", max_length=150, blank=True)
    answered_on = models.DateField("答复日期", null=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["inspection"], condition=models.Q(outcome="open"), name="services_one_open_objection"
            )
        ]

    def __str__(self) -> str:
        return f"{self.inspection_id} {self.outcome}"


class InspectionPhoto(models.Model):
    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="photos")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class InspectionMonth(models.Model):
    """A month's ranking as it was published, with what it was made of: it does not change afterwards."""

    sheet = models.ForeignKey(InspectionSheet, models.PROTECT, related_name="months")
    first = models.DateField("月份")
    lines = models.JSONField("名次")
    spread = models.JSONField("误差")
    inspections = models.PositiveIntegerField("检查次数")
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=150)
    synthetic = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["-first"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["sheet", "first"], name="services_one_month")]

    def __str__(self) -> str:
        return f"{self.sheet} {self.first:%Y-%m}"
