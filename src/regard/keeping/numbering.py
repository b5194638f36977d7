"""Numbers that were handed out are never handed out again, not even by a home that was restored."""

from django.db.backends.base.base import BaseDatabaseWrapper

from regard.keeping.tables import Table


def next_number(connection: BaseDatabaseWrapper, table: Table) -> int | None:
    """The number this table would hand out next; None where it hands out none, or never has."""
    if table.numbered_by is None:
        return None
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq + 1 FROM sqlite_sequence WHERE name = %s", [table.name])
        else:
            cursor.execute(f"SELECT last_value + is_called::int FROM {_sequence(connection, table)}")  # noqa: S608
        row = cursor.fetchone()
    return int(row[0]) if row else None


def go_on_at(connection: BaseDatabaseWrapper, table: Table, number: int | None) -> None:
    """Let the table hand out this number next, or one above all it holds."""
    if table.numbered_by is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT coalesce(max("{table.numbered_by}"), 0) + 1 FROM "{table.name}"')  # noqa: S608
        going_on = max(int(cursor.fetchone()[0]), number or 1)
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table.name])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table.name, going_on - 1])
        else:
            cursor.execute("SELECT setval(%s, %s, false)", [_sequence(connection, table), going_on])


def _sequence(connection: BaseDatabaseWrapper, table: Table) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table.name}"', table.numbered_by])
        return str(cursor.fetchone()[0])
