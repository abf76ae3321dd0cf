"""Sample figures for a demonstration, from a fixed seed and marked synthetic: money, dates, permits, plans, reports, problems.

The projects named in the document are real; what is made up about them is their figures. Finished sample projects give the
forecasts their reference. History is written as rows, not lived through act by act: it would take minutes.
"""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db import transaction

from luoshi.kernel.calendar import CHINA, corresponding_day
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Programme
from luoshi.kernel.today import CHINA as ZONE
from luoshi.kernel.today import at_moment, now
from luoshi.registry.api import all_units, system_viewer

from .daily import daily
from .demo_control import seed_control
from .demo_history import WAN, finished, reports_of, works_done
from .demo_work import seed_work
from .domain.rolling import PRELIMINARY, RESERVE, STARTING, UNDER_WAY
from .events import ProjectsChanged
from .lifecycle import Cycle, cycles_of
from .models import Activity, Baseline, Contract, Funding, Parcel, Permit, Project, YearPlan
from .planning import baseline_of, frozen_rows, plan_of
from .service.plans import draft
from .service.problems import raise_problem
from .service.rolls import propose
from .standing import planned_points

FINISHED, PROBLEMS = 60, 12
_DONE_BEFORE = {
    RESERVE: (),
    PRELIMINARY: ("S00", "S10"),
    STARTING: ("S00", "S10", "S11", "S12", "S13", "S14", "S15", "S20", "S21", "S22", "S30", "S31", "S33"),
    UNDER_WAY: tuple(f"S{n:02d}" for n in (0, 10, 11, 12, 13, 14, 15, 20, 21, 22, 30, 31, 32, 33, 34, 35, 40)),
}
_RUNNING = {PRELIMINARY: ("S11", "S12", "S13", "S14"), STARTING: ("S32", "S34")}
_SOURCES = {
    "government": (("县级财政", 0.4), ("专项债券", 0.4), ("上级补助", 0.2)),
    "livelihood": (("县级财政", 0.6), ("上级补助", 0.4)),
}
_OTHERS = (("企业自筹", 0.7), ("银行贷款", 0.3))
_TROUBLE = (
    ("land", "部分地块尚未完成征迁交地"),
    ("utility", "高压线迁改方案未定"),
    ("money", "本季度资金尚未拨付到位"),
    ("permit", "林地手续正在补充材料"),
    ("contractor", "施工单位投入不足"),
)


def seed(programme: Programme) -> int:
    """How many projects got figures; 0 where there are none, or they have some already."""
    projects = list(Project.objects.filter(document=programme.code, retired=False).order_by("code"))
    if not programme.demo or not projects or any(p.total_yuan is not None for p in projects):
        return 0
    rng = random.Random(programme.demo["seed"])
    as_of = programme.demo["as_of"]
    cycles = cycles_of(programme.code)
    with transaction.atomic():
        samples = finished(programme, rng.randrange(10**6), FINISHED, as_of, projects[0].owner_id)
        for number, project in enumerate(projects):
            _figures(rng, project, number, as_of, programme.jurisdiction or "000000")
        Project.objects.bulk_update(projects, _FIELDS)
        for project in projects:
            _live(rng, project, cycles.get(project.kind), as_of)
        codes = tuple(p.code for p in projects)
        publish(ProjectsChanged(actor="system", at=now(), subject=f"{programme.code}/样例数据（合成）", changed=codes))
    seed_work(programme, random.Random(programme.demo["seed"]), projects, as_of)
    seed_control(projects, as_of)
    with at_moment(datetime.combine(as_of, time(9), ZONE)):
        _trouble(rng, projects, as_of)
        daily(as_of)
        propose(by=system_viewer(), document=programme.code, cutoff=as_of)
    return len(projects) + samples


_FIELDS = ["national_code", "stage", "stage_since", "total_yuan", "estimate_yuan", "budget_yuan", "start_date"]
_FIELDS += ["finish_date", "started_date", "sponsor", "leader", "synthetic", "depends_on"]


def _figures(rng: random.Random, p: Project, number: int, as_of: date, area: str) -> None:
    rail = p.sector == "transport.rail"
    p.stage = RESERVE if rail else rng.choices([RESERVE, PRELIMINARY, STARTING, UNDER_WAY], [10, 20, 20, 50])[0]
    total = Decimal(round(min(max(rng.lognormvariate(9.7, 0.8), 2000), 180000) / 10) * 10) * WAN
    p.total_yuan = p.estimate_yuan = total
    if p.stage in (STARTING, UNDER_WAY):
        share = (
            Decimal("1.12") if p.kind == "government" and number % 11 == 3 else Decimal(rng.randrange(90, 106)) / 100
        )
        p.budget_yuan = (total * share / WAN).quantize(Decimal(1)) * WAN
    first, last = {RESERVE: (300, 700), PRELIMINARY: (120, 320), STARTING: (-70, 90), UNDER_WAY: (-420, -110)}[p.stage]
    p.start_date = CHINA.roll_forward(as_of + timedelta(days=rng.randrange(first, last)))
    p.finish_date = corresponding_day(p.start_date, rng.randrange(14, 34))
    p.started_date = p.start_date + timedelta(days=rng.choice([0, 0, 7, 20])) if p.stage == UNDER_WAY else None
    p.stage_since = as_of - timedelta(days=rng.randrange(20, 420))
    if p.stage != RESERVE or rng.random() < 0.4:
        p.national_code = f"{20 + number % 2}{1 + number % 12:02d}-{area}-04-01-{(number + 1) * 7919 % 1000000:06d}"
        if p.national_code[:4] < "2011":
            p.national_code = "2101" + p.national_code[4:]
    p.sponsor = "样例建设单位（合成）"
    p.leader = rng.choice(["分管副县长", "常务副县长", "挂钩县领导"])
    p.synthetic = True


def _live(rng: random.Random, p: Project, cycle: Cycle | None, as_of: date) -> None:
    """Money, land, permits, contracts, a plan and reports of one project, as its stage has them."""
    assert p.total_yuan is not None and p.start_date is not None and p.finish_date is not None
    years = list(range(max(p.start_date.year, 2021), p.finish_date.year + 1))
    if p.stage != RESERVE:
        rows = [
            Funding(
                project=p,
                source=source,
                year=year,
                planned_yuan=(p.total_yuan * Decimal(str(share)) / len(years) / WAN).quantize(Decimal(1)) * WAN,
                paid_yuan=Decimal(0),
            )
            for source, share in _SOURCES.get(p.kind, _OTHERS)
            for year in years
        ]
        for row in rows:
            if row.year < as_of.year and p.stage == UNDER_WAY:
                row.paid_yuan = row.planned_yuan
        Funding.objects.bulk_create(rows)
    for n in range(rng.randrange(1, 4)):
        approved = p.stage in (STARTING, UNDER_WAY) and rng.random() < 0.9
        Parcel.objects.create(
            project=p,
            code=f"P{n + 1}",
            name=f"地块{n + 1}（样例）",
            area_mu=Decimal(rng.randrange(150, 1200)) / 10,
            approval="样例批文" if approved else "",
        )
    if cycle is not None:
        _permits(rng, p, cycle, as_of)
    draft(by=system_viewer(), code=p.code)
    if p.stage == UNDER_WAY:
        _under_way(rng, p, as_of)
    if p.stage in (STARTING, UNDER_WAY):
        YearPlan.objects.bulk_create(
            YearPlan(project=p, year=year, amount_yuan=_year_amount(p, year), nodes="样例目标（合成）")
            for year in (as_of.year - 1, as_of.year)
            if year >= p.start_date.year
        )


def _year_amount(p: Project, year: int) -> Decimal:
    """What the plan has to be built between two New Years."""
    baseline = baseline_of(p)
    before, after = (planned_points(p, baseline, date(y, 12, 31)) or Decimal(0) for y in (year - 1, year))
    total = p.budget_yuan or p.total_yuan or Decimal(0)
    return (total * (after - before) / 100 / WAN).quantize(Decimal(1)) * WAN


def _permits(rng: random.Random, p: Project, cycle: Cycle, as_of: date) -> None:
    """Steps done before today, those running now: some in time, some late."""
    assert p.start_date is not None
    end = min(p.start_date, as_of) if p.stage == UNDER_WAY else as_of
    done = [s for s in cycle.steps if s.code in _DONE_BEFORE[p.stage] or (s.code == "S00" and p.stage == PRELIMINARY)]
    rows, day = [], end
    for step in reversed(done):
        accepted = day - timedelta(days=max(step.days, 3) + rng.randrange(0, 6))
        rows.append(
            Permit(
                project=p,
                step=step.code,
                state="done",
                office=step.office,
                accepted_date=accepted,
                done_date=max(day - timedelta(days=1), accepted),
                valid_until=step.valid.until(max(day - timedelta(days=1), accepted))
                if step.valid and p.started_date is None
                else None,
                paper="样例文号",
            )
        )
        day = accepted - timedelta(days=rng.randrange(2, 20))
    running = [s for s in cycle.steps if s.code in _RUNNING.get(p.stage, ()) and s.office]
    for step in running[: rng.randrange(1, 3)]:
        accepted = CHINA.roll_forward(as_of - timedelta(days=rng.randrange(3, 16)))
        due = (
            CHINA.add_working_days(accepted, step.days)
            if step.day_type == "working_day"
            else accepted + timedelta(step.days)
        )
        rows.append(
            Permit(project=p, step=step.code, state="running", office=step.office, accepted_date=accepted, due_date=due)
        )
    Permit.objects.bulk_create(rows)


def _under_way(rng: random.Random, p: Project, as_of: date) -> None:
    """The plan with its permits behind it as baseline; contracts; reports month by month; what of the works is done."""
    assert p.started_date is not None and p.total_yuan is not None and p.start_date is not None
    lines = list(p.activities.all())
    for line in lines:
        if line.code.startswith("W"):
            line.needs = {"施工队": 1 + (line.code in ("W2", "W3"))}
    Activity.objects.bulk_update(lines, ["needs"])
    plan = plan_of(p, p.start_date)
    assert plan is not None
    frozen = frozen_rows(plan)
    at = datetime.combine(p.start_date, time(10), ZONE)
    Baseline.objects.create(
        project=p,
        number=1,
        state=Baseline.State.APPROVED,
        plan=frozen,
        finish_date=plan.finish,
        reason="开工基线（样例）",
        asked_by="system",
        asked_at=at,
        decided_by="system",
        decided_at=at,
    )
    last = reports_of(rng, p, frozen, as_of)
    works_done(p, frozen, last, as_of)
    value = p.budget_yuan or p.total_yuan
    rows = [
        ("works", "施工合同（样例）", "0.78"),
        ("services", "监理合同（样例）", "0.015"),
        ("services", "设计合同（样例）", "0.025"),
    ]
    Contract.objects.bulk_create(
        Contract(
            project=p,
            code=f"C{n}",
            name=name,
            kind=kind,
            value_yuan=(value * Decimal(share)).quantize(Decimal("0.01")),
            supplier="样例承包单位（合成）",
            signed_date=p.started_date - timedelta(days=20),
            start_date=p.started_date,
            finish_date=p.finish_date,
        )
        for n, (kind, name, share) in enumerate(rows, start=1)
    )


def _trouble(rng: random.Random, projects: list[Project], as_of: date) -> None:
    active = [p for p in projects if p.stage in (STARTING, UNDER_WAY)]
    units = all_units()
    owners = [code for code in ("natural-resources", "finance", "housing-construction", "transport") if code in units]
    for n in range(PROBLEMS if active else 0):
        project = rng.choice(active)
        kind, text = _TROUBLE[n % len(_TROUBLE)]
        raised = as_of - timedelta(days=rng.randrange(5, 60))
        with at_moment(datetime.combine(raised, time(9), ZONE)):
            raise_problem(
                by=system_viewer(),
                code=project.code,
                kind=kind,
                text=f"{text}（样例）",
                owner=rng.choice(owners) if owners else project.owner.code,
                due=raised + timedelta(days=rng.choice([10, 20, 45])),
                synthetic=True,
            )
