"""Investment promotion: leads, the stages they went through, what each side has promised."""

from django.db import models

from ..domain.promotion import STAGES
from .project import Project


class Lead(models.Model):
    """A firm that may invest. ``facts`` are those of the headquarters rules, in the statute's names and in yuan."""

    document = models.CharField("文件", max_length=64)
    code = models.SlugField("编号", max_length=40, unique=True)
    company = models.CharField("企业", max_length=120)
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    project_name = models.CharField("意向项目", max_length=120)
    source = models.CharField("来源", max_length=60, blank=True)
    industry = models.CharField("行业", max_length=60, blank=True)
    kind = models.CharField("企业类别", max_length=40, blank=True)
    measure = models.CharField("措施", max_length=20)
    clauses = models.JSONField("条款", default=list)
    invest_yuan = models.DecimalField("意向投资", max_digits=16, decimal_places=2)
    owner = models.ForeignKey("registry.Unit", models.PROTECT, related_name="+", verbose_name="首谈单位")
    stage = models.CharField("阶段", max_length=12, choices=list(STAGES.items()), default="lead")
    stage_since = models.DateField("进入阶段")
    last_contact = models.DateField("最近联系")
    facts = models.JSONField("总部条件", default=dict)
    project = models.OneToOneField(Project, models.SET_NULL, null=True, blank=True, related_name="lead")
    by = models.CharField("登记人", max_length=60)
    synthetic = models.BooleanField("样例数据", default=False)

    class Meta:
        ordering = ["-stage_since", "code"]
        indexes = [models.Index(fields=["document", "stage"], name="lead_by_stage")]

    def __str__(self) -> str:
        return self.company


class LeadMove(models.Model):
    lead = models.ForeignKey(Lead, models.CASCADE, related_name="moves")
    from_stage = models.CharField("原阶段", max_length=12, blank=True)
    to_stage = models.CharField("新阶段", max_length=12)
    day = models.DateField("日期")
    evidence = models.CharField("凭据", max_length=200)
    by = models.CharField("登记人", max_length=60)

    class Meta:
        ordering = ["day", "pk"]

    def __str__(self) -> str:
        return self.to_stage


class Promise(models.Model):
    """What the firm or the government has promised in an agreement, and how much of it is done. Amounts in yuan or persons."""

    class Side(models.TextChoices):
        FIRM = "firm", "企业承诺"
        GOVERNMENT = "government", "政府承诺"

    class What(models.TextChoices):
        INVESTMENT = "investment", "固定资产投资"
        PAID_IN = "paid_in", "注册资本到资"
        OUTPUT = "output", "年产值"
        TAX = "tax", "年税收"
        JOBS = "jobs", "就业人数"
        LAND = "land", "供地（亩）"
        REWARD = "reward", "奖励"
        UTILITY = "utility", "配套设施投入"

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="promises")
    side = models.CharField("承诺方", max_length=10, choices=Side.choices)
    what = models.CharField("事项", max_length=12, choices=What.choices)
    amount = models.DecimalField("承诺", max_digits=16, decimal_places=2)
    done = models.DecimalField("兑现", max_digits=16, decimal_places=2, default=0)
    due_date = models.DateField("期限")
    checked = models.JSONField("政策核对", default=dict)
    """For a reward: what the rules gave when it was promised, and on which day."""
    evidence = models.CharField("凭据", max_length=200, blank=True)

    class Meta:
        ordering = ["side", "due_date", "pk"]

    def __str__(self) -> str:
        return f"{self.what} {self.amount}"
