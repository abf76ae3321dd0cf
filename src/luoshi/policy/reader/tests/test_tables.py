"""Tables of tasks: columns in several orders, flattened tables, cards of one task."""

from luoshi.policy.reader import understand
from luoshi.policy.reader.model import Measure, SourceText


def rows(text: str) -> tuple[Measure, ...]:
    return understand(SourceText(text)).measures


def units(measure: Measure) -> list[tuple[str, str]]:
    return [(r.name, r.role) for r in measure.responsible]


def test_each_row_is_a_measure_with_units_and_deadline_from_its_columns():
    first, second = rows(
        "2024年重点工作任务分解表\n"
        "序号\t工作任务\t具体措施\t牵头单位\t责任单位\t完成时限\n"
        "1\t推进项目建设\t开工建设产业园二期，完成投资5亿元\t区发改局\t区财政局、住建局，各镇（街道）\t2024年12月底\n"
        "2\t优化营商环境\t压减材料30%\t区政务服务局\t各有关部门\t2024年6月\n"
    )
    assert (first.number, first.title) == ("1", "推进项目建设")
    assert units(first) == [("区发改局", "lead"), ("区财政局", "responsible"), ("区住建局", "responsible")]
    assert [g.name for g in first.groups] == ["各镇（街道）"]
    assert [d.text for d in first.deadlines] == ["2024年12月底"]
    assert [(t.value, t.unit, t.deadline) for t in first.targets] == [(5, "亿元", "2024年12月底")]
    assert [g.name for g in second.groups] == ["各有关部门"]


def test_columns_may_stand_in_any_order():
    first, second = rows(
        "责任单位\t完成时限\t序号\t重点任务\n市教育局\t6月底\t1\t新建学校3所\n市卫健委、医保局\t9月底\t2\t建设县域医共体\n"
    )
    assert units(first) == [("市教育局", "responsible")]
    assert units(second) == [("市卫健委", "responsible"), ("市医保局", "responsible")]
    assert [d.text for d in second.deadlines] == ["9月底"]


def test_headings_between_the_rows_are_their_sections():
    found = rows(
        "一、政务环境\n序号\t重点任务\t牵头单位\t完成时限\n1\t推进一网通办\t县行政服务中心\t2023年12月底前\n"
        "二、法治环境\n2\t开展专项检查\t县司法局\t持续推进\n"
    )
    assert [(m.number, m.section) for m in found] == [("1", "一、政务环境"), ("2", "二、法治环境")]


def test_a_table_flattened_to_one_cell_a_line_is_read_by_its_running_numbers():
    first, second = rows(
        "重点任务清单\n序号\n工作任务\n牵头单位\n责任单位\n完成时限\n"
        "1\n建设城市书房10个\n市文旅局\n各县（市、区）\n2024年底\n2\n改造老旧小区50个\n市住建局\n市财政局、发改委\n2024年11月底\n"
    )
    assert units(first) == [("市文旅局", "lead")]
    assert [g.name for g in first.groups] == ["各县（市、区）"]
    assert units(second) == [("市住建局", "lead"), ("市财政局", "responsible"), ("市发改委", "responsible")]


def test_a_card_of_one_task_gives_one_measure_and_not_its_report():
    (card,) = rows(
        "重点工作: | 12.统筹治理。 |\n牵头单位: | 市城管局 |\n年度目标: | 第一季度:完成20%以上。 |\n"
        "进展情况: |\n已完成。 全市治理23.70万平方米。 |\n"
    )
    assert (card.number, card.title, units(card)) == ("12", "统筹治理", [("市城管局", "lead")])
    assert [(t.value, t.unit, t.deadline) for t in card.targets] == [(20, "%", "第一季度")]


def test_a_heading_that_carries_the_unit_list_gives_it_to_its_items():
    first, second = rows("一、加快升级（牵头单位：市工信局）\n1.实施技改。推动100家企业技改。\n2.培育集群。打造集群。")
    assert units(first) == units(second) == [("市工信局", "lead")]


def test_the_first_group_of_a_flattened_table_is_no_column():
    first, second = rows(
        "2031年任务分解\n分类\n序号\n事项\n责任单位\n牵头单位\n造林目标\n"
        "1\n造林面积增长6%。\n县林业局、财政局\n县林业局\n2\n木材产值增长4%。\n县林业局\n县林业局\n"
    )
    assert (first.section, second.section) == ("造林目标", "造林目标")
    assert units(first) == [("县林业局", "lead"), ("县财政局", "responsible")]


def test_rows_are_read_where_headings_are_broken_and_cells_lack_columns():
    first, second = rows(
        "2031年实事项目计划表\n序号\n项目名称\n建设规模及主要内容\n建设起\n止年限\n总投资\n(万元)\n资金\n来源\n责任\n单位\n"
        "1\n林区供水\n提升工程\n铺设供水管道30公里，改造蓄水池12座。\n2031.01-2031.12\n900\n财政\n县水利局\n"
        "2\n护林站\n新建护林站5座。\n2031.01-2031.12\n300\n财政\n县林业局、县财政局\n"
    )
    assert (first.number, first.title, units(first)) == ("1", "林区供水提升工程", [("县水利局", "responsible")])
    assert [(t.value, t.unit) for t in first.targets] == [(30, "公里"), (12, "座")]
    assert (second.title, len(second.responsible)) == ("护林站", 2)


def test_results_after_the_parties_are_no_part_of_a_row():
    (first, second) = rows(
        "序号 |\n主要任务 |\n分管 领导 |\n牵头 单位 |\n责任主体与协同单位 |\n推进情况 |\n说明 |\n"
        "7 |\n新建护林站5座。 |\n某甲 |\n林业局 |\n财政局、相关乡镇 |\n已建成3座。 |\n|\n"
        "8 |\n整修林道20公里。 |\n某乙 |\n交通局 |\n各乡镇 |\n已完成40%。 |\n||\n"
    )
    assert units(first) == [("林业局", "lead"), ("财政局", "responsible")]
    assert [(t.value, t.unit) for t in first.targets] == [(5, "座")]
    assert [(t.value, t.unit) for t in second.targets] == [(20, "公里")]


def test_numbers_may_stand_in_a_cell_without_heading_or_open_the_name_of_the_task():
    first, second = rows(
        "工作任务 | 具体要求 | 责任单位 | 时限要求 | ||\n"
        "一、加强护林。 | (一)完善机制。 | 1 | 建立巡护制度。 | 县林业局、各乡镇负责落实 | 年底前 |\n"
        "2 | 组建巡护队。 | 各乡镇负责落实 | 持续推进 | ||\n"
    )
    assert (first.number, first.section) == ("1", "一、加强护林/(一)完善机制")
    assert (second.number, second.section) == ("2", first.section)
    assert units(first) == [("县林业局", "responsible")]
    first, second = rows(
        "类别 | 事项名称 | 年度目标 | 责任单位 | 分管领导 | 1-9月份工作完成情况 |\n"
        "四、林区民生 | 14.改建林场学校 | 完成2座教学楼建设。 | 教育局 | 某甲 | 已完成70%。 |\n"
        "15.新建卫生室 | 新建卫生室3所。 | 卫健局 | 某乙 | 已建成1所。 | |\n"
    )
    assert [(m.number, m.title, m.section) for m in (first, second)] == [
        ("14", "改建林场学校", "四、林区民生"),
        ("15", "新建卫生室", "四、林区民生"),
    ]
    assert units(second) == [("卫健局", "responsible")]
    assert [(t.value, t.unit) for t in second.targets] == [(3, "所")]


def test_a_table_cut_off_from_its_headings_is_read_by_what_the_cells_hold():
    first, *_, last = rows(
        "1 | 新建林道20公里。 | 县交通局 | 已完成5公里。 | 正常 |\n|\n"
        "2 | 改造林场8家。 | 县林业局 | 已完成2家。 | 正常 |\n|\n"
        "3 | 对50户林农进行住房改造。 | 县住建局 | 已完成10户。 | 滞后 |\n"
    )
    assert units(first) == [("县交通局", "unspecified")]
    assert [(t.value, t.unit) for t in last.targets] == [(50, "户")]


def test_the_year_of_the_list_is_the_deadline_of_its_rows():
    first, second = rows(
        "2031年造林重点工作责任分解\n序号\n主要工作任务\n责任单位\n1\n造林面积增长6%。\n林业局\n2\n木材产值增长4%。\n林业局\n"
    )
    assert [t.deadline for m in (first, second) for t in m.targets] == ["2031", "2031"]


def test_an_extract_of_a_flattened_table_keeps_its_numbers_headings_and_parties():
    """One cell a line, headings between the rows, numbers left out: what an office prints of the county's list."""
    lines = ["乙县林业局2031年重点任务分解表", "序号", "重点工作任务", "主要责任单位", "协同配合单位"]
    lines += [
        "一、2031年全县林业主要目标",
        "3",
        "林业产值增长7%左右。",
        "县发改局",
        "县林业局、县统计局，各乡镇人民政府。",
    ]
    lines += [
        "二、全力以赴抓防火",
        "五、持续用力护林",
        "68",
        "持续推进护林站建设，加快修缮瞭望塔。",
        "县林业局",
        "县应急局。",
    ]
    lines += ["71", "全县护林员提高至560名。", "县林业局", "县财政局、县人社局。"]
    measures = understand(SourceText("\n\n".join(lines))).measures
    assert [[(r.name, r.role) for r in m.responsible] for m in measures] == [
        [("县发改局", "lead"), ("县林业局", "support"), ("县统计局", "support")],
        [("县林业局", "lead"), ("县应急局", "support")],
        [("县林业局", "lead"), ("县财政局", "support"), ("县人社局", "support")],
    ]
    assert [m.section for m in measures] == ["一、2031年全县林业主要目标", "五、持续用力护林", "五、持续用力护林"]
    assert [(t.metric, t.op, t.value, t.unit) for t in measures[2].targets] == [("全县护林员", ">=", 560, "名")]


def test_columns_of_place_and_money_do_not_hide_the_others():
    head = ["序号", "项目名称", "建设地点", "建设时间", "2031年建设内容", "年度投资金额（万元）", "责任单位"]
    rows = [
        ["1", "林道硬化项目", "东岭镇", "2031年6月底前", "新建林道12公里。", "300", "县林业局"],
        ["2", "瞭望塔项目", "西岭镇", "2031年", "修缮瞭望塔4座。", "80", "县应急局"],
    ]
    text = "乙县2031年林区实事项目清单\n" + "\n".join(f"{cell} |" for row in [head, *rows] for cell in row)
    measures = understand(SourceText(text)).measures
    assert [(m.title, [r.name for r in m.responsible]) for m in measures] == [
        ("林道硬化项目", ["县林业局"]),
        ("瞭望塔项目", ["县应急局"]),
    ]
    assert [(t.value, t.unit, t.deadline) for m in measures for t in m.targets] == [
        (12, "公里", "2031年6月底"),
        (4, "座", "2031"),
    ]
