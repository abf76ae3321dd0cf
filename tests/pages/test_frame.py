"""The frame leads everybody to what is open to everybody, and officers to what is theirs."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from factories import user
from luoshi.kernel.manifest import Programme

OPEN = ("public", "services:find", "services:track", "services:windows", "entitlements:home", "projects:public")


def test_from_any_public_page_the_others_are_one_step_away(programme: Programme) -> None:
    for place in OPEN:
        page = Client().get(reverse(place), follow=True).content.decode()
        missing = [name for name in OPEN if f'href="{reverse(name)}"' not in page]
        assert missing == [], place
        if place != "public":
            assert f'href="{reverse(place)}" aria-current="page"' in page


def test_officers_are_led_to_their_own_pages(programme: Programme) -> None:
    officer = Client()
    officer.force_login(user("liaison", "development"))
    page = officer.get("/workbench/").content.decode()
    assert f'href="{reverse("services:track")}"' not in page
    assert f'href="{reverse("projects:board")}"' in page
    on_a_public_page = officer.get(reverse("services:find")).content.decode()
    assert f'href="{reverse("services:track")}"' in on_a_public_page
