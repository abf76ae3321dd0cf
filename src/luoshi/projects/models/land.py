"""Land: plots that can be had, the quota of a year, what projects ask for, and the meetings that decide."""

from django.db import models

from .project import Project


class LandPlot(models.Model):
    """A plot that can be given to a project, with its outline (WGS84) and what building on it takes of the quota."""

    document = models.CharField("文件", max_length=64)
    code = models.CharField("地块编号", max_length=40)
    name = models.CharField("名称", max_length=80)
    name_en = models.CharField("英文名称", max_length=120, blank=True)
    township = models.CharField("区划代码", max_length=12)
    use = models.CharField("用途", max_length=20)
    area_mu = models.DecimalField("面积（亩）", max_digits=12, decimal_places=3)
    new_mu = models.DecimalField("新增建设用地（亩）", max_digits=12, decimal_places=3, default=0)
    cropland_mu = models.DecimalField("占用耕地（亩）", max_digits=12, decimal_places=3, default=0)
    basic_farmland_mu = models.DecimalField("永久基本农田（亩）", max_digits=12, decimal_places=3, default=0)
    outline = models.JSONField("范围")
    note = models.CharField("说明", max_length=200, blank=True)
    synthetic = models.BooleanField("样例数据", default=False)
    project = models.ForeignKey(Project, models.SET_NULL, null=True, blank=True, related_name="plots")
    """Whom a meeting gave it to; empty: still to be had."""

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["document", "code"], name="one_plot_a_code")]

    def __str__(self) -> str:
        return self.name


class LandQuota(models.Model):
    """How much of one kind of quota the place has in a year."""

    document = models.CharField("文件", max_length=64)
    year = models.PositiveSmallIntegerField("年度")
    kind = models.CharField("指标", max_length=20)
    mu = models.DecimalField("数量（亩）", max_digits=12, decimal_places=3)
    source = models.CharField("依据", max_length=200)
    synthetic = models.BooleanField("样例数据", default=False)

    class Meta:
        ordering = ["-year", "kind"]
        constraints = [models.UniqueConstraint(fields=["document", "year", "kind"], name="one_quota_a_kind_and_year")]

    def __str__(self) -> str:
        return f"{self.year} {self.kind}"


class LandDemand(models.Model):
    """What land a project asks for."""

    project = models.OneToOneField(Project, models.CASCADE, related_name="land_demand")
    use = models.CharField("用途", max_length=20)
    mu = models.DecimalField("需要（亩）", max_digits=12, decimal_places=3)
    township = models.CharField("限定乡镇", max_length=12, blank=True)
    must = models.BooleanField("必须保障", default=False)
    reason = models.CharField("理由", max_length=300)
    asked_by = models.CharField("提出人", max_length=60)
    asked_date = models.DateField("提出日期")
    synthetic = models.BooleanField("样例数据", default=False)

    class Meta:
        ordering = ["asked_date", "pk"]

    def __str__(self) -> str:
        return f"{self.use} {self.mu}"


class LandRound(models.Model):
    """One run of the assignment, as it was put to a meeting; ``lines`` keep what it proposed and what was resolved."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "待上会"
        RESOLVED = "resolved", "已议定"
        DROPPED = "dropped", "已作废"

    document = models.CharField("文件", max_length=64)
    year = models.PositiveSmallIntegerField("年度")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.PROPOSED)
    by = models.CharField("测算人", max_length=60)
    at = models.DateTimeField("测算时间")
    quota = models.JSONField("可用指标")
    lines = models.JSONField("方案", default=list)
    left = models.JSONField("未安排", default=list)
    jam = models.JSONField("冲突", null=True, blank=True)
    value = models.FloatField("价值", default=0)
    bound = models.FloatField("上界", default=0)
    meeting_date = models.DateField("会议日期", null=True, blank=True)
    minutes = models.TextField("会议纪要", blank=True)
    resolved_by = models.CharField("登记人", max_length=60, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.document} {self.year} {self.pk}"
