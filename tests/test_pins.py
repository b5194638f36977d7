"""A canary for the pinned versions: each call here broke, or broke silently, with another one (decision 0001)."""

from __future__ import annotations

from pathlib import Path

import deltalake
import duckdb
import ibis
import pyarrow as pa
import pytest
from ibis.backends.duckdb import Backend

ROWS = pa.table({"channel": ["phone", "phone", "e-mail", "e-mail", "e-mail"], "waited": [1.0, 3.0, 10.0, 20.0, 60.0]})


@pytest.fixture(scope="module")
def engine() -> Backend:
    engine: Backend = ibis.duckdb.connect()
    return engine


def test_ibis_makes_reads_and_drops_what_reports_need(engine: Backend) -> None:
    waits = engine.create_table("waits", ROWS)
    engine.create_view("by_phone", waits.filter(waits.channel == "phone"))
    assert set(engine.list_tables()) == {"waits", "by_phone"}
    assert engine.table("by_phone").to_pyarrow().num_rows == 2
    assert sum(batch.num_rows for batch in waits.to_pyarrow_batches(chunk_size=2)) == 5
    assert engine.sql("SELECT max(waited) AS longest FROM waits").to_pyarrow()["longest"].to_pylist() == [60.0]
    engine.drop_view("by_phone")
    engine.drop_table("waits")
    assert engine.list_tables() == []


def test_quantiles_are_exact(engine: Backend) -> None:
    waits = ibis.memtable(ROWS)
    found = waits.group_by("channel").agg(half=waits.waited.quantile(0.5)).order_by("channel")
    assert engine.to_pyarrow(found)["half"].to_pylist() == [20.0, 2.0]


def test_duckdb_hands_out_instants() -> None:
    (instant,) = duckdb.sql("SELECT TIMESTAMPTZ '2026-01-05 09:00:00+00'").fetchall()[0]
    assert instant.utcoffset() is not None  # Needs pytz, which DuckDB does not ask for.


def test_delta_keeps_what_the_lake_relies_on(tmp_path: Path) -> None:
    at = str(tmp_path / "waits")
    deltalake.write_deltalake(at, ROWS)
    up_to_seven = deltalake.CommitProperties(app_transactions=[deltalake.Transaction("copy", 7)])
    deltalake.write_deltalake(at, ROWS, mode="append", commit_properties=up_to_seven)
    table = deltalake.DeltaTable(at)
    assert table.transaction_version("copy") == 7
    assert (table.protocol().min_reader_version, table.protocol().min_writer_version) == (1, 2)
    assert table.to_pyarrow_table().num_rows == 10


def test_delta_removes_the_last_byte_of_what_was_deleted(tmp_path: Path) -> None:
    at = tmp_path / "waits"
    deltalake.write_deltalake(str(at), ROWS)
    table = deltalake.DeltaTable(str(at))
    before = set(at.glob("*.parquet"))
    table.delete("channel = 'phone'")
    table.vacuum(retention_hours=0, enforce_retention_duration=False, dry_run=False, full=True)
    assert before.isdisjoint(at.glob("*.parquet"))
    assert table.to_pyarrow_table().num_rows == 3
