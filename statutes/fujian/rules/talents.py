"""福建省各地人才公寓的通行写法: the areas and shares are each county's own and not known here."""

from datetime import date

from luoshi.entitlements.domain.rules import all_of, any_of, at_least, at_most, full_months, rule, times

JURISDICTION = "35"
FLAT = "人才公寓管理办法（各地，样式）"
START = date(2017, 1, 1)
RENT = {"entity": "talent_flat", "source": FLAT, "in_force_from": START, "benefit": "人才公寓"}


@rule("人才公寓月租", label_en="Monthly rent of a talent flat", unit="fen", **RENT,
      interpretation="标准面积以内按优惠比例，超出部分按全价。")
def talent_rent(flat_area, flat_rent, flat_area_allowed, flat_rent_share):
    inside = at_most(flat_area, flat_area_allowed)
    return times(inside * flat_rent, flat_rent_share) + at_least(flat_area - flat_area_allowed, 0) * flat_rent


@rule("近期售出本县住房", label_en="Sold a home in the county lately", unit="bool", **RENT)
def sold_home_lately(home_sold_on, as_of, flat_sold_months):
    return full_months(home_sold_on, as_of) < flat_sold_months


@rule("符合申请人才公寓", label_en="May apply for a talent flat", unit="bool", **RENT,
      interpretation="有人才层次或学位，本县无房且近期没有售房，在本县工作满规定月数，没有享受过同类待遇，信用良好。")
def may_have_talent_flat(has_class_or_degree, owns_home_here, has_sold_home, sold_home_lately, county_work_months,
                         already_housed, seriously_dishonest_person, flat_work_months):
    settled = all_of(~owns_home_here, any_of(~has_sold_home, ~sold_home_lately), ~already_housed)
    return all_of(has_class_or_degree, settled, county_work_months >= flat_work_months, ~seriously_dishonest_person)
