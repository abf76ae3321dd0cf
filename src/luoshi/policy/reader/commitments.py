"""Promises in a sentence: a verb with its object and the conditions before it; pure effects are left out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .clauses import DELEGATE, ClauseKind, clause_kind, has_predicate, inner_verb, is_dated, is_firm, is_means
from .grounds import after_time, is_occasion
from .sentences import split_top, trim
from .verbs import ADVERB, leading_verb, starts_with_verb

# 确保到2031年,覆盖率达到75%: the figure is what is promised.
_AIMED_AT = re.compile(r"(?:确保|力争|争取)(?:到|在|于)?20\d\d年[^,]{0,6},")
_CONTINUES = re.compile(r"^[^,]{2,40}向[^,]{2,20}(?:延伸|转变|发展|转型|集聚|聚集|拓展|倾斜)$")
_SPREADS = re.compile(r"(?:进一步|加快|积极|有序)*(?:推动|推进|引导|支持|促进|实现|确保)")
_SUBJECT = re.compile(
    r"^(?P<who>(?:各级|各|国务院|省|市|县|区|乡镇|街道|有关|相关|政府|国家|行业|中介|供水|商业|金融|地方|设区的|税务|不动产|牵头|责任|协同|试点|高等|职业)?[^,。;]{1,30}?(?:局|委|办|厅|部|政府|部门|单位|机关|机构|企业|中心|地区|组织|协会|商会|国家|银行|学校|院校|委员会|公司|各地|各部门|办事处|街道|乡镇|县区|人))(?:和|、)?(?P<modal>要|应当|应|须|必须|负责|会同|不得|可以|可|将|牵头)"
)
# Without any of these signs no subject is bound to anything.
_MODAL_SIGN = re.compile(r"[要应须负会不可将牵必]")
_ENUMERATION = re.compile(
    r"^(?:—{1,3}|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[.、)]|[①-⑳]|[一二三四五六七八九十]是要?|首先|其次|再次|最后|其中|同时|另外|此外)[,:]?"
)
_ENUMERATION_SIGNS = frozenset("—(①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳一二三四五六七八九十首其再最同另此")
_GUIDED_SIGNS = frozenset("坚以深全认学贯高")
_GUIDED = re.compile(
    r"(?:坚持)?以[^,]{2,30}(?:思想|精神)为指导|(?:深入|全面|认真)*(?:学习)?贯彻(?:落实)?(?:习近平|党的)|高举"
)
_LABELLED = re.compile(r"^[^,。;:]{0,16}(?:措施|任务|内容|要求|目标|工作|建议|问题|进展情况.*)\s?:\s?\|?")
_DESCRIBES = re.compile(
    r"^(?:《[^》]*》(?:明确|细化|提出|规定|部署)|[^,]{2,30}(?:是|包括|分为|指(?![标导引定数向挥南示]))(?!.{0,2}否)|[^,]{0,12}(?:期限|有效期)[^,]{0,4}(?:截至|至|自)|没有|随着|近年来|目前|但)"
)

# 各单位任务,详见附件1: says where to read, promises nothing.
_SEE_ANNEX = re.compile(r"(?:详?见|参见)(?:后?附|附件|附表|附录)[^,]{0,8}$")

_STEP_SIGNS = frozenset("一二三四五六七八九十其")
_STEP = re.compile(r"[一二三四五六七八九十]是要?|其中(?!的|包括)")
_GOES_ON = ("以及", "及其", "最高", "最多")
# …给予补助,最高30万元: the ceiling belongs to the promise before it.
_CEILING = re.compile(r"最[高多](?:不超过|给予|奖励|补助|补贴|资助|为)*\s?\d[^,]*$")
_BINDS = re.compile(r"应当|必须|不得|可以|达到|不低于")
_FOLLOWS_TOPIC = re.compile(r"根据|按|并")
_ENDS_ENUMERATION = re.compile(r"以[^,]*为[^,]*的[^,]+$")
_SOFT_VERB = re.compile(r"提升|提高|促进|确保|营造|形成")
_SOFT = re.compile(rf"(?:{ADVERB}){{0,5}}(?:{_SOFT_VERB.pattern})")
# Beyond this a clause is text that lost its punctuation; it goes to a person whole.
_LONGEST_CLAUSE = 500
_SURE: dict[ClauseKind, float] = {"verb": 0.9, "clause": 0.55, "after": 0.65, "effect": 0.5}


@dataclass(slots=True)
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
        head = norm[a : min(b, a + 40)]
        match = _LABELLED.match(head) if ":" in head else None
        if match is None and (head[:1] in _ENUMERATION_SIGNS or head[:1].isdecimal()):
            match = _ENUMERATION.match(head)
        a += match.end() if match else 0
        if b - a >= 4 and not (match and norm[b - 1] == "的"):
            out += _Part(norm, a, b).read()
    return out


class _Part:
    """A stretch between semicolons, read clause by clause."""

    def __init__(self, norm: str, start: int, end: int) -> None:
        self.norm = norm
        self.end = end
        pieces = [trim(norm, a, b, "|") for a, b in split_top(norm, start, end, ",")]
        self.pieces = [(a, b) for a, b in pieces if b > a]
        self.found: list[FoundCommitment] = []
        self.opened: int | None = None
        self.topic = False
        self.subject: str | None = None

    def read(self) -> list[FoundCommitment]:
        for index, (a, b) in enumerate(self.pieces):
            if b - a > _LONGEST_CLAUSE:
                self._add(a, b, "", 0.2)
            else:
                self._clause(a, b, last=index == len(self.pieces) - 1)
        if self.opened is not None and not self.found and is_firm(self.norm[self.opened : self.end]):
            self._add(self.opened, self.end, inner_verb(self.norm[self.opened : self.end]), 0.4)
        return [c for c in self.found if self._is_kept(c)]

    def _is_kept(self, found: FoundCommitment) -> bool:
        norm, start = self.norm, found.start
        if norm[start] in _GUIDED_SIGNS and _GUIDED.match(norm, start):
            return False
        if _SEE_ANNEX.search(norm, max(start, found.end - 14), found.end):
            return False
        return found.end - start >= (4 if found.verb and found.sure > 0.8 else 5)

    def _clause(self, a: int, b: int, *, last: bool) -> None:
        norm = self.norm
        if is_occasion(norm, a, b):
            return
        step = _STEP.match(norm, a, b) if norm[a] in _STEP_SIGNS else None
        a = step.end() if step else a
        clause = norm[a:b]
        if not clause:
            return
        acts = starts_with_verb(clause) or (bool(rest := after_time(clause)) and starts_with_verb(rest))
        who = None if acts or _MODAL_SIGN.search(clause) is None else _SUBJECT.match(clause)
        if who is not None:
            self.subject = who.group("who")
        kind = clause_kind(clause, last=last, opened=self.opened is not None, acts=acts)
        if step and kind == "effect" and not step.group().startswith("其中"):
            kind = "verb"
        if (
            self.found
            and self.opened is None
            and clause.startswith(_GOES_ON)
            and (clause[0] != "最" or _CEILING.match(clause))
        ):
            self.found[-1].end = b
            return
        if kind != "verb" and self.found and _CONTINUES.match(clause) and _SPREADS.match(norm, self.found[-1].start):
            self.found[-1].end = b
            return
        if kind == "open" and self.opened is not None and _ENDS_ENUMERATION.match(clause):
            kind = "clause" if DELEGATE.match(norm, self.opened) else kind
        if kind == "open":
            self.opened = a if self.opened is None else self.opened
            self.topic = self.topic or not is_means(clause)
        elif kind == "state" and self.opened is not None and _AIMED_AT.match(norm, self.opened):
            self._promise(a, b, clause, "clause", alone=False)
        elif kind == "state" or (kind == "effect" and self.found and self.opened is None):
            self.opened = None
        elif kind == "after" and self.found and self.topic and self.opened is None and _FOLLOWS_TOPIC.match(clause):
            before = self.found[-1]
            before.end, before.sure = b, round(before.sure - 0.1, 2)
        else:
            self._promise(a, b, clause, kind, alone=last and len(self.pieces) == 1)

    def _promise(self, a: int, b: int, clause: str, kind: ClauseKind, *, alone: bool) -> None:
        begin = a if self.opened is None else self.opened
        described = alone or self.norm.startswith("《", begin)
        if described and _DESCRIBES.match(self.norm[begin:b]) and not _BINDS.search(clause):
            self.opened = None
            return
        if kind == "clause" and self.opened is None and not has_predicate(clause):
            return
        base = _SURE[kind]
        if kind == "clause" and (is_dated(clause) or _BINDS.search(clause)):
            base = 0.78
        sure = base - (0.08 if self.opened is not None else 0) - (0.1 if len(clause) > 60 else 0)
        sure -= 0.14 if _SOFT_VERB.search(clause) and _SOFT.match(clause) else 0
        self._add(a, b, leading_verb(clause) or inner_verb(clause), round(sure, 2))

    def _add(self, a: int, b: int, verb: str, sure: float) -> None:
        begin = a if self.opened is None else self.opened
        self.found.append(FoundCommitment(begin, b, verb, self.subject, sure))
        self.opened = None
