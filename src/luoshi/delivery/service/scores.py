"""Acts on scores: computing a period's, entering what people judge, showing, appealing, answering, freezing."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
from django.db import transaction

from luoshi.kernel.errors import N_, ExpectedError, NotFound
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now, today
from luoshi.registry.api import all_units, require

from .. import events
from ..domain.comparing import compare
from ..domain.scoring import Rubric
from ..models import Appeal, EnteredRate, ScoreSheet, Task, UnitScore
from ..models import Rubric as StoredRubric
from ..rubric_content import rubric_of
from ..scoring import scores
from .tasks import get


class RubricMissing(ExpectedError):
    code = "delivery.rubric_missing"
    message = N_("这份文件还没有考评细则。请在方案文件夹里写 scoring.yaml，运行 luoshi apply 后再计算。")


class PeriodWrong(ExpectedError):
    code = "delivery.score_period_wrong"
    message = N_("考评期的止日应不早于起日，且不晚于今天。请更正。")


class SheetFrozen(ExpectedError):
    code = "delivery.scores_frozen_already"
    message = N_("“{label}”的得分已经定稿，不能再改。")


class NotShown(ExpectedError):
    code = "delivery.scores_not_shown"
    message = N_("“{label}”的得分还没有公示，不能申诉或定稿。")


class AppealsOver(ExpectedError):
    code = "delivery.appeals_over"
    message = N_("申诉截止日 {until} 已过。")


class AppealsOpen(ExpectedError):
    code = "delivery.appeals_open"
    message = N_("还有 {count} 件申诉没有答复，请先答复再定稿。")


class ReasonNeeded(ExpectedError):
    code = "delivery.appeal_reason_needed"
    message = N_("请写明理由，便于核对。")


class RateWrong(ExpectedError):
    code = "delivery.rate_wrong"
    message = N_("得分率应在 0 到 100 之间，并写明来源。请更正。")


class WeightWrong(ExpectedError):
    code = "delivery.weight_wrong"
    message = N_("难度权重应在 0.5 到 3 之间。请更正。")


def sheet_of(document: str, key: int, *, lock: bool = False) -> ScoreSheet:
    """Raises NotFound."""
    rows = ScoreSheet.objects.filter(document=document, pk=key)
    found = (rows.select_for_update() if lock else rows).first()
    if found is None:
        raise NotFound(what=str(key))
    return found


def _open(document: str, key: int) -> ScoreSheet:
    sheet = sheet_of(document, key, lock=True)
    if sheet.state == ScoreSheet.State.FROZEN:
        raise SheetFrozen(label=sheet.label)
    return sheet


def _subject(sheet: ScoreSheet) -> str:
    return f"{sheet.document}/scores/{sheet.pk}"


def _plain(sheet: ScoreSheet) -> tuple[tuple[str, str], ...]:
    rows = sheet.scores.filter(score__isnull=False).values_list("unit__code", "score")
    return tuple((unit, f"{score:.4f}") for unit, score in rows)


@transaction.atomic
def compute(*, by: Viewer, document: str, label: str, start: date, end: date) -> int:
    """Score every unit for a period by the rubric in force; a draft or shown sheet is computed anew. Returns its key.

    Raises RubricMissing, PeriodWrong, SheetFrozen.
    """
    require(by, "delivery.score")
    if end < start or end > today():
        raise PeriodWrong()
    stored = StoredRubric.objects.filter(document=document).first()
    if stored is None:
        raise RubricMissing()
    sheet = ScoreSheet.objects.select_for_update().filter(document=document, start=start, end=end).first()
    if sheet is not None and sheet.state == ScoreSheet.State.FROZEN:
        raise SheetFrozen(label=sheet.label)
    if sheet is None:
        sheet = ScoreSheet(document=document, start=start, end=end)
    sheet.label, sheet.terms, sheet.computed_at, sheet.by = (
        label.strip()[:60] or f"{start}–{end}",
        stored.terms,
        now(),
        by.username,
    )
    sheet.synthetic = Task.objects.filter(document=document, synthetic=True).exists()
    sheet.save()
    _score(sheet)
    publish(
        events.ScoresComputed(
            actor=by.username, at=now(), subject=_subject(sheet), period=f"{start}/{end}", scores=_plain(sheet)
        )
    )
    return sheet.pk


def _score(sheet: ScoreSheet) -> None:
    """Compute and keep every unit's score; appeals already granted keep their points."""
    rubric = rubric_of(sheet.terms)
    table, parts, found = scores(sheet, rubric)
    tasks = dict(found.tasks.group_by("unit").len().iter_rows())
    granted: dict[str, list[dict[str, Any]]] = {}
    for appeal in Appeal.objects.filter(score__sheet=sheet, state=Appeal.State.GRANTED).select_related("score__unit"):
        granted.setdefault(appeal.score.unit.code, []).append(_granted(appeal))
    units = all_units()
    kept = {row.unit_id: row for row in UnitScore.objects.filter(sheet=sheet)}
    rows = []
    for row in table.iter_rows(named=True):
        moves = [*_moves(found.moves, row["unit"]), *granted.get(row["unit"], [])]
        score = row["score"]
        if score is not None:
            score = max(0.0, score + sum(m["points"] for m in granted.get(row["unit"], [])))
        one = kept.pop(units[row["unit"]].id, None) or UnitScore(sheet=sheet, unit_id=units[row["unit"]].id)
        one.tasks, one.parts, one.moves = tasks[row["unit"]], _parts(rubric, parts, row["unit"]), moves
        one.score, one.error, one.known = score, row["error"] or 0.0, row["known"]
        rows.append(one)
    _rank(rows, rubric, {facts.id: code for code, facts in units.items()})
    for one in rows:
        one.save()
    for gone in kept.values():
        gone.delete()


def _rank(rows: list[UnitScore], rubric: Rubric, code_of: dict[int, str]) -> None:
    placed = compare([(code_of[one.unit_id], one.score, one.error, one.tasks >= rubric.least_tasks) for one in rows])
    by_unit = {one.unit: one for one in placed}
    for one in rows:
        place = by_unit[code_of[one.unit_id]]
        one.rank, one.band = place.rank, place.band


def _parts(rubric: Rubric, parts: pl.DataFrame, unit: str) -> list[dict[str, Any]]:
    own = {row["part"]: row for row in parts.filter(pl.col("unit") == unit).iter_rows(named=True)}
    found = []
    for part in rubric.parts:
        row = own.get(part.code)
        rate = row["rate"] if row else None
        found.append(
            {
                "code": part.code,
                "rate": rate,
                "of": row["of"] if row else 0,
                "weight": part.weight,
                "points": None if rate is None else part.weight * rate,
            }
        )
    return found


def _moves(moves: pl.DataFrame, unit: str) -> list[dict[str, Any]]:
    return [
        {"kind": row["kind"], "points": row["points"], "ref": row["ref"], "on": row["on"].isoformat()}
        for row in moves.filter(pl.col("unit") == unit).iter_rows(named=True)
    ]


def _granted(appeal: Appeal) -> dict[str, Any]:
    on = appeal.answered_at.date().isoformat() if appeal.answered_at else ""
    return {"kind": "appeal", "points": appeal.points, "ref": str(appeal.pk), "on": on}


@transaction.atomic
def enter_rate(*, by: Viewer, document: str, key: int, unit: str, part: str, percent: float, source: str) -> None:
    """Put in what people judged of a unit (public opinion, visits), in percent, and score again.

    Raises SheetFrozen, RateWrong, NotFound for a unit or part there is not.
    """
    require(by, "delivery.score")
    sheet = _open(document, key)
    if not 0 <= percent <= 100 or not source.strip():
        raise RateWrong()
    units = all_units()
    if unit not in units or part not in {p["code"] for p in sheet.terms["parts"] if p["kind"] == "entered"}:
        raise NotFound(what=f"{unit} {part}")
    EnteredRate.objects.update_or_create(
        sheet=sheet,
        unit_id=units[unit].id,
        part=part,
        defaults={"rate": percent / 100, "source": source.strip()[:200], "by": by.username},
    )
    _score(sheet)
    publish(
        events.RateEntered(
            actor=by.username,
            at=now(),
            subject=_subject(sheet),
            unit=unit,
            part=part,
            rate=f"{percent:g}",
            source=source.strip(),
        )
    )


@transaction.atomic
def show(*, by: Viewer, document: str, key: int, until: date) -> None:
    """Let every unit see the scores and appeal until a day. Raises SheetFrozen, PeriodWrong."""
    require(by, "delivery.score")
    sheet = _open(document, key)
    if until < today():
        raise PeriodWrong()
    sheet.state, sheet.appeals_until = ScoreSheet.State.SHOWN, until
    sheet.save(update_fields=["state", "appeals_until"])
    publish(events.ScoresShown(actor=by.username, at=now(), subject=_subject(sheet), until=until))


@transaction.atomic
def appeal(*, by: Viewer, document: str, key: int, unit: str, reason: str) -> None:
    """A unit says what is wrong with its score. Raises NotShown, AppealsOver, ReasonNeeded."""
    require(by, "delivery.report", unit)
    sheet = _open(document, key)
    if sheet.state != ScoreSheet.State.SHOWN:
        raise NotShown(label=sheet.label)
    if sheet.appeals_until and today() > sheet.appeals_until:
        raise AppealsOver(until=sheet.appeals_until)
    if not reason.strip():
        raise ReasonNeeded()
    score = UnitScore.objects.filter(sheet=sheet, unit__code=unit).first()
    if score is None:
        raise NotFound(what=unit)
    if score.appeals.filter(state=Appeal.State.OPEN).exists():
        raise AppealsOpen(count=1)
    Appeal.objects.create(score=score, reason=reason.strip(), asked_by=by.username, asked_at=now())
    publish(
        events.ScoreAppealed(actor=by.username, at=now(), subject=_subject(sheet), unit=unit, reason=reason.strip())
    )


@transaction.atomic
def answer_appeal(
    *, by: Viewer, document: str, key: int, appeal_id: int, granted: bool, points: float, text: str
) -> None:
    """Granted: the points are added (or, negative, taken off). Raises ReasonNeeded without words, SheetFrozen."""
    require(by, "delivery.score")
    sheet = _open(document, key)
    one = (
        Appeal.objects.select_for_update(of=("self",))
        .select_related("score__unit")
        .filter(pk=appeal_id, score__sheet=sheet, state=Appeal.State.OPEN)
        .first()
    )
    if one is None:
        raise NotFound(what=str(appeal_id))
    if not text.strip():
        raise ReasonNeeded()
    one.state = Appeal.State.GRANTED if granted else Appeal.State.REFUSED
    one.points = points if granted else 0.0
    one.answer, one.answered_by, one.answered_at = text.strip(), by.username, now()
    one.save()
    if granted:
        _score(sheet)
    publish(
        events.AppealAnswered(
            actor=by.username,
            at=now(),
            subject=_subject(sheet),
            unit=one.score.unit.code,
            granted=granted,
            points=f"{one.points:g}",
            answer=one.answer,
        )
    )


@transaction.atomic
def freeze(*, by: Viewer, document: str, key: int) -> None:
    """No score of the sheet changes any more. Raises NotShown, AppealsOpen, SheetFrozen."""
    require(by, "delivery.score")
    sheet = _open(document, key)
    if sheet.state != ScoreSheet.State.SHOWN:
        raise NotShown(label=sheet.label)
    if waiting := Appeal.objects.filter(score__sheet=sheet, state=Appeal.State.OPEN).count():
        raise AppealsOpen(count=waiting)
    sheet.state, sheet.frozen_at = ScoreSheet.State.FROZEN, now()
    sheet.save(update_fields=["state", "frozen_at"])
    publish(events.ScoresFrozen(actor=by.username, at=now(), subject=_subject(sheet), scores=_plain(sheet)))


@transaction.atomic
def weigh(*, by: Viewer, document: str, code: str, weight: float) -> None:
    """Say how hard a task is; harder ones count for more in the score. Raises WeightWrong."""
    require(by, "delivery.score")
    if not 0.5 <= weight <= 3:
        raise WeightWrong()
    task = get(document, code)
    before, task.weight = task.weight, weight
    task.save(update_fields=["weight"])
    publish(
        events.TaskWeighed(
            actor=by.username,
            at=now(),
            subject=f"{document}/{code}",
            unit=task.lead.code,
            before=f"{before:g}",
            after=f"{weight:g}",
        )
    )
