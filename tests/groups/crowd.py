"""A small company with a lake, whose groups are asked for in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from regard.company.public import Source, register_source
from regard.customers import public as customers
from regard.data_use.public import Permit, Reading, open_reading, purposes
from regard.episodes import public as episodes
from regard.foundation.copies import copy_next
from regard.foundation.databases import log_alias, read
from regard.foundation.followers import position_of, reach_change, run_all
from regard.foundation.reports import Report
from regard.foundation.warehouse.public import Engine, Lake
from regard.groups import public as groups
from regard.overview import public as overview
from regard.record import public as record
from tests.builders import START, day

COPIES = (*record.LAKE, *customers.LAKE, *episodes.LAKE, *overview.LAKE, *groups.LAKE)
FOLLOWERS = (*customers.FOLLOWERS, *episodes.FOLLOWERS, *overview.FOLLOWERS, *groups.FOLLOWERS)
NOW = day(60)
UTC = ZoneInfo("UTC")
_ERASED = "lake.copy"


class Company:
    """Log, followers, lake and engine, as they are put together."""

    def __init__(self, folder: Path, *, sources: Sequence[str] = ("desk", "shop")) -> None:
        self.lake = Lake(folder, [copy.table for copy in COPIES])
        self.engine = Engine(self.lake, threads=1)
        for slug in sources:
            register_source(Source(slug=slug, title=slug, zone="UTC", records_replies=True, is_live=True), at=START)

    def reading(self, purpose: str = "keep_record") -> Reading:
        """Leave to read record and lake."""
        return open_reading(Permit(purpose=purposes()[purpose], by="Ada", given_at=START), lake=self.engine.table)

    def takes(self, *interactions: record.Interaction) -> None:
        """Admit these and bring everything up to date."""
        record.admit(interactions, received_at=NOW)
        self.follows()

    def follows(self) -> None:
        """Bring everything up to date, what was erased too."""
        run_all(FOLLOWERS, open_for=self.reading)
        for copy in COPIES:
            while copy_next(copy, self.lake, self.reading()):
                pass
        seqs, reached = record.erased_after(position_of(_ERASED).change_no)
        for copy in COPIES:
            if seqs and copy.erases:
                self.lake.erase(copy.table.name, column=copy.erases, values=seqs)
        if seqs:
            reach_change(_ERASED, reached)

    def view(self, *, now: datetime = NOW, picked: Sequence[int] = ()) -> groups.View:
        """From where it looks at groups."""
        return groups.View(
            reading=self.reading("report_service"), ends={}, now=now, zone=UTC, picked=picked,
            namespaces=("desk", "shop", "global"),
        )  # fmt: skip

    def members(self, *conditions: dict[str, Any], join: str = "all", picked: Sequence[int] = ()) -> set[int]:
        """The customers of whom all (or any) of these are true, as the how manieth interaction named them first."""
        definition = groups.read_definition({"join": join, "conditions": list(conditions)})
        before = self.before()
        found = self.who(definition, picked=[before + one for one in picked])
        return {one - before for one in found}

    def before(self) -> int:
        """The last number that was given before the first interaction of this company."""
        return int(read("SELECT min(seq) FROM interaction", alias=log_alias())[0][0]) - 1

    def who(
        self, definition: groups.Definition, *, picked: Sequence[int] = (), view: groups.View | None = None
    ) -> set[int]:
        """The customers of whom the definition is true."""
        seen = view or self.view(picked=picked)
        rows = self.engine.run(groups.members_of(definition, seen))["customer"].to_pylist()
        assert len(rows) == len(set(rows)), "a customer stands twice in a group"
        return set(rows)

    def says(self, report: Report, definition: groups.Definition | None = None, **params: Any) -> list[dict[str, Any]]:
        """The rows of a report, of a group only if one is given."""
        reading = self.reading("report_service")
        if definition is not None:
            crowd = groups.Crowd(kind="group", name="these", definition=definition)
            reading = groups.narrowed(reading, groups.work_out([crowd], self.view(), run=self.engine.run))
        given = {**report.read_params({}), **params}
        chosen = {name: value for name, value in given.items() if name not in groups.PARAMS}
        found = report.rows(reading, ends={}, zone=UTC, now=NOW, **chosen)
        rows: list[dict[str, Any]] = self.engine.run(found).to_pylist()
        return rows

    def close(self) -> None:
        """Let go of the folder."""
        self.engine.close()
        self.lake.close()


@contextmanager
def a_company(folder: Path) -> Iterator[Company]:
    """One company, let go of at the end."""
    built = Company(folder)
    try:
        yield built
    finally:
        built.close()
