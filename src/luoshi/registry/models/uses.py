"""Which register carries out what a measure promises."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class RegisterUse(models.Model):
    """A programme's content says that a register is a mechanism of a measure and serves these clauses."""

    document = models.CharField("文件", max_length=64)
    measure = models.CharField("措施", max_length=16)
    code = models.CharField("机制", max_length=64)
    register = models.CharField("名录", max_length=32)
    title = models.CharField("名称", max_length=100)
    title_en = models.CharField("英文名称", max_length=100, blank=True)
    clauses = models.JSONField("条款", default=list)

    class Meta:
        ordering: ClassVar[list[str]] = ["document", "measure", "code"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["document", "measure", "code"], name="one_use_a_mechanism"),
        ]

    def __str__(self) -> str:
        return self.title
