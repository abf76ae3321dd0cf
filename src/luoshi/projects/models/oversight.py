"""What may go wrong on the way of a call and its projects: objections, changes asked for, grants taken back."""

from django.db import models

from .calls import Bid, Call
from .project import Project


class Objection(models.Model):
    """A signed objection during publicity. Until it is answered nothing of the call is awarded."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="objections")
    bid = models.ForeignKey(Bid, models.CASCADE, related_name="objections", verbose_name="对哪一项")
    who = models.CharField("异议人", max_length=120)
    contact = models.CharField("联系方式", max_length=120)
    text = models.TextField("异议和依据")
    filed_date = models.DateField("收到日期")
    due_date = models.DateField("答复期限")
    upheld = models.BooleanField("成立", null=True, blank=True)
    answer = models.TextField("调查结论", blank=True)
    decided_by = models.CharField("答复人", max_length=60, blank=True)
    decided_date = models.DateField("答复日期", null=True, blank=True)

    class Meta:
        ordering = ["filed_date", "pk"]

    def __str__(self) -> str:
        return f"{self.call_id} {self.filed_date}"


class ChangeRequest(models.Model):
    """A change of a research project that needs approval; ``new`` is applied when it is given."""

    class Kind(models.TextChoices):
        LEADER = "leader", "项目负责人"
        BUDGET = "budget", "总投入"
        DEADLINE = "deadline", "完成期限"
        PARTNER = "partner", "合作单位"

    class State(models.TextChoices):
        ASKED = "asked", "待批准"
        APPROVED = "approved", "已批准"
        REFUSED = "refused", "未批准"

    project = models.ForeignKey(Project, models.CASCADE, related_name="changes")
    kind = models.CharField("变更事项", max_length=10, choices=Kind.choices)
    old = models.CharField("原来", max_length=400)
    new = models.CharField("改为", max_length=400)
    reason = models.CharField("理由", max_length=300)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.ASKED)
    asked_by = models.CharField("申请人", max_length=60)
    asked_date = models.DateField("申请日期")
    decided_by = models.CharField("批准人", max_length=60, blank=True)
    decided_date = models.DateField("决定日期", null=True, blank=True)
    words = models.CharField("意见", max_length=300, blank=True)

    class Meta:
        ordering = ["-asked_date", "-pk"]

    def __str__(self) -> str:
        return f"{self.project_id} {self.kind}"


class ClawBack(models.Model):
    """A decision to take a grant back: ``paid`` at the time, ``kept`` of it rightly spent, the rest to be returned."""

    class Cause(models.TextChoices):
        FAILED = "failed", "验收不通过"
        STOPPED = "stopped", "中期未通过，项目终止"
        BREACH = "breach", "弄虚作假或违反任务书"

    project = models.OneToOneField(Project, models.CASCADE, related_name="claw_back")
    cause = models.CharField("原因", max_length=10, choices=Cause.choices)
    paid_yuan = models.DecimalField("已拨付", max_digits=16, decimal_places=2)
    kept_yuan = models.DecimalField("经审计合理支出", max_digits=16, decimal_places=2)
    amount_yuan = models.DecimalField("应退回", max_digits=16, decimal_places=2)
    reason = models.CharField("理由", max_length=300)
    by = models.CharField("决定人", max_length=60)
    day = models.DateField("决定日期")
    due_date = models.DateField("退回期限")

    def __str__(self) -> str:
        return f"{self.project_id} {self.amount_yuan}"


class Refund(models.Model):
    """Money that came back."""

    claw_back = models.ForeignKey(ClawBack, models.CASCADE, related_name="refunds")
    day = models.DateField("到账日期")
    amount_yuan = models.DecimalField("金额", max_digits=16, decimal_places=2)
    voucher = models.CharField("凭证", max_length=100)
    by = models.CharField("登记人", max_length=60)

    class Meta:
        ordering = ["day", "pk"]

    def __str__(self) -> str:
        return f"{self.claw_back_id} {self.amount_yuan}"
