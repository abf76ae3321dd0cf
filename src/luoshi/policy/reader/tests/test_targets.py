"""Targets and deadlines: what is promised in figures, and by when."""

import pytest

from luoshi.policy.reader import understand
from luoshi.policy.reader.model import SourceText


def read(body: str, title: str = "推进工作"):
    return understand(SourceText(f"一、重点任务\n（一）{title}。{body}\n（二）另一项。加快建设。")).measures[0]


def targets(body: str, title: str = "推进工作") -> list[tuple[str, float, str, str]]:
    return [(t.op, t.value, t.unit, t.deadline) for t in read(body, title).targets]


def test_goals_under_a_title_that_opens_with_their_year_are_due_in_it():
    measure = understand(
        SourceText("一、2031年全县林业主要目标\n造林面积增长13%。\n二、其他\n（一）植树。加快建设。")
    ).measures[0]
    assert [(t.value, t.deadline) for t in measure.targets] == [(13, "2031")]


def test_the_title_of_a_list_of_the_years_tasks_dates_its_goals():
    measure = understand(SourceText("2031年林场重点工作任务分解\n\n一、造林\n1.造林面积增长13%。")).measures[0]
    assert [(t.value, t.deadline) for t in measure.targets] == [(13, "2031")]


def test_what_is_aimed_at_is_named_without_the_effort():
    measure = read("努力实现林业总产值增长6.2%左右。")
    assert [t.metric for t in measure.targets] == ["林业总产值"]


def deadlines(body: str) -> list[str]:
    return [d.text for d in read(body).deadlines]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("到2025年，总规模达到2万亿元。", [(">=", 2, "万亿元", "2025")]),
        ("到2025年，护林员与林地比不低于1:1.8。", [(">=", 1.8, "", "2025")]),
        ("按1:1的比例配套经费。", []),
        ("覆盖面积不低于50%。", [(">=", 50, "%", "")]),
        ("将办理时间压缩至5个工作日以内。", [("<=", 5, "个工作日", "")]),
        ("地区生产总值年均增长6.5%左右。", [("+", 6.5, "%", "")]),
        ("到2025年，居民收入翻一番。", [("x", 2, "倍", "2025")]),
        ("每万人发明专利拥有量达到12件。", [(">=", 12, "件", "")]),
        ("建设50所高水平学校和150个骨干专业。", [("=", 50, "所", ""), ("=", 150, "个", "")]),
        ("力争2024年底前贷款余额突破五千亿元。", [(">=", 5000, "亿元", "2024年底")]),
        ("供应保障性住房3000—5000套。", [(">=", 3000, "套", "")]),
        ("养老设施用地不少于人均零点二平方米。", [(">=", 0.2, "平方米", "")]),
        ("单位能耗控制在0.5吨标准煤/万元以内。", [("<=", 0.5, "吨标准煤/万元", "")]),
        ("城乡收入比缩小到1.8以内。", [("<=", 1.8, "", "")]),
        ("颗粒物年均浓度控制在30微克每立方米以下。", [("<=", 30, "微克每立方米", "")]),
        ("对东岭等12个林场进行防火改造。", [("=", 12, "个", "")]),
        ("砍伐、运输审批分别压缩至4个和2个工作日。", [("<=", 4, "个工作日", ""), ("<=", 2, "个工作日", "")]),
        ("新增防火桩260根以上。", [(">=", 260, "根", "")]),
        ("落实月销售额15万元以下的小规模纳税人免税政策。", []),
        ("新增达标苗圃20个。", [("=", 20, "个", "")]),
        ("挖掘8家潜力企业进行培育。", [("=", 8, "家", "")]),
        ("实现道路通达率100%。", [("=", 100, "%", "")]),
        ("5年内支持30名场长赴外培训，100名护林员参加研修。", [("=", 30, "名", "5年内"), ("=", 100, "名", "5年内")]),
        ("加快3个林区试点建设。", [("=", 3, "个", "")]),
        ("财政统筹安排资金2.5亿元。", [("=", 2.5, "亿元", "")]),
        ("规范320个护林点。", [("=", 320, "个", "")]),
        ("举办20期“护林大讲堂”。", [("=", 20, "期", "")]),
        ("护林员集中学习时间每年不少于8天。", [(">=", 8, "天", "")]),
        ("到2031年底入园率达60%左右。", [("=", 60, "%", "2031年底")]),
        ("用于林区的面积不得低于40%。", [(">=", 40, "%", "")]),
        ("每亩用水不得超过30吨。", [("<=", 30, "吨", "")]),
        ("力争培育4—6个百亿企业。", [(">=", 4, "个", "")]),
        ("抓好30万吨木浆扩建项目。", []),
        ("2026年完成85%以上的林权登记。", [(">=", 85, "%", "2026")]),
    ],
)
def test_a_promised_figure_is_a_target(body, expected):
    assert targets(body) == expected


@pytest.mark.parametrize(
    "body",
    [
        "对通过认定的企业，给予补助10万元。",
        "每年最高奖励不超过5000万元。",
        "对固定资产投资5000万元以上的项目，给予支持。",
        "减按15%的税率征收企业所得税。",
        "上年已建成养老机构30家。",
        "推进“1000个村庄”工程，打造500强企业，落实《健康中国2030规划纲要》。",
        "在生均拨款水平达到12000元的基础上，逐步提高水平。",
        "推动平台升级到2.0，加快应用。",
        "紧扣全省林业发展39项指标，推进各项工作。",
        "对稳产率达到95%以上、有扩产需求的林场，优先支持。对成活率达到90%以上的企业，予以表扬。",
        "60万以上人口的县可适当增加床位。",
        "代管费在验收前支付不超过80%，开工后再支付10%。",
        "推行林地登记等2项改革举措，我省已先期落实到位。",
    ],
)
def test_rewards_conditions_and_results_are_none(body):
    assert targets(body) == []


def test_a_date_governs_the_figures_after_it_until_the_next():
    body = "到2025年，总量达到100万吨，力争达到120万吨。覆盖率不低于50%。到2030年，占比达到60%。"
    assert [t[3] for t in targets(body)] == ["2025", "2025", "2025", "2030"]


def test_the_metric_comes_from_the_words_before_or_after():
    first, second = read("到2025年，新增装机容量确保达到120MW，推出100项具有较大知名度的精品赛事。").targets
    assert (first.metric, second.metric) == ("新增装机容量", "精品赛事")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("2020年底前完成检查，2021年3月底前整改到位。", ["2020年底", "2021年3月底"]),
        ("到2025年基本建成，到2035年全面建成。", ["2025年", "2035年"]),
        ("第一季度：印发方案。第二季度：完成一半。", ["第一季度", "第二季度"]),
        ("三年内建成网络。", ["三年内"]),
        ("2031年，全县新建林道20公里。", ["2031年"]),
        ("2031年，全县林区幼儿入园率达到96%以上。", ["2031年"]),
        ("吸纳离校2年内未就业的毕业生。", []),
        ("至2031年12月31日，小型林场免征房产税。", []),
        ("从2019年起，每年修订一次。", []),
        ("本办法有效期至2025年12月31日。", []),
        ("自收到申请之日起30日内办结。", []),
        ("实施“健康城市2030行动”，参加2022年冬奥会。", []),
    ],
)
def test_due_dates_are_told_from_starts_and_windows(body, expected):
    assert deadlines(body) == expected


def test_a_line_of_its_own_sets_the_deadline():
    measure = read("新建中心1所。\n完成时限：2024年6月底")
    assert [d.text for d in measure.deadlines] == ["2024年6月底"]
    assert [t.deadline for t in measure.targets] == ["2024年6月底"]


def test_spans_lead_back_to_the_text():
    text = "一、任务\n（一）推进。到2025年，总规模达到2万亿元。"
    target = understand(SourceText(text)).measures[0].targets[0]
    assert text[target.span.start : target.span.end] == target.text


def goals(text: str) -> list[tuple[float, str, str, str, str]]:
    measure = understand(SourceText(f"一、任务\n(一)修渠。{text}")).measures[0]
    return [(t.value, t.unit, t.op, t.metric, t.deadline) for t in measure.targets]


def test_the_year_is_no_part_of_the_metric() -> None:
    assert goals("年内实现部门联合抽查占比不低于30%。") == [(30, "%", ">=", "部门联合抽查占比", "")]
    assert goals("年度完成投资62亿元。")[0][3] == "年度完成投资"
    assert goals("网上可办率2022年年底前达到100%。") == [(100, "%", ">=", "网上可办率", "2022年年底")]
    assert goals("核心产业增加值占地区生产总值比重达到10%。")[0][3] == "核心产业增加值占地区生产总值比重"


def test_a_date_of_one_step_is_not_that_of_the_next() -> None:
    found = goals("一是建设平台;二是三年内推动50万家企业上云;三是培育应用基地100个。")
    assert found[-2:] == [(50, "万家", "=", "企业上云", "三年内"), (100, "个", "=", "应用基地", "")]


def test_a_goal_before_its_reward_counts_and_the_size_of_firms_does_not() -> None:
    assert [g[:2] for g in goals("每年新增规上企业3户以上,对首次升规的企业给予10万元奖励。")] == [(3, "户")]
    assert [g[:2] for g in goals("到2025年,产值过500亿元的企业达3家。")] == [(3, "家")]
    assert [g[:3] for g in goals("办结率达到95%,较2021年提高10个百分点。")] == [(95, "%", ">="), (10, "个百分点", "+")]


def test_a_figure_in_the_heading_is_promised_too():
    assert targets("完善项目库。", "推动林业产值增长10%以上") == [("+", 10, "%", "")]


def test_a_first_sentence_with_a_figure_is_no_heading():
    measure = understand(
        SourceText(
            "一、林区建设\n1.加快林道建设，两年投资3亿元。新建林道20公里。\n2.推进防火建设，两年投资1亿元。新建瞭望塔5座。"
        )
    ).measures[0]
    assert measure.title == ""
    assert [(t.value, t.unit) for t in measure.targets] == [(3, "亿元"), (20, "公里")]


def test_a_title_that_makes_a_procedure_better_announces_no_claims():
    assert targets("将审批时限压减至60个工作日以内。", "进一步优化审批流程") == [("<=", 60, "个工作日", "")]


def test_a_figure_for_the_whole_province_in_the_year_of_the_document_is_due_in_it():
    text = "甲省林业厅\n2031年3月1日\n一、任务\n（一）招募。2031年全省“两员一长”计划招募不少于800人。"
    measure = understand(SourceText(text)).measures[0]
    assert [(t.value, t.deadline) for t in measure.targets] == [(800, "2031")]
    assert [d.text for d in measure.deadlines] == ["2031年"]


def test_figures_in_a_list_of_the_year_s_work_are_due_in_that_year():
    text = (
        "甲省林业厅关于印发2031年甲省林业工作要点的通知\n各市林业局：\n现印发给你们，请贯彻落实。\n甲省林业厅\n2031年3月1日\n"
        "甲省林业工作要点\n今年林业工作的总体要求是："
        + "坚持绿色发展，" * 40
        + "推进各项工作。\n一、植树\n（一）造林。新增林地20万亩。"
    )
    assert [(t.value, t.deadline) for t in understand(SourceText(text)).measures[0].targets] == [(20, "2031")]


def test_what_is_counted_after_a_counted_thing_needs_no_verb_of_its_own() -> None:
    found = read("2026年共安排续建项目57个，完成投资9亿元。同时，安排预备项目10个，前期项目17个。").targets
    assert [(t.metric, t.value) for t in found][2:] == [("预备项目", 10), ("前期项目", 17)]


def test_where_to_read_more_is_no_promise() -> None:
    assert [c.text for c in read("加快造林。各单位任务，详见附件1。").commitments] == ["加快造林"]


def test_where_it_stands_now_is_no_goal() -> None:
    assert goals("到2025年，规上工业企业数字化转型覆盖率由60%提高到80%，能耗从目前的0.5吨降至0.4吨。") == [
        (80, "%", ">=", "规上工业企业数字化转型覆盖率", "2025"),
        (0.4, "吨", "<=", "能耗", "2025"),
    ]


def test_the_span_of_a_doubling_is_not_its_metric() -> None:
    assert goals("软件业务收入三年翻一番。") == [(2, "倍", "x", "软件业务收入", "")]


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("劳动年龄人口平均受教育年限达11.3年。", (11.3, "年", ">=", "劳动年龄人口平均受教育年限", "")),
        ("人均预期寿命78.3岁。", (78.3, "岁", "=", "人均预期寿命", "")),
        ("人均预期寿命提高1岁。", (1, "岁", "+", "人均预期寿命", "")),
        ("参加各类补贴性职业技能培训1500万人次。", (1500, "万人次", "=", "参加各类补贴性职业技能培训", "")),
        ("失业人员再就业1.5万人。", (1.5, "万人", "=", "失业人员再就业", "")),
        ("实现旅游产业收入过50亿元。", (50, "亿元", ">=", "旅游产业收入", "")),
        ("力争2家以上企业在主板、创业板上市。", (2, "家", ">=", "企业", "")),
        ("各村要配备1名以上垃圾分类讲师。", (1, "名", ">=", "垃圾分类讲师", "")),
        ("推动垃圾分类覆盖50%以上的行政村。", (50, "%", ">=", "垃圾分类覆盖", "")),
        ("60%以上的村庄生活垃圾得到有效治理。", (60, "%", ">=", "村庄生活垃圾得到有效治理", "")),
        ("严守18亿亩耕地红线。", (18, "亿亩", "=", "耕地红线", "")),
        ("设立规模50亿元的产业发展基金。", (50, "亿元", "=", "产业发展基金", "")),
        ("碳排放强度较2020年下降18%。", (18, "%", "=", "碳排放强度", "")),
        ("开展“局长走流程”活动，每季度不少于1次。", (1, "次", ">=", "“局长走流程”活动", "")),
        ("收入10万元以上的村达到90%。", (90, "%", ">=", "收入10万元以上的村", "")),
        ("县财政每年安排不少于5000万元专项资金。", (5000, "万元", ">=", "专项资金", "")),
        ("培育2个以上50亿元产业集群。", (2, "个", ">=", "50亿元产业集群", "")),
    ],
)
def test_what_a_figure_measures(sentence: str, found: tuple[object, ...]) -> None:
    assert goals(sentence) == [found]


def test_two_classes_share_their_noun() -> None:
    assert goals("打造2个千亿级、3个五百亿级产业集群。") == [
        (2, "个", "=", "千亿级产业集群", ""),
        (3, "个", "=", "五百亿级产业集群", ""),
    ]


def test_a_date_inside_a_clause_is_that_figures_own() -> None:
    assert goals("常住人口城镇化率2025年达到65%。新建改扩建2万所幼儿园。") == [
        (65, "%", ">=", "常住人口城镇化率", "2025"),
        (2, "万所", "=", "幼儿园", ""),
    ]
