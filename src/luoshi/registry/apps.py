from functools import partial

from django.apps import AppConfig

from luoshi.kernel.manifest import Manifest, Mechanism, NavItem, Permission, declare

from .domain.roles import ADMINISTRATOR, ANALYST, AUDITOR, CLERK, EVERYONE, SUPERVISOR


class RegistryConfig(AppConfig):
    name = "luoshi.registry"
    label = "registry"
    verbose_name = "名录"

    def ready(self) -> None:
        from .content import UNITS
        from .demo import seed
        from .parameter_content import PARAMETERS
        from .places import PLACES
        from .registers import read_ahead
        from .search import search
        from .uses import MECHANISMS, USES, is_kept

        declare(
            Manifest(
                room="registry",
                label="名录",
                permissions=(
                    Permission("registry.view", "查看单位", EVERYONE),
                    Permission("registry.set_parameters", "设置参数", frozenset({ADMINISTRATOR, SUPERVISOR})),
                    Permission(
                        "registry.view_registers", "查看名录", frozenset({CLERK, ANALYST, AUDITOR, ADMINISTRATOR})
                    ),
                    Permission("registry.export_registers", "导出名录", frozenset({CLERK, ANALYST, ADMINISTRATOR})),
                    Permission("registry.see_personal", "查看完整个人信息", frozenset({CLERK, AUDITOR, ADMINISTRATOR})),
                    Permission("registry.import_registers", "导入和合并名录", frozenset({ADMINISTRATOR})),
                    Permission("registry.manage_users", "管理账号", frozenset({ADMINISTRATOR})),
                ),
                content_kinds=(UNITS, PLACES, PARAMETERS, USES),
                mechanisms=tuple(
                    Mechanism(code, partial(is_kept, code=code), story) for code, story in MECHANISMS.items()
                ),
                nav=(
                    NavItem("单位", "registry:units", "building", "registry.view", 60),
                    NavItem("名录", "registry:people", "book", "registry.view_registers", 65),
                    NavItem("账号", "registry:users", "users", "registry.manage_users", 90),
                ),
                search=search,
                seed=seed,
                daily=read_ahead,
            )
        )
