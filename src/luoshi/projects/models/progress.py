"""How projects go: permits, the plan and its baselines, month reports, pictures, problems."""

from django.db import models

from .project import Project


class Permit(models.Model):
    """One step of a project's life cycle: where it stands. ``case`` is the number of its case where it is one."""

    class State(models.TextChoices):
        WAITING = "waiting", "未办"
        RUNNING = "running", "办理中"
        DONE = "done", "办结"
        LEFT_OUT = "left_out", "不需要"

    project = models.ForeignKey(Project, models.CASCADE, related_name="permits")
    step = models.CharField("步骤", max_length=20)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.WAITING)
    office = models.CharField("办理单位代码", max_length=64, blank=True)
    accepted_date = models.DateField("受理", null=True, blank=True)
    due_date = models.DateField("期限", null=True, blank=True)
    done_date = models.DateField("办结", null=True, blank=True)
    paper = models.CharField("文号", max_length=100, blank=True)
    to_follow = models.JSONField("容缺", default=list)
    """Steps whose papers are to follow: [[step, what, due day]]."""
    suspensions = models.JSONField("中止", default=list)
    extensions = models.JSONField("延长期限", default=list)
    """[days, reason, by, day] of each."""
    valid_until = models.DateField("有效期至", null=True, blank=True)
    """Of the paper that was given: without works begun by then it lapses. Empty where the law sets no end."""
    prolonged = models.JSONField("延期", default=list)
    """[reason, by, day] of each time the paper's validity was prolonged."""
    past = models.JSONField("失效的批文", default=list)
    """[paper, done day, reason, day] of each paper that lapsed or was withdrawn; the step is then open again."""
    case = models.CharField("办件编号", max_length=40, blank=True)

    class Meta:
        ordering = ["step"]
        constraints = [models.UniqueConstraint(fields=["project", "step"], name="one_permit_a_step")]
        indexes = [
            models.Index(fields=["state", "due_date"], name="permit_by_due"),
            models.Index(fields=["case"], name="permit_by_case"),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.step}"


class Activity(models.Model):
    """A line of the plan. What others name as ``parent`` is a summary. ``step``: the permit it stands for, if any."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="activities")
    code = models.CharField("工序编号", max_length=40)
    name = models.CharField("工序", max_length=120)
    parent = models.CharField("上级", max_length=40, blank=True)
    days = models.PositiveIntegerField("工期（工作日）")
    earliest_date = models.DateField("不早于", null=True, blank=True)
    percent = models.DecimalField("完成百分比", max_digits=5, decimal_places=2, default=0)
    budget_yuan = models.DecimalField("投资", max_digits=16, decimal_places=2, null=True, blank=True)
    actual_start = models.DateField("实际开始", null=True, blank=True)
    actual_finish = models.DateField("实际完成", null=True, blank=True)
    needs = models.JSONField("资源", default=dict)
    step = models.CharField("许可步骤", max_length=20, blank=True)
    order = models.PositiveIntegerField("排序", default=0)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["project", "code"], name="one_activity_a_code")]

    def __str__(self) -> str:
        return self.name


class Dependency(models.Model):
    class Kind(models.TextChoices):
        FS = "FS", "完成—开始"
        SS = "SS", "开始—开始"
        FF = "FF", "完成—完成"
        SF = "SF", "开始—完成"

    project = models.ForeignKey(Project, models.CASCADE, related_name="dependencies")
    before = models.CharField("前置", max_length=40)
    after = models.CharField("后续", max_length=40)
    kind = models.CharField("关系", max_length=2, choices=Kind.choices, default=Kind.FS)
    lag_days = models.IntegerField("间隔", default=0)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "before", "after", "kind"], name="one_dependency_a_pair_and_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"


class Baseline(models.Model):
    """The plan as it was approved: ``plan`` is [[code, first day, last day, yuan]] of each activity, frozen."""

    class State(models.TextChoices):
        ASKED = "asked", "待批准"
        APPROVED = "approved", "已批准"
        REFUSED = "refused", "未批准"

    project = models.ForeignKey(Project, models.CASCADE, related_name="baselines")
    number = models.PositiveSmallIntegerField("次序")
    state = models.CharField("状态", max_length=10, choices=State.choices)
    plan = models.JSONField("计划")
    finish_date = models.DateField("完工")
    reason = models.CharField("理由", max_length=300, blank=True)
    asked_by = models.CharField("申请人", max_length=60)
    asked_at = models.DateTimeField("申请时间")
    decided_by = models.CharField("批准人", max_length=60, blank=True)
    decided_at = models.DateTimeField("批准时间", null=True, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="one_baseline_a_number")]

    def __str__(self) -> str:
        return f"{self.project_id} {self.number}"


class MonthReport(models.Model):
    """A month's report. ``invested_yuan`` counts from the first of January (自年初累计), ``points`` is physical progress."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="reports")
    month = models.DateField("月份")
    points = models.DecimalField("形象进度", max_digits=5, decimal_places=2)
    invested_yuan = models.DecimalField("年初以来完成投资", max_digits=16, decimal_places=2)
    paid_yuan = models.DecimalField("年初以来支付", max_digits=16, decimal_places=2, default=0)
    text = models.TextField("进展", blank=True)
    by = models.CharField("报送人", max_length=60)
    at = models.DateTimeField("报送时间")
    synthetic = models.BooleanField("样例数据", default=False)

    class Meta:
        ordering = ["-month"]
        constraints = [models.UniqueConstraint(fields=["project", "month"], name="one_report_a_month")]

    def __str__(self) -> str:
        return f"{self.project_id} {self.month:%Y-%m}"


class Photo(models.Model):
    """A picture of the site, kept under its own hash; it belongs to a day."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="photos")
    taken_date = models.DateField("拍摄日期")
    text = models.CharField("说明", max_length=200, blank=True)
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField(max_length=40)
    by = models.CharField("上传人", max_length=60)
    at = models.DateTimeField("上传时间")
    synthetic = models.BooleanField("样例数据", default=False)

    class Meta:
        ordering = ["-taken_date", "-pk"]

    def __str__(self) -> str:
        return f"{self.project_id} {self.taken_date}"


class Problem(models.Model):
    """Something that stands in the way: raised, owned by a unit, due, solved."""

    class Kind(models.TextChoices):
        LAND = "land", "用地"
        MONEY = "money", "资金"
        PERMIT = "permit", "审批"
        RELOCATION = "relocation", "征迁"
        UTILITY = "utility", "管线迁改"
        CONTRACTOR = "contractor", "施工单位"
        OTHER = "other", "其他"

    project = models.ForeignKey(Project, models.CASCADE, related_name="problems")
    kind = models.CharField("类别", max_length=20, choices=Kind.choices)
    text = models.CharField("问题", max_length=300)
    owner = models.ForeignKey("registry.Unit", models.PROTECT, related_name="+", verbose_name="责任单位")
    raised_by = models.CharField("提出人", max_length=60)
    raised_date = models.DateField("提出日期")
    due_date = models.DateField("解决期限")
    solved_date = models.DateField("解决日期", null=True, blank=True)
    solution = models.CharField("解决情况", max_length=300, blank=True)
    synthetic = models.BooleanField("样例数据", default=False)

    class Meta:
        ordering = ["solved_date", "due_date", "pk"]
        indexes = [models.Index(fields=["solved_date", "due_date"], name="problem_by_due")]

    def __str__(self) -> str:
        return self.text
