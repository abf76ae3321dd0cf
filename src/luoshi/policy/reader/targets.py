"""Figures the issuer commits to, with metric, operator, value, unit and deadline."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from .dates import DueDate
from .goal_figures import RESULT, goal_certainty, goes_on
from .model import TargetOp
from .quantities import Quantity, find_quantities
from .sentences import sentences, split_top, trim

# How far around a figure its clause is read, where punctuation was lost.
_REACH = 200
_DATE_LEAD = re.compile(
    r"^(?:力争|争取|确保)?(?:到|至|在|于)?(?:(?:19|20)\d\d年?|“?十[一二三四五六]五”?(?:末|期末|期间)?|第?[一二三四]季度|今年|全?年(?=底|末|内|年底|上半年|下半年))(?:年?底|年?末|内|上半年|下半年|\d{1,2}月(?:底|份)?(?:\d+日)?)?(?:之?前)?[,:]?"
)
_CUE = re.compile(
    r"(?:均|都|将|要|应|应当|需|须|原则上|全部|稳定|必须|基本|累计|分别|每年|年均|力争|争取|确保|努力|预计|计划|实现|总数|总量)*(?:不得?(?:低于|少于|小于|高于|超过|大于)|达到?|超过?|突破|增长到?|提高(?:到|至)?|提升(?:到|至)?|扩大(?:到|至)|增加(?:到|至)?|保持在?|控制在|下降到?|降低(?:到|至)?|降至|降到|减少(?:到|至)?|减至|压缩(?:至|到)|压减(?:至|到)|缩短(?:至|到)|占(?!比)(?![^,]*(?:比重|比例|比率)).{0,16}?(?:达到?|超过)?|稳定在|为|约|至少|完成|翻|高于|低于|大于|小于|新增|在|到|提升|不足|(?<!通)过)*(?:约|近)?$"
)
# …预备项目10个,前期项目17个: what is counted, without a verb of its own.
_COUNTED_NOUN = re.compile(r"[一-鿿“”]{2,12}(?:项目|企业|平台|基地|机构|园区|人才|岗位|学校|场馆|站点)$")
_STEP = re.compile(r"(?<![一-鿿])[一二三四五六七八九十]是要?")
_VERB = re.compile(
    r"^(?:[^,]{0,30}?)(?:建设|建成|打造|培育|引进|推出|新增|新建|实现|形成|创建|设立|组建|举办|改造|集聚|推广|遴选|认定|投资|培养|培训|建立|实施|布局|发展|完成|支持|推动|引导|组织|开展|治理|改扩建|推进|争取|引育|招引|开工|扩大|办好|制定|修订|选派|增加|落地|储备|安排|配备|设置|选聘|严守|守住)(?:壮大|各类|各级|不少于|不低于|超过|至少|约|近|不超过|总投资|一批|总计|和|或)*$"
)


@dataclass(frozen=True, slots=True)
class FoundTarget:
    text: tuple[int, int]
    metric: str
    op: TargetOp
    value: float
    unit: str
    deadline: str
    sure: float


# A date that opens a clause holds for what follows; one inside it (城镇化率2025年达到65%) is that figure's own.
_LEADS = re.compile(r"(?:^|[,;。:(\n]|力争|争取|确保|到|至|在|于|截至|计划|预计|年度?)\s*\Z")


def find_targets(
    norm: str,
    text: str,
    start: int,
    end: int,
    dates: list[DueDate],
    *,
    default: str = "",
    claims: bool = False,
    carry: bool = False,
) -> list[FoundTarget]:
    """Targets between ``start`` and ``end``; ``default`` is the deadline a heading sets for the whole item.

    ``claims``: the item is about rewards or criteria. ``carry``: a date holds for the paragraphs after it too.
    """
    quantities = [q for q in find_quantities(norm, start, end) if not _in_quotes(norm, q.start, start)]
    if not quantities:
        return []
    starts, days = [q.start for q in quantities], [d.start for d in dates]
    out: list[FoundTarget] = []
    due, before = "", start
    for a, b in sentences(norm, start, end):
        if not carry and norm.find("\n", before, a) >= 0:
            due = ""
        before = a
        inside = quantities[bisect_left(starts, a) : bisect_left(starts, b)]
        dated = dates[bisect_left(days, a) : bisect_left(days, b)]
        if inside:
            out += _of_sentence(norm, text, a, b, inside, dated, due or default, claims)
        leading = [d for d in dated if _LEADS.search(norm, a, d.start)]
        if leading:
            due = leading[-1].text
    return out


def _of_sentence(
    norm: str, text: str, a: int, b: int, quantities: list[Quantity], dated: list[DueDate], due: str, claims: bool
) -> list[FoundTarget]:
    if RESULT.search(norm[a:b]) and not dated and not re.search(r"力争|确保|目标", norm[a:b]):
        return []
    starts = [q.start for q in quantities]
    out: list[FoundTarget] = []
    metric, used_date, read_to = "", -1, a
    steps = [m.start() for m in _STEP.finditer(norm, a, b)]
    for whole_start, whole_end in split_top(norm, a, b, ",;。"):
        whole_start, whole_end = trim(norm, whole_start, whole_end)
        for q in quantities[bisect_left(starts, whole_start) : bisect_left(starts, whole_end)]:
            # A clause without end (lost punctuation) is read only around the figure.
            clause_start, clause_end = max(whole_start, q.start - _REACH), min(whole_end, q.end + _REACH)
            if _FROM.search(norm, max(a, q.start - 12), q.start) and _TO.match(norm, q.end, b):
                # 由60%提高到80%: the first figure is where it stands now, and its metric is the second one's.
                metric = (
                    re.sub(
                        r"[由从](?:目前|现在|现有|当前)?的?$",
                        "",
                        _metric(norm, text, max(clause_start, read_to), clause_end, q),
                    )
                    or metric
                )
                read_to = q.end
                continue
            around = (max(a, q.start - 3 * _REACH), min(b, q.end + 3 * _REACH))
            sure = goal_certainty(norm, around, clause_start, clause_end, q, claims=claims)
            bare = q.start == whole_start or (q.end == whole_end and _COUNTED_NOUN.match(norm[whole_start : q.start]))
            listed = bool(out) and bare and q.unit == out[-1].unit and q.unit != "%"
            if sure is None and listed and goes_on(norm[clause_start:clause_end], claims=claims):
                sure = 0.4
            if sure is None:
                continue
            step = bisect_left(steps, q.start)
            before_date = [d for d in dated if d.start <= q.start and bisect_left(steps, d.start) in (0, step)]
            deadline = _short(before_date[-1].text) if before_date else _short(due)
            own = _metric(norm, text, max(clause_start, read_to), clause_end, q)
            read_to = q.end
            metric = own or metric
            numbered = _STEP.match(norm, clause_start, clause_end)
            begin = numbered.end() if numbered else clause_start
            if before_date and before_date[-1].start > used_date:
                used_date = before_date[-1].start
                begin = min(begin, _with_particle(norm, before_date[-1].start, a))
            stop = _without_brackets(norm, clause_start, clause_end)
            sure = sure if own or metric else sure - 0.2
            out.append(
                FoundTarget(
                    (begin, max(stop, q.end)),
                    metric,
                    _operator(norm, clause_start, clause_end, q),
                    q.value,
                    q.unit,
                    deadline,
                    round(max(0.1, sure), 2),
                )
            )
    return out


# 由…提高到, 从…降至: a figure between these is the present one.
_FROM = re.compile(r"[由从](?:目前|现在|现有|当前|(?:19|20)\d\d年)?的?(?:约|近|不足)?\Z")
_TO = re.compile(
    r"[^\d,;。]{0,6}?(?:提高|提升|增加|增长|扩大|发展|上升|下降|降低|降|减少|减|压缩|压减|缩小|缩短|调整)(?:到|至)"
)


def _operator(norm: str, start: int, end: int, q: Quantity) -> TargetOp:
    before, after = norm[start : q.start][-16:], norm[q.end : end][:4]
    if q.doubling:
        return "x"
    if re.search(
        r"不得?(?:超过|高于|大于|多于)|控制在|以内|低于$|降至|降到|(?:压缩|缩短|压减|缩减)[至到](?:约|近)?(?:\d{1,3}个?[和、])?$|小于$",
        re.sub(r"不得?(?:低于|小于)", "", before),
    ) or re.match(r"\)?(?:以内|以下|之内)", after):
        return "<="
    if ("百分点" in q.unit or q.unit in ("岁", "年")) and re.search(r"(?:提高|提升|增加|增长)(?:约|近)?$", before):
        return "+"
    if re.search(r"(?:增速|增幅)[^,]{0,6}不(?:低|少)于$|(?<!不)高于[^,]{0,12}$", before):
        return ">="
    if re.search(r"(?:增长|增速|增幅)[^,]{0,8}$", before) and not re.search(r"(?:增长|增幅)(?:到|至)", before):
        return "+"
    if re.match(r"\)?左右", after):
        return "="
    if (
        q.is_range
        or re.match(r"\)?(?:以上|及以上|多|余)", after)
        or re.search(
            r"不(?:低于|少于|小于|得低于|得少于)|至少|超过?|突破|高于|(?<!通)(?<!直)达(?!标)到?|力争|争取|提高(?:到|至)|提升(?:到|至)|大于|(?<![通经])过$",
            before,
        )
    ):
        return ">="
    return "="


def _metric(norm: str, text: str, start: int, end: int, q: Quantity) -> str:
    """What the figure measures: the words before it, or after it when a verb opens the clause."""
    lead = _DATE_LEAD.match(norm[start : q.start])
    begin = start + (lead.end() if lead else 0)
    before = norm[begin : q.start]
    if not re.search(r"%|百分点|倍", q.unit) and (
        _VERB.match(before) or _HOPED.fullmatch(before) or before.endswith("、")
    ):
        after = re.split(r"[,;。、(和及]|以上|左右", norm[q.end : end])
        noun = _UP_TO_VERB.sub("", next((p for p in after if len(p) > 1), ""))
        if noun.endswith("级") and (shared := _SHARED_NOUN.search(norm, q.end, end)):
            noun += shared.group(1)  # 2个千亿级、3个五百亿级产业集群
        noun = noun.rsplit("的", 1)[-1] if len(noun.rsplit("的", 1)[-1]) > 1 else noun
        if noun:
            return noun.strip()
    cue = _CUE.search(before)
    stop = begin + (cue.start() if cue else len(before))
    a, b = trim(norm, begin, stop, ":、和及")
    words = text[a:b]
    words = re.sub(r"^(?:(?:并|且|并且|及|使|将|把|其中|其中的|第?[一二三四]季度[::：]|[一二三四五]是))+", "", words)
    words = re.sub(r"的$|(?:到|至|在|于)?(?:19|20)\d\d年(?:年?[底末]|\d{1,2}月(?:底|份)?)?(?:之?前)?$", "", words)
    if q.doubling:
        words = re.sub(r"(?:[一二两三四五六七八九十]|\d)+年(?:内|间)?$", "", words)  # 三年翻一番
    words = re.sub(
        r"(?<=.{4})(?:较|[较比](?:上年|去年)|(?:不少于|不低于|不超过)总[量数额]的?|高于[^,]{2,10})$", "", words
    )
    words = re.sub(r"^(?:每(?:年|季度|半年|月|周)|全年|年内)(?:至少)?(?=.{2,})", "", words)
    if _HOW_OFTEN.fullmatch(words):  # 开展走访活动,每季度不少于1次
        words = _COUNTED_VERB.sub("", re.split(r"[,;。:]", text[max(0, start - 40) : start].rstrip(",，"))[-1], count=1)
    words = re.sub(r"^(?:较|比)(?:上年|去年|(?:19|20)\d\d年).{0,4}$", "", words)
    if not re.search(r"%|百分点|倍", q.unit):
        words = _COUNTED_VERB.sub("", words, count=1)
    words = re.sub(r"(?:要求|力争|确保|使|推动|(?:努力)?实现)", "", words, count=1) if len(words) > 6 else words
    if _ITS_SIZE.fullmatch(words) and (owner := _SHARE_OF.match(norm, q.end, end)):
        return owner.group(1)  # 设立规模50亿元的产业基金
    if len(words) > 1:
        return words
    share = _SHARE_OF.match(norm, q.end, end) if "%" in q.unit else None
    return share.group(1) if share else ""


_HOPED = re.compile(r"(?:力争|争取|确保|至少|努力|有)*")
# 2家以上企业在主板上市: what is counted ends where its verb begins.
_UP_TO_VERB = re.compile(r"(?<=[一-鿿]{2})(?:在(?!线|建)|进行|实现|入选|获得|得到|通过|成为|列入|进入|纳入).*$")
_SHARED_NOUN = re.compile(r"、[^,;。]*?级([一-鿿“”]{2,12})")
_HOW_OFTEN = re.compile(r"每(?:年|季度|半年|月|周)")
_ITS_SIZE = re.compile(r".{0,2}(?:总|首期)?规模")
# 完成75%以上的确权登记: a share of what.
_SHARE_OF = re.compile(r"(?:以上|左右)?的([^,。;]{2,16})")
# The verb before what is counted (建成美丽村庄50个); kept where nothing of two characters would be left.
_COUNTED_VERB = re.compile(
    r"^(?:共?安排|增加|新建成|新建|建成|打造|培育|引进|推广|创建|改造|组建|设立|培养|遴选|认定|形成|选派|招引|组织|举办|开展|实施|攻克|完成|建设(?!用地|规模|资金|投资|面积|项目))(?=[^,]{2,})"
)


def _short(date: str) -> str:
    """2025年 as 2025, other dates as they are."""
    return date[:-1] if re.fullmatch(r"(?:19|20)\d\d年", date) else date


def _with_particle(norm: str, at: int, floor: int) -> int:
    match = re.search(r"(?:力争到?|争取到?|确保到?|到|至|在|于)$", norm[max(floor, at - 4) : at])
    return at - len(match.group()) if match else at


def _without_brackets(norm: str, start: int, end: int) -> int:
    stop = end
    while stop > start and norm[stop - 1] in ")]":
        opening = norm.rfind("(" if norm[stop - 1] == ")" else "[", start, stop)
        if opening < 0:
            break
        stop = opening
    return stop


_GOAL_AFTER = re.compile(r"”的[^,。;“”]{0,14}目标")


def _in_quotes(norm: str, at: int, start: int) -> bool:
    """Whether a figure stands in a quotation or a title; what is quoted as the goal itself counts."""
    left = norm[max(start, at - 60) : at]
    if left.rfind("《") > left.rfind("》"):
        return True
    if left.rfind("“") <= left.rfind("”"):
        return False
    closing = norm.find("”", at, at + 120)
    return closing < 0 or _GOAL_AFTER.match(norm, closing) is None
