"""Drawing firms by lot for inspection, the proof of a drawing, and joint visits of agencies that drew the same firm."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.kernel.errors import NotFound
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now, today
from luoshi.registry.api import FIRM, known_rows, require

from .. import events, record
from ..domain import credit, sampling
from ..errors import StepRefused
from ..models import CreditRecord, Drawing, JointInspection, RecordEntry
from ..parameters import numbers
from .service import STANDING


def population(day: date) -> dict[str, str]:
    """Every open firm of the register -> its grade."""
    standing: dict[str, list[str]] = {}
    for subject, severity in CreditRecord.objects.filter(state__in=STANDING).values_list("subject", "severity"):
        standing.setdefault(subject, []).append(severity)
    return {
        row["uscc"]: credit.grade(standing.get(row["uscc"], ()), on_severe_list=bool(row["seriously_dishonest"]))
        for row in known_rows(FIRM.code, day, state="open")
    }


def rates(document: str, day: date) -> dict[str, Fraction]:
    """Grade -> share inspected, from percentages laid down."""
    found = numbers(document, day, *(f"inspection_rate_{grade.lower()}" for grade in credit.GRADES))
    return {grade: Fraction(found[f"inspection_rate_{grade.lower()}"]) / 100 for grade in credit.GRADES}


@transaction.atomic
def draw_lots(
    *,
    by: Viewer,
    document: str,
    title: str,
    inspectors: Sequence[str],
    conflicts: Mapping[str, Iterable[str]],
    agency: str = "",
    synthetic: bool = False,
) -> Drawing:
    """Draw firms by grade and two inspectors for each, from a seed that nobody chose: the record's head just now."""
    require(by, "accountability.draw")
    known = list(dict.fromkeys(one.strip() for one in inspectors if one.strip()))
    if len(known) < 2:
        raise StepRefused(step=_("随机抽取"), reason=_("执法人员名录至少要有两人"))
    grades = population(today())
    if not grades:
        raise StepRefused(step=_("随机抽取"), reason=_("企业名录是空的，请先导入企业"))
    seq, digest = record.head()
    seed, shares = f"{seq}:{digest}", rates(document, today())
    excluded = {name: sorted(set(codes)) for name, codes in conflicts.items()}
    row = Drawing(
        title=title,
        agency=agency,
        seed=seed,
        population=grades,
        rates={grade: str(rate) for grade, rate in shares.items()},
        inspectors=known,
        conflicts=excluded,
        fingerprint=sampling.fingerprint(grades),
        made_at=now(),
        made_by=by.username,
        document=document,
        synthetic=synthetic,
    )
    row.drawn = drawn_again(row)
    row.waiting = len(row.drawn)
    row.number = f"CC{today():%Y}-{Drawing.objects.count() + 1:03d}"
    row.save()
    publish(
        events.LotsDrawn(
            actor=by.username,
            at=now(),
            subject=row.number,
            unit=agency,
            seed=seed,
            fingerprint=row.fingerprint,
            drawn=len(row.drawn),
            conflicts=_digest_of(excluded),
        )
    )
    return row


def drawing_of(number: str) -> Drawing:
    """Raises NotFound."""
    row = Drawing.objects.filter(number=number).first()
    if row is None:
        raise NotFound(what=number)
    return row


def drawn_again(row: Drawing) -> list[dict[str, Any]]:
    """The drawing, made of what is kept of it: what anybody who doubts it computes."""
    shares = {grade: Fraction(rate) for grade, rate in row.rates.items()}
    found = sampling.draw(row.population, shares, row.seed)
    pairs = sampling.assign(
        [code for codes in found.values() for code in codes], row.inspectors, row.conflicts, row.seed
    )
    return [
        {"subject": pair.subject, "grade": row.population[pair.subject], "inspectors": list(pair.inspectors)}
        for pair in pairs
    ]


@dataclass(frozen=True)
class Proof:
    """Whether a drawing is what its seed and its population give, and whether the seed stands in the record."""

    same: bool
    population_same: bool
    seed_recorded: bool
    announced: bool

    @property
    def holds(self) -> bool:
        return self.same and self.population_same and self.seed_recorded and self.announced


def prove(row: Drawing) -> Proof:
    seq, _sep, digest = row.seed.partition(":")
    told = RecordEntry.objects.filter(act=events.LotsDrawn.act, subject=row.number).first()
    return Proof(
        same=drawn_again(row) == row.drawn,
        population_same=sampling.fingerprint(row.population) == row.fingerprint,
        seed_recorded=int(seq) == 0 or RecordEntry.objects.filter(seq=int(seq), hash=digest).exists(),
        announced=told is not None
        and told.content.get("fingerprint") == row.fingerprint
        and told.content.get("seed") == row.seed
        and told.content.get("conflicts", "") in ("", _digest_of(_declared(row))),
    )


def _declared(row: Drawing) -> dict[str, list[str]]:
    """The conflicts that were declared before the drawing: those kept, less what the record says was added by an upheld
    objection."""
    answered = RecordEntry.objects.filter(act=events.LotObjectionAnswered.act, subject=row.number)
    added = {(one.content["inspector"], one.content["firm"]) for one in answered if one.content["inspectors"]}
    kept = {
        name: [code for code in codes if (name, code) not in added] for name, codes in sorted(row.conflicts.items())
    }
    return {name: codes for name, codes in kept.items() if codes}


def _digest_of(conflicts: Mapping[str, Sequence[str]]) -> str:
    stated = {name: sorted(codes) for name, codes in conflicts.items() if codes}
    return hashlib.sha256(json.dumps(stated, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def send_another(row: Drawing, subject: str, inspector: str) -> list[str]:
    """Leave an inspector out for one firm: by the same seed the next of the free goes, and nothing else changes. Joint visits
    made of the drawing follow. Returns who goes now. Part of the act that upholds the objection."""
    row.conflicts = {**row.conflicts, inspector: sorted({*row.conflicts.get(inspector, ()), subject})}
    row.drawn = drawn_again(row)
    row.save(update_fields=["conflicts", "drawn"])
    return next(list(line["inspectors"]) for line in row.drawn if line["subject"] == subject)


def merge_again(row: Drawing, by: Viewer) -> None:
    """The joint visits that stand on a drawing which changed, made and announced anew."""
    for one in row.joint.all():
        rows = list(one.drawings.order_by("number"))
        one.visits = _merged(rows)
        one.fingerprint = _digest(one.visits)
        one.save(update_fields=["visits", "fingerprint"])
        _announce(one, rows, by)


def _merged(rows: Iterable[Drawing]) -> list[dict[str, Any]]:
    """The joint visits of drawings, from what is kept of them."""
    drawn = {
        row.number: [
            (one["subject"], sampling.Lot(row.number, row.agency, tuple(one["inspectors"]))) for one in row.drawn
        ]
        for row in rows
    }
    # As JSON keeps it, so that what is made again compares with what was kept.
    visits: list[dict[str, Any]] = json.loads(json.dumps([asdict(visit) for visit in sampling.merged(drawn)]))
    return visits


def _digest(visits: Sequence[Mapping[str, Any]]) -> str:
    return hashlib.sha256(json.dumps(visits, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@transaction.atomic
def merge_visits(
    *, by: Viewer, document: str, title: str, drawings: Sequence[str], synthetic: bool = False
) -> JointInspection:
    """Take drawings of several agencies together: each firm drawn by more than one is visited once. Raises NotFound,
    StepRefused (one agency only, a drawing that does not prove itself)."""
    require(by, "accountability.draw")
    rows = list(Drawing.objects.filter(document=document, number__in=drawings).order_by("number"))
    if missing := sorted(set(drawings) - {row.number for row in rows}):
        raise NotFound(what=missing[0])
    if len({row.agency for row in rows}) < 2 or not all(row.agency for row in rows):
        raise StepRefused(step=_("合并抽查"), reason=_("请选择两个或更多单位各自的抽查任务"))
    if doubted := [row.number for row in rows if not prove(row).holds]:
        raise StepRefused(step=_("合并抽查"), reason=_("抽查任务 %(number)s 没有通过验证") % {"number": doubted[0]})
    visits = _merged(rows)
    one = JointInspection.objects.create(
        number=f"LC{today():%Y}-{JointInspection.objects.count() + 1:03d}",
        title=title,
        visits=visits,
        apart=sum(len(row.drawn) for row in rows),
        fingerprint=_digest(visits),
        made_at=now(),
        made_by=by.username,
        document=document,
        synthetic=synthetic,
    )
    one.drawings.set(rows)
    _announce(one, rows, by)
    return one


def _announce(one: JointInspection, rows: Sequence[Drawing], by: Viewer) -> None:
    publish(
        events.VisitsMerged(
            actor=by.username,
            at=now(),
            subject=one.number,
            drawings=tuple(row.number for row in rows),
            visits=len(one.visits),
            fingerprint=one.fingerprint,
        )
    )


@dataclass(frozen=True)
class JointProof:
    """Whether the visits are what the drawings give, each drawing proves itself, and the record says the same."""

    same: bool
    drawings: bool
    announced: bool

    @property
    def holds(self) -> bool:
        return self.same and self.drawings and self.announced


def prove_joint(one: JointInspection) -> JointProof:
    rows = list(one.drawings.all())
    told = RecordEntry.objects.filter(act=events.VisitsMerged.act, subject=one.number).order_by("-seq").first()
    return JointProof(
        same=_merged(rows) == one.visits,
        drawings=all(prove(row).holds for row in rows),
        announced=told is not None
        and told.content.get("fingerprint") == _digest(one.visits)
        and list(told.content.get("drawings", ())) == sorted(row.number for row in rows),
    )
