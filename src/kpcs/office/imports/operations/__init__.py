"""The acts of the import desk, by step: arriving, capturing, checking, asking, opening, inspecting, holding, deciding,
confirming."""

from kpcs.office.imports.operations.arriving import announce, close_movement, record_arrived
from kpcs.office.imports.operations.asking import ask_issuer, close_unanswered, record_answer
from kpcs.office.imports.operations.capturing import (
    add_evidence,
    amend_paper,
    capture_code,
    capture_paper,
    record_sighting,
)
from kpcs.office.imports.operations.checking import check_again, look
from kpcs.office.imports.operations.confirming import confirm, file_original, record_copy
from kpcs.office.imports.operations.deciding import against, decide, dispose
from kpcs.office.imports.operations.holding import end_hold, hold
from kpcs.office.imports.operations.inspecting import (
    Findings,
    FurtherLine,
    FurtherSeal,
    LineEntry,
    SealEntry,
    save_inspection,
)
from kpcs.office.imports.operations.opening import open_case

__all__ = [
    "Findings",
    "FurtherLine",
    "FurtherSeal",
    "LineEntry",
    "SealEntry",
    "add_evidence",
    "against",
    "amend_paper",
    "announce",
    "ask_issuer",
    "capture_code",
    "capture_paper",
    "check_again",
    "close_movement",
    "close_unanswered",
    "confirm",
    "decide",
    "dispose",
    "end_hold",
    "file_original",
    "hold",
    "look",
    "open_case",
    "record_answer",
    "record_arrived",
    "record_copy",
    "record_sighting",
    "save_inspection",
]
