"""The county's own processes to tell stories with: its content applied, a person at each desk."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from django.test import Client

from factories import user
from kept import applied
from luoshi.kernel.manifest import Programme
from luoshi.registry.models import User
from luoshi.services.models import Case, Step

MINHOU = Path(__file__).resolve().parents[1] / "programmes" / "minhou"
FORM = {
    "applicant_name": "样例汽车零部件有限公司（筹）",
    "applicant_code": "350121199001010015",
    "company_name": "样例汽车零部件有限公司",
    "business_scope": "汽车零部件制造",
    "capital": "100",
    "address": "青口工业园样例路 1 号",
    "address_proof": "签承诺书",
    "contact": "13000000000",
    "agent_name": "园区代办员",
    "authority": "WT-0001",
}
"""What an agent sends for a company that is to be set up."""


def county() -> Programme:
    return applied(MINHOU)


def at_desk(role: str, unit: str | None = None) -> Client:
    client = Client()
    name = f"{role}-{unit or 'all'}"
    client.force_login(User.objects.filter(username=name).first() or user(role, unit, name=name))
    return client


def step_of(number: str, name: str) -> Step:
    return Step.objects.get(case__number=number, name=name, state="open")


def work(client: Client, number: str, name: str, **form: Any) -> None:
    """Complete the open step of that name through the case's page."""
    step = step_of(number, name)
    sent = client.post(f"/services/cases/{number}/steps/{step.pk}/finish/", form)
    assert sent.status_code == 302, re.findall(r'role="alert">([^<]*)', sent.content.decode())


def waiting(number: str) -> list[str]:
    return sorted(Step.objects.filter(case__number=number, state="open", kind="human").values_list("name", flat=True))


def case(number: str) -> Case:
    return Case.objects.get(number=number)


SEND = "/services/inspections/new/waste-sorting/send/"
CLEAN = {"faults-bins": "0", "faults-overflow": "0", "faults-mixed": "0", "faults-point": "0", "faults-notice": "0"}


def send(
    client: Client, number: str, community: str = "community-01", status: int = 200, **form: Any
) -> dict[str, Any]:
    given = {"report_id": number, "subject": community, "checked-bags": "20", "faults-bags": "2", **CLEAN, **form}
    answer = client.post(SEND, given)
    assert answer.status_code == status, answer.content.decode()
    return answer.json()
