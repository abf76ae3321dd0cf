"""Pages ask the store the same few questions however much there is to show."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from factories import user
from growing_rows import grow, grow_accountability
from growing_services import DAY, begin_services
from luoshi.kernel.manifest import Programme
from luoshi.policy.models import Measure
from luoshi.projects.standing import known_errors
from luoshi.services.models import (
    Case,
)

T = "/delivery/sample/tasks/"
# (role, unit of the role, address, most queries)
PAGES = [
    (None, None, "/public/sample/", 10),
    (None, None, "/public/sample/text/", 12),
    ("supervisor", None, "/documents/", 8),
    ("supervisor", None, "/documents/sample/", 16),
    ("supervisor", None, "/documents/sample/?sentence=1.s1", 36),
    ("supervisor", None, "/documents/sample/?unit=development&light=red", 18),
    ("supervisor", None, "/documents/sample/measures/1/", 20),
    ("supervisor", None, "/documents/sample/measures/1/?tab=tasks", 22),
    ("supervisor", None, "/documents/sample/measures/1/?tab=services", 20),
    ("supervisor", None, "/documents/sample/measures/1/?tab=history", 22),
    ("supervisor", None, "/workbench/", 16),
    ("liaison", "development", "/workbench/", 12),
    ("leader", None, "/cockpit/sample/", 20),
    ("supervisor", None, T, 14),
    ("supervisor", None, f"{T}?unit=development&sort=-due", 14),
    ("supervisor", None, "/delivery/sample/tasks.xlsx", 12),
    ("supervisor", None, f"{T}1.s1.c1/", 24),
    ("liaison", "development", f"{T}1.s1.c1/", 24),
    ("liaison", None, "/delivery/sample/report/", 20),
    ("supervisor", None, "/notices/", 8),
    ("supervisor", None, "/delivery/sample/sheets/", 12),
    ("supervisor", None, "/delivery/sample/scores/", 12),
    ("supervisor", None, "/delivery/sample/foresight/", 16),
    ("supervisor", None, "/delivery/sample/sheets/1/", 14),
    ("supervisor", None, "/delivery/sample/papers/", 12),
    ("supervisor", None, "/delivery/sample/review/", 12),
    ("supervisor", None, "/delivery/sample/review/1/", 18),
    ("supervisor", None, "/services/cases/", 14),
    ("clerk", "development", "/services/cases/", 16),
    ("clerk", "development", "/services/cases/{case}/", 36),
    ("supervisor", None, "/services/processes/", 10),
    ("supervisor", None, "/services/processes/walked/", 14),
    ("supervisor", None, "/services/catalogue/", 12),
    ("clerk", None, "/services/authorities/", 12),
    ("supervisor", None, "/services/fees/", 10),
    ("supervisor", None, "/services/documents/", 10),
    ("supervisor", None, "/services/contacts/", 12),
    ("field_worker", None, "/services/report/", 12),
    ("supervisor", None, "/services/inspections/?month=2021-09", 18),
    (None, None, "/services/find/", 8),
    (None, None, "/services/find/item-0/", 12),
    (None, None, "/services/windows/?item=item-0", 8),
    ("supervisor", None, "/units/development/", 18),
    ("supervisor", None, "/registry/units/", 10),
    ("administrator", None, "/registry/users/", 10),
    ("clerk", None, "/registry/registers/person/", 10),
    ("clerk", None, "/registry/registers/person/?q=人", 10),
    ("administrator", None, "/registry/registers/person/take-in/", 10),
    ("administrator", None, "/registry/duplicates/", 10),
    ("analyst", None, "/indicators/", 16),
    ("analyst", None, "/indicators/sample_series/", 24),
    ("analyst", None, "/indicators/publications/", 12),
    ("analyst", None, "/indicators/publications/of/sample/", 12),
    ("analyst", None, "/indicators/take-in/", 10),
    ("analyst", None, "/indicators/stations/", 10),
    ("analyst", None, "/api/indicators/sample/definitions", 8),
    ("analyst", None, "/api/indicators/series/sample_series", 10),
    ("analyst", None, "/api/indicators/series/sample_series/vintages/2021", 8),
    ("analyst", None, "/api/indicators/series/sample_series/proof/2021", 12),
    ("analyst", None, "/api/indicators/sample/stations", 8),
    ("analyst", None, "/api/indicators/stations/s0/results", 8),
    (None, None, "/api/indicators/open/v1/sample/definitions", 6),
    (None, None, "/api/indicators/open/v1/sample/observations", 6),
    (None, None, "/api/indicators/open/v1/sample/vintages?indicator=sample_series", 6),
    (None, None, "/api/indicators/open/v1/sample/publications", 6),
    (None, None, "/api/indicators/open/v1/sample/structure", 8),
    (None, None, "/indicators/published/sample/", 6),
    ("supervisor", None, "/documents/sample/measures/1/?tab=indicators", 26),
    ("supervisor", None, "/documents/sample/measures/1/?tab=projects", 28),
    ("supervisor", None, "/projects/?document=sample", 14),
    ("supervisor", None, "/projects/map/data/?document=sample", 8),
    ("supervisor", None, "/projects/cities/?document=sample", 12),
    ("supervisor", None, "/projects/problems/?document=sample", 16),
    ("supervisor", None, "/projects/rolling/?document=sample", 20),
    ("supervisor", None, "/projects/choosing/?document=sample", 14),
    ("supervisor", None, "/projects/land/?document=sample", 18),
    ("supervisor", None, "/projects/calls/?document=sample", 14),
    ("supervisor", None, "/projects/calls/call-0/", 14),
    ("supervisor", None, "/projects/calls/integrity/?document=sample", 10),
    ("supervisor", None, "/projects/land/map/?document=sample", 10),
    ("supervisor", None, "/projects/project-0/contracts/", 14),
    ("supervisor", None, "/projects/leads/?document=sample", 18),
    (None, None, "/projects/calls/public/?document=sample", 10),
    ("leader", None, "/projects/phone/?document=sample", 14),
    ("liaison", None, "/projects/project-0/", 46),
    ("supervisor", None, "/projects/project-0/plan/", 22),
    ("supervisor", None, "/api/projects/sample/projects", 8),
    ("supervisor", None, "/api/projects/sample/oc4ids", 14),
    (None, None, "/projects/public/?document=sample", 8),
    ("auditor", None, "/record/", 10),
    ("supervisor", None, "/accountability/", 14),
    ("supervisor", None, "/accountability/assets/", 24),
    ("supervisor", None, "/accountability/assets/layout/", 18),
    ("supervisor", None, "/accountability/assets/performance/", 16),
    ("supervisor", None, "/accountability/assets/firms/firm-0/", 16),
    ("supervisor", None, "/accountability/resources/", 14),
    ("supervisor", None, "/accountability/audits/", 12),
    ("auditor", None, "/accountability/officials/", 14),
    ("auditor", None, "/accountability/officials/official-0/", 14),
    ("auditor", None, "/accountability/decisions/", 14),
    ("supervisor", None, "/accountability/credit/", 12),
    ("supervisor", None, "/accountability/credit/drawings/", 14),
    ("liaison", "development", "/accountability/credit/drawings/CC1/", 18),
    (None, None, "/accountability/public/inspections/", 10),
    ("supervisor", None, "/accountability/compensation/", 12),
    ("supervisor", None, "/accountability/compensation/ledger/", 14),
    ("supervisor", None, "/search/?q=服务", 13),
    ("supervisor", None, "/parameters/", 10),
    ("supervisor", None, "/parameters/delivery.red_days/", 10),
]


@pytest.mark.parametrize(("role", "unit", "address", "most"), PAGES, ids=[f"{r}{a}" for r, _u, a, _m in PAGES])
def test_three_times_the_rows_need_no_more_queries(
    programme: Programme, on_day, role: str | None, unit: str | None, address: str, most: int
) -> None:
    from luoshi.delivery.service import commitments
    from luoshi.registry.api import system_viewer

    on_day(DAY)
    by = system_viewer()
    begin_services()
    known_errors()  # kept for an hour, so the first page of the hour asks more
    commitments.correct(
        by=by, document="sample", code="1.s1.c1", lead="development", supports=[], due_date=date(2021, 12, 31)
    )
    commitments.issue(by=by, document="sample", codes=["1.s1.c1"])
    Measure.objects.filter(code="1").update(title_en="First")
    client = Client()
    if role:
        client.force_login(user(role, unit))
    address = address.replace("{case}", Case.objects.values_list("number", flat=True)[0])

    def asked() -> list[str]:
        cache.clear()  # what is kept for a day is counted too
        with CaptureQueriesContext(connection) as caught:
            response = client.get(address)
            assert response.status_code == 200, response.status_code
            b"".join(response.streaming_content) if response.streaming else response.content
        return [query["sql"][:300] for query in caught.captured_queries]

    grow(0, 5)
    grow_accountability(0, 5)
    few = asked()
    grow(5, 15)
    grow_accountability(5, 15)
    many = asked()
    assert len(few) == len(many), "\n".join(sorted(set(many) - set(few)))
    assert len(many) <= most, "\n".join(many)
