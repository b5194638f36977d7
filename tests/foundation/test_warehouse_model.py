"""Whatever is appended, replayed, folded, erased or reset, in whatever order: a keyed table equals a dict."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from regard.foundation.warehouse.public import Lake
from tests.foundation.lakes import REQUESTS, a_lake, an_engine, living, small_steps

KEYS = st.integers(0, 5)
CUSTOMERS = st.integers(1, 3)


@dataclass
class Model:
    """What the table should hold, and how far it was written."""

    rows: dict[int, int] = field(default_factory=dict)
    number: int = 0


Step = Callable[[Lake, Model], None]
Change = tuple[int, int, bool]


def append(changes: list[Change]) -> Step:
    def step(lake: Lake, model: Model) -> None:
        rows = []
        for key, customer, removed in changes:
            model.number += 1
            rows.append((key, customer, "phone", model.number, removed))
            model.rows.pop(key, None)
            if not removed:
                model.rows[key] = customer
        model.number += 1
        names = REQUESTS.schema.names
        table = pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows[::-1]], schema=REQUESTS.schema)
        assert lake.append("requests", table, upto=model.number)
        assert not lake.append("requests", table, upto=model.number), "a replay writes nothing"

    return step


def erase(customer: int) -> Step:
    def step(lake: Lake, model: Model) -> None:
        lake.erase("requests", column="customer_id", values=[customer])
        model.rows = {key: of for key, of in model.rows.items() if of != customer}

    return step


def tidy(lake: Lake, model: Model) -> None:
    lake.tidy("requests")


def reset(lake: Lake, model: Model) -> None:
    lake.reset("requests")
    model.rows, model.number = {}, 0


CHANGES = st.lists(st.tuples(KEYS, CUSTOMERS, st.booleans()), max_size=5)
# Appends are drawn most often: they also join and fold by themselves.
STEPS = st.one_of(*[st.builds(append, CHANGES)] * 4, st.just(tidy), st.builds(erase, CUSTOMERS), st.just(reset))


@settings(max_examples=25, deadline=None)
@given(steps=st.lists(STEPS, min_size=1, max_size=10))
def test_a_keyed_table_equals_a_dict(steps: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as folder, small_steps(), a_lake(Path(folder)) as lake:
        engine, model = an_engine(lake), Model()
        for step in steps:
            step(lake, model)
            assert living(engine) == model.rows
        engine.close()
