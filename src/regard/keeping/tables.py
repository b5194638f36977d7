"""Which tables there are, as the migrations of a database describe them; a new table is kept without a word here."""

from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa
from django.apps.registry import Apps
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.state import StateApps

from regard.foundation.errors import RegardError

LEFT_OUT = {
    "django_session": "who is signed in signs in again",
    "django_migrations": "the manifest names the migrations",
}
"""Tables that no backup holds, and why."""

LOG = "interaction"
"""The one table whose rows have a number and never change but by erasure: its parts are used again."""

_TYPES = {
    "number": pa.int64(),
    "fraction": pa.float64(),
    "text": pa.string(),
    "json": pa.string(),
    "bytes": pa.binary(),
    "yes": pa.bool_(),
    "moment": pa.timestamp("us", tz="UTC"),
    "day": pa.date32(),
}
_KINDS = {
    **dict.fromkeys(("AutoField", "BigAutoField", "SmallAutoField"), "number"),
    **dict.fromkeys(("IntegerField", "BigIntegerField", "SmallIntegerField"), "number"),
    **dict.fromkeys(("PositiveIntegerField", "PositiveBigIntegerField", "PositiveSmallIntegerField"), "number"),
    **dict.fromkeys(("CharField", "TextField", "SlugField", "EmailField", "URLField"), "text"),
    "FloatField": "fraction",
    "JSONField": "json",
    "BinaryField": "bytes",
    "BooleanField": "yes",
    "DateTimeField": "moment",
    "DateField": "day",
}


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table: its columns by kind, and the column that hands out numbers, if one does."""

    name: str
    columns: dict[str, str]
    numbered_by: str | None = None

    @property
    def schema(self) -> pa.Schema:
        """Its rows as Arrow has them."""
        return pa.schema([(name, _TYPES[kind]) for name, kind in self.columns.items()])


def tables_of(apps: Apps | StateApps) -> dict[str, Table]:
    """The tables to keep, by name, in order of name."""
    found = {model._meta.db_table: _table(model) for model in _models(apps)}
    return dict(sorted(found.items()))


def _models(apps: Apps | StateApps) -> Iterator[type[models.Model]]:
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy and model._meta.db_table not in LEFT_OUT:
            yield model


def _table(model: type[models.Model]) -> Table:
    key = model._meta.pk
    return Table(
        name=model._meta.db_table,
        columns={str(field.column): _kind(field) for field in model._meta.local_concrete_fields},
        numbered_by=key.column if isinstance(key, models.AutoField) else None,
    )


def _kind(field: "models.Field[object, object]") -> str:
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    kind = _KINDS.get(field.get_internal_type())
    if kind is None:
        raise RegardError(
            f"{field} is a {field.get_internal_type()}, which no backup can keep yet. "
            "Give it a kind in regard/keeping/tables.py."
        )
    return kind


def place_of(tables: dict[str, Table], connections: dict[str, BaseDatabaseWrapper]) -> dict[str, str]:
    """Under which alias each table lies; a table that is nowhere is an error."""
    there: dict[str, str] = {}
    for alias, connection in connections.items():
        with connection.cursor() as cursor:
            there |= dict.fromkeys(connection.introspection.table_names(cursor), alias)
    if missing := sorted(tables.keys() - there.keys()):
        raise RegardError(f"These tables are in no database: {', '.join(missing)}. `regard upgrade` makes them.")
    return {name: there[name] for name in tables}
