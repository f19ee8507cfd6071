"""``trust/status.bin``: what has been reported about certificate numbers, as sorted records of fixed width.

The file is opened by mmap and searched by halving, so that a verifier with a million records answers as fast
as one with ten. Its form is described in ``docs/trust-folder.md`` and does not change: whoever fills it (own
records and notices received, later the transparency log) writes the same records.

A record lies under one or two tags. ``SHA-256("kpcs/status-tag/1" || 00 || number || 00 || check value)``,
cut to 16 bytes, is found by whoever holds the certificate; the tag with an empty check value by whoever has
only a number.
"""

import mmap
import os
import struct
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from enum import IntEnum
from typing import NamedTuple, Self

from kpcs.proof import cbor
from kpcs.proof.digest import sha256
from kpcs.scheme.problems import Refusal, refuse
from kpcs.scheme.problems import gettext_noop as _

FILE_NAME = "status.bin"

_MAGIC = b"KPST"
_VERSION = 1
_HEADER = struct.Struct(">4sHHQQ32s8x")  # magic, version, width of a record, as of, records, SHA-256 of the records
_RECORD = struct.Struct(">16sBBHI8s8s16sQ")  # tag, status, origin, 0, day, asserter, case, commitment, log index
_TAG_LENGTH, _CASE_LENGTH, _COMMITMENT_LENGTH, _ASSERTER_LENGTH = 16, 8, 16, 8
_NO_INDEX = (1 << 64) - 1


class Status(IntEnum):
    """What a record says of a certificate. The numbers are part of the file's form."""

    ISSUED = 1
    VOID = 2
    SUPERSEDED = 3
    CANCELLED = 4
    REVOKED = 5
    LOST = 6
    STOLEN = 7
    CLAIMED = 8
    """An inspection case at the destination has opened it."""
    CONFIRMED = 9
    REFUSED = 10
    DOUBT = 11
    """An open doubt about its authenticity."""
    FAKE = 12
    """The issuer says that the number is not one of its certificates."""


class Origin(IntEnum):
    """Where a record comes from."""

    OWN = 0
    NOTICE = 1
    LOG = 2


class StatusFact(NamedTuple):
    """One thing reported about one number.

    ``asserter``    code or short name of who says so (at most eight ASCII letters)
    ``case``        digest of the inspection case for claims and confirmations (:func:`case_digest`), or empty
    ``commitment``  first 16 bytes of the commitment to the contents meant, or empty when only the number is
    known
    ``log_index``   index of the entry in the asserter's log, or None
    """

    status: Status
    asserter: str
    day: date
    case: bytes = b""
    commitment: bytes = b""
    origin: Origin = Origin.OWN
    log_index: int | None = None


class NumberedFact(NamedTuple):
    """A fact and what it is about. ``check_value`` is empty when only the number is known."""

    number: str
    check_value: str
    fact: StatusFact


def tag(number: str, check_value: str = "") -> bytes:
    """The tag under which facts about ``number`` (normal form) lie."""
    text = b"\x00".join((b"kpcs/status-tag/1", number.encode(), check_value.encode()))
    return sha256(text).digest()[:_TAG_LENGTH]


def case_digest(authority: str, case: str) -> bytes:
    """Eight bytes that name a case of an authority, so that a case recognises its own claim and no other
    reader learns its reference."""
    return sha256(b"\x00".join((b"kpcs/case/1", authority.encode(), case.encode()))).digest()[:_CASE_LENGTH]


def write_status(folder: str | os.PathLike[str], facts: Iterable[NumberedFact], as_of: datetime) -> int:
    """Replace ``status.bin`` in ``folder`` by one with ``facts``; answers the number of records.

    Raises Refusal ``status.fact`` for a fact that does not fit a record, OSError when the disk refuses; the
    old file then stays.
    """
    from kpcs.proof.replacing import replace_file  # here: readers never write

    records = sorted({record for entry in facts for record in _records(entry)})
    body = b"".join(records)
    header = _HEADER.pack(_MAGIC, _VERSION, _RECORD.size, cbor.seconds(as_of), len(records), sha256(body).digest())
    os.makedirs(folder, exist_ok=True)
    replace_file(os.path.join(folder, FILE_NAME), header + body)
    return len(records)


def _records(entry: NumberedFact) -> Iterable[bytes]:
    fact = entry.fact
    asserter = fact.asserter.encode("ascii", "replace")
    fits = (
        entry.number
        and 0 < len(asserter) <= _ASSERTER_LENGTH
        and b"?" not in asserter
        and len(fact.case) in (0, _CASE_LENGTH)
        and len(fact.commitment) in (0, _COMMITMENT_LENGTH)
    )
    if not fits:
        raise refuse("status.fact", _("A report about %(number)s does not fit the status file."), number=entry.number)
    for check_value in {"", entry.check_value}:
        yield _RECORD.pack(
            tag(entry.number, check_value),
            fact.status,
            fact.origin,
            0,
            cbor.days(fact.day),
            asserter,
            fact.case,
            fact.commitment,
            _NO_INDEX if fact.log_index is None else fact.log_index,
        )


class StatusIndex:
    """An opened ``status.bin``. Use it as a context manager, or :meth:`close` it."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        """Open the file. Raises Refusal ``status.missing``, or ``status.file`` when it is cut off or not of
        this form. Opening does not read all records: :meth:`check` does."""
        try:
            with open(path, "rb") as file:
                size = os.fstat(file.fileno()).st_size
                if size < _HEADER.size:
                    raise _damaged()
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except OSError:
            raise refuse("status.missing", _("The trust folder has no readable status.bin.")) from None
        magic, version, width, as_of, count, self._digest = _HEADER.unpack_from(self._map)
        if (magic, version, width) != (_MAGIC, _VERSION, _RECORD.size) or size != _HEADER.size + count * width:
            self._map.close()
            raise _damaged()
        self.records: int = count
        self.as_of = datetime.fromtimestamp(as_of, UTC)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._map.close()

    def facts(self, number: str, check_value: str = "") -> Sequence[StatusFact]:
        """Everything reported about ``number``, and about it with ``check_value``; each fact once, in the
        file's order. Raises Refusal ``status.file`` when a record found is damaged."""
        found: dict[bytes, StatusFact] = {}
        for wanted in {tag(number, check_value), tag(number)}:
            for record in self._under(wanted):
                found.setdefault(record[_TAG_LENGTH:], _fact(record))
        return [found[key] for key in sorted(found)]

    def check(self) -> None:
        """Read everything: raises Refusal ``status.file`` when the digest or the order is wrong."""
        if sha256(memoryview(self._map)[_HEADER.size :]).digest() != self._digest:
            raise _damaged()
        before = b""
        for place in range(self.records):
            record = self._record(place)
            if record <= before:
                raise _damaged()
            before = record
            _fact(record)

    def _record(self, place: int) -> bytes:
        start = _HEADER.size + place * _RECORD.size
        return self._map[start : start + _RECORD.size]

    def _under(self, wanted: bytes) -> Iterable[bytes]:
        low, high = 0, self.records
        while low < high:
            middle = (low + high) // 2
            if self._record(middle)[:_TAG_LENGTH] < wanted:
                low = middle + 1
            else:
                high = middle
        while low < self.records and (record := self._record(low))[:_TAG_LENGTH] == wanted:
            yield record
            low += 1


def _fact(record: bytes) -> StatusFact:
    _tag, status, origin, zero, day, asserter, case, commitment, index = _RECORD.unpack(record)
    reader = cbor.Reader("status.file")
    when = reader.day(day, "day")
    if reader.faults or zero:
        raise _damaged()
    try:
        return StatusFact(
            Status(status),
            asserter.rstrip(b"\x00").decode("ascii"),
            when,
            case if any(case) else b"",
            commitment if any(commitment) else b"",
            Origin(origin),
            None if index == _NO_INDEX else index,
        )
    except ValueError:
        raise _damaged() from None


def _damaged() -> Refusal:
    return refuse("status.file", _("The file status.bin of the trust folder is damaged: fetch or write it again."))
