"""What content lays down: life cycles, the parts of the place that are built as one, places, the outline."""

from django.db import models


class LifeCycle(models.Model):
    """The steps of a type of project, as content says; ``kinds`` are the types it holds for."""

    document = models.CharField("文件", max_length=64)
    code = models.CharField("代码", max_length=40)
    name = models.CharField("名称", max_length=80)
    name_en = models.CharField("英文名称", max_length=120, blank=True)
    kinds = models.JSONField("适用类型")
    steps = models.JSONField("步骤")
    works = models.JSONField("施工分部", default=list)
    """How construction is usually divided, for drafting a plan."""

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["document", "code"], name="one_life_cycle_a_code")]

    def __str__(self) -> str:
        return self.name


class City(models.Model):
    """A part of the place that is built as one, with its townships; ``note`` says what is not settled."""

    document = models.CharField("文件", max_length=64)
    code = models.CharField("代码", max_length=40)
    name = models.CharField("名称", max_length=60)
    name_en = models.CharField("英文名称", max_length=120, blank=True)
    townships = models.JSONField("区划代码", default=list)
    note = models.CharField("说明", max_length=300, blank=True)
    order = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["document", "code"], name="one_city_a_code")]

    def __str__(self) -> str:
        return self.name


class Backdrop(models.Model):
    """The outline of a programme's place, drawn under its projects; not a legal boundary."""

    document = models.CharField("文件", max_length=64, unique=True)
    geometry = models.JSONField("轮廓")

    def __str__(self) -> str:
        return self.document


class Place(models.Model):
    """A township by its nine-digit code, with a point in it where one is known."""

    document = models.CharField("文件", max_length=64)
    code = models.CharField("区划代码", max_length=9)
    name = models.CharField("名称", max_length=40)
    name_en = models.CharField("英文名称", max_length=80, blank=True)
    lon = models.DecimalField("经度", max_digits=9, decimal_places=6, null=True)
    lat = models.DecimalField("纬度", max_digits=9, decimal_places=6, null=True)

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["document", "code"], name="one_place_a_code")]

    def __str__(self) -> str:
        return self.name
