"""The rows that an act writes, watched once and written again through the ORM into a copy of the database."""

import shutil
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection, connections, models, transaction

from kpcs.cli.safety.tables import kept_models
from kpcs.office.audit.models import Event, Head
from kpcs.office.certificates.models import Certificate, Series, Sheet
from kpcs.office.exports.models import Seal

type Table = dict[Any, dict[str, Any]]
COPIES = count(1)


class Write(NamedTuple):
    """What one transaction did to one table: rows inserted, and columns changed, by primary key."""

    model: type[models.Model]
    inserted: Table
    changed: Table


class Rows:
    """What one ``act`` wrote, transaction by transaction; :meth:`write` writes as much again, under fresh keys.

    Raises AssertionError when the two do not write the same: as many rows into each table, the same columns changed,
    values of the same type and length.
    """

    def __init__(self, act: Callable[[], object]) -> None:
        self.using = f"copy{next(COPIES)}"
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        copy = settings.NODE.path / f"{self.using}.sqlite3"
        shutil.copyfile(settings.NODE.sqlite, copy)
        connections.databases[self.using] = connection.settings_dict | {"NAME": copy}
        self.sequence = Head.objects.get().sequence
        self.serial = count(900_001)
        self.sheets = iter(Sheet.objects.filter(certificate__isnull=True).order_by("-pk").values_list("pk", flat=True))
        self.new: dict[tuple[type[models.Model], Any], Any] = {}
        self.transactions = _watched(act)
        before = _tables(self.using)
        self.write()
        theirs, ours = _difference(before, _tables(self.using)), [w for writes in self.transactions for w in writes]
        missing = set(_shape(theirs)) ^ set(_shape(ours))
        if _shape(theirs) != _shape(ours):
            raise AssertionError(f"the peer does not write the rows that the acts write: {missing}")

    def write(self) -> None:
        """Write the rows once more, transaction by transaction."""
        self.new = {}
        for writes in self.transactions:
            with transaction.atomic(using=self.using):
                for write in writes:
                    self._insert(write)
                    for key, values in write.changed.items():
                        self._change(write.model, key, values)

    def _insert(self, write: Write) -> None:
        rows = [write.model(**self._fresh(write.model, key, values)) for key, values in write.inserted.items()]
        if len(rows) > 1:
            write.model._base_manager.using(self.using).bulk_create(rows)
        elif rows:
            rows[0].save(using=self.using, force_insert=True)
        for key, row in zip(write.inserted, rows, strict=True):
            self.new[write.model, key] = row.pk

    def _fresh(self, model: type[models.Model], key: Any, values: dict[str, Any]) -> dict[str, Any]:
        fresh = dict(values)
        for field in model._meta.concrete_fields:
            if field.remote_field and (field.remote_field.model, values[field.attname]) in self.new:
                fresh[field.attname] = self.new[field.remote_field.model, values[field.attname]]
        if isinstance(model._meta.pk, models.AutoField):
            del fresh[model._meta.pk.attname]
        if model is Event:
            self.sequence += 1
            fresh["sequence"] = self.sequence
        elif model is Certificate:
            fresh |= {"number": f"BW{next(self.serial):08d}", "sheet_id": next(self.sheets)}
        elif model is Seal:
            fresh["number"] = f"S{next(self.serial)}"
        return fresh

    def _change(self, model: type[models.Model], key: Any, values: dict[str, Any]) -> None:
        fresh = dict(values)
        if model is Head:
            fresh["sequence"] = self.sequence
        elif model is Series:
            fresh["next"] = next(self.serial) % 1000 + 43_000
        row = model(pk=self.new.get((model, key), key), **fresh)
        row.save(using=self.using, update_fields=list(fresh), force_update=True)


def _watched(act: Callable[[], object]) -> list[list[Write]]:
    """What ``act`` writes in each of its transactions."""
    seen, found = _tables("default"), []
    commit = connection._commit  # type: ignore[attr-defined]

    def committed() -> None:
        nonlocal seen
        commit()
        before, seen = seen, _tables("default")
        found.append(_difference(before, seen))

    connection._commit = committed  # type: ignore[attr-defined]
    try:
        act()
    finally:
        connection._commit = commit  # type: ignore[attr-defined]
    return [writes for writes in found if writes]


def _tables(using: str) -> dict[type[models.Model], Table]:
    def rows(model: type[models.Model]) -> Iterator[tuple[Any, dict[str, Any]]]:
        names = [field.attname for field in model._meta.concrete_fields]
        for row in model._base_manager.using(using).values(*names):
            yield row[model._meta.pk.attname], row

    return {model: dict(rows(model)) for model in kept_models()}


def _difference(before: dict[type[models.Model], Table], after: dict[type[models.Model], Table]) -> list[Write]:
    writes = []
    for model, rows in after.items():
        old = before[model]
        inserted = {key: row for key, row in rows.items() if key not in old}
        changed = {
            key: {name: value for name, value in row.items() if value != old[key][name]}
            for key, row in rows.items()
            if key in old and row != old[key]
        }
        if inserted or changed:
            writes.append(Write(model, inserted, changed))
    return writes


def _shape(writes: list[Write]) -> list[tuple[str, str, str]]:
    """Tables, columns, and the type and length of every value; a row that was inserted and then changed counts as it is
    in the end."""
    rows: dict[tuple[type[models.Model], Any], tuple[str, dict[str, Any]]] = {}
    for write in writes:
        for key, row in write.inserted.items():
            rows[write.model, key] = "inserted", dict(row)
        for key, row in write.changed.items():
            kind, values = rows.get((write.model, key), ("changed", {}))
            rows[write.model, key] = kind, values | row
    return sorted(
        (model._meta.label, kind, repr(sorted((name, _kind(value)) for name, value in values.items())))
        for (model, _key), (kind, values) in rows.items()
    )


def _kind(value: Any) -> str:
    return f"{type(value).__name__} {len(value) if isinstance(value, (str, bytes)) else ''}"
