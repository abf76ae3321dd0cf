"""Facts of people that many provisions ask for."""

from datetime import date

from luoshi.entitlements.domain.rules import full_years, is_missing, one_of, rule


@rule("年龄", label_en="Age", entity="person", unit="count", source="民法典 第二百零二条",
      verified="unverified", in_force_from=date(1949, 10, 1), period="day",
      interpretation="周岁按公历足年计算；2月29日出生的，平年在3月1日满周岁。")
def age(birth_date, as_of):
    return full_years(birth_date, as_of)


@rule("健在", label_en="Alive", entity="person", unit="bool", source="民法典 第十三条", in_force_from=date(1949, 10, 1),
      period="day", interpretation="没有登记死亡日期的，按健在处理。")
def is_alive(death_date, as_of):
    return is_missing(death_date) | (death_date > as_of)


@rule("有工作", label_en="In work", entity="person", unit="bool", source="就业统计口径", in_force_from=date(1949, 10, 1))
def is_working(employment):
    return one_of(employment, "employed", "self_employed", "flexible")
