"""Numbers with their units as printed: 2万亿元, 百分之五十五, 五千亿, 5%—20%."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .numerals import counting_number
from .scanning import matches_from

_MAGNITUDE = r"(?:万亿|千亿|百亿|十亿|亿|千万|百万|十万|万|千)"
_BASE = (
    "个百分点|百分点|个基点|基点|个月|%|‰|个工作日|工作日|标准立方米|立方米|平方公里|平方千米|平方米|公顷|公里|千米|米|亩|吨标准煤/万元|吨标准煤|吨|人次|人/次|名|人|户|家|个标准|个单位|个|项|件|座|条|所|处|"
    "辆|台套|台|套|艘|架|美元|欧元|港元|元|GWh|MWh|kWh|MW|GW|kW|千瓦时|千瓦|兆瓦时|兆瓦|度|倍|分钟|小时|天|张|种|类|批次|场次|场|次|批|篇|部|支|只|间|栋|幢|片|门|期|例|床位|张床位|床|标箱|TEU|TB|PB|EB|EFLOPS|PFLOPS|P|"
    "Mbps|Gbps|G|微克/立方米|微克每立方米|毫克每升|m3|m2|km|㎡|公斤|千克|斤|株|头|羽|册|宗|平方|分贝|毫克/升|根|盏|岁|颗|对|班|块|枚|强|成|道|轮|单|把|口|本|"
    "村|镇|企业|专利"
)
_UNIT = rf"{_MAGNITUDE}?(?:{_BASE})(?:/(?:年|万人|百人|千人|人|日|天|平方公里|平方米|亩|公顷|次|万元|户|月|小时|千人口|百户|每人))?|{_MAGNITUDE}"
_CN = "零〇一二两三四五六七八九十百千"
_NUM = r"(?:\d{1,3}(?:,\d{3}){1,5}|\d{1,15})(?:\.\d{1,9})?"
QUANTITY = re.compile(
    rf"(?P<percent>百分之(?P<pn>[{_CN}]+(?:点[{_CN}]+)?))"
    rf"|(?<![\d.])(?P<low>{_NUM})\s?(?P<lowunit>%|{_MAGNITUDE}|个)?\s?(?:[-—–~～至到]|——)\s?(?P<high>{_NUM})\s?(?P<rangeunit>{_UNIT})"
    rf"|(?<![\d.])(?P<value>{_NUM})\s?(?:余|多)?\s?(?P<unit>{_UNIT})"
    rf"|(?<![{_CN}第])(?P<cn>[{_CN}]{{1,7}}(?:点[{_CN}]+)?)(?P<cnunit>(?:万亿|亿|万)?(?:元|亩|平方米|公里|家|座|所|吨|人次|人|户|个百分点|倍|个|项|件|处|条|名|亿)|成)"
    rf"|(?<![\d.])(?P<years>{_NUM})(?=年(?:以上|左右)?(?:[,。;、]|$))"
    rf"|(?<=[至到在于为过])(?P<ratio>\d{{1,2}}\.\d{{1,2}})(?=\s?(?:以内|以下|以上|左右|[,。;]|$))"
    rf"|(?<=[于到至为过达])1:(?P<proportion>\d{{1,2}}(?:\.\d{{1,2}})?)(?![\d:.])"
    rf"|(?P<double>翻(?P<times>[一两二三]?)番)"
)
_SIGNS = re.compile(rf"[\d翻{_CN}]")
# Without any of these a stretch holds no quantity.
_HINT = re.compile(
    rf"[0-9番{_CN}](?:(?<=[0-9番])|(?<=百)分之|(?<=[{_CN}])(?:万亿|亿|万)?(?:元|亩|平方|公里|家|座|所|吨|人|户|个|倍|项|件|处|条|名|亿|成))"
)


_LENGTH_MEASURED = re.compile(r"年限(?:达到?|为|超过|不低于|提高到|提升到|提高至|延长到|延长至)?\Z")
# 分别压缩至3个和1个工作日: the second figure tells of what both are.
_SHARED_UNIT = re.compile(r"[和、及与]\d{1,3}(个(?:工作日|月|百分点))")
_VERSIONED = re.compile(r"升级|迭代|版|模式|时代")


@dataclass(frozen=True, slots=True)
class Quantity:
    value: float
    unit: str
    start: int
    end: int
    is_range: bool = False
    chinese: bool = False
    doubling: bool = False


def find_quantities(norm: str, start: int, end: int) -> list[Quantity]:
    out: list[Quantity] = []
    if _HINT.search(norm, start, end) is None:
        return out
    for match in matches_from(_SIGNS, QUANTITY, norm, start, end):
        quantity = _read(norm, match)
        if quantity is not None:
            out.append(quantity)
    return out


def _read(norm: str, match: re.Match[str]) -> Quantity | None:
    a, b = match.span()
    if match.group("double"):
        times = {"": 1, "一": 1, "两": 2, "二": 2, "三": 3}[match.group("times")]
        return Quantity(float(2**times), "倍", a, b, doubling=True)
    if match.group("percent"):
        value = chinese_value(match.group("pn"))
        return None if value is None else Quantity(value, "%", a, b, chinese=True)
    if match.group("low"):
        unit = match.group("rangeunit")
        low = match.group("lowunit") or ""
        if low and low not in ("%", "个") and not unit.startswith(low):
            unit = low + unit.lstrip("万亿千百十")
        return Quantity(number(match.group("low")), unit, a, b, is_range=True)
    if match.group("cn"):
        value = chinese_value(match.group("cn"))
        return None if value is None else Quantity(value, match.group("cnunit"), a, b, chinese=True)
    if match.group("ratio"):
        # A ratio or a coefficient has no unit (缩小至1.7以内); 升级到2.0 counts a version.
        return None if _VERSIONED.search(norm, max(0, a - 8), a) else Quantity(number(match.group("ratio")), "", a, b)
    if match.group("proportion"):
        # 床人比不低于1:1.6: what stands against one.
        return Quantity(number(match.group("proportion")), "", a, b)
    if match.group("years"):
        # 平均受教育年限达11.3年 measures; other years are dates and lengths of time.
        measured = _LENGTH_MEASURED.search(norm, max(0, a - 12), a)
        return Quantity(number(match.group("years")), "年", a, b + 1) if measured else None
    unit = match.group("unit")
    if unit == "个" and (shared := _SHARED_UNIT.match(norm, b)):
        unit = shared.group(1)
    return Quantity(number(match.group("value")), unit, a, b)


def number(text: str) -> float:
    return float(text.replace(",", ""))


def chinese_value(text: str) -> float | None:
    """零点二 is 0.2; None where it is no number."""
    whole, _, part = text.partition("点")
    value = counting_number(whole)
    if value is None:
        return None
    if not part:
        return float(value)
    digits = "".join(str(counting_number(c)) for c in part)
    return float(f"{value}.{digits}")
