"""SQL is written once for a question, and each time is what Ibis would have written."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regard.foundation.warehouse.public import Engine
from regard.foundation.warehouse.statements import Statements
from tests.foundation.lakes import a_lake, an_engine, interactions

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SEEN = ibis.table({"seq": "int64", "at": "timestamp('UTC', 6)", "local": "timestamp", "channel": "string"}, name="seen")
MOMENTS = st.datetimes(timezones=st.just(UTC))


class Writer:
    """Ibis itself, and how often it was asked."""

    def __init__(self) -> None:
        self.statements, self.times = Statements(), 0

    def write(self, expression: ibis.Expr) -> str:
        self.times += 1
        return str(ibis.to_sql(expression, dialect="duckdb", pretty=False))

    def sql(self, expression: ibis.Expr) -> str:
        return self.statements.sql(expression, write=self.write)


def told(expression: ibis.Expr) -> str:
    return str(ibis.to_sql(expression, dialect="duckdb", pretty=False))


def between(since: datetime, until: datetime) -> ibis.Table:
    both = SEEN.filter(SEEN.at >= ibis.literal(since)).mutate(is_late=SEEN.at > ibis.literal(until))
    return both.join(SEEN.filter(SEEN.at <= ibis.literal(until)).view(), "seq").order_by("seq")


@given(st.lists(st.tuples(MOMENTS, MOMENTS), min_size=2, max_size=4))
def test_with_other_moments_the_sql_is_what_ibis_writes(pairs: list[tuple[datetime, datetime]]) -> None:
    writer = Writer()
    for since, until in pairs:
        assert writer.sql(between(since, until)) == told(between(since, until))
    assert writer.times == len({since == until for since, until in pairs})


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(lambda: SEEN.filter(SEEN.seq == 1), id="one"),
        pytest.param(lambda: SEEN.filter(SEEN.seq == 2), id="two"),
        pytest.param(lambda: SEEN.mutate(told=ibis.literal(1)), id="a number"),
        pytest.param(lambda: SEEN.mutate(told=ibis.literal(True)), id="true"),
        pytest.param(lambda: SEEN.mutate(told=ibis.literal(1.0)), id="a broken number"),
        pytest.param(lambda: SEEN.mutate(told=ibis.literal("1")), id="a word"),
        pytest.param(lambda: SEEN.mutate(seen=ibis.literal("1")), id="another name"),
        pytest.param(
            lambda: SEEN.mutate(told=ibis.literal("MAKE_TIMESTAMPTZ(2026, 3, 2, 12, 0, 0.0, 'UTC')")), id="sly"
        ),
        pytest.param(lambda: SEEN.filter(SEEN.at > ibis.literal(NOON)), id="a moment"),
        pytest.param(lambda: SEEN.filter(SEEN.at >= ibis.literal(NOON)), id="a moment and when it is"),
        pytest.param(lambda: SEEN.filter(SEEN.local > ibis.literal(NOON.replace(tzinfo=None))), id="without a zone"),
        pytest.param(lambda: SEEN.filter(SEEN.channel.isin(["a", "b"])), id="words"),
        pytest.param(lambda: SEEN.filter(SEEN.channel.isin(["b", "a"])), id="other words"),
        pytest.param(lambda: SEEN.limit(1), id="the first"),
        pytest.param(lambda: SEEN.limit(1, offset=1), id="the second"),
        pytest.param(lambda: SEEN.filter(SEEN.seq == SEEN.seq), id="itself"),
        pytest.param(lambda: SEEN.join(SEEN.view(), "seq"), id="twice"),
        pytest.param(lambda: SEEN.join(SEEN.view(), "seq").join(SEEN.view(), "seq", rname="{name}_2"), id="thrice"),
    ],
)
def test_what_differs_in_more_than_a_moment_is_another_question(made: Callable[[], ibis.Table]) -> None:
    assert ALL.sql(made()) == told(made())
    times = ALL.times
    assert ALL.sql(made()) == told(made())
    assert ALL.times == times, "what is asked again is written again"


ALL = Writer()


def test_a_zone_of_its_own_is_kept() -> None:
    writer = Writer()
    for zone in (UTC, timezone(timedelta(hours=7))):
        asked = SEEN.filter(SEEN.at > ibis.literal(NOON.astimezone(zone)))
        assert writer.sql(asked) == told(asked)


def test_the_oldest_are_forgotten_when_there_are_too_many() -> None:
    writer = Writer()
    writer.statements = Statements(most_nodes=40)
    for number in range(100):
        writer.sql(SEEN.filter(SEEN.seq == number))
    assert 0 < len(writer.statements) < 20
    writer.sql(SEEN.filter(SEEN.seq == 99))
    assert writer.times == 100
    writer.sql(SEEN.filter(SEEN.seq == 0))
    assert writer.times == 101


def test_what_ibis_writes_otherwise_than_we_think_is_not_remembered() -> None:
    statements, asked = Statements(), SEEN.filter(SEEN.at > ibis.literal(NOON))
    assert statements.sql(asked, write=lambda _: "SELECT 'something else'") == "SELECT 'something else'"
    assert len(statements) == 0
    assert statements.sql(asked, write=told) == told(asked)
    assert len(statements) == 1


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    with a_lake(tmp_path) as lake:
        lake.append("interactions", interactions(range(1, 101)), upto=100)
        engine = an_engine(lake)
        yield engine
        engine.close()


def test_tables_in_memory_are_those_of_the_question_even_of_many_at_once(engine: Engine) -> None:
    def of(numbers: range) -> list[Any]:
        wanted = ibis.memtable(pa.table({"seq": list(numbers)}))
        seen = engine.table("interactions")
        return sorted(engine.run(seen.semi_join(wanted, "seq").select("seq"))["seq"].to_pylist())

    with ThreadPoolExecutor(4) as pool:
        asked = [range(first, first + first % 7) for first in range(1, 60)]
        assert list(pool.map(of, asked)) == [list(one) for one in asked]
