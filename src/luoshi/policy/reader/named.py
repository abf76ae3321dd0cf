"""Things a text names: in quotes or a title, or of a known type (park, firm, road, programme)."""

from __future__ import annotations

import re
from bisect import bisect_left

from .model import NamedThing
from .view import View

_QUOTED = re.compile(r"“([^”“]{2,40})”|《([^》《]{2,60})》|「([^」]{2,40})」")
_TYPES = {
    "park": "产业园|物流园|科技园|软件园|科学城|汽车城|大学城|创业园|示范园|工业园|园区|示范区|试验区|开发区|自贸区|集聚区|高新区|经开区|基地",
    "road": "国道|省道|高速公路|高速|大道|环线|快线|快速路|号线|大桥|三桥|隧道|铁路",
    "firm": "集团|股份有限公司|有限公司|股份|银行",
    "programme": "行动计划|专项行动|行动|工程|计划|攻坚战|试点",
    "platform": "平台|中心|数据库|信息系统|一张网",
}
_KIND_OF = {word: kind for kind, words in _TYPES.items() for word in words.split("|")}
_TYPED = re.compile(f"(?:{'|'.join(_TYPES.values())})(?!化|性)")
# What stands before a name and is no part of it: verbs, links, measure words.
_NOT_NAME = re.compile(
    r".*(?:推动|推进|建设|加快|打造|支持|实施|依托|以|和|与|及|在|的|向|为|等|全面|深入|组织|培育|引进|完善|开展|促进|对|将|高水平|积极|继续|建立|健全|加强|优化|一批|发展|融入|启动|搭建|规划|创建|由|[、,。;:\n()“”《》 ])"
)


class NamedThings:
    """All named things of a text, found once; asked for by stretch."""

    def __init__(self, view: View) -> None:
        norm = view.norm
        quoted = [(*m.span(m.lastindex or 0), "document" if m.group(2) else "quoted") for m in _QUOTED.finditer(norm)]
        found = list(quoted)
        starts = [a for a, _, _ in quoted]
        for match in _TYPED.finditer(norm):
            floor = max(0, match.start() - 14)
            lead = _NOT_NAME.match(norm, floor, match.start())
            a, stop = lead.end() if lead else floor, match.end()
            near = bisect_left(starts, stop) - 1
            if stop - a >= 4 and not (near >= 0 and quoted[near][1] > a):
                found.append((a, stop, _KIND_OF[match.group()]))
        self._view = view
        self._found = sorted(found)
        self._starts = [a for a, _, _ in self._found]

    def between(self, start: int, end: int) -> tuple[NamedThing, ...]:
        """Named things that stand whole between two indexes of the view, in order."""
        view = self._view
        inside = self._found[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        return tuple([NamedThing(view.text[a:b], kind, view.span(a, b)) for a, b, kind in inside if b <= end])
