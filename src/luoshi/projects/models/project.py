"""Projects: what they are, their money, land and contracts."""

from django.db import models

from ..domain import rolling

STAGES = list(rolling.STAGES.items())


class Project(models.Model):
    """One project. ``total_yuan`` and the other amounts are exact yuan; the place is WGS84. ``light`` and ``points`` are
    computed each day and after each act, so that lists need not compute them again."""

    class Kind(models.TextChoices):
        GOVERNMENT = "government", "政府投资"
        FILING = "filing", "企业备案"
        VERIFICATION = "verification", "企业核准"
        LIVELIHOOD = "livelihood", "民生"
        RESEARCH = "research", "研发"
        PROMOTION = "promotion", "招商"

    class Category(models.TextChoices):
        INDUSTRY = "industry", "产业"
        INFRASTRUCTURE = "infrastructure", "基础设施"
        LIVELIHOOD = "livelihood", "民生补短板"

    class Level(models.TextChoices):
        NATIONAL = "national", "国家"
        PROVINCIAL = "provincial", "省重点"
        MUNICIPAL = "municipal", "市重点"
        COUNTY = "county", "县重点"

    code = models.SlugField("编号", max_length=64, unique=True)
    national_code = models.CharField("项目代码", max_length=24, blank=True)
    name = models.CharField("名称", max_length=120)
    name_en = models.CharField("英文名称", max_length=200, blank=True)
    scale = models.TextField("建设内容和规模", blank=True)
    document = models.CharField("文件", max_length=64)
    measure = models.CharField("措施", max_length=20)
    clauses = models.JSONField("条款", default=list)
    kind = models.CharField("类型", max_length=20, choices=Kind.choices)
    category = models.CharField("类别", max_length=20, choices=Category.choices)
    works = models.CharField("建设性质", max_length=20, default="construction")
    sector = models.CharField("行业", max_length=40, blank=True)
    level = models.CharField("级别", max_length=20, choices=Level.choices, default=Level.COUNTY)
    city = models.CharField("片区", max_length=40, blank=True)
    township = models.CharField("区划代码", max_length=12, blank=True)
    lon = models.DecimalField("经度", max_digits=9, decimal_places=6, null=True, blank=True)
    lat = models.DecimalField("纬度", max_digits=9, decimal_places=6, null=True, blank=True)
    exact_place = models.BooleanField("位置准确", default=False)
    """False: the point is the township's, for want of a better one."""
    outline = models.JSONField("范围", null=True, blank=True)
    owner = models.ForeignKey("registry.Unit", models.PROTECT, related_name="+", verbose_name="责任单位")
    sponsor = models.CharField("项目单位", max_length=120, blank=True)
    leader = models.CharField("挂钩领导", max_length=60, blank=True)
    total_yuan = models.DecimalField("总投资", max_digits=16, decimal_places=2, null=True, blank=True)
    estimate_yuan = models.DecimalField("可研估算", max_digits=16, decimal_places=2, null=True, blank=True)
    budget_yuan = models.DecimalField("概算", max_digits=16, decimal_places=2, null=True, blank=True)
    start_date = models.DateField("计划开工", null=True, blank=True)
    finish_date = models.DateField("计划竣工", null=True, blank=True)
    started_date = models.DateField("实际开工", null=True, blank=True)
    finished_date = models.DateField("实际竣工", null=True, blank=True)
    stage = models.CharField("阶段", max_length=20, choices=STAGES, default=rolling.RESERVE)
    stage_since = models.DateField("进入阶段", null=True, blank=True)
    depends_on = models.JSONField("依赖的项目", default=list)
    synthetic = models.BooleanField("样例数据", default=False)
    from_content = models.BooleanField("来自方案文件", default=False)
    retired = models.BooleanField("已移出", default=False)
    light = models.CharField("亮灯", max_length=10, default="grey")
    light_reasons = models.JSONField("亮灯原因", default=list)
    light_day = models.DateField("亮灯日期", null=True, blank=True)
    points = models.DecimalField("形象进度", max_digits=5, decimal_places=2, null=True, blank=True)
    waits_for = models.CharField("等待事项", max_length=80, blank=True)
    held_by = models.CharField("在谁手上", max_length=80, blank=True)
    """Code of the unit whose clock holds the project; empty: the project unit itself."""
    held_since = models.DateField("自何时", null=True, blank=True)

    class Meta:
        ordering = ["measure", "code"]
        indexes = [
            models.Index(fields=["document", "stage"], name="project_by_stage"),
            models.Index(fields=["document", "measure"], name="project_by_measure"),
            models.Index(fields=["held_by"], name="project_by_holder"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["national_code"], condition=~models.Q(national_code=""), name="one_project_a_national_code"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Funding(models.Model):
    """Money from one source in one year."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="funding")
    source = models.CharField("资金来源", max_length=60)
    year = models.PositiveSmallIntegerField("年度")
    planned_yuan = models.DecimalField("计划", max_digits=16, decimal_places=2)
    paid_yuan = models.DecimalField("到位", max_digits=16, decimal_places=2, default=0)

    class Meta:
        ordering = ["year", "source"]
        constraints = [models.UniqueConstraint(fields=["project", "source", "year"], name="one_row_a_source_and_year")]

    def __str__(self) -> str:
        return f"{self.source} {self.year}"


class Parcel(models.Model):
    """A piece of land the project stands on; ``approval`` empty: not yet approved."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="parcels")
    code = models.CharField("地块", max_length=40)
    name = models.CharField("名称", max_length=100, blank=True)
    area_mu = models.DecimalField("面积（亩）", max_digits=12, decimal_places=3)
    approval = models.CharField("批文", max_length=100, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["project", "code"], name="one_parcel_a_code")]

    def __str__(self) -> str:
        return self.code


class Contract(models.Model):
    class Kind(models.TextChoices):
        WORKS = "works", "工程"
        GOODS = "goods", "货物"
        SERVICES = "services", "服务"

    project = models.ForeignKey(Project, models.CASCADE, related_name="contracts")
    code = models.CharField("合同编号", max_length=60)
    name = models.CharField("合同名称", max_length=120)
    kind = models.CharField("合同类别", max_length=10, choices=Kind.choices)
    value_yuan = models.DecimalField("合同价", max_digits=16, decimal_places=2)
    supplier = models.CharField("承包单位", max_length=120, blank=True)
    tendered = models.BooleanField("已招标", default=True)
    prefunded = models.BooleanField("施工单位垫资", default=False)
    signed_date = models.DateField("签订日期", null=True, blank=True)
    start_date = models.DateField("开工", null=True, blank=True)
    finish_date = models.DateField("竣工", null=True, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["project", "code"], name="one_contract_a_code")]

    def __str__(self) -> str:
        return self.name


class Payment(models.Model):
    """Money paid on a contract from one source of one year."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="payments")
    funding = models.ForeignKey(Funding, models.PROTECT, related_name="payments", verbose_name="资金来源")
    day = models.DateField("支付日期")
    amount_yuan = models.DecimalField("金额", max_digits=16, decimal_places=2)
    what = models.CharField("用途", max_length=200)
    voucher = models.CharField("凭证", max_length=100)
    by = models.CharField("登记人", max_length=60)
    synthetic = models.BooleanField("样例数据", default=False)

    class Meta:
        ordering = ["day", "pk"]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.amount_yuan}"
