"""Whom delivery tells of what: units of what comes to them, supervisors of what waits for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any
from urllib.parse import quote

from django.urls import reverse

from luoshi.kernel.manifest import NoticeKind, Told

from . import events
from .domain.sheets import SHEET_LABELS
from .models import Task

UNIT, REVIEWS, ISSUES = "delivery.report", "delivery.review", "delivery.issue"


Heard = tuple[str, Told]
"""Who did it, and what is told of it."""
AT_ONCE = 500
EACH = 5
"""So many tasks of a unit turned red at once are each told of by their titles."""


def _titles(subjects: Iterable[str]) -> dict[str, str]:
    """Subject -> the task's title, of those that are there (any more). A query for every few hundred."""
    codes: dict[str, list[str]] = {}
    for subject in dict.fromkeys(subjects):
        document, _slash, code = subject.partition("/")
        codes.setdefault(document, []).append(code)
    found: dict[str, str] = {}
    for document, many in codes.items():
        for at in range(0, len(many), AT_ONCE):
            rows = Task.objects.filter(document=document, code__in=many[at : at + AT_ONCE])
            found |= {f"{document}/{code}": title for code, title in rows.values_list("code", "title")}
    return found


def _of_tasks(told_of: Callable[[Any, str, str], Iterable[Told]]) -> Callable[[Sequence[Any]], Iterator[Heard]]:
    """Tell of events of tasks: ``told_of`` is given each with its task's title (its code where it is no more) and address."""

    def tell(several: Sequence[Any]) -> Iterator[Heard]:
        titles = _titles(event.subject for event in several)
        lists: dict[str, str] = {}
        for event in several:
            document, _slash, code = event.subject.partition("/")
            if document not in lists:
                lists[document] = reverse("delivery:task-list", args=[document])
            # A task's address stands below its list's: looked up once, since a night may turn thousands of lights.
            url = f"{lists[document]}{quote(code)}/"
            yield from ((event.actor, told) for told in told_of(event, (titles.get(event.subject) or code)[:80], url))

    return tell


def _of_each(told_of: Callable[[Any], Iterable[Told]]) -> Callable[[Sequence[Any]], Iterator[Heard]]:
    def tell(several: Sequence[Any]) -> Iterator[Heard]:
        yield from ((event.actor, told) for event in several for told in told_of(event))

    return tell


def _about(
    words: str, permission: str, *, many: str = "", urgent: bool = False
) -> Callable[[Sequence[Any]], Iterator[Heard]]:
    def told_of(event: Any, title: str, url: str) -> list[Told]:
        text = words.format(title=title, **{name: getattr(event, name) for name in _fields(event)})
        return [Told(text, url, permission=permission, unit=event.unit, many=many, urgent=urgent)]

    return _of_tasks(told_of)


def _fields(event: Any) -> list[str]:
    return [name for name in event.__dataclass_fields__ if name not in {"actor", "at", "subject", "unit"}]


def _objection_answered(event: events.ObjectionAnswered, title: str, url: str) -> list[Told]:
    words = f"异议已答复（{'同意，任务改由他单位承担' if event.granted else '不同意'}）：{title}"
    told = [Told(words, url, permission=UNIT, unit=event.unit)]
    if event.new_lead:
        told.append(Told(f"任务改由本单位牵头，请签收：{title}", url, permission=UNIT, unit=event.new_lead))
    return told


def _extension_answered(event: events.ExtensionAnswered, title: str, url: str) -> list[Told]:
    words = f"延期到 {event.new_due}" if event.granted else "不同意延期"
    return [Told(f"延期申请已答复（{words}）：{title}", url, permission=UNIT, unit=event.unit)]


def _amended(event: events.TaskAmended, title: str, url: str) -> list[Told]:
    """A task that is withdrawn is told of by that."""
    if event.decision == "withdraw":
        return []
    words = "待督查室复核" if event.decision == "review" else "任务保留"
    many = "{count} 项任务所依据的条款有修改，请查看任务清单"
    return [Told(f"条款{event.words}（{words}）：{title}", url, permission=UNIT, unit=event.unit, many=many)]


def _turned(several: Sequence[events.LightsTurned]) -> Iterator[Heard]:
    """Of a few tasks that turned red each by its title, of more their number: a night may turn all that a unit has."""
    many = "{count} 项任务转为滞后，请查看任务清单"
    red = [(event, event.turned_to("red")) for event in several]
    titles = _titles(f"{event.subject}/{code}" for event, codes in red if len(codes) <= EACH for code in codes)
    for event, codes in red:
        url = reverse("delivery:task-list", args=[event.subject])
        said = partial(Told, permission=UNIT, unit=event.unit, many=many)
        if (count := len(codes)) > EACH:
            yield event.actor, said(many.format(count=count), f"{url}?unit={event.unit}&light=red", count=count)
            continue
        for code in codes:
            title = titles.get(f"{event.subject}/{code}", code)[:80]
            yield event.actor, said(f"任务转为滞后：{title}", f"{url}{quote(code)}/")


def _sheet(event: events.SheetIssued) -> list[Told]:
    document, _slash, _code = event.subject.partition("/")
    url = reverse("delivery:sheet", args=[document, event.sheet])
    words = f"收到{SHEET_LABELS[event.colour]}第 {event.sheet} 号，请于 {event.due} 前答复"
    return [Told(words, url, permission=UNIT, unit=event.unit, urgent=True)]


def _sheet_answered(event: events.SheetAnswered) -> list[Told]:
    document, _slash, _code = event.subject.partition("/")
    url = reverse("delivery:sheet", args=[document, event.sheet])
    return [Told(f"第 {event.sheet} 号督查单已答复，待判定", url, permission=ISSUES, unit=event.unit)]


def _scores(event: events.ScoresShown) -> list[Told]:
    document, _slash, key = event.subject.split("/")
    url = reverse("delivery:score-sheet", args=[document, key])
    return [Told(f"考评得分已公示，有异议请于 {event.until} 前申诉", url, permission=UNIT)]


def _appealed(event: events.ScoreAppealed) -> list[Told]:
    return [_score_of(event, "有单位申诉考评得分，待答复", "delivery.score", "")]


def _appeal_answered(event: events.AppealAnswered) -> list[Told]:
    words = "考评申诉已采纳" if event.granted else "考评申诉没有采纳"
    return [_score_of(event, words, UNIT, event.unit)]


def _score_of(event: Any, words: str, permission: str, unit: str) -> Told:
    document, _slash, key = event.subject.split("/")
    return Told(
        words, reverse("delivery:unit-score", args=[document, key, event.unit]), permission=permission, unit=unit
    )


NOTICES = (
    NoticeKind(
        "delivery.issued",
        "新任务待签收",
        events.TaskIssued,
        _about("新任务待签收（{due} 前完成）：{title}", UNIT, many="{count} 项新任务待签收"),
    ),
    NoticeKind("delivery.objected", "异议待答复", events.TaskObjected, _about("单位对任务提出异议：{title}", ISSUES)),
    NoticeKind("delivery.objection_answered", "异议答复", events.ObjectionAnswered, _of_tasks(_objection_answered)),
    NoticeKind(
        "delivery.submitted",
        "报告待审核",
        events.ReportSubmitted,
        _about("新报告待审核：{title}", REVIEWS, many="{count} 份新报告待审核"),
    ),
    NoticeKind(
        "delivery.returned",
        "报告被退回",
        events.ReportReturned,
        _about("报告被退回（{reason}）：{title}", UNIT, urgent=True),
    ),
    NoticeKind("delivery.done", "任务办结", events.TaskDone, _about("任务已核验办结：{title}", UNIT)),
    NoticeKind(
        "delivery.extension", "延期待答复", events.ExtensionAsked, _about("申请延期到 {new_due}：{title}", ISSUES)
    ),
    NoticeKind("delivery.extension_answered", "延期答复", events.ExtensionAnswered, _of_tasks(_extension_answered)),
    NoticeKind("delivery.amended", "条款修改", events.TaskAmended, _of_tasks(_amended)),
    NoticeKind("delivery.withdrawn", "任务撤销", events.TaskWithdrawn, _about("任务已撤销（{reason}）：{title}", UNIT)),
    NoticeKind(
        "delivery.lead_changed",
        "牵头单位变更",
        events.LeadChanged,
        _about("任务自 {on} 起改由本单位牵头：{title}", UNIT, many="{count} 项任务改由本单位牵头，请查看任务清单"),
    ),
    NoticeKind("delivery.red", "任务转为滞后", events.LightsTurned, _turned),
    NoticeKind(
        "delivery.talk",
        "提请约谈",
        events.TalkCalledFor,
        _about("按规则提请约谈本单位负责人（{cause}）：{title}", UNIT),
    ),
    NoticeKind(
        "delivery.talk_held", "约谈记录", events.TalkHeld, _about("约谈已登记，请按议定事项整改：{title}", UNIT)
    ),
    NoticeKind("delivery.sheet", "收到督查单", events.SheetIssued, _of_each(_sheet)),
    NoticeKind("delivery.sheet_answered", "督查单待判定", events.SheetAnswered, _of_each(_sheet_answered)),
    NoticeKind("delivery.scores", "考评公示", events.ScoresShown, _of_each(_scores)),
    NoticeKind("delivery.appealed", "考评申诉待答复", events.ScoreAppealed, _of_each(_appealed)),
    NoticeKind("delivery.appeal_answered", "考评申诉答复", events.AppealAnswered, _of_each(_appeal_answered)),
    NoticeKind(
        "delivery.reminded",
        "报送提醒",
        events.ReportReminded,
        _about("{words}：{title}", UNIT, many="{count} 项任务的报告到期或逾期，请报送"),
    ),
)
