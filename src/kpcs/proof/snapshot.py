"""The trust folder: what a verifier needs to believe a certificate without asking any server.

A node keeps it fresh: ``kpcs init`` writes it, taking in a peer and every later change write it again.
Verifiers read two files, ``keys.cbor`` (here) and ``status.bin`` (:mod:`kpcs.proof.status`). Their forms are
described in
``docs/trust-folder.md`` and do not change; readers skip fields that they do not know, so that later ones can
be added.

Keys and register rows are held as byte strings beside the key identifier or code they are looked up by, and
only what a certificate touches is read in full: a cold check at a gate reads two keys and three rows, not the
whole world.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import NamedTuple

from kpcs.proof import cbor, status
from kpcs.proof.digest import sha256
from kpcs.proof.keys.public import KEY_ID_LENGTH, KeyState, PublicKey, Role, refuse_shared
from kpcs.proof.status import StatusIndex
from kpcs.scheme.intervals import Interval
from kpcs.scheme.numbering import Range
from kpcs.scheme.participants import Direction, Effect, Entry, Kind, Participants, Restriction, Zone
from kpcs.scheme.problems import Refusal, refuse
from kpcs.scheme.problems import gettext_noop as _

FILE_NAME = "keys.cbor"
FORMAT = "kp-trust/1"
CEILING = 16 << 20

_SERIALS = 10**18
_LATER = frozenset(range(24))
"""Fields that a later writer may add to a row."""


class Snapshot(NamedTuple):
    """What a node writes down for verifiers.

    ``owner``     code or name of the authority or body whose node it is
    ``as_of``     when its contents were last known to be true (UTC)
    ``keys``      every key that is believed, of every owner
    ``register``  the register as this authority holds it; None where it follows the published one
    ``ranges``    ranges of numbers that issuers notified
    ``relies_on``  whose decision the keys rest on: ``bilateral`` (peers taken in one by one) or the trust
    list's name
    """

    owner: str
    as_of: datetime
    keys: tuple[PublicKey, ...]
    register: Participants | None = None
    ranges: tuple[Range, ...] = ()
    relies_on: str = "bilateral"


def write_snapshot(folder: str | os.PathLike[str], snapshot: Snapshot) -> None:
    """Replace ``keys.cbor`` in ``folder``. Raises Refusal as :func:`~kpcs.proof.keys.public.refuse_shared`,
    OSError when the disk refuses; the old file then stays."""
    from kpcs.proof.replacing import replace_file  # here: readers never write

    refuse_shared(snapshot.keys)
    fields: dict[int, cbor.Value] = {
        0: FORMAT,
        1: snapshot.owner,
        2: cbor.seconds(snapshot.as_of),
        3: snapshot.relies_on,
        4: [[key.kid, write_key(key)] for key in sorted(snapshot.keys, key=lambda key: key.kid)],
        5: [_write_range(r) for r in snapshot.ranges],
    }
    if snapshot.register is not None:
        fields[6] = _bundles((entry.code, _write_entry(entry)) for entry in snapshot.register.entries)
        fields[7] = _bundles((r.code, _write_restriction(r)) for r in snapshot.register.restrictions)
    body = cbor.encode(fields)
    os.makedirs(folder, exist_ok=True)
    replace_file(os.path.join(folder, FILE_NAME), sha256(body).digest() + body)


class Trust:
    """An opened trust folder: keys by identifier, the register, ranges. See :func:`open_trust`."""

    def __init__(self, fields: Mapping[int, cbor.Value], statuses: StatusIndex | None = None) -> None:
        """``fields``: the map of ``keys.cbor``; ``statuses``: the opened ``status.bin``, None where there is
        none. Raises Refusal ``trust.file`` for what is malformed."""
        self.statuses = statuses
        reader = cbor.Reader("trust.file")
        self.owner = reader.text(fields.get(1), "owner")
        self.as_of = reader.moment(fields.get(2), "as_of")
        self.relies_on = reader.text(fields.get(3), "relies_on")
        self._keys = _pairs(reader, fields.get(4), "keys", bytes)
        self._ranges = reader.items(fields.get(5), "ranges")
        self._has_register = 6 in fields
        self._entries = _pairs(reader, fields.get(6, []), "register", str)
        self._restrictions = _pairs(reader, fields.get(7, []), "restrictions", str)
        reader.finish()

    def find_key(self, kid: bytes) -> PublicKey | None:
        """The key with this identifier, or None. Raises Refusal ``trust.file`` when its record is damaged."""
        record = self._keys.get(kid)
        if record is None:
            return None
        key = read_key(record)
        if key.kid != kid:
            raise _damaged()
        return key

    def keys(self) -> Iterator[PublicKey]:
        """Every key, in the order of identifiers."""
        for kid in self._keys:
            key = self.find_key(kid)
            assert key is not None
            yield key

    def register(self, codes: Iterable[str]) -> Participants:
        """The register as far as ``codes`` (Participants, members, territories) and those that represent them
        go; the whole published one when the folder holds none."""
        if not self._has_register:
            return Participants.published()
        entries: dict[str, list[Entry]] = {}
        waiting = list(codes)
        while waiting:
            code = waiting.pop()
            if code not in entries:
                entries[code] = [_read_entry(row) for row in _rows(self._entries.get(code))]
                waiting.extend(entry.parent for entry in entries[code] if entry.parent)
        restrictions = [
            _read_restriction(row) for code in sorted(entries) for row in _rows(self._restrictions.get(code))
        ]
        return Participants((e for code in sorted(entries) for e in entries[code]), restrictions)

    def ranges(self, issuer: str) -> list[Range]:
        """The ranges of numbers that ``issuer`` notified."""
        found = (_read_range(row) for row in self._ranges)
        return [r for r in found if r.issuer == issuer]


def open_trust(folder: str | os.PathLike[str]) -> Trust:
    """Read ``keys.cbor``. Raises Refusal with ``trust.missing`` (no such file), ``trust.too_large``,
    ``trust.file`` (damaged, or of another form) or ``trust.version`` (a newer form)."""
    try:
        with open(os.path.join(folder, FILE_NAME), "rb") as file:
            data = file.read(CEILING + 1)
    except OSError:
        raise refuse(
            "trust.missing",
            _("There is no readable keys.cbor in the trust folder %(folder)s."),
            folder=os.fspath(folder),
        ) from None
    if len(data) > CEILING:
        raise refuse("trust.too_large", _("The file keys.cbor is larger than any that is read."))
    if sha256(data[32:]).digest() != data[:32]:
        raise _damaged()
    try:
        fields = cbor.decode(data[32:])
    except Refusal:
        raise _damaged() from None
    if type(fields) is not dict or type(fields.get(0)) is not str:
        raise _damaged()
    if fields[0] != FORMAT:
        raise refuse("trust.version", _("The trust folder is of a form that this program does not know. Update it."))
    reports = os.path.join(folder, status.FILE_NAME)
    return Trust(fields, StatusIndex(reports) if os.path.exists(reports) else None)


def write_key(key: PublicKey) -> bytes:
    """A key's record as deterministic CBOR; also the form in which peers exchange their public keys."""
    fields: dict[int, cbor.Value] = {
        0: key.owner,
        1: key.role.value,
        2: key.algorithm,
        3: key.public,
        4: cbor.days(key.valid_from),
        6: key.state.value,
    }
    if key.valid_until is not None:
        fields[5] = cbor.days(key.valid_until)
    if key.since is not None:
        fields[7] = cbor.seconds(key.since)
    return cbor.encode(fields)


def read_key(record: bytes) -> PublicKey:
    """A key from its record, checked by itself. Raises Refusal ``trust.file``, a ``keys`` or a ``cbor``
    code."""
    reader = cbor.Reader("trust.file")
    fields = cbor.decode(record)
    if type(fields) is not dict or not {0, 1, 2, 3, 4, 6} <= fields.keys():
        raise _damaged()
    algorithm = fields[2]
    try:
        key = PublicKey(
            owner=reader.text(fields[0], "owner"),
            role=Role(reader.text(fields[1], "role")),
            algorithm=algorithm if type(algorithm) is int else 0,
            public=reader.octets(fields[3], "public"),
            valid_from=reader.day(fields[4], "valid_from"),
            valid_until=reader.day(fields[5], "valid_until") if 5 in fields else None,
            state=KeyState(reader.text(fields[6], "state")),
            since=reader.moment(fields[7], "since") if 7 in fields else None,
        )
    except ValueError:
        raise _damaged() from None
    reader.finish()
    refuse_shared((key,))
    return key


def _pairs[K: (str, bytes)](reader: cbor.Reader, value: cbor.Value | None, where: str, kind: type[K]) -> dict[K, bytes]:
    found: dict[K, bytes] = {}
    for pair in reader.items(value, where):
        if type(pair) is list and len(pair) == 2 and type(pair[0]) is kind and type(pair[1]) is bytes:
            found[pair[0]] = pair[1]
        else:
            reader.fault(where)
    if kind is bytes and any(len(key) != KEY_ID_LENGTH for key in found):
        reader.fault(where)
    return found


def _bundles(rows: Iterable[tuple[str, dict[int, cbor.Value]]]) -> list[cbor.Value]:
    by_code: dict[str, list[cbor.Value]] = {}
    for code, row in rows:
        by_code.setdefault(code, []).append(row)
    return [[code, cbor.encode(by_code[code])] for code in sorted(by_code)]


def _rows(bundle: bytes | None) -> list[cbor.Value]:
    rows = cbor.decode(bundle) if bundle else []
    if type(rows) is not list:
        raise _damaged()
    return rows


def _write_period(period: Interval) -> list[cbor.Value]:
    ends = (period.since,) if period.until is None else (period.since, period.until)
    return [cbor.days(day) for day in ends]


def _read_period(reader: cbor.Reader, value: cbor.Value | None) -> Interval:
    days: list[date] = [reader.day(day, "period") for day in reader.items(value, "period", 1, 2)]
    return Interval(days[0], days[1] if len(days) == 2 else None)


def _write_zones(zones: Iterable[Zone]) -> list[cbor.Value]:
    return [[zone.name, *_write_period(zone.period)] for zone in zones]


def _read_zones(reader: cbor.Reader, value: cbor.Value | None) -> tuple[Zone, ...]:
    zones = []
    for row in reader.items(value, "zones"):
        name, *days = reader.items(row, "zones", 2, 3)
        zones.append(Zone(reader.text(name, "zones"), _read_period(reader, days)))
    return tuple(zones)


_ENTRY_TEXTS = ("reason", "parent", "until_reason", "since_precision", "until_precision", "confidence", "note")


def _write_entry(entry: Entry) -> dict[int, cbor.Value]:
    texts: list[cbor.Value] = [getattr(entry, name) for name in _ENTRY_TEXTS]
    return {
        0: entry.kind.value,
        1: entry.code,
        2: entry.name,
        3: _write_period(entry.period),
        4: list(entry.sources),
        5: texts,
    }


def _read_entry(row: cbor.Value) -> Entry:
    reader = cbor.Reader("trust.file")
    fields = reader.fields(row, "register", {0, 1, 2, 3, 4, 5}, _LATER)
    reader.finish()
    texts = reader.texts(fields[5], "texts")
    if len(texts) < len(_ENTRY_TEXTS):
        raise _damaged()
    try:
        entry = Entry(
            kind=Kind(reader.text(fields[0], "kind")),
            code=reader.text(fields[1], "code"),
            name=reader.text(fields[2], "name"),
            period=_read_period(reader, fields[3]),
            sources=reader.texts(fields[4], "sources"),
            **dict(zip(_ENTRY_TEXTS, texts, strict=False)),
        )
    except ValueError:
        raise _damaged() from None
    reader.finish()
    return entry


_RESTRICTION_TEXTS = (
    "reason",
    "condition",
    "until_reason",
    "since_precision",
    "until_precision",
    "confidence",
    "note",
)


def _write_restriction(r: Restriction) -> dict[int, cbor.Value]:
    texts: list[cbor.Value] = [getattr(r, name) for name in _RESTRICTION_TEXTS]
    return {
        0: r.code,
        1: r.direction.value,
        2: r.effect.value,
        3: _write_period(r.period),
        4: list(r.sources),
        5: texts,
        6: _write_zones(r.area),
        7: _write_zones(r.open),
    }


def _read_restriction(row: cbor.Value) -> Restriction:
    reader = cbor.Reader("trust.file")
    fields = reader.fields(row, "restrictions", {0, 1, 2, 3, 4, 5, 6, 7}, _LATER)
    reader.finish()
    texts = reader.texts(fields[5], "texts")
    if len(texts) < len(_RESTRICTION_TEXTS):
        raise _damaged()
    try:
        restriction = Restriction(
            code=reader.text(fields[0], "code"),
            direction=Direction(reader.text(fields[1], "direction")),
            effect=Effect(reader.text(fields[2], "effect")),
            period=_read_period(reader, fields[3]),
            sources=reader.texts(fields[4], "sources"),
            area=_read_zones(reader, fields[6]),
            open=_read_zones(reader, fields[7]),
            **dict(zip(_RESTRICTION_TEXTS, texts, strict=False)),
        )
    except ValueError:
        raise _damaged() from None
    reader.finish()
    return restriction


def _write_range(r: Range) -> cbor.Value:
    return [r.issuer, r.first, r.last, r.source, *_write_period(r.period)]


def _read_range(row: cbor.Value) -> Range:
    reader = cbor.Reader("trust.file")
    issuer, first, last, source, *days = reader.items(row, "ranges", 5, 6)
    found = Range(
        reader.text(issuer, "ranges"),
        reader.whole(first, "ranges", _SERIALS),
        reader.whole(last, "ranges", _SERIALS),
        _read_period(reader, days),
        reader.text(source, "ranges"),
    )
    reader.finish()
    return found


def _damaged() -> Refusal:
    return refuse("trust.file", _("The file keys.cbor of the trust folder is damaged: fetch or write it again."))
