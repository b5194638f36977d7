"""The SQL that reads a table's files: typed even when there are none, and one row per key where there is a key."""
# ruff: noqa: S608 - only names declared in a LakeTable (checked there), whole numbers and our own paths become text.

from collections.abc import Sequence

from regard.foundation.warehouse.delta import Snapshot
from regard.foundation.warehouse.table import REMOVED, WRITTEN, LakeTable


def rows_sql(table: LakeTable, snapshot: Snapshot) -> str:
    """All living rows of this version, with all declared columns. Needs the table of `empty_name` in the database."""
    base, recent = snapshot.paths("base"), snapshot.paths("recent")
    if table.key is None or not recent:
        return files_sql(table, base + recent)
    # The base is one row per key. What is recent takes its place without comparing numbers, and is itself told apart
    # by key and number alone: the lake refuses rows not newer than what it holds. A window would carry every column.
    return (
        f"WITH base AS NOT MATERIALIZED ({files_sql(table, base)}), "
        f"recent AS NOT MATERIALIZED ({files_sql(table, recent)}), "
        f"newest AS (SELECT {table.key}, max({WRITTEN}) AS {WRITTEN} FROM recent GROUP BY {table.key}) "
        f"SELECT * FROM base ANTI JOIN recent USING ({table.key}) UNION ALL "
        f"SELECT * FROM recent SEMI JOIN newest USING ({table.key}, {WRITTEN}) WHERE NOT {REMOVED}"
    )


def rows_without_sql(table: LakeTable, snapshot: Snapshot, column: str) -> str:
    """All living rows but those with a value that stands in the table `gone`."""
    # An anti join and not NOT IN: a row that does not say is not one of them.
    return f"SELECT kept.* FROM ({rows_sql(table, snapshot)}) AS kept ANTI JOIN gone ON kept.{column} = gone.value"


def count_sql(table: LakeTable, snapshot: Snapshot, column: str) -> str:
    """How many rows on disk have such a value, replaced and removed ones included."""
    every = files_sql(table, [file.path for file in snapshot.files])
    return f"SELECT count(*) FROM ({every}) AS held SEMI JOIN gone ON held.{column} = gone.value"


def chosen_sql(column: str, values: Sequence[int]) -> str:
    """The condition that a column has one of these values."""
    return f"{column} IN ({', '.join(str(int(value)) for value in values)})"


def views_sql(table: LakeTable, snapshot: Snapshot) -> tuple[str, ...]:
    """The statements that make the table's views: as reports see it, and with `written_no` where it has one."""
    rows, shown = rows_sql(table, snapshot), ", ".join(table.shown)
    views = (f"CREATE OR REPLACE VIEW {table.name} AS SELECT {shown} FROM ({rows})",)
    if table.key is None:
        return views
    return (*views, f"CREATE OR REPLACE VIEW {written_name(table)} AS SELECT {shown}, {WRITTEN} FROM ({rows})")


def written_name(table: LakeTable) -> str:
    """The name of the view that also shows `written_no`."""
    return f"_written_{table.name}"


def files_sql(table: LakeTable, paths: Sequence[str]) -> str:
    """The rows of these files; a column that no file has yet is there, and empty."""
    columns = ", ".join(table.names)
    empty = empty_name(table)
    if not paths:
        return f"SELECT {columns} FROM {empty}"
    listed = ", ".join(f"'{_quoted(path)}'" for path in paths)
    read = f"read_parquet([{listed}], union_by_name = true, hive_partitioning = false)"
    return f"SELECT {columns} FROM (FROM {empty} UNION ALL BY NAME FROM {read})"


def empty_name(table: LakeTable) -> str:
    """The name of the table in the database that has the columns, and no rows."""
    # No declared name begins with _, so these never clash with one.
    return f"_none_of_{table.name}"


def copy_sql(sql: str, file: str) -> str:
    """The statement that writes the rows to a Parquet file, in the order in which they come, and says how many."""
    return f"COPY ({sql}) TO '{_quoted(file)}' (FORMAT parquet, COMPRESSION snappy)"


def _quoted(text: str) -> str:
    return text.replace("'", "''")
