from django.apps import AppConfig

from luoshi.kernel.errors import N_
from luoshi.kernel.manifest import Manifest, Mechanism, NavItem, Permission, declare

STORIES = "tests/journeys/test_services_"


class ServicesConfig(AppConfig):
    name = "luoshi.services"
    label = "services"
    verbose_name = "办事"

    def ready(self) -> None:
        from luoshi.entitlements.api import HelperAssigned, SweepDone
        from luoshi.indicators.api import StandardExceeded
        from luoshi.kernel.events import subscribe
        from luoshi.registry.api import (
            ADMINISTRATOR,
            AUDITOR,
            CLERK,
            EVERYONE,
            FIELD_WORKER,
            LEADER,
            LIAISON,
            PUBLIC,
            REVIEWER,
            SUPERVISOR,
        )

        from . import actions, coverage, entitled, environment, panels  # noqa: F401 (the first, third and fourth fill the action table)
        from .content import KINDS
        from .daily import daily
        from .demo import seed as seed_cases
        from .endpoints import router
        from .exceedances import on_exceeded
        from .inspections.content import INSPECTIONS
        from .inspections.demo import seed as seed_inspections
        from .proactive import on_helper, on_sweep

        subscribe(SweepDone, on_sweep)
        subscribe(HelperAssigned, on_helper)
        subscribe(StandardExceeded, on_exceeded)
        desks = {CLERK: "经办", LIAISON: "联络", LEADER: "领导", REVIEWER: "审核", SUPERVISOR: "督查"}
        desks |= {FIELD_WORKER: "网格", ADMINISTRATOR: "管理"}
        case_readers = frozenset({*desks, AUDITOR})
        runs = coverage.process_runs
        from . import reporting

        declare(
            Manifest(
                room="services",
                label="办事",
                permissions=(
                    Permission("services.view", "查看流程和事项", EVERYONE),
                    Permission("services.view_cases", "查看办件", case_readers),
                    Permission("services.start", "收件", frozenset({CLERK, LIAISON})),
                    Permission("services.report", "上报事件", frozenset({FIELD_WORKER, CLERK})),
                    Permission("services.inspect", "现场检查", frozenset({FIELD_WORKER, CLERK})),
                    Permission("services.rank", "公布检查排名", frozenset({SUPERVISOR, REVIEWER})),
                    Permission("services.suspend", "暂停计时", frozenset({CLERK, REVIEWER})),
                    Permission("services.extend", "批准延长", frozenset({LEADER, REVIEWER})),
                    Permission("services.revoke", "吊销证照", frozenset({REVIEWER, ADMINISTRATOR})),
                    Permission("services.publish", "发布流程", frozenset({ADMINISTRATOR})),
                    *(
                        Permission(f"services.as_{role}", f"{label}岗办理", frozenset({role}))
                        for role, label in desks.items()
                    ),
                ),
                figures=reporting.figures,
                content_kinds=(*KINDS, *INSPECTIONS),
                nav=(
                    NavItem(N_("办事"), "services:find", "file-text", PUBLIC, 20),
                    NavItem(N_("查进度"), "services:track", "search", PUBLIC, 22),
                    NavItem(N_("窗口"), "services:windows", "map-pin", PUBLIC, 24),
                    NavItem(N_("办件"), "services:cases", "files", "services.view_cases", 40),
                    NavItem(N_("流程"), "services:processes", "git-branch", "services.view", 45),
                ),
                work_list=panels.work_list,
                open_links=panels.open_links,
                search=panels.search,
                mechanisms=(
                    Mechanism(
                        "services.cloud-agency",
                        runs("services.cloud-agency"),
                        f"{STORIES}agency.py::test_an_agent_sets_up_a_company_from_power_of_attorney_to_rating",
                    ),
                    Mechanism(
                        "services.bundle",
                        runs("services.bundle"),
                        f"{STORIES}bundle.py::test_a_restaurant_opens_with_one_form_and_five_approvals_at_once",
                    ),
                    Mechanism(
                        "indicators.service-compression",
                        coverage.figures_fed,
                        f"{STORIES}figures.py::test_what_the_catalogue_promises_and_cases_took_feeds_the_indicators",
                    ),
                    Mechanism(
                        "registry.fee-list",
                        coverage.fees_listed,
                        f"{STORIES}fees.py::test_a_charge_outside_the_list_is_caught",
                    ),
                    Mechanism(
                        "services.firm-request",
                        runs("services.firm-request"),
                        f"{STORIES}firms.py::test_a_firms_request_goes_through_the_meeting_into_supervised_tasks",
                    ),
                    Mechanism(
                        "services.leader-contact",
                        coverage.leaders_linked,
                        f"{STORIES}firms.py::test_a_leaders_visit_brings_a_problem_into_the_firms_own_case",
                    ),
                    Mechanism(
                        "services.credit-repair",
                        runs("services.credit-repair"),
                        f"{STORIES}credit.py::test_a_record_is_repaired_by_the_rule_and_not_a_day_before",
                    ),
                    *(
                        Mechanism(
                            code,
                            runs("services.damage-compensation"),
                            f"{STORIES}damage.py::test_a_spill_is_valued_negotiated_repaired_and_closed",
                        )
                        for code in ("services.damage-compensation", "standards.damage-valuation")
                    ),
                    Mechanism(
                        "services.grid-events",
                        runs("services.grid-events"),
                        f"{STORIES}grid.py::test_an_event_from_the_phone_is_handled_checked_and_closed",
                    ),
                    *(
                        Mechanism(code, runs(code), f"tests/journeys/test_entitled_cases.py::{story}")
                        for code, story in {
                            "services.minimum-living": "test_a_family_goes_from_application_to_monthly_payment_and_out",
                            "services.rd-centre-support": "test_an_rd_centre_is_supported_by_its_level",
                            "services.renovation-subsidy": "test_a_renovation_is_paid_and_clawed_back",
                            "services.start-up": "test_a_founder_is_paid_and_looked_at_after_a_year",
                        }.items()
                    ),
                    Mechanism(
                        "services.home-adaptation",
                        runs("services.home-adaptation"),
                        f"{STORIES}care.py::test_a_home_is_surveyed_adapted_accepted_and_paid_for",
                    ),
                    Mechanism(
                        "services.child-care",
                        runs("services.child-care"),
                        f"{STORIES}care.py::test_a_child_is_visited_by_risk_until_grown_and_missed_visits_reach_the_supervisor",
                    ),
                    Mechanism(
                        "services.waste-inspection",
                        coverage.inspections_ranked("services.waste-inspection"),
                        f"{STORIES}inspections.py::test_communities_are_inspected_by_phone_and_ranked_by_the_month",
                    ),
                    Mechanism(
                        "services.item-network",
                        coverage.network_runs,
                        f"{STORIES}network.py::test_a_resident_finds_the_nearest_window_for_an_item",
                    ),
                    Mechanism(
                        "services.major-decisions",
                        runs("services.major-decisions"),
                        f"{STORIES}law.py::test_a_major_decision_cannot_skip_a_statutory_step",
                    ),
                    Mechanism(
                        "services.normative-documents",
                        coverage.documents_kept,
                        f"{STORIES}law.py::test_a_normative_document_enters_the_register_and_lapses_on_its_day",
                    ),
                ),
                endpoints=router,
                seed=lambda programme: seed_cases(programme) + seed_inspections(programme),
                daily=daily,
            )
        )
