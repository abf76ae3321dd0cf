"""Where a document lists who is responsible: in brackets, on a line of its own, after a label; and with which role."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .model import Role
from .scanning import openings
from .sentences import charges, split_top, trim
from .unit_names import is_group, looks_like_unit

_KINDS = "责任|牵头|其他责任|其它责任|主要责任|主责|第一责任|主办|承办|实施|落实|配合|协办|协同|协助|参与|参加|支持|分工|牵头责任|任务承担|牵头负责|责任主体|主体责任|具体责任|共同责任"
LABEL = re.compile(
    rf"(?P<kind>{_KINDS})(?:单位|部门|机构|处室|科室|股室|主体|方)?(?:(?:\(|及|和|与|、|/)(?:责任|牵头|配合|协助|协同|参与)?(?:单位|部门|人|领导|责任人)?\)?)?\s{{0,4}}[:|]"
)
_OTHERS = re.compile(r"其[他它](责任)")
_VERBED = re.compile(r"负责|牵头|配合|分工|参与|落实|会同")
_LEAD = re.compile(r"^(?:牵头|主办|主责|第一责任|牵头负责|牵头责任)")
_SUPPORT = re.compile(r"^(?:其[他它]责任|配合|协办|协同|协助|参与|参加|支持)")
FIRST_LEADS = re.compile(
    r"(?:排|列|排名|排列|位列|居)?(?:在|于)?(?:第一|首)(?:位|名|个|家|责任)?(?:的|者)?(?:责任)?(?:部门|单位|者)?(?:的)?(?:为|是|作为|系)(?:该项[^,;。]{0,6})?(?:牵头|主要|主办)"
)
_FIRST = re.compile(FIRST_LEADS.pattern[FIRST_LEADS.pattern.index("(?:第一") :])
_FOLLOWING = re.compile(
    r"(?:均涉及|均需|均由|均包括|均?包含|均含|都涉及|还涉及|涉及)(?P<names>[^,;。]{2,40}?)(?:配合|参与|落实|负责)?(?:,|,?不再)[^。;]{0,20}(?:下同|列出|赘述|注明)"
)
_ROLE_END = re.compile(
    r"(?:等)?(?:(?:(?:按|按照|根据|依|依据)(?:各自)?(?:的)?(?:职责|职能|任务|分工)+(?:范围)?(?:分工|内)?)?(?:结合(?:各自)?实际)?(?:分别|共同|具体|组织|各自|分工|分头)?(?P<verb>牵头负责|负责牵头|牵头落实|牵头组织实施|牵头实施|牵头组织|牵头推进|牵头|负责落实|负责实施|负责|配合落实|配合|协助配合|协助|协同|参与|参加|落实|组织实施|实施|抓好落实|支持)"
    r"|(?:按|按照|根据|依)(?:各自)?(?:职责|职能)(?:分工)?)$"
)
# 牵头单位：甲、乙等部门按照职能负责: how they share the work, no other role.
_BY_DUTY = re.compile(r"等?(?:部门|单位)?(?:按|按照|根据|依|依据)(?:各自)?(?:职责|职能)(?:分工)?负责$")
_JOIN = re.compile(r"会同|协同(?!配合)")
_CONJUNCTION_SIGNS = re.compile(r"[及和与]")
_CONJUNCTION = re.compile(
    r"(?<=[局委办厅部署会院行府门位区镇司团联社队心关道县市国地])(?:以及|及|和|与)(?!(?:人民)?政府$)(?=各|有关|相关|其他|国务院|省|市|县|区|中|国|[一-鿿]{2,12}(?:局|委|办|厅|部|署|会|政府|中心|公司|集团|区|单位|部门|组织|机构)(?:$|[等按负牵配]))"
)
_BARE_LEVEL = re.compile(
    r"^(?:各)?(?:有关|相关|设区的?)?(?:省|市|县|区|乡|镇|州|地|盟|旗|自治区|直辖市|市州|设区市|乡镇|街道)(?:\([^()]{1,12}\))?$"
)
_LEVEL_TAIL = re.compile(
    r"^(?![省市县区州](?:直|级(?:各|有关|相关|部门|单位|机关)))(?:直辖市|自治区|省|市|县|区|乡|镇|街|州|盟|旗|街道|特区)"
)
_ETC = re.compile(r"等(?!级)(?=$|部门|单位|有关|相关|各|国务院|省|市|县|区|中央|地|企业|机构|职能)")
# The leader in charge, by office or name, up to the next label.
_LEADERS = re.compile(r"[^,;。:|、\n]{0,6}(?:领导|责任人|负责人|联系人)\s?:[^;。|\n]*")
# Persons and dates stand in lists too, and are no units.
_NO_UNIT = re.compile(r"(?:领导|责任人|负责人|联系人|联系电话|电话|时限|时间)\s?[:|]|\d{4}年|\d{1,2}月|(?:底|日)前")
_BRACKETS = re.compile(r"[()\[\]\n]")
_CHARGED = re.compile(r"(?:负责|牵头)[,;。]")
_NO_LIST = re.compile(r"[。:!?“”\d]")
_PERSON = re.compile(r"责任人\s*[:|]")
_MARKED_LEAD = re.compile(r"\((?:牵头|主办)(?:单位|部门)?\)$")
_NO_NAME = re.compile(
    r"[\d.\-—/]+|下同|共同|分别|联合|不再(?:一一)?(?:列出|重复|赘述)|长期(?:坚持|推进|实施|开展)?|(?:持续|常态化?|动态)(?:推进|坚持|实施|开展|推动)"
)
_DEPARTMENT = re.compile(r"(?:局|中心|公司|集团|银行|办公室|[支大总]队)$")
_GENERIC_TAIL = re.compile(r"^(?:部门|单位|地区|机构|职能部门|地|企业)?$")


def first_leads(text: str) -> re.Match[str] | None:
    """Where the text says that the first unit of a list leads."""
    if "牵头" not in text and "主办" not in text and "主要" not in text:
        return None
    return FIRST_LEADS.search(text) if _FIRST.search(text) else None


@dataclass
class Named:
    """A name as printed, at ``start``..``end`` of the view."""

    text: str
    role: Role
    start: int
    end: int


@dataclass
class UnitList:
    """One list. ``start``..``end`` is the stretch to leave out of the sentences."""

    start: int
    end: int
    names: list[Named] = field(default_factory=list)
    first_leads: bool = False
    for_all: list[Named] = field(default_factory=list)
    """Groups that the list says concern all items that follow."""
    labelled: bool = True


def find_unit_lists(norm: str) -> list[UnitList]:
    """All lists of the text, in order, none inside another."""
    found = _bracketed(norm)
    taken = [(u.start, u.end) for u in found]
    found += _on_lines(norm, taken)
    found += [u for a, b in charges(norm) if (u := parse_list(norm, a, b, None))]
    return sorted((u for u in found if u.names or u.for_all), key=lambda u: u.start)


def _bracketed(norm: str) -> list[UnitList]:
    out: list[UnitList] = []
    for start, end, closed in _outer_brackets(norm):
        content = norm[start + 1 : end]
        if len(content) > 900:
            continue
        label = LABEL.search(content)
        if label is None and not closed:
            continue
        if label is None and (not _stands_apart(norm, start, end + 1) or _within_line_list(norm, start)):
            continue
        if label is not None and label.start() > 2 and not _VERBED.search(content[: label.start()]):
            continue
        units = parse_list(norm, start + 1, end, "responsible" if label else None)
        if units is None:
            continue
        units.start, units.end = start, min(len(norm), end + 1 if closed else end)
        out.append(units)
    return out


def _outer_brackets(norm: str) -> list[tuple[int, int, bool]]:
    """(open, close, whether it closes) of outermost brackets, each within one paragraph; one pass."""
    out: list[tuple[int, int, bool]] = []
    depth, opened = 0, 0
    for match in _BRACKETS.finditer(norm):
        char, at = match.group(), match.start()
        if char in "([":
            if depth == 0:
                opened = at
            elif LABEL.match(norm, at + 1) and not LABEL.match(norm, opened + 1):
                opened, depth = at, 0
            depth += 1
        elif char == "\n":
            if depth and at - opened < 900 and LABEL.match(norm, opened + 1):
                out.append((opened, at, False))
            depth = 0
        elif depth:
            depth -= 1
            if depth == 0:
                out.append((opened, at, True))
    if depth and len(norm) - opened < 900 and LABEL.match(norm, opened + 1):
        out.append((opened, len(norm), False))
    return out


def _stands_apart(norm: str, start: int, end: int) -> bool:
    """A list without a label follows a sentence, or closes a paragraph."""
    before = norm[max(0, start - 3) : start].rstrip(" ")
    after = norm[end : end + 3].lstrip(" ")
    content = norm[start + 1 : end - 1]
    closes = not after or after[0] in "\n。;"
    apart = closes or (bool(before) and before[-1] in "。;!?\n")
    if not apart or len(content) < 2:
        return False
    if _VERBED.search(content):
        return bool(_ROLE_END.search(content.rstrip("。; ")) or first_leads(content) or _CHARGED.search(content))
    if "、" not in content and not (bool(before) and before[-1] in "。;!?\n") and not _OFFICE_END.search(content):
        # One name without a sentence before it is another name of what it follows.
        return False
    return closes and not _NO_LIST.search(content)


# A break after which a label may stand, told by its first character.
_LINE_BREAK = re.compile(rf"[\n。;|](?=[\s|\d{''.join(sorted(openings(_KINDS)))}])")
_OFFICE_END = re.compile(r"(?:局|委|办|厅|部|署|院|会|行|政府|办公室|集团|公司|街道|镇|乡)$")
_LINE_LABEL = re.compile(rf"(?:^|(?<=[\n。;|]))[ \t|]*(?:\d[.、])?\s?(?:{LABEL.pattern})", re.M)


def _within_line_list(norm: str, at: int) -> bool:
    """Whether a bracket stands in a list on a line of its own (牵头单位：甲局（乙办、丙局）): other names of a unit there."""
    return _LINE_LABEL.match(norm, norm.rfind("\n", 0, at) + 1, at) is not None


def _line_labels(norm: str) -> Iterator[re.Match[str]]:
    """Labels at the start of a line or a sentence."""
    first = _LINE_LABEL.match(norm)
    if first is not None:
        yield first
    at = first.end() if first is not None else 0
    for sign in _LINE_BREAK.finditer(norm):
        if sign.end() < at:
            continue
        match = _LINE_LABEL.match(norm, sign.end())
        if match is not None:
            yield match
            at = match.end()


def _on_lines(norm: str, taken: list[tuple[int, int]]) -> list[UnitList]:
    out: list[UnitList] = []
    index = 0
    last_end = -1
    for match in _line_labels(norm):
        if match.start() < last_end:
            continue
        while index < len(taken) and taken[index][1] <= match.start():
            index += 1
        if index < len(taken) and taken[index][0] <= match.start():
            continue
        if "领导" in match.group() or _PERSON.search(match.group()):
            continue
        start = match.start() + len(match.group()) - len(match.group().lstrip(" \t|\n"))
        stop = norm.find("\n", match.end())
        stop = len(norm) if stop < 0 else stop
        if not norm[match.end() : stop].strip(" |\t"):
            following = norm.find("\n", stop + 1)
            following = len(norm) if following < 0 else following
            if following - stop > 200 or LABEL.search(norm, stop + 1, following):
                continue
            stop = following
        while (
            stop < len(norm) and norm[match.end() : stop].rstrip(" ")[-1:] in ("、", ",") and stop - match.end() < 500
        ):
            following = norm.find("\n", stop + 1)
            stop = len(norm) if following < 0 else following
        stop = min(stop, match.end() + 600)
        full = norm.find("。", match.end(), stop)
        stop = full + 1 if full >= 0 else stop
        units = parse_list(norm, start, stop, "responsible")
        if units is not None:
            units.start, units.end = start, stop
            out.append(units)
            last_end = stop
    return out


def parse_list(norm: str, start: int, end: int, default: Role | None) -> UnitList | None:
    """Read a list; ``default`` is the role of names without one, None where only unit-like names count at all."""
    units = UnitList(start, end, labelled=default is not None)
    content = norm[start:end]
    first = first_leads(content)
    units.first_leads = first is not None
    stop = end
    for pattern, match in ((_FOLLOWING, _FOLLOWING.search(content)), (FIRST_LEADS, first)):
        if match is None:
            continue
        if pattern is _FOLLOWING:
            whole = (start + match.start("names"), start + match.end("names"))
            parts = [n for a, b in split_top(norm, *whole, "、") for n in _names(norm, a, b, "responsible")]
            units.for_all = _merge_levels(norm, parts)
        cut = max(content.rfind(c, 0, match.start()) for c in "。;,(注")
        stop = min(stop, start + (cut if cut >= 0 else match.start()))
    for role, a, b in _segments(norm, start, stop, default):
        for x, y in _without_leaders(norm, a, b):
            units.names += read_roles(norm, x, y, role, labelled=default is not None)
    if default is None:
        verbed = bool(_VERBED.search(content))
        good = [n for n in units.names if is_group(n.text) or looks_like_unit(n.text)]
        if not units.names or len(good) < len(units.names) * (0.6 if verbed else 1):
            return None
        if not verbed and any(len(n.text) < 3 for n in units.names):
            return None
    return units


def _segments(norm: str, start: int, end: int, default: Role | None) -> list[tuple[Role | None, int, int]]:
    out: list[tuple[Role | None, int, int]] = []
    at: int = start
    role: Role | None = default
    # Where a list has other responsible units (其他责任单位), the main one leads them.
    main = "主要责任" if "责任" in _OTHERS.findall(norm, start, end) else ""
    for match in LABEL.finditer(norm, start, end):
        if match.start() > at:
            out.append((role, at, match.start()))
        kind = match.group("kind")
        role = "lead" if kind == main or _LEAD.match(kind) else "support" if _SUPPORT.match(kind) else "responsible"
        at = match.end()
    out.append((role, at, end))
    return out


def _without_leaders(norm: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for match in _LEADERS.finditer(norm, start, end) if ":" in norm[start:end] else ():
        yield at, match.start()
        at = match.end()
    yield at, end


def _verb_role(verb: str | None) -> Role:
    if verb is None:
        return "responsible"
    if "牵头" in verb:
        return "lead"
    return "support" if _SUPPORT.match(verb) else "responsible"


def read_roles(norm: str, start: int, end: int, role: Role | None, *, labelled: bool) -> list[Named]:
    """Names of a stretch; a verb after some of them (A、B牵头，C配合) gives those their role."""
    out: list[Named] = []
    pending: list[Named] = []
    base: Role = role or "unspecified"
    joined = False
    for a, b in split_top(norm, start, end, ",;。、 \n|\t"):
        a, b = trim(norm, a, b, "|")
        if a >= b or _NO_UNIT.search(norm, a, b):
            continue
        match = _ROLE_END.search(norm, a, b)
        stop = match.start() if match else b
        with_others = _JOIN.match(norm, a, stop)
        joined = joined or with_others is not None
        if stop > a or match:
            pending += _names(norm, with_others.end() if with_others else a, stop, "support" if joined else base)
        joined = joined or _JOIN.search(norm, a, stop) is not None
        if match is not None:
            given = _verb_role(match.group("verb"))
            if role in ("lead", "support") and (match.group("verb") is None or _BY_DUTY.match(norm, match.start(), b)):
                given = role
            for named in pending:
                if named.role == base:
                    named.role = given
            out += pending
            pending, joined = [], False
        elif norm[b : b + 1] == ";" and role:
            out += pending
            pending = []
    return _merge_levels(norm, out + pending)


def _names(norm: str, a: int, b: int, role: Role) -> list[Named]:
    """The names in a piece without separators: 由X会同Y, X等有关部门, X及各地区."""
    while (
        a < b
        and norm.startswith(("由", "以及", "及", "和", "与", "并", "请", "其中", "原则上由"), a)
        and not norm.startswith(("和平", "和田", "和县", "与会"), a)
    ):
        a += 2 if norm.startswith(("以及", "其中"), a) else 4 if norm.startswith("原则上由", a) else 1
    joint = _JOIN.search(norm, a + 1, b)
    if joint is not None:
        return _names(norm, a, joint.start(), "lead") + _names(norm, joint.end(), b, "support")
    marked = _MARKED_LEAD.search(norm, a, b) if norm[b - 1 : b] == ")" else None
    if marked:
        return _names(norm, a, marked.start(), "lead")
    conjunction = _CONJUNCTION.search(norm, a, b) if _CONJUNCTION_SIGNS.search(norm, a, b) else None
    if conjunction is not None:
        return _names(norm, a, conjunction.start(), role) + _names(norm, conjunction.end(), b, role)
    etc = _ETC.search(norm, a, b)
    if etc is not None:
        tail = norm[etc.end() : b]
        rest = [] if _GENERIC_TAIL.match(tail) else _names(norm, etc.end(), b, role)
        return (_names(norm, a, etc.start(), role) if etc.start() > a else []) + rest
    a, b = trim(norm, a, b, ":等")
    text = norm[a:b]
    if text.count("(") != text.count(")"):
        b -= text.endswith("(")
        a += text.startswith(")")
        text = norm[a:b].rstrip(")") if norm[a:b].count(")") > norm[a:b].count("(") else norm[a:b]
        b = a + len(text)
    if len(text) < 2 or len(text) > 40 or _NO_NAME.fullmatch(text):
        return [Named(text, role, a, b)] if _LEVEL_TAIL.fullmatch(text) or _BARE_LEVEL.fullmatch(text) else []
    return [Named(text, role, a, b)]


def _merge_levels(norm: str, names: list[Named]) -> list[Named]:
    """各乡、镇人民政府 is one party, though a sign parts it."""
    out: list[Named] = []
    for named in names:
        last = out[-1] if out else None
        if (
            last is not None
            and _BARE_LEVEL.match(last.text.replace(",", "、").rsplit("、", 1)[-1])
            and _LEVEL_TAIL.match(named.text)
            and not _DEPARTMENT.search(named.text)
            and named.start - last.end == 1
        ):
            out[-1] = Named(norm[last.start : named.end], named.role, last.start, named.end)
        elif last is not None and named.text == "单位" and last.text.endswith("部门") and named.start - last.end == 1:
            # 有关部门、单位 is one group.
            out[-1] = Named(norm[last.start : named.end], last.role, last.start, named.end)
        else:
            out.append(named)
    return out
