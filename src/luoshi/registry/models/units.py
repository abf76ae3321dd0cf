"""Units and groups of units."""

from django.db import models
from django.db.models import Q


class Unit(models.Model):
    """An organ of government, a park, a township: whoever can be made responsible."""

    class Level(models.TextChoices):
        CITY = "city", "市级"
        COUNTY = "county", "县级"
        TOWNSHIP = "township", "乡镇级"

    code = models.SlugField("代码", max_length=64, unique=True)
    name = models.CharField("全称", max_length=100, unique=True)
    name_en = models.CharField("英文名称", max_length=200, blank=True)
    short_names = models.JSONField("简称", default=list, blank=True)
    level = models.CharField("层级", max_length=20, choices=Level.choices)
    kind = models.CharField("性质", max_length=40, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级单位"
    )
    order = models.PositiveIntegerField("排序", default=0)
    valid_from = models.DateField("设立日期", null=True, blank=True)
    valid_to = models.DateField("撤销日期", null=True, blank=True)

    class Meta:
        ordering = ["order", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gt=models.F("valid_from")),
                name="unit_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def short_name(self) -> str:
        return self.short_names[0] if self.short_names else self.name


class UnitGroup(models.Model):
    """A collective party as documents name it (各乡镇), with the units it stands for."""

    name = models.CharField("名称", max_length=100, unique=True)
    members = models.ManyToManyField(Unit, related_name="groups", verbose_name="成员单位")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
