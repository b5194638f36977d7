"""A small lake of requests for one test: told as matters, asked as reports."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

import ibis
import msgspec
import pyarrow as pa

from regard.data_use.public import Permit, Reading, open_reading, purposes
from regard.foundation.warehouse.public import Engine, Lake
from regard.overview.lake import REQUESTS, requests_table
from regard.overview.request import Request
from regard.record.public import INTERACTIONS, Logged, interaction_rows
from tests.builders import START


class SmallLake:
    """Tables `requests` and `interactions` in a folder, with an engine over them."""

    def __init__(self, folder: Path) -> None:
        self._lake = Lake(folder, (REQUESTS, INTERACTIONS))
        self._engine = Engine(self._lake, threads=1)
        self._upto = 0

    def holds(self, requests: Sequence[Request], interactions: Sequence[Logged] = ()) -> None:
        """Replace everything by these."""
        self._lake.reset("requests")
        self._lake.reset("interactions")
        self.take(requests_table(requests), interactions)

    def take(self, requests: pa.Table, interactions: Sequence[Logged] = ()) -> None:
        """Add these."""
        self._upto += max(len(requests), len(interactions), 1)
        numbers = pa.array(range(1, len(requests) + 1), pa.int64())
        kept = requests.append_column("written_no", numbers)
        kept = kept.append_column("removed", pa.array([False] * len(requests), pa.bool_()))
        self._lake.append("requests", kept, upto=self._upto)
        self._lake.append("interactions", interaction_rows(interactions), upto=self._upto)

    def reading(self, purpose: str = "report_service") -> Reading:
        """Leave to read it."""
        return open_reading(Permit(purpose=purposes()[purpose], by="Ada", given_at=START), lake=self._engine.table)

    def rows(self, expression: ibis.Table) -> list[dict[str, object]]:
        """What an expression gives."""
        return self._engine.run(expression).to_pylist()

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
