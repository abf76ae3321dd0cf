"""Promises in a sentence: a verb with its object and the conditions before it; pure effects are left out."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from .sentences import split_top, trim
from .verbs import ADVERB, STARTS_WITH_VERB, leading_verb

_CONDITION = re.compile(
    r"^(?:对(?!接|标|外|口)|在(?!线)|自(?!主|觉|愿)|除|以(?!及|上|下)|按照|按|根据|依据|依照|围绕|结合|通过|针对|如(?!期|实)|若|凡|经(?!营|济|费)|为(?!主)|从(?!严)|随着|鉴于|与|当(?!好|地)|因(?!地制宜)|凭|遵循|本着|面向|立足|瞄准|坚持以|同时|到20|力争到|由|借助|参照|适应|顺应|把握|抓住|依托|以此|在此|视(?!频|觉|察))"
)
_MEANS = re.compile(
    r"^(?:综合|充分|积极|更好|有效|进一步)*(?:运用|利用|发挥|借助|依托|把握|抓住|扭住|聚焦)[^,]*(?:优势|作用|特色|功能|条件|契机|机遇|资源|效应|渠道)$"
)
_OPEN_END = re.compile(
    r"(?:的|外|下|时|后|前|中|内|方面|起|上|原则|要求|为龙头|为契机|为重点|为抓手|为核心|为导向|为目标|为主体|为依托|为载体|为支撑|为突破口|为出发点|为基础|为引领|为主线|为单位|方式|形式|手段|途径|实际|特点|等|标准|规定|优势|需求|情况|需要|基础|领域|重点|机遇|趋势|精神|方向|地区|平台|资源|项目|企业|年|底|期间|阶段)$"
)
_INNER_VERB = re.compile(
    r"(?:进行|实施|实行|开展|给予|予以|加强|加大|免收|免于|免征|取消|提供|建立|优先|应当|(?<![效适相响反供对])应(?!用|急|收|对|付|届|该)|(?<![重主需])要(?!素|求|点|件|闻|害)|(?<![许认])可(?!以及|行|靠|持|再|视|穿)|依法|严格|统一|采取|推广|设立|建设|建成|打造|推进|推动|落实|完善|探索|实现|引进|培育|支持|鼓励|制定|组织|允许|可以|不得|不再|直接|享受|开发|布局|举办|举行|配备|纳入|达到|核销|放宽|赋予|简化|优化|扩大|深化|降低|缩短|压缩|减少|增加|调整|研究|推行|启动|试点|完成|新建|改造|搭建|组建|创建|形成|营造|吸引|引导|集聚|强化|健全|规范|明确|清理|制止|查处|监督|监测|评估|考核|发布|公布|公开|分配|安排|保障|提高|提升|承担|负责|处置|办理|申请|查验|放行)"
)
_UNFINISHED = re.compile(
    r"以[^,]*为[^,]{1,6}$|^(?:允许|支持|鼓励|推动|引导|督促|指导|要求)(?:对|将|以|按|向)(?!接|外|标|口)(?![^,]*(?:进行|实施|实行|开展|给予|予以|提供(?!综合)|纳入|作为|入股|转|实施))[^,]*$"
    r"|(?:结合|根据|依托|按照|针对|围绕|利用)[^,]{2,30}(?:特点|优势|需要|需求|实际|基础|要求|原则|规定|标准|资源|方式)$"
)
_DELEGATE = re.compile(
    r"(?:进一步|积极|大力|重点|继续|优先)*(?:支持|鼓励|推动|引导|指导|允许|督促|组织|协调)(?:支持|鼓励|引导|推动)?"
)
_AIM = re.compile(r"(?<!应|面|相)(?:对(?!接|外|标|口|象)|结合|针对|围绕|在确保|在符合)(?=[^,]{3,})")
_ACTS_ON = re.compile(
    r"进行|给予|予以|实施|实行|开展|采取|加大|加强|提供|落实|执行|优先|完善|建立|发展|创新|改造|推出|研发|制定|设立|建设|开发|优化"
)
_ACTOR_END = re.compile(
    r"(?:企业|机构|单位|部门|地区|各地|各县|高校|院校|院所|集团|银行|组织|协会|人员|人才|主体|商户|农户|乡镇|街道|园区)$"
)
_PREDICATE_OF_OBJECT = re.compile(
    r"进行|给予|予以|实施|实行|开展|采取|加大|加强|免收|免征|免于|取消|按(?!照规定的)|放宽|落实|严格|从严|实现|提供|优先|建立|统一|不得|不再|依法|应当|(?<![效适相响反供对])应(?!用|急|收|对|付|届|该)|(?<![重主需])要(?!素|求|点|件|闻|害)|(?<![许认])可(?!以及|行|靠|持|再|视|穿)|执行|适用|直接|开辟|增加|分类|强化|调整|推行|逐项|逐步"
)
_STATE = re.compile(
    r"(?:成为[^,]*|(?:得到|趋于|明显|显著|进一步|不断|持续|更加|全面|大幅|基本|有效|逐步|充分)(?:提升|增强|优化|改善|完善|加快|加强|推广|健全|提高|扩大|增加|发展|形成|建立|显现|融合[^,]*|释放|协调发展|推进|凸显|降低|下降|建成))$"
)
_MODAL_STRICT = re.compile(r"应当|必须|不得|可以|达到|不低于|\d")
_EFFECT = re.compile(
    r"^(?:进一步|不断|切实|有效|持续|更好|更大|全面|显著|大幅|逐步|充分|着力|稳步|全方位|最大限度|最大程度)*(?:提升|提高|降低|增强|便利|方便|满足|激发|缓解|减轻|改善|避免|防止|释放|提振|助力|保护|拓宽.{0,8}空间|拓展.{0,8}空间|增进|助推|维护|成为|支撑|引领|辐射|推进.{0,8}进程|彰显|减少|节约)"
)
_OUTCOME = re.compile(r"^(?:基本|初步|逐步|加快|率先|共同|最终)*形成")
_REACHES = re.compile(r"^[^,]{4,}(?:达到?|超过|突破)[^,]{0,6}\d[^,]*$")
_WAY = re.compile(r"^(?:积极|综合)*(?:采用|采取|通过|综合运用|综合采用)[^,]*(?:方式|形式|办法|途径)$")
_SHORT_EFFECT = re.compile(
    r"^(?:进一步|不断|切实|有效|更好|全面|共同|加快|逐步|基本|努力|最终)*(?:促进|带动|营造|确保|保障|保证)"
)
_MEASURED = re.compile(r"“|比例|覆盖率|待遇|费率|利率|价格|收费|税|水平达|\d|率达|准入|门槛|补助|报销")
_PURPOSE = re.compile(
    r"^(?:为|更好地?为|以).{2,40}(?:提供|奠定|作出|做出|创造|注入|打下).{0,24}(?:支撑|保障|(?<!资金|信贷|金融)支持|基础|贡献|条件|动力|依据|环境|活力)$"
)
_CONTINUES = re.compile(r"^[^,]{2,40}向[^,]{2,20}(?:延伸|转变|发展|转型|集聚|聚集|拓展|倾斜)$")
_SPREADS = re.compile(r"(?:进一步|加快|积极|有序)*(?:推动|推进|引导|支持|促进|实现|确保)")
_MODAL = re.compile(
    r"应当|应|必须|要|须|需(?!求|要)|不得|可以|可|由|免于|予以|给予|直接|负责|按|归|享受|一律|不再|严禁|禁止|允许|鼓励|支持|实行|实施|开展|达到|不低于|建立|完成|覆盖|纳入|允许|全部|优先"
)
_SUBJECT = re.compile(
    r"^(?P<who>(?:各级|各|国务院|省|市|县|区|乡镇|街道|有关|相关|政府|国家|行业|中介|供水|商业|金融|地方|设区的|税务|不动产|牵头|责任|协同|试点|高等|职业)?[^,。;]{1,30}?(?:局|委|办|厅|部|政府|部门|单位|机关|机构|企业|中心|地区|组织|协会|商会|国家|银行|学校|院校|委员会|公司|各地|各部门|办事处|街道|乡镇|县区|人))(?:和|、)?(?P<modal>要|应当|应|须|必须|负责|会同|不得|可以|可|将|牵头)"
)
_ENUMERATION = re.compile(
    r"^(?:\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[.、)]|[①-⑳]|[一二三四五六七八九十]是要?|首先|其次|再次|最后|其中|同时|另外|此外)[,:]?"
)
_GUIDED = re.compile(
    r"(?:坚持)?以[^,]{2,30}(?:思想|精神)为指导|(?:深入|全面|认真)*(?:学习)?贯彻(?:落实)?(?:习近平|党的)|高举"
)
_LABELLED = re.compile(r"^[^,。;:]{0,16}(?:措施|任务|内容|要求|目标|工作|建议|问题|进展情况.*)\s?:\s?\|?")
_DESCRIBES = re.compile(
    r"^(?:《[^》]*》(?:明确|细化|提出|规定|部署)|[^,]{2,30}(?:是|包括|分为|指)(?!.{0,2}否)|没有|随着|近年来|目前|但)"
)


# Beyond this a clause is text that lost its punctuation; it goes to a person whole.
_LONGEST_CLAUSE = 500
_NO_DIGITS = dict.fromkeys(map(ord, "0123456789"))


@dataclass(frozen=True)
class FoundCommitment:
    start: int
    end: int
    verb: str
    subject: str | None
    sure: float


def find_commitments(norm: str, start: int, end: int) -> list[FoundCommitment]:
    """Promises of the sentence ``norm[start:end]``, in order."""
    out: list[FoundCommitment] = []
    for a, b in split_top(norm, start, end, ";"):
        a, b = trim(norm, a, b, "。!?|:")
        match = _LABELLED.match(norm[a:b]) or _ENUMERATION.match(norm[a:b])
        a += match.end() if match else 0
        if b - a >= 4 and not (match and norm[b - 1] == "的"):
            out += _of_part(norm, a, b)
    return out


def _of_part(norm: str, start: int, end: int) -> list[FoundCommitment]:
    pieces = [trim(norm, a, b, "|") for a, b in split_top(norm, start, end, ",")]
    pieces = [(a, b) for a, b in pieces if b > a]
    out: list[FoundCommitment] = []
    opened: int | None = None
    topic, subject = False, None
    for index, (a, b) in enumerate(pieces):
        if b - a > _LONGEST_CLAUSE:
            out.append(FoundCommitment(a if opened is None else opened, b, "", None, 0.2))
            opened = None
            continue
        clause = norm[a:b]
        last = index == len(pieces) - 1
        who = _SUBJECT.match(clause)
        if who is not None and not STARTS_WITH_VERB.match(clause):
            subject = who.group("who")
        kind = _kind(clause, last, opened is not None)
        if _CONTINUES.match(clause) and kind != "verb" and out and _SPREADS.match(norm, out[-1].start):
            out[-1] = replace(out[-1], end=b)
            continue
        if (
            kind == "open"
            and opened is not None
            and re.match(r"以[^,]*为[^,]*的[^,]+$", clause)
            and _DELEGATE.match(norm, opened)
        ):
            kind = "clause"
        if kind == "open":
            opened = a if opened is None else opened
            topic = topic or clause.startswith("对") or not (_MEANS.match(clause) or _CONDITION.match(clause))
            continue
        if kind == "state" or (kind == "effect" and out and opened is None):
            opened = None
            continue
        if kind == "after" and out and topic and opened is None and re.match(r"根据|按|并", clause):
            out[-1] = replace(out[-1], end=b, sure=round(out[-1].sure - 0.1, 2))
            continue
        begin = a if opened is None else opened
        described = norm.startswith("《", begin) or (last and len(pieces) == 1)
        if not (
            described and _DESCRIBES.match(norm[begin:b]) and not _MODAL_STRICT.search(clause.translate(_NO_DIGITS))
        ):
            out.append(
                FoundCommitment(
                    begin, b, leading_verb(clause) or _inner(clause), subject, _sure(clause, kind, opened is not None)
                )
            )
        opened = None
    if opened is not None and not out and _MODAL.search(norm[opened:end]):
        out.append(FoundCommitment(opened, end, _inner(norm[opened:end]), subject, 0.4))
    out = [c for c in out if not _GUIDED.match(norm, c.start)]
    return [c for c in out if c.end - c.start >= 5]


def _kind(clause: str, last: bool, opened: bool) -> str:
    """open: waits for what follows; verb: a promise; effect; after: a condition with its own verb."""
    if _PURPOSE.match(clause) and not opened:
        return "effect"
    if not last and (_delegates(clause) or _MEANS.match(clause) or _WAY.match(clause) or _UNFINISHED.search(clause)):
        return "open"
    if _CONDITION.match(clause):
        return "after" if last or _is_complete(clause) else "open"
    if _EFFECT.match(clause) and not _MEASURED.search(clause):
        return "effect"
    if _OUTCOME.match(clause):
        return "effect"
    if _SHORT_EFFECT.match(clause) and len(clause) <= 15 and not _MEASURED.search(clause) and "在" not in clause[2:]:
        return "effect"
    if STARTS_WITH_VERB.match(clause):
        return "open" if not last and re.search(r"(?:的|后|时|前提下|基础上|同时)$", clause) else "verb"
    if _REACHES.match(clause) and not _MODAL_STRICT.search(re.sub(r"达到|\d", "", clause)):
        return "state"
    if _STATE.search(clause) and not _MODAL_STRICT.search(clause):
        return "state"
    if not last and (not _MODAL.search(clause) or re.search(r"(?:的|后|时|中|外|起|等)$", clause)):
        return "open"
    return "clause"


def _delegates(clause: str) -> bool:
    """Whether a clause only says who is to act (支持…企业，): what they are to do follows."""
    match = _DELEGATE.match(clause)
    if match is None:
        return False
    rest = clause[match.end() :]
    aim = _AIM.search(rest)
    if aim is not None and not _INNER_VERB.search(rest, 0, aim.start()):
        return bool(_ACTOR_END.search(rest)) or not _ACTS_ON.search(rest, aim.end())
    return bool(_ACTOR_END.search(rest)) and not _INNER_VERB.search(rest) and not STARTS_WITH_VERB.match(rest)


def _is_complete(clause: str) -> bool:
    """Whether a clause that opens with a condition goes on to its own verb and object."""
    if re.match(
        r"(?:结合|围绕|针对|立足|随着|本着|遵循|鉴于|适应|顺应|除|如|凡|若|瞄准|抓住|把握|依托|坚持以)", clause
    ):
        return False
    if _OPEN_END.search(clause) and not re.search(r"(?:进行|给予|予以|提供|开展)[^,的]{2,14}$", clause):
        return False
    if clause.startswith("由"):
        return bool(re.search(r"发挥|负责|牵头|组织|制定|承担", clause[2:]) or _INNER_VERB.search(clause, 4))
    if clause.startswith("对"):
        return bool(_PREDICATE_OF_OBJECT.search(clause, 3))
    return bool(_INNER_VERB.search(clause, 4))


def _inner(clause: str) -> str:
    match = _INNER_VERB.search(clause)
    return match.group() if match else ""


def _sure(clause: str, kind: str, opened: bool) -> float:
    sure = {"verb": 0.88, "clause": 0.55, "after": 0.65, "effect": 0.5}[kind]
    if opened:
        sure -= 0.08
    if len(clause) > 60:
        sure -= 0.1
    if re.match(rf"(?:{ADVERB})*(?:提升|提高|促进|确保|营造|形成)", clause):
        sure -= 0.12
    return round(sure, 2)
