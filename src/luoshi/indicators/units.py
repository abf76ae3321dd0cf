"""Units of measure: figures in another unit than the indicator's are converted, never guessed.

Chinese offices write 万元, 亿元, 亩, 公顷, 吨标准煤; they are told to the field's unit library (pint) once, here.
"""

from __future__ import annotations

from functools import cache

import pint

from luoshi.kernel.errors import N_, ExpectedError


class QuantityUnknown(ExpectedError):
    code = "indicators.quantity_unknown"
    message = N_("不认识计量单位“{unit}”。")


class QuantityUnlike(ExpectedError):
    code = "indicators.quantity_unlike"
    message = N_("“{unit}”不能换算成“{wanted}”。请核对计量单位。")


WRITTEN = {
    "元": "yuan",
    "万元": "wan_yuan",
    "亿元": "yi_yuan",
    "人": "person",
    "万人": "wan_person",
    "个": "count",
    "家": "count",
    "项": "count",
    "件": "count",
    "%": "percent",
    "百分点": "percent",
    "吨": "tonne",
    "万吨": "wan_tonne",
    "千克": "kilogram",
    "公斤": "kilogram",
    "公里": "kilometer",
    "米": "meter",
    "平方米": "meter ** 2",
    "万平方米": "wan_square_meter",
    "平方公里": "kilometer ** 2",
    "公顷": "hectare",
    "亩": "mu",
    "万亩": "wan_mu",
    "天": "day",
    "小时": "hour",
    "千瓦时": "kilowatt_hour",
    "万千瓦时": "wan_kilowatt_hour",
    "吨标准煤": "tonne_coal_equivalent",
    "万吨标准煤": "wan_tonne_coal_equivalent",
    "立方米": "meter ** 3",
    "万立方米": "wan_cubic_meter",
}
"""As offices write it -> as the unit library does."""

_DEFINED = (
    "yuan = [money]",
    "wan_yuan = 1e4 * yuan",
    "yi_yuan = 1e8 * yuan",
    "person = [people]",
    "wan_person = 1e4 * person",
    "wan_tonne = 1e4 * tonne",
    "wan_square_meter = 1e4 * meter ** 2",
    # 15 mu make a hectare.
    "mu = hectare / 15",
    "wan_mu = 1e4 * mu",
    "wan_kilowatt_hour = 1e4 * kilowatt_hour",
    # 29.3076 GJ a tonne of coal equivalent (GB/T 2589-2020).
    "tonne_coal_equivalent = 29.3076e9 * joule",
    "wan_tonne_coal_equivalent = 1e4 * tonne_coal_equivalent",
    "wan_cubic_meter = 1e4 * meter ** 3",
)


@cache
def _registry() -> pint.UnitRegistry[float]:
    registry: pint.UnitRegistry[float] = pint.UnitRegistry()
    for line in _DEFINED:
        registry.define(line)
    return registry


@cache
def quantity(unit: str) -> pint.Unit:
    """A unit as offices or the library write it. Raises QuantityUnknown."""
    try:
        return _registry().Unit(WRITTEN.get(unit.strip(), unit.strip()))
    except Exception:
        # The library raises many kinds of errors for what is no unit; none of them tells more.
        raise QuantityUnknown(unit=unit) from None


def convert(value: float, unit: str, wanted: str) -> float:
    """The value in another unit. Raises QuantityUnknown, QuantityUnlike."""
    one, other = quantity(unit), quantity(wanted)
    try:
        return float(_registry().Quantity(value, one).to(other).magnitude)
    except pint.DimensionalityError:
        raise QuantityUnlike(unit=unit, wanted=wanted) from None
