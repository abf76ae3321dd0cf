from django.apps import AppConfig

from luoshi.kernel.events import Event, subscribe
from luoshi.kernel.manifest import Manifest, NavItem, Permission, declare


class AccountabilityConfig(AppConfig):
    name = "luoshi.accountability"
    label = "accountability"
    verbose_name = "监督"

    def ready(self) -> None:
        from luoshi.registry.api import ADMINISTRATOR, AUDITOR, SUPERVISOR

        from .record import write

        subscribe(Event, write)
        declare(
            Manifest(
                room="accountability",
                label="监督",
                permissions=(
                    Permission(
                        "accountability.view_record", "查看存证记录", frozenset({AUDITOR, ADMINISTRATOR, SUPERVISOR})
                    ),
                ),
                nav=(NavItem("存证", "accountability:record", "link", "accountability.view_record", 80),),
            )
        )
