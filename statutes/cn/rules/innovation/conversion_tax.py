"""成果转化的税收: 现金奖励减半计税、技术转让所得减免."""

from datetime import date

from luoshi.entitlements.domain.rules import at_least, choose, rule, times

CASH = "关于科技人员取得职务科技成果转化现金奖励有关个人所得税政策的通知（财税〔2018〕58号）"


@rule("现金奖励计入工资", label_en="Reward counted as wage", entity="conversion_tax", unit="fen", source=CASH,
      verified="second_hand", in_force_from=date(2018, 7, 1), period="case", benefit="成果转化税收",
      interpretation="非营利性院所和高校，三十六个月内发放的减按一半计入；超过的全额计入。")
def taxed_reward(cash_reward, paid_after_months, cash_reward_months, cash_reward_rate):
    return choose(paid_after_months <= cash_reward_months, times(cash_reward, cash_reward_rate), cash_reward)


@rule("技术转让所得税", label_en="Income tax on technology transfer", entity="conversion_tax", unit="fen",
      source="企业所得税法实施条例 第九十条", verified="second_hand", in_force_from=date(2008, 1, 1), period="year",
      benefit="成果转化税收", interpretation="五百万元以内免征，超过部分减半；向百分之百控股的关联方转让不享受。")
def transfer_income_tax(transfer_profit, is_wholly_related, transfer_free, transfer_half_rate, income_tax_rate):
    over = times(times(at_least(transfer_profit - transfer_free, 0), income_tax_rate), transfer_half_rate)
    return choose(is_wholly_related, times(transfer_profit, income_tax_rate), over)
