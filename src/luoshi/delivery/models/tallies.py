"""Counts kept beside the rows, so that pages over everything read few of them."""

from django.db import models


class LightTally(models.Model):
    """How many tasks of a document had each light on a day: the trend, kept so that it need not be recounted."""

    document = models.CharField(max_length=64)
    on = models.DateField()
    light = models.CharField(max_length=6)
    tasks = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "on", "light"], name="one_tally_a_day")]

    def __str__(self) -> str:
        return f"{self.document} {self.on} {self.light} {self.tasks}"


class TaskTally(models.Model):
    """Tasks of one light under one heading, counted again whenever a task under it changes.

    Pages over a whole document read a few hundred of these instead of every task. ``kind`` is clause, measure or unit.
    """

    document = models.CharField(max_length=64)
    kind = models.CharField(max_length=10)
    code = models.CharField(max_length=64)
    light = models.CharField(max_length=6)
    tasks = models.PositiveIntegerField()
    percent_sum = models.FloatField()
    percent_squares = models.FloatField(default=0)
    """The sum of the squares: with the sum it says how much the tasks differ."""
    with_evidence = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "kind", "code", "light"], name="one_task_tally")]

    def __str__(self) -> str:
        return f"{self.document} {self.kind} {self.code} {self.light}"


class CommitmentTally(models.Model):
    """A measure's commitments (those not dropped), counted again whenever one of them changes."""

    document = models.CharField(max_length=64)
    measure = models.CharField(max_length=20)
    commitments = models.PositiveIntegerField()
    with_owner = models.PositiveIntegerField()
    with_task = models.PositiveIntegerField()
    with_measure = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "measure"], name="one_commitment_tally")]

    def __str__(self) -> str:
        return f"{self.document} {self.measure}"
