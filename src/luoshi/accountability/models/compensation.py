"""A year's basin compensation: the pool, each place's scores, what it gets and what has been paid."""

from django.db import models


class CompensationRound(models.Model):
    class State(models.TextChoices):
        COMPUTED = "computed", "已测算"
        PUBLISHED = "published", "公示中"
        SETTLED = "settled", "已确定"

    year = models.PositiveSmallIntegerField("年度")
    pool_fen = models.BigIntegerField("资金总额")
    weights = models.JSONField("权重")
    source = models.CharField("资金依据", max_length=200)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.COMPUTED)
    document = models.CharField(max_length=64)
    synthetic = models.BooleanField(default=False)

    class Meta:
        ordering = ["-year"]
        constraints = [models.UniqueConstraint(fields=["document", "year"], name="one_round_a_year")]

    def __str__(self) -> str:
        return f"{self.document} {self.year}"


class CompensationLine(models.Model):
    round = models.ForeignKey(CompensationRound, models.CASCADE, related_name="lines")
    place = models.CharField("乡镇", max_length=12)
    water = models.FloatField("水质得分", null=True)
    forest = models.FloatField("森林得分", null=True)
    use = models.FloatField("用水得分", null=True)
    coefficient = models.FloatField("地区系数", default=1.0)
    basis = models.JSONField("得分依据", default=dict)
    amount_fen = models.BigIntegerField("金额", null=True)

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["round", "place"], name="one_line_a_place")]

    def __str__(self) -> str:
        return f"{self.round} {self.place}"
