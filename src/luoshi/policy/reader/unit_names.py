"""Names of units as printed in lists, and as a clerk would write them out.

Only the morphology of Chinese office names is known here (which characters a name ends with, which one says its
level); which offices exist is the unit directory's matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

LEVELS = "省市县区州盟旗镇乡"
_ORGAN_END = (
    "局|委|委员会|办|办公室|厅|部|署|会|院|行|中心|政府|街道|办事处|管委会|集团|公司|总社|联社|社|协会|商会|联合会|工会|"
    "团委|妇联|残联|科协|文联|社科联|工商联|侨联|台联|总队|支队|大队|队|海关|银行|分行|支行|法院|检察院|大学|学院|"
    "学校|医院|电网|企业|单位|部门|站|处|科|所|园|馆|台|网|区|镇|乡|村|村委会|居委会|社区|投资区|开发区|经开区|高新区|专班|指挥部|领导小组|"
    "联席会议|基金|平台|银保监会|证监会|军区|人武部|武警|段|党委|党工委|市委|县委|区委|省委|纪委|监委|纪委监委|政法委|编办|"
    "县|市|州|省|盟|旗|分局|总局|协调办|协调机构|总工会|供销社|联盟|机构|报社|电视台|公积金中心|移民局|专业公司|公安|法制办|金控|城投|交投|国投|水投|文投|建投|农投"
)
ORGAN_END = re.compile(rf"(?:{_ORGAN_END})(?:[(\[][^()\[\]]{{1,20}}[)\]])?$")
# Only offices that every level has at its own seat take over the level printed before them.
_INHERITS = re.compile(
    r"(?:局|厅|委|办|办公室|部|中心|服务中心管委会|联|科协|总工会|工会|院|供销社|残联|妇联|团委|政府|管理处|研究所|档案馆|图书馆|博物馆|电视台|融媒体|委员会|联合会|红十字会|贸促会|队|供电公司|"
    r"烟草公司|自来水公司|公积金中心|社)(?:\([^()]{1,20}\))?$"
)
_NEVER_INHERITS = re.compile(
    r"集团|有限公司|大学|学院$|银行|分行|支行|海关|海事|国网|中国|国家|全国|人行|分局|省|铁路(?!办)|驻|各|相关|有关|电信|移动|联通|铁塔|邮政公司|邮储|保险|证券|街办$|街道办$|局[一-鿿]{2,}中心$|^交警.{2,}大队"
)
_PARTY_ORGAN = re.compile(
    r"^(?:组织部|宣传部|统战部|政法委|政法委员会|编办|网信办|巡察办|老干部局|党校|改革办|全面深化改革办|农办|外事办|外办|台办|台港澳办|人才办|文明办|机要局|保密局|国安办|军民融合办|社会工作部|社工部|直属机关工委|县直机关工委|市直机关工委|省直机关工委)"
)
# Bodies run from above, that carry the name of their place instead of its level.
_PLACED = re.compile(
    r"^[一-鿿]{2,4}?(?:生态环境|税务|自然资源和规划|自然资源|规划|公安|消防救援|气象|供电|烟草专卖|邮政管理|海关|海事|公路|港航|国土资源|市场监管|银保监|银监|证监|通信管理|金融监管|能源监管|煤矿安监|民航|地震)(?:分?局|办|支?队|大队|公司|事业发展中心)$"
)
# Words of office names that begin with a level character without meaning a level.
_NOT_A_LEVEL = re.compile(
    r"^(?:市政(?!府|协|务|法|研)|市场|市容|县域|区域|乡村振兴|乡镇企业|镇街|省际|区块链|州府|盟员|市民(?!政|族|宗)|市县(?!级)|县区|区县|乡镇|省市(?!场|政|民|容|委)|市州|州市(?!场|政|民|容|委)|区管)"
)
_GROUP_HEAD = re.compile(
    r"^(?:各|有关|相关|全体|所有|其他|其它|沿线|属地|所在地|当地|国务院(?:有关|相关|各)|中央(?:有关|相关)|(?:省|市|县|区|州)(?:直|级|属)?(?:各|有关|相关))"
)
_GROUP_ANY = re.compile(
    r"(?:各|有关|相关)(?:相关|有关)?(?:职能|行业|主管|责任|成员|牵头)?(?:部门|单位|企业|地方|方面|高校|院校|园区|镇|乡|街道|县|区|市|村|地|机构|企事业单位)"
    r"|成员单位|(?:行业|业务|项目)?主管部门$|项目业主|业主单位|建设单位|属地政府|属地$|地方(?:各级)?(?:人民)?政府|用人单位|(?:省|市|县|地市|乡镇)级(?:地方)?(?:人民)?政府|各级|县级以上|^(?:省|市|县|区)直(?:各)?(?:有关|相关)?(?:部门|单位)|^[省市县区]属(?:各)?(?:开发区|园区|企业|国企|学校|医院|高校|单位|部门)$"
)
_GROUP_BARE = re.compile(
    r"^(?:(?:相关|有关)?(?:园区|乡镇|街道|镇街|街镇|乡镇街道|镇乡|乡镇\(街道\)|镇\(街道\)|镇\(街\)|乡\(镇\)|镇\(乡\)|乡\(镇、街道\)|镇\(街道、园区\)|县区|区县|市县|县市区|县\(市、?区\)|县\(市、区\)|区\(县\)|市\(州\)|市、县|开发区|工业园区|产业园区|功能区|平台|各地|金融机构|银行机构|"
    r"村居|村\(社区\)|社区|高校|院校|医疗机构|企业|业主|建设单位|乡镇人民政府|街道办事处|镇政府|乡镇政府|区县政府|县\(市、区\)人民政府|市县政府|(?:开发区|园区|投资区|功能区)\([一-鿿]{2,6}\))(?:政府|人民政府|管委会?|办事处)?)$"
)
_NONE = re.compile(
    r"^(?:各|相关)?(?:责任|牵头|配合|以上|上述|本)(?:单位|部门)$|^(?:部门|单位|地区|机构|分工|职责|无|/|—+|-+|详见.*|同上|下同|以上)$"
)
_SPEAKS = r"(?=人民政府|委|政府|行政区域|[一-鿿]{0,12}(?:实施方案|若干措施|行动方案|工作方案))"
_PLACE = re.compile(rf"([一-鿿]{{2,3}}?)(?:县|市|区|自治县|镇){_SPEAKS}")
_PLACE_END = re.compile(rf"[县市区镇]{_SPEAKS}")
_LONGEST_PLACE = len("某某某自治县")
_NO_PLACE = re.compile(r"[各级省市县区本全设以上的于由和、]")


def places_of(norm: str) -> frozenset[str]:
    """Names of places the document itself speaks for: 甲 of 甲县人民政府."""
    found = {*_places_in(norm[:3000]), *_places_in(norm[-1500:])}
    return frozenset(p for p in found if not _NO_PLACE.search(p))


def _places_in(text: str) -> Iterator[str]:
    """What ``_PLACE.finditer`` finds, read only around the places where a name may end."""
    at = 0
    for end in _PLACE_END.finditer(text):
        if end.start() < at:
            continue
        match = _PLACE.search(text, max(at, end.start() - _LONGEST_PLACE))
        if match is None:
            return
        yield match.group(1)
        at = match.end()


@lru_cache(maxsize=512)
def is_group(name: str) -> bool:
    """Whether a name means a class of parties and no single one."""
    return bool(_GROUP_HEAD.match(name) or _GROUP_ANY.search(name) or _GROUP_BARE.match(name))


def is_none(name: str) -> bool:
    """Whether a piece of a list names nobody (各责任单位, 部门)."""
    return bool(_NONE.match(name))


_SAYS_MORE = re.compile(r"[。;:!?“”]|应当|进行|建立|加强|推进")


def looks_like_unit(name: str) -> bool:
    return 2 <= len(name) <= 32 and bool(ORGAN_END.search(name)) and not _SAYS_MORE.search(name)


def level_of(name: str) -> str:
    """The level character a name begins with, "" where it begins with none."""
    if len(name) > 2 and name[0] in LEVELS and not _NOT_A_LEVEL.match(name):
        return name[0]
    return ""


class Restorer:
    """Gives names of one list the level that was printed once, before the first of them."""

    def __init__(self, places: frozenset[str]) -> None:
        self.places = places
        self.level = ""
        self.party = ""

    def restore(self, name: str) -> str:
        level = level_of(name)
        if level:
            self.level = level
            self.party = level + "委" if re.match(r".委(?!员会)", name) and len(name) > 3 else ""
            return name
        if not self.level or not self._takes_level(name):
            return name
        if self.party and _PARTY_ORGAN.match(name):
            return self.party + name
        return self.level + name

    def _takes_level(self, name: str) -> bool:
        if is_group(name) or _NEVER_INHERITS.search(name) or not _INHERITS.search(name):
            return False
        if name.endswith("委") and name[-2:] in ("县委", "市委", "区委", "省委", "州委"):
            return False
        if any(name.startswith(place) for place in self.places) or re.match(
            r"^[一-鿿]{2,6}(?:县|市|区|州|镇|(?<!城)乡)(?!场|政|容|域|块|民|村|外)[一-鿿]", name
        ):
            return False
        return not _PLACED.match(name) or bool(
            re.match(r"^(?:地方金融|自然资源|市场监管|城市管理|国土资源|住房|综合)", name)
        )
