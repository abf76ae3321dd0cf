from django.apps import AppConfig

from luoshi.kernel.errors import N_
from luoshi.kernel.manifest import Manifest, MeasureTab, Mechanism, NavItem, Permission, declare


class DeliveryConfig(AppConfig):
    name = "luoshi.delivery"
    label = "delivery"
    verbose_name = "督办"

    def ready(self) -> None:
        from luoshi.kernel.events import subscribe
        from luoshi.registry.api import EVERYONE, LEADER, LIAISON, REVIEWER, SUPERVISOR

        from . import panels
        from .content import COMMITMENTS
        from .coverage import event_plan_runs, reform_register_runs, supervision_runs
        from .daily import daily
        from .demo import seed
        from .endpoints import router
        from .escalation_content import ESCALATION
        from .from_indicators import SUBSCRIPTIONS as FROM_INDICATORS
        from .from_projects import SUBSCRIPTIONS as FROM_PROJECTS
        from .from_services import SUBSCRIPTIONS
        from .notices import NOTICES
        from .rubric_content import RUBRIC

        for event, handler in (*SUBSCRIPTIONS, *FROM_INDICATORS, *FROM_PROJECTS):
            subscribe(event, handler)

        declare(
            Manifest(
                room="delivery",
                label="督办",
                permissions=(
                    Permission("delivery.view", "查看任务", EVERYONE),
                    Permission("delivery.view_reports", "查看报告和佐证", EVERYONE),
                    Permission("delivery.issue", "复核交办", frozenset({SUPERVISOR})),
                    Permission("delivery.bulletin", "生成督查通报", frozenset({SUPERVISOR, LEADER})),
                    Permission("delivery.score", "绩效考评", frozenset({SUPERVISOR})),
                    Permission("delivery.report", "签收和报送", frozenset({LIAISON})),
                    Permission("delivery.review", "审核报告", frozenset({SUPERVISOR, REVIEWER})),
                ),
                content_kinds=(COMMITMENTS, RUBRIC, ESCALATION),
                nav=(NavItem(N_("任务"), "delivery:tasks", "list-check", "delivery.view", 30),),
                work_list=panels.work_list,
                measure_tabs=(MeasureTab("tasks", N_("任务"), "delivery/measure_tab.html", panels.measure_tasks, 10),),
                endpoints=router,
                search=panels.search,
                mechanisms=(
                    Mechanism(
                        "delivery.supervision",
                        supervision_runs,
                        "tests/journeys/test_supervision.py::test_a_sentence_is_carried_out_from_words_to_green_light",
                    ),
                    Mechanism(
                        "delivery.reform-register",
                        reform_register_runs,
                        "tests/journeys/test_task_kinds.py::test_a_reform_is_proposed_judged_spread_and_established",
                    ),
                    Mechanism(
                        "delivery.event-plan",
                        event_plan_runs,
                        "tests/journeys/test_task_kinds.py::test_an_event_counts_down_with_its_parts",
                    ),
                ),
                notices=NOTICES,
                seed=seed,
                daily=daily,
            )
        )
