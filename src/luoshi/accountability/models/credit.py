"""Credit records of firms, and drawings by lot for inspection."""

from django.db import models


class CreditRecord(models.Model):
    class State(models.TextChoices):
        KEPT = "kept", "归集，不公示"
        PUBLISHED = "published", "公示中"
        REPAIRED = "repaired", "已修复"
        EXPIRED = "expired", "期满停止公示"
        WITHDRAWN = "withdrawn", "更正删除"

    number = models.CharField("决定书文号", max_length=80, unique=True)
    subject = models.CharField("统一社会信用代码", max_length=18)
    subject_name = models.CharField("主体", max_length=120)
    category = models.CharField("目录类别", max_length=40)
    severity = models.CharField("失信程度", max_length=10)
    special = models.BooleanField("食品药品、特种设备、安全生产、消防", default=False)
    issuer = models.CharField("作出决定的单位", max_length=64)
    title = models.CharField("事由", max_length=200)
    decided_on = models.DateField("决定日期")
    publish_from = models.DateField("公示起", null=True, blank=True)
    repair_from = models.DateField("最早可修复")
    stop_on = models.DateField("停止公示")
    disputed = models.BooleanField("异议中", default=False)
    state = models.CharField("状态", max_length=10, choices=State.choices)
    ended_on = models.DateField("结束", null=True, blank=True)
    case = models.CharField("修复或异议的办件", max_length=40, blank=True)
    document = models.CharField(max_length=64)
    synthetic = models.BooleanField(default=False)

    class Meta:
        ordering = ["-decided_on", "pk"]
        indexes = [models.Index(fields=["subject", "state"], name="credit_of_subject")]

    def __str__(self) -> str:
        return self.number


class Drawing(models.Model):
    """One drawing by lot, with all that it was made of, so that it can be made again."""

    number = models.CharField("编号", max_length=20, unique=True)
    title = models.CharField("抽查任务", max_length=120)
    agency = models.CharField("抽查单位", max_length=64, blank=True)
    seed = models.CharField("种子", max_length=80)
    population = models.JSONField("被抽对象")
    rates = models.JSONField("抽查比例")
    inspectors = models.JSONField("执法人员")
    conflicts = models.JSONField("申报的回避", default=dict)
    drawn = models.JSONField("抽中")
    waiting = models.PositiveIntegerField("待登记结果的企业数", default=0)
    """Firms drawn that should still be visited and have no result."""
    fingerprint = models.CharField(max_length=64)
    made_at = models.DateTimeField("抽取时间")
    made_by = models.CharField(max_length=60)
    document = models.CharField(max_length=64)
    synthetic = models.BooleanField(default=False)

    class Meta:
        ordering = ["-number"]

    def __str__(self) -> str:
        return self.number


class LotObjection(models.Model):
    """What a firm that was drawn objects to: one of its inspectors (recusal), or that it is visited at all."""

    class Kind(models.TextChoices):
        RECUSAL = "recusal", "申请执法人员回避"
        VISIT = "visit", "对被抽中有异议"

    class Outcome(models.TextChoices):
        OPEN = "open", "待答复"
        UPHELD = "upheld", "异议成立"
        REJECTED = "rejected", "异议不成立"

    drawing = models.ForeignKey(Drawing, models.PROTECT, related_name="objections")
    subject = models.CharField("统一社会信用代码", max_length=18)
    kind = models.CharField("类型", max_length=10, choices=Kind.choices)
    inspector = models.CharField("执法人员", max_length=60, blank=True)
    reason = models.CharField("异议内容", max_length=1000)
    raised_on = models.DateField("提出日期")
    raised_by = models.CharField("登记人", max_length=60)
    outcome = models.CharField("结果", max_length=10, choices=Outcome.choices, default=Outcome.OPEN)
    answer = models.CharField("答复", max_length=1000, blank=True)
    answered_by = models.CharField("答复人", max_length=60, blank=True)
    answered_on = models.DateField("答复日期", null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["drawing", "subject"],
                condition=models.Q(outcome="open"),
                name="accountability_one_open_objection",
            )
        ]

    def __str__(self) -> str:
        return f"{self.drawing_id} {self.subject} {self.outcome}"


class InspectionResult(models.Model):
    """What the inspectors found at a firm that was drawn. Open to anyone from the day it is entered."""

    class Outcome(models.TextChoices):
        """The kinds in which the state's publicity system for firms tells results; to be verified against its text."""

        NO_PROBLEM = "no_problem", "未发现问题"
        NO_BUSINESS = "no_business", "未发现开展本次抽查涉及的经营活动"
        UNPUBLISHED = "unpublished", "未按规定公示应当公示的信息"
        FALSE = "false", "公示信息隐瞒真实情况、弄虚作假"
        ORDERED = "ordered", "发现问题已责令改正"
        HANDED_OVER = "handed_over", "发现问题待后续处理"
        UNCOOPERATIVE = "uncooperative", "不配合检查，情节严重"
        UNREACHABLE = "unreachable", "通过登记的住所（经营场所）无法联系"
        CLOSED = "closed", "已关闭停业或正在组织清算"

    drawing = models.ForeignKey(Drawing, models.PROTECT, related_name="results")
    subject = models.CharField("统一社会信用代码", max_length=18)
    subject_name = models.CharField("企业", max_length=200)
    inspectors = models.JSONField("执法人员")
    inspected_on = models.DateField("检查日期")
    outcome = models.CharField("抽查结果", max_length=14, choices=Outcome.choices)
    note = models.CharField("检查情况", max_length=1000, blank=True)
    recorded_on = models.DateField("登记和公示日期")
    recorded_by = models.CharField("登记人", max_length=60)
    corrected_on = models.DateField("更正日期", null=True, blank=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        ordering = ["-inspected_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["drawing", "subject"], name="accountability_one_result_of_a_firm")
        ]
        indexes = [models.Index(fields=["subject"], name="inspections_of_subject")]

    def __str__(self) -> str:
        return f"{self.drawing_id} {self.subject} {self.outcome}"


class JointInspection(models.Model):
    """Drawings of several agencies taken together: a firm that more than one drew is visited once, by all of them."""

    number = models.CharField("编号", max_length=20, unique=True)
    title = models.CharField("联合抽查", max_length=120)
    drawings = models.ManyToManyField(Drawing, related_name="joint", verbose_name="抽查任务")
    visits = models.JSONField("合并的入户")
    apart = models.PositiveIntegerField("各查各的入户次数")
    fingerprint = models.CharField(max_length=64)
    made_at = models.DateTimeField("合并时间")
    made_by = models.CharField(max_length=60)
    document = models.CharField(max_length=64)
    synthetic = models.BooleanField(default=False)

    class Meta:
        ordering = ["-number"]

    def __str__(self) -> str:
        return self.number

    @property
    def saved(self) -> int:
        """Visits that need not be made: one for each agency beyond the first at a firm."""
        return sum(len(visit["lots"]) - 1 for visit in self.visits)
