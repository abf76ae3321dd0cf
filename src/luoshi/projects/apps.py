from django.apps import AppConfig

from luoshi.kernel.errors import N_
from luoshi.kernel.manifest import Manifest, MeasureTab, Mechanism, NavItem, Permission, declare


class ProjectsConfig(AppConfig):
    name = "luoshi.projects"
    label = "projects"
    verbose_name = "项目"

    def ready(self) -> None:
        from luoshi.kernel.events import subscribe
        from luoshi.registry.api import (
            ADMINISTRATOR,
            ANALYST,
            CLERK,
            EVERYONE,
            FIELD_WORKER,
            LEADER,
            LIAISON,
            PUBLIC,
            REVIEWER,
            SUPERVISOR,
        )
        from luoshi.services.api import CaseFinished

        from . import panels, reporting
        from .content import KINDS
        from .coverage import MECHANISMS
        from .daily import daily
        from .demo import seed
        from .endpoints import router
        from .service.permits import case_finished

        subscribe(CaseFinished, case_finished)
        declare(
            Manifest(
                room="projects",
                label="项目",
                permissions=(
                    Permission("projects.view", "查看项目", EVERYONE),
                    Permission("projects.report", "报送项目月报和影像", frozenset({LIAISON})),
                    Permission("projects.permit", "办理项目许可步骤", frozenset({LIAISON, CLERK, REVIEWER})),
                    Permission("projects.plan", "编制项目计划", frozenset({LIAISON})),
                    Permission("projects.approve", "批准计划基线", frozenset({LEADER})),
                    Permission(
                        "projects.raise", "提出项目问题", frozenset({LIAISON, SUPERVISOR, LEADER, FIELD_WORKER})
                    ),
                    Permission("projects.solve", "解决项目问题", frozenset({LIAISON, SUPERVISOR})),
                    Permission("projects.roll", "提出滚动调整", frozenset({ANALYST, SUPERVISOR})),
                    Permission("projects.confirm", "确认滚动调整", frozenset({LEADER, SUPERVISOR})),
                    Permission("projects.choose", "测算项目安排", frozenset({ANALYST, SUPERVISOR, LEADER})),
                    Permission("projects.land", "测算用地方案", frozenset({ANALYST, SUPERVISOR, LIAISON})),
                    Permission("projects.land_resolve", "登记用地会议决定", frozenset({SUPERVISOR, LEADER})),
                    Permission("projects.call", "组织揭榜挂帅", frozenset({LIAISON})),
                    Permission("projects.bid", "收取揭榜申报", frozenset({CLERK, LIAISON})),
                    Permission("projects.judge", "评审揭榜申报", frozenset({REVIEWER})),
                    Permission("projects.award", "批准揭榜立项", frozenset({LEADER})),
                    Permission("projects.pay", "拨付项目资金", frozenset({LIAISON})),
                    Permission("projects.contract", "签订项目合同", frozenset({LIAISON})),
                    Permission("projects.promote", "登记招商线索", frozenset({LIAISON})),
                    Permission("projects.consent", "组织业主表决", frozenset({LIAISON})),
                    Permission("projects.import", "导入项目", frozenset({ANALYST, ADMINISTRATOR})),
                ),
                figures=reporting.figures,
                content_kinds=KINDS,
                nav=(
                    NavItem(N_("项目"), "projects:board", "building", "projects.view", 42),
                    NavItem(N_("重点项目"), "projects:public", "building", PUBLIC, 40),
                    NavItem(N_("揭榜挂帅"), "projects:calls-public", "flag", PUBLIC, 45),
                ),
                work_list=panels.work_list,
                clause_panel=panels.clause_panel,
                measure_tabs=(
                    MeasureTab("projects", N_("项目"), "projects/measure_tab.html", panels.measure_projects, 30),
                ),
                search=panels.search,
                mechanisms=tuple(Mechanism(code, exists, story) for code, exists, story in MECHANISMS),
                seed=seed,
                endpoints=router,
                daily=daily,
            )
        )
