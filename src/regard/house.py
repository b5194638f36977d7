"""The one list of rooms, from top to bottom, and what is put together from what each of them declares."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from regard.company import public as company
from regard.customers import public as customers
from regard.data_use.public import Eraser, Field, Reading, open_reading, permit
from regard.episodes import public as episodes
from regard.foundation import clock
from regard.foundation.copies import LakeCopy, copy_next
from regard.foundation.followers import Follower, position_of, reach_change, step_all
from regard.foundation.home import the_home
from regard.foundation.keys import ring
from regard.foundation.reports import Report
from regard.foundation.warehouse.public import Engine, Lake, LakeDamaged
from regard.groups import public as groups
from regard.overview import public as overview
from regard.record import public as record

ROOMS = ("web", "groups", "overview", "episodes", "customers", "record", "data_use", "company", "foundation")
"""A room imports only rooms that stand after it in this list, and only their `public.py`."""

FOLLOWERS: tuple[Follower, ...] = (
    *customers.FOLLOWERS, *episodes.FOLLOWERS, *overview.FOLLOWERS, *groups.FOLLOWERS,
)  # fmt: skip
REPORTS: tuple[Report, ...] = tuple(groups.accepting(one) for one in overview.REPORTS)
COPIES: tuple[LakeCopy, ...] = (*record.LAKE, *customers.LAKE, *episodes.LAKE, *overview.LAKE, *groups.LAKE)
ERASERS: tuple[Eraser, ...] = (record.ERASER, customers.ERASER, episodes.ERASER, overview.ERASER, groups.ERASER)
FIELDS: tuple[Field, ...] = (*record.FIELDS, *customers.FIELDS, *episodes.FIELDS, *overview.FIELDS, *groups.FIELDS)

_LAKE = "lake.copy"


def open_for(purpose: str, *, by: str) -> Reading:
    """A `Reading` of record and lake for a purpose; that it was opened is counted."""
    return open_reading(permit(purpose, by=by, at=clock.now()), lake=engine().table)


# The lake


def open_lake() -> Lake:
    """The lake of this home; its first write takes the writer's lock."""
    return Lake(the_home().lake, [copy.table for copy in COPIES])


@cache
def reading_lake() -> Lake:
    """The lake as this process reads it."""
    return open_lake()


@cache
def engine() -> Engine:
    """The one engine of this process. Web and worker each have one, so each takes less than half of the memory."""
    return Engine(reading_lake(), memory_limit=os.environ.get("REGARD_MEMORY") or f"{_share_of_memory()}MB")


def _share_of_memory() -> int:
    whole = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**20
    return max(int(whole * 0.4), 512)


def copy_lake(lake: Lake) -> int:
    """Copy the next part of every table, and erase what was erased; how far it moved (0: nothing to do)."""
    reading = _worker_reading("keep_record")
    moved = sum(copy_next(copy, lake, reading) for copy in COPIES)
    return moved + _erase_from_lake(lake)


def _erase_from_lake(lake: Lake) -> int:
    done = 0
    while True:
        seqs, reached = _erased_after(position_of(_LAKE).change_no)
        if not seqs:
            return done
        # Erasing twice does no harm, so the lake goes first and a crash in between costs only the time.
        for copy in COPIES:
            if copy.erases:
                lake.erase(copy.table.name, column=copy.erases, values=seqs)
        reach_change(_LAKE, reached)
        done += 1


_ERASED_AT_ONCE = 500_000


def _erased_after(change_no: int) -> tuple[list[int], int]:
    """What the next erasures are about, many together: each costs a clean-up of the whole table."""
    seqs: list[int] = []
    while len(seqs) < _ERASED_AT_ONCE:
        more, reached = record.erased_after(change_no)
        if reached == change_no:
            break
        seqs, change_no = seqs + more, reached
    return seqs, change_no


# Following


def follow() -> int:
    """Take one batch with every follower; how much there was (0: all are up to date)."""
    done = step_all(FOLLOWERS, open_for=_worker_reading)
    return done.items + done.changes


@cache
def _worker_reading(purpose: str) -> Reading:
    # A worker takes out its permit once: it works for as long as it runs.
    return open_for(purpose, by="worker")


def catch_up(lake: Lake) -> None:
    """Follow, copy and index until nothing is left."""
    while follow() + copy_lake(lake) + index_customers():
        pass


# Finding


def search_shelf() -> customers.Shelf:
    """The folder of the index by which customers are found."""
    return customers.Shelf(the_home().found, ring())


def index_customers() -> int:
    """Take the next part into the index by which customers are found, or clear out of it what went; 0: all is done."""
    return index_next() or int(clear_index())


def index_next() -> int:
    """Take the next part into the index; how much there was."""
    return _indexer(the_home().found).step(_worker_reading("find_customer"))


def clear_index() -> bool:
    """Write a part of the index again that holds what went; whether there was one."""
    return _indexer(the_home().found).clean(_worker_reading("find_customer"))


@lru_cache(maxsize=1)
def _indexer(_folder: Path) -> customers.Indexer:
    return customers.Indexer(search_shelf())


@dataclass(frozen=True, kw_only=True)
class Lag:
    """How far one follower, or the lake, is behind the log."""

    name: str
    reached: int
    head: int

    @property
    def behind(self) -> int:
        """How many numbers are still to come."""
        return max(self.head - self.reached, 0)


def lags() -> tuple[Lag, ...]:
    """Every follower, every table of the lake and the search index: how far it is, of how far there is to go."""
    lake = reading_lake()
    return (
        *(Lag(name=one.name, reached=position_of(one.name).number, head=one.stream.head()) for one in FOLLOWERS),
        *(Lag(name=f"lake.{one.table.name}", reached=_copied(lake, one.table.name), head=one.head()) for one in COPIES),
        Lag(name="customers.search", reached=search_shelf().reached(), head=customers.KNOWN.head()),
    )


def _copied(lake: Lake, table: str) -> int:
    try:
        return max(lake.position(table), 0)
    except LakeDamaged:
        return 0  # It is copied from the beginning.


def followed() -> int:
    """Up to which number of the log customers and matters are known."""
    return min(position_of(one.name).number for one in (*customers.FOLLOWERS, *episodes.FOLLOWERS))


# Bringing in


def bring_in(
    recipe: str,
    files: Sequence[Path],
    *,
    by: str,
    progress: Callable[[int, int], None] | None = None,
    resume: bool = True,
    register: bool = True,
) -> record.ImportResult:
    """Import files by a recipe (its name, or the path of a .toml file); the source becomes known to the company."""
    text = record.recipe_text(recipe)
    loaded = record.load_recipe(text, name=recipe)
    return _bring_in(loaded, text, files, by=by, progress=progress, resume=resume, register=register)


def bring_in_queued(number: int, *, register: bool = True) -> record.ImportResult:
    """Run an import of the queue."""
    queued = record.find_import(number)
    recipe = record.load_recipe(queued.recipe_text, name=queued.recipe_name)
    files = [Path(queued.file_name)]
    return _bring_in(recipe, queued.recipe_text, files, by=queued.by, number=number, register=register)


def _bring_in(
    recipe: record.Recipe,
    text: str,
    files: Sequence[Path],
    *,
    by: str,
    progress: Callable[[int, int], None] | None = None,
    resume: bool = True,
    number: int | None = None,
    register: bool,
) -> record.ImportResult:
    if register:
        _register(recipe)
    return record.run_import(recipe, files, by=by, recipe_text=text, number=number, progress=progress, resume=resume)


def _register(recipe: record.Recipe) -> None:
    source = company.Source(
        slug=recipe.source,
        title=recipe.title.en,
        zone=recipe.time.zone,
        records_replies=recipe.records_replies,
        is_live=recipe.live,
    )
    company.register_source(source, at=clock.now())
