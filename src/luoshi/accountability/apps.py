from django.apps import AppConfig

from luoshi.kernel.errors import N_
from luoshi.kernel.events import Event, subscribe
from luoshi.kernel.manifest import Manifest, Mechanism, NavItem, Permission, declare


class AccountabilityConfig(AppConfig):
    name = "luoshi.accountability"
    label = "accountability"
    verbose_name = "监督"

    def ready(self) -> None:
        from luoshi.indicators.api import StandardExceeded
        from luoshi.registry.api import (
            ADMINISTRATOR,
            ANALYST,
            AUDITOR,
            CLERK,
            EVERYONE,
            LEADER,
            LIAISON,
            PUBLIC,
            SUPERVISOR,
        )
        from luoshi.services.api import CaseFinished, CaseStarted

        from . import clues, panels
        from .content import KINDS
        from .coverage import MECHANISMS
        from .credit import service as credit
        from .demo import seed
        from .endpoints import router
        from .record import write

        subscribe(Event, write)
        subscribe(StandardExceeded, clues.on_exceeded)
        subscribe(CaseFinished, clues.on_case_finished)
        subscribe(CaseFinished, credit.on_case_finished)
        subscribe(CaseStarted, credit.on_case_started)
        declare(
            Manifest(
                room="accountability",
                label="监督",
                permissions=(
                    Permission(
                        "accountability.view_record", "查看存证记录", frozenset({AUDITOR, ADMINISTRATOR, SUPERVISOR})
                    ),
                    Permission("accountability.view", "查看资产、资源和信用账", EVERYONE),
                    Permission("accountability.keep", "导入资产和资源账表", frozenset({ANALYST, ADMINISTRATOR})),
                    Permission("accountability.reorganise", "办理国企重组", frozenset({LIAISON, LEADER})),
                    Permission(
                        "accountability.view_audits", "查看审计和追责", frozenset({AUDITOR, LEADER, SUPERVISOR})
                    ),
                    Permission("accountability.audit", "办理自然资源资产审计", frozenset({AUDITOR})),
                    Permission("accountability.hold_liable", "登记任期、决策和追责", frozenset({AUDITOR, SUPERVISOR})),
                    Permission("accountability.keep_credit", "归集信用信息", frozenset({CLERK, SUPERVISOR})),
                    Permission("accountability.draw", "随机抽取检查对象", frozenset({SUPERVISOR, AUDITOR})),
                    Permission("accountability.inspect", "登记抽查结果", frozenset({CLERK, LIAISON})),
                ),
                content_kinds=KINDS,
                nav=(
                    NavItem(N_("资产与责任"), "accountability:home", "scale", "accountability.view", 50),
                    NavItem(N_("抽查结果"), "accountability:inspections-public", "clipboard-check", PUBLIC, 50),
                    NavItem("存证", "accountability:record", "link", "accountability.view_record", 80),
                ),
                work_list=panels.work_list,
                search=panels.search,
                mechanisms=tuple(Mechanism(code, exists, story) for code, exists, story in MECHANISMS),
                endpoints=router,
                seed=seed,
                daily=credit.expire,
            )
        )
