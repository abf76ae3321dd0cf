"""What several pages of projects need."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from luoshi.kernel.errors import ExpectedError, NotAllowed, NotFound
from luoshi.policy.api import DocumentFacts, documents

from ..lifecycle import cycles_of
from ..queries import portfolio

USES = {"industry": "工业", "public": "公共设施", "transport": "交通", "housing": "居住", "commerce": "商业"}
"""Uses of land, as content names them."""


def document_of(request: HttpRequest) -> DocumentFacts | None:
    """The document asked for, else the newest that has projects, else the newest."""
    known = documents()
    wanted = request.GET.get("document") or request.POST.get("document")
    if wanted:
        found = next((d for d in known if d.code == wanted), None)
        if found is None:
            raise NotFound(what=wanted)
        return found
    with_projects = set(portfolio().order_by().values_list("document", flat=True).distinct())
    return next((d for d in known if d.code in with_projects), known[0] if known else None)


def step_names(document: str) -> dict[str, str]:
    """Code of a step -> its name in the reader's language, over all life cycles."""
    from django.utils.translation import get_language

    english = get_language() == "en"
    return {
        code: (facts.get("name_en") if english else "") or facts["name"]
        for cycle in cycles_of(document).values()
        for code, facts in cycle.facts.items()
    }


def answered_elsewhere(error: ExpectedError) -> None:
    """Who may not, and what is not there, are answered as such. Raises the error then."""
    if isinstance(error, NotAllowed | NotFound):
        raise error


def told(request: Any, error: ExpectedError) -> None:
    """Say an expected error on the next page."""
    answered_elsewhere(error)
    messages.error(request, error.text(_(error.message)))
