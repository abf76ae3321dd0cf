"""Pages ask the store the same few questions however much there is to show."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from factories import user
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
from luoshi.delivery.models import Commitment, Evidence, LightChange, LightTally, Report, Request, Sheet, Task
from luoshi.delivery.tallies import count_all
from luoshi.indicators.models import (
    Indicator,
    Observation,
    SeriesImport,
    Station,
    StationResult,
    Target,
)
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Programme
from luoshi.kernel.today import CHINA
from luoshi.policy.models import Clause, Document, DocumentVersion, Measure, PlannedMechanism, Serving
from luoshi.projects.models import Project, Roll, RollLine
from luoshi.projects.standing import known_errors
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
from luoshi.services.models import (
    Case,
    Contact,
    FeeLine,
    Inspection,
    InspectionSheet,
    InspectionSubject,
    Item,
    NormativeDocument,
    PowerOfAttorney,
    ServicePoint,
    Step,
)

DAY = date(2021, 9, 24)
AT = datetime(2021, 9, 24, 9, tzinfo=CHINA)
COLOURS = ["red", "yellow", "green", "blue", "grey"]
STATES = ["issued", "under_way", "reported", "returned", "objected"]
T = "/delivery/sample/tasks/"
# (role, unit of the role, address, most queries)
PAGES = [
    (None, None, "/public/sample/", 10),
    (None, None, "/public/sample/text/", 10),
    ("supervisor", None, "/documents/", 8),
    ("supervisor", None, "/documents/sample/", 16),
    ("supervisor", None, "/documents/sample/?sentence=1.s1", 34),
    ("supervisor", None, "/documents/sample/?unit=development&light=red", 18),
    ("supervisor", None, "/documents/sample/measures/1/", 20),
    ("supervisor", None, "/documents/sample/measures/1/?tab=tasks", 22),
    ("supervisor", None, "/documents/sample/measures/1/?tab=services", 20),
    ("supervisor", None, "/documents/sample/measures/1/?tab=history", 22),
    ("supervisor", None, "/workbench/", 14),
    ("liaison", "development", "/workbench/", 12),
    ("leader", None, "/cockpit/sample/", 20),
    ("supervisor", None, T, 14),
    ("supervisor", None, f"{T}?unit=development&sort=-due", 14),
    ("supervisor", None, "/delivery/sample/tasks.xlsx", 12),
    ("supervisor", None, f"{T}1.s1.c1/", 24),
    ("liaison", "development", f"{T}1.s1.c1/", 24),
    ("liaison", None, "/delivery/sample/report/", 20),
    ("supervisor", None, "/notices/", 8),
    ("supervisor", None, "/delivery/sample/sheets/", 12),
    ("supervisor", None, "/delivery/sample/scores/", 12),
    ("supervisor", None, "/delivery/sample/foresight/", 16),
    ("supervisor", None, "/delivery/sample/sheets/1/", 14),
    ("supervisor", None, "/delivery/sample/papers/", 12),
    ("supervisor", None, "/delivery/sample/review/", 12),
    ("supervisor", None, "/delivery/sample/review/1/", 18),
    ("supervisor", None, "/services/cases/", 14),
    ("clerk", "development", "/services/cases/", 16),
    ("clerk", "development", "/services/cases/{case}/", 36),
    ("supervisor", None, "/services/processes/", 10),
    ("supervisor", None, "/services/processes/walked/", 14),
    ("supervisor", None, "/services/catalogue/", 12),
    ("clerk", None, "/services/authorities/", 12),
    ("supervisor", None, "/services/fees/", 10),
    ("supervisor", None, "/services/documents/", 10),
    ("supervisor", None, "/services/contacts/", 12),
    ("field_worker", None, "/services/report/", 12),
    ("supervisor", None, "/services/inspections/?month=2021-09", 18),
    (None, None, "/services/find/", 8),
    (None, None, "/services/find/item-0/", 12),
    (None, None, "/services/windows/?item=item-0", 8),
    ("supervisor", None, "/units/development/", 18),
    ("supervisor", None, "/registry/units/", 10),
    ("administrator", None, "/registry/users/", 10),
    ("clerk", None, "/registry/registers/person/", 10),
    ("clerk", None, "/registry/registers/person/?q=人", 10),
    ("administrator", None, "/registry/registers/person/take-in/", 10),
    ("administrator", None, "/registry/duplicates/", 10),
    ("analyst", None, "/indicators/", 16),
    ("analyst", None, "/indicators/sample_series/", 24),
    ("analyst", None, "/indicators/publications/", 12),
    ("analyst", None, "/indicators/publications/of/sample/", 12),
    ("analyst", None, "/indicators/take-in/", 10),
    ("analyst", None, "/indicators/stations/", 10),
    ("supervisor", None, "/documents/sample/measures/1/?tab=indicators", 26),
    ("supervisor", None, "/documents/sample/measures/1/?tab=projects", 28),
    ("supervisor", None, "/projects/?document=sample", 14),
    ("supervisor", None, "/projects/map/data/?document=sample", 8),
    ("supervisor", None, "/projects/cities/?document=sample", 12),
    ("supervisor", None, "/projects/problems/?document=sample", 16),
    ("supervisor", None, "/projects/rolling/?document=sample", 20),
    ("supervisor", None, "/projects/choosing/?document=sample", 14),
    ("supervisor", None, "/projects/land/?document=sample", 18),
    ("supervisor", None, "/projects/calls/?document=sample", 14),
    ("supervisor", None, "/projects/calls/call-0/", 14),
    ("supervisor", None, "/projects/calls/integrity/?document=sample", 10),
    ("supervisor", None, "/projects/land/map/?document=sample", 10),
    ("supervisor", None, "/projects/project-0/contracts/", 14),
    ("supervisor", None, "/projects/leads/?document=sample", 18),
    (None, None, "/projects/calls/public/?document=sample", 10),
    ("leader", None, "/projects/phone/?document=sample", 14),
    ("liaison", None, "/projects/project-0/", 46),
    ("supervisor", None, "/projects/project-0/plan/", 22),
    ("supervisor", None, "/api/projects/sample/projects", 8),
    ("supervisor", None, "/api/projects/sample/oc4ids", 14),
    (None, None, "/projects/public/?document=sample", 8),
    ("auditor", None, "/record/", 10),
    ("supervisor", None, "/accountability/", 14),
    ("supervisor", None, "/accountability/assets/", 24),
    ("supervisor", None, "/accountability/assets/layout/", 18),
    ("supervisor", None, "/accountability/assets/performance/", 16),
    ("supervisor", None, "/accountability/assets/firms/firm-0/", 16),
    ("supervisor", None, "/accountability/resources/", 14),
    ("supervisor", None, "/accountability/audits/", 12),
    ("auditor", None, "/accountability/officials/", 14),
    ("auditor", None, "/accountability/officials/official-0/", 14),
    ("auditor", None, "/accountability/decisions/", 14),
    ("supervisor", None, "/accountability/credit/", 12),
    ("supervisor", None, "/accountability/credit/drawings/", 14),
    ("supervisor", None, "/accountability/compensation/", 12),
    ("supervisor", None, "/accountability/compensation/ledger/", 14),
    ("supervisor", None, "/search/?q=服务", 13),
    ("supervisor", None, "/parameters/", 10),
    ("supervisor", None, "/parameters/delivery.red_days/", 10),
]


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
        Drawing.objects.create(
            number=f"CC{n}",
            title="抽查",
            seed="0:x",
            population={},
            rates={},
            inspectors=[],
            drawn=[],
            made_at=AT,
            document="sample",
        )
        CompensationLine.objects.create(round=year, place=f"{n:09d}", basis={"met": 1, "judged": 1}, amount_fen=1)
        debt = BasinDebt.objects.create(
            document="sample", year=2020, debtor="x", creditor=f"y{n}", amount_fen=2, round=year, basis={}
        )
        debt.payments.create(amount_fen=1, paid_on=DAY, voucher=f"v{n}", by="x")


def begin_services() -> None:
    """A process, an item of it, and a case that waits at its first step."""
    from luoshi.registry.api import system_viewer
    from luoshi.services.service.cases import start
    from luoshi.services.tests.samples import TWO_STEPS, published

    published(TWO_STEPS, code="walked", document="sample", measure="1", promised_days=5)
    _item("item-0")
    start(by=system_viewer(), item="item-0")


def _item(code: str) -> None:
    Item.objects.create(
        code=code,
        name=code,
        said=code,
        type_code="01",
        kind="promised",
        unit=Unit.objects.get(code="development"),
        process="walked",
        promised_days=5,
        themes=["开店"],
        facts={"objects": ["person"], "materials": [], "bundle": {}},
        document="sample",
    )


def grow_services(first: int, last: int) -> None:
    """More cases, steps, items, windows, charges, documents and contacts."""
    begun = Case.objects.order_by("pk")[0]
    unit = Unit.objects.get(code="development")
    for n in range(first, last):
        case = Case.objects.create(
            number=f"case-{n}",
            title="办件",
            version=begun.version,
            item=begun.item,
            unit=unit,
            started_at=AT,
            document="sample",
            data={"firm": f"f{n}"},
            applicant={"name": f"f{n}"},
            external_id=f"x{n}",
            accepted_on=DAY,
        )
        for owner in (case, begun):
            Step.objects.create(case=owner, node="a", name="a", token=f"{n}", opened_at=AT, role="clerk", unit=unit)
        Case.objects.create(
            number=f"child-{n}",
            title="办件",
            version=begun.version,
            unit=unit,
            started_at=AT,
            parent=begun,
            accepted_on=DAY,
        )
        _item(f"item-{n + 1}")
        ServicePoint.objects.create(code=f"p{n}", name=f"窗口{n}", level="county", unit=unit, items=["item-0"])
        FeeLine.objects.create(name=f"费{n}", department="x", kind="x", basis="x")
        NormativeDocument.objects.create(
            number=f"文{n}", title="办法", unit=unit, issued_on=DAY, in_force_from=DAY, valid_to=DAY
        )
        Contact.objects.create(post=f"领导{n}", firm=f"f{n}", unit=unit, from_date=DAY)
        PowerOfAttorney.objects.create(number=f"WT-{n}", scope=f"item-{n}", valid_from=DAY, valid_to=DAY)
        grow_inspections(n, unit)


def grow_inspections(n: int, unit: Unit) -> None:
    """Another community with two inspections in the month of DAY, one of them waiting to be checked again."""
    item = {"code": "a", "label": "项", "label_en": "x", "full": "100", "rule": "each", "each": "1", "kind": ""}
    facts = {
        "items": [item],
        "least_share": 0.5,
        "least_inspections": 2,
        "red": {"least": 1, "most": None, "months": 2},
        "black": None,
    }
    sheet, _made = InspectionSheet.objects.get_or_create(
        code="sheet", defaults={"number": 1, "title": "表", "document": "sample", "unit": unit, "facts": facts}
    )
    who = InspectionSubject.objects.create(
        sheet="sheet", code=f"who-{n}", name=f"小区{n}", place="9", document="sample"
    )
    for faults in (n % 7, n % 5):
        Inspection.objects.create(
            number=f"JC-{n}-{faults}-{sheet.inspections.count()}",
            report_id=f"r-{sheet.inspections.count()}",
            sheet=sheet,
            subject=who,
            inspected_on=DAY,
            findings={"a": {"faults": faults, "checked": None}},
            score=100 - faults,
            due_date=DAY if faults else None,
            made_at=AT,
        )


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


@pytest.mark.parametrize(("role", "unit", "address", "most"), PAGES, ids=[f"{r}{a}" for r, _u, a, _m in PAGES])
def test_three_times_the_rows_need_no_more_queries(
    programme: Programme, on_day, role: str | None, unit: str | None, address: str, most: int
) -> None:
    from luoshi.delivery.service import commitments
    from luoshi.registry.api import system_viewer

    on_day(DAY)
    by = system_viewer()
    begin_services()
    known_errors()  # kept for an hour, so the first page of the hour asks more
    commitments.correct(
        by=by, document="sample", code="1.s1.c1", lead="development", supports=[], due_date=date(2021, 12, 31)
    )
    commitments.issue(by=by, document="sample", codes=["1.s1.c1"])
    Measure.objects.filter(code="1").update(title_en="First")
    client = Client()
    if role:
        client.force_login(user(role, unit))
    address = address.replace("{case}", Case.objects.values_list("number", flat=True)[0])

    def asked() -> list[str]:
        cache.clear()  # what is kept for a day is counted too
        with CaptureQueriesContext(connection) as caught:
            response = client.get(address)
            assert response.status_code == 200, response.status_code
            b"".join(response.streaming_content) if response.streaming else response.content
        return [query["sql"][:300] for query in caught.captured_queries]

    grow(0, 5)
    grow_accountability(0, 5)
    few = asked()
    grow(5, 15)
    grow_accountability(5, 15)
    many = asked()
    assert len(few) == len(many), "\n".join(sorted(set(many) - set(few)))
    assert len(many) <= most, "\n".join(many)
