"""Month reports and pictures of the site."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.kernel.errors import NotFound
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now, today
from luoshi.registry.api import require

from .. import events
from ..domain.rolling import UNDER_WAY
from ..errors import PhotoRefused, ReportWrong
from ..models import MonthReport, Photo, Project
from ..queries import locked, project_of
from ..standing import refresh

MAX_BYTES = 20 * 1024 * 1024
_KINDS = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}


@transaction.atomic
def report_month(
    *,
    by: Viewer,
    code: str,
    month: date,
    points: Decimal,
    invested_yuan: Decimal,
    paid_yuan: Decimal = Decimal(0),
    text: str = "",
    synthetic: bool = False,
) -> None:
    """Send in, or correct, the report of a month. ``invested_yuan`` counts from the first of January.

    Raises ReportWrong: a month to come, progress beyond 100 or going back, less invested than the month before said.
    """
    project = locked(code)
    require(by, "projects.report", project.owner.code)
    month = month.replace(day=1)
    if problem := _problem(project, month, points, invested_yuan):
        raise ReportWrong(problem=problem)
    facts = {"points": points, "invested_yuan": invested_yuan, "paid_yuan": paid_yuan, "text": text.strip()}
    MonthReport.objects.update_or_create(
        project=project,
        month=month,
        defaults={**facts, "by": by.username, "at": now(), "synthetic": synthetic},
    )
    publish(
        events.MonthReported(
            actor=by.username,
            at=now(),
            subject=code,
            unit=project.owner.code,
            month=f"{month:%Y-%m}",
            points=f"{points:f}",
            invested_yuan=f"{invested_yuan:f}",
        )
    )
    refresh(Project.objects.filter(pk=project.pk), today())


def _problem(project: Project, month: date, points: Decimal, invested: Decimal) -> str:
    if month > today():
        return _("%(month)s 还没有到") % {"month": f"{month:%Y-%m}"}
    if not 0 <= points <= 100:
        return _("形象进度应在 0 到 100 之间，填的是 %(points)s") % {"points": points}
    if invested < 0:
        return _("完成投资不能小于 0")
    if project.stage == UNDER_WAY and project.started_date and month < project.started_date.replace(day=1):
        return _("项目 %(day)s 才开工") % {"day": project.started_date}
    before = project.reports.filter(month__lt=month).order_by("-month").first()
    after = project.reports.filter(month__gt=month).order_by("month").first()
    if before and points < before.points:
        return _("形象进度 %(points)s%% 低于 %(month)s 报的 %(other)s%%") % {
            "points": points,
            "month": f"{before.month:%Y-%m}",
            "other": before.points,
        }
    if after and points > after.points:
        return _("形象进度 %(points)s%% 高于 %(month)s 报的 %(other)s%%") % {
            "points": points,
            "month": f"{after.month:%Y-%m}",
            "other": after.points,
        }
    if before and before.month.year == month.year and invested < before.invested_yuan:
        words = _("年初以来完成投资少于 %(month)s 报的 %(other)s 万元（应填年初累计，不是当月）")
        return words % {"month": f"{before.month:%Y-%m}", "other": f"{before.invested_yuan / 10_000:f}"}
    return ""


@transaction.atomic
def add_photo(*, by: Viewer, code: str, upload: Any, taken: date, text: str = "", synthetic: bool = False) -> Photo:
    """Keep a picture of the site. Raises PhotoRefused for what is no picture by its content, or too large."""
    project = project_of(code)
    require(by, "projects.report", project.owner.code)
    content = upload.read(MAX_BYTES + 1)
    kind = next((kind for start, kind in _KINDS.items() if content.startswith(start)), None)
    if kind is None or len(content) > MAX_BYTES:
        raise PhotoRefused(name=Path(str(upload.name or "")).name[:100])
    sha256 = hashlib.sha256(content).hexdigest()
    path = _path(sha256)
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        part = path.with_suffix(".part")
        part.write_bytes(content)
        part.replace(path)
    made = Photo.objects.create(
        project=project,
        taken_date=taken,
        text=text[:200],
        sha256=sha256,
        content_type=kind,
        by=by.username,
        at=now(),
        synthetic=synthetic,
    )
    publish(
        events.PhotoAdded(
            actor=by.username, at=now(), subject=code, unit=project.owner.code, taken=taken, sha256=sha256
        )
    )
    return made


def _path(sha256: str) -> Path:
    return Path(settings.MEDIA_ROOT) / "projects" / sha256[:2] / sha256


def opened(photo: Photo) -> IO[bytes]:
    """Raises NotFound where the file is no longer there."""
    try:
        return _path(photo.sha256).open("rb")
    except FileNotFoundError:
        raise NotFound(what=photo.text or str(photo.pk)) from None
