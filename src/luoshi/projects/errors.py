"""What a person may do wrong with projects, each said so that they know what to do next."""

from __future__ import annotations

from luoshi.kernel.errors import N_, ExpectedError


class ReportWrong(ExpectedError):
    code = "projects.report_wrong"
    message = N_("月报没有保存：{problem}。请更正后重新提交，已填的内容都在。")


class ActStopped(ExpectedError):
    """A rule of law forbids the act until what it names is put right."""

    code = "projects.act_stopped"
    message = N_("不能办理：{finding}（{basis}）。")


class StepUnknown(ExpectedError):
    code = "projects.step_unknown"
    message = N_("这个项目的生命周期中没有步骤“{step}”。请从项目页重新进入。")


class StepStateWrong(ExpectedError):
    code = "projects.step_state_wrong"
    message = N_("“{step}”现在是“{state}”，不能这样办。请刷新页面后重试。")


class PlanMissing(ExpectedError):
    code = "projects.plan_missing"
    message = N_("“{project}”还没有计划。请先导入计划，或按生命周期起草。")


class PlanExists(ExpectedError):
    code = "projects.plan_exists"
    message = N_("“{project}”已有计划。要换一份，请导入新的计划文件。")


class MoveNotPossible(ExpectedError):
    code = "projects.move_not_possible"
    message = N_("“{activity}”不能移到 {day}：{reason}。")


class BaselineOpen(ExpectedError):
    code = "projects.baseline_open"
    message = N_("已有一份基线调整等待批准。请先等它批准或退回。")


class ReasonMissing(ExpectedError):
    code = "projects.reason_missing"
    message = N_("请写明理由：没有理由的调整不能提交。")


class RollDecided(ExpectedError):
    code = "projects.roll_decided"
    message = N_("“{project}”这一季的调整已经确认过。")


class RollAlready(ExpectedError):
    code = "projects.roll_already"
    message = N_("{quarter} 已经提出过滚动调整。请在原清单上逐项确认。")


class PhotoRefused(ExpectedError):
    code = "projects.photo_refused"
    message = N_("“{name}”不是 JPEG 或 PNG 照片，或超过 20 MB。请换一张照片。")


class ProblemSolvedAlready(ExpectedError):
    code = "projects.problem_solved_already"
    message = N_("这个问题已于 {day} 解决。")


class NotInState(ExpectedError):
    code = "projects.not_in_state"
    message = N_("“{what}”现在是“{state}”，不能这样办。请刷新页面后重试。")


class FieldsWrong(ExpectedError):
    code = "projects.fields_wrong"
    message = N_("没有保存：{problem}。请更正后重新提交。")


class LeadHeld(ExpectedError):
    """Another unit talked first (首谈责任制)."""

    code = "projects.lead_held"
    message = N_(
        "“{company}”已由{unit}首谈登记（{lead}），保护到 {until}，不能重复登记。请与首谈单位协商，或提请协调。"
    )


class EvidenceMissing(ExpectedError):
    code = "projects.evidence_missing"
    message = N_("进入“{stage}”要有凭据：{evidence}。请填写后再提交。")


class MarksWrong(ExpectedError):
    code = "projects.marks_wrong"
    message = N_("“{criterion}”应在 0 到 {most} 分之间。请更正后重新提交，其余已填的都在。")


class NotYourSeat(ExpectedError):
    code = "projects.not_your_seat"
    message = N_("您不在这次评审的专家名单中，不能打分。")
