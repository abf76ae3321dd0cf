"""Whether a promise can be carried out as it stands: who, by when, measured by what, and doing what.

The words are the customary ones of official documents. A sentence is a slogan when all its verbs only point in a direction
(加强, 推进 …) and it names nothing that could be seen to have been done: no amount, no name in quotation marks, no act.
"""

from __future__ import annotations

import re

from luoshi.kernel.errors import N_

LACKS: dict[str, str] = {
    "no_owner": N_("没有责任单位"),
    "no_measure": N_("没有衡量标准"),
    "no_date": N_("没有完成期限"),
    "slogan": N_("只有口号，没有具体动作"),
}
DIRECTIONS = (
    "加强|强化|提升|提高|推动|推进|促进|深化|优化|加快|完善|健全|坚持|落实|增强|做大|做强|做优|壮大|引导|鼓励|支持|营造|打造|"
    "激发|释放|扩大|拓展|巩固|统筹|围绕|突出|努力|积极|大力|全面|不断|进一步"
)
ACTS = (
    "建设|开展|出台|设立|举办|新增|新建|培育|引进|压减|发放|组建|开通|改造|实施|编制|制定|建立|建成|安排|投入|清理|整治|"
    "培训|招聘|补贴|奖励|减免|公布|公开|检查|修复|种植|铺设|上线|签订|办理|免费|取消|下放|试点"
)
_DIRECTION, _ACT = re.compile(DIRECTIONS), re.compile(ACTS)
_SEEN = re.compile(r"[0-9０-９]|[“「《]|[一二三四五六七八九十百千万]+(?:个|家|项|所|座|条|件|户|人|倍|成)")


def is_slogan(words: str) -> bool:
    return bool(_DIRECTION.search(words)) and not _ACT.search(words) and not _SEEN.search(words)


def lacks(words: str, *, has_owner: bool, has_measure: bool, has_date: bool) -> list[str]:
    """What the promise lacks, as codes of ``LACKS``."""
    found = [
        code
        for code, there in (("no_owner", has_owner), ("no_measure", has_measure), ("no_date", has_date))
        if not there
    ]
    return [*found, "slogan"] if is_slogan(words) else found


def is_unimplementable(found: list[str]) -> bool:
    """Nobody could say whether it was done: a slogan without a measure, or neither owner, measure nor day."""
    return {"slogan", "no_measure"} <= set(found) or {"no_owner", "no_measure", "no_date"} <= set(found)
