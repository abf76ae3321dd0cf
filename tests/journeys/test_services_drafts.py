"""A process drawn anew over several days by more than one: kept with its faults, never over another's work, told of."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from luoshi.accountability.models import RecordEntry
from luoshi.services.models import ProcessDraft, ProcessVersion
from services_town import at_desk, county

EDIT = "/services/processes/instant/edit/"


def sent(client: Client, button: str, bpmn: str, seen: str) -> Any:
    return client.post(EDIT, {button: "1", "bpmn": bpmn, "seen": seen})


def seen_by(client: Client) -> str:
    return re.findall(r'name="seen" value="([^"]*)"', client.get(EDIT).content.decode())[0]


def test_a_draft_is_kept_with_its_faults_shared_and_published(db: None) -> None:
    county()
    one, other = at_desk("administrator"), at_desk("administrator", "service-centre")
    source = ProcessVersion.objects.get(code="instant", is_current=True).bpmn
    wrong = source.replace('candidateGroups="clerk"', 'candidateGroups="nobody"')
    first, second = seen_by(one), seen_by(other)
    assert sent(one, "keep", wrong, first).status_code == 302
    page = one.get(EDIT)
    assert (page.status_code, 'data-fault="handle"' in page.content.decode()) == (200, True)
    assert "草稿由 administrator-all 保存于" in page.content.decode()

    # The other had the page open before: nothing is written over, and what was drawn comes back.
    mine = source.replace("当场办理", "当场审核办理")
    late = sent(other, "keep", mine, second)
    assert (late.status_code, "刚刚被 administrator-all 改过" in late.content.decode()) == (422, True)
    assert "当场审核办理" in late.content.decode()
    assert ProcessDraft.objects.get().bpmn == wrong

    # A draft with a fault is not published; put right, it is, and is done with.
    refused = sent(one, "publish", wrong, seen_by(one))
    assert (refused.status_code, ProcessVersion.objects.filter(code="instant").count()) == (422, 1)
    assert sent(other, "publish", mine, seen_by(other)).status_code == 302
    assert ProcessVersion.objects.get(code="instant", is_current=True).number == 2
    assert not ProcessDraft.objects.exists()
    acts = RecordEntry.objects.filter(act__startswith="services.process").values_list("act", flat=True)
    assert list(acts)[-2:] == ["services.process_draft_kept", "services.process_published"]

    # Who still has the page of the first version open is told of the second.
    assert sent(one, "publish", source, first).status_code == 422


def test_a_draft_dropped_leaves_the_version_in_force(db: None) -> None:
    county()
    client = at_desk("administrator")
    source = ProcessVersion.objects.get(code="instant", is_current=True).bpmn
    sent(client, "keep", source.replace("当场办理", "草稿里的名字"), seen_by(client))
    assert "草稿里的名字" in client.get(EDIT).content.decode()
    sent(client, "drop", source, seen_by(client))
    assert "草稿里的名字" not in client.get(EDIT).content.decode()
    assert at_desk("clerk", "service-centre").post(EDIT, {"keep": "1"}).status_code == 403
