"""The outline: numbers of every style, at line starts and where line breaks were lost."""

from luoshi.policy.reader import understand
from luoshi.policy.reader.model import SourceText
from luoshi.policy.reader.outline import read_outline
from luoshi.policy.reader.view import read_view


def numbers(text: str) -> list[str]:
    return [node.number for node in read_outline(read_view(text)).nodes]


def measures(text: str) -> list[tuple[str, str, str]]:
    return [(m.number, m.title, m.section) for m in understand(SourceText(text)).measures]


def test_every_style_of_number_is_read_as_printed():
    text = "一、甲\n（一）乙\n1.丙\n(1)丁\n①戊\n第二章 己\n第三条 庚\n1、辛\n（二）壬"
    assert numbers(text) == ["一", "（一）", "1", "(1)", "①", "第二章", "第三条", "1", "（二）"]


def test_a_number_before_a_word_that_opens_with_a_numeral_is_one():
    assert numbers("一、百亿企业培育\n二、零售林场\n三、一般林场\n四、依照一、二、三产业布局") == [
        "一",
        "二",
        "三",
        "四",
    ]


def test_a_part_that_only_tells_why_the_work_matters_is_no_measure():
    text = "一、提高政治站位，充分认识造林的重大意义\n造林是大事。\n二、加快造林\n（一）植树。建设林场。"
    assert [number for number, _, _ in measures(text)] == ["（一）"]


def test_full_width_and_half_width_numbers_are_the_same():
    assert numbers("１．推进甲工程建设\n２．推进乙工程建设\n３、推进丙工程建设") == ["1", "2", "3"]


def test_lost_line_breaks_do_not_lose_items():
    text = (
        "为此制定方案。一、优化政策环境（一）研究制定办法。（甲部负责）具体措施：1．及时总结经验。（甲部牵头）"
        "2．2020年底前开展检查。（乙部负责）（二）让融资更便利。（丙部负责）二、放出活力（三）系统梳理审批。（丁部负责）"
    )
    assert numbers(text) == ["一", "（一）", "1", "2", "（二）", "二", "（三）"]


def test_a_decimal_and_a_reference_are_no_items():
    assert numbers("一、总量达3.5亿元，依照第二条的规定，按前款（三）项办理。\n二、完成1.2万套。") == ["一", "二"]


def test_measures_numbered_on_through_chapters_keep_their_section():
    text = "一、甲工作\n（一）加强一。推进建设。\n（二）加强二。推进改革。\n二、乙工作\n（三）加强三。推进开放。"
    assert measures(text) == [
        ("（一）", "加强一", "一、甲工作"),
        ("（二）", "加强二", "一、甲工作"),
        ("（三）", "加强三", "二、乙工作"),
    ]


def test_a_heading_run_into_its_first_item_is_parted_from_it():
    text = "三、深化改革扩大开放,迸发活力(十一)打造一流环境。深化改革攻坚。"
    assert measures(text) == [("(十一)", "打造一流环境", "三、深化改革扩大开放,迸发活力")]


def test_guiding_ideas_and_closing_notes_are_no_measures_but_dated_goals_are():
    text = (
        "一、总体要求\n（一）指导思想。坚持新发展理念。\n（二）基本原则。坚持稳中求进。\n"
        "（三）发展目标。到2025年，总规模达到2万亿元。\n二、重点任务\n（四）发展产业。培育企业。\n"
        "三、附则\n本办法自印发之日起施行。"
    )
    assert [m[0] for m in measures(text)] == ["（三）", "（四）"]


def test_an_item_that_starts_with_its_body_has_no_title():
    text = "一、任务\n1.投资3000万元建设养殖基地。\n2.打造生产基地。\n3.建设3个产业园。推动30条生产线投产。"
    assert [m[1] for m in measures(text)] == ["", "", ""]


def test_articles_of_a_law_count_but_purpose_scope_and_entry_into_force_do_not():
    text = (
        "第一章　总　　则\n第一条　为了规范管理，制定本条例。\n第二条　本条例适用于本市。\n"
        "第三条　市人民政府应当加强领导。有下列情形的，应当公开：\n（一）涉及群众的；\n（二）涉及安全的。\n"
        "第二章　附则\n第四条　本条例自2024年1月1日起施行。"
    )
    assert measures(text) == [("第三条", "", "第一章 总则")]


def test_page_furniture_does_not_cut_a_sentence():
    text = (
        "若干政策\n一、创新\n1.鼓励改造。给予补助；成\n18\n下一页\n若干政策\n功创建的提高比例。\n"
        "2.加强服务。建立平台，优\n19\n下一页\n若干政策\n化流程。\n3.培育企业。支持发\n20\n下一页\n若干政策\n展。"
    )
    document = understand(SourceText(text))
    assert [m.number for m in document.measures] == ["1", "2", "3"]
    assert "成\n18\n下一页\n若干政策\n功创建" in text
    sentence = document.measures[0].sentences[-1]
    assert text[sentence.span.start : sentence.span.end] == sentence.text
    assert sentence.text.endswith("功创建的提高比例。")


def test_lines_broken_mid_sentence_are_joined():
    lines = [
        "一、加强规划引领。各区要组织编制城市更新专项规划，明",
        "确更新单元和重点项目，年底前完成编制工作，建立项目库",
        "并动态更新，不断完善政策体系，健全工作推进机制，形成",
        "工作合力。（责任单位：市自然资源局、市住房城乡建",
        "设局，各区政府）",
        "二、加大资金支持。市财政安排专项资金支持城市更新，鼓",
        "励社会资本参与，创新投融资模式，盘活存量资产，提高资",
        "金使用效益。（责任单位：市财政局、市审计局、市发改委",
        "、市国资委）",
    ]
    first, second = understand(SourceText("\n".join(lines))).measures
    assert [r.name for r in second.responsible] == ["市财政局", "市审计局", "市发改委", "市国资委"]
    assert len(first.sentences) == 1
    assert first.commitments[1].text == "明\n确更新单元和重点项目"


def test_the_enclosure_list_of_a_notice_holds_no_items():
    text = "一、抓好落实。各单位要细化职责。\n附件:1.任务清单\n2.分解表\n甲县人民政府\n2025年5月18日\n附件1\n一、甲局牵头工作\n1.打造基地。"
    assert [m[0] for m in measures(text)] == ["一", "1"]
