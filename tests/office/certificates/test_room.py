"""A disk without room: refused before anything is written, and refused whole when it fills up half way."""

import errno
import os
import shutil
from typing import Any

import pytest
from django.db import OperationalError

from kpcs.office import attachments
from kpcs.office.audit import queries as audit
from kpcs.office.certificates import operations, queries, room
from kpcs.office.certificates.models import Certificate, Series
from kpcs.office.exchange.models import SentMessage
from kpcs.office.exports import operations as exports
from kpcs.office.exports.models import Movement
from kpcs.scheme.problems import Refusal
from tests.office.exports.desk import AT, Desk

pytestmark = pytest.mark.django_db


def refused(act: Any, **arguments: Any) -> tuple[str, ...]:
    with pytest.raises(Refusal) as caught:
        act(**{"at": AT, **arguments})
    return caught.value.codes


def test_nothing_is_frozen_or_printed_without_room(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    row = desk.sealed()
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=queries.ROOM_NEEDED - 1))
    freezing = {"by": desk.neo, "reference": row.reference, "signatory": desk.kago.person}
    assert refused(exports.freeze, **freezing) == ("certificate.no_room",)
    assert room.problem().params == {"free": "67"}  # type: ignore[union-attr]
    monkeypatch.undo()
    desk.freeze(row)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=0))
    assert refused(operations.print_certificate, by=desk.neo, number="BW00042187") == ("certificate.no_room",)
    assert Certificate.objects.get().state == "frozen"


@pytest.mark.parametrize("fault", [OSError(errno.ENOSPC, "No space left on device"), OSError(errno.EDQUOT, "quota")])
def test_a_disk_that_fills_up_while_the_paper_is_kept(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, fault: OSError
) -> None:
    desk.frozen()

    def full(_data: bytes) -> str:
        raise fault

    monkeypatch.setattr(attachments, "store", full)
    acts = len(audit.history("certificate/BW00042187"))
    assert refused(operations.print_certificate, by=desk.neo, number="BW00042187") == ("certificate.disk_full",)
    assert Certificate.objects.get().state == "frozen"
    assert len(audit.history("certificate/BW00042187")) == acts


@pytest.mark.parametrize(
    "words", ["database or disk is full", 'could not extend file "base/1": No space left on device']
)
def test_a_database_without_room_undoes_the_whole_act(desk: Desk, monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    from kpcs.office.certificates.operations import issue, numbers

    row = desk.printed()
    approved = desk.approved()

    class Full:
        """The audit record on a full disk."""

        CLOCK_TOLERANCE = issue.audit.CLOCK_TOLERANCE

        @staticmethod
        def record(**_arguments: Any) -> None:
            raise OperationalError(words)

    for module in (issue, numbers):
        monkeypatch.setattr(module, "audit", Full)
    assert refused(exports.validate, by=desk.kago, reference=row.reference) == ("certificate.disk_full",)
    assert not Movement.objects.exists()
    assert not SentMessage.objects.exists()
    assert Certificate.objects.get().state == "printed"
    assert refused(exports.reserve_number, by=desk.neo, reference=approved.reference) == ("certificate.disk_full",)
    assert Series.objects.get().next == 42_188


def test_other_troubles_are_not_taken_for_a_full_disk(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.frozen()

    def broken(_data: bytes) -> str:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(attachments, "store", broken)
    with pytest.raises(OSError, match="Input/output"):
        operations.print_certificate(by=desk.neo, at=AT, number="BW00042187")
