"""How a node introduces itself to a peer: identity, address, public keys, and a fingerprint to read aloud.

The file is JSON so that it can be mailed and looked at; each key is its record in base64
(:func:`kpcs.proof.snapshot.write_key`). The **fingerprint** is SHA-256 over ``kpcs/peer/1`` and the deterministic CBOR
of the contents, not over the text of the file: spaces and line breaks change nothing, a changed key or address does.
Nothing in the file proves who wrote it; two supervisors compare the fingerprint by telephone or in person.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable
from hashlib import sha256
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from kpcs.proof import cbor
from kpcs.proof.keys import KeyState, PublicKey, Role, refuse_shared
from kpcs.proof.snapshot import read_key, write_key
from kpcs.scheme.problems import Problem, Refusal
from kpcs.scheme.problems import gettext_noop as _

FORMAT = "kp-peer/1"
CEILING = 256 << 10
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Introduction(NamedTuple):
    """What a peer says of itself. ``endpoint`` is the address before ``/exchange/``, empty when the node cannot be
    reached and fetches its messages; ``versions`` are those of the exchange that it speaks."""

    identity: str
    name: str
    endpoint: str
    versions: tuple[int, ...]
    keys: tuple[PublicKey, ...]

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the contents, hex."""
        fields: dict[int, cbor.Value] = {
            0: FORMAT,
            1: self.identity,
            2: self.name,
            3: self.endpoint,
            4: list(self.versions),
            5: [write_key(key) for key in _sorted(self.keys)],
        }
        return sha256(b"kpcs/peer/1" + cbor.encode(fields)).hexdigest()


def grouped(fingerprint: str) -> str:
    """The fingerprint for reading aloud: sixteen groups of four hexadecimal digits."""
    return " ".join(fingerprint[i : i + 4] for i in range(0, len(fingerprint), 4))


def plain_fingerprint(typed: str) -> str:
    """The fingerprint as somebody typed it, without spaces and in lower case."""
    return "".join(typed.split()).lower()


def write(introduction: Introduction) -> str:
    """The file's text."""
    contents = {
        "format": FORMAT,
        "identity": introduction.identity,
        "name": introduction.name,
        "endpoint": introduction.endpoint,
        "versions": list(introduction.versions),
        "keys": [b64encode(write_key(key)).decode("ascii") for key in _sorted(introduction.keys)],
    }
    return json.dumps(contents, indent=2, ensure_ascii=False) + "\n"


def read(text: str) -> Introduction:
    """The introduction in a file's text.

    Raises Refusal with every problem: ``exchange.introduction.format`` (another file), ``.malformed`` (a field is
    missing or wrong), ``.endpoint`` (no HTTPS address), ``.owner`` (a key of somebody else), ``.keys_missing`` (no
    active message key or sealing key), or a ``keys`` code.
    """
    try:
        table = json.loads(text) if len(text) <= CEILING else None
    except (ValueError, RecursionError):
        table = None
    if not isinstance(table, dict) or table.get("format") != FORMAT:
        raise Refusal([Problem("exchange.introduction.format", _("This file is not the introduction of a peer."))])
    problems: list[Problem] = []
    found = Introduction(
        identity=_text(table, "identity", 40, problems),
        name=_text(table, "name", 160, problems),
        endpoint=_endpoint(table.get("endpoint"), problems),
        versions=_versions(table.get("versions"), problems),
        keys=_keys(table.get("keys"), problems),
    )
    if not problems:
        problems.extend(_wrong_keys(found))
    if problems:
        raise Refusal(problems)
    return found


def _sorted(keys: Iterable[PublicKey]) -> list[PublicKey]:
    return sorted(keys, key=lambda key: key.kid)


def _malformed(name: str) -> Problem:
    return Problem(
        "exchange.introduction.malformed", _("The field “%(field)s” is missing or malformed."), name, {"field": name}
    )


def _text(table: dict[str, Any], name: str, most: int, problems: list[Problem]) -> str:
    value = table.get(name)
    if type(value) is not str or not 0 < len(value) <= most or not value.isprintable() or value != value.strip():
        problems.append(_malformed(name))
        return ""
    return value


def _endpoint(value: object, problems: list[Problem]) -> str:
    if value == "":
        return ""
    try:
        url = urlsplit(value if type(value) is str and len(value) <= 200 else "")
        allowed = url.scheme == "https" or (url.scheme == "http" and url.hostname in _LOOPBACK)
        if not allowed or not url.hostname or url.query or url.fragment or url.username or url.port == 0:
            raise ValueError
    except ValueError:
        sentence = _("The address of a peer must begin with https:// and hold nothing but host, port and path.")
        problems.append(Problem("exchange.introduction.endpoint", sentence, "endpoint"))
        return ""
    return str(value).rstrip("/")


def _versions(value: object, problems: list[Problem]) -> tuple[int, ...]:
    if type(value) is not list or not value or any(type(v) is not int or not 0 < v < 1000 for v in value[:9]):
        problems.append(_malformed("versions"))
        return ()
    return tuple(value[:8])


def _keys(value: object, problems: list[Problem]) -> tuple[PublicKey, ...]:
    if type(value) is not list or len(value) > 200 or not all(type(record) is str for record in value):
        problems.append(_malformed("keys"))
        return ()
    keys = []
    for record in value:
        try:
            keys.append(read_key(b64decode(record, validate=True)))
        except Refusal as refusal:
            problems.extend(problem._replace(where="keys") for problem in refusal.problems)
        except ValueError:
            problems.append(_malformed("keys"))
    return tuple(keys)


def _wrong_keys(introduction: Introduction) -> list[Problem]:
    problems: list[Problem] = []
    try:
        refuse_shared(introduction.keys)
    except Refusal as refusal:
        problems.extend(refusal.problems)
    if any(key.owner != introduction.identity for key in introduction.keys):
        problems.append(
            Problem("exchange.introduction.owner", _("The file holds a key of somebody else than the peer."), "keys")
        )
    active = {key.role for key in introduction.keys if key.state is KeyState.ACTIVE}
    if not {Role.MESSAGE, Role.SEALING} <= active:
        sentence = _("The file needs an active message key and an active sealing key.")
        problems.append(Problem("exchange.introduction.keys_missing", sentence, "keys"))
    return problems
