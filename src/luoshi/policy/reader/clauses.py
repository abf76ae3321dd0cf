"""What a clause of an official sentence is: a promise, a condition that waits for one, an effect, a state reached."""

from __future__ import annotations

import re
from typing import Literal

from .grounds import lays_aim, taken_up, works_on_ground
from .scanning import openings
from .verbs import ADVERB, starts_with_verb

ClauseKind = Literal["open", "verb", "clause", "after", "effect", "state"]
"""open waits for what follows; verb and clause are promises; after is a condition with its own verb;

effect is what a promise before it leads to; state is what shall have come about."""

# Modal words of one character, kept apart from the compounds they stand in.
_SINGLE = "应当|(?<![效适相响反供对])应(?!用|急|收|对|付|届|该)|(?<![重主需])要(?!素|求|点|件|闻|害)|(?<![许认])可(?!以及|行|靠|持|再|视|穿)"
_CONDITION_WORDS = r"对(?!接|标|外|口)|在(?!线)|自(?!主|觉|愿|然|治|来|行|贸|动|营|身|有)|除|以(?!及|上|下)|按照|按|根据|依据|依照|围绕|结合|通过|针对|如(?!期|实)|若|凡|经(?!营|济|费)|为(?!主)|从(?!严)|随着|鉴于|与|当(?!好|地)|因(?!地制宜)|凭|遵循|本着|面向|立足|瞄准|坚持以|同时|到20|力争到|由|借助|参照|适应|顺应|把握|抓住|依托|以此|在此|视(?!频|觉|察)"
_CONDITION = re.compile(_CONDITION_WORDS)
_CONDITION_SIGNS = openings(_CONDITION_WORDS)
_MEANS = re.compile(
    r"^(?:综合|充分|积极|更好|有效|进一步)*(?:运用|利用|发挥|借助|依托|把握|抓住|扭住|聚焦)[^,]*(?:优势|作用|能力|特色|功能|条件|契机|机遇|资源|效应|渠道)$"
)
# 利用…手段全面提升…能力: the means and what is done with it.
_MEANS_USED = re.compile(r"(?:手段|技术|方式|平台|系统)(?:全面|有效|持续|不断|切实)?(?:提升|提高|加强|增强)")
_OPEN_END = re.compile(
    r"(?:的|外|下|时|后|前|中|内|方面|起|上|原则|要求|为龙头|为契机|为重点|为抓手|为核心|为导向|为目标|为主体|为依托|为载体|为支撑|为突破口|为出发点|为基础|为引领|为主线|为单位|方式|形式|手段|途径|实际|特点|等|标准|规定|优势|需求|情况|需要|基础|领域|重点|机遇|趋势|精神|方向|地区|平台|资源|项目|企业|年|底|期间|阶段)$"
)
_INNER_VERBS = "进行|实施|实行|开展|给予|予以|加强|加大|免收|免于|免征|取消|提供|建立|优先"
_MORE_INNER_VERBS = "依法|严格|统一|采取|推广|设立|建设|建成|打造|推进|推动|落实|完善|探索|实现|引进|培育|支持|鼓励|制定|组织|允许|可以|不得|不再|直接|享受|开发|布局|举办|举行|配备|纳入|达到|核销|放宽|赋予|简化|优化|扩大|深化|降低|缩短|压缩|减少|增加|调整|研究|推行|启动|试点|完成|支付|缴纳|退还|新建|改造|搭建|组建|创建|形成|营造|吸引|引导|集聚|强化|健全|规范|明确|清理|制止|查处|监督|监测|评估|考核|发布|公布|公开|分配|安排|保障|提高|提升|承担|负责|处置|办理|申请|查验|放行|免费|发放|配送|安装|兑现|兑付|拨付|恢复|并处|处以|责令"
# The characters first: most places of a clause are passed over by them.
_INNER_VERB = re.compile(
    rf"(?=[应要可{''.join(openings(_INNER_VERBS, _MORE_INNER_VERBS))}])(?:{_INNER_VERBS}|{_SINGLE}|{_MORE_INNER_VERBS})"
)
_AS_A = re.compile(r"以[^,]*为[^,]{1,6}$")
_LETS = "允许|支持|鼓励|推动|引导|督促|指导|要求"
_HANDS_ON = re.compile(
    rf"(?:{_LETS})(?:对|将|以|按|向)(?!接|外|标|口)"
    r"(?![^,]*(?:进行|实施|实行|开展|给予|予以|提供(?!综合)|纳入|作为|入股|转))"
)
_HANDS_ON_SIGNS = openings(_LETS)
_BOUND_BY = re.compile(
    r"(?:应当|应|要|须|需|可以|负责)[^,]{0,24}?(?:根据|按照|依照|参照|依托|(?<![养教研军城机])结合|围绕|聚焦|针对|通过|会同(?=[^,]*(?:部门|单位)$))"
)
_GROUNDS = ("特点", "优势", "需要", "需求", "实际", "基础", "要求", "原则", "规定", "标准", "资源", "方式")
_GROUND_SIGNS = frozenset(word[-1] for word in _GROUNDS)
_NAMED_GROUND = re.compile(r"[^,]{0,8}(?:安排|部署|计划|方案|分工)")
_ON_GROUNDS = re.compile(r"(?:结合|根据|依托|按照|针对|围绕|利用)[^,]{2,30}$")
_READILY = "进一步|积极|大力|重点|继续|优先"
_DELEGATES = "支持|鼓励|推动|引导|指导|允许|督促|组织|协调"
DELEGATE = re.compile(rf"(?:{_READILY})*(?:{_DELEGATES})(?:支持|鼓励|引导|推动)?")
_DELEGATE_SIGNS = openings(_READILY, _DELEGATES)
_AIM = re.compile(r"(?<!应|面|相)(?:对(?!接|外|标|口|象)|结合|针对|围绕|聚焦|瞄准|紧盯|立足|在确保|在符合)(?=[^,]{3,})")
_ACTS_ON = re.compile(
    r"进行|给予|予以|实施|实行|开展|采取|加大|加强|提供|落实|执行|优先|完善|建立|发展|创新|改造|推出|研发|制定|设立|建设|开发|优化|布局|培育|打造|拓展|举办|推广|申报|申请|引进|搭建|组建|探索"
)
_ACTOR_END = re.compile(
    r"(?<!进)(?:企业|机构|单位|部门|地区|各地|各县|高校|院校|院所|集团|银行|组织|协会|人员|人才|主体|商户|农户|乡镇|街道|园区)$"
)
_PREDICATE_OF_OBJECT = re.compile(
    rf"进行|给予|予以|实施|实行|开展|采取|加大|加强|免收|免征|免于|取消|按(?!照规定的)|放宽|落实|严格|从严|实现|提供|优先|建立|统一|不得|不再|依法|{_SINGLE}|执行(?!单位|机构|主体|人)|适用|直接|开辟|增加|分类|强化|调整|推行|逐项|逐步"
)
_STATE = re.compile(
    r"(?=[成更日取得趋明显进不持全大基有逐充])(?:成为[^,]*|(?:更加|更为|日益)[^,]{2,8}|取得[^,]{0,10}(?:成效|进展|突破|成果|实效)|(?:得到|趋于|明显|显著|进一步|不断|持续|更加|全面|大幅|基本|有效|逐步|充分)(?:提升|增强|优化|改善|完善|加快|加强|推广|健全|提高|扩大|增加|发展|形成|建立|显现|融合[^,]*|释放|协调发展|推进|凸显|降低|下降|建成))$"
)
# Words that are verbs elsewhere, but name what shall have improved in 创新能力显著增强.
_NOUN_LIKE = frozenset(["创新", "服务", "投资", "发展", "改革", "建设", "培训", "合作", "监管", "治理", "保障", "绿色"])
_MODAL_STRICT = re.compile(r"应当|必须|不得|可以|达到|不低于|\d")
_STRONGER = "进一步|坚决|不断|切实|有效|持续|更好|更大|全面|显著|大幅|逐步|充分|着力|稳步|整体|全方位|最大限度|最大程度"
_LEADS_TO = "提升|提高|降低|增强|便利|方便|满足|激发|缓解|减轻|改善|避免|防止|释放|提振|助力|保护|拓宽.{0,8}空间|拓展.{0,8}空间|增进|助推|维护|成为|支撑|引领|辐射|推进.{0,8}进程|加快审[批核].{0,6}进程|稳定.{0,6}预期|扩大.{0,8}(?:知晓|知名|影响)|彰显|减少|节约|让(?!利)|消除[^,]{0,6}隐患"
_EFFECT = re.compile(rf"(?:{_STRONGER})*(?:{_LEADS_TO})")
_EFFECT_SIGNS = openings(_STRONGER, _LEADS_TO)
# 做到应保尽保: what a promise before it leads to. 新建与改造并举: only the manner.
_ALL_THAT_SHOULD = re.compile(r"(?:实现|做到|确保|力争)[^,]{0,6}?(?:[“”、]*应[^应]尽[^应])+”?")
_SIDE_BY_SIDE = re.compile(r"(?!坚持|推[动进]|促进|实[现行])[^,]{2,8}[与和][^,]{2,8}并[举重]")
_OUTCOME_ADVERBS = "基本|初步|逐步|加快|率先|共同|最终"
_OUTCOME = re.compile(rf"(?:{_OUTCOME_ADVERBS})*形成")
_OUTCOME_SIGNS = openings(_OUTCOME_ADVERBS, "形成")
_REACHES = re.compile(
    r"^[^,]{3,}(?:达到?|超过|突破|提高(?:到|至)|提升(?:到|至)|增长|下降|控制在|降低(?:到|至)?|降至|稳定在|保持在|占)[^,]{0,8}\d[^,]*$"
)
_COMPARED = re.compile(r"(?:较|比)[^,]{2,16}(?:提高|提升|下降|增长|降低|减少|增加|压缩)[^,]{0,6}\d")
_WAY = re.compile(
    r"^(?:积极|综合)*(?:采用|采取|通过|运用|综合运用|综合采用)[^,]*(?:方式|形式|办法|途径|模式)$|^(?:积极|主动)?(?:配合|协助|会同)[^,]{2,20}通过[^,]*(?:系统|平台|机制)$"
)
_SHORT_ADVERBS = "进一步|不断|切实|有效|更好|全面|共同|加快|逐步|基本|努力|最终"
_SHORT_VERBS = "促进|带动|营造|确保|保障|保证"
_SHORT_EFFECT = re.compile(rf"(?:{_SHORT_ADVERBS})*(?:{_SHORT_VERBS})")
_SHORT_EFFECT_SIGNS = openings(_SHORT_ADVERBS, _SHORT_VERBS)
# 保障经费投入 is a promise of its own, 保障安全 what a promise before it leads to.
_SECURES = re.compile(r"(?:优先|切实|足额|重点)*保障[^,]*(?:投入|经费|资金|用地|供应|待遇)$")
_MEASURED = re.compile(r"“|比例|覆盖率|待遇|费率|利率|价格|收费|税|水平达|\d|率达|准入|门槛|补助|报销")
_PURPOSE = re.compile(
    r"^(?:为|更好地?为|以).{2,40}(?:提供|奠定|作出|做出|创造|注入|打下).{0,24}(?:支撑|保障|(?<!资金|信贷|金融)支持|基础|贡献|条件|动力|依据|环境|活力)$"
)
_SERVES_BETTER = re.compile(r"为[^,]{2,16}提供更[^,]{2,14}服务$")
_MODAL = re.compile(
    r"应当|应|必须|要|须|需(?!求|要)|不得|可以|可|由|免于|予以|给予|直接|负责|按|归|享受|一律|不再|严禁|禁止|允许|鼓励(?!类)|支持|实行|实施|开展|达到|不低于|建立|完成|覆盖|纳入|允许|全部|优先"
)
_OPEN_STRICT = re.compile(r"(?:的|外|下|时|后|前|中|内|方面|起|上|等|原则|要求)$")
_BACKGROUND = re.compile(r"(?:基础上|前提下|同时|背景下|情况下|过程中|的|时)$")
# X按照各自职责, … : what the party does follows.
_ON_DUTY = re.compile(
    r"(?:按照?|依照?|根据|在)各自(?:的)?(?:职责|职能|职责范围)(?:范围内?|分工|内)?$|按照?(?:职责|职能)分工$"
)
_NEVER_COMPLETE = re.compile(
    r"(?:结合|围绕|针对|立足|随着|本着|遵循|鉴于|适应|顺应|除|如|凡|若|瞄准|抓住|把握|依托|坚持以)"
)
_LATE_VERB = re.compile(r"(?:进行|给予|予以|提供|开展)[^,的]{2,14}$")
_GIVES = re.compile(r"(?:给予|予以|进行|实行|实施|开展)(?:必要|相应|适当|一定|严格|全面|重点)?的?[^,的]{2,12}$")
_CHARGED = re.compile(r"发挥|负责|牵头|组织|制定|承担")
_WAITS = re.compile(r"(?:的|后|(?<![目当提面])前|时|前提下|基础上|同时)$")
_TRAILS = re.compile(r"(?:的|后|时|中|外|起|等)$")
_FIGURE = re.compile(r"达到|\d|不低于|不超过")
_STRONG_VERB = (
    "责令|研究制定|制定|制订|修订|调整|更新|设置|建立|建成|开展|组织|实施|推进|完成|实现|形成|召开|研究|选派|安排|纳入|公布|公开|发布|开发|"
    "建设|改造|培养|培训|引进|支持|推动|完善|健全|落实|执行|办理|受理|处理|处置|采购|使用|配备|编制|通报|检查|评估|考核|统筹|协调|负责|承担|提供|报送|上报|报告|督查|督导|调度|报备|通气|会商|更新"
)
_DATED = re.compile(rf"(?:到|至)?(?:19|20)\d\d年(?:\d{{1,2}}月)?(?:底|末)?(?:之?前)?(?:{ADVERB})?(?:{_STRONG_VERB})")
# An adverb or a point in time right before a verb: the clause has a predicate of its own.
_PREDICATE = re.compile(
    rf"^(?:(?:19|20)\d\d年)?(?:\d{{1,2}}月)?(?:\d{{1,2}}日|年?底|年?末|上半年)?(?:之?前)?(?<=[日底末年前])(?:{ADVERB})?(?:{_STRONG_VERB})[^,]{{2,}}$"
    rf"|(?<=[一-鿿])(?:(?:19|20)\d\d年|每年|今年)(?:{ADVERB})?(?:{_STRONG_VERB})[^,]{{2,}}$"
    r"|对[^,]{2,30}进行[^,]{2,}$|将[^,]{2,30}(?:上报|报送|报|抄送|提交|告知|抄告|移送)[^,]{2,}$|向[^,]{2,20}(?:发送?|推送|通报|移送)[^,]{2,}$"
    rf"|(?:共同|灵活|自主|统一|依法|及时|优先|分别|初步|全面|积极|定期|直接|主动|全部|逐步|原则上|不断|持续|认真|切实|按规定|适时|动态|严格)(?:{_STRONG_VERB})[^,]+$"
    r"|[^,](?:统筹推进|抓好落实|组织实施|统一领导|负总责|积极配合|全力支持|跟踪督办)$"
    rf"|每(?:月|季度?|周|年|半年)(?:\d{{1,2}}[日号]前)?(?:{ADVERB})?(?:{_STRONG_VERB})"
    rf"|会同[^,]{{2,}}(?:{_STRONG_VERB}|抓好落实)|(?:定期|及时|按时|按月|按季)(?:{_STRONG_VERB})$"
    r"|(?<=[一-鿿]{2})(?:推行|实行)[^,的]{2,}(?:制度|机制)$"
    r"|(?:压缩|缩短|压减|精简)(?:至|到)[^,]{0,10}\d[^,]*$"
    rf"|^(?:(?:19|20)\d\d年(?:底|末)?(?:之?前)?|每\d{{0,2}}年|每季度|每月)(?:{ADVERB})?(?:{_STRONG_VERB})[^,]{{2,}}$"
)


def clause_kind(clause: str, *, last: bool, opened: bool, acts: bool) -> ClauseKind:
    """The kind of a clause; ``last`` in its sentence, ``opened`` when a condition before it waits.

    ``acts``: it opens with a verb of promise, perhaps after adverbs.
    """
    first = clause[0]
    if not opened and first in "为更以" and (_PURPOSE.match(clause) or _SERVES_BETTER.match(clause)):
        return "effect"
    if not last and (
        delegates(clause)
        or (clause[-1] in "年月底末前" and _ONLY_A_DATE.match(clause))
        or (clause[-1] in "势用力色能件机遇源应道" and _MEANS.match(clause) and not _MEANS_USED.search(clause))
        or (clause[-1] in "式法径统台制" and _WAY.match(clause))
        or lays_aim(clause)
        or ((at := taken_up(clause)) >= 0 and not _INNER_VERB.search(clause, at))
        or _is_unfinished(clause)
    ):
        return "open"
    if first in _CONDITION_SIGNS and _CONDITION.match(clause):
        return "after" if last or _is_complete(clause) else "open"
    if (first in _EFFECT_SIGNS and _EFFECT.match(clause) and not _MEASURED.search(clause)) or (
        first in _OUTCOME_SIGNS and _OUTCOME.match(clause)
    ):
        return "effect"
    if (
        len(clause) <= 15
        and first in _SHORT_EFFECT_SIGNS
        and _SHORT_EFFECT.match(clause)
        and not _SECURES.match(clause)
        and "在" not in clause[2:]
        and not _MEASURED.search(clause)
    ):
        return "effect"
    if first in "实做确力" and _ALL_THAT_SHOULD.fullmatch(clause):
        return "effect"
    if clause[-1] in "举重" and _SIDE_BY_SIDE.fullmatch(clause):
        return "state"
    if clause[:2] in _NOUN_LIKE and "一" <= clause[2:3] <= "鿿" and _STATE.search(clause):
        return "state"
    if acts:
        return "open" if not last and _WAITS.search(clause) else "verb"
    return _kind_of_statement(clause, last=last, opened=opened)


def _kind_of_statement(clause: str, *, last: bool, opened: bool) -> ClauseKind:
    """A clause that opens with its subject."""
    if not last and (_BACKGROUND.search(clause) or _ON_DUTY.search(clause) or _binds_on_grounds(clause)):
        return "open"
    if clause[0] in "较比" and _COMPARED.match(clause):
        return "state"
    firm = _MODAL_STRICT.search(clause)
    if firm and _REACHES.match(clause) and not _MODAL_STRICT.search(_FIGURE.sub("", clause)):
        return "state"
    if not firm and _STATE.search(clause):
        return "state"
    if not last and (not _MODAL.search(clause) or _TRAILS.search(clause)) and not _PREDICATE.search(clause):
        # A short name among names that were begun before (住宿和餐饮业,教育,…) goes on with them.
        return "open" if len(clause) > 4 or opened else "state"
    return "clause"


def _is_unfinished(clause: str) -> bool:
    """Whether a clause with a verb still waits for its object or its aim (鼓励以…为支撑，)."""
    if "以" in clause and _AS_A.search(clause):
        return True
    hands_on = clause[0] in _HANDS_ON_SIGNS and _HANDS_ON.match(clause)
    grounds = clause[-1] in _GROUND_SIGNS and clause.endswith(_GROUNDS)
    return bool(hands_on) or (grounds and _ON_GROUNDS.search(clause) is not None)


def _binds_on_grounds(clause: str) -> bool:
    """Whether a clause with a modal word stops at its grounds (政府应当按照规划，): what is to be done follows."""
    match = _BOUND_BY.search(clause)
    if match is None:
        return False
    return not _INNER_VERB.search(clause, match.end() + 2) or bool(_NAMED_GROUND.fullmatch(clause, match.end()))


def delegates(clause: str) -> bool:
    """Whether a clause only says who is to act (支持…企业，): what they are to do follows."""
    match = DELEGATE.match(clause) if clause[0] in _DELEGATE_SIGNS else None
    if match is None:
        return False
    rest = clause[match.end() :]
    aim = _AIM.search(rest)
    if aim is not None and not _INNER_VERB.search(rest, 0, aim.start()):
        return bool(_ACTOR_END.search(rest)) or not _ACTS_ON.search(rest, aim.end())
    return bool(_ACTOR_END.search(rest)) and not _INNER_VERB.search(rest) and not starts_with_verb(rest)


def is_means(clause: str) -> bool:
    """Whether a clause names only a means or a condition, and no topic of the sentence."""
    return bool(_MEANS.match(clause) or (_CONDITION.match(clause) and not clause.startswith("对")))


def has_predicate(clause: str) -> bool:
    """Whether a clause that opens with its subject says what is done."""
    return bool(_MODAL.search(clause) or _PREDICATE.search(clause) or _INNER_VERB.search(clause))


def is_dated(clause: str) -> bool:
    """Whether a clause opens with a date and goes on with its verb."""
    return bool(_DATED.match(clause))


def is_firm(clause: str) -> bool:
    """Whether a clause binds somebody (应当, 不得, 由…负责)."""
    return bool(_MODAL.search(clause))


def inner_verb(clause: str) -> str:
    match = _INNER_VERB.search(clause)
    return match.group() if match else ""


def _treats_object(clause: str) -> bool:
    """对…: whether the verb comes after the object and is no part of it (对需要进行改造的家庭)."""
    if _GIVES.search(clause):
        return True
    return bool(_PREDICATE_OF_OBJECT.search(clause, max(3, clause.find("的") + 1)))


_ENDS_IN_FIGURE = re.compile(r"\d[^,]{0,4}以上$")
_TALKS_WITH = re.compile(r"[与同和][^,]{2,}(?:交流|沟通|对接|会商|协商)$")
_ONLY_A_DATE = re.compile(r"(?:确保|力争|争取|努力)?(?:到|在|于)?20\d\d年(?:\d{1,2}月)?(?:年?[底末])?(?:之?前)?$")


def _is_complete(clause: str) -> bool:
    """Whether a clause that opens with a condition goes on to its own verb and object."""
    if works_on_ground(clause) or _TALKS_WITH.match(clause):
        return True
    if clause[0] == "为" and _ENDS_IN_FIGURE.search(clause):
        return bool(_INNER_VERB.search(clause, 3))
    if _NEVER_COMPLETE.match(clause):
        return False
    if clause.startswith("对"):
        return not _OPEN_STRICT.search(clause) and _treats_object(clause)
    if _OPEN_END.search(clause) and not _LATE_VERB.search(clause):
        return False
    if clause.startswith("由"):
        return bool(_CHARGED.search(clause, 2) or _INNER_VERB.search(clause, 3))
    return bool(_INNER_VERB.search(clause, 3))
