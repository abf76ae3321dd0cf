"""新生儿出生一件事: one form, one registration, then insurance, card and vaccination side by side."""

from __future__ import annotations

from datetime import date

import pytest

from services_town import at_desk, case, county, waiting, work

FORM = {
    "applicant_name": "样例母亲",
    "child_name": "样例宝宝",
    "birth_on": "2021-09-01",
    "mother_name": "样例母亲",
    "certificate_number": "U350000001",
    "register_at": "母亲",
    "insure": "true",
}


@pytest.fixture
def number(db: None, on_day) -> str:
    county()
    on_day(date(2021, 9, 10))
    sent = at_desk("clerk").post("/services/new/birth-in-one/", FORM)
    number = str(sent["Location"].rstrip("/").rsplit("/", 1)[1])
    work(at_desk("clerk", "service-centre"), number, "受理")
    work(at_desk("clerk", "health"), number, "核验出生医学证明", certificate_checked="属实")
    return number


def test_a_birth_goes_through_five_offices_with_one_form(number: str) -> None:
    # 1 + 3 + 3 + 4 + 2 papers, of which four are left when each is asked for once and two come from shared data; the
    # longest way is the card's five days.
    assert case(number).data["savings"] == {"materials": [13, 4], "days": [8, 5], "forms": [5, 1], "visits": [0, 0]}
    work(at_desk("clerk", "public-security"), number, "出生登记", register_opinion="准予登记")
    assert waiting(number) == ["城乡居民医保参保", "社会保障卡申领", "预防接种建档"]
    work(at_desk("clerk", "medical-insurance"), number, "城乡居民医保参保", insurance_opinion="已办")
    work(at_desk("clerk", "health"), number, "预防接种建档", vaccination_opinion="已办")
    # One part refused does not hold the others up.
    work(
        at_desk("clerk", "human-resources"),
        number,
        "社会保障卡申领",
        card_opinion="不予办理",
        card_reason="照片不合格",
    )
    work(at_desk("clerk", "service-centre"), number, "一次送达", delivery="邮寄")
    assert case(number).result == "出生登记 已办；医保参保 已办；社会保障卡 不予办理；预防接种建档 已办"


def test_without_a_registration_nothing_else_is_begun(number: str) -> None:
    given = {"register_opinion": "不予登记", "register_reason": "证明编号不符"}
    work(at_desk("clerk", "public-security"), number, "出生登记", **given)
    assert (case(number).state, waiting(number)) == ("refused", [])
