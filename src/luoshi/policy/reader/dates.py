"""Dates by which something is due, told apart from starts, validity and waiting periods."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .scanning import matches_from

_D = r"(?:19|20)\d{2}"
_YEAR = rf"(?:{_D}年|今年|本年度?|明年|当年)"
_CN_YEAR = r"二[〇○零]?[一二三四五六七八九〇○零]{2,3}年"
_PART = r"(?:\d{1,2}月(?:份)?(?:\d{1,2}日|上旬|中旬|下旬|底|末|初)?|上半年|下半年|第?[一二三四1-4]季度|[一二三四]季度|年?底|年?末|年中|年初(?!步|级)|底|末|初(?!步|级|次|中|等|期))"
DATE = re.compile(
    rf"(?P<date>(?P<year>{_D}|{_CN_YEAR[:-1]})\s?年\s?(?:{_PART})?|(?:今年|本年度?|明年|当年){_PART}?|(?:每年)?{_PART}|“?十[二三四五六七]五”?(?:规划)?(?:末|期末|期间|时期)|(?:本届政府)?任期(?:内|末)"
    rf"|(?:[一二三四五六七八九十两]|\d{{1,2}})(?:至|到|-|—|~)?(?:[一二三四五六七八九十]|\d{{1,2}})?(?:年|个月|个?工作日|日|天)(?=(?:时间)?(?:之)?内|左右时间)|本世纪中叶|建党百年)"
    rf"(?P<tail>(?:以|之)?前|(?:时间)?(?:之)?内|止|左右时间)?"
)
# Where a date may begin, told by what follows its first character.
_SIGNS = re.compile(
    r"[\d一二三四五六七八九十两今本明当每上下第年底末初任建“]"
    r"(?:(?<=[\d一二三四五六七八九十两])(?=[\d\s〇○零一二三四五六七八九十年月季个工日天至到\-—~])|(?<=[底末初])"
    r"|(?<=年)(?=[底末中初])|(?<=第)(?=[一二三四1-4])|(?<=[今明当每])(?=年)|(?<=本)(?=[年届世])"
    r"|(?<=[上下])(?=半)|(?<=任)(?=期)|(?<=建)(?=党)|(?<=“)(?=十))"
)
# Without any of these a stretch holds no date.
_HINT = re.compile(
    r"[0-9年月季任日天工世](?:(?<=[0-9年月])|(?<=季)度|(?<=任)期|(?<=[日天])内|(?<=日)之内|(?<=工)作日|(?<=世)纪)"
)
_TO = re.compile(r"(?:到|至|截至|截止到?|于|在|力争到?|争取到?|确保到?|最迟到?|用|力争用|经过|通过|再用|利用)$")
_START = re.compile(
    r"^(?:\s*(?:起|开始|以来|以后|之后|后|至今|度)|[^,。;]{0,6}?起(?:施行|实施|执行|,|实现)|版|修订|版本|颁布|印发|出台的|发布的|以后|期间)"
)
_FROM = re.compile(r"(?:从|自|自从|对|比|较|与|在?以|占|《|\(|按照|依据|超过|根据)$")
_VALID = re.compile(
    r"有效期[^,。;]{0,4}$|有效(?:至|到|期)$|(?:施行|执行|实施|延续|顺延|减征|免征)至$|(?:19|20)\d\d年\d{1,2}月(?:\d{1,2}日)?起?(?:至|到|—|-|~)$|期限[^,。]{0,4}$|延长(?:至|到)$|适用于.{0,14}$|-$|—$"
)
_FIGURE_SOON = re.compile(
    r"[^,。;:的\d]{2,12}\d|(?:全|我)[省市县区州][^,。;:\d]{0,30}?(?:不少于|不低于|以上|达到|超过|突破|新增|募集|招募)|(?:全|我)[省市县区州][^,。;:\d]{2,30}\d[\d.]*[^,。;:\d]{1,4}以上"
)
_NAMES = re.compile(r"^(?:行动|战略|计划|工程|目标|议程|规划|方案|中国)")


@dataclass(frozen=True, slots=True)
class DueDate:
    """``text`` as the deadline is written (particles dropped), at ``start``..``end``; ``sure`` 0 to 1."""

    text: str
    start: int
    end: int
    sure: float


def find_due_dates(norm: str, text: str, start: int, end: int, year: int | None = None) -> list[DueDate]:
    """Deadlines between ``start`` and ``end``; ``year`` is the document's own, to tell plans from what has been."""
    out: list[DueDate] = []
    if _HINT.search(norm, start, end) is None:
        return out
    for match in matches_from(_SIGNS, DATE, norm, start, end):
        found = _read(norm, text, match, start, end, year)
        if found is not None:
            out.append(found)
    return out


def _read(norm: str, text: str, match: re.Match[str], start: int, end: int, year: int | None) -> DueDate | None:
    before = norm[max(start, match.start() - 12) : match.start()]
    after = norm[match.end() : min(end, match.end() + 14)]
    if _VALID.search(before) or _NAMES.match(after) or _in_name(norm, match.start(), start):
        return None
    to, tail = _TO.search(before), match.group("tail")
    if _START.match(after) and not (to and after.startswith("期间")):
        return None
    own = match.group("year")
    sure = _certainty(match, before, after, bool(to), tail or "", own, year)
    if sure is None and own is not None and own.isdigit() and int(own) >= (year or 0) and not tail:
        sure = _year_of_goal(norm, match, before, end)
    if sure is None or (before.endswith("至") and _RELIEF.search(norm, match.end(), min(end, match.end() + 60))):
        return None
    stop = match.end("date")
    printed = text[match.start() : stop].replace(" ", "").strip()
    if tail and "内" in tail and not own:
        printed += "内"
        stop = match.end()
    return DueDate(printed, match.start(), stop, sure)


_LENGTH = re.compile(r"[\d一二三四五六七八九十两].*[年月日天]$")
_RELATIVE = re.compile(r"(?:初|底|末|年初)$|当年|(?:今年|本年度?|明年)$")
_EVENT_AFTER = re.compile(r"(?:\(|获得|取得|已|的|注册|成立|登记|参加|毕业|出生|建成的|竣工的)")
_AT = re.compile(r"(?:于|在)$")
_END_OF_PERIOD = re.compile(r"(?:底|末|上半年|下半年|季度|中旬|下旬|年中)$")
_DONE_THEN = re.compile(r"\s?[:,完实全基要建达启出]")
_WHOLE_YEAR = re.compile(rf"{_D}年")
_DONE_IN_YEAR = re.compile(
    r",?(?:(?:全|我)[省市县区州旗盟])?(?:底|初步|基本|全面|要|力争|争取|实现|建成|完成|达到|推广|率先|计划|全部|确保|新增|建设|启动|培育|推动|内|新建)"
)
_DONE_ON_DAY = re.compile(r",?(?:完成|全面|实现|建成|正式|启动|投入|投产|开工|竣工|通车|交付)")


def _certainty(
    match: re.Match[str], before: str, after: str, to: bool, tail: str, own: str | None, year: int | None
) -> float | None:
    date = match.group("date")
    if own is not None and own.isdigit() and year is not None and int(own) < year:
        return None
    if own is None and _LENGTH.match(date) and "月" not in date[1:]:
        each_time = "工作日" in date and not _FROM_NOW.search(before)  # 诉求5个工作日内响应率100%
        return None if each_time else _window(before, after, tail)
    if (own is None and _RELATIVE.match(date)) or _FROM.search(before):
        return None
    if "前" in tail or "止" in tail:
        return None if _EVENT_AFTER.match(after) else 0.95
    if to and not _AT.search(before):
        return 0.95
    if _END_OF_PERIOD.search(date):
        if date in ("年底", "年末"):
            return 0.7 if _DONE_THEN.match(after) else None
        return 0.8 if own or _DONE_THEN.match(after) else 0.5
    if own is None:
        return (0.7 if to or date.endswith("末") else None) if "十" in date and "五" in date else None
    return _in_year(date, before, after, planned=year is not None and own.isdigit())


# 至2031年12月31日,…免征…: how long a relief is given.
_RELIEF = re.compile(r"免征|减征|减按|缓缴|减免|免收|延续")
_GOAL_SOON = re.compile(
    r"[^。;:]{2,36}?(?:达到|不低于|突破|提高到|控制在|高于|增长|超过|实现)[^,。;]{0,10}\d|[^,。;:的\d]{2,12}\d"
)


def _year_of_goal(norm: str, match: re.Match[str], before: str, end: int) -> float | None:
    """How surely a bare year at the start of a sentence dates the goal after it."""
    opens = not before or before[-1] in "。;:\n "
    if not opens or not _WHOLE_YEAR.fullmatch(match.group("date")) or norm[match.end() : match.end() + 1] != ",":
        return None
    return 0.45 if _GOAL_SOON.match(norm, match.end() + 1, end) else None


def _in_year(date: str, before: str, after: str, *, planned: bool) -> float | None:
    """A bare year or day: due when what follows says that something is done then."""
    if _WHOLE_YEAR.fullmatch(date):
        if _DONE_IN_YEAR.match(after):
            return 0.75
        opens = not before or before[-1] in ",。;:\n "
        return 0.6 if planned and opens and _FIGURE_SOON.match(after) else None
    return 0.6 if ("日" in date or "月" in date) and _DONE_ON_DAY.match(after) else None


_FROM_YEAR = re.compile(rf"{_D}年起$")
_COUNTED_FROM = re.compile(
    r"(?:之日起|后|起|到|收到.{0,8}|公告.{0,6}|每|受理.{0,6}|近|连续|过去|最近|前|不少于|日起|满|离校|毕业|退役|退出现役|入职|注册|成立)$"
)
_LIMITS_A_CLAIM = re.compile(
    r"不得|可|的|免|按(?!期|时|计划|要求|照)|给予|返还|有效|分期|返回|提出|报|办|作出|书面|答复|兑|累计|最多|应当|共计"
)
# 资金在5个工作日内到位: how long it may take each time.
_HOW_LONG = re.compile(r"[^,。;:\n力争确保取]在$")
_FROM_NOW = re.compile(r"[,。;:\n]$|力争|用|经过|通过|再|在|到|确保|争取|未来|今后|^$")


def _window(before: str, after: str, tail: str) -> float | None:
    """三年内, 用5年时间: due when counted from now; 30日内 after an event, and limits of claims, are none."""
    if not tail:
        return None
    if _FROM_YEAR.search(before):
        return 0.65
    if _COUNTED_FROM.search(before) or _LIMITS_A_CLAIM.match(after) or _HOW_LONG.search(before):
        return None
    return 0.65 if "日" in before[-2:] or "天" in before[-2:] or _FROM_NOW.search(before) else 0.4


def _in_name(norm: str, at: int, start: int) -> bool:
    """Whether the date stands in quotes or a title (健康中国2030行动)."""
    left = norm[max(start, at - 40) : at]
    return left.rfind("“") > left.rfind("”") or left.rfind("《") > left.rfind("》")


_CALENDAR = re.compile(r"[年月日底末度]")


def cell_dates(norm: str, text: str, start: int, end: int) -> list[DueDate]:
    """Dates of a cell under 完成时限: whatever stands there is the deadline."""
    out: list[DueDate] = []
    if _HINT.search(norm, start, end) is None:
        return out
    for match in matches_from(_SIGNS, DATE, norm, start, end):
        if _CALENDAR.search(match.group()):
            stop = match.end("date")
            out.append(DueDate(text[match.start() : stop].replace(" ", ""), match.start(), stop, 0.9))
    return out


_SPAN_OF_YEARS = re.compile(r"(?:19|20)\d\d年?[-—–~至到]+((?:19|20)\d\d)年?")


def range_end(norm: str, start: int, end: int) -> list[DueDate]:
    """The last year of a span in the heading of goals: 近期目标（2015-2020年） is due in 2020."""
    match = _SPAN_OF_YEARS.search(norm, start, end)
    return [DueDate(match.group(1) + "年", match.start(1), match.end(1), 0.6)] if match else []
