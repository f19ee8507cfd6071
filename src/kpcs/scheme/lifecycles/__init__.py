"""The law of states: which act is possible in which state, for every object of an authority's work.

One file an object; each table reads ``{(state, act): Transition}``. What is not in a table is refused. States that
follow from the date alone (expired, overdue, due, not due) stand in no table: they are functions of the record and the
day, in ``due``. A document is never "accepted"; only goods are.
"""

from kpcs.scheme.lifecycles.application import APPLICATION, ApplicationAct, ApplicationState
from kpcs.scheme.lifecycles.certificate import CERTIFICATE, CertificateAct, CertificateState
from kpcs.scheme.lifecycles.confirmation import CONFIRMATION, ConfirmationAct, ConfirmationState
from kpcs.scheme.lifecycles.document import FOREIGN_DOCUMENT, ForeignDocumentAct, ForeignDocumentState
from kpcs.scheme.lifecycles.due import Due, due, expired
from kpcs.scheme.lifecycles.hold import HOLD, HoldAct, HoldState
from kpcs.scheme.lifecycles.inspection import INSPECTION_CASE, CaseAct, CaseState
from kpcs.scheme.lifecycles.movement import MOVEMENT, MovementAct, MovementState
from kpcs.scheme.lifecycles.sheet import SHEET, SheetAct, SheetState
from kpcs.scheme.lifecycles.table import Act, Lifecycle, State, Transition
from kpcs.scheme.lifecycles.transmission import TRANSMISSION, TransmissionAct, TransmissionState

__all__ = [
    "APPLICATION",
    "CERTIFICATE",
    "CONFIRMATION",
    "FOREIGN_DOCUMENT",
    "HOLD",
    "INSPECTION_CASE",
    "LIFECYCLES",
    "MOVEMENT",
    "SHEET",
    "TRANSMISSION",
    "Act",
    "ApplicationAct",
    "ApplicationState",
    "CaseAct",
    "CaseState",
    "CertificateAct",
    "CertificateState",
    "ConfirmationAct",
    "ConfirmationState",
    "Due",
    "ForeignDocumentAct",
    "ForeignDocumentState",
    "HoldAct",
    "HoldState",
    "Lifecycle",
    "MovementAct",
    "MovementState",
    "SheetAct",
    "SheetState",
    "State",
    "Transition",
    "TransmissionAct",
    "TransmissionState",
    "due",
    "expired",
]

LIFECYCLES: tuple[Lifecycle, ...] = (
    APPLICATION,
    CERTIFICATE,
    SHEET,
    MOVEMENT,
    FOREIGN_DOCUMENT,
    INSPECTION_CASE,
    CONFIRMATION,
    HOLD,
    TRANSMISSION,
)
"""Every table, for the documentation and the tests."""
