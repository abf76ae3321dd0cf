"""The structure that exported series follow, as SDMX describes it: dimensions, measure, attributes and their code lists.

SDMX-CSV 1.0 leaves out no dimension, names the dataflow in its first column, and writes periods as SDMX does (2021, 2021-S1,
2021-Q3, 2021-07). The structure message is SDMX-JSON 2.0.0: data structure definition, concepts, code lists and dataflow.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from luoshi.kernel.errors import N_

from .domain.periods import LABELS, SDMX
from .models import Indicator

SCHEMA: Final = "https://json.sdmx.org/2.0.0/sdmx-json-structure-schema.json"
"""The name of the standard's schema; nothing is fetched from there."""
AGENCY, FLOW, VERSION = "LUOSHI", "INDICATORS", "1.0"
DATAFLOW: Final = f"{AGENCY}:{FLOW}({VERSION})"
DIMENSIONS: Final = ("FREQ", "REF_AREA", "INDICATOR", "TIME_PERIOD")
MEASURE: Final = "OBS_VALUE"
ATTRIBUTES: Final = ("UNIT_MEASURE", "OBS_STATUS")
COLUMNS: Final = ("DATAFLOW", *DIMENSIONS, MEASURE, *ATTRIBUTES)
WHOLE: Final = "_T"
"""The code of the whole place: SDMX's word for a total, since no dimension may be empty."""
STATUSES: Final = {"A": "Normal value", "E": "Estimated value", "Q": "Missing value; suppressed", "M": "Missing value"}
_CONCEPTS: Final = {
    "FREQ": (N_("频度"), "Frequency"),
    "REF_AREA": (N_("区划"), "Reference area"),
    "INDICATOR": (N_("指标"), "Indicator"),
    "TIME_PERIOD": (N_("时期"), "Time period"),
    "OBS_VALUE": (N_("数值"), "Observation value"),
    "UNIT_MEASURE": (N_("单位"), "Unit of measure"),
    "OBS_STATUS": (N_("观测状态"), "Observation status"),
}
_FREQUENCIES: Final = {"A": "Annual", "S": "Half-yearly", "Q": "Quarterly", "M": "Monthly"}


def _urn(kind: str, name: str) -> str:
    return f"urn:sdmx:org.sdmx.infomodel.{kind}={AGENCY}:{name}({VERSION})"


def _named(identity: str, chinese: str, english: str, **more: Any) -> dict[str, Any]:
    return {"id": identity, "name": chinese, "names": {"zh": chinese, "en": english}, **more}


def _concept(name: str) -> str:
    return f"urn:sdmx:org.sdmx.infomodel.conceptscheme.Concept={AGENCY}:CONCEPTS({VERSION}).{name}"


def _coded(name: str) -> dict[str, Any]:
    return {"enumeration": _urn("codelist.Codelist", f"CL_{name}")}


def message(document: str, places: dict[str, str], prepared: datetime) -> dict[str, Any]:
    """The structure message of a document's series. ``places``: code -> name."""
    indicators = Indicator.objects.filter(document=document, retired=False).order_by("code")
    whole = {"agencyID": AGENCY, "version": VERSION}
    lists = {
        "FREQ": [_named(SDMX[one], label, _FREQUENCIES[SDMX[one]]) for one, label in LABELS.items()],
        "REF_AREA": [
            _named(WHOLE, "全域", "Whole area"),
            *(_named(code, name, name) for code, name in sorted(places.items())),
        ],
        "INDICATOR": [_named(one.code, one.name, one.name_en) for one in indicators],
        "OBS_STATUS": [_named(code, name, name) for code, name in STATUSES.items()],
    }
    return {
        "meta": {
            "id": f"{FLOW}-{document}",
            "prepared": prepared.isoformat(),
            "schema": SCHEMA,
            "test": False,
            "contentLanguages": ["zh", "en"],
            "sender": {"id": AGENCY},
        },
        "data": {
            "dataflows": [
                _named(FLOW, "指标", "Indicators", **whole, structure=_urn("datastructure.DataStructure", FLOW))
            ],
            "dataStructures": [
                _named(FLOW, "指标", "Indicators", **whole, dataStructureComponents=_components()),
            ],
            "conceptSchemes": [
                _named(
                    "CONCEPTS",
                    "概念",
                    "Concepts",
                    **whole,
                    concepts=[_named(name, *words) for name, words in _CONCEPTS.items()],
                )
            ],
            "codelists": [
                _named(f"CL_{name}", *_CONCEPTS[name], **whole, codes=codes) for name, codes in lists.items()
            ],
        },
    }


def _components() -> dict[str, Any]:
    dimensions = [
        {"id": name, "position": n, "conceptIdentity": _concept(name), "localRepresentation": _coded(name)}
        for n, name in enumerate(DIMENSIONS[:-1])
    ]
    time = {
        "id": "TIME_PERIOD",
        "conceptIdentity": _concept("TIME_PERIOD"),
        "localRepresentation": {"format": {"dataType": "ObservationalTimePeriod"}},
    }
    attributes: list[dict[str, Any]] = [
        {
            "id": name,
            "usage": "mandatory",
            "conceptIdentity": _concept(name),
            "attributeRelationship": {"observation": {}},
            "localRepresentation": _coded(name) if name == "OBS_STATUS" else {"format": {"dataType": "String"}},
        }
        for name in ATTRIBUTES
    ]
    measure = {
        "id": MEASURE,
        "conceptIdentity": _concept(MEASURE),
        "localRepresentation": {"format": {"dataType": "Double"}},
    }
    return {
        "dimensionList": {"id": "DimensionDescriptor", "dimensions": dimensions, "timeDimension": time},
        "measureList": {"id": "MeasureDescriptor", "measures": [measure]},
        "attributeList": {"id": "AttributeDescriptor", "attributes": attributes},
    }
