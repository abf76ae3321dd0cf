"""升规纳统: when a unit is filed, and whether its papers agree."""

from datetime import date

from luoshi.entitlements.domain.rules import (
    MONTHS_A_YEAR,
    ONE,
    any_of,
    at_least,
    at_most,
    choose,
    month_of,
    one_of,
    rate_of,
    rule,
)

ENTRY, START = "“四上”单位入库申报要求（国家统计局）", date(2011, 1, 1)


@rule("按月申报", label_en="Filed month by month", entity="scale_filing", unit="bool", source=ENTRY, verified="second_hand",
      in_force_from=START, benefit="升规纳统申报",
      interpretation="建筑业、房地产开发和在建投资项目全年随时申报；其他行业只有上年第四季度以来新设立的按月申报，余者年度申报。")
def files_monthly(unit_group, unit_registered_on, as_of, filing_new_months):
    since = month_of(unit_registered_on)
    new = since >= as_of.year * MONTHS_A_YEAR - filing_new_months
    return any_of(one_of(unit_group, "construction", "property", "investment"), new)


@rule("申报月份", label_en="Month of filing", entity="scale_filing", unit="month", source=ENTRY, verified="second_hand",
      in_force_from=START, benefit="升规纳统申报",
      interpretation="按月申报的在达到标准的次月，年度申报的最早在达到标准当年十月。")
def filing_month(files_monthly, reached_on, filing_year_month):
    reached = month_of(reached_on)
    yearly = reached // MONTHS_A_YEAR * MONTHS_A_YEAR + filing_year_month - 1
    return choose(files_monthly, reached + 1, at_least(reached + 1, yearly))


@rule("两表差额比例", label_en="Gap of the two papers", entity="scale_filing", unit="rate", source=ENTRY,
      verified="second_hand", in_force_from=START)
def papers_gap(profit_statement_revenue, vat_sales):
    gap = at_least(profit_statement_revenue, vat_sales) - at_most(profit_statement_revenue, vat_sales)
    return rate_of(gap, profit_statement_revenue)


@rule("需书面说明", label_en="A signed note is asked for", entity="scale_filing", unit="bool", source=ENTRY,
      verified="second_hand", in_force_from=START, benefit="升规纳统申报",
      interpretation="利润表与增值税申报表同期收入相差超过允许比例的，要有签章说明；允许比例由统计部门确定。")
def needs_signed_note(profit_statement_revenue, vat_sales, filing_tolerance):
    gap = at_least(profit_statement_revenue, vat_sales) - at_most(profit_statement_revenue, vat_sales)
    return gap * ONE > profit_statement_revenue * filing_tolerance
