"""Units that a sentence itself puts in charge, for measures without a list of them."""

from __future__ import annotations

import re

from .model import Role
from .unit_lists import UnitList, read_roles

_PROSE = re.compile(
    r"(?<=由)(?=[省市县区州])|会同|牵头(?!单位|部门|工作|作用|人|责任|抓总)|负责(?!人|同志|制|单位|部门|任)"
)
_PROSE_SIGNS = re.compile(r"由[省市县区州]|会同|牵头|负责")
_PROSE_NAME = r"[一-鿿]{1,16}?(?:局|委|办|厅|部|署|督查室|办公室|中心|管委会|政府|集团|公司|总社|分行|支行|银行(?![一-鿿]{0,8}(?:分行|支行)))"
# 市甲局(市乙局): one office with two names.
_SECOND_NAME = r"(?:\([一-鿿]{2,16}\))?"
_PROSE_NAMES = re.compile(rf"{_PROSE_NAME}{_SECOND_NAME}(?:[、和及]{_PROSE_NAME}{_SECOND_NAME}){{0,12}}")
_GENERIC = re.compile(r"部门|主管|有关|相关|各级|以上|机关|单位|本级|同级|各|组织部?分|全部|内部|上级|下级|所在地|当地")
_ASKS = re.compile(r"(?:由|请|具体由|原则上由)?")
_OUGHT = re.compile(r"(?:应当|[要应须])?\Z")
_OF_A_PLACE = re.compile(r"由|[省市县区州]|国家|[一-鿿]{2,3}[省市县区州]")
_DOES = re.compile(
    r"(?:共同|具体|组织|统一|联合|分别|依法|负责|按)*(?:管理|实施|组织|审核|审批|承担|办理|制定|编制|考核|监督|统筹|协调|受理|落实|发布|拨付|认定|处理|调度|通报|专户)"
)


def prose_units(norm: str, start: int, end: int) -> UnitList | None:
    """Units a sentence itself puts in charge (由甲局牵头, 甲局会同乙局), for measures without a list."""
    units = UnitList(start, start)
    if _PROSE_SIGNS.search(norm, max(0, start - 1), end) is None:
        return None
    for match in _PROSE.finditer(norm, start, end):
        if not match.group():
            named = _PROSE_NAMES.match(norm, match.start(), end)
            if (
                named
                and not named.group().endswith("政府")
                and not _GENERIC.search(named.group())
                and _DOES.match(norm, named.end(), end)
            ):
                units.names += read_roles(norm, named.start(), named.end(), None, labelled=True)
            continue
        floor = max(start, match.start() - 60)
        begin = max(norm.rfind(sign, floor, match.start()) for sign in ",。;:\n")
        begin = max(floor, begin + 1)
        while norm.startswith(" ", begin):
            begin += 1
        by = norm.rfind("由", begin, match.start())
        begin = by if by >= 0 and match.group() == "会同" else begin
        begin += len(_ASKS.match(norm, begin, match.start()).group())  # type: ignore[union-attr]
        stop = match.start() - len(_OUGHT.search(norm[max(begin, match.start() - 2) : match.start()]).group())  # type: ignore[union-attr]
        left = _PROSE_NAMES.fullmatch(norm, begin, stop)
        if (
            left is None
            or _GENERIC.search(left.group())
            or not _OF_A_PLACE.match(norm[max(begin - 1, 0) : max(begin - 1, 0) + 6].lstrip(",。;:\n"))
        ):
            continue
        role: Role = "responsible" if match.group() == "负责" else "lead"
        units.names += read_roles(norm, begin, stop, role, labelled=True)
        right = _PROSE_NAMES.match(norm, match.end(), end) if match.group() == "会同" else None
        if right is not None and not _GENERIC.search(right.group()):
            units.names += read_roles(norm, right.start(), right.end(), "support", labelled=True)
    return units if units.names else None
