"""One judge per check: from the facts and the limits to a verdict."""

from collections.abc import Callable

from regard.health import limits as fixed
from regard.health.facts import Facts, Record
from regard.health.growth import days_until_full
from regard.health.limits import Limits
from regard.health.verdict import Part, Quantity, State, Verdict, above, below, worst

PARTS = ("free", "home", "failed", "rows from the future", "paused")
"""What parts are called that are no names of things: pages translate these."""


def asked(ask: Callable[[Record, Limits], Verdict]) -> Callable[[Facts, Limits], Verdict]:
    """A judge of what the database says; where it does not answer, nobody can say."""

    def judged(facts: Facts, limits: Limits) -> Verdict:
        if facts.record is None:
            return Verdict(state="unknown", measured=Quantity(value=None, unit="items"))
        return ask(facts.record, limits)

    return judged


def database(facts: Facts, _limits: Limits) -> Verdict:
    """Whether it answers."""
    answers = facts.record is not None
    size = facts.record.bytes if facts.record else None
    return Verdict(state="well" if answers else "unwell", measured=Quantity(value=size, unit="bytes"))


def disk(facts: Facts, limits: Limits) -> Verdict:
    """How much is free."""
    disk, warns = facts.disk, limits.free_percent / 100
    share = disk.free_bytes / max(disk.whole_bytes, 1)
    state = below(share, warns, warns / 5)
    if not disk.writable or disk.free_bytes < fixed.LEAST_FREE_BYTES:
        state = "unwell"
    parts = (
        Part(name="free", measured=Quantity(value=disk.free_bytes, unit="bytes"), state=state),
        Part(name="home", measured=Quantity(value=disk.home_bytes, unit="bytes"), state="well"),
    )
    return Verdict(
        state=state,
        measured=Quantity(value=share, unit="share"),
        limit=Quantity(value=warns, unit="share"),
        parts=parts,
    )


def full(facts: Facts, limits: Limits) -> Verdict:
    """When nothing will be free."""
    left = days_until_full(facts.record.days if facts.record else (), free_bytes=facts.disk.free_bytes)
    limit = Quantity(value=limits.days_until_full, unit="days")
    if left is None:
        return Verdict(state="unknown", measured=Quantity(value=None, unit="days"), limit=limit)
    if left == float("inf"):
        return Verdict(state="well", measured=Quantity(value="never", unit="word"), limit=limit)
    state = below(left, limits.days_until_full, limits.days_until_full / 10)
    return Verdict(state=state, measured=Quantity(value=left, unit="days"), limit=limit)


def worker(record: Record, _limits: Limits) -> Verdict:
    """Whether one is there."""
    quiet = min((one.seconds_ago for one in record.workers), default=None)
    parts = tuple(
        Part(name=one.who, measured=Quantity(value=one.seconds_ago, unit="seconds"), state="well")
        for one in record.workers
    )
    limit = Quantity(value=fixed.WORKER_SILENT_SECONDS, unit="seconds")
    state: State = "unwell"
    if quiet is not None:
        state = above(quiet, fixed.WORKER_SILENT_SECONDS, fixed.WORKER_GONE_SECONDS)
    return Verdict(state=state, measured=Quantity(value=quiet, unit="seconds"), limit=limit, parts=parts)


def steps(record: Record, _limits: Limits) -> Verdict:
    """Whether its steps succeed."""
    failing = next((one.failing for one in record.workers if one.failing), "")
    return Verdict(state="unwell" if failing else "well", measured=Quantity(value=failing or None, unit="word"))


def behind(record: Record, limits: Limits) -> Verdict:
    """How far followers and lake are behind."""
    warns = limits.behind_minutes * 60
    parts = tuple(
        Part(
            name=one.name,
            measured=Quantity(value=one.items, unit="items"),
            state=above(one.seconds or 0.0, warns, warns * 12),
        )
        for one in record.behind
    )
    return Verdict(
        state=worst(one.state for one in parts),
        measured=Quantity(value=max((one.seconds or 0.0 for one in record.behind), default=0.0), unit="seconds"),
        limit=Quantity(value=warns, unit="seconds"),
        parts=tuple(sorted(parts, key=lambda one: one.name)),
    )


def imports(record: Record, _limits: Limits) -> Verdict:
    """Whether files wait and nobody reads them."""
    waiting = record.imports.waiting
    is_stuck = waiting > 0 and not any(one.seconds_ago < fixed.WORKER_GONE_SECONDS for one in record.workers)
    return Verdict(state="warns" if is_stuck else "well", measured=Quantity(value=waiting, unit="items"))


def subscribers(record: Record, _limits: Limits) -> Verdict:
    """Whether those who are to be told what changes take it."""
    parts = tuple(
        Part(
            name=one.name,
            measured=Quantity(value=one.failing_seconds or 0.0, unit="seconds"),
            state="unwell" if one.is_dead else "warns" if one.is_paused or one.failing_seconds is not None else "well",
        )
        for one in record.subscribers
    )
    failing = sum(one.state != "well" for one in parts)
    if paused := sum(one.is_paused for one in record.subscribers):
        parts = (Part(name="paused", measured=Quantity(value=paused, unit="items"), state="warns"), *parts)
    return Verdict(state=worst(one.state for one in parts), measured=Quantity(value=failing, unit="items"), parts=parts)


def queues(facts: Facts, _limits: Limits) -> Verdict:
    """How full the queues of senders are."""
    parts = tuple(
        Part(
            name=one.name,
            measured=Quantity(value=one.waiting, unit="items"),
            state=above(one.waiting / one.most, *fixed.QUEUE_SHARE) if one.most else "well",
        )
        for one in facts.queues
    )
    return Verdict(
        state=worst(one.state for one in parts),
        measured=Quantity(value=sum(one.waiting for one in facts.queues), unit="items"),
        limit=Quantity(value=fixed.QUEUE_SHARE[0], unit="share"),
        parts=parts,
    )


def backup(facts: Facts, limits: Limits) -> Verdict:
    """How old the last one is, and whether a later one failed."""
    warns = limits.backup_hours * 3600
    limit = Quantity(value=warns, unit="seconds")
    failed: tuple[Part, ...] = ()
    if facts.failed_backup is not None:
        failed = (Part(name="failed", measured=Quantity(value=facts.failed_backup, unit="moment"), state="warns"),)
    if facts.last_backup is None:
        return Verdict(state="warns", measured=Quantity(value=None, unit="seconds"), limit=limit, parts=failed)
    age = abs((facts.at - facts.last_backup).total_seconds())  # From the future: by a clock that was put back.
    state = worst((above(age, warns, warns * 7), *(one.state for one in failed)))
    return Verdict(state=state, measured=Quantity(value=age, unit="seconds"), limit=limit, parts=failed)


def refusals(record: Record, limits: Limits) -> Verdict:
    """How many wait."""
    return Verdict(
        state="warns" if record.refusals >= limits.refusals else "well",
        measured=Quantity(value=record.refusals, unit="items"),
        limit=Quantity(value=limits.refusals, unit="items"),
    )


def lake(facts: Facts, _limits: Limits) -> Verdict:
    """Whether files should have been joined, or cannot be read."""
    parts = tuple(
        Part(
            name=one.name,
            measured=Quantity(value=one.files, unit="items"),
            state="unwell"
            if one.is_damaged
            else worst((above(one.small_files, *fixed.SMALL_FILES), above(one.versions, *fixed.VERSIONS))),
        )
        for one in facts.lake
    )
    return Verdict(
        state=worst(one.state for one in parts),
        measured=Quantity(value=sum(one.small_files for one in facts.lake), unit="items"),
        limit=Quantity(value=fixed.SMALL_FILES[0], unit="items"),
        parts=parts,
    )


def wal(record: Record, _limits: Limits) -> Verdict:
    """Whether the write-ahead logs are folded in."""
    return Verdict(
        state=above(record.waiting_bytes, *fixed.WAL_BYTES),
        measured=Quantity(value=record.waiting_bytes, unit="bytes"),
        limit=Quantity(value=fixed.WAL_BYTES[0], unit="bytes"),
    )


def clock(record: Record, _limits: Limits) -> Verdict:
    """Whether the clocks agree."""
    clocks = record.clocks
    off = max((abs(clocks.drift), abs(clocks.database), *(abs(one.clock_drift) for one in record.workers)))
    future = Part(
        name="rows from the future",
        measured=Quantity(value=clocks.future_rows, unit="items"),
        state="warns" if clocks.future_rows else "well",
    )
    return Verdict(
        state=worst((above(off, *fixed.CLOCK_SECONDS), future.state)),
        measured=Quantity(value=off, unit="seconds"),
        limit=Quantity(value=fixed.CLOCK_SECONDS[0], unit="seconds"),
        parts=(future,),
    )


def versions(facts: Facts, _limits: Limits) -> Verdict:
    """Whether program, home and processes are of one version."""
    record = facts.record
    old = tuple(one for one in (record.workers if record else ()) if one.version != facts.program)
    state: State = "unwell" if record and record.unmigrated else "warns" if old else "well"
    parts = tuple(Part(name=one.who, measured=Quantity(value=one.version, unit="word"), state="warns") for one in old)
    home = Part(name="home", measured=Quantity(value=facts.home_version, unit="word"), state="well")
    told = (home, *parts) if facts.home_version else parts
    return Verdict(state=state, measured=Quantity(value=facts.program, unit="word"), parts=told)
