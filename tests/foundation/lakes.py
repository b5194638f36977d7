"""Lakes for tests: a log and a keyed table, and rows for them that name only what matters."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import pyarrow as pa

from regard.foundation.warehouse import lake as lake_module
from regard.foundation.warehouse.public import TIMESTAMP, Engine, Lake, LakeColumn, LakeTable


def a_column(name: str, type: pa.DataType | None = None) -> LakeColumn:
    return LakeColumn(name=name, type=type or pa.int64(), meaning=f"the {name}", kind="technical")


INTERACTIONS = LakeTable(
    name="interactions",
    meaning="one row per interaction",
    columns=(
        a_column("seq"),
        a_column("customer_id"),
        a_column("occurred_at", TIMESTAMP),
        a_column("channel", pa.string()),
    ),
)
REQUESTS = LakeTable(
    name="requests",
    meaning="one row per request",
    key="episode_id",
    columns=(
        a_column("episode_id"),
        a_column("customer_id"),
        a_column("channel", pa.string()),
        a_column("written_no"),
        a_column("removed", pa.bool_()),
    ),
)
TABLES = (INTERACTIONS, REQUESTS)


def a_lake(folder: Path, tables: Sequence[LakeTable] = TABLES) -> Lake:
    return Lake(folder / "the company's lake", tables)


def an_engine(lake: Lake) -> Engine:
    return Engine(lake, memory_limit="500MB", threads=1)


def interactions(seqs: Iterable[int], *, customer: int = 1, channel: str = "phone") -> pa.Table:
    rows = [{"seq": seq, "customer_id": customer, "occurred_at": seq, "channel": channel} for seq in seqs]
    return pa.Table.from_pylist(rows, schema=INTERACTIONS.schema)


def requests(
    keys: Iterable[int], *, written: int = 1, customer: int = 1, channel: str = "phone", removed: bool = False
) -> pa.Table:
    rows = [
        {"episode_id": key, "customer_id": customer, "channel": channel, "written_no": written, "removed": removed}
        for key in keys
    ]
    return pa.Table.from_pylist(rows, schema=REQUESTS.schema)


def living(engine: Engine) -> dict[int, int]:
    """Customer by key of all living requests; fails if a key lives twice."""
    rows = engine.run(engine.table("requests")).to_pylist()
    found = {row["episode_id"]: row["customer_id"] for row in rows}
    assert len(found) == len(rows), "a key lives twice"
    return found


@contextmanager
def small_steps(*, files: int = 3, fold: int = 4) -> Iterator[None]:
    """Joins and folds so early that a short test meets them."""
    with mock.patch.multiple(lake_module, MANY_FILES=files, _FOLD_LEAST=fold):
        yield
