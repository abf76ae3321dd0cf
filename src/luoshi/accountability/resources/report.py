"""The audit's report as an official paper (.docx)."""

from __future__ import annotations

from datetime import date

from luoshi.kernel.today import today
from luoshi.standards.official_paper import OfficialPaper
from luoshi.standards.resource_audit import GRADE_LABELS

from ..domain.resource_accounts import ACCOUNTS
from ..domain.tenures import RESPONSIBILITY_LABELS
from ..models import Audit
from ..present import amount
from .audits import CIRCUMSTANCES, frozen, judged, table_of


def report(row: Audit, office: str) -> bytes:
    """As issued: the figures frozen with it; before that, those of today, marked a draft."""
    result = row.result or frozen(*judged(row))
    sections = {section.code: section for section in table_of(row.document)}
    official, post = row.tenure.official.name, row.tenure.post
    paper = OfficialPaper()
    draft = "" if row.state == Audit.State.ISSUED else "（征求意见稿）"
    paper.title(f"{official}同志任{post}期间", f"自然资源资产{row.get_kind_display()}报告{draft}")
    if row.synthetic:
        paper.body("本报告所用数据为样例数据（合成），不反映任何真实人员和情况。")
    paper.heading(1, "基本情况")
    paper.body(
        f"审计期间为 {row.first.isoformat()} 至 {row.last.isoformat()}。审计通知书于 {row.noticed_on.isoformat()} 送达，"
        f"{row.begins_on.isoformat()} 起实施审计。任职依据：{row.tenure.paper or '（未登记）'}。"
    )
    paper.heading(1, "自然资源资产变化")
    lines = [
        [ACCOUNTS[one["account"]], one["kind"], amount(one["start"]), amount(one["end"]), _change(one), _note(one)]
        for one in result["figures"]
    ]
    paper.table(["账户", "类别", "期初", "期末", "增减", "说明"], lines, [20, 30, 32, 32, 26, 16])
    paper.heading(1, "评价得分")
    points = [
        [sections[code].label, f"{cap:g}", amount(result["sections"][code])] for code, cap in result["caps"].items()
    ]
    paper.table(["部分", "满分", "得分"], points, [90, 33, 33])
    paper.heading(1, "发现的问题和责任")
    words = dict(CIRCUMSTANCES)
    for one in row.findings.all():
        paper.heading(2, one.clause)
        paper.body(one.fact)
        money = f"涉及金额 {one.amount:,.2f} 元。" if one.amount is not None else ""
        why = "；".join(words[code] for code in one.circumstances if code in words)
        paper.body(
            f"{money}{RESPONSIBILITY_LABELS[one.responsibility]}{f'（{why}）' if why else ''}，{one.rectify_by.isoformat()} 前整改。"
        )
    if not row.findings.exists():
        paper.body("审计期间未发现应当承担责任的问题。")
    paper.heading(1, "评价意见")
    paper.body(_opinion(result))
    if row.opinion:
        paper.heading(1, "被审计领导干部的书面意见")
        paper.body(row.opinion)
    paper.signature(office, row.issued_on or today())
    return paper.save()


def _change(one: dict[str, float | None]) -> str:
    start, end = one["start"], one["end"]
    return "未定" if start is None or end is None else f"{end - start:+,.2f}"


def _note(one: dict[str, object]) -> str:
    return "内插" if one["between"] else ""


def _opinion(result: dict[str, float | int | None]) -> str:
    coverage, total = float(result["coverage"] or 0), result["total"]
    known = f"有数据的项目占分值的 {100 * coverage:.0f}%。"
    grade = GRADE_LABELS[int(result["grade"] or 0)]
    return known + (f"综合得分 {total:.2f} 分，等次为“{grade}”。" if total is not None else grade)


def file_name(row: Audit, day: date) -> str:
    return f"{row.number}-{day:%Y%m%d}.docx"
