"""Accounts of natural resources, and audits of officials' terms over them."""

from typing import Any

from django.db import models


def amount(label: str) -> "models.DecimalField[Any, Any]":
    return models.DecimalField(label, max_digits=20, decimal_places=2, default=0)


class ResourceAccount(models.Model):
    place = models.CharField("地方", max_length=12)
    account = models.CharField("账户", max_length=12)
    kind = models.CharField("类别", max_length=40)
    year = models.PositiveSmallIntegerField("年度")
    unit = models.CharField("单位", max_length=12)
    opening = amount("期初")
    increase_human = amount("人为增加")
    increase_natural = amount("自然增加")
    decrease_human = amount("人为减少")
    decrease_natural = amount("自然减少")
    revaluation = amount("调查核增（减）")
    reason = models.CharField("核增减原因", max_length=200, blank=True)
    closing = amount("期末")
    quality = models.JSONField("质量", default=dict)
    source = models.CharField("来源", max_length=200)
    document = models.CharField(max_length=64)
    synthetic = models.BooleanField(default=False)

    class Meta:
        ordering = ["place", "account", "kind", "year"]
        constraints = [
            models.UniqueConstraint(fields=["place", "account", "kind", "year"], name="one_account_a_year"),
            models.CheckConstraint(condition=models.Q(opening__gte=0, closing__gte=0), name="stocks_not_below_nothing"),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.kind} {self.year}"


class AuditTable(models.Model):
    """The table of points in use, as the programme's file gives it."""

    document = models.CharField(max_length=64, unique=True)
    measure = models.CharField(max_length=8)
    title = models.CharField(max_length=120)
    source = models.CharField(max_length=200)
    sections = models.JSONField()
    synthetic = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.title


class Audit(models.Model):
    class Kind(models.TextChoices):
        LEAVING = "leaving", "离任审计"
        DURING = "during", "任中审计"

    class State(models.TextChoices):
        OPEN = "open", "实施中"
        FEEDBACK = "feedback", "征求意见"
        ISSUED = "issued", "已出报告"

    number = models.CharField("编号", max_length=20, unique=True)
    tenure = models.ForeignKey("accountability.Tenure", models.PROTECT, related_name="audits")
    kind = models.CharField("类型", max_length=10, choices=Kind.choices)
    first = models.DateField("审计期间起")
    last = models.DateField("审计期间止")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.OPEN)
    noticed_on = models.DateField("通知书送达")
    begins_on = models.DateField("进点")
    feedback_on = models.DateField("征求意见稿送达", null=True, blank=True)
    opinion = models.TextField("书面意见", blank=True)
    issued_on = models.DateField("报告日期", null=True, blank=True)
    entered = models.JSONField("审计人员评分", default=dict)
    result = models.JSONField("评价结果", default=dict)
    document = models.CharField(max_length=64)
    synthetic = models.BooleanField(default=False)

    class Meta:
        ordering = ["-number"]

    def __str__(self) -> str:
        return self.number


class Finding(models.Model):
    audit = models.ForeignKey(Audit, models.CASCADE, related_name="findings")
    clause = models.CharField("依据条款", max_length=120)
    fact = models.TextField("事实")
    amount = models.DecimalField("金额（元）", max_digits=18, decimal_places=2, null=True, blank=True)
    circumstances = models.JSONField("情形", default=list)
    responsibility = models.CharField("责任", max_length=10)
    rectify_by = models.DateField("整改期限")
    rectified_on = models.DateField("整改完成", null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.audit} {self.clause}"
