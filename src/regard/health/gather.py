"""Gathers the facts: the one place here that looks at the world."""

import os
import shutil
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path

from django.db import DatabaseError, connections

from regard import house
from regard.company.public import subscriptions
from regard.foundation import beats, clock
from regard.foundation.databases import STATE, log_alias, read
from regard.foundation.home import Home, the_home
from regard.foundation.last_backup import backups_so_far
from regard.foundation.migrated import missing
from regard.foundation.warehouse.public import Lake, LakeDamaged
from regard.health.facts import Behind, Clocks, Day, Disk, Facts, Queue, Record, Subscriber, TableShape, Worker
from regard.record import public as record

VERSION = version("regard")
_FUTURE = timedelta(seconds=60)


def gather(*, at: datetime, queues: Sequence[Callable[[], Queue]] = ()) -> Facts:
    """What is known now. `queues` are asked of this process; a database that does not answer leaves a gap."""
    home = the_home()
    backups = backups_so_far(home)
    return Facts(
        at=at,
        program=VERSION,
        home_version=home.version_file.read_text(encoding="utf-8").strip() if home.version_file.exists() else "",
        disk=disk_of(home),
        lake=_lake(home),
        queues=tuple(ask() for ask in queues),
        last_backup=backups.finished.at if backups.finished else None,
        failed_backup=backups.failed.at if backups.failed else None,
        record=_record(at),
    )


def disk_of(home: Home) -> Disk:
    """The disk that holds the home, and how much of it the home takes."""
    usage = shutil.disk_usage(home.folder)
    return Disk(
        free_bytes=usage.free,
        whole_bytes=usage.total,
        home_bytes=size_of(home.folder),
        writable=os.access(home.folder, os.W_OK),
    )


def size_of(folder: Path) -> int:
    """Bytes in a folder and all below it; what vanishes meanwhile, or is closed to us, counts nothing."""
    whole = 0
    try:
        with os.scandir(folder) as found:
            for one in found:
                try:
                    whole += size_of(Path(one.path)) if one.is_dir(follow_symlinks=False) else one.stat().st_size
                except (FileNotFoundError, PermissionError):
                    continue
    except (FileNotFoundError, PermissionError):
        return 0
    return whole


def heads() -> dict[str, int]:
    """How high the stream of each follower and each table of the lake stands."""
    return {one.name: one.head for one in house.lags()}


def _lake(home: Home) -> tuple[TableShape, ...]:
    lake = house.reading_lake()
    return tuple(_shape(lake, table.name, home.lake / table.name / "_delta_log") for table in lake.tables)


def _shape(lake: Lake, name: str, log: Path) -> TableShape:
    try:
        files = lake.snapshot(name).files
    except LakeDamaged:
        return TableShape(name=name, files=0, small_files=0, bytes=0, versions=0, is_damaged=True)
    return TableShape(
        name=name,
        files=len(files),
        small_files=sum(one.is_small for one in files),
        bytes=sum(one.size for one in files),
        versions=sum(1 for _ in log.glob("*.json")),
    )


def _record(at: datetime) -> Record | None:
    try:
        unmigrated = _unmigrated()
        # The tables of a home that is not upgraded yet may lack what is asked below.
        return _asked(at) if not unmigrated else _empty(unmigrated)
    except DatabaseError:
        return None


def _asked(at: datetime) -> Record:
    return Record(
        behind=_behind(at),
        imports=Queue(name="imports", waiting=record.waiting_imports()),
        workers=tuple(
            Worker(
                who=one.who,
                # One from the future was left there by a clock that was put back.
                seconds_ago=abs((at - one.at).total_seconds()),
                version=one.version,
                memory_bytes=one.memory_bytes,
                clock_drift=one.clock_drift,
                failing=one.failing,
            )
            for one in beats.beats()
        ),
        days=tuple(Day(day=day, home_bytes=size) for day, size in beats.home_days()),
        refusals=record.waiting_refusals(),
        bytes=_database_bytes(),
        waiting_bytes=_waiting_bytes(),
        clocks=Clocks(
            drift=clock.drift(), database=_database_clock(), future_rows=record.from_the_future(at + _FUTURE)
        ),
        unmigrated=0,
        admitted=record.admitted(),
        subscribers=_subscribers(at),
    )


def _subscribers(at: datetime) -> tuple[Subscriber, ...]:
    return tuple(
        Subscriber(
            name=f"{one.number} {one.host}",
            failing_seconds=(at - one.failing_since).total_seconds() if one.failing_since else None,
            is_dead=one.is_dead,
            is_paused=one.paused_at is not None,
        )
        for one in subscriptions()
    )


def _empty(unmigrated: int) -> Record:
    return Record(
        behind=(),
        imports=Queue(name="imports", waiting=0),
        workers=(),
        days=(),
        refusals=0,
        bytes=_database_bytes(),
        waiting_bytes=_waiting_bytes(),
        clocks=Clocks(drift=clock.drift(), database=0.0, future_rows=0),
        unmigrated=unmigrated,
        admitted={},
    )


def _behind(at: datetime) -> tuple[Behind, ...]:
    tides = beats.tides()
    found = []
    for one in house.lags():
        since = beats.behind_since(one.name, one.reached, tides)
        seconds = 0.0 if not one.behind else None if since is None else max((at - since).total_seconds(), 0.0)
        found.append(Behind(name=one.name, items=one.behind, seconds=seconds))
    return tuple(found)


def _unmigrated() -> int:
    return sum(len(missing(alias)) for alias in {STATE, log_alias()})


def _is_postgres() -> bool:
    return connections[STATE].vendor == "postgresql"


def _database_bytes() -> int:
    if _is_postgres():
        return int(read("SELECT pg_database_size(current_database())")[0][0])
    return sum(_size(Path(str(connections[alias].settings_dict["NAME"]))) for alias in (STATE, log_alias()))


def _waiting_bytes() -> int:
    if _is_postgres():
        return 0
    return sum(_size(Path(f"{connections[alias].settings_dict['NAME']}-wal")) for alias in (STATE, log_alias()))


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0


def _database_clock() -> float:
    if not _is_postgres():
        return 0.0
    theirs = float(read("SELECT extract(epoch FROM clock_timestamp())")[0][0])
    return theirs - clock.now().timestamp()
