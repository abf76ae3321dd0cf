"""Forms of documents found in the field: lost line breaks, web furniture, odd tables, closing words, announcements."""

import re

from luoshi.policy.reader import understand
from luoshi.policy.reader.lost_breaks import restore_breaks
from luoshi.policy.reader.model import PolicyDocument, SourceText
from luoshi.policy.reader.scanning import any_of, matches_from

NOTICE = """关于印发《青禾区扶持小店十条措施》的通知
各镇（街道），区直各部门：
《青禾区扶持小店十条措施》已经区政府同意，现印发给你们，请遵照执行。
青禾区人民政府
2023年8月10日
青禾区扶持小店十条措施
一、减轻负担
1．落实税费政策。全面落实小规模纳税人减免政策，做到应享尽享。【责任单位：区税务局、区财政局】
2．降低融资成本。力争2023年小店贷款余额增长20%。【责任单位：区金融办】
二、优化服务
3．推行一次办成。2023年底前新增10项以上集成服务。【牵头单位：区行政审批局；配合单位：各镇（街道）】"""


def read(text: str) -> PolicyDocument:
    return understand(SourceText(text))


def essence(document: PolicyDocument) -> list[tuple[str, str, str, list[str]]]:
    return [(m.number, m.title, m.section, [f"{r.name} {r.role}" for r in m.responsible]) for m in document.measures]


def test_lines_joined_with_blanks_or_with_nothing_say_the_same() -> None:
    plain = read(NOTICE)
    assert [m.title for m in plain.measures] == ["落实税费政策", "降低融资成本", "推行一次办成"]
    for sign in (" ", ""):
        joined = read(NOTICE.replace("\n", sign))
        assert essence(joined) == essence(plain)
        head = joined.head
        assert (head.title, head.issuer, head.date) == (plain.head.title, "青禾区人民政府", "2023-08-10")
        assert head.recipients == ("各镇（街道）", "区直各部门")


def test_blanks_inside_a_sentence_stay() -> None:
    line = (
        "一、总则 第一条 为了便民,制定本办法。"
        + "各单位要认真落实各项任务。" * 12
        + "把每件 实事办好。 第二条 各单位负责。"
    )
    restored = restore_breaks(line)
    assert len(restored) == len(line)
    assert "每件 实事" in restored
    assert restored.count("\n") == 2


def test_a_last_item_keeps_its_work_and_drops_validity() -> None:
    document = read(
        "一、任务\n(一)建好渠道。修渠5条。\n(二)强化评估。将修渠纳入考核。本意见自2021年6月1日起施行,有效期5年。"
    )
    assert [m.title for m in document.measures] == ["建好渠道", "强化评估"]
    assert [c.text for c in document.measures[1].commitments] == ["将修渠纳入考核"]
    closing = read("一、建好渠道。修渠5条。\n二、附带事项。本意见自2021年6月1日起施行。")
    assert [m.number for m in closing.measures] == ["一"]


def test_units_of_a_heading_pass_to_its_items_though_text_follows() -> None:
    document = read(
        "一、强化创新(区科技局牵头)\n以改革为牵引,加快培育新质生产力。2025年,力争研发投入强度达到3%。\n(一)建设平台。加快建设研究院,办好合作中心。"
    )
    assert essence(document) == [("(一)", "建设平台", "一、强化创新", ["区科技局 lead"])]


def test_an_announcement_names_the_law_it_publishes() -> None:
    head = read(
        "青禾市人民代表大会常务委员会公告\n《青禾市绿化条例》已由常务委员会通过,现予公布。\n青禾市人民代表大会常务委员会\n"
        "2022年7月8日\n青禾市绿化条例\n第一章 总则\n第一条 为了绿化,制定本条例。\n第二条 市人民政府应当保障绿化经费。"
    ).head
    assert (head.title, head.issuer, head.date) == ("青禾市绿化条例", "青禾市人民代表大会常务委员会", "2022-07-08")


def test_a_table_above_the_text_tells_issuer_and_date() -> None:
    head = read(
        "县人民政府办公室关于印发分工方案的通知\n索引号 : 0110/2024-07 文号 : 青政办发〔2024〕1号\n"
        "发文单位: 青禾县人民政府办公室\n发文日期: 2024年02月22日\n各镇人民政府,县委各部、委、办:\n一、抓落实。各单位要报送方案。"
    ).head
    assert (head.issuer, head.date) == ("青禾县人民政府办公室", "2024-02-22")
    assert head.doc_number == "青政办发〔2024〕1号"


def test_a_party_with_two_organs_is_one_recipient() -> None:
    text = "关于印发方案的通知\n各乡镇党委、人民政府,省政府各委、办、厅,中央、省驻县各单位:\n一、抓落实。各单位要报送方案。"
    assert read(text).head.recipients == ("各乡镇党委、人民政府", "省政府各委、办、厅", "中央、省驻县各单位")


def test_cells_and_rules_one_a_line_with_a_group_before_the_number() -> None:
    cells = ["工作任务", "具体要求", "责任科室", "时限要求", "做好公开", "1", "清理文件,公布目录。", "办公室", "年底前"]
    cells += ["加强宣传", "2", "积极参加交流活动。", "各科室", "持续推进"]
    document = read("\n|\n".join(cells))
    assert [(m.number, m.section) for m in document.measures] == [("1", "做好公开"), ("2", "加强宣传")]
    assert [r.name for r in document.measures[0].responsible] == ["办公室"]
    assert [d.text for d in document.measures[0].deadlines] == ["年底"]
    assert [g.name for g in document.measures[1].groups] == ["各科室"]


def test_cells_parted_by_blanks_under_a_line_of_headings() -> None:
    document = read(
        "序号 类别 主要任务 细化措施 牵头单位 参与单位\n"
        "1 水资源保 护 严守红线 实施双控行动,防止不合理取水。到2020年,用水总量控制在11亿立方米以内。 市水利局 市农业局等\n"
        "2 水资源保护 抓好节水 加快实施节水技术改造,坚决遏制用水浪费。 市工信局 市住房和城乡建设局"
    )
    assert [(m.number, m.title, m.section) for m in document.measures] == [
        ("1", "严守红线", "水资源保护"),
        ("2", "抓好节水", "水资源保护"),
    ]
    assert [(r.name, r.role) for r in document.measures[0].responsible] == [
        ("市水利局", "lead"),
        ("市农业局", "support"),
    ]
    assert [(t.value, t.op, t.deadline) for t in document.measures[0].targets] == [(11, "<=", "2020")]


def test_a_title_with_furniture_around_it() -> None:
    head = read(
        "[规范性文件]青禾市人民政府办公厅关于印发青禾市修渠实施方案的通知\n效力位阶:地方性规定\n各区县人民政府:\n一、抓落实。各单位要报送方案。"
    ).head
    assert (head.title, head.issuer) == ("青禾市人民政府办公厅关于印发青禾市修渠实施方案的通知", "青禾市人民政府办公厅")


def test_several_units_of_a_row_one_a_line_and_dates_that_come_back() -> None:
    lines = ["序号", "民生实事", "责任单位", "完成时限", "1", "启动建设湿地公园。", "县水务局", "县住建局", "12月底前"]
    lines += ["2", "新建2座人行天桥。", "县住建局", "12月底前", "3", "改造棚户区28户。", "县住建局", "12月底前"]
    measures = read("\n\n".join(lines)).measures
    assert [[r.name for r in m.responsible] for m in measures] == [["县水务局", "县住建局"], ["县住建局"], ["县住建局"]]
    assert all([d.text for d in m.deadlines] == ["12月底"] for m in measures)


def test_a_list_of_enclosures_holds_no_measures() -> None:
    text = "关于印发两个方案的通知\n各镇人民政府:\n现印发给你们。\n附件:\n\n1.青禾县修渠方案\n\n2.青禾县修路方案\n\n青禾县人民政府\n2022年1月8日"
    assert read(text).measures == ()


def test_a_line_with_only_labels_below_is_the_text_and_no_title() -> None:
    document = read(
        "一、治水\n1. 新建4个闸口。\n牵头单位:区水务局\n    配合单位:各街办\n2. 清淤8公里。\n牵头单位:区水务局"
    )
    assert [m.title for m in document.measures] == ["", ""]
    assert [(t.value, t.unit) for m in document.measures for t in m.targets] == [(4, "个"), (8, "公里")]


def test_any_of_finds_the_longest_word() -> None:
    pattern = re.compile(any_of(["建", "建设", "建设好", "修"]))
    assert [m.group() for m in pattern.finditer("建设好渠,建成,修路")] == ["建设好", "建", "修"]


def test_matches_from_signs_are_those_of_the_whole_search() -> None:
    pattern, text = re.compile(r"\d+年(?:底前)?"), "到2025年底前建成,3公里,明年。20年"
    found = [m.span() for m in matches_from(re.compile(r"\d"), pattern, text, 0, len(text))]
    assert found == [m.span() for m in pattern.finditer(text)]


def test_a_long_line_cut_within_a_sentence_goes_on_in_the_next():
    document = understand(
        SourceText(
            "一、扶持政策\n1.减免租金。对承租国有林场经营性房产的苗木企业免收三个月租金。对租\n用其他房产的，鼓励减免。（县国资委牵\n"
            "头，县财政局配合）\n2.延长期限。对已签合同的企业，可以延长期限。\n"
        )
    )
    assert document.measures[0].commitments[1].text == "对租\n用其他房产的，鼓励减免"


def test_a_goal_without_a_figure_counts_where_somebody_is_responsible_for_it() -> None:
    document = read(
        "一、主要预期目标\n1.林业产值增长6%。\n牵头单位：县发改局\n"
        "2.林农收入增长与产值增长基本同步。\n牵头单位：县发改局\n3.其他指标不低于全市平均水平。"
    )
    assert [(m.number, [r.name for r in m.responsible]) for m in document.measures] == [
        ("1", ["县发改局"]),
        ("2", ["县发改局"]),
    ]


def test_numbers_with_the_small_full_stop_number_items() -> None:
    document = read(
        "一、奖补\n1﹒护林奖补。加快兑现。（牵头单位：县林业局）\n2﹒造林奖补。加快兑现。（牵头单位：县林业局）"
    )
    assert [m.title for m in document.measures] == ["护林奖补", "造林奖补"]


def test_the_time_limit_on_the_line_after_the_units_belongs_to_the_last_item_too() -> None:
    item = "责任单位：县林业局\n时限要求：2031年6月底前\n"
    document = read(f"一、护林\n（一）加密护林点。新增护林点50个。\n{item}（二）修缮林道。修缮林道8公里。\n{item}")
    assert [(t.value, t.deadline) for m in document.measures for t in m.targets] == [
        (50, "2031年6月底"),
        (8, "2031年6月底"),
    ]
