"""The verbs official documents promise with, and the kind of work each one means."""

from __future__ import annotations

import re

from .model import CommitmentKind
from .scanning import WordStarts, any_of

_BY_KIND: dict[CommitmentKind, str] = {
    "build": "建设|建成|新建|扩建|改建|改造|打造|兴建|修建|搭建|规划建设|布局|建造|开发建设|织密|延伸|加快建设|开工|投资|安装|增设|配置|配备|配建|铺设|筹建|升级|构筑|设立|组建|成立|创建|创办|举办|承办|办好|筹办|申办|建好|兴办|共建|规划",
    "service": "提供|服务|受理|办理|开展|组织开展|发布|公开|公布|公示|提升|优化|办结|代办|推行|推出|推送|简化|压减|压缩|缩短|精简|减少|取消|下放|畅通|便利|保障|救助|帮助|协助|帮扶|安排|妥善解决|解决|落实|指导|培训|宣传|普及|送|优先|满足|编制|告知|免于|免除|减免|降低|延伸|加快办理|协调|配合|做好|抓好|提请|统筹协调",
    "rule": "制定|制订|修订|修改|出台|完善|建立|健全|规范|明确|实行|执行|严格|禁止|不得|严禁|遏制|审批|清理|纳入|划定|规定|确定|细化|编制|印发|废止|界定|放宽|限制|约束|试行|适用|核定|赋予|剔除|核销|申请|应当|必须|可以|可按|可不|免|允许|给予|予以|享受|归|分享|负责|授权|备案|追究|查处|惩戒|惩处|打击|处罚|责令|监督|监管|检查|抽查|核查|审计|评估|考核|公开曝光|问责|通报|整治|治理|纠正",
    "reform": "改革|深化|创新|转变|推进|探索|试点|整合|优化|重组|剥离|放开|下沉|突破|调整|重塑|打破|破除|破解|打通|理顺|转换|复制推广|推广|实施|全面实施|启动|实现|推动实现|推动|率先|先行先试|扩大|拓展|拓宽|深入实施|构建|形成|完成|加大",
    "indicator": "达到|提高|增加|增长|降低|减少|控制|保持|稳定|力争|确保|翻番|提升|降至|压降",
    "campaign": "开展|打好|打赢|打响|攻坚|整治|专项整治|行动|清理|排查|宣传|营造|弘扬|倡导|普及|掀起|扭住|抢抓|做强|做优|做大|做大做强|叫响|擦亮|抓好|抓住|抓实|压实|夯实|守好|严防|防止|防范|杜绝|坚持|落实|贯彻|学习|认真|严格落实|积极营造",
    "support": "支持|鼓励|扶持|引导|奖励|补助|补贴|资助|激励|给予|加大|培育|培养|引进|吸引|集聚|壮大|发挥|充分发挥|发展|扶持发展|大力发展|助力|扩大|投入|增加|倾斜|保护|维护|重视|聚焦|重点支持|重点发展|着力发展|吸纳|遴选|选派|选拔|评选|认定|表彰|聘请|招募|激发|挖掘|盘活|利用|用好|运用|借助|引入|争取|积极争取|争创|招引|带动|储备",
    "cooperate": "合作|对接|融入|联合|协同|协作|联动|共享|共建|会同|加强合作|深化合作|加强与|交流|衔接|对外|接轨|互认|参与|承接|加入|联系",
    "promote": "促进|推动|加快|推进|加强|强化|深化|大力推进|助推|加速|增强|改善|稳步|持续|进一步|有序|全面|积极|着力|大力|切实|不断|继续|重点|丰富|扩增|拓展|扩大|彰显|突出|强|激活|释放|促成|满足|提振|巩固|厚植|坚定|督促|引领|推",
}
_MORE = (
    "主导|策划|听取|了解|提醒|走访|征求|回访|新认定|新增|净增|新改扩建|改扩建|维修|整修|修缮|绿化|抽检|免费|下调|上调|缓缴|展期|具备|拥有|并购|争做|收购|参加|汇聚|汇集|对标|瞄准|围绕|选准|前瞻布局|注重|借鉴|总结|梳理|系统梳理|编制公布|研究|研究提出|研究制定|摸查|精准摸查|报送|上报|上传|采集|录入|分析|监测|跟踪|调度|盘点|公告|登记|签订|签署|发放|拨付|兑现|兑付|列入|列支|作为|将|把|对|使|让|为|以|向|与|成为|争当|走出|用|"
    "扩容|续建|新开工|加装|布设|提速|攻克|赋能|锻造|召开|践行|狠抓|严抓|拟定|移交|采用|采取|采购|购买|委托|聘用|聘任|聘任|吸收|招收|招聘|招生|开设|开办|开辟|开放|开通|开发|开拓|开工|联通|贯通|打包|归集|集中|集成|接入|推荐|选树|树立|讲好|传承|保留|保证|确认|核实|评选|评定|评价|验收|审核|审查|审议|制作|制止|设置|设计|创造|创作|创建|改进|改变|变|扶优|缓解|消除|替代|淘汰|关闭|化解|处置|处理|引育|铺开|划分|下达|分解|组织|编|建|办|抓|管|搞好|定期|适时|及时|凝聚|协调|细化|遵循|恪守|履行|承担|行使|接受|辐射|跻身|试点|试行|升级|转型|参照|区分|分类|分步|同步|统一|统筹|充实|增设|补齐|补足|延长|延续|招商|筹集|落地|孵化|服务|挂牌督办|严厉|依法|鼓励支持|支持鼓励|研制|编写|举行|开齐|打破|掌握|把握|尊重|体现|秉持|只争朝夕|闯出|搞活|稳定|稳妥|逐步|分层|加|减|优选|优先|有效|合理|科学|高质量|高标准|高水平|精准|率先|主动|努力|尽快|尽早|加紧|抓紧|认真|充分|最大限度|依托|结合|滚动实施|争取将|力争|确保|原则上|均|一律|全部|可|应|要|须"
)
_WORDS = sorted({w for words in [*_BY_KIND.values(), _MORE] for w in words.split("|")}, key=len, reverse=True)
ADVERB = (
    "阶段性|分阶段|分层次|分领域|进一步|精心|准确|一并|定时|拟|年内|每年|每季度|每月|全年|逐项|逐一|逐条|适当|适度|相应|足额|按时|按期|如期|初步|基本|努力|综合|即时|立即|整体|积极|加快|大力|着力|不断|持续|全面|深入|切实|认真|稳步|有序|逐步|逐渐|尽快|及时|适时|继续|重点|主动|充分|努力|全力|严格|依法|依规|依法依规|优先|鼓励|支持|引导|科学|合理|统筹|率先|探索|推动|推进|促进|加强|"
    "精准|有效|稳妥地?|稳妥|积极稳妥地?|扎实|高标准|高质量|高水平|高效|因地制宜|同步|定期|共同|联合|组织|协助|研究|更好|更加|坚决|强力|从严|分类|分批|集中|创新|优化|深化|强化|规划|滚动|进|大幅|广泛|普遍|整体|重新|也|还|并|同时|同时要|要|应|应当|必须|须|需|将|均|都|可|可以|一律|原则上|力争|争取|确保|努力|试点|有条件地?|有计划地?|分步|牵头|抓紧|最大限度地?|最大程度地?|着重|带头|带动"
)
_ADVERBS = {w for a in ADVERB.split("|") for w in ((a[:-1], a[:-2]) if a.endswith("地?") else (a,))}
_AFTER_ADVERBS = re.compile(rf"(?:{any_of(sorted(_ADVERBS))}地?){{1,5}}{any_of(_WORDS)}")
_ADVERB_SIGNS = frozenset(word[0] for word in _ADVERBS)
_VERBS = WordStarts(_WORDS)
_KIND_OF: dict[str, CommitmentKind] = {}
for _kind, _words in _BY_KIND.items():
    for _word in _words.split("|"):
        _KIND_OF.setdefault(_word, _kind)


def starts_with_verb(clause: str) -> bool:
    """Whether a clause opens with a verb, perhaps after adverbs."""
    if _VERBS.at(clause, 0):
        return True
    return clause[:1] in _ADVERB_SIGNS and _AFTER_ADVERBS.match(clause) is not None


def leading_verb(clause: str) -> str:
    """The first verb a clause opens with that says what is done, "" where it opens with none."""
    at, last = 0, ""
    for _ in range(8):
        verb = _VERBS.at(clause, at)
        if not verb:
            break
        last = verb
        if _KIND_OF.get(verb, "promote") != "promote":
            break
        at += len(verb)
    return last


_MEASURE = re.compile(r"\d{1,12}(?:\.\d{1,6})?\s?(?:%|个百分点|亿元|万元)|翻番")
_MOVES = re.compile(r"达到|提高|增长|不低于|下降|压缩")
_CAMPAIGN = re.compile(r"(?:行动|攻坚战|专项整治|活动)$")
_CAMPAIGN_VERBS = {"开展", "实施", "打好", "组织开展", "推进", "深入实施"}
_RULE_ENDS = ("制度", "机制", "办法", "条例", "规范", "标准", "清单", "目录", "体系", "政策")
_RULE_SIGNS = frozenset(word[-1] for word in _RULE_ENDS)


def kind_of(clause: str, verb: str) -> CommitmentKind:
    """The kind of work a promise means, from its verb and what it ends with."""
    if _MOVES.search(clause) and _MEASURE.search(clause):
        return "indicator"
    if verb in _CAMPAIGN_VERBS and _CAMPAIGN.search(clause):
        return "campaign"
    return "rule" if clause[-1:] in _RULE_SIGNS and clause.endswith(_RULE_ENDS) else _KIND_OF.get(verb, "other")
