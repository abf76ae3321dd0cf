"""What is kept: which provisions serve which words of a document, example values of samples, and runs with findings."""

from __future__ import annotations

from django.db import models

from .domain.sweeping import KINDS


class Arrangement(models.Model):
    """A mechanism of a document's measure that rules carry out."""

    document = models.CharField("文件", max_length=64)
    jurisdiction = models.CharField("区划", max_length=12)
    measure = models.CharField("条", max_length=16)
    code = models.CharField("机制", max_length=64)
    title = models.CharField("名称", max_length=100)
    title_en = models.CharField("英文名称", max_length=200, blank=True)
    clauses = models.JSONField("条款", default=list)
    rules = models.JSONField("规则", default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "measure", "code"], name="arrangement_once")]
        ordering = ["document", "pk"]

    def __str__(self) -> str:
        return f"{self.document}/{self.code}"


class SampleValue(models.Model):
    """An example value for a parameter that nobody has supplied: only where the registers hold sample data."""

    code = models.CharField("参数", max_length=64, unique=True)
    value = models.DecimalField("数值", max_digits=20, decimal_places=6)

    def __str__(self) -> str:
        return f"{self.code} = {self.value}"


class Sweep(models.Model):
    """One run of rules over a snapshot. ``run`` is the same for the same facts, rules, parameters, place and day."""

    run = models.CharField("批次", max_length=16, unique=True)
    day = models.DateField("计算日")
    place = models.CharField("区划", max_length=12, blank=True)
    names = models.JSONField("选取的规则", default=list)
    rules = models.JSONField("规则版本", default=dict)
    parameters = models.JSONField("参数", default=dict)
    counts = models.JSONField("结果", default=list)
    people = models.IntegerField("人数", default=0)
    households = models.IntegerField("户数", default=0)
    seconds = models.FloatField("用时", default=0)
    synthetic = models.BooleanField("样例数据", default=False)
    made_at = models.DateTimeField("计算时间")
    made_by = models.CharField("计算人", max_length=64)

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.run


class Finding(models.Model):
    """Somebody whom a run points out. ``key`` is the entity's number in its register: masked wherever it is shown."""

    sweep = models.ForeignKey(Sweep, models.CASCADE, related_name="findings")
    kind = models.CharField("类型", max_length=10, choices=list(KINDS.items()))
    rule = models.CharField("规则", max_length=100, blank=True)
    entity = models.CharField("对象", max_length=40)
    key = models.CharField("编号", max_length=40)
    township = models.CharField("乡镇", max_length=12, blank=True)
    amount = models.BigIntegerField("金额（分）", null=True)
    missing = models.TextField("缺少的事实", blank=True)

    class Meta:
        indexes = [models.Index(fields=["sweep", "kind", "rule", "township"], name="finding_by_kind")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.rule} {self.key}"


class Helper(models.Model):
    """Which unit helps a firm over the threshold of size; ``key`` is the firm's credit code."""

    key = models.CharField("统一社会信用代码", max_length=18, unique=True)
    unit = models.ForeignKey("registry.Unit", models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField("指定时间")
    assigned_by = models.CharField("指定人", max_length=64)

    def __str__(self) -> str:
        return f"{self.key} {self.unit}"
