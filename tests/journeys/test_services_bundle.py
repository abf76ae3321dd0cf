"""打包办: one form, five approvals side by side, a site visit that does not count, one exit."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import polars as pl

from luoshi.registry.api import FIRM, system_viewer
from luoshi.registry.register_acts import take_in
from luoshi.services.models import Item
from services_town import at_desk, case, county, waiting, work

FORM = {
    "applicant_name": "样例餐饮店",
    "shop_name": "样例小吃店",
    "address": "甘蔗街道样例路 2 号",
    "area": "60",
    "business": ["热食", "饮品"],
    "sign": "on",
    "sign_size": "3×1 米",
}
APPROVALS = {
    "营业执照": ("market-regulation", "licence_opinion"),
    "食品经营许可": ("market-regulation", "food_opinion"),
    "户外招牌设置": ("municipal-gardens", "sign_opinion"),
    "排水许可": ("housing-construction", "drain_opinion"),
    "环境影响登记表备案": ("ecology-environment", "environment_opinion"),
}


def test_a_restaurant_opens_with_one_form_and_five_approvals_at_once(db: None, on_day) -> None:
    county()
    on_day(date(2021, 9, 10))
    centre, market = at_desk("clerk", "service-centre"), at_desk("clerk", "market-regulation")
    sent = centre.post("/services/new/open-restaurant/", FORM)
    assert sent.status_code == 302, sent.content.decode()
    number = sent["Location"].rstrip("/").rsplit("/", 1)[1]
    work(centre, number, "收件核对")
    assert waiting(number) == sorted(APPROVALS)
    assert case(number).data["route"] == "普通程序"  # the applicant did not choose the commitment
    for name, (unit, field) in APPROVALS.items():
        work(at_desk("clerk", unit) if unit != "market-regulation" else market, number, name, **{field: "同意"})
    assert waiting(number) == ["联合现场核查"]
    # Six working days from Friday the 10th end on the 18th, a Saturday that is worked.
    assert case(number).due_date is None  # the clock stands while the place is looked at
    on_day(date(2021, 9, 14))
    work(market, number, "联合现场核查", visited_on="2021-09-14", visit_note="符合")
    assert case(number).due_date == date(2021, 9, 23)  # 13 and 14 left out; 19 to 21 are a holiday
    work(centre, number, "一窗出件", delivery="窗口领取")
    done = case(number)
    assert (done.state, done.result) == ("done", "五项审批已办结，一窗出件")
    # Worked out by hand from the catalogue: 3+5+3+4+2 papers, of which 5 kinds are left without what is shared
    # (登记申请书, 平面图, 制度, 效果图, 排水平面图, 登记表, 场所证明 = 7); days 1+5+3+5+0 against 1+5 in a row.
    assert done.data["savings"] == {"materials": [17, 7], "days": [14, 6], "forms": [5, 1], "visits": [2, 0]}
    page = centre.get(f"/services/cases/{number}/").content.decode()
    assert "一次办节省" in page


def test_one_refusal_ends_the_bundle_with_its_reason(db: None, on_day) -> None:
    county()
    on_day(date(2021, 9, 10))
    centre, market = at_desk("clerk", "service-centre"), at_desk("clerk", "market-regulation")
    sent = centre.post("/services/new/open-restaurant/", {**FORM, "commitment": "on"})
    number = sent["Location"].rstrip("/").rsplit("/", 1)[1]
    work(centre, number, "收件核对")
    assert case(number).data["route"] == "告知承诺"
    for name, (unit, field) in APPROVALS.items():
        client = market if unit == "market-regulation" else at_desk("clerk", unit)
        form = {field: "不同意", f"{field}_reason": "与规划不符"} if field == "sign_opinion" else {field: "同意"}
        work(client, number, name, **form)
    assert case(number).state == "refused"


def test_a_part_that_does_not_apply_is_neither_asked_nor_kept(db: None, on_day) -> None:
    county()
    on_day(date(2021, 9, 10))
    centre = at_desk("clerk", "service-centre")
    without = {key: value for key, value in FORM.items() if key != "sign"}
    sent = centre.post("/services/new/open-restaurant/", without)
    number = sent["Location"].rstrip("/").rsplit("/", 1)[1]
    assert "sign_size" not in case(number).data
    missing = centre.post("/services/new/open-restaurant/", {**FORM, "sign_size": ""})
    assert missing.status_code == 422
    assert "招牌尺寸没有填写" in missing.content.decode()
    assert Item.objects.get(code="open-restaurant").is_current


def test_the_window_takes_from_the_register_what_the_government_knows_already(db: None, on_day) -> None:
    on_day(date(2021, 9, 10))
    county()
    firm = dict.fromkeys(FIRM.names) | {
        "uscc": "91350121MA2XTE5T6H",
        "name": "样例餐饮有限公司",
        "registered_on": date(2020, 1, 1),
    }
    frame = pl.DataFrame([{**firm, "state": "active", "industry": "6210", "seriously_dishonest": True}])
    by: Any = system_viewer()
    take_in(by=by, register=FIRM, frame=frame, valid_from=date(2021, 1, 1), source="样例", synthetic=True)
    window = at_desk("clerk", "service-centre")
    page = window.get("/services/new/open-restaurant/?applicant_code=91350121MA2XTE5T6H").content.decode()
    assert 'value="样例餐饮有限公司"' in page
    bad = re.search(r"<[^>]*name=.bad_record[^>]*>", page)
    assert bad is not None
    assert "checked" in bad[0] or "selected" in page[bad.start() : bad.start() + 400]
    unknown = window.get("/services/new/open-restaurant/?applicant_code=NOBODY")
    assert unknown.status_code == 422
    assert "请手工填写" in unknown.content.decode()
