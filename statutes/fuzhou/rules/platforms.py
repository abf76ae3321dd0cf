"""福州市: 营运中心职能型总部、平台企业."""

from datetime import date

from luoshi.entitlements.domain.rules import all_of, rule

JURISDICTION = "3501"
HQ, PLATFORM = "福州市总部企业认定办法（2017年）", "福州市平台企业认定办法（2025年）"


@rule("符合营运中心职能总部", label_en="Meets operations headquarters", entity="functional_headquarters", unit="bool",
      source=HQ, verified="second_hand", in_force_from=date(2017, 1, 1), period="year", benefit="职能型总部",
      interpretation="2017年文本，是否仍有效待核对。")
def is_operations_headquarters(hq_turnover, hq_parent_assets, hq_branches, opshq_turnover, opshq_parent_assets,
                               opshq_branches):
    return all_of(hq_turnover >= opshq_turnover, hq_parent_assets >= opshq_parent_assets,
                  hq_branches >= opshq_branches)


@rule("平台规模达标", label_en="Large enough", entity="platform_firm", unit="bool", source=PLATFORM,
      in_force_from=date(2025, 1, 1), period="year", interpretation="办法有收入或交易额门槛，数值没有查到，由商务部门补录。")
def meets_platform_size(platform_revenue, platform_revenue_least):
    return platform_revenue >= platform_revenue_least


@rule("符合平台企业", label_en="Meets platform firm", entity="platform_firm", unit="bool", source=PLATFORM,
      verified="second_hand", in_force_from=date(2025, 1, 1), in_force_to=date(2027, 1, 1), period="year", benefit="平台企业",
      interpretation="在福州登记并纳税的法人，属所列领域，用数字技术服务两类以上用户；经专家评审并公示。")
def is_platform_firm(registered_in_city, taxed_in_city, is_legal_person, platform_field, sides_served,
                     uses_digital_technology, platform_sides_least, meets_platform_size):
    home = all_of(registered_in_city, taxed_in_city, is_legal_person)
    works = all_of(platform_field != "none", uses_digital_technology, sides_served >= platform_sides_least)
    return all_of(home, works, meets_platform_size)
