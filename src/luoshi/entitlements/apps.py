from django.apps import AppConfig

from luoshi.kernel.errors import N_
from luoshi.kernel.manifest import Manifest, Mechanism, NavItem, Permission, declare

STORIES = "tests/journeys/test_entitlements_"
# mechanism: its story
MECHANISMS = {
    "entitlements.minimum-living": "assistance.py::test_a_family_learns_what_it_gets_and_why",
    "entitlements.assistance-sweep": "assistance.py::test_a_family_nobody_applied_for_is_found",
    "entitlements.social-insurance": "calculators.py::test_a_medical_bill_is_split_into_its_layers",
    "entitlements.employment": "calculators.py::test_an_employer_sees_what_hiring_brings",
    "entitlements.start-up": "calculators.py::test_a_founder_learns_from_which_day",
    "entitlements.conversion-income": "calculators.py::test_a_transfer_is_shared_by_law",
    "entitlements.technical-renovation": "calculators.py::test_an_investment_gives_its_subsidy_and_cap",
    "entitlements.headquarters": "calculators.py::test_a_headquarters_is_judged_by_its_firms_and_tax",
    "entitlements.growth-rewards": "calculators.py::test_growth_is_rewarded_by_brackets",
    "entitlements.talent-class": "calculators.py::test_a_talent_learns_the_class_and_what_stays_open",
    "entitlements.care-hours": "calculators.py::test_care_hours_stay_open_until_the_county_says",
    "entitlements.firm-titles": "firms.py::test_a_firm_sees_which_titles_it_meets",
    "entitlements.above-scale": "firms.py::test_firms_near_the_threshold_are_found",
}


class EntitlementsConfig(AppConfig):
    name = "luoshi.entitlements"
    label = "entitlements"
    verbose_name = "政策测算"

    def ready(self) -> None:
        from luoshi.registry.api import ADMINISTRATOR, ANALYST, AUDITOR, CLERK, EVERYONE, LEADER, PUBLIC, SUPERVISOR

        from .content import ENTITLEMENTS
        from .coverage import runs
        from .demo import seed
        from .panels import clause_panel, work_list

        officers = frozenset({CLERK, ANALYST, LEADER, SUPERVISOR, AUDITOR, ADMINISTRATOR})
        from . import reporting

        declare(
            Manifest(
                room="entitlements",
                label="政策测算",
                permissions=(
                    Permission("entitlements.view", "查看政策规则和测算", EVERYONE),
                    Permission("entitlements.view_sweeps", "查看政策筛查", officers),
                    Permission("entitlements.sweep", "运行政策筛查", frozenset({CLERK, ANALYST, ADMINISTRATOR})),
                    Permission(
                        "entitlements.see_household", "查看家庭测算", frozenset({CLERK, AUDITOR, ADMINISTRATOR})
                    ),
                    Permission("entitlements.what_if", "政策推演", frozenset({ANALYST, LEADER, ADMINISTRATOR})),
                ),
                figures=reporting.figures,
                content_kinds=(ENTITLEMENTS,),
                nav=(
                    NavItem(N_("政策测算"), "entitlements:home", "scale", "entitlements.view", 40),
                    NavItem(N_("我能享受什么"), "entitlements:home", "scale", PUBLIC, 30),
                ),
                work_list=work_list,
                clause_panel=clause_panel,
                mechanisms=tuple(Mechanism(code, runs(code), STORIES + story) for code, story in MECHANISMS.items()),
                seed=seed,
            )
        )
