"""Scores of units for a period, what they are made of, and what units say against them."""

from django.db import models
from django.db.models import Q


class Rubric(models.Model):
    """How a document's units are scored, as the files say (``domain.scoring.Rubric`` in plain fields)."""

    document = models.CharField("文件", max_length=64, unique=True)
    title = models.CharField("名称", max_length=100)
    title_en = models.CharField("英文名称", max_length=200, blank=True)
    source = models.CharField("依据", max_length=300)
    verified = models.BooleanField("已核对原文", default=False)
    terms = models.JSONField("细则")

    class Meta:
        ordering = ["document"]

    def __str__(self) -> str:
        return self.title


class ScoreSheet(models.Model):
    """All units' scores of a document for a period. Computed anew as often as wanted while a draft; shown to the units for
    appeals; then frozen, with the terms it was made by."""

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        SHOWN = "shown", "公示"
        FROZEN = "frozen", "已定稿"

    document = models.CharField("文件", max_length=64)
    label = models.CharField("期次", max_length=60)
    start = models.DateField("起")
    end = models.DateField("止")
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.DRAFT)
    terms = models.JSONField("细则")
    computed_at = models.DateTimeField("计算时间")
    appeals_until = models.DateField("申诉截止", null=True, blank=True)
    frozen_at = models.DateTimeField("定稿时间", null=True, blank=True)
    by = models.CharField("计算人", max_length=60)
    synthetic = models.BooleanField("样例数据", default=False)

    class Meta:
        ordering = ["-end", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["document", "start", "end"], name="one_score_sheet_a_period"),
            models.CheckConstraint(condition=Q(end__gte=models.F("start")), name="score_sheet_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.label}"


class UnitScore(models.Model):
    """One unit's score on a sheet. ``parts`` is [{code, rate, of, points, weight}], ``moves`` [{kind, points, ref, words}]:
    what was added and taken off, and for which task or sheet."""

    sheet = models.ForeignKey(ScoreSheet, models.CASCADE, related_name="scores")
    unit = models.ForeignKey("registry.Unit", models.PROTECT, related_name="+", verbose_name="单位")
    tasks = models.PositiveIntegerField("任务数")
    parts = models.JSONField("各项")
    moves = models.JSONField("加分和扣分")
    score = models.FloatField("得分", null=True, blank=True)
    error = models.FloatField("误差", default=0)
    known = models.FloatField("可评分值", default=0)
    rank = models.PositiveIntegerField("名次", null=True, blank=True)
    band = models.PositiveIntegerField("档次", null=True, blank=True)

    class Meta:
        ordering = ["sheet", models.F("rank").asc(nulls_last=True), models.F("score").desc(nulls_last=True), "unit"]
        constraints = [models.UniqueConstraint(fields=["sheet", "unit"], name="one_score_a_unit")]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.unit_id} {self.score}"


class EnteredRate(models.Model):
    """A rate that people put in for a unit and part: public opinion, visits."""

    sheet = models.ForeignKey(ScoreSheet, models.CASCADE, related_name="entered")
    unit = models.ForeignKey("registry.Unit", models.PROTECT, related_name="+")
    part = models.CharField("项目", max_length=40)
    rate = models.FloatField("得分率")
    source = models.CharField("来源", max_length=200)
    by = models.CharField("填报人", max_length=60)

    class Meta:
        ordering = ["sheet", "unit", "part"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "unit", "part"], name="one_entered_rate"),
            models.CheckConstraint(condition=Q(rate__gte=0, rate__lte=1), name="entered_rate_within_1"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.unit_id} {self.part}"


class Appeal(models.Model):
    """What a unit says against its score, and the answer; granted with points that are added (or taken off)."""

    class State(models.TextChoices):
        OPEN = "open", "待答复"
        GRANTED = "granted", "采纳"
        REFUSED = "refused", "不采纳"

    score = models.ForeignKey(UnitScore, models.CASCADE, related_name="appeals")
    reason = models.TextField("理由")
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.OPEN)
    points = models.FloatField("调整分值", default=0)
    asked_by = models.CharField("申诉人", max_length=60)
    asked_at = models.DateTimeField("申诉时间")
    answer = models.TextField("答复", blank=True)
    answered_by = models.CharField("答复人", max_length=60, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(fields=["score"], condition=Q(state="open"), name="one_open_appeal_a_score")
        ]

    def __str__(self) -> str:
        return f"{self.score_id} {self.state}"
