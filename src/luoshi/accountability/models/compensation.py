"""Basin compensation: a year's pool split among places, agreements of up- and downstream, what is owed, paid, disputed."""

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


class BasinAgreement(models.Model):
    """A horizontal agreement of up- and downstream, with what 生态保护补偿条例 第十七条 asks of it, and the index by which a
    year's payer is found."""

    code = models.SlugField("编号", max_length=40, unique=True)
    title = models.CharField("协议名称", max_length=160)
    upstream = models.CharField("上游地区", max_length=80)
    downstream = models.CharField("下游地区", max_length=80)
    scope = models.CharField("补偿范围", max_length=300)
    targets = models.CharField("保护目标和考核办法", max_length=300)
    duties = models.CharField("双方权利义务", max_length=500)
    manner = models.CharField("补偿方式", max_length=300)
    breach = models.CharField("违约责任", max_length=300)
    other = models.CharField("其他事项", max_length=300, blank=True)
    first = models.DateField("起")
    last = models.DateField("止")
    station = models.CharField("考核断面", max_length=64)
    stability = models.FloatField("水质稳定系数 k0")
    items = models.JSONField("指标、基准值和权重")
    """[[item, base value, weight], ...]"""
    amount_fen = models.BigIntegerField("年补偿额")
    paper = models.CharField("文件", max_length=200)
    document = models.CharField(max_length=64)
    synthetic = models.BooleanField(default=False)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.title


class BasinDebt(models.Model):
    """What one place owes another for a year: from a settled round (``round``) or an agreement's index (``agreement``)."""

    year = models.PositiveSmallIntegerField("年度")
    debtor = models.CharField("付款方", max_length=80)
    creditor = models.CharField("收款方", max_length=80)
    amount_fen = models.BigIntegerField("应付")
    round = models.ForeignKey(CompensationRound, models.PROTECT, null=True, related_name="debts")
    agreement = models.ForeignKey(BasinAgreement, models.PROTECT, null=True, related_name="debts")
    basis = models.JSONField("依据")
    document = models.CharField(max_length=64)
    synthetic = models.BooleanField(default=False)

    class Meta:
        ordering = ["-year", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "year"], condition=models.Q(agreement__isnull=False), name="one_debt_a_year"
            ),
            models.UniqueConstraint(
                fields=["round", "creditor"], condition=models.Q(round__isnull=False), name="one_debt_a_place"
            ),
            models.CheckConstraint(condition=models.Q(amount_fen__gt=0), name="debt_is_something"),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.debtor} → {self.creditor}"


class BasinPayment(models.Model):
    class Kind(models.TextChoices):
        PAID = "paid", "支付"
        RECOVERED = "recovered", "追回"

    debt = models.ForeignKey(BasinDebt, models.PROTECT, related_name="payments")
    kind = models.CharField("类别", max_length=10, choices=Kind.choices, default=Kind.PAID)
    amount_fen = models.BigIntegerField("金额")
    paid_on = models.DateField("日期")
    voucher = models.CharField("凭证", max_length=120, unique=True)
    reason = models.CharField("说明", max_length=200, blank=True)
    by = models.CharField(max_length=150)

    class Meta:
        ordering = ["paid_on", "pk"]
        constraints = [models.CheckConstraint(condition=models.Q(amount_fen__gt=0), name="payment_is_something")]

    def __str__(self) -> str:
        return self.voucher


class BasinDispute(models.Model):
    """Raised by a side; settled between them, or decided by the government above both (第十八条)."""

    debt = models.ForeignKey(BasinDebt, models.PROTECT, related_name="disputes")
    raised_by = models.CharField("提出方", max_length=80)
    raised_on = models.DateField("提出日期")
    text = models.CharField("争议", max_length=500)
    settled_on = models.DateField("解决日期", null=True)
    decided_by = models.CharField("作出处理的机关", max_length=120, blank=True)
    outcome = models.CharField("处理结果", max_length=500, blank=True)

    class Meta:
        ordering = ["-raised_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.debt} {self.raised_on}"
