"""What is known of an installation at one moment; plain values, so that judging them needs no world."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, kw_only=True)
class Behind:
    """One follower, or one table of the lake: how many numbers are to come, and how old the first of them is."""

    name: str
    items: int
    seconds: float | None
    """None: nobody has measured yet, because no worker ran."""


@dataclass(frozen=True, kw_only=True)
class Queue:
    """What waits to be written or read in, of how much may wait."""

    name: str
    waiting: int
    most: int | None = None


@dataclass(frozen=True, kw_only=True)
class TableShape:
    """One table of the lake on disk."""

    name: str
    files: int
    small_files: int
    bytes: int
    versions: int
    is_damaged: bool = False


@dataclass(frozen=True, kw_only=True)
class Disk:
    """The disk that holds the home."""

    free_bytes: int
    whole_bytes: int
    home_bytes: int
    writable: bool


@dataclass(frozen=True, kw_only=True)
class Day:
    """How large the home was on a day."""

    day: date
    home_bytes: int


@dataclass(frozen=True, kw_only=True)
class Worker:
    """A worker that was heard of lately."""

    who: str
    seconds_ago: float
    version: str
    memory_bytes: int
    clock_drift: float
    failing: str
    """The number of the error at which every step fails now; "" when they do not."""


@dataclass(frozen=True, kw_only=True)
class Clocks:
    """How far clocks disagree, in seconds, and how many of the newest rows come from the future."""

    drift: float
    database: float
    future_rows: int


@dataclass(frozen=True, kw_only=True)
class Subscriber:
    """Who is to be told what changes, since when that fails, and whether it is paused."""

    name: str
    failing_seconds: float | None
    is_dead: bool
    is_paused: bool = False


@dataclass(frozen=True, kw_only=True)
class Record:
    """What the database says; absent from the facts when it does not answer."""

    behind: tuple[Behind, ...]
    imports: Queue
    workers: tuple[Worker, ...]
    days: tuple[Day, ...]
    refusals: int
    bytes: int
    waiting_bytes: int
    """SQLite: the write-ahead logs, which grow for as long as somebody reads without end."""
    clocks: Clocks
    unmigrated: int
    admitted: dict[tuple[str, str], int]
    """(source, what became of it): how many, of all imports."""
    subscribers: tuple[Subscriber, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Facts:
    """All of it."""

    at: datetime
    program: str
    home_version: str
    """The Regard that the home was last made or upgraded by; "" where the home does not say."""
    disk: Disk
    lake: tuple[TableShape, ...]
    queues: tuple[Queue, ...]
    last_backup: datetime | None
    failed_backup: datetime | None
    """One that came later and was not finished."""
    record: Record | None
