"""Renewal with the owners' consent, and economic evaluation."""

from django.db import models

from .project import Project


class Ballot(models.Model):
    """A vote of the owners of an area on its renewal. While it has not passed, the project may not be begun."""

    class Matter(models.TextChoices):
        SPECIAL = "special", "改建、重建等重大事项"
        ORDINARY = "ordinary", "其他事项"

    project = models.ForeignKey(Project, models.CASCADE, related_name="ballots")
    round = models.PositiveSmallIntegerField("轮次", default=1)
    question = models.CharField("表决事项", max_length=300)
    matter = models.CharField("事项类别", max_length=10, choices=Matter.choices)
    opened_date = models.DateField("开始")
    closes_date = models.DateField("截止")
    closed_date = models.DateField("计票日期", null=True, blank=True)
    result = models.JSONField("计票结果", default=dict)
    synthetic = models.BooleanField("样例数据", default=False)

    class Meta:
        ordering = ["project", "-round"]
        constraints = [models.UniqueConstraint(fields=["project", "round"], name="one_ballot_a_round")]

    def __str__(self) -> str:
        return self.question


class HouseVote(models.Model):
    """One house with its owner and what they said. Names are masked wherever they are shown."""

    ballot = models.ForeignKey(Ballot, models.CASCADE, related_name="votes")
    house = models.CharField("房号", max_length=40)
    owner = models.CharField("业主", max_length=60)
    owner_key = models.CharField("业主标识", max_length=64)
    """The same for all houses of an owner, so that they count once."""
    area_m2 = models.DecimalField("专有部分面积（平方米）", max_digits=10, decimal_places=2)
    said = models.CharField("表决", max_length=10, blank=True)
    voted_date = models.DateField("表决日期", null=True, blank=True)
    proxy = models.CharField("代理人", max_length=60, blank=True)

    class Meta:
        ordering = ["house"]
        constraints = [models.UniqueConstraint(fields=["ballot", "house"], name="one_vote_a_house")]

    def __str__(self) -> str:
        return self.house


class Taking(models.Model):
    """What a decision to take houses stands on (国有土地上房屋征收), as far as it is known."""

    project = models.OneToOneField(Project, models.CASCADE, related_name="taking")
    plan_opened = models.DateField("补偿方案公布", null=True, blank=True)
    money_needed_yuan = models.DecimalField("所需补偿费用", max_digits=16, decimal_places=2, null=True, blank=True)
    money_yuan = models.DecimalField("专户已到账", max_digits=16, decimal_places=2, null=True, blank=True)
    appraisal_yuan = models.DecimalField(
        "评估均价（元/平方米）", max_digits=12, decimal_places=2, null=True, blank=True
    )
    market_yuan = models.DecimalField(
        "类似房地产市场价（元/平方米）", max_digits=12, decimal_places=2, null=True, blank=True
    )
    stability_assessed = models.BooleanField("已作社会稳定风险评估", default=False)
    objecting = models.PositiveIntegerField("反对方案户数", default=0)
    households = models.PositiveIntegerField("被征收户数", default=0)
    hearing_held = models.BooleanField("已组织听证", default=False)
    decided_date = models.DateField("征收决定", null=True, blank=True)

    def __str__(self) -> str:
        return str(self.households)


class YearFlow(models.Model):
    """What a project is expected to bring and to cost in a year from its first: the basis of its economic evaluation."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="flows")
    year = models.PositiveSmallIntegerField("第几年")
    benefit_yuan = models.DecimalField("效益", max_digits=16, decimal_places=2)
    cost_yuan = models.DecimalField("费用", max_digits=16, decimal_places=2)

    class Meta:
        ordering = ["year"]
        constraints = [models.UniqueConstraint(fields=["project", "year"], name="one_flow_a_year")]

    def __str__(self) -> str:
        return str(self.year)
