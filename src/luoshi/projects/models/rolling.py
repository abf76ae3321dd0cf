"""The plan over all projects: the year's investment, the quarter's roll."""

from django.db import models

from ..domain import rolling
from .project import Project

STAGES = list(rolling.STAGES.items())


class YearPlan(models.Model):
    """What a project is to invest in a year, and what it is to reach."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="year_plans")
    year = models.PositiveSmallIntegerField("年度")
    amount_yuan = models.DecimalField("年度计划投资", max_digits=16, decimal_places=2)
    nodes = models.CharField("形象进度目标", max_length=300, blank=True)

    class Meta:
        ordering = ["year"]
        constraints = [models.UniqueConstraint(fields=["project", "year"], name="one_plan_a_year")]

    def __str__(self) -> str:
        return f"{self.project_id} {self.year}"


class Roll(models.Model):
    """One quarter's roll of a programme's projects: proposed by rule, line by line decided by a person."""

    document = models.CharField("文件", max_length=64)
    quarter = models.CharField("季度", max_length=6)
    cutoff = models.DateField("截止日")
    by = models.CharField("发起人", max_length=60)
    at = models.DateTimeField("发起时间")

    class Meta:
        ordering = ["-quarter"]
        constraints = [models.UniqueConstraint(fields=["document", "quarter"], name="one_roll_a_quarter")]

    def __str__(self) -> str:
        return f"{self.document} {self.quarter}"


class RollLine(models.Model):
    class Decision(models.TextChoices):
        PENDING = "pending", "待确认"
        CONFIRMED = "confirmed", "已确认"
        REFUSED = "refused", "不调整"

    roll = models.ForeignKey(Roll, models.CASCADE, related_name="lines")
    project = models.ForeignKey(Project, models.CASCADE, related_name="roll_lines")
    from_stage = models.CharField("原阶段", max_length=20, choices=STAGES)
    to_stage = models.CharField("拟调整到", max_length=20, choices=STAGES)
    met = models.JSONField("已满足", default=list)
    lacking = models.JSONField("未满足", default=list)
    warns = models.BooleanField("停留过久", default=False)
    decision = models.CharField("确认", max_length=10, choices=Decision.choices, default=Decision.PENDING)
    reason = models.CharField("理由", max_length=300, blank=True)
    decided_by = models.CharField("确认人", max_length=60, blank=True)
    decided_at = models.DateTimeField("确认时间", null=True, blank=True)

    class Meta:
        ordering = ["project"]
        constraints = [models.UniqueConstraint(fields=["roll", "project"], name="one_line_a_project")]

    def __str__(self) -> str:
        return f"{self.roll_id} {self.project_id}"
