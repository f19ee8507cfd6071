"""The folder of a node: configuration, database, keys, trust list, papers.

::

    node.toml         who this node is, where its database lies
    node.sqlite3      the embedded database (absent when ``database`` names PostgreSQL)
    keys/             private keys encrypted at rest, the passphrase file, Django's secret
    trust/            what verifiers read: keys.cbor, status.bin
    attachments/      photographs, scans and printed papers, by hash
"""

import tomllib
from pathlib import Path
from typing import NamedTuple

from kpcs.scheme.problems import gettext_noop as _
from kpcs.scheme.problems import refuse


class NodeFolder(NamedTuple):
    """A node's folder and what its ``node.toml`` says.

    ``participant``  alpha-2 code of the authority's Participant, empty for an observer
    ``observer``     name of the body, empty for an authority
    ``name``         name of the authority as shown in the header
    ``database``     empty for the embedded SQLite file, otherwise a ``postgresql://`` address
    ``public_url``   where peers reach this node, empty when they cannot
    ``demonstration`` true only for the invented nodes of ``kpcs demo``
    """

    path: Path
    participant: str
    observer: str
    name: str
    database: str
    public_url: str
    demonstration: bool

    @property
    def identity(self) -> str:
        """The name of this node towards others: the Participant's code, or the observer's name."""
        return self.participant or self.observer

    @property
    def keys(self) -> Path:
        return self.path / "keys"

    @property
    def trust(self) -> Path:
        return self.path / "trust"

    @property
    def attachments(self) -> Path:
        return self.path / "attachments"

    @property
    def sqlite(self) -> Path:
        return self.path / "node.sqlite3"


def read_node_folder(path: Path) -> NodeFolder:
    """Read ``path/node.toml``. Raises Refusal ``node.missing`` or ``node.malformed``."""
    file = path / "node.toml"
    try:
        table = tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError as error:
        raise refuse(
            "node.missing", _("There is no node in “%(folder)s”: run kpcs init first."), folder=str(path)
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise refuse(
            "node.malformed",
            _("The file “%(file)s” cannot be read: %(why)s."),
            file=str(file),
            why=str(error),
        ) from error
    texts = {key: table.get(key, "") for key in ("participant", "observer", "name", "database", "public_url")}
    if not all(isinstance(value, str) for value in texts.values()) or bool(texts["participant"]) == bool(
        texts["observer"]
    ):
        raise refuse(
            "node.malformed",
            _("The file “%(file)s” cannot be read: %(why)s."),
            file=str(file),
            why="it must name either a participant or an observer",
        )
    return NodeFolder(path=path, demonstration=table.get("demonstration") is True, **texts)
