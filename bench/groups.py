"""A report of a group beside the same report without one, and beside SQL written by hand: ratios, CPU and peak memory.

    python -m bench.groups --rows 1000000

Makes a lake of matters with three interactions each, of customers with eight matters, a tenth of whom are in the group.
"""
# ruff: noqa: S608 - whole numbers and names from here become text.

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

os.environ.setdefault("REGARD_HOME", tempfile.mkdtemp(prefix="regard-bench-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "regard.web.settings")
import django

django.setup()

import duckdb
import ibis
import pyarrow as pa

from bench.ground import peak_mb, verdict
from regard.customers import public as customers
from regard.data_use.public import Permit, open_reading, purposes
from regard.episodes.public import ASSIGNED
from regard.foundation.reports import find_report
from regard.foundation.warehouse.public import Engine, Lake, LakeTable
from regard.groups import public as groups
from regard.overview import public as overview
from regard.record.public import INTERACTIONS

NOW = datetime(2026, 3, 1, tzinfo=UTC)
TABLES = (INTERACTIONS, *(copy.table for copy in customers.LAKE), ASSIGNED, overview.REQUESTS, groups.CARRIED)
_EACH, _MATTERS = 3, 8
_TWICE = 2.0
_BY_HAND = """
    WITH members AS (
        SELECT DISTINCT coalesce(m.customer_id, r.profile_id) AS customer
        FROM interactions i JOIN recognised r USING (seq) LEFT JOIN customer_map m USING (profile_id)
        WHERE i.channel = 'phone' AND i.direction IN ('in', 'observed')
    ), matters AS (
        SELECT DISTINCT a.episode_id FROM assigned a JOIN recognised r USING (seq)
        LEFT JOIN customer_map m USING (profile_id)
        WHERE coalesce(m.customer_id, r.profile_id) IN (SELECT customer FROM members)
    )
    SELECT channel, count(*) AS n FROM requests WHERE episode_id IN (SELECT episode_id FROM matters) GROUP BY channel
"""


def filled(lake: Lake, rows: int) -> None:
    """The tables, in parts: every third interaction is of a new matter, a tenth of customers calls."""
    part = 1_000_000 - 1_000_000 % (_EACH * _MATTERS)
    for start in range(0, rows, part):
        _fill(lake, start, min(start + part, rows))


def _fill(lake: Lake, start: int, upto: int) -> None:
    con = duckdb.connect()
    con.execute("SET TimeZone = 'UTC'")
    con.execute(
        f"CREATE TEMP TABLE base AS SELECT i + 1 AS seq, i - i % {_EACH} + 1 AS episode_id, i % {_EACH} AS nth, "
        f"i - i % {_EACH * _MATTERS} + 1 AS customer, "
        f"TIMESTAMPTZ '2025-01-01 00:00:00+00' + to_seconds(i * 31536000 // {max(upto, 1)}) AS moment, "
        f"CASE WHEN (i // {_EACH * _MATTERS}) % 10 = 0 THEN 'phone' "
        "ELSE ['email', 'chat', 'web'][1 + i % 3] END AS channel "
        f"FROM range({start}, {upto}) t(i)"
    )  # fmt: skip
    told = {
        "interactions": "seq, 'desk' AS source, moment AS occurred_at, moment AS received_at, channel, "
        "CASE nth WHEN 1 THEN 'out' ELSE 'in' END AS direction, 'message' AS kind, false AS auto",
        "recognised": "seq, customer AS profile_id, seq AS written_no, false AS removed",
        "known_by": "seq, ['email'] AS kinds, seq AS written_no, false AS removed",
        "assigned": "seq, episode_id, 'key' AS link, 'case' AS why, 'certain' AS sure, seq AS written_no, "
        "false AS removed",
        "requests": "episode_id, 'desk' AS source, channel, 'customer' AS asked_by, seq AS asked_seq, "
        "moment AS asked_at, moment + INTERVAL 1 DAY AS due_at, moment + INTERVAL 5 HOUR AS answered_at, "
        "18000000000 AS answer_us, "
        "'reply' AS answer_basis, 'table' AS due_basis, true AS customer_known, false AS role_unknown, "
        "false AS time_fault, moment AS last_ask_at, moment + INTERVAL 5 HOUR AS last_answer_at, 0 AS followups, "
        "moment + INTERVAL 5 HOUR AS last_at, episode_id AS written_no, false AS removed",
    }
    for name, columns in told.items():
        table = next(one for one in TABLES if one.name == name)
        where = {"requests": "nth = 0", "recognised": "nth <> 1", "known_by": "nth <> 1"}.get(name, "true")
        rows = con.sql(f"SELECT {columns} FROM base WHERE {where}").to_arrow_table()
        lake.append(name, _fitted(rows, table), upto=upto)


def _fitted(rows: pa.Table, table: LakeTable) -> pa.Table:
    columns = [
        rows[field.name].cast(field.type) if field.name in rows.column_names else pa.nulls(rows.num_rows, field.type)
        for field in table.schema
    ]
    return pa.Table.from_arrays(columns, schema=table.schema)


@dataclass(frozen=True)
class Took:
    """Seconds."""

    clock: float
    cpu: float

    def __str__(self) -> str:
        return f"{self.clock:.2f} s (CPU {self.cpu:.2f})"


def took(work: Callable[[], object], *, times: int = 3) -> Took:
    """The best of several runs, by the clock and of CPU: on a shared machine the clock says who else was busy."""
    runs = []
    for _ in range(times):
        clock, cpu = time.perf_counter(), time.process_time()
        work()
        runs.append((time.perf_counter() - clock, time.process_time() - cpu))
    return Took(clock=min(run[0] for run in runs), cpu=min(run[1] for run in runs))


def main() -> None:
    """Make the lake, ask with and without a group, say the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as folder:
        lake = Lake(Path(folder) / "lake", TABLES)
        filled(lake, rows)
        engine = Engine(lake)
        permit = Permit(purpose=purposes()["report_service"], by="bench", given_at=NOW)
        reading = open_reading(permit, lake=engine.table)
        view = groups.View(reading=reading, ends={}, now=NOW, zone=ZoneInfo("UTC"))
        called = groups.read_definition({"conditions": [{"type": "did", "channel": "phone"}]})
        crowd = groups.Crowd(kind="group", name="called", definition=called)
        members = groups.work_out([crowd], view, run=engine.run)
        print(f"{rows:,} interactions, {members.of:,} customers, {members.customers.num_rows:,} of them in the group")
        who = took(lambda: groups.work_out([crowd], view, run=engine.run))
        hand = took(lambda: engine.sql(_BY_HAND))
        print(f"who they are: {who}; members and figure by hand in SQL {hand}")
        for name in ("funnel", "volume"):
            report = find_report(overview.REPORTS, name)
            given = {key: value for key, value in report.read_params({}).items() if key not in groups.PARAMS}

            def ask(of: object, report: object = report, given: dict[str, object] = given) -> ibis.Table:
                return engine.run(report.rows(of, ends={}, zone=ZoneInfo("UTC"), now=NOW, **given))  # type: ignore[attr-defined]

            whole = took(lambda ask=ask: ask(reading))
            theirs = took(lambda ask=ask: ask(groups.narrowed(reading, members)))
            print(f"{name}: all {whole}, of the group {theirs}; ratios are of CPU")
            verdict(f"{name} of a group, known, to all", theirs.cpu / whole.cpu, limit=_TWICE)
            verdict(f"{name} of a group, anew, to all", (who.cpu + theirs.cpu) / whole.cpu, limit=_TWICE)
            if name == "funnel":
                verdict("funnel of a group, anew, to counting by hand", (who.cpu + theirs.cpu) / hand.cpu, limit=10.0)
        print(f"peak {peak_mb()} MB")
        engine.close()
        lake.close()


if __name__ == "__main__":
    main()
