from django.apps import AppConfig

from luoshi.kernel.events import Serves, subscribe
from luoshi.kernel.manifest import Manifest, Permission, declare


class PolicyConfig(AppConfig):
    name = "luoshi.policy"
    label = "policy"
    verbose_name = "政策"

    def ready(self) -> None:
        from luoshi.registry.api import EVERYONE, SUPERVISOR

        from .content import DOCUMENT, MEASURES
        from .search import search
        from .sight import keep

        subscribe(Serves, keep)
        from .endpoints import router

        declare(
            Manifest(
                room="policy",
                label="政策",
                permissions=(
                    Permission("policy.view", "查看文件", EVERYONE),
                    Permission("policy.amend", "更新文件文本", frozenset({SUPERVISOR})),
                ),
                content_kinds=(DOCUMENT, MEASURES),
                endpoints=router,
                search=search,
            )
        )
