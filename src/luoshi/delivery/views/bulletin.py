from django.http import HttpResponse

from luoshi.kernel.today import today
from luoshi.policy.api import document_facts
from luoshi.registry.api import ViewerRequest, requires

from .. import bulletin as making


@requires("delivery.bulletin")
def bulletin(request: ViewerRequest, document: str) -> HttpResponse:
    """The bulletin as of today, to be edited before it is issued."""
    document_facts(document)
    day = today()
    packed = making.compose(making.figures(document, day), office="")
    response = HttpResponse(
        packed, content_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    )
    response["Content-Disposition"] = f'attachment; filename="{document}-bulletin-{day.isoformat()}.docx"'
    return response
