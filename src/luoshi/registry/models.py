"""Units, groups of units, users and the roles they hold."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from .domain.roles import ROLES


class Unit(models.Model):
    """An organ of government, a park, a township: whoever can be made responsible."""

    class Level(models.TextChoices):
        CITY = "city", "市级"
        COUNTY = "county", "县级"
        TOWNSHIP = "township", "乡镇级"

    code = models.SlugField("代码", max_length=64, unique=True)
    name = models.CharField("全称", max_length=100, unique=True)
    name_en = models.CharField("英文名称", max_length=200, blank=True)
    short_names = models.JSONField("简称", default=list, blank=True)
    level = models.CharField("层级", max_length=20, choices=Level.choices)
    kind = models.CharField("性质", max_length=40, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级单位"
    )
    order = models.PositiveIntegerField("排序", default=0)
    valid_from = models.DateField("设立日期", null=True, blank=True)
    valid_to = models.DateField("撤销日期", null=True, blank=True)

    class Meta:
        ordering = ["order", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gt=models.F("valid_from")),
                name="unit_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def short_name(self) -> str:
        return self.short_names[0] if self.short_names else self.name


class UnitGroup(models.Model):
    """A collective party as documents name it (各乡镇), with the units it stands for."""

    name = models.CharField("名称", max_length=100, unique=True)
    members = models.ManyToManyField(Unit, related_name="groups", verbose_name="成员单位")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser):
    username = models.CharField("账号", max_length=60, unique=True)
    display_name = models.CharField("姓名", max_length=60)
    is_active = models.BooleanField("启用", default=True)
    is_demo = models.BooleanField("演示账号", default=False)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    objects = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["display_name"]

    class Meta:
        ordering = ["username"]

    def __str__(self) -> str:
        return self.display_name or self.username

    def get_full_name(self) -> str:
        return self.display_name


class RoleGrant(models.Model):
    """A role over a unit and everything below it; without a unit, over all units."""

    user = models.ForeignKey(User, models.CASCADE, related_name="grants", verbose_name="用户")
    role = models.CharField("角色", max_length=20, choices=list(ROLES.items()))
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="grants", verbose_name="单位")

    class Meta:
        ordering = ["user", "role"]
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "unit"], name="role_granted_once_per_unit"),
            # Two empty units are distinct to a database, but one grant to us.
            models.UniqueConstraint(
                fields=["user", "role"], condition=Q(unit__isnull=True), name="role_granted_once_over_all"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.unit_id or '*'}"


class Parameter(models.Model):
    """A number that some authority lays down and a rule of the house needs; see ``kernel.parameters``."""

    class Kind(models.TextChoices):
        INTEGER = "integer", "整数"
        NUMBER = "number", "数值"

    code = models.CharField("代码", max_length=64, unique=True)
    label = models.CharField("名称", max_length=100)
    label_en = models.CharField("英文名称", max_length=200, blank=True)
    unit = models.CharField("单位", max_length=40, blank=True)
    unit_en = models.CharField("英文单位", max_length=60, blank=True)
    meaning = models.TextField("含义", blank=True)
    meaning_en = models.TextField("英文含义", blank=True)
    kind = models.CharField("类型", max_length=20, choices=Kind.choices, default=Kind.NUMBER)
    least = models.DecimalField("下限", max_digits=20, decimal_places=6, null=True, blank=True)
    most = models.DecimalField("上限", max_digits=20, decimal_places=6, null=True, blank=True)
    order = models.PositiveIntegerField("排序", default=0)

    class Meta:
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.label


class ParameterValue(models.Model):
    """What one jurisdiction lays down from a day on. One set on the page goes before the files of its jurisdiction."""

    class Origin(models.TextChoices):
        FILE = "file", "内容文件"
        PAGE = "page", "页面设置"

    parameter = models.ForeignKey(Parameter, models.CASCADE, related_name="values")
    jurisdiction = models.CharField("区划代码", max_length=12, blank=True)
    value = models.DecimalField("数值", max_digits=20, decimal_places=6, null=True, blank=True)
    in_force_from = models.DateField("生效日期")
    in_force_to = models.DateField("失效日期", null=True, blank=True)
    citation = models.JSONField("依据", default=dict)
    supplier = models.CharField("补录单位", max_length=100, blank=True)
    note = models.TextField("说明", blank=True)
    origin = models.CharField("来源", max_length=10, choices=Origin.choices)
    programme = models.CharField("方案", max_length=64, blank=True)
    """Whose file says so; empty for the law that all programmes share."""
    set_by = models.CharField("设置人", max_length=60, blank=True)
    set_at = models.DateTimeField("设置时间", null=True, blank=True)

    class Meta:
        ordering = ["parameter", "jurisdiction", "in_force_from", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["parameter", "jurisdiction", "in_force_from", "origin"], name="one_value_from_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.parameter_id} {self.jurisdiction} {self.in_force_from} {self.value}"
