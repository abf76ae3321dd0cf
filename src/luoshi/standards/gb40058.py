"""GB/T 40058-2021 codes of investment projects (全国投资项目在线审批监管平台 项目代码): their shape, read and checked.

``TTTT-AAAAAA-DD-PP-RRRRRC``: year and month, area (GB/T 2260), guiding department, project type, five figures and a check
figure. The tables of departments and types and the check figure stand in the standard's chapter 4 and annex; they are not
known here, so they are kept as given and not judged. Codes given before November 2020 begin with a whole year.
Source: GB/T 40058-2021, in force 2021-08-01; 发改投资〔2020〕1439号 (second-hand).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from luoshi.kernel.errors import N_, ExpectedError

_SHAPE = re.compile(r"(\d{4})-(\d{6})-(\d{2})-(\d{2})-(\d{6})")


class ProjectCodeWrong(ExpectedError):
    code = "gb40058.wrong"
    message = N_("项目代码“{given}”不对：{reason}。正确的形式如 2107-350121-04-01-123456，共 24 位（含 4 个连字符）。")


@dataclass(frozen=True)
class ProjectCode:
    """``month`` is 0 for an old code, which names only its year."""

    year: int
    month: int
    area: str
    department: str
    type: str
    edition: Literal["GB/T 40058-2021", "before 2020-11"]


def read_project_code(text: str) -> ProjectCode:
    """Raises ProjectCodeWrong: length, figures, month."""
    given = text.strip()
    if len(given) != 24:
        raise ProjectCodeWrong(given=given, reason=f"长度是 {len(given)} 位")
    found = _SHAPE.fullmatch(given)
    if found is None:
        raise ProjectCodeWrong(given=given, reason="应是 4、6、2、2、6 位数字，用连字符隔开")
    time, area, department, kind, _rest = found.groups()
    year, month = int(time[:2]), int(time[2:])
    if year == 20 and 13 <= month <= 20:
        return ProjectCode(int(time), 0, area, department, kind, "before 2020-11")
    if not 1 <= month <= 12:
        raise ProjectCodeWrong(given=given, reason=f"月份是 {time[2:]}")
    return ProjectCode(2000 + year, month, area, department, kind, "GB/T 40058-2021")
