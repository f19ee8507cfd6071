"""The acts of the certificates context, in the order of an issue.

``numbers``    series opened, sheets received and allotted, a number reserved
``issue``      freeze and sign, print, validate, hand over, export
``ends``       void, replace, cancel, revoke, lost, stolen
``notices``    status of others' certificates, authenticity queries and answers
``restoring``  what stands between a restored backup and the next number
"""

from kpcs.office.certificates.operations.ends import (
    cancel,
    report_lost,
    report_stolen,
    revoke,
    spoil_and_take_next,
    supersede,
    void,
)
from kpcs.office.certificates.operations.issue import export, freeze, hand_over, print_certificate, validate
from kpcs.office.certificates.operations.notices import answer_query, take_query, take_status
from kpcs.office.certificates.operations.numbers import (
    allot_sheets,
    open_series,
    receive_sheets,
    report_sheet_missing,
    reserve,
    spoil_sheet,
)
from kpcs.office.certificates.operations.restoring import confirm_restore, mark_restored

__all__ = [
    "allot_sheets",
    "answer_query",
    "cancel",
    "confirm_restore",
    "export",
    "freeze",
    "hand_over",
    "mark_restored",
    "open_series",
    "print_certificate",
    "receive_sheets",
    "report_lost",
    "report_sheet_missing",
    "report_stolen",
    "reserve",
    "revoke",
    "spoil_and_take_next",
    "spoil_sheet",
    "supersede",
    "take_query",
    "take_status",
    "validate",
    "void",
]
