"""Officials, their terms, what they decided, the damage that came of it, and who answers for it, for life."""

from django.db import models


class Official(models.Model):
    code = models.SlugField("编号", max_length=64, unique=True)
    name = models.CharField("姓名", max_length=60)
    whereabouts = models.CharField("现状", max_length=120, blank=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Tenure(models.Model):
    official = models.ForeignKey(Official, models.PROTECT, related_name="tenures")
    post = models.CharField("职务", max_length=120)
    unit = models.CharField("单位", max_length=64, blank=True)
    place = models.CharField("责任区域", max_length=12, blank=True)
    first = models.DateField("任职起")
    last = models.DateField("任职止", null=True, blank=True)
    principal = models.BooleanField("主要负责人", default=True)
    paper = models.CharField("任免文件", max_length=120, blank=True)

    class Meta:
        ordering = ["first", "pk"]
        indexes = [models.Index(fields=["post", "first"], name="tenure_by_post")]

    def __str__(self) -> str:
        return f"{self.official} {self.post}"


class Decision(models.Model):
    code = models.SlugField("编号", max_length=64, unique=True)
    title = models.CharField("事项", max_length=200)
    decided_on = models.DateField("决策日期")
    organ = models.CharField("决策机构", max_length=120)
    posts = models.JSONField("责任职务", default=list)
    paper = models.CharField("会议纪要或文号", max_length=120)
    document = models.CharField(max_length=64)
    synthetic = models.BooleanField(default=False)

    class Meta:
        ordering = ["-decided_on", "pk"]

    def __str__(self) -> str:
        return self.title


class Signature(models.Model):
    decision = models.ForeignKey(Decision, models.CASCADE, related_name="signatures")
    official = models.ForeignKey(Official, models.PROTECT, related_name="signatures")
    role = models.CharField("角色", max_length=60)
    dissented = models.BooleanField("记录在案的反对", default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["decision", "official"], name="signed_once")]

    def __str__(self) -> str:
        return f"{self.decision} {self.official}"


class Damage(models.Model):
    """What came of a decision. ``source`` is a case's number, an audit's, or a station's result, and ``url`` leads there."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="damages", null=True, blank=True)
    found_on = models.DateField("发现日期")
    fact = models.TextField("损害事实")
    source = models.CharField("线索来源", max_length=120, unique=True)
    url = models.CharField(max_length=200, blank=True)
    place = models.CharField("地方", max_length=12, blank=True)
    document = models.CharField(max_length=64)
    synthetic = models.BooleanField(default=False)

    class Meta:
        ordering = ["-found_on", "-pk"]

    def __str__(self) -> str:
        return self.fact[:60]


class Accountable(models.Model):
    """A person who answers for a damage. There is no end date: it does not lapse."""

    damage = models.ForeignKey(Damage, models.PROTECT, related_name="accountable")
    official = models.ForeignKey(Official, models.PROTECT, related_name="answers_for")
    tenure = models.ForeignKey(Tenure, models.PROTECT)
    role = models.CharField("角色", max_length=60)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["damage", "official"], name="answers_once")]

    def __str__(self) -> str:
        return f"{self.official} {self.damage}"


class Sanction(models.Model):
    official = models.ForeignKey(Official, models.PROTECT, related_name="sanctions")
    damage = models.ForeignKey(Damage, models.PROTECT, related_name="sanctions")
    form = models.CharField("方式", max_length=24)
    decided_on = models.DateField("决定日期")
    paper = models.CharField("文号", max_length=120)

    class Meta:
        ordering = ["decided_on", "pk"]

    def __str__(self) -> str:
        return f"{self.official} {self.form}"
