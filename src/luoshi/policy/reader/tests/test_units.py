"""Responsible units: lists in every dress, roles, elided levels, groups, the unit directory."""

import pytest

from luoshi.policy.reader import UnitDirectory, understand
from luoshi.policy.reader.model import SourceText

DIRECTORY = UnitDirectory.from_csv(
    "code,name,short_names,level,kind,parent,groups,name_en\n"
    "fgj,甲县发展和改革局,县发改局;发改局,county,bureau,,县直部门,\n"
    "rsj,甲县人力资源和社会保障局,,county,bureau,,县直部门,\n"
    "rcb,中共甲县委人才工作领导小组办公室,县委人才办;人才办,county,party-office,,县直部门,\n"
    "hbj,乙市东山生态环境局,东山生态环境局,county,bureau,,,\n"
    "zb,甲县东镇人民政府,东镇,township,town,,各乡镇(街道);各相关乡镇(街道),\n"
    "xb,甲县西街道办事处,西街道,township,subdistrict,,各乡镇(街道);各相关乡镇(街道),\n"
)


def read(text: str):
    return understand(SourceText("一、重点任务\n（一）推进工作。加快建设。" + text), DIRECTORY).measures[0]


def parties(text: str) -> list[tuple[str, str]]:
    return [(r.name, r.role) for r in read(text).responsible]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(责任单位:县发改局、工信局)", [("县发改局", "responsible"), ("县工信局", "responsible")]),
        ("【责任单位：县发改局、工信局】", [("县发改局", "responsible"), ("县工信局", "responsible")]),
        ("〔责任单位：县发改局，工信局〕", [("县发改局", "responsible"), ("县工信局", "responsible")]),
        ("\n责任单位：县发改局、工信局", [("县发改局", "responsible"), ("县工信局", "responsible")]),
        ("\n牵头单位：县发改局；配合单位：财政局", [("县发改局", "lead"), ("县财政局", "support")]),
        (
            "（市发改委牵头，市工信局、商务局配合）",
            [("市发改委", "lead"), ("市工信局", "support"), ("市商务局", "support")],
        ),
        ("（省发展改革委、财政厅按职责分工负责）", [("省发展改革委", "responsible"), ("省财政厅", "responsible")]),
        ("（由县发改局牵头实施）", [("县发改局", "lead")]),
        (
            "（县委宣传部、县政府安委会办公室牵头，县林业局分工负责）",
            [("县委宣传部", "lead"), ("县政府安委会办公室", "lead"), ("县林业局", "responsible")],
        ),
        ("（市委宣传部、市政府安委会办公室牵头）", [("市委宣传部", "lead"), ("市政府安委会办公室", "lead")]),
        ("（财政部牵头，税务总局按职责分工负责）", [("财政部", "lead"), ("税务总局", "responsible")]),
        ("（由市市场监管局会同市行政审批局负责）", [("市市场监管局", "lead"), ("市行政审批局", "support")]),
        (
            "（财政部会同税务总局、海关总署负责）",
            [("财政部", "lead"), ("税务总局", "support"), ("海关总署", "support")],
        ),
        (
            "（由市商务局牵头，会同市文旅局、体育局负责）",
            [("市商务局", "lead"), ("市文旅局", "support"), ("市体育局", "support")],
        ),
        (
            "（牵头领导：县委常委、常务副县长；主要责任单位：县发改局；其他责任单位：县财政局、林业局）",
            [("县发改局", "lead"), ("县财政局", "support"), ("县林业局", "support")],
        ),
        ("（主要责任单位：县发改局、工信局）", [("县发改局", "responsible"), ("县工信局", "responsible")]),
        ("\n责任单位：各街道，区园林局", [("区园林局", "responsible")]),
        ("（省财政厅、发展改革委）", [("省财政厅", "unspecified"), ("省发展改革委", "unspecified")]),
        (
            "（责任单位：市教育局、市民政局、林业局）",
            [("市教育局", "responsible"), ("市民政局", "responsible"), ("市林业局", "responsible")],
        ),
        (
            "（牵头单位：市林业局、市水利局等部门按照职能负责；配合单位：市财政局）",
            [("市林业局", "lead"), ("市水利局", "lead"), ("市财政局", "support")],
        ),
        ("（省林业厅〔省绿化办〕牵头，各地各有关部门按职责分工负责）", [("省林业厅〔省绿化办〕", "lead")]),
        ("（市林业局负责，长期坚持）", [("市林业局", "responsible")]),
        ("（责任单位：县水利局、水保局）", [("县水利局", "responsible"), ("县水保局", "responsible")]),
    ],
)
def test_a_list_in_any_dress_gives_units_with_roles(text, expected):
    assert parties(text) == expected


def test_the_traps_of_a_county_list():
    text = "(责任单位:县委人才办、县人社局,县委台港澳办,县发改局、工信局、市政园林中心、东山生态环境局、东方经开区,各相关乡镇(街道)、园区)"
    measure = read(text)
    assert [r.name for r in measure.responsible] == [
        "县委人才办",
        "县人社局",
        "县委台港澳办",
        "县发改局",
        "县工信局",
        "县市政园林中心",
        "东山生态环境局",
        "东方经开区",
    ]
    assert [g.name for g in measure.groups] == ["各相关乡镇(街道)", "园区"]


def test_party_organs_inherit_the_committee():
    assert parties("（责任单位：县委宣传部、组织部，县教育局）")[1][0] == "县委组织部"


def test_a_list_left_open_ends_with_its_paragraph():
    measure = read("(责任单位:县发改局、工信局,各相关乡镇(街道)\n")
    assert [r.name for r in measure.responsible] == ["县发改局", "县工信局"]
    assert [g.name for g in measure.groups] == ["各相关乡镇(街道)"]


def test_and_so_on_is_dropped_and_its_group_kept():
    measure = read("（海关总署、商务部等有关部门负责）")
    assert [r.name for r in measure.responsible] == ["海关总署", "商务部"]
    assert [g.name for g in measure.groups] == ["有关部门"]
    assert parties("（县发改局等单位负责）") == [("县发改局", "responsible")]


def test_the_first_of_a_list_leads_once_the_document_says_so():
    text = "（一）甲。推进。（税务总局、财政部负责，排在第一位的部门为牵头部门，下同）\n（二）乙。推进。（海关总署、商务部负责）"
    first, second = understand(SourceText("一、任务\n" + text)).measures
    assert [r.role for r in first.responsible] == ["lead", "responsible"]
    assert [r.role for r in second.responsible] == ["lead", "responsible"]


def test_a_party_named_for_all_that_follows_stands_in_every_measure():
    text = (
        "（一）甲。推进。〔责任单位：省发展改革委、商务厅按职责分工负责。具体任务均涉及相关市（州）人民政府，不再做分工，下同。〕\n"
        "（二）乙。推进。〔责任单位：省市场监管局〕"
    )
    first, second = understand(SourceText("一、任务\n" + text)).measures
    assert [r.name for r in first.responsible] == ["省发展改革委", "省商务厅"]
    assert [g.name for g in first.groups] == [g.name for g in second.groups] == ["相关市（州）人民政府"]


def test_the_unit_a_heading_puts_in_charge_leads_its_items():
    measure = understand(SourceText("一、县示范区管委会牵头工作(8项)\n1.打造基地。")).measures[0]
    assert [(r.name, r.role) for r in measure.responsible] == [("县示范区管委会", "lead")]


def test_a_sentence_that_puts_units_in_charge_is_read_where_no_list_is():
    measure = understand(SourceText("一、保障\n（一）加强领导。县民政局会同县发改局等部门抓好落实。")).measures[0]
    assert [(r.name, r.role) for r in measure.responsible] == [("县民政局", "lead"), ("县发改局", "support")]


def test_names_resolve_to_official_ones_and_groups_to_members():
    measure = read("(责任单位:县发改局、人社局、东山生态环境局、县无此局，各相关乡镇（街道）)")
    assert {r.name: r.unit for r in measure.responsible} == {
        "县发改局": "甲县发展和改革局",
        "县人社局": "甲县人力资源和社会保障局",
        "东山生态环境局": "乙市东山生态环境局",
        "县无此局": None,
    }
    assert measure.groups[0].members == ("甲县东镇人民政府", "甲县西街道办事处")


def test_persons_dates_and_the_responsible_units_themselves_are_no_units():
    assert parties("（牵头领导：张某；责任单位：县发改局，2023年底前完成）") == [("县发改局", "responsible")]
    assert parties("（责任单位：各责任单位）") == []


def test_a_bracket_inside_a_sentence_is_no_list():
    assert parties("实施证书（技工院校内由主管部门负责），推进改革。") == []


def test_governments_of_a_level_are_groups_and_so_are_parties_after_and():
    measure = read("（人力资源社会保障部、教育部等部门和地方各级人民政府负责）")
    assert [r.name for r in measure.responsible] == ["人力资源社会保障部", "教育部"]
    assert [g.name for g in measure.groups] == ["地方各级人民政府"]
    measure = read("（各省、自治区、直辖市人民政府，国务院有关部门负责）")
    assert [g.name for g in measure.groups] == ["各省、自治区、直辖市人民政府", "国务院有关部门"]
    assert [g.name for g in read("（国家发展改革委负责，省级人民政府配合）").groups] == ["省级人民政府"]


def test_a_name_the_document_has_several_of_is_a_group():
    text = "各区政府，各林区管委会：\n一、任务\n(一)修渠。加快建设。（林区管委会负责，市林业局、东山管委会配合）"
    measure = understand(SourceText(text)).measures[0]
    assert [g.name for g in measure.groups] == ["林区管委会"]
    assert [r.name for r in measure.responsible] == ["市林业局", "东山管委会"]


def test_a_last_sentence_that_only_puts_units_in_charge_is_a_list():
    text = "加快建设。由市林业局、水利局，各区人民政府负责落实。"
    assert all_parties(text) == [("市林业局", "responsible"), ("市水利局", "responsible"), ("各区人民政府", "group")]
    text = "加快建设。\n由各有关部门负责落实。\n二、其他\n(一)植树。"
    assert all_parties(text) == [("各有关部门", "group")]
    measure = understand(SourceText("一、任务\n(一)修渠。加快建设。由市林业局负责落实。")).measures[0]
    assert [c.text for c in measure.commitments] == ["加快建设"]


def all_parties(text: str) -> list[tuple[str, str]]:
    measure = understand(SourceText(f"一、任务\n(一)修渠。{text}")).measures[0]
    return [(r.name, r.role) for r in measure.responsible] + [(g.name, "group") for g in measure.groups]


def test_units_named_in_prose() -> None:
    assert all_parties("县政府督查室会同县发改局定期通报。") == [("县政府督查室", "lead"), ("县发改局", "support")]
    assert all_parties("以上工作由县农办会同有关部门抓好落实。") == [("县农办", "lead")]
    assert all_parties("资金由县商务局、县财政局共同管理使用。") == [
        ("县商务局", "unspecified"),
        ("县财政局", "unspecified"),
    ]


def test_another_name_in_brackets_is_no_unit() -> None:
    assert all_parties("建成完备的社区综合体(社区服务中心)。") == []


def test_two_groups_and_those_for_all_that_follow() -> None:
    assert all_parties("修渠5条。(责任单位:各乡镇、县直有关部门)") == [("各乡镇", "group"), ("县直有关部门", "group")]
    found = all_parties("修渠5条。(责任单位:市水利局。以下措施均需各县区人民政府、园区管委会落实,不再单独列出)")
    assert found == [("市水利局", "responsible"), ("各县区人民政府", "group"), ("园区管委会", "group")]


def test_a_list_of_groups_keeps_how_they_are_printed():
    text = "（省教育厅负责，各市人民政府结合实际落实）"
    assert [g.name for g in read(text).groups] == ["各市人民政府"]
    text = "（牵头单位：县发改局；责任单位：县直有关部门、单位，各乡镇、开发区管委）"
    assert [g.name for g in read(text).groups] == ["县直有关部门、单位", "各乡镇", "开发区管委"]
    assert parties(text) == [("县发改局", "lead")]


def test_a_list_may_say_whom_the_lists_after_it_contain() -> None:
    text = (
        "（一）修渠。修渠。（责任单位：省水利厅、省林业厅，各市、县〔区〕政府。以下责任单位中均包含各市、县〔区〕政府，不再列出）\n"
        "（二）植树。植树。（省林业厅负责。以下各项均需各市州政府、甲新区管委会落实，不再一一列出）\n（三）护林。护林。（省林业厅负责）"
    )
    first, _, third = understand(SourceText("一、任务\n" + text)).measures
    assert [r.name for r in first.responsible] == ["省水利厅", "省林业厅"]
    assert [g.name for g in first.groups] == ["各市、县〔区〕政府"]
    assert [g.name for g in third.groups] == ["各市、县〔区〕政府", "各市州政府"]
    assert [r.name for r in third.responsible] == ["省林业厅", "甲新区管委会"]


def test_an_office_with_two_names_in_prose() -> None:
    assert all_parties("由市林业局（市绿化局）会同市财政局、农业银行甲市分行制定计划。") == [
        ("市林业局（市绿化局）", "lead"),
        ("市财政局", "support"),
        ("农业银行甲市分行", "support"),
    ]


def test_lists_on_lines_of_a_city() -> None:
    measure = read(
        "\n牵头单位：市林业局（森防办、种苗站）、行政服务中心管委会\n"
        "责任单位：市水利局、地方金融监管局，乙港口管理局甲市协调中心，各县（区）人民政府、开发区（投资区）管委会"
    )
    assert [(r.name, r.role) for r in measure.responsible] == [
        ("市林业局（森防办、种苗站）", "lead"),
        ("市行政服务中心管委会", "lead"),
        ("市水利局", "responsible"),
        ("市地方金融监管局", "responsible"),
        ("乙港口管理局甲市协调中心", "responsible"),
    ]
    assert [g.name for g in measure.groups] == ["各县（区）人民政府", "开发区（投资区）管委会"]


def test_services_of_government_are_no_municipal_works() -> None:
    measure = understand(
        SourceText("一、保障\n（一）优化审批。推进改革。（市政府办公室、市政务服务局牵头，市政园林局配合）")
    ).measures[0]
    assert [r.name for r in measure.responsible] == ["市政府办公室", "市政务服务局", "市市政园林局"]


def test_a_unit_told_to_act_with_another_leads() -> None:
    measure = understand(SourceText("一、保障\n（一）兑现政策。市财政局要会同市工信局制定实施细则。")).measures[0]
    assert [(r.name, r.role) for r in measure.responsible] == [("市财政局", "lead"), ("市工信局", "support")]
