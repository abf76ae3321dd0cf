from django.db import models


class Preparation(models.Model):
    """That everything was prepared for serving, and from what (``preparation.fingerprint``). At most one row."""

    fingerprint = models.CharField(max_length=64)
    prepared_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "app_preparation"

    def __str__(self) -> str:
        return self.fingerprint
