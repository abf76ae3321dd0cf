"""The catalogue goes out as a file and comes back as one: looked at first, then taken as a whole or not at all."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from luoshi.services.domain.catalogue import ItemFacts, faults
from luoshi.services.models import Item
from services_town import at_desk, county


@pytest.fixture
def keeper(db: None) -> Client:
    county()
    return at_desk("administrator")


def sent(keeper: Client, text: str, act: str) -> tuple[int, str]:
    file = SimpleUploadedFile("items.yaml", text.encode())
    answer = keeper.post("/services/catalogue/upload/", {"file": file, act: "1"})
    return answer.status_code, answer.content.decode()


def test_what_went_out_comes_back_unchanged(keeper: Client) -> None:
    exported = keeper.get("/services/catalogue.yaml").content.decode()
    before = Item.objects.count()
    status, _page = sent(keeper, exported, "take")
    assert (status, Item.objects.count()) == (302, before)
    assert "没有要改的" in sent(keeper, exported, "check")[1]


def test_a_change_is_shown_before_it_is_made_and_is_a_new_version(keeper: Client) -> None:
    changed = keeper.get("/services/catalogue.yaml").content.decode().replace("promised_days: 5", "promised_days: 4")
    status, page = sent(keeper, changed, "check")
    assert (status, "改为新版本" in page) == (200, True)
    assert not Item.objects.filter(promised_days=4).exists()
    assert sent(keeper, changed, "take")[0] == 302
    item = Item.objects.get(code="food-permit", is_current=True)
    assert (item.promised_days, item.number, item.measure) == (4, 2, "11")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("items: [", "YAML 格式错误"),
        ("items: &a [*a]", "不支持 YAML 引用"),
        ("items:\n- code: x\n", "name"),
        (
            "items:\n- {code: x, name: 某证, type_code: '01', kind: instant, unit: tax, process: instant, promised_days: 3}",
            "即办件应承诺当日办结",
        ),
        (
            "items:\n- {code: x, name: 某, type_code: '01', kind: instant, unit: nobody, process: instant, promised_days: 0}",
            "没有“nobody”这个单位",
        ),
        (
            "items:\n- {code: x, name: 某, type_code: '01', kind: instant, unit: tax, process: none, promised_days: 0}",
            "没有“none”这个流程",
        ),
        ("\x00\x01", "1"),
    ],
)
def test_a_file_with_a_fault_changes_nothing_and_says_where(keeper: Client, text: str, says: str) -> None:
    before = list(Item.objects.order_by("pk").values_list("pk", "is_current"))
    status, page = sent(keeper, text, "take")
    assert status == 422
    assert says in page
    assert list(Item.objects.order_by("pk").values_list("pk", "is_current")) == before


def test_faults_of_a_catalogue_name_the_line_and_the_field(keeper: Client) -> None:
    items = [
        ["- code: x", "  name: 某", "  type_code: '01'", "  kind: instant", "  unit: nobody", "  process: instant"],
        ["- code: y", "  name: 某证", "  type_code: '01'", "  kind: instant", "  unit: tax", "  process: none"],
        ["- code: y", "  name: 某", "  type_code: '01'", "  kind: instant", "  unit: tax", "  process: instant"],
    ]
    text = "\n".join(["items:", *(line for item in items[:2] for line in [*item, "  promised_days: 3"])])
    status, page = sent(keeper, text, "check")
    assert status == 422
    for line, field in ((6, "unit"), (8, "promised_days"), (14, "process"), (15, "promised_days")):
        assert re.search(rf"第 {line} 行：[xy] 某证?，{field}：", page), (line, field)
    text = "\n".join(["items:", *(line for item in items[1:2] for line in [*item, "  promised_days: 0"])])
    text += "\n  result_name: 许可证"
    page = sent(keeper, text, "check")[1]
    assert re.search(r"第 2 行：y 某证，result_type：", page)  # not given in the file: the line where the item begins
    text = "\n".join(["items:", *(line for item in items[1:] for line in [*item, "  promised_days: 0"])])
    page = sent(keeper, text, "check")[1]
    assert re.search(r"第 9 行：y 某，code：这个事项在文件里出现了不止一次，前一次在第 2 行", page)


def test_no_file_is_said(keeper: Client) -> None:
    assert "请选择文件" in keeper.post("/services/catalogue/upload/", {"take": "1"}).content.decode()


def test_who_reads_english_reads_what_to_bring_and_what_comes_of_it(db: None) -> None:
    county()
    reader = Client(headers={"accept-language": "en"})
    found = reader.get("/services/find/").content.decode()
    assert (
        "Open a restaurant" in found
        and "Have a child" in found
        and "开餐馆" not in found.split("<main")[1].split("</nav>")[0]
    )
    guide = reader.get("/services/find/food-permit/").content.decode()
    assert "Food safety rules" in guide and "Electronic licence" in guide and "Original or electronic copy" in guide
    assert "The premises are inspected" in guide and "Ganzhe service centre" in guide
    assert (
        "食品安全管理制度"
        in Client(headers={"accept-language": "zh-hans"}).get("/services/find/food-permit/").content.decode()
    )


def test_themes_in_english_match_their_own() -> None:
    made = {
        "code": "x",
        "name": "x",
        "type_code": "01",
        "kind": "promised",
        "unit": "u",
        "process": "p",
        "promised_days": 1,
    }
    one = ItemFacts(**made, themes=["开公司", "养老"], themes_en=["Set up a company"])
    assert "themes_in_english" in {fault.rule for fault in faults(one)}
    assert "themes_in_english" not in {fault.rule for fault in faults(one.model_copy(update={"themes": ["开公司"]}))}
