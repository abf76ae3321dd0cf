"""Papers of supervision: bulletins and weekly pages, drafted by the program, edited by people, issued once."""

from django.db import models


class Paper(models.Model):
    """``text`` is as ``domain.paper`` writes it. Once issued it has a number and does not change."""

    class Kind(models.TextChoices):
        BULLETIN = "bulletin", "督查通报"
        WEEKLY = "weekly", "一周要情"

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        ISSUED = "issued", "已印发"

    document = models.CharField("文件", max_length=64)
    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    day = models.DateField("数据截至")
    text = models.TextField("正文")
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.DRAFT)
    number = models.PositiveIntegerField("期号", null=True, blank=True)
    made_by = models.CharField("拟稿人", max_length=60)
    made_at = models.DateTimeField("拟稿时间")
    edited_at = models.DateTimeField("修改时间", null=True, blank=True)
    issued_by = models.CharField("签发人", max_length=60, blank=True)
    issued_at = models.DateTimeField("签发时间", null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    """Of the text as issued."""

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["document", "kind", "number"], name="paper_number_once")]

    def __str__(self) -> str:
        return f"{self.document} {self.kind} {self.number or ''}"
