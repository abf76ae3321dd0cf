"""Parameters and what each jurisdiction lays down for them."""

from django.db import models


class Parameter(models.Model):
    """A number that some authority lays down and a rule of the house needs; see ``kernel.parameters``."""

    class Kind(models.TextChoices):
        INTEGER = "integer", "整数"
        NUMBER = "number", "数值"

    code = models.CharField("代码", max_length=64, unique=True)
    label = models.CharField("名称", max_length=100)
    label_en = models.CharField("英文名称", max_length=200, blank=True)
    unit = models.CharField("单位", max_length=40, blank=True)
    unit_en = models.CharField("英文单位", max_length=60, blank=True)
    meaning = models.TextField("含义", blank=True)
    meaning_en = models.TextField("英文含义", blank=True)
    kind = models.CharField("类型", max_length=20, choices=Kind.choices, default=Kind.NUMBER)
    least = models.DecimalField("下限", max_digits=20, decimal_places=6, null=True, blank=True)
    most = models.DecimalField("上限", max_digits=20, decimal_places=6, null=True, blank=True)
    order = models.PositiveIntegerField("排序", default=0)

    class Meta:
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.label


class ParameterValue(models.Model):
    """What one jurisdiction lays down from a day on. One set on the page goes before the files of its jurisdiction."""

    class Origin(models.TextChoices):
        FILE = "file", "内容文件"
        PAGE = "page", "页面设置"

    parameter = models.ForeignKey(Parameter, models.CASCADE, related_name="values")
    jurisdiction = models.CharField("区划代码", max_length=12, blank=True)
    value = models.DecimalField("数值", max_digits=20, decimal_places=6, null=True, blank=True)
    in_force_from = models.DateField("生效日期")
    in_force_to = models.DateField("失效日期", null=True, blank=True)
    citation = models.JSONField("依据", default=dict)
    supplier = models.CharField("补录单位", max_length=100, blank=True)
    note = models.TextField("说明", blank=True)
    origin = models.CharField("来源", max_length=10, choices=Origin.choices)
    programme = models.CharField("方案", max_length=64, blank=True)
    """Whose file says so; empty for the law that all programmes share."""
    set_by = models.CharField("设置人", max_length=60, blank=True)
    set_at = models.DateTimeField("设置时间", null=True, blank=True)

    class Meta:
        ordering = ["parameter", "jurisdiction", "in_force_from", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["parameter", "jurisdiction", "in_force_from", "origin"], name="one_value_from_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.parameter_id} {self.jurisdiction} {self.in_force_from} {self.value}"
