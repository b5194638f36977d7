"""One or two databases: on SQLite the log has a file of its own, on PostgreSQL both are one database."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from django.apps import apps
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from regard.foundation.errors import RegardError
from regard.foundation.home import Home

STATE = "default"
LOG_ALIAS = "log"

# synchronous=FULL: in WAL mode only FULL syncs at commit, and "answered only after the commit" must be true.
# A checkpoint every 64 MB instead of 4 writes the pages of the index over message keys once and not a dozen times.
_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON;"
    "PRAGMA wal_autocheckpoint=16384; PRAGMA cache_size=-2048;"
)

# Indexes over keyed hashes are filled at random places: 64 MB keep them in memory. Only for who fills them, for each
# thread has a connection or two of its own, and the caches of all of them would grow for hours.
_LARGE_CACHE = "PRAGMA cache_size=-65536"

# Any fixed number: everybody who appends to a numbered log takes this lock first.
_APPEND_LOCK = 7_323_411


def database_settings(home: Home, url: str | None = None) -> dict[str, dict[str, Any]]:
    """Django's DATABASES for this home: two SQLite files, or the PostgreSQL of `REGARD_DATABASE_URL`."""
    url = url if url is not None else os.environ.get("REGARD_DATABASE_URL", "")
    if not url:
        return {STATE: _sqlite(str(home.state_file)), LOG_ALIAS: _sqlite(str(home.log_file))}
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise RegardError(f"REGARD_DATABASE_URL starts with {parts.scheme!r}. postgresql://user@host/name would work.")
    return {
        STATE: {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
        }
    }


def _sqlite(name: str) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        # IMMEDIATE: a transaction that will write takes the lock at once instead of failing half-way.
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 30, "init_command": _PRAGMAS},
        "TEST": {"NAME": f"{name}.test"},
    }


def log_alias() -> str:
    """The alias under which the log is reached."""
    return LOG_ALIAS if LOG_ALIAS in connections.databases else STATE


class LogRouter:
    """Sends the models that belong to the log (`in_log = True` on the model) to its database."""

    def db_for_read(self, model: type[Any], **_hints: object) -> str:
        """Where to read this model."""
        return log_alias() if getattr(model, "in_log", False) else STATE

    def db_for_write(self, model: type[Any], **_hints: object) -> str:
        """Where to write this model."""
        return self.db_for_read(model)

    def allow_relation(self, one: Any, other: Any, **_hints: object) -> bool:
        """A relation never spans the two databases."""
        return self.db_for_read(type(one)) == self.db_for_read(type(other))

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **hints: object) -> bool:
        """Each table is made in its own database only; on one database everything is."""
        if LOG_ALIAS not in connections.databases:
            return True
        return (db == LOG_ALIAS) == (bool(hints.get("in_log")) or _is_in_log(app_label, model_name))


def _is_in_log(app_label: str, model_name: str | None) -> bool:
    # Migrations know models as they once were, without our attribute: ask the model of today.
    try:
        model = apps.get_model(app_label, model_name or "")
    except LookupError:
        return False
    return bool(getattr(model, "in_log", False))


def remember_much(alias: str) -> None:
    """From now on this thread's connection keeps much of its SQLite database in memory: it will fill large indexes."""
    connection = connections[alias]
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute(_LARGE_CACHE)


@contextmanager
def appending(alias: str) -> Iterator[BaseDatabaseWrapper]:
    """A short transaction in which numbers are handed out in the order in which they become visible.

    On PostgreSQL two transactions may commit in another order than they took their numbers; a reader of
    `number > cursor` would then pass over the lower one for ever. The lock makes number order commit order.
    SQLite has one writer at a time and needs no lock.
    """
    connection = connections[alias]
    remember_much(alias)
    with transaction.atomic(using=alias):
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_APPEND_LOCK])
        yield connection


@dataclass(frozen=True, kw_only=True)
class Write:
    """Rows for one table. With `key`, a row whose key is there already replaces it; `delete` takes keys away."""

    table: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[Any, ...]]
    key: tuple[str, ...] = ()
    keep: bool = False
    delete: bool = False

    def statement(self) -> str:
        """The one SQL statement, the same for SQLite and PostgreSQL, executed once per row; names come from code."""
        if self.delete:
            return f"DELETE FROM {self.table} WHERE " + " AND ".join(f"{name} = %s" for name in self.columns)  # noqa: S608
        marks = ", ".join(["%s"] * len(self.columns))
        insert = f"INSERT INTO {self.table} ({', '.join(self.columns)}) VALUES ({marks})"  # noqa: S608
        if not self.key:
            return insert
        rest = [name for name in self.columns if name not in self.key]
        if self.keep or not rest:
            return f"{insert} ON CONFLICT ({', '.join(self.key)}) DO NOTHING"
        changes = ", ".join(f"{name} = excluded.{name}" for name in rest)
        return f"{insert} ON CONFLICT ({', '.join(self.key)}) DO UPDATE SET {changes}"


def write(writes: Sequence[Write], *, alias: str = STATE) -> None:
    """Do all writes, in order, in the transaction that is open."""
    with connections[alias].cursor() as cursor:
        for one in writes:
            if one.rows:
                cursor.executemany(one.statement(), one.rows)


def read(query: str, params: Sequence[Any] = (), *, alias: str = STATE) -> list[tuple[Any, ...]]:
    """All rows of a query; marks are %s on both databases."""
    with connections[alias].cursor() as cursor:
        cursor.execute(query, params)
        return list(cursor.fetchall())


def read_in(
    query: str, values: Sequence[Any], *, params: Sequence[Any] = (), alias: str = STATE, chunk: int = 10_000
) -> list[tuple[Any, ...]]:
    """All rows of a query that ends in a list of any length (`{marks}`, after `params`), asked for in chunks."""
    found: list[tuple[Any, ...]] = []
    for start in range(0, len(values), chunk):
        part = values[start : start + chunk]
        found += read(query.format(marks=", ".join(["%s"] * len(part))), [*params, *part], alias=alias)
    return found
