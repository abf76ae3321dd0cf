"""Places by their official code: townships, villages."""

from django.db import models


class Place(models.Model):
    """A division of the programme's county. ``parent`` is the code above it; a point only where one is known."""

    code = models.CharField("区划代码", max_length=12, unique=True)
    name = models.CharField("名称", max_length=100)
    name_en = models.CharField("英文名称", max_length=200, blank=True)
    parent = models.CharField("上级区划", max_length=12, blank=True)
    lat = models.FloatField("纬度", null=True, blank=True)
    lon = models.FloatField("经度", null=True, blank=True)
    point_source = models.CharField("坐标来源", max_length=60, blank=True)

    class Meta:
        ordering = ["code"]
        indexes = [models.Index(fields=["parent", "code"], name="place_below")]

    def __str__(self) -> str:
        return self.name
