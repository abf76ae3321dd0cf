"""Who may do what, over which units; and that the house never locks itself out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from factories import sample_programme, user, viewer
from luoshi.kernel.errors import NotAllowed, NotFound
from luoshi.kernel.manifest import permissions
from luoshi.registry import service
from luoshi.registry.models import RoleGrant, Unit, UnitGroup, User
from luoshi.registry.units import all_units, groups, subtree, unit_facts

pytestmark = pytest.mark.django_db


@pytest.fixture
def county(db: None, tmp_path: Path) -> None:
    sample_programme(tmp_path / "programme")


def recorded() -> Any:
    """The record's entries; its room stands above this one and is asked for by name."""
    return apps.get_model("accountability", "RecordEntry").objects


def admin() -> service.RoleViewer:
    return viewer("administrator")


def test_a_role_reaches_down_the_tree_and_nowhere_else(county: None) -> None:
    liaison = viewer("liaison", "development")
    assert subtree("development") == {"development", "planning"}
    assert [unit for unit in all_units() if liaison.may("delivery.report", unit)] == ["development", "planning"]
    assert liaison.may("delivery.report")
    assert liaison.units("delivery.report") == {"development", "planning"}
    assert not viewer("liaison", "planning").may("delivery.report", "development")
    assert subtree("government") == set(all_units())


def test_a_role_over_all_units_reaches_units_made_later(county: None) -> None:
    office = viewer("supervisor")
    Unit.objects.create(code="new", name="新局", level="county")
    assert office.may("delivery.issue", "new")
    assert office.units("delivery.issue") is None


def test_two_roles_add_up_and_do_not_mix(county: None) -> None:
    person = user("liaison", "finance", name="both")
    RoleGrant.objects.create(user=person, role="reviewer", unit=Unit.objects.get(code="civil"))
    both = service.viewer_of(person)
    assert both.may("delivery.report", "finance")
    assert not both.may("delivery.report", "civil")
    assert both.may("delivery.review", "civil")
    assert not both.may("delivery.review", "finance")


def test_every_permission_belongs_to_known_roles_and_nobody_holds_all() -> None:
    known = set(service.ROLES)
    assert permissions()
    for permission in permissions().values():
        assert permission.roles <= known, permission.code
    for role in known:
        assert any(role not in permission.roles for permission in permissions().values()), role


def test_strangers_and_switched_off_accounts_hold_nothing(county: None) -> None:
    from django.contrib.auth.models import AnonymousUser

    off = user("supervisor", name="off")
    off.is_active = False
    off.save()
    for nobody in (AnonymousUser(), None, off, User.objects.create_user("bare", display_name="无角色")):
        seen = service.viewer_of(nobody)
        assert [code for code in permissions() if seen.may(code)] == []
        assert seen.units("delivery.view") == frozenset()


def test_a_ring_of_parents_does_not_hang(county: None) -> None:
    Unit.objects.filter(code="government").update(parent=Unit.objects.get(code="planning"))
    assert subtree("planning") == set(all_units())


def test_only_an_administrator_makes_accounts_and_grants(county: None) -> None:
    acts = [
        lambda by: service.create_user(by=by, username="x", display_name="x", password=None),
        lambda by: service.grant_role(by=by, username="y", role="leader", unit=None),
        lambda by: service.revoke_role(by=by, grant_id=1),
        lambda by: service.switch_user(by=by, username="y", active=False),
        lambda by: service.set_password(by=by, username="y", password="z"),
    ]
    for role in set(service.ROLES) - {"administrator"}:
        for act in acts:
            with pytest.raises(NotAllowed, match="管理账号"):
                act(viewer(role))


def test_an_administrator_over_one_unit_is_not_one_over_all(county: None) -> None:
    """Whoever may grant roles over one unit must not be able to grant themselves all of them."""
    local = viewer("administrator", "finance")
    for unit in (None, "development"):
        with pytest.raises(NotAllowed):
            service.grant_role(by=local, username=local.username, role="supervisor", unit=unit)


def test_granting_twice_is_once_and_revoking_takes_it_back(county: None) -> None:
    by = admin()
    service.create_user(by=by, username="new", display_name="新人", password="a long password")
    for _ in range(2):
        service.grant_role(by=by, username="new", role="liaison", unit="finance")
        service.grant_role(by=by, username="new", role="liaison", unit=None)
    grants = RoleGrant.objects.filter(user__username="new")
    assert grants.count() == 2
    assert recorded().filter(act="registry.role_granted", subject="new").count() == 2
    for grant in list(grants):
        service.revoke_role(by=by, grant_id=grant.pk)
    assert not service.viewer_of(User.objects.get(username="new")).may("delivery.report")


@pytest.mark.parametrize(("role", "unit"), [("king", None), ("leader", "nowhere")])
def test_unknown_roles_and_units_are_refused(county: None, role: str, unit: str | None) -> None:
    user("leader", name="new")
    with pytest.raises(NotFound):
        service.grant_role(by=admin(), username="new", role=role, unit=unit)
    with pytest.raises(NotFound):
        service.grant_role(by=admin(), username="nobody", role="leader", unit=None)


def test_the_last_administrator_can_neither_be_switched_off_nor_lose_the_role(county: None) -> None:
    one = user("administrator", name="one")
    by = service.viewer_of(one)
    grant = one.grants.get()
    with pytest.raises(service.LastAdministrator):
        service.revoke_role(by=by, grant_id=grant.pk)
    with pytest.raises(service.LastAdministrator):
        service.switch_user(by=by, username="one", active=False)
    two = user("administrator", name="two")
    two.is_active = False
    two.save()
    with pytest.raises(service.LastAdministrator):  # one that is switched off does not count
        service.switch_user(by=by, username="one", active=False)
    service.switch_user(by=by, username="two", active=True)
    service.switch_user(by=by, username="one", active=False)
    two.refresh_from_db()
    with pytest.raises(service.LastAdministrator):
        service.revoke_role(by=service.viewer_of(two), grant_id=two.grants.get().pk)


def test_a_taken_name_is_refused_in_words(county: None) -> None:
    user("leader", name="new")
    with pytest.raises(service.NameTaken, match="new"):
        service.create_user(by=admin(), username="new", display_name="又一个", password=None)
    assert recorded().filter(act="registry.user_created").count() == 0


def test_a_person_sets_their_own_password_and_nobody_else_s(county: None) -> None:
    user("leader", name="new")
    own = service.viewer_of(User.objects.get(username="new"))
    service.set_password(by=own, username="new", password="quite another one")
    assert User.objects.get(username="new").check_password("quite another one")
    with pytest.raises(NotAllowed):
        service.set_password(by=viewer("supervisor"), username="new", password="mine")


def test_facts_and_groups_of_units(county: None) -> None:
    facts = unit_facts("planning")
    assert (facts.parent, facts.short_name, facts.name_en) == ("development", "县规划中心", "Planning Centre")
    assert groups()["各乡镇"] == ("east-town",)
    assert UnitGroup.objects.get(name="县直各部门").members.count() == 4
    with pytest.raises(NotFound):
        unit_facts("nowhere")
