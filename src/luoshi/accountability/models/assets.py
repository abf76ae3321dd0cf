"""State capital: firms, their yearly statements, what they hold and owe among themselves, and how they are reorganised."""

from typing import Any

from django.db import models


def yuan(label: str) -> "models.DecimalField[Any, Any]":
    return models.DecimalField(label, max_digits=20, decimal_places=2, default=0)


class StateFirm(models.Model):
    class State(models.TextChoices):
        STANDING = "standing", "存续"
        MERGED = "merged", "已并入"
        WOUND_UP = "wound_up", "注销"

    code = models.SlugField("代码", max_length=64, unique=True)
    uscc = models.CharField("统一社会信用代码", max_length=18, blank=True)
    name = models.CharField("名称", max_length=120)
    name_en = models.CharField(max_length=160, blank=True)
    parent = models.CharField("上级企业", max_length=64, blank=True)
    share = models.DecimalField("上级持股比例", max_digits=9, decimal_places=8, default=1)
    function_class = models.CharField("功能类别", max_length=20, blank=True)
    industry = models.CharField("行业代码", max_length=4, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.STANDING)
    document = models.CharField(max_length=64)
    measure = models.CharField(max_length=8)
    synthetic = models.BooleanField(default=False)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class FirmStatement(models.Model):
    """A firm's own year. ``parent`` and ``share`` as they were that year, so that a past year consolidates as it was."""

    firm = models.ForeignKey(StateFirm, models.CASCADE, related_name="statements")
    year = models.PositiveSmallIntegerField("年度")
    parent = models.CharField(max_length=64, blank=True)
    share = models.DecimalField(max_digits=9, decimal_places=8, default=1)
    assets = yuan("资产总额")
    liabilities = yuan("负债总额")
    equity_open = yuan("年初所有者权益")
    equity_close = yuan("年末所有者权益")
    revenue = yuan("营业收入")
    main_revenue = yuan("主业收入")
    total_profit = yuan("利润总额")
    net_profit = yuan("净利润")
    interest = yuan("利息支出")
    source = models.CharField("来源", max_length=200)
    synthetic = models.BooleanField(default=False)

    class Meta:
        ordering = ["firm", "year"]
        constraints = [models.UniqueConstraint(fields=["firm", "year"], name="one_statement_a_year")]

    def __str__(self) -> str:
        return f"{self.firm} {self.year}"


class EquityAdjustment(models.Model):
    """An objective increase or decrease of state equity that is not the management's work."""

    firm = models.ForeignKey(StateFirm, models.CASCADE, related_name="adjustments")
    year = models.PositiveSmallIntegerField("年度")
    kind = models.CharField("因素", max_length=40)
    increases = models.BooleanField("增加")
    amount = yuan("金额")
    paper = models.CharField("依据", max_length=200, blank=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        ordering = ["firm", "year", "pk"]

    def __str__(self) -> str:
        return f"{self.firm} {self.year} {self.kind}"


class InternalBalance(models.Model):
    class Kind(models.TextChoices):
        DEBT = "debt", "往来款"
        INVESTMENT = "investment", "长期股权投资"
        SALE = "sale", "内部交易"

    year = models.PositiveSmallIntegerField("年度")
    kind = models.CharField("种类", max_length=12, choices=Kind.choices)
    holder = models.ForeignKey(StateFirm, models.CASCADE, related_name="held")
    other = models.ForeignKey(StateFirm, models.CASCADE, related_name="owed")
    amount = yuan("本方账面")
    other_amount = yuan("对方账面")
    synthetic = models.BooleanField(default=False)

    class Meta:
        ordering = ["year", "kind", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["year", "kind", "holder", "other"], name="one_balance_of_two_firms")
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.holder} → {self.other}"


class Reorganisation(models.Model):
    class Kind(models.TextChoices):
        MERGE = "merge", "吸收合并"
        TRANSFER = "transfer", "无偿划转"
        SPLIT = "split", "分立"

    number = models.CharField("编号", max_length=20, unique=True)
    kind = models.CharField("方式", max_length=10, choices=Kind.choices)
    firm = models.ForeignKey(StateFirm, models.PROTECT, related_name="reorganisations")
    other = models.CharField("另一方", max_length=64, blank=True)
    share = models.DecimalField("分出比例", max_digits=9, decimal_places=8, null=True, blank=True)
    reason = models.CharField("理由", max_length=500)
    year = models.PositiveSmallIntegerField("测算年度")
    important = models.BooleanField("重要企业，报本级政府批准", default=False)
    resettles = models.BooleanField("涉及职工安置", default=False)
    secured = models.BooleanField("已对债权人提供担保", default=False)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    completed_on = models.DateField(null=True, blank=True)
    document = models.CharField(max_length=64)
    synthetic = models.BooleanField(default=False)

    class Meta:
        ordering = ["-number"]

    def __str__(self) -> str:
        return self.number


class ReorganisationStep(models.Model):
    reorganisation = models.ForeignKey(Reorganisation, models.CASCADE, related_name="steps")
    step = models.CharField(max_length=12)
    day = models.DateField("日期")
    paper = models.CharField("文号或材料", max_length=200)
    by = models.CharField(max_length=60)

    class Meta:
        ordering = ["day", "pk"]
        constraints = [models.UniqueConstraint(fields=["reorganisation", "step"], name="each_step_once")]

    def __str__(self) -> str:
        return f"{self.reorganisation} {self.step}"


class PerformanceTable(models.Model):
    """The standard values that a year's performance is scored by, as the programme's file gives them."""

    document = models.CharField(max_length=64, unique=True)
    measure = models.CharField(max_length=8)
    title = models.CharField(max_length=120)
    source = models.CharField(max_length=200)
    rows = models.JSONField()
    """[{indicator, weight, standards (优秀 to 较差)}, ...]"""
    synthetic = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.title
