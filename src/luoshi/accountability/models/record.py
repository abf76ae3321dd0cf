from django.db import models


class RecordEntry(models.Model):
    """One act. Rows are only ever added; the chain shows when one was not."""

    seq = models.PositiveBigIntegerField("序号", primary_key=True)
    at = models.CharField("时间", max_length=40)
    actor = models.CharField("操作人", max_length=60)
    act = models.CharField("行为", max_length=80)
    subject = models.CharField("对象", max_length=120)
    unit = models.CharField("单位", max_length=64, blank=True)
    content = models.JSONField("内容")
    previous = models.CharField("前一条散列", max_length=64)
    hash = models.CharField("散列", max_length=64)

    class Meta:
        ordering = ["seq"]
        indexes = [
            models.Index(fields=["subject", "seq"], name="record_by_subject"),
            models.Index(fields=["actor", "seq"], name="record_by_actor"),
            models.Index(fields=["act", "seq"], name="record_by_act"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.act} {self.subject}"


class RecordHead(models.Model):
    """The last entry's number and hash, in one row that writers lock so that the chain has one order."""

    seq = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash}"
