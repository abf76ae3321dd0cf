"""What can go wrong in delivery, in words for the person who did it."""

from luoshi.kernel.errors import N_, ExpectedError


class StepNotAllowed(ExpectedError):
    code = "delivery.step_not_allowed"
    message = N_("任务 {task} 现在是“{state}”，不能“{step}”。请刷新页面查看最新状态。")


class AlreadyIssued(ExpectedError):
    code = "delivery.already_issued"
    message = N_("{commitment} 已经交办或不立项，不能再修改。需要调整责任单位或期限时，请在任务页面办理。")


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
