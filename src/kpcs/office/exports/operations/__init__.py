"""The acts of the exports context, in the order of the export desk.

``applications``   start, save, submit, examine, ask, answer, decide, correct, withdraw
``packing``        number and seals, weighing, sealing
``issuing``        freeze, validate and announce, exit; a spoiled number and a replacement
``confirmations``  what the importing authority says, disputed or reconciled
"""

from kpcs.office.exports.operations.applications import (
    answer,
    approve,
    correct,
    examine,
    refuse_application,
    request_information,
    save_draft,
    start,
    submit,
    withdraw,
)
from kpcs.office.exports.operations.confirmations import (
    close_movement,
    dispute,
    reconcile,
    record_confirmation,
    take_confirmation,
)
from kpcs.office.exports.operations.issuing import freeze, record_exit, replace, spoil_and_take_next, validate
from kpcs.office.exports.operations.packing import allot_seals, reserve_number, seal, weigh

__all__ = [
    "allot_seals",
    "answer",
    "approve",
    "close_movement",
    "correct",
    "dispute",
    "examine",
    "freeze",
    "reconcile",
    "record_confirmation",
    "record_exit",
    "refuse_application",
    "replace",
    "request_information",
    "reserve_number",
    "save_draft",
    "seal",
    "spoil_and_take_next",
    "start",
    "submit",
    "take_confirmation",
    "validate",
    "weigh",
    "withdraw",
]
