"""What stands around the measures: title, issuer, number, dates, recipients, the openness mark."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from .model import Head, Span
from .numerals import counting_number
from .sentences import paragraphs, split_top, trim
from .title import DATE, KINDS, NUMBER, ORGAN, SIGNATURE_LINE, find_title
from .view import View

_BEFORE_DATE = re.compile(
    r"(?P<who>[一-鿿]{2,30}?(?: {1,12}[一-鿿]{2,30}?)?(?:政府|委员会|办公室|办公厅|局|厅|部|委|署|国务院|管委会|中心)) {0,20}"
)
_AFTER_DATE = re.compile(r" {0,20}(?:印发)? {0,20}(?:\([^()\n]{2,16}\))? {0,40}")
_OPENNESS = re.compile(
    r"(?:此件|本文|公开方式|公开属性|信息公开选项|公开选项)\s?[:]?\s?(主动公开|公开发布|依申请公开|不予公开|不公开|删减后公开|删减公开)"
)
_RECIPIENTS = re.compile(r"^(?=.{4,300}:?$)(?!.*(?:如下|意见|方案|附\s?件|单位:.|部门:.))[^。:]+:$")
_PARTY = re.compile(
    r"政府|部门|单位|机构|委员会|管委会|办事处|投资区|园区|企业|公司|局|厅|委|办|院校|中心|街道|乡镇|银行|省|县|区|市"
)


@dataclass
class _Reading:
    view: View
    first: int
    """Where the numbered items begin."""


def read_head(view: View, first: int, last: int) -> Head:
    """The head of the document; ``first``..``last`` is where its numbered items stand."""
    norm = view.norm
    top = min(first, 6000)
    spans: dict[str, Span] = {}
    lines = paragraphs(norm, 0, top) if top else []
    number = _first_number(norm, max(top, 600))
    doc_number = ""
    if number is not None and _is_own_number(norm, number):
        doc_number = _doc_number(view, number)
        spans["doc_number"] = view.span(number.start(), number.end())
    lines = _soft_lines(norm, lines)
    title, title_span = find_title(view, lines)
    if title_span:
        spans["title"] = view.span(*title_span)
    recipients, at = _recipients(view, lines)
    if recipients:
        spans["recipients"] = view.span(*at)
    issue, issuer_at = _issue(view, lines, last)
    date, written = issue
    if not date:
        date = _labelled_date(norm, top)
    issuer, issuer_span = _issuer(view, title, issuer_at, doc_number, lines, title_span)
    issuer = _in_full(norm, issuer, top)
    told = _labelled_organ(norm, top)
    if not issuer or (re.match(r"[省市县区州]", issuer) and told[:-1].endswith(issuer[:-1])):
        issuer = told
    if issuer_span:
        spans["issuer"] = view.span(*issuer_span)
    mark = _OPENNESS.search(norm, 0, top) or _OPENNESS.search(norm, max(0, len(norm) - 3000))
    if mark is not None:
        spans["openness"] = view.span(*mark.span(1))
    return Head(
        title=title,
        issuer=issuer,
        doc_number=doc_number,
        date=date,
        written_date=written,
        recipients=recipients,
        openness=mark.group(1) if mark else "",
        spans=spans,
    )


def _first_number(norm: str, end: int) -> re.Match[str] | None:
    """What ``NUMBER.search`` finds: a number is short and ends in 号."""
    first, last = norm.find("号", 0, end), norm.rfind("号", 0, end)
    return NUMBER.search(norm, max(0, first - 40), last + 1) if first >= 0 else None


def _dates(norm: str) -> Iterator[re.Match[str]]:
    """What ``DATE.finditer`` finds: a date is short and ends in 日."""
    at, day = 0, norm.find("日")
    while day >= 0:
        match = DATE.search(norm, max(at, day - 20), day + 1)
        if match is not None:
            yield match
            at = day + 1
        day = norm.find("日", day + 1)


def _is_own_number(norm: str, match: re.Match[str]) -> bool:
    """The document's number, and no other's it refers to in brackets."""
    before = norm[max(0, match.start() - 1) : match.start()]
    if before not in ("(", "《"):
        return True
    begin = norm.rfind("\n", 0, match.start()) + 1
    line = norm[begin : norm.find("\n", match.end())] if norm.find("\n", match.end()) >= 0 else norm[begin:]
    return before == "(" and len(line) <= 110 and "。" not in line and line.rstrip().endswith("号)")


def _doc_number(view: View, match: re.Match[str]) -> str:
    text = re.sub(r"\s", "", view.text[match.start() : match.end()])
    cuts = [
        m.end() for m in re.finditer(r"(?:通知|意见|方案|办法|措施|决定|规划|条例)(?=[^\[〔(（]{1,8}[\[〔(（])", text)
    ]
    return text[cuts[-1] :] if cuts else text


_SOFT_END = re.compile(
    rf"。|(?=文章属性)|(?<=正文)(?=[一-鿿]{{2,30}}关于)|(?<=号\))(?=各)|:(?=《|现|经|为|[^a-zA-Z\d/]{{12}})|的(?:通知|意见|决定|公告|批复)(?=各|国务院|[一-鿿]{{1,8}}[\[(](?:19|20)\d\d)"
    rf"|[\])]\d{{1,4}}号(?=各|国务院)|(?:{DATE.pattern})(?:\([^()]{{2,16}}\))?(?=[^,。()前起之至的]{{4,60}}(?:{KINDS}))"
)


def _soft_lines(norm: str, lines: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Lines, a long one that lost its breaks parted again where the parts of a head end."""
    if not lines or lines[0][1] - lines[0][0] < 60 or "。" not in norm[slice(*lines[0])]:
        return lines
    a, b = lines[0]
    out, begin = [], a
    for match in _SOFT_END.finditer(norm, a, min(b, a + 1200)):
        out.append((begin, match.end()))
        begin = match.end()
    return [*out, (begin, b), *lines[1:]] if out else lines


def _recipients(view: View, lines: list[tuple[int, int]]) -> tuple[tuple[str, ...], tuple[int, int]]:
    norm = view.norm
    for a, b in lines[:40]:
        line = norm[a:b]
        stop = line.find(":")
        if 3 < stop < 300 and (stop == len(line) - 1 or line.startswith(("各", "国务院"))):
            head = line[:stop]
            if (
                "。" in head
                or not _PARTY.search(head)
                or re.search(r"通知如下|如下|意见|措施|责任单位|牵头|附件|来源|发布", head)
            ):
                continue
            parts = _parties(view, a, a + stop)
            if parts and len(parts[0]) <= 40:
                return parts, (a, a + stop)
    for (a, b), (c, d) in pairwise(lines[:41]):
        # The colon was lost: a line of parties right before the sentence that sends the text to them.
        if _PARTIES_ALONE.fullmatch(norm, a, b) and _SENDS.search(norm, c, d):
            return _parties(view, a, b), (a, b)
    return (), (0, 0)


_PARTIES_ALONE = re.compile(r"各[^。:;]{1,80}(?:单位|部门|政府|办事处|管委会|机构)")
_SENDS = re.compile(r"(?:印发|转发)给你们|现将|通知如下")


def _parties(view: View, start: int, end: int) -> tuple[str, ...]:
    """Recipients; 各省、自治区、直辖市人民政府 is one."""
    norm = view.norm
    out: list[tuple[int, int]] = []
    for a, b in split_top(norm, start, end, ",;"):
        pieces = [trim(norm, x, y) for x, y in split_top(norm, a, b, "、")]
        current: tuple[int, int] | None = None
        for x, y in pieces:
            if current is not None and not _complete(norm[current[0] : current[1]], norm[x:y]):
                current = (current[0], y)
                continue
            if current is not None:
                out.append(current)
            current = (x, y)
        if current is not None:
            out.append(current)
    return tuple(view.text[a:b].strip() for a, b in out if b > a)


# 甲县、乙、丙县委和人民政府: places that share the seat named after the last.
_BARE_PLACE = re.compile(r"(?![各省市县区州])[一-鿿]{1,3}[县区市旗]|(?![各省市县区州])[一-鿿]{2}")
_SHARED_SEAT = re.compile(r"[一-鿿]{1,4}[县区市旗]委(?:和|、)?(?:人民)?政府")


# 各开发区、甲试验区管委会: parties that share a seat.
_BARE_ZONE = re.compile(r"各?[一-鿿]{2,6}区")
_ZONE = re.compile(r"[一-鿿]{1,5}(?:开发区|投资区|高新区|试验区|经开区)")
_BRACKETED = re.compile(r"\([^()]*\)")


def _complete(left: str, right: str) -> bool:
    """Whether a comma between the two parts two parties."""
    if re.fullmatch(r"[委办厅局部](?:\([^()]*\))?|直属(?:机构|单位|部门)|(?:委办|办局|厅局)", right) or (
        left.endswith("党委") and re.fullmatch(r"(?:人民)?政府(?:\([^()]*\))?|管委会|办事处", right)
    ):
        return False
    if re.match(r"各(?:直属|派出|特设|部门|部委|委|办|厅|局|有关直属)", right) and re.search(
        r"各(?:部委|部门|组成部门|工作部门|直属|厅委|厅局|委办|局委)[^、]{0,2}$", left
    ):
        return False
    if right == "单位" and left.endswith("部门"):
        return False
    if (_SHARED_SEAT.fullmatch(right) or _BARE_PLACE.fullmatch(right)) and _BARE_PLACE.fullmatch(left.split("、")[-1]):
        return False
    if re.fullmatch(r"(?:[厅局委部]属|直属)(?:各)?单位", right) and left.endswith(("各处室", "各科室", "各处")):
        return False
    if _ZONE.fullmatch(left.split("、")[-1]) and _ZONE.match(right):
        return False
    if (
        left.startswith("各")
        and right[0] not in "各省市县区"
        and _BARE_ZONE.fullmatch(_BRACKETED.sub("", left).split("、")[-1])
        and re.search(r"区(?:管委会|管理委员会)$", _BRACKETED.sub("", right))
    ):
        return False
    bare = re.fullmatch(
        r"各?(?:有关|相关|设区的?)?(?:中央|国家|省部|省|市|县|区|乡|镇|州|自治区|直辖市|特区|市州|计划单列市|自治县)(?:[及和](?:计划单列市|设区市))?(?:\([^()]*\))?",
        _BRACKETED.sub("", left).split("、")[-1],
    )
    return not bare


def _issue(view: View, lines: list[tuple[int, int]], last: int) -> tuple[tuple[str, str], tuple[int, int] | None]:
    """((date of issue, date of writing), where the signature stands)."""
    norm = view.norm
    signed: list[tuple[str, tuple[int, int] | None]] = []
    for match in _dates(norm):
        begin = norm.rfind("\n", max(0, match.start() - 300), match.start()) + 1
        stop = norm.find("\n", match.end(), match.end() + 90)
        stop = stop if stop >= 0 else len(norm)
        lead = trim(norm, begin, match.start()) if match.start() - begin < 300 else (0, 1)
        who = _BEFORE_DATE.fullmatch(norm, *lead) if lead[1] > lead[0] else None
        if (
            stop - match.end() >= 90
            or (lead[1] > lead[0] and who is None)
            or not _AFTER_DATE.fullmatch(norm, match.end(), stop)
        ):
            continue
        before = paragraphs(norm, max(0, begin - 200), begin)
        signature = None
        for a, b in reversed(before[-4:]):
            if not SIGNATURE_LINE.fullmatch(norm, a, b):
                break
            signature = (a, b if signature is None else signature[1])
        signed.append((_iso(match), who.span("who") if who else signature))
        if len(signed) > 20:
            break
    best = next(((day, at) for day, at in signed if at is not None), signed[0] if signed else None)
    if best is not None:
        return (best[0], ""), best[1]
    alone = next((m for a, b in lines[:6] if (m := _DATE_ALONE.fullmatch(norm, a, b))), None)
    if alone is not None:
        return (_iso(alone), ""), None
    for a, b in lines[:12]:
        passed = _PASSED.match(norm, a, b)
        date = DATE.search(passed.group(1)) if passed else None
        if date:
            return (_iso(date), ""), None
    return _inline_issue(norm)


_PASSED = re.compile(rf"\(?({DATE.pattern}).{{0,60}}(?:通过|公布|批准|印发|发布)")
_DAY = r"(?:19|20)\d\d年\d{1,2}月\d{1,2}日"
_SIGNED_INLINE = re.compile(rf"(?<=[。:\n])[ ]{{0,9}}({ORGAN})[ ]{{0,9}}({_DAY})(?=[ ]{{0,9}}\(|[ ]{{0,9}}$)", re.M)
_SIGNED_BEFORE_TITLE = re.compile(rf"(?<=。)({ORGAN})({_DAY})(?=[^,。]{{4,60}}(?:{KINDS}))")
_SIGNED_ORDER = re.compile(rf"施行。[ ]{{0,20}}总[ ]{{0,9}}理[^\d]{{2,30}}({_DAY})")


_DATE_ALONE = re.compile(rf"\((?:{DATE.pattern})\)")


def _inline_issue(norm: str) -> tuple[tuple[str, str], tuple[int, int] | None]:
    """Signature and date where line breaks were lost."""
    if next(_dates(norm[:6000]), None) is None:
        return ("", ""), None
    match = _SIGNED_INLINE.search(norm[:6000])
    if match:
        date = DATE.search(match.group(2))
        return (_iso(date) if date else "", ""), match.span(1)
    plain = _SIGNED_BEFORE_TITLE.search(norm[:1500])
    date = DATE.search(plain.group(2)) if plain else None
    if plain and date:
        return (_iso(date), ""), plain.span(1)
    match = _SIGNED_ORDER.search(norm[:2000])
    date = DATE.search(match.group(1)) if match else None
    return (_iso(date) if date else "", ""), None


def _iso(match: re.Match[str]) -> str:
    if match.group(1):
        year, month, day = (int(match.group(i)) for i in (1, 2, 3))
    else:
        digits = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "O": 0, "0": 0}
        year = int("".join(str(digits[c]) for c in match.group(4)))
        month, day = counting_number(match.group(5)) or 0, counting_number(match.group(6)) or 0
    return f"{year:04d}-{month:02d}-{day:02d}" if 1 <= month <= 12 and 1 <= day <= 31 else ""


def _issuer(
    view: View,
    title: str,
    signature: tuple[int, int] | None,
    doc_number: str,
    lines: list[tuple[int, int]],
    title_at: tuple[int, int] | None,
) -> tuple[str, tuple[int, int] | None]:
    if signature is not None:
        names = re.split(r"\s+", _SEALED.sub("", view.text[slice(*signature)]).strip())
        head = re.match(rf"((?:{ORGAN}|中共[一-鿿]{{2,12}}委员会)(?:[、 ](?:{ORGAN}))*)关于", title)
        if head and "、" in head.group(1):
            return head.group(1), signature
        return "、".join(n.replace(" ", "") for n in names), signature
    joint = re.split(r"[\s、]+", view.text[slice(*title_at)].split("关于")[0].strip()) if title_at else []
    if len(joint) > 1 and all(_JOINT_ORGAN.fullmatch(name) for name in joint):
        return "、".join(joint), title_at
    head = re.match(rf"((?:{ORGAN})(?:[、 ](?:{ORGAN}))*?)(?:关于|印发)", title)
    if head:
        return head.group(1), None
    passed = next(
        (m for a, b in lines[:12] if "人民代表大会" in view.norm[a:b] and (m := _CONGRESS.search(view.norm[a:b]))),
        None,
    )
    if passed and "通过" in view.norm[: lines[min(11, len(lines) - 1)][1]]:
        return passed.group(1) + "人民代表大会" + (passed.group(2) or ""), None
    order = re.match(r"(?:中华人民共和国)?(国务院|[一-鿿]{2,20}?(?:政府|委员会|部|局|署))令", doc_number)
    if order:
        return order.group(1), None
    if re.search(r"国务院第\d{1,4}次常务会议通过", view.norm[:1500]):
        return "国务院", None
    alone = next((at for at in lines[:14] if _GOVERNMENT.fullmatch(view.norm, *at)), None)
    return (view.text[slice(*alone)], alone) if alone else ("", None)


_SEALED = re.compile(r"\s?[(（](?:代章|盖章|章)[)）]\s*$")
_CONGRESS = re.compile(
    r"(?:(?<=日)|(?<![一-鿿]))(?!日)([一-鿿]{2,10}?(?:省|市|自治州|自治县|区|县))(?:第[一-鿿]{1,5}届)?人民代表大会(常务委员会)?"
)
_JOINT_ORGAN = re.compile(rf"{ORGAN}|中共[一-鿿]{{2,12}}(?:委|委员会|部)|[一-鿿]{{2,14}}(?:局|厅|部|委|院|会|行|署|社)")
_GOVERNMENT = re.compile(r"[一-鿿]{2,14}(?:人民政府|人民代表大会常务委员会)(?:办公厅|办公室)?")
_LABELLED_ORGAN = re.compile(
    r"(?:发布机构|发文机关|发文单位|发布单位|发布机关|制发机关|制定机关|发文机构|发文部门)\s?[:\]|][\s|]{0,6}(?P<who>[一-鿿]{4,30}(?:\([^()]{2,20}\))?)"
)
_LABELLED_DATE = re.compile(
    r"(?:发文日期|成文日期|颁布日期|公布日期|印发日期|制发日期|签发日期|发文时间)\s?[:\]|][\s|]{0,6}((?:19|20)\d\d)[年\-/.](\d{1,2})[月\-/.](\d{1,2})"
)


def _in_full(norm: str, issuer: str, top: int) -> str:
    """The issuer with the place before it (县政府办公室), where the head prints it so."""
    if not re.match(r"[省市县区州]", issuer):
        return issuer
    match = re.compile(rf"(?:^|(?<=[\s|:]))[一-鿿]{{1,10}}{re.escape(issuer)}(?=[\s|,;(]|$)").search(
        norm, 0, max(top, 600)
    )
    return match.group() if match else issuer


def _labelled_organ(norm: str, top: int) -> str:
    """Who a table above the text (索引号, 发文机关) names as the issuer."""
    match = _LABELLED_ORGAN.search(norm, 0, top)
    return match.group("who").strip() if match and len(match.group("who")) > 5 else ""


def _labelled_date(norm: str, top: int) -> str:
    match = _LABELLED_DATE.search(norm, 0, top)
    return f"{match.group(1)}-{int(match.group(2)):02d}-{int(match.group(3)):02d}" if match else ""
