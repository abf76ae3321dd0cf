"""The head: title, issuer, number, dates, recipients, openness."""

from luoshi.policy.reader import understand
from luoshi.policy.reader.model import Head, SourceText


def head(text: str) -> Head:
    return understand(SourceText(text)).head


BODY = "一、任务\n（一）推进工作。加快建设。\n"


def test_a_covering_notice_gives_its_own_title_and_signature():
    found = head(
        "甲县人民政府办公室关于印发《甲县养老服务行动方案》的通知\n甲政办发〔2023〕8号\n"
        "各乡镇人民政府、街道办事处，县直各部门：\n现将方案印发给你们，请贯彻执行。\n甲县人民政府办公室\n2023年5月8日\n"
        "（此件主动公开）\n甲县养老服务行动方案\n" + BODY
    )
    assert found.title == "甲县人民政府办公室关于印发《甲县养老服务行动方案》的通知"
    assert (found.issuer, found.doc_number, found.date) == ("甲县人民政府办公室", "甲政办发〔2023〕8号", "2023-05-08")
    assert found.recipients == ("各乡镇人民政府", "街道办事处", "县直各部门")
    assert found.openness == "主动公开"


def test_a_title_broken_over_two_lines_is_joined():
    found = head("各有关单位:\n请抓好落实。\n甲县人民政府\n2021年7月23日\n关于推动\n高质量发展的若干措施\n" + BODY)
    assert (found.title, found.issuer, found.date) == ("关于推动高质量发展的若干措施", "甲县人民政府", "2021-07-23")


def test_a_date_in_chinese_numerals_and_two_signatures():
    found = head(
        "关于印发《就业方案》的通知（甲人社发〔2022〕15号）\n各县区人社局：\n请执行。\n甲市人力资源和社会保障局\n甲市财政局\n"
        "二〇二二年三月一日\n" + BODY
    )
    assert (found.title, found.doc_number) == ("关于印发《就业方案》的通知", "甲人社发〔2022〕15号")
    assert (found.issuer, found.date) == ("甲市人力资源和社会保障局、甲市财政局", "2022-03-01")


def test_signature_at_the_end_and_parts_of_one_recipient():
    found = head(
        "国务院关于促进发展的若干意见\n国发〔2019〕3号\n各省、自治区、直辖市人民政府，国务院各部委、各直属机构：\n现提出意见：\n"
        + BODY
        + "国务院\n2019年1月12日\n（此件公开发布）"
    )
    assert (found.issuer, found.date) == ("国务院", "2019-01-12")
    assert found.recipients == ("各省、自治区、直辖市人民政府", "国务院各部委、各直属机构")


def test_what_is_not_printed_stays_empty():
    assert head(BODY) == Head()


def test_a_title_cut_in_three_lines_after_the_number_is_joined():
    found = head(
        "甲政办发〔2031〕2号\n甲县人民政府办公室\n关于印发2031年县政府工作报告\n目标分解方案的通知\n各乡镇：\n请执行。\n"
        + BODY
    )
    assert found.title == "甲县人民政府办公室关于印发2031年县政府工作报告目标分解方案的通知"


def test_the_full_title_of_the_notice_goes_before_the_short_one_of_the_page():
    found = head(
        "智慧甲市建设2031年工作要点\n来源：网\n甲市人民政府办公室关于印发智慧甲市建设2031年工作要点的通知\n"
        "各县人民政府，市政府各部门、单位：\n现印发给你们。\n" + BODY
    )
    assert found.title == "甲市人民政府办公室关于印发智慧甲市建设2031年工作要点的通知"
    assert found.recipients == ("各县人民政府", "市政府各部门、单位")


def test_recipients_are_found_where_the_colon_was_lost():
    found = head("甲县人民政府关于造林的通知\n各乡镇人民政府，各有关单位\n现将方案印发给你们，请执行。\n" + BODY)
    assert found.recipients == ("各乡镇人民政府", "各有关单位")


def test_places_that_share_one_seat_are_one_recipient():
    found = head("甲市人民政府关于造林的通知\n乙县、丙丁、戊己县委和人民政府，州政府各局委、各直属机构：\n" + BODY)
    assert found.recipients == ("乙县、丙丁、戊己县委和人民政府", "州政府各局委、各直属机构")


def test_a_record_may_name_title_and_organ_of_a_text_without_them():
    record = "发文标题: 甲市林业局关于加快造林的通知\n发文部门: 甲市林业局\n发文时间: 2031-1-5\n发文内容:\n"
    found = head(record + "各区林业局，市政府各组成部门、各直属机构：\n" + BODY)
    assert (found.title, found.issuer, found.date) == ("甲市林业局关于加快造林的通知", "甲市林业局", "2031-01-05")
    assert found.recipients == ("各区林业局", "市政府各组成部门、各直属机构")


def test_signature_and_title_between_a_letter_and_its_text_are_no_promise():
    document = understand(
        SourceText(
            "各乡镇：\n一、落实责任。各镇要制定计划。\n二、加强调度。各镇要按月报告。\n甲县人民政府办公室\n2031年1月3日\n"
            "2031年造林任务责任分解方案\n一、造林目标\n（一）造林面积达到5万亩。\n责任单位：县林业局\n"
        )
    )
    assert [c.text for c in document.measures[1].commitments] == ["各镇要按月报告"]


def test_the_table_above_a_text_names_title_issuer_and_day():
    found = head(
        "文 号: | 甲府办发〔2031〕10号 | 是否有效: | |\n名 称: | 市人民政府办公室关于印发甲市造林行动方案的通知 |\n"
        "各市、特区、区人民政府，各有关单位：\n现印发给你们。\n甲市造林行动方案\n" + BODY
    )
    assert found.title == "市人民政府办公室关于印发甲市造林行动方案的通知"
    assert found.recipients == ("各市、特区、区人民政府", "各有关单位")
    found = head(
        "文章属性\n∙【制定机关】甲市人民政府办公室\n∙【公布日期】2031.01.17\n∙【主题分类】林业\n正文\n"
        "市人民政府办公厅关于印发2031年市\n《政府工作报告》目标分解方案的通知\n各区人民政府：\n请执行。\n" + BODY
    )
    assert found.title == "市人民政府办公厅关于印发2031年市《政府工作报告》目标分解方案的通知"
    assert (found.issuer, found.date) == ("甲市人民政府办公室", "2031-01-17")


def test_a_title_that_lost_its_first_half_or_carries_its_number():
    found = head("《甲市造林三年行动计划(2031—2033年)》的通知\n各县：\n请执行。\n" + BODY)
    assert found.title == "甲市造林三年行动计划(2031—2033年)"
    found = head("甲政办函〔2031〕22号:甲县人民政府办公室关于转发造林实施方案的通知\n各乡镇：\n请执行。\n" + BODY)
    assert found.title == "甲县人民政府办公室关于转发造林实施方案的通知"
    found = head("甲市造林实施意见\n(征求意见稿V2.2)\n(2031年9月15日)\n" + BODY)
    assert (found.title, found.date) == ("甲市造林实施意见(征求意见稿V2.2)", "2031-09-15")


def test_a_record_above_the_text_may_stand_in_cells_or_run_on():
    found = head(
        "组配分类 | 其他文件 | 发布机构 | 甲市林业管理局 |\n成文日期 | 2031-10-11 | 文号 | 甲政办〔2031〕73 号 |\n"
        + BODY
    )
    assert (found.issuer, found.date, found.doc_number) == ("甲市林业管理局", "2031-10-11", "甲政办〔2031〕73号")
    found = head(
        "甲市人民政府关于加快造林的若干意见(试行)文章属性•【制定机关】甲市人民政府•【公布日期】2031.02.01•【时效性】有效正文"
        "甲市人民政府关于加快造林的若干意见(试行)(甲政函〔2031〕39号)各区人民政府，市政府各部门：为加快造林，提出如下意见。\n"
        + BODY
    )
    assert found.title == "甲市人民政府关于加快造林的若干意见(试行)"
    assert (found.recipients, found.date) == (("各区人民政府", "市政府各部门"), "2031-02-01")


def test_recipients_that_share_a_seat_or_an_office_are_one():
    found = head("各市（含甲、乙市）、丙新区林业局，省厅机关各处室、厅属各单位：\n请执行。\n" + BODY)
    assert found.recipients == ("各市（含甲、乙市）、丙新区林业局", "省厅机关各处室、厅属各单位")
    found = head("各县（市）、区人民政府，各开发（度假）区、自贸试验（经济合作）区管委会：\n请执行。\n" + BODY)
    assert found.recipients == ("各县（市）、区人民政府", "各开发（度假）区、自贸试验（经济合作）区管委会")
    found = head(
        "甲开发区、乙投资区、丙高新区管委会，市直各委、办、局（公司），局机关各科室、直属各单位：\n请执行。\n" + BODY
    )
    assert found.recipients == (
        "甲开发区、乙投资区、丙高新区管委会",
        "市直各委、办、局（公司）",
        "局机关各科室、直属各单位",
    )
    found = head("各县人民政府，甲开发区管委会、乙开发区管委会：\n请执行。\n" + BODY)
    assert found.recipients == ("各县人民政府", "甲开发区管委会", "乙开发区管委会")
    assert head("各县，市政府各工作部门、各直属事业单位：\n请执行。\n" + BODY).recipients == (
        "各县",
        "市政府各工作部门、各直属事业单位",
    )


def test_a_note_after_a_signature_that_lost_its_break_is_no_title():
    found = head(
        "各县人民政府：现将《甲市储备林管理办法》印发给你们，请认真抓好贯彻落实。甲市人民政府2031年9月5日（此件公开发布）"
        "甲市储备林管理办法第一章  总    则第一条  为加强管理，制定本办法。第二条  市林业局负责储备林管理。"
    )
    assert (found.title, found.issuer, found.date) == ("甲市储备林管理办法", "甲市人民政府", "2031-09-05")


def test_an_office_that_signs_with_another_seal():
    found = head("关于推进植树的通知\n各县：\n请执行。\n省植树部门联席会议办公室（代章）\n2031年6月14日\n" + BODY)
    assert (found.issuer, found.date) == ("省植树部门联席会议办公室", "2031-06-14")


def test_a_head_in_lines_as_wide_as_the_page_is_not_joined():
    body = "林区道路建设要与生态保护统筹推进，在确保森林资源安全的前提下逐步实现村村通路，"
    found = head(
        "甲市人民政府关于深化完善特殊政策支持乙林区新一轮高质量发展的若干意见\n各区、县人民政府，市政府各委、办、局：\n"
        + (body + "\n") * 6
        + "现提出意见。\n"
        + BODY
        + "省林业资源保护与森林防火工作改革部门联席会议办公室（代章）\n2031年6月14日\n"
    )
    assert found.title == "甲市人民政府关于深化完善特殊政策支持乙林区新一轮高质量发展的若干意见"
    assert found.recipients == ("各区、县人民政府", "市政府各委、办、局")
    assert found.date == "2031-06-14"
