"""The supervision bulletin (督查通报): the figures of a document on a day, said in the customary order, as a paper.

Order after published county bulletins: overall finding, what went well, problems by unit, next steps, annex of units.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from luoshi.policy.api import document_facts, measures

from .domain.paper import Draft, Part
from .models import Sheet, Task
from .queries import Ranked, Standings, Turned, ranking, standings, turned

SAMPLE = "【本通报由合成的样例数据生成，不反映真实工作。】"
MOST_NAMED = 5
WORDS = {"red": "滞后", "yellow": "预警", "green": "正常", "blue": "完成", "grey": "未开始"}


@dataclass(frozen=True)
class Figures:
    """What a bulletin says, before it is said."""

    title: str
    issuer: str
    day: date
    synthetic: bool
    where: Standings
    ranked: tuple[Ranked, ...]
    turned_red: tuple[Turned, ...]
    sheets: dict[str, int]
    behind: tuple[tuple[str, str, int, int], ...]
    """(number, title, red tasks, tasks) of the measures with red tasks, the worst share first."""


def figures(document: str, day: date, *, days: int = 30) -> Figures:
    """Collect the figures as of ``day``; ``days`` back for what turned red and what sheets were issued."""
    facts, where, since = document_facts(document), standings(document), day - timedelta(days=days)
    behind = [
        (measure.number, measure.title, status.lights["red"], status.tasks)
        for measure in measures(document)
        if (status := where.measures.get(measure.code)) and status.lights["red"]
    ]
    issued = Sheet.objects.filter(document=document, issued_on__gt=since, issued_on__lte=day).values_list(
        "colour", flat=True
    )
    colours = list(issued)
    return Figures(
        title=facts.title,
        issuer=facts.issuer,
        day=day,
        synthetic=Task.objects.filter(document=document, synthetic=True).exists(),
        where=where,
        ranked=tuple(ranking(where.units)),
        turned_red=tuple(turned(document, "red", since=since, limit=8)),
        sheets={colour: colours.count(colour) for colour in ("blue", "orange", "red")},
        behind=tuple(sorted(behind, key=lambda row: (-row[2] / row[3], row[0]))),
    )


def share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%" if whole else "—"


def overall(found: Figures) -> str:
    whole = found.where.whole
    parts = "，".join(
        f"{WORDS[light]} {whole.lights[light]} 项（{share(whole.lights[light], whole.tasks)}）"
        for light in ("blue", "green", "yellow", "red", "grey")
        if whole.lights[light]
    )
    percent = f"，平均进度 {whole.percent:.1f}%" if whole.percent is not None else ""
    return f"截至 {found.day:%Y}年{found.day.month}月{found.day.day}日，《{found.title}》共交办任务 {whole.tasks} 项{percent}。其中：{parts}。"


def bulletin(found: Figures, *, office: str) -> list[Part]:
    """The bulletin, before anybody edits it. Says so when its figures are sample data."""
    draft = Draft()
    draft.add("title", "关于贯彻落实情况的督查通报")
    if found.synthetic:
        draft.add("body", SAMPLE)
    draft.add("addressees", "各责任单位：")
    draft.add("body", f"现将《{found.title}》落实情况通报如下。")
    draft.add("heading", "总体情况", level=1)
    draft.add("body", overall(found))
    draft.add("bars", bars=(("全部任务", _lights(found.where.whole.lights)),))
    draft.add("heading", "进展较好的单位", level=1)
    best = [row for row in found.ranked if row.rank == 1]
    for row in best if len(best) <= MOST_NAMED else []:
        draft.add("heading", row.unit.name, level=2)
        draft.add("body", _unit_words(row))
    if len(best) > MOST_NAMED:
        names = "、".join(row.unit.short_name for row in best)
        draft.add("body", f"以下 {len(best)} 个单位进展在前，相互差距不大于误差，不分先后：{names}。")
    draft.add("heading", "存在的问题", level=1)
    _problems(draft, found)
    draft.add("heading", "下一步工作", level=1)
    draft.add(
        "body", "各责任单位要对照任务清单和时限逐项查找差距，滞后事项要明确追赶措施和时间节点，并按要求报送佐证材料。"
    )
    if any(found.sheets.values()):
        draft.add("body", f"近一个月已发督查单：{_sheet_words(found)}。接单单位要按期答复，逾期不落实的按规则升级。")
    draft.add("signature", office or found.issuer, day=found.day)
    draft.add("annex", "附表　各牵头单位任务落实情况")
    draft.add("bars", bars=tuple((row.unit.short_name, _lights(row.status.lights)) for row in found.ranked[:15]))
    rows = [
        (
            str(row.rank or "—"),
            row.unit.name,
            str(row.status.tasks),
            f"{row.status.percent or 0:.1f}%",
            *(str(row.status.lights[light]) for light in ("blue", "green", "yellow", "red")),
        )
        for row in found.ranked
    ]
    draft.add("body", "名次按平均进度减去滞后任务占比排列；差距不大于误差（95%）的并列，任务不足三项的不排名。")
    draft.add("table", rows=(("名次", "单位", "任务", "平均进度", "完成", "正常", "预警", "滞后"), *rows))
    return draft.parts


def weekly(found: Figures, *, office: str, due: Sequence[tuple[str, str, date]]) -> list[Part]:
    """One page for leaders: where it stands, what turned red in seven days, what is due in the next seven, what to decide.
    ``due`` is (title, unit, day)."""
    draft = Draft()
    draft.add("title", "落实情况一周要情")
    if found.synthetic:
        draft.add("body", SAMPLE)
    draft.add("heading", "总体", level=1)
    draft.add("body", overall(found))
    draft.add("bars", bars=(("全部任务", _lights(found.where.whole.lights)),))
    draft.add("heading", "本周新转滞后", level=1)
    for item in found.turned_red[:5]:
        draft.add("body", f"{item.unit.name}：{item.title[:40]}。{item.reason}。")
    if not found.turned_red:
        draft.add("body", "没有。")
    draft.add("heading", "下周到期", level=1)
    for title, unit, day in due[:5]:
        draft.add("body", f"{day.month}月{day.day}日，{unit}：{title[:40]}。")
    if not due:
        draft.add("body", "没有。")
    draft.add("heading", "需要关注", level=1)
    for number, title, red, tasks in found.behind[:3]:
        draft.add("body", f"第{number.strip('()（）')}条“{title}”滞后 {red} 项，占 {share(red, tasks)}。")
    if any(found.sheets.values()):
        draft.add("body", f"本周发出督查单：{_sheet_words(found)}。")
    draft.add("signature", office or found.issuer, day=found.day)
    return draft.parts


def _lights(lights: Mapping[str, int]) -> tuple[tuple[int, str], ...]:
    return tuple((lights[light], light) for light in ("blue", "green", "yellow", "red", "grey") if lights[light])


def _sheet_words(found: Figures) -> str:
    named = (("blue", "蓝单"), ("orange", "橙单"), ("red", "红单"))
    return "、".join(f"{name} {found.sheets[colour]} 张" for colour, name in named)


def _unit_words(row: Ranked) -> str:
    lights = row.status.lights
    return (
        f"牵头任务 {row.status.tasks} 项，平均进度 {row.status.percent or 0:.1f}%，"
        f"完成 {lights['blue']} 项，正常 {lights['green']} 项，预警 {lights['yellow']} 项，滞后 {lights['red']} 项。"
    )


def _problems(draft: Draft, found: Figures) -> None:
    if not found.behind:
        draft.add("body", "没有滞后事项。")
        return
    for number, title, red, tasks in found.behind[:6]:
        draft.add("heading", title, level=2)
        draft.add("body", f"第{number.strip('()（）')}条共 {tasks} 项任务，滞后 {red} 项，占 {share(red, tasks)}。")
    if found.turned_red:
        draft.add("heading", "近一个月新转滞后的事项", level=2)
    for item in found.turned_red:
        draft.add("heading", item.title, level=3)
        draft.add("body", f"{item.unit.name}：{item.reason}。")
