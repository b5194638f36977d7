"""What is recorded, from where, since when and how fully; and what comes in and is used for nothing."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePath
from typing import Any
from zoneinfo import ZoneInfo

import ibis

from regard.data_use.public import Reading
from regard.record.public import imports


def inventory(reading: Reading, *, ends: Mapping[str, datetime], zone: ZoneInfo, now: datetime) -> ibis.Table:
    """One row per source, channel, touchpoint and kind, largest first; parts are counts of `interactions`."""
    reading.must_allow("behavioural", what="what is recorded")
    seen = reading.table("interactions")
    counted = seen.group_by("source", "channel", "touchpoint", "kind").agg(
        interactions=seen.count(),
        since=seen.occurred_at.min(),
        until=seen.occurred_at.max(),
        with_text=seen.has_text.sum(),
        with_identifiers=seen.has_identifiers.sum(),
        with_promise=seen.promised_at.notnull().sum(),
        without_stage=seen.stage.isnull().sum(),
    )
    return counted.order_by([ibis.desc("interactions"), "source", "channel", "touchpoint", "kind"])


def unused_columns(
    reading: Reading, *, ends: Mapping[str, datetime], zone: ZoneInfo, now: datetime
) -> list[dict[str, Any]]:
    """Columns of imported files that no recipe uses: one row per import and column, the fullest first."""
    reading.must_allow("technical", what="what imports brought")
    rows = [
        {
            "source": one.source,
            "import": one.number,
            "file": PurePath(one.file_name).name,
            "column": column,
            "filled": filled,
            "rows": one.rows_read,
        }
        for one in imports()
        if not one.is_taken_back
        for column, filled in one.unmapped.items()
    ]
    return sorted(rows, key=lambda row: (row["source"], row["import"], -row["filled"], row["column"]))
