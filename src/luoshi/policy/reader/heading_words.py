"""Words by which headings and paragraphs tell what they are: guiding ideas, goals, scope, closing rules."""

from __future__ import annotations

import re

NEVER = re.compile(
    r"^(?:指导思想|基本原则|工作原则|主要原则|总体思路|总体要求|工作思路|基本思路|基本要求|适用范围|适用对象|名词解释|附\s*则|(?:其他|其它|有关|相关)(?:规定|事项|说明|要求)|有关说明|重要意义|"
    r"(?:提高政治站位[,、]?)?(?:充分|深刻|提高|统一|准确)?(?:认识|思想认识).{0,20}(?:意义|重要性|认识)?$|现状.*|.{0,6}(?:发展|工作|现实)(?:基础|现状|形势|背景|成效|环境)(?:与.{2,6})?|形势.*|基本情况|编制依据|政策依据|工作要求|解释权?|施行日期|实施时间|有效期限?|政策说明|说明|.{0,12}(?:回顾|工作总结))$"
)
GUIDING = re.compile(
    r"指导思想|基本原则|工作原则|主要原则|总体思路|基本思路|工作思路|适用范围|适用对象|名词解释|附\s*则|其他规定|其它规定|政策说明|现状|形势|背景|发展基础|重要意义|基本要求$|实施原则|工作回顾|工作总结|取得的?(?:主要)?成[效绩就]"
)
GOALS = re.compile(r"目标|指标|愿景")
GOALS_WHOLE = re.compile(
    r"^(?:总体要求(?:和|与|及)?.{0,8}目标.*|.{0,8}(?:目标|指标)(?:任务)?(?:\(.{1,20}\))?|总体要求|总体思路(?:和|与).{0,4}目标)$"
)
HAS_FIGURE = re.compile(
    r"(?:19|20)\d\d年|\d+(?:\.\d+)?\s*(?:%|个|项|家|亿|万|名|人|件|公里|座|所|倍)|翻番|[一二三四五六七八九十]{1,3}年"
)
FIGURE = re.compile(r"\d\s?(?:%|个|项|家|亿|万|名|公里|座|所|倍)")
LIST_INTRO = re.compile(r"(?:下列|以下|包括|条件|情形|标准|分为|材料|范围|如下)[^。;]{0,14}:$")
TASK_INTRO = re.compile(r"措施|任务|工作|意见|重点|事项:$|分工|安排")
CLOSING = re.compile(
    r"(?:印发|发布|公布|下发|签发|\d{4}年\d{1,2}月\d{1,2}日)(?:之日)?起(?:试行|施行|实施|执行|生效)|由.{2,40}负责(?:解释|修订)|有效期(?:为|至|到|\d)|同时废止"
)
ABOUT_ITSELF = re.compile(
    r"(?:本|此前|以前|原|上述|未尽|具体由)(?:.{2,10}(?:自|由|与|以|所|有效|适用|为准)|.{0,40}不一致)"
)
PURPOSE = re.compile(r"^为了?.{4,}(?:制定|制订)本|^(?:根据|依据|按照).{4,80}(?:制定|制订)本")
SCOPE = re.compile(
    r"^(?:本.{2,12}适用(?:于|范围)?|凡?.{2,60}适用本|(?:凡?在|凡|从事).{2,80}(?:应当|必须|须)?遵守本.{2,8}$|.{2,40}(?:\([^()]*\))?\s?是.{2,40}的(?:专项|专用)?(?:资金|基金)$|本.{2,12}所称|本.{2,8}旨在|.{2,40},是指|.{2,20}用语的含义|本.{2,14}下列用语)"
)
PRINCIPLE = re.compile(r"(?:应当|应|必须)?(?:坚持|遵循).{2,60}(?:原则|方针)")
GUIDED = re.compile(r"坚持以[^。]{2,30}思想为指导")
PROVISION = re.compile(
    r"应当|可以|不得|必须|本(?:条例|办法|规定|细则|措施|市|省|县)|是指|适用|负责|所称|由[^,]{2,24}(?:局|委|部门|政府|中心)"
)
FOLLOWS_LAW = re.compile(r"(?:依照|从|适用)其(?:他)?规定[。;](?:[^。]*依照本[^。]{1,6}规定执行。)?$")
TAIL = re.compile(
    r"^(?:各(?:地|级|部门|单位|县|市|区|省|乡镇|有关|相关)|以上|上述|本(?:意见|办法|方案|通知|措施|规划|政策|计划|细则)|请(?:各|结合|认真)|附\s?件|联系人|\(?此件|\(?本文|特此|注:|抄送|\d{4}年\d{1,2}月\d{1,2}日$|附注)"
)
SIGNATURE = re.compile(
    r"^(?=.{4,60}$)[^,;。:]*(?:政府|委员会|办公室|办公厅|局|厅|部|委|国务院|管委会|中心|署|会)(?:\s.*)?$"
)
DATE_LINE = re.compile(r"^\s*(?:二[〇○零Ｏ０Oo0].{1,3}年.{1,3}月.{1,4}日|\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日)\s*$")
DUE_LABEL = r"(?:完成|办理|工作|推进|整改|落实|实施)?(?:时限|期限|时间(?:节点)?)(?:要求|安排)?\s?:"
# Without any of these nothing closes.
_CLOSING_SIGNS = re.compile(r"起试行|起施行|起实施|起执行|起生效|负责解释|负责修订|有效期|同时废止")


def closes(text: str) -> bool:
    """Whether a text speaks of its own validity, interpretation or repeal."""
    return _CLOSING_SIGNS.search(text) is not None and CLOSING.search(text) is not None


def frames(body: str) -> bool:
    """Whether an article only frames a law: its purpose, scope, terms or principles."""
    first = body.split("。")[0]
    if not body or PURPOSE.match(body) or FOLLOWS_LAW.search(body.strip()):
        return True
    if SCOPE.match(first) or (len(body) < 150 and closes(body)):
        return True
    return body.count("。") <= 1 and bool(PRINCIPLE.search(first) or GUIDED.search(first))
