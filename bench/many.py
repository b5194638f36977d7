"""Ten million requests and interactions, made up and written straight into a lake: `python -m bench.many --rows N`.

Deterministic by seed, in bounded memory. The peer: the same rows as plain Parquet files, written by DuckDB.
"""

import argparse
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from bench.ground import ROWS, SEED, TABLES, Took, lake_at, load, peak_mb, timed, verdict
from regard.foundation.warehouse.public import Lake, LakeTable

PART = 250_000
_LIMIT = 3.0

_MACROS = """
CREATE MACRO u(i, salt) AS hash(i, salt, {seed}) / 18446744073709551616.0;
CREATE MACRO pick(i, salt, words) AS words[1 + floor(u(i, salt) * len(words))::INT];
CREATE MACRO later(since, i, salt, hours) AS
    since + to_microseconds((-ln(1 - u(i, salt)) * hours * 3600000000)::BIGINT);
CREATE MACRO channel(i, salt) AS (['email', 'phone', 'web', 'social', 'chat', 'messenger', 'app', 'shop', 'review',
    'community', 'sms', 'post'])[1 + floor(u(i, salt) * u(i, salt) * 12)::INT];
CREATE MACRO source(channel) AS CASE WHEN channel IN ('email', 'post', 'web') THEN 'helpdesk'
    WHEN channel IN ('phone', 'sms') THEN 'calls' WHEN channel IN ('chat', 'messenger', 'app') THEN 'site'
    WHEN channel = 'shop' THEN 'tills' ELSE 'network' END;
"""

_REQUESTS = """
SELECT *,
    epoch_us(answered_at) - epoch_us(asked_at) AS answer_us,
    CASE WHEN passed_at IS NOT NULL THEN channel(i, 20) END AS passes_to,
    CASE WHEN passed_at IS NOT NULL AND u(i, 21) < 0.5 THEN later(passed_at, i, 22, 30) END AS arrived_at,
    CASE WHEN passed_at IS NOT NULL AND u(i, 23) < 0.2 THEN later(passed_at, i, 24, 30) END AS asked_again_here_at,
    CASE WHEN answer_basis = 'machine' THEN answered_at + INTERVAL 24 HOURS END AS held_until,
    CASE WHEN u(i, 25) < 0.1 THEN later(asked_at, i, 26, 20) END AS driven_away_at,
    CASE WHEN u(i, 27) < 0.15 THEN later(asked_at, i, 28, 20) END AS elsewhere_at,
    CASE WHEN u(i, 27) < 0.15 THEN later(asked_at, i, 28, 20) END AS elsewhere_from,
    answered_at IS NULL AND passed_at IS NULL AND u(i, 29) < 0.02 AS time_fault,
    CASE WHEN followups > 0 THEN later(asked_at, i, 30, 40) ELSE asked_at END AS last_ask_at,
    CASE WHEN followups > 0 THEN later(answered_at, i, 31, 10) ELSE answered_at END AS last_answer_at,
    CASE WHEN answered_at IS NULL THEN asked_at WHEN u(i, 32) < 0.1 THEN later(answered_at, i, 33, 30) END
        AS unanswered_at,
    CASE WHEN followups > 0 AND u(i, 34) < 0.4 THEN [due_at + INTERVAL 30 HOURS] ELSE [] END AS followups_due,
    CASE WHEN u(i, 35) < 0.12 THEN later(asked_at, i, 36, 40) END AS asked_elsewhere_at,
    passed_at AS sent_elsewhere_at,
    CASE WHEN handovers > 0 THEN later(asked_at, i, 37, 10) END AS handed_over_at,
    CASE WHEN u(i, 38) < 0.2 THEN later(answered_at, i, 39, 20) END AS confirmed_at,
    CASE WHEN u(i, 40) < 0.05 THEN answered_at + INTERVAL 240 HOURS END AS reopened_at,
    CASE WHEN u(i, 41) < 0.2 THEN channel(i, 42) ELSE channel END AS first_channel,
    CASE WHEN u(i, 43) < 0.2 THEN later(asked_at, i, 44, 40) END AS changed_channel_at,
    CASE WHEN u(i, 43) < 0.1 THEN later(asked_at, i, 45, 90) END AS returned_at,
    CASE WHEN u(i, 43) < 0.02 THEN later(asked_at, i, 46, 90) END AS returned_usual_at,
    CASE WHEN u(i, 43) < 0.07 THEN later(asked_at, i, 47, 190) END AS return_answered_at,
    list_transform(range(followups + 1), lambda ask: i + ask) AS ask_seqs,
    CASE WHEN answered_at IS NOT NULL AND u(i, 70) < 0.3 THEN floor(u(i, 71) * 2000000000000)::BIGINT END AS quiet_us,
    CASE WHEN u(i, 72) < 0.6 THEN 'team ' || floor(u(i, 73) * 30)::INT END AS team,
    coalesce(answered_at, passed_at, asked_at + INTERVAL 720 HOURS) AS waits_until,
    CASE WHEN answer_basis <> 'machine' THEN answered_at END AS reply_at,
    CASE WHEN answer_basis <> 'machine' THEN epoch_us(answered_at) - epoch_us(asked_at) END AS reply_us,
    reply_us AS own_reply_us, reply_at AS response_at, reply_us AS response_us,
    answered_at AS any_reply_at, epoch_us(answered_at) - epoch_us(asked_at) AS any_reply_us,
    floor(u(i, 74) * 2)::BIGINT AS closings, floor(u(i, 75) * 3)::BIGINT AS people,
    2 + followups AS interactions,
    coalesce(answered_at, passed_at, asked_at) + INTERVAL 30 HOURS AS last_at
FROM (
    SELECT *, source(channel) AS source,
        asked_at + to_hours([1, 4, 24, 48][1 + floor(u(i, 8) * 4)::INT]) AS due_at,
        CASE WHEN u(i, 9) < 0.55 THEN later(asked_at, i, 10, 12) END AS answered_at,
        CASE WHEN u(i, 9) < 0.55 THEN pick(i, 11, ['reply', 'reply', 'reply', 'spoken', 'machine', 'closure']) END
            AS answer_basis,
        CASE WHEN u(i, 9) BETWEEN 0.55 AND 0.7 THEN later(asked_at, i, 12, 10) END AS passed_at,
        pick(i, 13, ['promised', 'table', 'table', 'assumed']) AS due_basis
    FROM (
        SELECT i, i AS episode_id, i AS asked_seq, i AS written_no, false AS removed,
            TIMESTAMPTZ '2023-01-01 00:00:00+00' + to_microseconds((i * {step})::BIGINT) AS asked_at,
            channel(i, 1) AS channel,
            CASE WHEN u(i, 2) < 0.7 THEN 'place ' || floor(u(i, 3) * 40)::INT END AS touchpoint,
            pick(i, 4, ['customer', 'customer', 'customer', 'staff']) AS asked_by,
            u(i, 5) < 0.05 AS role_unknown, u(i, 6) < 0.8 AS customer_known,
            floor(u(i, 7) * u(i, 7) * 4)::BIGINT AS followups, floor(u(i, 14) * u(i, 14) * 3)::BIGINT AS handovers,
            floor(u(i, 15) * u(i, 15) * 2)::BIGINT AS afterwords
        FROM {numbers} AS numbers(i)
    )
)
"""

_INTERACTIONS = """
SELECT *, source(channel) AS source,
    CASE WHEN role = 'passes' THEN channel(i, 60) END AS passes_to,
    CASE WHEN channel IN ('phone', 'chat') AND u(i, 61) < 0.9 THEN later(occurred_at, i, 62, 0.05) END AS answered_at,
    CASE WHEN channel IN ('phone', 'chat') THEN later(occurred_at, i, 63, 0.2) END AS ended_at
FROM (
    SELECT i AS seq, i, md5(concat(i, {seed})) AS message_key, occurred_at,
        later(occurred_at, i, 50, 0.01) AS received_at,
        channel(i, 1) AS channel, CASE WHEN u(i, 2) < 0.7 THEN 'place ' || floor(u(i, 3) * 40)::INT END AS touchpoint,
        pick(i, 51, ['message', 'message', 'call', 'visit', 'note', 'order']) AS kind,
        pick(i, 52, ['in', 'in', 'out', 'out', 'observed', 'internal']) AS direction,
        pick(i, 53, ['asks', 'asks', 'answers', 'answers', 'passes', 'informs', 'none', 'unknown']) AS role,
        pick(i, 54, ['yes', 'yes', 'no', 'unknown']) AS human, u(i, 55) < 0.1 AS auto,
        pick(i, 4, ['customer', 'customer', 'customer', 'staff']) AS asked_by,
        CASE WHEN u(i, 56) < 0.1 THEN later(occurred_at, i, 57, 24) END AS promised_at,
        CASE WHEN u(i, 58) < 0.3 THEN 'team ' || floor(u(i, 59) * 30)::INT END AS team_ref,
        pick(i, 64, ['en', 'en', 'th', 'zh']) AS language, u(i, 65) < 0.8 AS has_text,
        u(i, 66) < 0.8 AS has_identifiers,
        floor(i / 1000000)::BIGINT AS import_id
    FROM (
        SELECT i, TIMESTAMPTZ '2023-01-01 00:00:00+00' + to_microseconds((i * {step})::BIGINT) AS occurred_at
        FROM {numbers} AS numbers(i)
    )
)
"""

MADE = {"requests": _REQUESTS, "interactions": _INTERACTIONS}
_THREE_YEARS = 3 * 365 * 86_400_000_000


class Maker:
    """Makes the rows with numbers after one up to another, of a lake of `rows` rows."""

    def __init__(self, *, rows: int, seed: int = SEED) -> None:
        self._database = duckdb.connect(config={"threads": "2", "memory_limit": "1GB"})
        self._database.execute("SET TimeZone = 'UTC'")
        self._database.execute(_MACROS.format(seed=seed))
        self._told: set[str] = set()
        self._common = {"seed": seed, "step": _THREE_YEARS // max(rows, 1)}

    def sql(self, table: LakeTable, numbers: str) -> str:
        """The query for the rows of these numbers, in the table's columns, but for those nobody thought of."""
        made = MADE[table.name].format(numbers=numbers, **self._common)
        known = set(self._database.execute(f"SELECT * FROM ({made}) LIMIT 0").to_arrow_table().column_names)  # noqa: S608
        forgotten = sorted({column.name for column in table.columns} - known)
        if forgotten and table.name not in self._told:
            self._told.add(table.name)
            print(f"nobody thought of {table.name}: {', '.join(forgotten)}")
        columns = [column.name for column in table.columns if column.name in known]
        return f"SELECT {', '.join(columns)} FROM ({made})"  # noqa: S608

    def rows(self, table: LakeTable, *, after: int, upto: int) -> pa.Table:
        """The rows with numbers after one up to another, as the lake wants them."""
        return self._made(table, between(after, upto))

    def chosen(self, table: LakeTable, numbers: Sequence[int]) -> pa.Table:
        """The rows of these numbers."""
        return self._made(table, f"unnest([{', '.join(map(str, numbers))}]::BIGINT[])")

    def write(self, table: LakeTable, file: Path, *, after: int, upto: int) -> None:
        """The rows with these numbers as a Parquet file, without a lake."""
        self._database.execute(f"COPY ({self.sql(table, between(after, upto))}) TO '{file}'")

    def _made(self, table: LakeTable, numbers: str) -> pa.Table:
        made = self._database.execute(self.sql(table, numbers)).to_arrow_table()
        columns = [
            made[name].cast(kind) if name in made.column_names else pa.nulls(made.num_rows, kind)
            for name, kind in zip(table.schema.names, table.schema.types, strict=True)
        ]
        return pa.Table.from_arrays(columns, schema=table.schema)


def between(after: int, upto: int) -> str:
    """The numbers after one up to another, in SQL."""
    return f"range({after + 1}, {upto + 1})"


def fill(lake: Lake, table: LakeTable, maker: Maker, *, rows: int, say: Callable[[str], None]) -> Took:
    """Append what is missing up to so many rows."""
    start = max(lake.position(table.name), 0)

    def work() -> None:
        for after in range(start, rows, PART):
            upto = min(after + PART, rows)
            lake.append(table.name, maker.rows(table, after=after, upto=upto), upto=upto)
            if upto % (PART * 10) == 0:
                say(f"  {table.name}: {upto:,} rows, peak {peak_mb()} MB")

    return timed(work)


def main() -> None:
    """Fill a lake; print what it cost against plain Parquet files of the same rows."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=ROWS)
    arguments.add_argument("--again", action="store_true", help="throw the lake away first")
    chosen = arguments.parse_args()
    print(f"{chosen.rows:,} rows a table, {load()}")
    maker = Maker(rows=chosen.rows)
    with lake_at(chosen.rows) as lake:
        for table in TABLES:
            if chosen.again:
                lake.reset(table.name)
            _fill_and_compare(lake, table, maker, rows=chosen.rows)
    print(f"peak {peak_mb()} MB, {load()}")


def _fill_and_compare(lake: Lake, table: LakeTable, maker: Maker, *, rows: int) -> None:
    missing = rows - max(lake.position(table.name), 0)
    if missing <= 0:
        print(f"{table.name}: there already")
        return
    took = fill(lake, table, maker, rows=rows, say=print)
    sample = min(missing, 4 * PART)
    folder = Path(tempfile.mkdtemp(prefix="regard-bench-"))

    def plain() -> None:
        for after in range(0, sample, PART):
            upto = min(after + PART, sample)
            maker.write(table, folder / f"{after}.parquet", after=after, upto=upto)

    peer = timed(plain)
    shutil.rmtree(folder)
    size = sum(file.size for file in lake.snapshot(table.name).files) / 2**20
    print(f"{table.name}: {took}, {missing / took.wall:,.0f} rows/s, {size:.0f} MB, {len(table.columns)} columns")
    verdict(f"{table.name} append to plain Parquet (cpu a row)", took.cpu / missing / (peer.cpu / sample), limit=_LIMIT)


if __name__ == "__main__":
    main()
