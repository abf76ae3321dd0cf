"""一张网: which item at which window, the nearest first; how many items have gone down."""

from __future__ import annotations

from datetime import date

from django.test import Client

from luoshi.services.models import Item
from services_town import county


def test_a_resident_finds_the_nearest_window_for_an_item(db: None, on_day) -> None:
    county()
    on_day(date(2021, 9, 10))
    public = Client()
    near_shangjie = "lon=119.19&lat=26.06"
    page = public.get(f"/services/windows/?item=birth-registration&{near_shangjie}").content.decode()
    first = page.index("上街镇便民服务中心")
    assert first < page.index("县行政服务中心")
    only = public.get(f"/services/windows/?item=drainage&{near_shangjie}").content.decode()
    assert "县行政服务中心" in only
    assert "上街镇便民服务中心" not in only
    # Six items are handled below the county, whatever the length of the catalogue.
    assert f"{Item.objects.filter(is_current=True).count()} 个事项中有 6 个" in page
    guide = public.get("/services/find/food-permit/").content.decode()
    assert "数据共享，不用提交" in guide
    assert "现场核查经营场所" in guide
