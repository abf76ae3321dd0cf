"""涉企收费: any charge is held against the list."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from luoshi.services.views.catalogue import check_charge
from services_town import at_desk, county


def test_a_charge_outside_the_list_is_caught(db: None, on_day) -> None:
    county()
    on_day(date(2021, 9, 10))
    analyst = at_desk("analyst")
    page = analyst.get("/services/fees/?name=企业管理费&amount=500&on=2021-09-01").content.decode()
    assert "没有依据，不得收取" in page
    on = date(2021, 9, 1)
    assert check_charge("不动产登记费（非住宅）", Decimal(550), on).verdict == "lawful"
    over = check_charge("不动产登记费（非住宅）", Decimal(560), on)
    assert (over.verdict, over.over_yuan) == ("over_standard", Decimal(10))
    assert check_charge("不动产登记费（非住宅）", Decimal(550), on, "小微企业").verdict == "exempt"
    # Suspended from 2016-06-01: the day before it stood, from that day it may not be charged.
    assert check_charge("劳动能力鉴定费", Decimal(320), date(2016, 5, 31)).verdict == "lawful"
    assert check_charge("劳动能力鉴定费", Decimal(320), date(2016, 6, 1)).verdict == "not_in_force"
    assert check_charge("特种设备检验检测费", Decimal(1), on).verdict == "undetermined"
