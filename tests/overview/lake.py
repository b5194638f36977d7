"""A small lake of requests for one test: told as matters, asked as reports."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import ibis
import msgspec
import pyarrow as pa

from regard.data_use.public import Permit, Reading, open_reading, purposes
from regard.foundation.warehouse.public import Engine, Lake
from regard.overview.lake import requests_table
from regard.overview.request import Request
from regard.record.public import Logged, interaction_rows
from tests.builders import START


class SmallLake:
    """Tables of requests, interactions and customers in memory, with the engine that reads the real ones."""

    def __init__(self, folder: Path) -> None:
        self._lake = Lake(folder, ())
        self._engine = Engine(self._lake, threads=1)
        self._tables: dict[str, ibis.Table] = {}

    def holds(self, requests: Sequence[Request], interactions: Sequence[Logged] = ()) -> None:
        """Replace everything by these."""
        self._tables["requests"] = self._engine.register("requests", requests_table(requests))
        self._tables["interactions"] = self._engine.register("interactions", interaction_rows(interactions))
        self.knows({})

    def knows(self, customers: Mapping[int, int], *, merged: Mapping[int, int | None] | None = None) -> None:
        """Whose interactions are, by number of profile; and which profiles are another customer, or nobody's."""
        for name, key, value, rows in (
            ("recognised", "seq", "profile_id", customers),
            ("customer_map", "profile_id", "customer_id", merged or {}),
        ):
            table = pa.table({key: pa.array(rows, pa.int64()), value: pa.array(rows.values(), pa.int64())})
            self._tables[name] = self._engine.register(name, table)

    def reading(self, purpose: str = "report_service") -> Reading:
        """Leave to read it."""
        return open_reading(
            Permit(purpose=purposes()[purpose], by="Ada", given_at=START), lake=self._tables.__getitem__
        )

    def rows(self, expression: ibis.Table) -> list[dict[str, Any]]:
        """What an expression gives."""
        found: list[dict[str, Any]] = self._engine.run(expression).to_pylist()
        return found

    def close(self) -> None:
        """Let go of the folder."""
        self._engine.close()
        self._lake.close()


def ends(*sources: str, at: datetime) -> dict[str, datetime]:
    """All of these sources end here."""
    return dict.fromkeys(sources, at)


def numbered(requests: Iterable[Request]) -> list[Request]:
    """As the requests of different matters."""
    return [msgspec.structs.replace(one, episode_id=number) for number, one in enumerate(requests, start=1)]
