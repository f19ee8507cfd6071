"""Every row of the database as text, one JSON object a line: the same for SQLite and PostgreSQL, so that an office
that grows can move from one to the other by a backup and a restore."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core import serializers
from django.core.management.color import no_style
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, connections, models, transaction
from django.db.migrations.recorder import MigrationRecorder
from psycopg import IsolationLevel

from kpcs.scheme.problems import gettext_noop as _
from kpcs.scheme.problems import refuse

BATCH = 1000


class ExactEncoder(DjangoJSONEncoder):
    """Django's own cuts times to milliseconds; the audit chain binds every microsecond."""

    def default(self, o: Any) -> Any:
        """Times with all their digits, everything else as Django writes it."""
        return o.isoformat() if isinstance(o, (datetime, time)) else super().default(o)


_MADE_BY_MIGRATE = {"contenttypes.contenttype", "auth.permission"}
_NOT_KEPT = {"sessions.session"}


def kept_models() -> list[type[models.Model]]:
    """The models whose rows are kept, in a fixed order."""
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if model._meta.label_lower not in _MADE_BY_MIGRATE | _NOT_KEPT]


@contextmanager
def snapshot() -> Iterator[str]:
    """A second connection that sees the database as it is now and blocks no writer; yields its alias."""
    options = dict(connection.settings_dict.get("OPTIONS", {}))
    if connection.vendor == "sqlite":
        options["transaction_mode"] = "DEFERRED"
    else:
        options["isolation_level"] = IsolationLevel.REPEATABLE_READ
    connections.databases["snapshot"] = connection.settings_dict | {"OPTIONS": options}
    try:
        with transaction.atomic(using="snapshot"):
            yield "snapshot"
    finally:
        connections["snapshot"].close()
        del connections["snapshot"], connections.databases["snapshot"]


def dump(folder: Path, using: str) -> list[str]:
    """Write ``tables/<model>.jsonl`` for every model that has rows; the names written."""
    (folder / "tables").mkdir()
    names = []
    for model in kept_models():
        rows = model._base_manager.using(using).order_by(model._meta.pk.attname)
        if not rows.exists():
            continue
        name = f"tables/{model._meta.label_lower}.jsonl"
        with (folder / name).open("w", encoding="utf-8") as stream:
            serializers.serialize("jsonl", rows.iterator(chunk_size=BATCH), stream=stream, cls=ExactEncoder)
        names.append(name)
    return names


def load(folder: Path) -> None:
    """Put the rows of ``folder/tables`` into the migrated, otherwise empty database; all or nothing.

    Raises Refusal ``restore.not_empty`` when the database holds rows of an office already.
    """
    kept = kept_models()
    with transaction.atomic():
        for model in kept:
            rows = model._base_manager.all()
            if model._meta.label_lower == "audit.event" and rows.exists():
                raise refuse("restore.not_empty", _("The database already holds an office’s record."))
            if model._meta.label_lower != "audit.event":
                rows._raw_delete(rows.db)
        for model in kept:
            file = folder / "tables" / f"{model._meta.label_lower}.jsonl"
            if file.exists():
                _load_model(model, file)
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), kept):
                cursor.execute(statement)


def _load_model(model: type[models.Model], file: Path) -> None:
    batch: list[Any] = []
    with file.open(encoding="utf-8") as stream:
        for row in serializers.deserialize("jsonl", stream):
            batch.append(row.object)
            if len(batch) == BATCH:
                model._base_manager.bulk_create(batch)
                batch = []
    model._base_manager.bulk_create(batch)


def migrations(using: str = "default") -> list[list[str]]:
    """The migrations applied, as pairs of app and name, sorted."""
    applied = MigrationRecorder(connections[using]).applied_migrations()
    return sorted([app, name] for app, name in applied)
