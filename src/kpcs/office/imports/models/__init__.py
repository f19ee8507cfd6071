"""Tables of the import desk."""

from kpcs.office.imports.models.arriving import (
    Arrival,
    DeskFinding,
    Evidence,
    ForeignDocument,
    Question,
    Sighting,
    Verification,
)
from kpcs.office.imports.models.closing import Confirmation, Decision, Hold
from kpcs.office.imports.models.inspecting import (
    CaseCounter,
    ClaimedNumber,
    ContainerFound,
    InspectionCase,
    LineFound,
    SealFound,
)

__all__ = [
    "Arrival",
    "CaseCounter",
    "ClaimedNumber",
    "Confirmation",
    "ContainerFound",
    "Decision",
    "DeskFinding",
    "Evidence",
    "ForeignDocument",
    "Hold",
    "InspectionCase",
    "LineFound",
    "Question",
    "SealFound",
    "Sighting",
    "Verification",
]
