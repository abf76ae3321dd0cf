"""Sample figures for a demonstration: from a fixed seed, plausible, marked synthetic; acts go through the room's own."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import polars as pl

from luoshi.indicators.api import water_year_means
from luoshi.kernel.manifest import Programme, Viewer
from luoshi.kernel.today import CHINA, at_moment, today
from luoshi.registry.api import FIRM, all_units, known_rows, places, system_viewer

from .assets import service as assets
from .compensation import basin
from .compensation import service as compensation
from .credit import drawing
from .credit import service as credit
from .credit.results import Outcome, record_result
from .errors import StepRefused
from .liability import service as liability
from .models import (
    AuditTable,
    BasinDebt,
    CompensationRound,
    CreditRecord,
    Damage,
    Drawing,
    FirmStatement,
    Official,
    ResourceAccount,
    StateFirm,
)
from .resources import audits
from .resources.accounts import take_in_accounts

SAMPLE = "样例数据（合成）"
YEARS = 4


def seed(programme: Programme) -> int:
    if not programme.demo:
        return 0
    rng = random.Random(programme.demo["seed"])
    by, day = system_viewer(), programme.demo.get("as_of") or today()
    last = day.year - 1
    # Last year's accounts and the readings of the whole year are known only on the demonstration's own day.
    with at_moment(datetime.combine(day, time(8), CHINA)):
        made = _assets(by, programme.code, rng, last)
        made += _resources(by, programme, rng, last)
        made += _officials(by, programme, last)
        made += _credit(by, programme.code, rng)
        made += _compensation(by, programme.code, last)
    return made


def _assets(by: Viewer, document: str, rng: random.Random, last: int) -> int:
    """Statements of four years that follow one another, and balances on which both sides agree."""
    firms = list(StateFirm.objects.filter(document=document))
    if not firms or FirmStatement.objects.filter(firm__document=document).exists():
        return 0
    parents = {one.parent for one in firms if one.parent}
    rows: list[dict[str, object]] = []
    inner: list[dict[str, object]] = []
    equity: dict[str, Decimal] = {}
    for year in range(last - YEARS + 1, last + 1):
        for one in firms:
            size = 4_000_000_000 if one.code in parents else 600_000_000
            open_ = equity.setdefault(one.code, Decimal(rng.randrange(size // 3, size // 2)))
            net = (open_ * Decimal(rng.uniform(-0.01, 0.045))).quantize(Decimal("0.01"))
            close = open_ + net
            liabilities = (close * Decimal(rng.uniform(1.1, 1.9))).quantize(Decimal("0.01"))
            revenue = (close * Decimal(rng.uniform(0.1, 0.3))).quantize(Decimal("0.01"))
            interest = (liabilities * Decimal("0.021")).quantize(Decimal("0.01"))
            rows.append(
                {
                    "firm": one.code,
                    "year": year,
                    "assets": close + liabilities,
                    "liabilities": liabilities,
                    "equity_open": open_,
                    "equity_close": close,
                    "revenue": revenue,
                    "main_revenue": (revenue * Decimal("0.8")).quantize(Decimal("0.01")),
                    "total_profit": (net * Decimal("1.2")).quantize(Decimal("0.01")),
                    "net_profit": net,
                    "interest": interest,
                }
            )
            equity[one.code] = close
        inner += _inner(firms, year, rng)
    cells = pl.DataFrame([{name: str(value) for name, value in row.items()} for row in rows])
    made = assets.take_in_statements(by=by, document=document, cells=cells, source=SAMPLE, synthetic=True)
    cells = pl.DataFrame([{name: str(value) for name, value in row.items()} for row in inner])
    return made + assets.take_in_internals(by=by, document=document, cells=cells, source=SAMPLE, synthetic=True)


def _inner(firms: list[StateFirm], year: int, rng: random.Random) -> list[dict[str, object]]:
    """What each parent put into its firms, stays the same; what it lent them and sold, changes."""
    found: list[dict[str, object]] = []
    for one in firms:
        if not one.parent:
            continue
        held = random.Random(f"{one.code}:held").randrange(60_000_000, 150_000_000)
        amounts = {
            "investment": held,
            "debt": rng.randrange(5_000_000, 60_000_000),
            "sale": rng.randrange(1, 9_000_000),
        }
        found += [
            {"year": year, "kind": kind, "holder": one.parent, "other": one.code, "amount": n, "other_amount": n}
            for kind, n in amounts.items()
        ]
    return found


_STOCKS = (
    ("land", "耕地", 900, 0.002, 0.004),
    ("land", "林地", 9000, 0.003, 0.002),
    ("land", "建设用地", 1100, 0.012, 0.001),
    ("forest", "乔木林", 640_000, 0.03, 0.012),
    ("water", "地表水", 5200, 0.4, 0.41),
    ("minerals", "建筑用石料", 3_000_000, 0.0, 0.02),
    ("wetland", "湿地", 260, 0.004, 0.003),
)
"""(account, class, about how much a town has, share that comes, share that goes in a year)."""


def _resources(by: Viewer, programme: Programme, rng: random.Random, last: int) -> int:
    towns = places(programme.jurisdiction)
    if not towns or ResourceAccount.objects.filter(document=programme.code).exists():
        return 0
    rows = []
    for town in towns:
        for account, kind, level, comes, goes in _STOCKS:
            stock = round(level * rng.uniform(0.5, 1.6), 2)
            for year in range(last - YEARS + 1, last + 1):
                rows.append(_account(rng, town.code, account, kind, year, stock, comes, goes))
                stock = float(rows[-1]["closing"])
    cells = pl.DataFrame(rows)
    return take_in_accounts(by=by, document=programme.code, cells=cells, source=SAMPLE, synthetic=True)


def _account(
    rng: random.Random, place: str, account: str, kind: str, year: int, stock: float, comes: float, goes: float
) -> dict[str, str]:
    def part(share: float) -> Decimal:
        return Decimal(str(round(stock * share * rng.uniform(0.3, 1.2), 2)))

    up, down = [part(comes / 2), part(comes / 2)], [part(goes / 2), part(goes / 2)]
    found = part(0.0008) if rng.random() < 0.1 else Decimal(0)
    close = Decimal(str(stock)) + sum(up) - sum(down) + found
    return {
        "place": place,
        "account": account,
        "kind": kind,
        "year": str(year),
        "opening": str(Decimal(str(stock))),
        "increase_human": str(up[0]),
        "increase_natural": str(up[1]),
        "decrease_human": str(down[0]),
        "decrease_natural": str(down[1]),
        "revaluation": str(found),
        "reason": "年度变更调查核增" if found else "",
        "closing": str(close),
    }


def _officials(by: Viewer, programme: Programme, last: int) -> int:
    """Two who held one town's post in turn, the first since retired: an audit of his term, a decision, what came of it."""
    towns = places(programme.jurisdiction)
    ready = towns and AuditTable.objects.filter(document=programme.code).exists()
    if not ready or Official.objects.exists():
        return 0
    town, handed = towns[0], date(last, 3, 31)
    post = f"{town.name}主要负责人（样例）"
    terms = (
        ("sample-one", "样例干部甲", date(last - 2, 2, 1), handed, "已退休（样例）"),
        ("sample-two", "样例干部乙", handed + timedelta(days=1), None, "在任（样例）"),
    )
    for code, name, first, end, now in terms:
        liability.register_term(
            by=by,
            official=code,
            name=name,
            post=post,
            first=first,
            last=end,
            principal=True,
            paper="样例任免文件",
            place=town.code,
            whereabouts=now,
            synthetic=True,
        )
    row = audits.open_audit(
        by=by,
        document=programme.code,
        official="sample-one",
        post=post,
        kind="leaving",
        first=date(last - 2, 5, 1),
        last=handed,
        noticed_on=today() - timedelta(days=20),
        begins_on=today() - timedelta(days=15),
        synthetic=True,
    )
    given = {"reforms": 1, "supervision": 11, "missed_targets": 0, "funds_misused": 1, "inspection_findings": 1}
    known = {item.code for section in audits.table_of(programme.code) for item in section.items}
    entered = {code: Decimal(value) for code, value in given.items() if code in known}
    audits.enter_points(by=by, number=row.number, entered=entered)
    audits.add_finding(
        by=by,
        number=row.number,
        clause="样例：土地管理法 第七十七条",
        fact="样例问题：一处临时用地到期未复垦，面积 0.8 公顷。",
        amount=None,
        circumstances=["in_charge"],
        rectify_by=today() + timedelta(days=60),
    )
    decision = liability.keep_decision(
        by=by,
        document=programme.code,
        title="样例：同意河道旁堆场临时使用",
        decided_on=date(last - 1, 4, 10),
        organ="样例党政联席会议",
        posts=[post],
        paper="样例会议纪要",
        signatures=[("sample-one", "主持并签发", False)],
        synthetic=True,
    )
    clue = Damage.objects.filter(document=programme.code, found_on__gte=date(last - 1, 4, 11)).first()
    if clue is not None:
        liability.hold_liable(by=by, damage=clue.pk, decision=decision.code)
    return 5


_MATTERS = (
    ("未按规定公示年度报告", "minor", False),
    ("生产场所消防设施不合格", "general", True),
    ("超标排放废水", "general", False),
    ("拖欠工程款被强制执行", "general", False),
    ("生产销售不合格产品", "severe", True),
)
ISSUER = "market-regulation"
SECTIONS = ("sample-water-1", "sample-water-2", "sample-water-3")
AGENCIES = ("market-regulation", "ecology-environment", "emergency")


def _credit(by: Viewer, document: str, rng: random.Random) -> int:
    firms = known_rows(FIRM.code, today(), state="open")[:400]
    if not firms or CreditRecord.objects.filter(document=document).exists():
        return 0
    units = all_units()
    issuer = ISSUER if ISSUER in units else next(iter(units))
    made = 0
    for n, one in enumerate(rng.sample(firms, min(40, len(firms))), start=1):
        title, severity, special = rng.choice(_MATTERS)
        credit.take_record(
            by=by,
            document=document,
            number=f"样例罚〔{today().year}〕{n}号",
            subject=one["uscc"],
            subject_name=one["name"],
            category="administration",
            severity=severity,
            issuer=issuer,
            title=f"样例：{title}",
            decided_on=today() - timedelta(days=rng.randrange(5, 500)),
            special=special,
            synthetic=True,
        )
        made += 1
    return made + _drawings(by, document, list(units))


def _drawings(by: Viewer, document: str, units: list[str]) -> int:
    """Three agencies draw by lot, each with inspectors of its own; who is drawn twice is visited once."""
    agencies = [code for code in AGENCIES if code in units] or units[:2]
    rows = [
        drawing.draw_lots(
            by=by,
            document=document,
            title=f"样例：年度双随机抽查（{n}）",
            agency=agency,
            inspectors=[f"样例执法人员{n}{m:02d}" for m in range(1, 9)],
            conflicts={},
            synthetic=True,
        )
        for n, agency in enumerate(agencies, start=1)
    ]
    _inspected(by, rows[:1])
    if len(rows) > 1:
        numbers = [row.number for row in rows]
        title = "样例：跨部门联合抽查"
        drawing.merge_visits(by=by, document=document, title=title, drawings=numbers, synthetic=True)
    return len(rows)


def _inspected(by: Viewer, rows: list[Drawing]) -> None:
    """Half of the firms were visited on the day of the drawing; every sixth of them with something found."""
    found = (Outcome.ORDERED, Outcome.UNREACHABLE, Outcome.HANDED_OVER)
    for row in rows:
        ready = [line["subject"] for line in row.drawn if len(line["inspectors"]) == 2]
        for n, subject in enumerate(ready[: len(ready) // 2]):
            outcome = Outcome.NO_PROBLEM if n % 6 else found[n // 6 % len(found)]
            note = "" if n % 6 else f"样例：{outcome.label}"
            record_result(by=by, number=row.number, subject=subject, outcome=outcome, inspected_on=today(), note=note)


def _compensation(by: Viewer, document: str, last: int) -> int:
    if CompensationRound.objects.filter(document=document).exists():
        return 0
    made = _agreement(by, document, last)
    try:
        compensation.compute(by=by, document=document, year=last, pool_fen=1_000_000_000, source=SAMPLE, synthetic=True)
    except StepRefused:
        return made
    for _state in ("published", "settled"):
        compensation.move(by=by, document=document, year=last)
    first = BasinDebt.objects.filter(document=document, round__isnull=False).order_by("pk").first()
    if first is not None:
        voucher = f"样例凭证{last}-001"
        basin.pay(by=by, debt=first.pk, amount_fen=first.amount_fen, paid_on=today(), voucher=voucher)
    return made + 1


def _agreement(by: Viewer, document: str, last: int) -> int:
    """An agreement at the first section with readings of last year, settled for it."""
    items = [("CODMn", 2.0), ("NH3N", 0.4), ("TP", 0.1)]
    wanted = {item for item, _base in items}
    station = next((one for one in SECTIONS if wanted <= set(water_year_means(one, last))), None)
    if station is None:
        return 0
    basin.keep_agreement(
        by=by,
        document=document,
        synthetic=True,
        code=f"sample-basin-{last}",
        title="样例：上下游生态补偿协议",
        upstream="样例上游县",
        downstream="样例下游县",
        scope="样例：跨界断面以上流域",
        targets="样例：断面水质年均值，按月监测",
        duties="样例：上游保护水质，下游支付补偿",
        manner="样例：资金补偿，次年结算",
        breach="样例：逾期支付按约定加付",
        first=date(last, 1, 1),
        last=date(last + 2, 12, 31),
        station=station,
        stability=0.85,
        items=[(item, base, round(1 / len(items), 4)) for item, base in items],
        amount_fen=500_000_000,
        paper="样例协议",
    )
    basin.settle_agreement(by=by, code=f"sample-basin-{last}", year=last)
    return 1
