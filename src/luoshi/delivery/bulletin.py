"""The supervision bulletin (督查通报): the figures of a document on a day, said in the customary order, as a paper.

Order after published county bulletins: overall finding, what went well, problems by unit, next steps, annex of units.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from luoshi.policy.api import document_facts, measures

from .models import Sheet, Task
from .official_paper import OfficialPaper
from .queries import Ranked, Standings, Turned, ranking, standings, turned

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


def compose(found: Figures, *, office: str) -> bytes:
    """The bulletin as .docx. Says so when its figures are sample data."""
    paper = OfficialPaper()
    paper.title("关于贯彻落实情况的督查通报")
    if found.synthetic:
        paper.body("【本通报由合成的样例数据生成，不反映真实工作。】")
    paper.addressees("各责任单位：")
    paper.body(f"现将《{found.title}》落实情况通报如下。")
    paper.heading(1, "总体情况")
    paper.body(overall(found))
    paper.heading(1, "进展较好的单位")
    ranked = [row for row in found.ranked if row.rank]
    for row in ranked[:3]:
        paper.heading(2, row.unit.name)
        paper.body(_unit_words(row))
    paper.heading(1, "存在的问题")
    _problems(paper, found)
    paper.heading(1, "下一步工作")
    paper.body("各责任单位要对照任务清单和时限逐项查找差距，滞后事项要明确追赶措施和时间节点，并按要求报送佐证材料。")
    if any(found.sheets.values()):
        words = "、".join(
            f"{name} {found.sheets[c]} 张" for c, name in (("blue", "蓝单"), ("orange", "橙单"), ("red", "红单"))
        )
        paper.body(f"近一个月已发督查单：{words}。接单单位要按期答复，逾期不落实的按规则升级。")
    paper.signature(office or found.issuer, found.day)
    paper.annex("附表　各牵头单位任务落实情况")
    rows = [
        [str(row.rank or "—"), row.unit.name, str(row.status.tasks), f"{row.status.percent or 0:.1f}%"]
        + [str(row.status.lights[light]) for light in ("blue", "green", "yellow", "red")]
        for row in found.ranked
    ]
    paper.table(
        ["名次", "单位", "任务", "平均进度", "完成", "正常", "预警", "滞后"], rows, [13, 53, 14, 20, 14, 14, 14, 14]
    )
    return paper.save()


def _unit_words(row: Ranked) -> str:
    lights = row.status.lights
    return (
        f"牵头任务 {row.status.tasks} 项，平均进度 {row.status.percent or 0:.1f}%，"
        f"完成 {lights['blue']} 项，正常 {lights['green']} 项，预警 {lights['yellow']} 项，滞后 {lights['red']} 项。"
    )


def _problems(paper: OfficialPaper, found: Figures) -> None:
    if not found.behind:
        paper.body("没有滞后事项。")
        return
    for number, title, red, tasks in found.behind[:6]:
        paper.heading(2, f"{title}")
        paper.body(f"第{number.strip('()（）')}条共 {tasks} 项任务，滞后 {red} 项，占 {share(red, tasks)}。")
    if found.turned_red:
        paper.heading(2, "近一个月新转滞后的事项")
    for item in found.turned_red:
        paper.heading(3, item.title)
        paper.body(f"{item.unit.name}：{item.reason}。")
