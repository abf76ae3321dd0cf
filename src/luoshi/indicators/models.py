"""Indicators, their targets and what was observed or derived, each as it was known when."""

from django.db import models
from django.db.models import Q


class Indicator(models.Model):
    """What a number means. ``formula`` empty: its values are entered, imported, or fed by what runs."""

    class Frequency(models.TextChoices):
        YEAR = "year", "年"
        HALF = "half", "半年"
        QUARTER = "quarter", "季"
        MONTH = "month", "月"

    class Direction(models.TextChoices):
        UP = "up", "越高越好"
        DOWN = "down", "越低越好"
        NONE = "none", "不评好坏"

    code = models.CharField("代码", max_length=64, unique=True)
    document = models.CharField("文件", max_length=64)
    measure = models.CharField("措施", max_length=20)
    clauses = models.JSONField("条款", default=list)
    name = models.CharField("名称", max_length=100)
    name_en = models.CharField("英文名称", max_length=200)
    meaning = models.TextField("含义", blank=True)
    meaning_en = models.TextField("英文含义", blank=True)
    unit = models.CharField("单位", max_length=40, blank=True)
    unit_en = models.CharField("英文单位", max_length=60, blank=True)
    quantity = models.CharField("计量单位", max_length=60, blank=True)
    """The unit as the unit library writes it (km**2), so that figures in other units can be converted."""
    frequency = models.CharField("频度", max_length=10, choices=Frequency.choices)
    direction = models.CharField("方向", max_length=10, choices=Direction.choices, default=Direction.NONE)
    places = models.PositiveSmallIntegerField("小数位数", default=2)
    formula = models.TextField("公式", blank=True)
    adds_up = models.BooleanField("全县为各地之和", default=False)
    by_place = models.BooleanField("分乡镇", default=False)
    counts_people = models.BooleanField("人数", default=False)
    """Small counts of people are left out of what is published."""
    may_be_negative = models.BooleanField("可为负", default=False)
    most = models.FloatField("上限", null=True, blank=True)
    source = models.CharField("数据来源", max_length=200)
    feed = models.CharField("系统自动生成", max_length=64, blank=True)
    """Code of what feeds it, empty where people or files do."""
    owner = models.ForeignKey("registry.Unit", models.PROTECT, null=True, blank=True, verbose_name="责任单位")
    retired = models.BooleanField("已停用", default=False)
    """No longer in the files; kept for what was observed of it."""
    order = models.PositiveIntegerField("排序", default=0)

    class Meta:
        ordering = ["order", "code"]
        indexes = [models.Index(fields=["document", "measure"], name="indicator_by_measure")]

    def __str__(self) -> str:
        return self.name


class Target(models.Model):
    """What is to be reached in a period, by which words or document."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="targets")
    period = models.CharField("时期", max_length=10)
    value = models.FloatField("目标值")
    source = models.CharField("依据", max_length=300)
    verified = models.BooleanField("已核对原文", default=False)

    class Meta:
        ordering = ["indicator", "period"]
        constraints = [models.UniqueConstraint(fields=["indicator", "period"], name="one_target_a_period")]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.period} {self.value}"


class SeriesBreak(models.Model):
    """From ``period`` (its index) on, an indicator is measured anew; ``factor`` brings older values to the new basis, empty:
    they cannot be compared."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="breaks")
    period = models.IntegerField("时期")
    factor = models.FloatField("换算系数", null=True, blank=True)
    reason = models.CharField("原因", max_length=300)
    reason_en = models.CharField("英文原因", max_length=300, blank=True)
    source = models.CharField("依据", max_length=300)

    class Meta:
        ordering = ["indicator", "period"]
        constraints = [models.UniqueConstraint(fields=["indicator", "period"], name="one_break_a_period")]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.period}"


class SeriesImport(models.Model):
    """A file of observations taken in, whole."""

    file_name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField("行数")
    changed = models.PositiveIntegerField("变更")
    by = models.CharField("导入人", max_length=60)
    at = models.DateTimeField("导入时间")

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.file_name


class Observation(models.Model):
    """The value of an indicator in a period and place, between the moments at which it was known so.

    ``period`` is the period's index (year times periods a year, plus its place); ``place`` is empty for the whole. A value
    is never changed or removed: a revision ends the old one (``known_to``) and adds the new; an empty value says that the
    figure was withdrawn.
    """

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="observations")
    period = models.IntegerField("时期")
    place = models.CharField("区划代码", max_length=12, blank=True, default="")
    value = models.FloatField("数值", null=True, blank=True)
    derived = models.BooleanField("由公式得出", default=False)
    synthetic = models.BooleanField("样例数据", default=False)
    source = models.CharField("来源", max_length=200)
    note = models.CharField("说明", max_length=300, blank=True)
    by = models.CharField("填报人", max_length=60)
    known_from = models.DateTimeField("登记时间")
    known_to = models.DateTimeField("更正时间", null=True, blank=True)
    batch = models.ForeignKey(SeriesImport, models.PROTECT, null=True, blank=True, related_name="observations")

    class Meta:
        ordering = ["indicator", "place", "period", "known_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "place", "period"], condition=Q(known_to__isnull=True), name="one_value_known_now"
            )
        ]
        indexes = [models.Index(fields=["indicator", "place", "period", "known_from"], name="observation_history")]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.period} {self.place} {self.value}"


class Publication(models.Model):
    """Values made public together, as they were known at a moment; ``terms`` is what they were made by, ``values`` what
    was printed, ``sha256`` its proof."""

    document = models.CharField("文件", max_length=64)
    title = models.CharField("标题", max_length=200)
    known_at = models.DateTimeField("数据截至")
    terms = models.JSONField("口径", default=dict)
    values = models.JSONField("数值")
    sha256 = models.CharField(max_length=64)
    by = models.CharField("发布人", max_length=60)

    class Meta:
        ordering = ["-known_at"]

    def __str__(self) -> str:
        return self.title


class Alarm(models.Model):
    """A figure far off the path of its own past, and what the responsible unit said of it."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="alarms")
    period = models.IntegerField("时期")
    value = models.FloatField("数值")
    expected = models.FloatField("按以往推算")
    times = models.FloatField("偏离误差倍数")
    raised_at = models.DateTimeField("发现时间")
    answer = models.TextField("说明", blank=True)
    answered_by = models.CharField("说明人", max_length=60, blank=True)
    answered_at = models.DateTimeField("说明时间", null=True, blank=True)
    passed_on_at = models.DateTimeField("转交督办时间", null=True, blank=True)

    class Meta:
        ordering = ["-raised_at"]
        constraints = [models.UniqueConstraint(fields=["indicator", "period"], name="one_alarm_a_period")]
        indexes = [models.Index(fields=["indicator"], condition=Q(answered_at__isnull=True), name="alarm_open")]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.period}"


class Analysis(models.Model):
    """An analysis of a kind with its options, as the files say. ``tables`` are the files it reads, by name."""

    code = models.CharField("代码", max_length=64, unique=True)
    kind = models.CharField("种类", max_length=40)
    document = models.CharField("文件", max_length=64)
    measure = models.CharField("措施", max_length=20)
    clauses = models.JSONField("条款", default=list)
    name = models.CharField("名称", max_length=100)
    name_en = models.CharField("英文名称", max_length=200)
    options = models.JSONField("选项")
    tables = models.JSONField("数据表", default=dict)
    retired = models.BooleanField("已停用", default=False)
    order = models.PositiveIntegerField("排序", default=0)

    class Meta:
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.name


class Station(models.Model):
    """Where air or water is measured. ``key`` of a water section's target is its class (1 to 6); empty: none is set."""

    class Medium(models.TextChoices):
        AIR = "air", "空气"
        WATER = "water", "地表水"

    code = models.CharField("代码", max_length=64, unique=True)
    name = models.CharField("名称", max_length=100)
    name_en = models.CharField("英文名称", max_length=200, blank=True)
    medium = models.CharField("介质", max_length=10, choices=Medium.choices)
    place = models.CharField("区划代码", max_length=12, blank=True)
    document = models.CharField("文件", max_length=64)
    measure = models.CharField("措施", max_length=20)
    target_class = models.PositiveSmallIntegerField("目标类别", null=True, blank=True)
    retired = models.BooleanField("已停用", default=False)

    class Meta:
        ordering = ["medium", "code"]

    def __str__(self) -> str:
        return self.name


class StationResult(models.Model):
    """What a standard says of one day (air) or one month (water; ``day`` is its first): from which values, by which
    edition. ``grade`` -1: cannot be judged."""

    station = models.ForeignKey(Station, models.PROTECT, related_name="results")
    day = models.DateField("日期")
    values = models.JSONField("浓度")
    index = models.FloatField("指数", null=True, blank=True)
    grade = models.SmallIntegerField("级别")
    main = models.JSONField("首要污染物", default=list)
    edition = models.CharField("评价标准", max_length=60)
    synthetic = models.BooleanField("样例数据", default=False)
    batch = models.ForeignKey(SeriesImport, models.PROTECT, null=True, blank=True, related_name="results")

    class Meta:
        ordering = ["station", "day"]
        constraints = [models.UniqueConstraint(fields=["station", "day"], name="one_result_a_station_and_day")]
        indexes = [models.Index(fields=["day", "station"], name="result_by_day")]

    def __str__(self) -> str:
        return f"{self.station_id} {self.day} {self.grade}"
