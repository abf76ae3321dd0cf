"""Commitments under review."""

from django.db import models

from luoshi.kernel.errors import N_

from ..domain.cycle import CYCLE_LABELS, Cycle
from ..domain.implementable import LACKS, is_unimplementable, lacks

UNSURE = 0.8


class Outcome(models.Model):
    """What the result is measured by; all empty where no measure has been set."""

    outcome_metric = models.CharField("成效指标", max_length=120, blank=True)
    outcome_op = models.CharField("比较", max_length=2, blank=True)
    outcome_value = models.FloatField("目标值", null=True, blank=True)
    outcome_unit = models.CharField("单位", max_length=30, blank=True)

    class Meta:
        abstract = True


class Commitment(Outcome):
    """A promise found in a clause, as the reader proposes it and a clerk puts it right before it is issued."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "待复核"
        ISSUED = "issued", "已交办"
        DROPPED = "dropped", "不立项"

    document = models.CharField("文件", max_length=64)
    measure = models.CharField("措施", max_length=20)
    clause = models.CharField("条款", max_length=30)
    code = models.CharField("编号", max_length=40)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    text = models.TextField("承诺")
    kind = models.CharField("类型", max_length=30)
    confidence = models.FloatField("把握", default=1.0)
    due_words = models.CharField("原文期限", max_length=60, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.PROPOSED)
    lead = models.ForeignKey("registry.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    supports = models.ManyToManyField("registry.Unit", related_name="+", blank=True)
    groups = models.JSONField("集体责任方", default=list)
    due_date = models.DateField("完成期限", null=True, blank=True)
    plan = models.JSONField("分季计划", default=list)
    officer = models.CharField("责任人", max_length=60, blank=True)
    evidence_required = models.JSONField("应交佐证", default=list, blank=True)
    cycle = models.CharField("报送周期", max_length=10, choices=list(CYCLE_LABELS.items()), default=Cycle.MONTHLY.value)
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        ordering = ["document", "start"]
        constraints = [models.UniqueConstraint(fields=["document", "code"], name="commitment_code_once")]
        indexes = [
            models.Index(fields=["document", "measure", "start"], name="commitment_in_measure"),
            models.Index(fields=["document", "measure", "state", "lead", "outcome_metric"], name="commitment_counts"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text[:30]}"

    @property
    def missing(self) -> list[str]:
        """What it lacks before it can be issued, in words."""
        return [
            words
            for lacks, words in ((self.lead_id is None, N_("缺牵头单位")), (self.due_date is None, N_("缺完成期限")))
            if lacks
        ]

    @property
    def lacking(self) -> list[str]:
        """What it lacks for anybody to be able to say whether it was done, in words."""
        return [LACKS[code] for code in self._lacks()]

    @property
    def is_unimplementable(self) -> bool:
        return is_unimplementable(self._lacks())

    def _lacks(self) -> list[str]:
        return lacks(
            self.text,
            has_owner=self.lead_id is not None,
            has_measure=bool(self.outcome_metric),
            has_date=self.due_date is not None,
        )

    @property
    def unsure(self) -> bool:
        """Whether the reader is so unsure of it that a person should look closely."""
        return self.confidence < UNSURE
