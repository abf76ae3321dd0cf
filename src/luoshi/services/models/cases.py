"""Tables of processes and their versions, the catalogue, cases with their steps, and what belongs to them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from luoshi.kernel.errors import N_


class ProcessVersion(models.Model):
    """A process as it was published; never changed afterwards. Running cases keep the version they began with."""

    code = models.SlugField("代码", max_length=64)
    number = models.PositiveIntegerField("版本")
    title = models.CharField("名称", max_length=120)
    title_en = models.CharField(max_length=160, blank=True)
    document = models.CharField(max_length=64, blank=True)
    measure = models.CharField(max_length=16, blank=True)
    clauses = models.JSONField("服务的条款", default=list)
    mechanism = models.CharField("机制", max_length=64, blank=True, db_index=True)
    opened_by_rule = models.CharField("由规则启动", max_length=100, blank=True)
    """The rule whose findings open a case each, before anybody applies (主动服务)."""
    purpose = models.CharField("用途", max_length=64, blank=True)
    """What rooms start it for, or read its outcome as (``domain.purposes``); the content says which process that is."""
    unit = models.ForeignKey("registry.Unit", models.PROTECT, related_name="+", verbose_name="责任单位")
    bpmn = models.TextField()
    decisions = models.JSONField("决策表", default=dict)
    forms = models.JSONField("表单", default=dict)
    called = models.JSONField("调用的流程", default=list)
    """The files of the processes it calls, as they were when this version was published."""
    nodes = models.JSONField("节点", default=dict)
    legal_days = models.PositiveIntegerField("法定工作日", null=True)
    promised_days = models.PositiveIntegerField("承诺工作日", null=True)
    law = models.CharField("时限依据", max_length=120, blank=True)
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=150)
    is_current = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["measure", "code", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "number"], name="services_process_version"),
            models.UniqueConstraint(
                fields=["code"], condition=models.Q(is_current=True), name="services_one_current_process"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}@{self.number}"


class Item(models.Model):
    """A government service item of the catalogue, in one version. ``facts`` holds the national data elements."""

    class Kind(models.TextChoices):
        INSTANT = "instant", N_("即办件")
        PROMISED = "promised", N_("承诺件")

    code = models.CharField("实施编码", max_length=64)
    number = models.PositiveIntegerField("版本", default=1)
    name = models.CharField("事项名称", max_length=160)
    name_en = models.CharField(max_length=200, blank=True)
    type_code = models.CharField("事项类型", max_length=4)
    kind = models.CharField("办件类型", max_length=10, choices=Kind.choices)
    unit = models.ForeignKey("registry.Unit", models.PROTECT, related_name="+", verbose_name="实施主体")
    process = models.SlugField("流程", max_length=64)
    document = models.CharField(max_length=64, blank=True)
    measure = models.CharField(max_length=16, blank=True)
    legal_days = models.PositiveIntegerField("法定办结时限", null=True)
    promised_days = models.PositiveIntegerField("承诺办结时限", default=0)
    visits = models.PositiveSmallIntegerField("到现场次数", default=0)
    themes = models.JSONField("主题", default=list)
    said = models.TextField("日常说法", blank=True)
    facts = models.JSONField("数据元", default=dict)
    valid_from = models.DateField("生效日期", null=True)
    valid_to = models.DateField("取消日期", null=True)
    is_current = models.BooleanField(default=True, db_index=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["measure", "code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "number"], name="services_item_version"),
            models.UniqueConstraint(fields=["code"], condition=models.Q(is_current=True), name="services_one_item"),
        ]

    def __str__(self) -> str:
        return self.name


class Case(models.Model):
    class State(models.TextChoices):
        OPEN = "open", N_("办理中")
        SUSPENDED = "suspended", N_("暂停计时")
        RETURNED = "returned", N_("待补正")
        DONE = "done", N_("已办结")
        REFUSED = "refused", N_("不予办理")
        WITHDRAWN = "withdrawn", N_("已撤回")

    number = models.CharField("办件编号", max_length=64, unique=True)
    title = models.CharField("事由", max_length=200)
    document = models.CharField(max_length=64, blank=True)
    measure = models.CharField(max_length=16, blank=True)
    version = models.ForeignKey(ProcessVersion, models.PROTECT, related_name="cases", verbose_name="流程版本")
    item = models.ForeignKey(Item, models.PROTECT, null=True, related_name="cases", verbose_name="事项")
    unit = models.ForeignKey("registry.Unit", models.PROTECT, related_name="+", verbose_name="承办单位")
    applicant = models.JSONField("申请人", default=dict)
    agent = models.JSONField("代理人", default=dict)
    channel = models.CharField("渠道", max_length=16, default="window")
    query_code = models.CharField("查询码", max_length=12, blank=True)
    external_id = models.CharField("上报标识", max_length=64, null=True, unique=True)
    parent = models.ForeignKey("self", models.SET_NULL, null=True, related_name="children")
    data = models.JSONField("数据", default=dict)
    engine_state = models.JSONField("引擎状态", default=dict)
    state = models.CharField("状态", max_length=12, choices=State.choices, default=State.OPEN)
    started_at = models.DateTimeField()
    accepted_on = models.DateField("受理日期")
    limit_days = models.PositiveIntegerField("办理时限", null=True)
    extension_days = models.PositiveIntegerField("延长", default=0)
    due_date = models.DateField("应办结日期", null=True)
    finished_at = models.DateTimeField(null=True)
    counted_days = models.PositiveIntegerField("计入时限的工作日", null=True)
    result = models.CharField("结果", max_length=200, blank=True)
    result_en = models.CharField(max_length=300, blank=True)
    visits = models.PositiveSmallIntegerField("实际跑动次数", default=0)
    returns = models.PositiveSmallIntegerField("补正次数", default=0)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, related_name="merged")
    synthetic = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["-started_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["state", "due_date"], name="services_case_due"),
            models.Index(fields=["version", "state"], name="services_case_version"),
            models.Index(fields=["unit", "state", "due_date"], name="services_case_unit"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def title_en(self) -> str:
        """English of a title that nobody wrote by hand: the item's or the process's."""
        if self.item is not None and self.title == self.item.name:
            return self.item.name_en
        return self.version.title_en if self.title == self.version.title else ""


class Step(models.Model):
    """One place where a case waits or waited: a person's step, a clock or a message. The log of the case."""

    class Kind(models.TextChoices):
        HUMAN = "human", N_("办理")
        TIMER = "timer", N_("定时")
        MESSAGE = "message", N_("等待")

    class State(models.TextChoices):
        OPEN = "open", N_("待办")
        DONE = "done", N_("完成")
        DROPPED = "dropped", N_("不再需要")

    case = models.ForeignKey(Case, models.CASCADE, related_name="steps")
    node = models.CharField("节点", max_length=120)
    name = models.CharField("步骤", max_length=160)
    name_en = models.CharField(max_length=240, blank=True)
    token = models.CharField(max_length=32)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.HUMAN)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    role = models.CharField("角色", max_length=20, blank=True)
    unit = models.ForeignKey("registry.Unit", models.PROTECT, null=True, related_name="+", verbose_name="单位")
    opened_at = models.DateTimeField()
    limit_days = models.PositiveIntegerField("时限", null=True)
    due_date = models.DateField("应办结日期", null=True)
    due_at = models.DateTimeField(null=True)
    claimed_by = models.CharField("承办人", max_length=150, blank=True)
    claimed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=150, blank=True)
    draft = models.JSONField("草稿", default=dict)
    note = models.CharField("说明", max_length=500, blank=True)
    escalated = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["opened_at", "pk"]
        indexes: ClassVar = [
            models.Index(
                fields=["role", "unit", "due_date", "id"],
                condition=models.Q(state="open", kind="human"),
                name="services_desk",
            ),
            models.Index(fields=["due_at"], condition=models.Q(state="open", kind="timer"), name="services_timers"),
            models.Index(fields=["case", "state"], name="services_step_case"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.node}"


class Suspension(models.Model):
    """Days that do not count: lawful grounds only, told to the applicant in writing."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="suspensions")
    from_date = models.DateField("开始")
    to_date = models.DateField("结束", null=True)
    reason = models.CharField("事由", max_length=200)
    basis = models.CharField("依据", max_length=200)

    def __str__(self) -> str:
        return f"{self.case_id} {self.from_date}"


class Attachment(models.Model):
    """A paper handed in for a case; the file lies under its own hash."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="attachments")
    material = models.CharField("材料", max_length=160)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class PowerOfAttorney(models.Model):
    """Who may act for whom, for which service, until when."""

    number = models.CharField("委托书编号", max_length=32, unique=True)
    principal = models.CharField("委托人", max_length=120)
    principal_code = models.CharField("委托人证件号", max_length=32)
    agent = models.CharField("受托人", max_length=120)
    scope = models.CharField("委托事项", max_length=64)
    valid_from = models.DateField()
    valid_to = models.DateField()
    revoked_on = models.DateField(null=True)
    registered_by = models.CharField("登记人", max_length=150, blank=True)

    class Meta:
        ordering: ClassVar = ["-valid_to", "number"]

    def __str__(self) -> str:
        return self.number


class Certificate(models.Model):
    number = models.CharField("证照编号", max_length=64, unique=True)
    token = models.CharField(max_length=40, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="certificates")
    title = models.CharField("名称", max_length=160)
    holder = models.CharField("持有人", max_length=160)
    facts = models.JSONField(default=dict)
    issued_on = models.DateField("颁发日期")
    valid_to = models.DateField("有效期至", null=True)
    revoked_on = models.DateField(null=True)
    revoked_reason = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.number


class Rating(models.Model):
    """好差评: one case, one rating; a bad one is called back and put right within limits."""

    class Grade(models.IntegerChoices):
        VERY_GOOD = 5, N_("非常满意")
        GOOD = 4, N_("满意")
        FAIR = 3, N_("基本满意")
        BAD = 2, N_("不满意")
        VERY_BAD = 1, N_("非常不满意")

    class Excluded(models.TextChoices):
        MISTAKEN = "mistaken", N_("误评，不计入")
        MALICIOUS = "malicious", N_("恶意差评，不计入")

    case = models.OneToOneField(Case, models.CASCADE, related_name="rating")
    grade = models.PositiveSmallIntegerField(choices=Grade.choices)
    words = models.CharField(max_length=500, blank=True)
    rated_at = models.DateTimeField()
    callback = models.ForeignKey(Case, models.SET_NULL, null=True, related_name="+")
    appeal = models.ForeignKey(Case, models.SET_NULL, null=True, related_name="+")
    excluded_as = models.CharField("不计入", max_length=10, blank=True, choices=Excluded.choices)
    excluded_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.case_id}: {self.grade}"


class ServicePoint(models.Model):
    """A window: hall, town, community; which items are handled there, and when it is open."""

    code = models.CharField(max_length=64, unique=True)
    name = models.CharField("名称", max_length=120)
    name_en = models.CharField(max_length=160, blank=True)
    level = models.CharField("层级", max_length=12)
    unit = models.ForeignKey("registry.Unit", models.PROTECT, related_name="+")
    document = models.CharField(max_length=64, blank=True)
    address = models.CharField(max_length=200, blank=True)
    hours = models.CharField("办公时间", max_length=120, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    items = models.JSONField("可办事项", default=list)
    synthetic = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.name


class Grid(models.Model):
    code = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=120)
    unit = models.ForeignKey("registry.Unit", models.PROTECT, related_name="+")
    document = models.CharField(max_length=64, blank=True)
    outline = models.JSONField("范围")
    synthetic = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class FeeLine(models.Model):
    """A line of the list of charges that firms may be asked to pay."""

    name = models.CharField("收费项目", max_length=160)
    document = models.CharField(max_length=64, blank=True)
    measure = models.CharField(max_length=16, blank=True)
    department = models.CharField("执收部门", max_length=120)
    kind = models.CharField("性质", max_length=40)
    standard_yuan = models.DecimalField("标准", max_digits=14, decimal_places=2, null=True)
    unit_of_charge = models.CharField("计费单位", max_length=40, blank=True)
    basis = models.CharField("依据", max_length=200)
    in_force_from = models.DateField(null=True)
    in_force_to = models.DateField(null=True)
    exempt = models.JSONField("免征对象", default=list)
    note = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.name


class NormativeDocument(models.Model):
    """A normative document of the county: in force until its day, reviewed before it, lapsed after it."""

    number = models.CharField("文号", max_length=80, unique=True)
    title = models.CharField(max_length=200)
    unit = models.ForeignKey("registry.Unit", models.PROTECT, related_name="+")
    document = models.CharField(max_length=64, blank=True)
    measure = models.CharField(max_length=16, blank=True)
    issued_on = models.DateField()
    in_force_from = models.DateField()
    valid_to = models.DateField(null=True)
    legal_opinion = models.CharField("合法性审查意见书", max_length=80, blank=True)
    reviewed_on = models.DateField(null=True)
    repealed_on = models.DateField(null=True)
    lapse_told = models.BooleanField(default=False)
    note = models.CharField(max_length=300, blank=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["valid_to", "number"]

    def __str__(self) -> str:
        return self.number


class Contact(models.Model):
    """A leader's post and the firm linked to it."""

    post = models.CharField("领导", max_length=120)
    firm = models.CharField("企业", max_length=160)
    unit = models.ForeignKey("registry.Unit", models.PROTECT, related_name="+", verbose_name="联络单位")
    document = models.CharField(max_length=64, blank=True)
    visits_planned = models.PositiveSmallIntegerField("每季度走访", default=1)
    from_date = models.DateField()
    to_date = models.DateField(null=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["post", "firm"], name="services_one_contact")]

    def __str__(self) -> str:
        return f"{self.post} – {self.firm}"
