"""Documents, their measures and clauses, what is planned for each clause, and what serves it."""

from django.db import models


class Document(models.Model):
    """A policy document under way. ``code`` is its programme's code."""

    code = models.SlugField("代码", max_length=64, unique=True)
    title = models.CharField("标题", max_length=300)
    title_en = models.CharField("英文标题", max_length=300, blank=True)
    issuer = models.CharField("发文机关", max_length=200, blank=True)
    doc_number = models.CharField("发文字号", max_length=100, blank=True)
    issued_on = models.DateField("印发日期", null=True, blank=True)
    recipients = models.JSONField("主送机关", default=list)
    openness = models.CharField("公开方式", max_length=50, blank=True)
    is_public = models.BooleanField("向社会公开", default=False)
    jurisdiction = models.CharField("区划代码", max_length=12, blank=True)
    period_from = models.DateField("实施起始", null=True, blank=True)
    period_to = models.DateField("实施截止", null=True, blank=True)

    class Meta:
        ordering = ["-issued_on", "code"]

    def __str__(self) -> str:
        return self.title


class DocumentVersion(models.Model):
    """The text as published, never altered, with what the reader found in it."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField("版次")
    text = models.TextField("原文")
    sha256 = models.CharField(max_length=64)
    reading = models.JSONField("解析结果")
    added_at = models.DateTimeField("入库时间")

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="version_number_once")]

    def __str__(self) -> str:
        return f"{self.document_id} v{self.number}"


class Measure(models.Model):
    document = models.ForeignKey(Document, models.CASCADE, related_name="measures")
    code = models.CharField("编号", max_length=20)
    number = models.CharField("原文序号", max_length=20)
    title = models.CharField("标题", max_length=300)
    title_en = models.CharField("英文标题", max_length=300, blank=True)
    summary_en = models.TextField("英文摘要", blank=True)
    section = models.CharField("所在章节", max_length=300, blank=True)
    section_en = models.CharField("英文章节", max_length=300, blank=True)
    order = models.PositiveIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    class Meta:
        ordering = ["document", "order"]
        constraints = [models.UniqueConstraint(fields=["document", "code"], name="measure_code_once")]

    def __str__(self) -> str:
        return f"{self.number}{self.title}"


class MeasureUnit(models.Model):
    """A party named for a measure: a unit, a group, or a name the register does not know."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="parties")
    name = models.CharField("原文名称", max_length=200)
    role = models.CharField("角色", max_length=20)
    unit = models.ForeignKey("registry.Unit", models.PROTECT, null=True, related_name="+")
    is_group = models.BooleanField(default=False)
    order = models.PositiveIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    confidence = models.FloatField(default=1.0)

    class Meta:
        ordering = ["measure", "order"]

    def __str__(self) -> str:
        return self.name


class Clause(models.Model):
    """A sentence of a measure, ``11.s1``: the stable address that everything serving it names."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="clauses")
    measure = models.ForeignKey(Measure, models.CASCADE, related_name="clauses")
    code = models.CharField("编号", max_length=30)
    order = models.PositiveIntegerField()
    text = models.TextField("原文")
    text_en = models.TextField("英文译文", blank=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    class Meta:
        ordering = ["document", "order"]
        constraints = [models.UniqueConstraint(fields=["document", "code"], name="clause_code_once")]

    def __str__(self) -> str:
        return self.code


class PlannedMechanism(models.Model):
    """A row of the realisation map: what these words are to become. Whether it runs is computed, never stored."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="mechanisms")
    measure = models.ForeignKey(Measure, models.CASCADE, related_name="mechanisms")
    row = models.CharField("行号", max_length=20)
    code = models.CharField("机制代码", max_length=80)
    title = models.CharField("名称", max_length=200)
    title_en = models.CharField("英文名称", max_length=200, blank=True)
    words = models.JSONField("原文词句", default=list)
    clauses = models.JSONField("条款", default=list)
    works_when = models.TextField("何时算做到", blank=True)
    works_when_en = models.TextField(blank=True)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["measure", "order"]
        constraints = [models.UniqueConstraint(fields=["document", "row", "code"], name="mechanism_once_per_row")]

    def __str__(self) -> str:
        return f"{self.row} {self.code}"


class Serving(models.Model):
    """``code`` of ``room`` serves a clause: the line of sight."""

    document = models.CharField(max_length=64)
    clause = models.CharField(max_length=30)
    room = models.CharField(max_length=30)
    kind = models.CharField(max_length=60)
    code = models.CharField(max_length=120)
    title = models.CharField(max_length=300)
    url = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "clause", "room", "kind", "code"], name="serves_once")
        ]

    def __str__(self) -> str:
        return f"{self.clause} <- {self.room}.{self.code}"
