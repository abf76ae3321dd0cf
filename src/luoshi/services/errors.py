"""What can go wrong in services, in words for the person who did it."""

from luoshi.kernel.errors import N_, ExpectedError


class ProcessFaulty(ExpectedError):
    code = "services.process_faulty"
    message = N_("流程“{title}”有 {count} 处问题，没有发布：\n{faults}")


class ChangedMeanwhile(ExpectedError):
    code = "services.changed_meanwhile"
    message = N_("这个流程刚刚被 {who} 改过。您画的图还在下面；请对照后再点一次。")


class StepTaken(ExpectedError):
    code = "services.step_taken"
    message = N_("这一步已由 {who} 认领。需要时请对方转办，或从列表选另一件。")


class NoSuchColleague(ExpectedError):
    code = "services.no_such_colleague"
    message = N_("“{who}”不在这一步的岗位上，不能转办。请从列表里选一位同事。")


class StepClosed(ExpectedError):
    code = "services.step_closed"
    message = N_("这一步已经办完或不再需要。请刷新页面查看办件走到了哪里。")


class CaseNotOpen(ExpectedError):
    code = "services.case_not_open"
    message = N_("办件 {number} 现在是“{state}”，不能“{act}”。请刷新页面查看最新状态。")


class FormIncomplete(ExpectedError):
    code = "services.form_incomplete"
    message = N_("还有 {count} 处要补填或更正：{problems}。已填内容仍在页面上。")


class NotBegunByHand(ExpectedError):
    code = "services.not_begun_by_hand"
    message = N_("流程“{process}”不由人直接发起：它由申请、规则或别的办件启动。")


class KeyMissing(ExpectedError):
    code = "services.key_missing"
    message = N_("成批收件时每一件都要有自己的标识（key），重发时才不会重复收件。请补上后重发。")


class KeyUsed(ExpectedError):
    code = "services.key_used"
    message = N_("标识“{key}”已经用于另一件（{number}），事项或申请人不同。请换一个标识。")


class ReasonMissing(ExpectedError):
    code = "services.reason_missing"
    message = N_("请写明事由和依据。")


class ToldAlready(ExpectedError):
    code = "services.told_already"
    message = N_("办件 {number} 已经一次性告知过需要补正的内容，不能再次退回补正。请在收到补正材料后作出决定。")


class ExtendedAlready(ExpectedError):
    code = "services.extended_already"
    message = N_("办件 {number} 已经延长过，或超过法律允许的 {most} 个工作日。")


class AuthorityInvalid(ExpectedError):
    code = "services.authority_invalid"
    message = N_("委托书 {number} 不能用于这次办理：{why}。请委托人重新出具。")


AUTHORITY_INCOMPLETE = N_("编号、委托人、委托人证件号和受托人都要填写")
AUTHORITY_DAYS = N_("有效期应从前到后，不超过三年，且还没有过去")
AUTHORITY_KNOWN = N_("这个编号已经登记")
AUTHORITY_REVOKED = N_("已由委托人撤销")


class AuthorityRefused(ExpectedError):
    code = "services.authority_refused"
    message = N_("委托书没有登记：{why}。已填内容仍在页面上。")


class ComplaintOpen(ExpectedError):
    code = "services.complaint_open"
    message = N_("办件 {number} 已有一件投诉正在处理，请等待答复。")


class NotAppealable(ExpectedError):
    code = "services.not_appealable"
    message = N_("办件 {number} 没有可以申诉的差评：只有不满意和非常不满意的评价可以申诉，一次评价申诉一次。")


class CannotMove(ExpectedError):
    code = "services.cannot_move"
    message = N_("办件 {number} 不能换用第 {version} 版流程：{why}。它将按原版本办完。")


class NoSuchCase(ExpectedError):
    code = "services.no_such_case"
    message = N_("没有找到这件办件，请核对办件编号和查询码。")


class RatedAlready(ExpectedError):
    code = "services.rated_already"
    message = N_("这件办件已经评价过，或尚未办结。一事一评，谢谢。")


class ItemNotThere(ExpectedError):
    code = "services.item_not_there"
    message = N_("事项“{item}”目前不能办理。请从事项目录重新选择。")


class NothingHandedIn(ExpectedError):
    code = "services.nothing_handed_in"
    message = N_("没有选择文件，也没有写说明。请至少交一样。")


class NothingAskedFor(ExpectedError):
    code = "services.nothing_asked_for"
    message = N_("办件 {number} 现在不需要补正。请查看最新进度。")


class PhotoRefused(ExpectedError):
    code = "services.photo_refused"
    message = N_("文件“{name}”没有收下：只收 20 MB 以内的图片和 PDF。")


class InspectionRefused(ExpectedError):
    code = "services.inspection_refused"
    message = N_("检查没有记下：{reason}。已填内容仍在页面上。")


class NoSuchInspection(ExpectedError):
    code = "services.no_such_inspection"
    message = N_("没有找到这次检查。请核对检查编号和查询码，两者都在检查人员交给您的单据上。")


class ObjectionRefused(ExpectedError):
    code = "services.objection_refused"
    message = N_("异议没有受理：{reason}。")


class MonthClosed(ExpectedError):
    code = "services.month_closed"
    message = N_("{month} 的排名已经公布，不能再记入或作废这个月的检查。需要更正的，在下月检查中说明。")


class MonthNotReady(ExpectedError):
    code = "services.month_not_ready"
    message = N_("{month} 还不能公布：{reason}。")
