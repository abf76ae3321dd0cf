"""What an administrator has drawn and not yet published."""

from __future__ import annotations

from django.db import models


class ProcessDraft(models.Model):
    """The drawing of a process that is still being worked on: one a process, whoever works on it."""

    code = models.SlugField("代码", max_length=64, unique=True)
    bpmn = models.TextField()
    based_on = models.PositiveIntegerField("所依据的版本")
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=150)

    def __str__(self) -> str:
        return f"{self.code} ({self.based_on})"
