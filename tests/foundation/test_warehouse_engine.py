"""Reading the lake: always as it is now, from many threads, in UTC."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import ibis
import pyarrow as pa
import pytest

from regard.foundation.clock import to_micros
from regard.foundation.errors import NotKnown, RegardError
from regard.foundation.warehouse.delta import Snapshot
from regard.foundation.warehouse.public import TIMESTAMP, Engine, Lake, micros
from tests.foundation.lakes import TABLES, a_lake, an_engine, interactions, living, requests, small_steps


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[Lake]:
    with a_lake(tmp_path) as lake:
        yield lake


@pytest.fixture
def engine(lake: Lake) -> Iterator[Engine]:
    engine = an_engine(lake)
    yield engine
    engine.close()


def test_an_empty_lake_gives_empty_tables_of_the_right_types(engine: Engine) -> None:
    rows = engine.run(engine.table("interactions"))
    assert rows.num_rows == 0
    assert rows.schema.field("occurred_at").type == pa.timestamp("us", tz="UTC")
    assert engine.run(engine.table("requests").aggregate(n=ibis._.count()))["n"].to_pylist() == [0]


def test_a_written_row_is_seen_by_the_next_query(lake: Lake, engine: Engine) -> None:
    for upto in range(30):
        lake.append("interactions", interactions([upto]), upto=upto)
        assert engine.sql("SELECT count(*) AS n FROM interactions")["n"].to_pylist() == [upto + 1]


def test_bookkeeping_is_shown_only_when_asked_for(lake: Lake, engine: Engine) -> None:
    lake.append("requests", requests([1], written=5), upto=1)
    shown = ["episode_id", "customer_id", "channel"]
    assert engine.run(engine.table("requests")).column_names == shown
    assert engine.sql("FROM requests").column_names == shown
    asked = engine.run(engine.table("requests", written=True))
    assert asked.column_names == [*shown, "written_no"]
    assert asked["written_no"].to_pylist() == [5]


def test_moments_are_whole_microseconds(lake: Lake, engine: Engine) -> None:
    moments = [datetime(2016, 2, 29, 23, 59, 59, 999_999, tzinfo=UTC), datetime(1969, 12, 31, 23, tzinfo=UTC), None]
    rows = pa.table(
        {"at": pa.array(moments, TIMESTAMP), "many": pa.array([moments[:2], [], None], pa.list_(TIMESTAMP))}
    )
    table = engine.register("moments", rows)
    asked = table.select(us=micros(table.at), seconds=(micros(table.at) - micros(table.at)) / 1_000_000)
    expected = [to_micros(moment) if moment else None for moment in moments]
    assert engine.run(asked)["us"].to_pylist() == expected
    lists = engine.run(table.select(found=table.many.filter(lambda one: micros(one) < 0).length()))
    assert lists["found"].to_pylist() == [1, 0, None]


ZONE = """
import sys
from pathlib import Path
from tests.foundation.lakes import TABLES, an_engine
from regard.foundation.warehouse.public import Lake
engine = an_engine(Lake(Path(sys.argv[1]), TABLES))
print(engine.sql("SELECT count(*) AS n, strftime(TIMESTAMPTZ '2020-01-01 00:00:00+00', '%H') AS hour").to_pylist())
"""


def test_moments_are_utc_wherever_the_machine_stands(lake: Lake, engine: Engine) -> None:
    lake.append("interactions", interactions([1]), upto=1)
    at = engine.table("interactions").occurred_at
    rows = engine.run(engine.table("interactions").select(at, hour=at.hour(), day=at.date()))
    first = datetime(1970, 1, 1, microsecond=1, tzinfo=UTC)
    assert rows.to_pylist() == [{"occurred_at": first, "hour": 0, "day": first.date()}]
    # DuckDB asks the system for its zone once a process, so another zone needs another process.
    environment = {**os.environ, "PYTHONPATH": ".", "TZ": "Asia/Bangkok"}
    command = [sys.executable, "-c", ZONE, str(lake.folder)]
    said = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    assert "'hour': '00'" in said


def test_values_go_into_parameters(lake: Lake, engine: Engine) -> None:
    lake.append("interactions", interactions([1, 2], channel="it's"), upto=2)
    assert engine.sql("SELECT seq FROM interactions WHERE channel = ? AND seq > ?", ["it's", 1])["seq"].to_pylist() == [
        2
    ]
    assert engine.sql("SELECT seq FROM interactions WHERE seq = $one", {"one": 1})["seq"].to_pylist() == [1]


def test_a_table_in_memory_is_seen_by_all_threads_and_replaced(engine: Engine) -> None:
    ends = engine.register("ends", pa.table({"source": [1, 2]}))
    assert engine.run(ends)["source"].to_pylist() == [1, 2]
    with ThreadPoolExecutor(1) as other:
        assert other.submit(lambda: engine.run(ends)["source"].to_pylist()).result() == [1, 2]
    engine.register("ends", pa.table({"source": [3]}))
    assert engine.run(ends)["source"].to_pylist() == [3]


@pytest.mark.parametrize("name", ["requests", "Ends", "a; DROP TABLE x"])
def test_a_table_in_memory_never_takes_the_name_of_a_lake_table(engine: Engine, name: str) -> None:
    with pytest.raises(RegardError, match="cannot be named"):
        engine.register(name, pa.table({"source": [1]}))


def test_an_unknown_table_is_named_with_the_known_ones(engine: Engine) -> None:
    with pytest.raises(NotKnown, match="Known: interactions, requests"):
        engine.table("request")


def test_what_was_asked_while_an_erasure_ran_is_answered_without_the_erased(lake: Lake) -> None:
    lake.append("requests", requests([1], customer=7), upto=1)
    lake.append("requests", requests([2], written=2), upto=2)

    class Late(Lake):
        stale: Snapshot | None = None

        def snapshot(self, name: str) -> Snapshot:
            if self.stale is not None and name == "requests":
                return self.stale
            return super().snapshot(name)

    reader = Late(lake.folder, TABLES)
    reader.stale = reader.snapshot("requests")
    engine = an_engine(reader)
    assert living(engine) == {1: 7, 2: 1}
    renew = engine._renew
    lake.erase("requests", column="customer_id", values=[7])

    def first_stale() -> None:
        renew()
        reader.stale = None

    engine._renew = first_stale  # type: ignore[method-assign]
    assert living(engine) == {2: 1}
    engine.close()


@pytest.mark.timeout(120)
def test_eight_threads_read_whole_versions_while_another_appends_and_folds(lake: Lake, engine: Engine) -> None:
    # Every append writes every key with one value, so each read must find each key once and one value.
    keys, threads, queries = 60, 8, 25
    lake.append("requests", requests(range(keys), written=0, customer=0), upto=0)
    done = threading.Event()

    def write() -> int:
        upto = 0
        with small_steps(files=3, fold=2 * keys):
            while not done.is_set():
                upto += 1
                lake.append("requests", requests(range(keys), written=upto, customer=upto), upto=upto)
        return upto

    def read(_: int) -> list[int]:
        table = engine.table("requests")
        seen = table.aggregate(
            n=table.count(), keys=table.episode_id.nunique(), low=table.customer_id.min(), high=table.customer_id.max()
        )
        rows = [engine.run(seen).to_pylist()[0] for _ in range(queries)]
        assert {(row["n"], row["keys"]) for row in rows} == {(keys, keys)}
        assert all(row["low"] == row["high"] for row in rows)
        return [row["low"] for row in rows]

    with ThreadPoolExecutor(threads + 1) as pool:
        writer = pool.submit(write)
        try:
            found = list(pool.map(read, range(threads)))
        finally:
            done.set()
        upto = writer.result()
    assert all(values == sorted(values) for values in found), "no reader goes back in time"
    assert max(map(max, found)) > 3
    assert lake.snapshot("requests").paths("base"), "it was folded meanwhile"
    assert set(living(engine).values()) == {upto}
