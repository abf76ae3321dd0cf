from django.apps import AppConfig

from luoshi.kernel.errors import N_
from luoshi.kernel.manifest import Manifest, MeasureTab, Mechanism, NavItem, Permission, declare


class IndicatorsConfig(AppConfig):
    name = "luoshi.indicators"
    label = "indicators"
    verbose_name = "指标"

    def ready(self) -> None:
        from luoshi.registry.api import ADMINISTRATOR, ANALYST, EVERYONE, LIAISON, SUPERVISOR

        from . import alarms, panels
        from .analysis_content import ANALYSES
        from .content import INDICATORS
        from .coverage import MECHANISMS
        from .demo import seed
        from .endpoints import router
        from .station_content import STATIONS

        enters = frozenset({LIAISON, ANALYST, SUPERVISOR})
        from . import reporting

        declare(
            Manifest(
                room="indicators",
                label="指标",
                permissions=(
                    Permission("indicators.view", "查看指标", EVERYONE),
                    Permission("indicators.enter", "填报指标", enters),
                    Permission("indicators.import", "导入指标数据", frozenset({ANALYST, ADMINISTRATOR})),
                    Permission("indicators.publish", "发布指标数据", frozenset({ANALYST, SUPERVISOR})),
                ),
                figures=reporting.figures,
                content_kinds=(INDICATORS, ANALYSES, STATIONS),
                nav=(NavItem(N_("指标"), "indicators:board", "chart-line", "indicators.view", 40),),
                measure_tabs=(
                    MeasureTab("indicators", N_("指标"), "indicators/measure_tab.html", panels.measure_indicators, 20),
                ),
                work_list=alarms.work_list,
                open_links=panels.open_links,
                search=panels.search,
                mechanisms=tuple(Mechanism(code, exists, story) for code, exists, story in MECHANISMS),
                endpoints=router,
                seed=seed,
                daily=alarms.pass_on,
            )
        )
