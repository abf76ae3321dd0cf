"""What can go wrong in delivery, in words for the person who did it."""

from luoshi.kernel.errors import N_, ExpectedError


class StepNotAllowed(ExpectedError):
    code = "delivery.step_not_allowed"
    message = N_("任务 {task} 现在是“{state}”，不能“{step}”。请刷新页面查看最新状态。")


class AlreadyIssued(ExpectedError):
    code = "delivery.already_issued"
    message = N_("{commitment} 已经交办或不立项，不能再修改。需要调整责任单位或期限时，请在任务页面办理。")


class YearsOutside(ExpectedError):
    code = "delivery.years_outside"
    message = N_("年度计划里的 {years} 年不在任务起止年份（{start}–{end}）之内。请改正后再保存。")


class NobodyLeft(ExpectedError):
    code = "delivery.nobody_left"
    message = N_("没有需要移交的任务，或没有写明移交给谁。请刷新页面后再选。")


class UnitEnded(ExpectedError):
    code = "delivery.unit_ended"
    message = N_("“{unit}”已撤销，不能接收任务。请选择现有单位。")


class AmendmentSettled(ExpectedError):
    code = "delivery.amendment_settled"
    message = N_("“{title}”已经处理过了，不能再改。请刷新页面查看最新状态。")


class ClausesMissing(ExpectedError):
    code = "delivery.clauses_missing"
    message = N_("请写明文件名称，并至少选择一条被修改或废止的条款；修改的要写出修改后的文字。")


class NotReadyToIssue(ExpectedError):
    code = "delivery.not_ready"
    message = N_("{commitment} 还不能交办：{missing}。请补全后再交办。")


class DueBeforeStart(ExpectedError):
    code = "delivery.due_before_start"
    message = N_("完成期限 {due} 早于交办日期 {start}。请改成之后的日期。")


class DueTooFar(ExpectedError):
    code = "delivery.due_too_far"
    message = N_("完成期限 {due} 在 {years} 年以后，多半是年份写错了。请核对后改正。")


class PlanFaulty(ExpectedError):
    code = "delivery.plan_faulty"
    message = N_("分季计划有误：{problems}。请改正后保存；您填写的内容仍在页面上。")


class CannotSplit(ExpectedError):
    code = "delivery.cannot_split"
    message = N_("没有找到拆分位置。请在要拆开的地方加一个竖线“|”，两边都要有文字，且不改动原文。")


class CannotMerge(ExpectedError):
    code = "delivery.cannot_merge"
    message = N_("只能合并同一句中相邻、都未交办的两项。请重新选择。")


class UnknownSpan(ExpectedError):
    code = "delivery.unknown_span"
    message = N_("“{text}”不是条款 {clause} 的原文。请从原文中原样选取。")


class PercentOutOfRange(ExpectedError):
    code = "delivery.percent_out_of_range"
    message = N_("进度应在 0 到 100 之间，您填的是 {percent}。请改正后再报送；已填内容仍在页面上。")


class ReasonMissing(ExpectedError):
    code = "delivery.reason_missing"
    message = N_("请写明理由，让对方知道怎么办。")


class TextMissing(ExpectedError):
    code = "delivery.text_missing"
    message = N_("请填写进展情况。没有进展也请如实写明原因。")


class RequestOpen(ExpectedError):
    code = "delivery.request_open"
    message = N_("这项任务已有一件待答复的申请。请等答复后再提。")


class RequestAnswered(ExpectedError):
    code = "delivery.request_answered"
    message = N_("这件申请已经答复过了。")


class ExtensionTooLate(ExpectedError):
    code = "delivery.extension_too_late"
    message = N_("延期应在期限 {due} 之前申请，并给出更晚的新期限。逾期请先报告情况，由督查室处理。")


class OwnReport(ExpectedError):
    code = "delivery.own_report"
    message = N_("报送人不能审核自己的报告。请由另一位审核人员办理。")


class SheetOpen(ExpectedError):
    code = "delivery.sheet_open"
    message = N_("任务 {task} 还有一张督查单没有判定。请先判定那一张，升级由规则决定。")


class SheetJudged(ExpectedError):
    code = "delivery.sheet_judged"
    message = N_("第 {number} 号督查单已经判定，不能再改。请看接下来的督查单。")


class EvidenceRefused(ExpectedError):
    code = "delivery.evidence_refused"
    message = N_("文件“{name}”没有收下：{why}。其他内容已保留，请换一个文件再试。")


class EvidenceNotKept(ExpectedError):
    code = "delivery.evidence_not_kept"
    message = N_(
        "服务器没能存下文件“{name}”：{why}。报告没有报送，已填的文字仍在页面上。"
        "请联系管理员处理后，重新选择文件再报送。"
    )


class EvidenceMissing(ExpectedError):
    code = "delivery.evidence_missing"
    message = N_("还缺佐证：{missing}。请在“佐证材料”中逐项上传后再申请办结；已填的内容仍在页面上。")


class OutcomeUnknown(ExpectedError):
    code = "delivery.outcome_unknown"
    message = N_("报告里没有成效指标“{metric}”的数值。请核实后填写实际值，或退回请单位补报。")


class OutcomeNotReached(ExpectedError):
    code = "delivery.outcome_not_reached"
    message = N_("成效指标“{metric}”实际为 {reached}，没有达到 {wanted}，不能办结。请退回，或先按程序调整指标。")


class TooMuchToReport(ExpectedError):
    code = "delivery.too_much_to_report"
    message = N_(
        "{what}：{unit}每月报送预计用时将达 {minutes} 分钟，超过上限 {most} 分钟。"
        "请改用较疏的周期，或先减少其他任务的报送；确有必要的，由督查室写明理由后再提交。"
    )


class NotOnDemand(ExpectedError):
    code = "delivery.not_on_demand"
    message = N_("任务 {task} 按固定周期报送，不需要另行通知。请先把报送周期改为“按通知报送”。")


class DayTooEarly(ExpectedError):
    code = "delivery.day_too_early"
    message = N_("日期 {day} 应在 {after} 之后。请改正后再提交。")


class NotBelow(ExpectedError):
    code = "delivery.not_below"
    message = N_("{unit}不是本单位的下级，也不在配合单位或集体责任方之内，不能向其分解任务。请重新选择。")


class AlreadyHandedDown(ExpectedError):
    code = "delivery.already_handed_down"
    message = N_("已经向{unit}分解过任务 {task}。请不要重复分解。")


class PartsOpen(ExpectedError):
    code = "delivery.parts_open"
    message = N_("下级任务 {parts} 还没有办结，不能办结上级任务。请先办结下级任务。")


class TableUnreadable(ExpectedError):
    code = "delivery.table_unreadable"
    message = N_("读不出“{name}”：{why}。请用 xlsx 或 docx 格式的任务分解表，表头中要有“任务”和“牵头单位”。")


class TableHasFaults(ExpectedError):
    code = "delivery.table_has_faults"
    message = N_("选中的行里还有 {count} 行有误。请在表格中改正后重新导入，或取消勾选这些行。")


class TooManyRows(ExpectedError):
    code = "delivery.too_many_rows"
    message = N_("一次勾选了 {rows} 行，最多立项 {most} 行。请分几次勾选，或点“无误的全部立项”逐批办理。")


class TableDone(ExpectedError):
    code = "delivery.table_done"
    message = N_("这张表已经处理过了。需要再导入时，请重新上传。")


class CheckDone(ExpectedError):
    code = "delivery.check_done"
    message = N_("任务 {task} 的现场核查已有结论，不能再改。请看已登记的结论。")


class NothingToCheck(ExpectedError):
    code = "delivery.nothing_to_check"
    message = N_("没有可以抽查的在办任务：至少要有一项任务报送过进展。")


class StageNotOpen(ExpectedError):
    code = "delivery.stage_not_open"
    message = N_("改革举措现在是“{stage}”，不能改为“{to}”。请按提出、评审、推广、固化的顺序办理。")


class TalkHeldAlready(ExpectedError):
    code = "delivery.talk_held_already"
    message = N_("这次约谈已于 {on} 进行，记录不能再改。需要补充的，请登记会议纪要。")


class TalkDayWrong(ExpectedError):
    code = "delivery.talk_day_wrong"
    message = N_("约谈日期 {day} 应在提请日 {since} 与今天之间。请改正后再登记。")
