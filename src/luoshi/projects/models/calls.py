"""Research: programme > call > bid > project > milestone > acceptance, with experts, marks, money and integrity."""

from django.db import models

from ..domain.calls import STATES
from .project import Project


class Programme(models.Model):
    """A special programme of research with its money; calls are issued under it."""

    document = models.CharField("文件", max_length=64)
    code = models.CharField("代码", max_length=40)
    name = models.CharField("专项名称", max_length=120)
    name_en = models.CharField("英文名称", max_length=200, blank=True)
    clauses = models.JSONField("条款", default=list)
    measure = models.CharField("措施", max_length=20)
    budget_yuan = models.DecimalField("专项资金", max_digits=16, decimal_places=2)
    owner = models.ForeignKey("registry.Unit", models.PROTECT, related_name="+", verbose_name="主管单位")
    fields = models.JSONField("领域", default=list)
    synthetic = models.BooleanField("样例数据", default=False)

    class Meta:
        ordering = ["measure", "code"]
        constraints = [models.UniqueConstraint(fields=["document", "code"], name="one_research_programme_a_code")]

    def __str__(self) -> str:
        return self.name


class Expert(models.Model):
    """Somebody who may be drawn to review. ``close``: [name, kind, last year] of persons and institutions they must not judge."""

    document = models.CharField("文件", max_length=64)
    code = models.CharField("编号", max_length=40)
    name = models.CharField("姓名", max_length=60)
    employer = models.CharField("单位", max_length=120)
    fields = models.JSONField("领域", default=list)
    close = models.JSONField("关系", default=list)
    username = models.CharField("账号", max_length=150, blank=True)
    synthetic = models.BooleanField("样例数据", default=False)

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["document", "code"], name="one_expert_a_code")]

    def __str__(self) -> str:
        return self.code


class Call(models.Model):
    """A call for bids. ``seed`` is hidden until the bids are closed; its ``commitment`` is public from the opening on."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="calls")
    code = models.SlugField("编号", max_length=60, unique=True)
    title = models.CharField("榜单", max_length=120)
    title_en = models.CharField("英文名称", max_length=200, blank=True)
    field = models.CharField("领域", max_length=40)
    problem = models.TextField("需求")
    targets = models.JSONField("指标", default=list)
    """[name, unit, base, goal, core] of each."""
    budget_yuan = models.DecimalField("总经费", max_digits=16, decimal_places=2)
    cap_yuan = models.DecimalField("补助上限", max_digits=16, decimal_places=2)
    share = models.DecimalField("补助比例", max_digits=5, decimal_places=4)
    shares = models.JSONField("分期比例", default=list)
    open_days = models.PositiveSmallIntegerField("征集天数", default=30)
    seats = models.PositiveSmallIntegerField("专家人数", default=5)
    state = models.CharField("状态", max_length=12, choices=list(STATES.items()), default="draft")
    opened_date = models.DateField("发布日期", null=True, blank=True)
    closes_date = models.DateField("截止日期", null=True, blank=True)
    seed = models.CharField("种子", max_length=64, blank=True)
    commitment = models.CharField("种子承诺", max_length=64, blank=True)
    received = models.CharField("申报摘要", max_length=64, blank=True)
    pool = models.JSONField("专家库编号", default=list)
    aside = models.JSONField("回避", default=list)
    """[expert, bid, kind, who] of each reason for which an expert stood aside."""
    opening = models.JSONField("开封顺序", default=list)
    shown_from = models.DateField("公示开始", null=True, blank=True)
    shown_until = models.DateField("公示结束", null=True, blank=True)
    panel = models.TextField("评审会意见", blank=True)
    synthetic = models.BooleanField("样例数据", default=False)

    class Meta:
        ordering = ["programme", "code"]

    def __str__(self) -> str:
        return self.title


class Bid(models.Model):
    """What somebody offers to a call. ``number`` is what experts see of who it is: nothing else."""

    class State(models.TextChoices):
        RECEIVED = "received", "已收到"
        REFUSED = "refused", "形式审查未通过"
        ADMITTED = "admitted", "进入评审"
        CHOSEN = "chosen", "拟立项"
        AWARDED = "awarded", "已立项"
        NOT_CHOSEN = "not_chosen", "未立项"

    call = models.ForeignKey(Call, models.CASCADE, related_name="bids")
    code = models.CharField("申报编号", max_length=40)
    bidder = models.CharField("申报单位", max_length=120)
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    partners = models.JSONField("合作单位", default=list)
    people = models.JSONField("项目组成员", default=list)
    proposal = models.TextField("技术方案")
    asked_yuan = models.DecimalField("申请补助", max_digits=16, decimal_places=2)
    budget_yuan = models.DecimalField("总投入", max_digits=16, decimal_places=2)
    sha256 = models.CharField("内容摘要", max_length=64)
    state = models.CharField("状态", max_length=12, choices=State.choices, default=State.RECEIVED)
    number = models.PositiveSmallIntegerField("盲评号", null=True, blank=True)
    faults = models.JSONField("形式审查", default=list)
    mark = models.DecimalField("得分", max_digits=5, decimal_places=2, null=True, blank=True)
    grant_yuan = models.DecimalField("拟补助", max_digits=16, decimal_places=2, null=True, blank=True)
    by = models.CharField("提交人", max_length=60)
    at = models.DateTimeField("提交时间")
    project = models.OneToOneField(Project, models.SET_NULL, null=True, blank=True, related_name="bid")

    class Meta:
        ordering = ["call", "number", "code"]
        constraints = [models.UniqueConstraint(fields=["call", "code"], name="one_bid_a_code")]

    def __str__(self) -> str:
        return self.code


class Seat(models.Model):
    """An expert drawn for a call. ``left_for``: why they gave the seat up; the next in drawn order takes it."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="panel_seats")
    expert = models.ForeignKey(Expert, models.PROTECT, related_name="seats")
    rank = models.PositiveSmallIntegerField("抽取次序")
    left_for = models.CharField("退出原因", max_length=200, blank=True)

    class Meta:
        ordering = ["rank"]
        constraints = [models.UniqueConstraint(fields=["call", "expert"], name="one_seat_an_expert")]

    def __str__(self) -> str:
        return f"{self.call_id} {self.rank}"


class Review(models.Model):
    """One expert's marks for one bid."""

    bid = models.ForeignKey(Bid, models.CASCADE, related_name="reviews")
    seat = models.ForeignKey(Seat, models.CASCADE, related_name="reviews")
    marks = models.JSONField("分项得分")
    total = models.DecimalField("合计", max_digits=5, decimal_places=2)
    words = models.TextField("评语")
    at = models.DateTimeField("提交时间")

    class Meta:
        ordering = ["bid", "seat"]
        constraints = [models.UniqueConstraint(fields=["bid", "seat"], name="one_review_a_bid_and_seat")]

    def __str__(self) -> str:
        return f"{self.bid_id} {self.total}"


class Milestone(models.Model):
    """A part of a research project with its money: reached, then paid."""

    class State(models.TextChoices):
        OPEN = "open", "未完成"
        REACHED = "reached", "已完成"
        FAILED = "failed", "未通过"

    project = models.ForeignKey(Project, models.CASCADE, related_name="milestones")
    number = models.PositiveSmallIntegerField("序号")
    name = models.CharField("里程碑", max_length=80)
    due_date = models.DateField("期限")
    amount_yuan = models.DecimalField("拨付", max_digits=16, decimal_places=2)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.OPEN)
    evidence = models.CharField("依据", max_length=300, blank=True)
    done_date = models.DateField("完成日期", null=True, blank=True)
    paid_date = models.DateField("拨付日期", null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="one_milestone_a_number")]

    def __str__(self) -> str:
        return self.name


class Acceptance(models.Model):
    """How a research project ended: each figure measured, and the result by the rule."""

    project = models.OneToOneField(Project, models.CASCADE, related_name="acceptance")
    actual = models.JSONField("实测指标")
    result = models.CharField("结论", max_length=10)
    words = models.TextField("验收意见", blank=True)
    day = models.DateField("验收日期")
    by = models.CharField("登记人", max_length=60)

    def __str__(self) -> str:
        return self.result


class IntegrityEntry(models.Model):
    """Somebody's breach in research (诚信档案): until its day they may neither bid nor review."""

    document = models.CharField("文件", max_length=64)
    who = models.CharField("单位或个人", max_length=120)
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    what = models.CharField("失信行为", max_length=300)
    until = models.DateField("限制到")
    by = models.CharField("登记人", max_length=60)
    day = models.DateField("登记日期")
    synthetic = models.BooleanField("样例数据", default=False)

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return self.who
