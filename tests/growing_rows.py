"""Rows of every room by the dozen, so that a list can be asked for with few and with many."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction

from growing_services import AT, DAY, grow_services
from growing_work import grow_work
from luoshi.accountability.models import (
    Accountable,
    Audit,
    BasinDebt,
    CompensationLine,
    CompensationRound,
    CreditRecord,
    Damage,
    Decision,
    Drawing,
    FirmStatement,
    InternalBalance,
    Official,
    ResourceAccount,
    Signature,
    StateFirm,
    Tenure,
)
from luoshi.delivery.models import (
    Commitment,
    Evidence,
    LightChange,
    LightTally,
    Report,
    Request,
    Sheet,
    SourcePaper,
    Talk,
    Task,
)
from luoshi.delivery.tallies import count_all
from luoshi.indicators.models import (
    Indicator,
    Observation,
    Publication,
    SeriesImport,
    Station,
    StationResult,
    Target,
)
from luoshi.kernel.events import publish
from luoshi.policy.models import Clause, Document, DocumentVersion, PlannedMechanism, Serving
from luoshi.projects.models import Project, Roll, RollLine
from luoshi.registry.api import SignedIn
from luoshi.registry.models import (
    Entry,
    Parameter,
    ParameterValue,
    PersonVersion,
    RegisterImport,
    RoleGrant,
    Unit,
    UnitGroup,
    User,
)

COLOURS = ["red", "yellow", "green", "blue", "grey"]
STATES = ["issued", "under_way", "reported", "returned", "objected"]


def grow(first: int, last: int) -> None:
    """Rows ``first`` to ``last`` of everything that pages list, all of it under headings that were there before."""
    clauses = list(Clause.objects.filter(document__code="sample").select_related("measure"))
    whole = Document.objects.get(code="sample")
    top = Unit.objects.get(code="government")
    grow_services(first, last)
    grow_projects(first, last)
    grow_work(first, last, DAY, AT)
    for n in range(first, last):
        unit = Unit.objects.create(code=f"u{n}", name=f"单位{n}", level="county", order=100 + n, parent=top)
        group, _ = UnitGroup.objects.get_or_create(name=f"各单位{n}")
        group.members.add(unit)
        person = User.objects.create(username=f"p{n}", display_name=f"人{n}")
        RoleGrant.objects.create(user=person, role="liaison", unit=unit)
        other = Document.objects.create(code=f"d{n}", title=f"文件{n}")
        DocumentVersion.objects.create(document=other, number=1, text="x", sha256="", reading={}, added_at=AT)
        for number in ("a", "b"):
            someone = Entry.objects.create(register="person", key=f"{number}{n}", name=f"人{n}")
            PersonVersion.objects.create(
                entry=someone, valid_from=DAY, known_from=AT, source="x", name=f"人{n}", birth_date=DAY
            )
        RegisterImport.objects.create(
            register="person", file_name="x", valid_from=DAY, rows=1, created=1, changed=0, by="p", at=AT
        )
        series = Indicator.objects.create(
            code="sample_series" if n == 0 else f"series_{n}",
            document="sample",
            measure="1",
            name=f"指标{n}",
            name_en="x",
            frequency="year",
            direction="up",
            source="x",
            clauses=["1.s1"],
        )
        one = Indicator.objects.get(code="sample_series")
        Target.objects.create(indicator=one, period=str(2000 + n), value=n, source="x")
        for of, period in ((series, 2021), (one, 2000 + n)):
            Observation.objects.create(
                indicator=of, period=period, value=n, source="x", by="p", known_from=AT, place="9" if of is one else ""
            )
        post = Station.objects.create(code=f"s{n}", name=f"站{n}", medium="air", document="sample", measure="1")
        StationResult.objects.create(station=post, day=DAY, values={}, index=50, grade=1, edition="x")
        line = {
            "code": one.code,
            "name": one.name,
            "unit": "",
            "source": "x",
            "period": "2021",
            "place": "",
            "value": f"{n}",
        }
        Publication.objects.create(
            document="sample",
            title=f"公报{n}",
            known_at=AT,
            terms={"period": "2021", "with_places": False, "small_cell": 3, "definitions": []},
            values=[{**line, "withheld": "", "synthetic": False}],
            sha256="",
            by="p",
        )
        SeriesImport.objects.create(file_name="x", sha256="", rows=1, changed=1, by="p", at=AT)
        parameter = Parameter.objects.create(code=f"sample.p{n}", label=f"参数{n}")
        red_days = Parameter.objects.get(code="delivery.red_days")
        for of in (parameter, red_days):
            ParameterValue.objects.create(
                parameter=of, value=n, in_force_from=date(2021, 1, 1 + n), citation={"title": "x"}, origin="page"
            )
        lead = unit if n % 2 else Unit.objects.get(code="development")
        for clause in clauses:
            where = {"document": "sample", "measure": clause.measure.code, "clause": clause.code}
            words = {"code": f"{clause.code}.c{100 + n}", "lead": lead}
            made = Commitment.objects.create(
                **where, **words, start=clause.start, end=clause.start + 4, text="服务", kind="other", state="issued"
            )
            made.supports.add(unit)
            Commitment.objects.create(
                **{**where, **words, "code": f"{clause.code}.c{500 + n}"},
                start=clause.start + 5,
                end=clause.start + 8,
                text="服务",
                kind="other",
            ).supports.add(unit)
            task = Task.objects.create(
                **where,
                **words,
                commitment=made,
                title=f"服务{n}",
                issued_on=date(2021, 8, 2),
                due_date=date(2021, 12, 31),
                plan=[["2021-12-31", 100]],
                state=STATES[n % 5],
                light=COLOURS[n % 5],
                light_reason="on_plan",
                light_params={"points": 5, "expected": 5, "gap": 0},
                last_report_on=DAY,
                next_report_due=DAY,
            )
            task.supports.add(unit)
            Serving.objects.create(
                document="sample", clause=clause.code, room="delivery", kind="task", code=task.code, title="服务"
            )
            LightChange.objects.create(
                task=task,
                document="sample",
                before="",
                after=COLOURS[n % 5],
                reason="on_plan",
                params=task.light_params,
                on=DAY,
            )
            Request.objects.create(task=task, kind="extension", reason="x", new_due=DAY, asked_by="p", asked_at=AT)
            _report(task, 1)
            Sheet.objects.create(
                task=task,
                document="sample",
                number=Sheet.objects.count() + 1,
                colour="blue",
                grade="short",
                rule_row=3,
                requirement="限期整改",
                issued_on=DAY,
                due_date=DAY,
                issued_by="p",
            )
            paper = SourcePaper.objects.create(
                document="sample", kind="talk", title="约谈", who="p", on=DAY, words="整改", made_by="p", made_at=AT
            )
            Talk.objects.create(task=task, cause=f"red:{n}", on=DAY, unit=task.lead, paper=paper if n % 2 else None)
        PlannedMechanism.objects.create(
            document=whole,
            measure=clauses[0].measure,
            row=f"r{n}",
            code=f"services.m{n}",
            title=f"机制{n}",
            clauses=[clauses[0].code],
            order=n,
        )
        of_one = Task.objects.get(code="1.s1.c1")
        _report(of_one, n + 10)
        LightChange.objects.create(
            task=of_one,
            document="sample",
            before="",
            after="green",
            reason="on_plan",
            params={"points": 5, "expected": 5, "gap": 0},
            on=DAY,
        )
        with transaction.atomic():
            publish(SignedIn(actor=f"p{n}", at=AT, subject=f"p{n}"))
        LightTally.objects.create(document="sample", on=date(2021, 8, 1 + n), light="red", tasks=n)
    count_all("sample")


def grow_accountability(first: int, last: int) -> None:
    """Firms below one group, a term, a decision, a damage, a credit record and a line of compensation of each number."""
    group, _made = StateFirm.objects.get_or_create(
        code="firm-0", defaults={"name": "集团", "document": "sample", "measure": "1"}
    )
    same = {"assets": 3, "liabilities": 1, "equity_open": 2, "equity_close": 2, "source": "x"}
    FirmStatement.objects.get_or_create(firm=group, year=2020, defaults=same)
    year, _made = CompensationRound.objects.get_or_create(
        document="sample", year=2020, defaults={"pool_fen": 1, "weights": {"water": 1.0}, "source": "x"}
    )
    for n in range(first + 1, last + 1):
        facts = {"document": "sample", "measure": "1"}
        firm = StateFirm.objects.create(code=f"firm-{n}", name=f"企业{n}", parent=group.code, **facts)
        FirmStatement.objects.create(firm=firm, year=2020, parent=group.code, **same)
        InternalBalance.objects.create(year=2020, kind="debt", holder=group, other=firm, amount=1, other_amount=1)
        ResourceAccount.objects.create(
            place=f"{n:09d}", account="land", kind=f"类{n}", year=2020, unit="公顷", source="x", document="sample"
        )
        person = Official.objects.create(code=f"official-{n - 1}", name=f"干部{n}")
        term = Tenure.objects.create(official=person, post=f"职务{n}", first=DAY)
        Audit.objects.create(
            number=f"SJ{n}",
            tenure=term,
            kind="leaving",
            first=DAY,
            last=DAY,
            noticed_on=DAY,
            begins_on=DAY,
            document="sample",
        )
        decision = Decision.objects.create(
            code=f"d{n}", title=f"决策{n}", decided_on=DAY, organ="x", paper="x", document="sample"
        )
        everybody = Official.objects.first()
        Signature.objects.create(decision=decision, official=everybody, role="签字")
        damage = Damage.objects.create(decision=decision, found_on=DAY, fact="损害", source=f"s{n}", document="sample")
        Accountable.objects.create(damage=damage, official=everybody, tenure=everybody.tenures.first(), role="签字")
        CreditRecord.objects.create(
            number=f"罚{n}", subject=f"{n:018d}", subject_name=f"企业{n}", category="administration", severity="general",
            issuer="development", title="x", decided_on=DAY, publish_from=DAY, repair_from=DAY, stop_on=DAY,
            state="published", document="sample",
        )  # fmt: skip
        drawing = Drawing.objects.create(
            number=f"CC{n}",
            title="抽查",
            agency="development",
            waiting=1,
            seed="0:x",
            population={},
            rates=dict.fromkeys("ABCD", "1/2"),
            inspectors=[],
            drawn=[{"subject": f"{n:018d}", "grade": "A", "inspectors": ["x", "y"]}],
            made_at=AT,
            document="sample",
        )
        drawing.results.create(
            subject=f"{n:018d}", subject_name=f"企业{n}", inspectors=["x", "y"], inspected_on=DAY, outcome="no_problem",
            recorded_on=DAY, recorded_by="x",
        )  # fmt: skip
        CompensationLine.objects.create(round=year, place=f"{n:09d}", basis={"met": 1, "judged": 1}, amount_fen=1)
        debt = BasinDebt.objects.create(
            document="sample", year=2020, debtor="x", creditor=f"y{n}", amount_fen=2, round=year, basis={}
        )
        debt.payments.create(amount_fen=1, paid_on=DAY, voucher=f"v{n}", by="x")


def grow_projects(first: int, last: int) -> None:
    """Projects with all that their pages list; every one of them, and all parts of the first."""
    owner = Unit.objects.get(code="development")
    for n in range(first, last):
        project = Project.objects.create(
            code=f"project-{n}",
            name=f"项目{n}",
            document="sample",
            measure="1",
            clauses=["1.s1"],
            kind="government",
            category="industry",
            city="one",
            township="350121001",
            lon=Decimal("119.1"),
            lat=Decimal("26.1"),
            owner=owner,
            stage=("under_way", "preliminary")[n % 2],
            start_date=DAY - timedelta(days=200),
            started_date=DAY - timedelta(days=200),
            finish_date=DAY + timedelta(days=300),
            total_yuan=Decimal(10**8 + n),
            light=COLOURS[n % 4],
        )
        one = Project.objects.get(code="project-0")
        for of in {project.pk: project, one.pk: one}.values():
            of.funding.create(source=f"来源{n}", year=2021, planned_yuan=1)
            of.parcels.create(code=f"p{n}", area_mu=1)
            contract = of.contracts.create(code=f"c{n}", name="x", kind="works", value_yuan=1)
            source = of.funding.get(source=f"来源{n}")
            contract.payments.create(funding=source, day=DAY, amount_yuan=1, what="x", voucher="x", by="x")
            of.problems.create(kind="land", text="x", owner=owner, raised_by="x", raised_date=DAY, due_date=DAY)
            of.reports.create(month=date(2020 - n, 8, 1), points=1, invested_yuan=1, by="x", at=AT)
            of.year_plans.create(year=2021 - n, amount_yuan=1)
            of.activities.create(code=f"a{n}", name="x", days=3, budget_yuan=1, order=n)
            of.photos.create(taken_date=DAY, sha256="x", content_type="image/png", by="x", at=AT)
            of.permits.create(step=f"S{10 + n}", state="done")
        roll, _made = Roll.objects.get_or_create(
            document="sample", quarter="2021Q3", defaults={"cutoff": DAY, "by": "x", "at": AT}
        )
        RollLine.objects.create(
            roll=roll,
            project=project,
            from_stage="reserve",
            to_stage=("preliminary", "reserve")[n % 2],
            lacking=["coded"],
        )


def _report(task: Task, number: int) -> None:
    made = Report.objects.create(
        task=task, number=number, text="进展", percent=5, submitted_by="p", submitted_at=AT, state="accepted"
    )
    Evidence.objects.create(report=made, name="a.pdf", content_type="application/pdf", size=1, sha256="0" * 64)
