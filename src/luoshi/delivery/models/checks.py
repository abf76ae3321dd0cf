"""On-site checks: samples drawn by risk, and what was found."""

from django.db import models

from .tasks import Task


class CheckSample(models.Model):
    """Tasks drawn for checking on site. The same ``seed`` and day draw the same tasks again."""

    document = models.CharField("文件", max_length=64)
    day = models.DateField("抽取日期")
    seed = models.CharField("随机种子", max_length=64)
    share = models.FloatField("抽查比例")
    frame = models.JSONField("抽样框", default=list)
    """[task code, risk weight, chance of being drawn] of every task that could have been drawn."""
    drawn_by = models.CharField("抽取人", max_length=60)

    class Meta:
        ordering = ["-day", "-pk"]

    def __str__(self) -> str:
        return f"{self.document} {self.day}"


class OnSiteCheck(models.Model):
    """One task to be checked on site, and what was found there."""

    class Finding(models.TextChoices):
        OPEN = "open", "待核查"
        TRUE = "true", "情况属实"
        PARTLY = "partly", "部分不实"
        FALSE = "false", "虚报"

    sample = models.ForeignKey(CheckSample, models.PROTECT, related_name="checks")
    task = models.ForeignKey(Task, models.PROTECT, related_name="checks")
    chance = models.FloatField("入样概率")
    finding = models.CharField("结论", max_length=8, choices=Finding.choices, default=Finding.OPEN)
    percent = models.FloatField("现场进度", null=True, blank=True)
    note = models.TextField("现场情况", blank=True)
    lon = models.FloatField("经度", null=True, blank=True)
    lat = models.FloatField("纬度", null=True, blank=True)
    photos = models.JSONField("照片", default=list, blank=True)
    """[{name, sha256, taken_at, lon, lat}]"""
    checked_by = models.CharField("核查人", max_length=60, blank=True)
    checked_at = models.DateTimeField("核查时间", null=True, blank=True)

    class Meta:
        ordering = ["sample", "pk"]
        constraints = [models.UniqueConstraint(fields=["sample", "task"], name="one_check_a_task_and_sample")]

    def __str__(self) -> str:
        return f"{self.sample_id} {self.task_id} {self.finding}"
