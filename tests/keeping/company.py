"""What whole-way tests do in a home of their own, each function in a process: see `homes.done_in`."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from regard import answering, house, serve
from regard.company import public as company
from regard.foundation import clock
from regard.foundation.databases import STATE, log_alias
from regard.foundation.errors import RegardError
from regard.foundation.home import the_home
from regard.keeping import public as keeping
from regard.keeping import restore as restoring
from regard.keeping import schema
from regard.keeping.parts import Parts
from regard.record.public import LOG, Refused, admit, erase, refusals
from tests.keeping.story import PASSPHRASE, people

Told = dict[str, list[dict[str, Any]]]

# What followers write from the log, all of it; people's own decisions are elsewhere.
_WRITTEN = (
    "cursor", "profile", "identifier", "profile_identifier", "recognised", "customer_map",
    "merge_event", "doubt", "regrouped", "object_ref", "assigned", "episode", "related", "unanswered",
)  # fmt: skip


def begun(folder: str) -> Told:
    """A company, backed up open and sealed into `folder`, the keys beside; what its reports say."""
    found = begin()
    (the_home().inbox / "0f-cases.csv").write_text("case\n1\n")
    kept(f"{folder}/backup")
    keeping.back_up(Path(folder, "sealed"), home=the_home(), passphrase=PASSPHRASE, with_keys=True, clock=clock.now)
    keeping.write_keys(the_home(), Path(folder, "keys.json"), apart_from=Path(folder, "backup"), passphrase=None)
    return found


def begin(count: int = 60) -> Told:
    """A company with customers, matters, staff, refusals, a revision, an erasure; what its reports say."""
    serve.prepare()
    desk = company.Source(slug="desk", title="Desk", zone="Asia/Bangkok", records_replies=True, is_live=False)
    company.register_source(desk, at=clock.now())
    company.add_member(email="ada@meridian.co.th", password="a horse, a battery", admin=True)
    company.subscribe("https://crm.example.com/hooks", events=company.EVENTS, by="Ada", at=clock.now(), after=0)
    rows = list(people(count))
    refused = [Refused(source="desk", reason="unknown_channel", detail="unknown", original={"n": n}) for n in (1, 2)]
    admit(rows, refused=refused, received_at=clock.now())
    admit([msgspec.structs.replace(rows[0], text="Where is it, please?")], received_at=clock.now())
    erase([7, 8, 9], why="a test", by="a test", at=clock.now())
    return told()


def told() -> Told:
    """What every report says once all has been followed."""
    with house.open_lake() as lake:
        house.catch_up(lake)
    return {one.name: [dict(row) for row in answering.answer(one.name, {}, by="a test").rows] for one in house.REPORTS}


def told_anew() -> Told:
    """What every report says after all that followers wrote was thrown away and written from the log again."""
    with connections[STATE].cursor() as cursor:
        for table in _WRITTEN:
            cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608 -- fixed names
    with house.open_lake() as lake:
        for copy in house.COPIES:
            lake.reset(copy.table.name)
    return told()


def kept(target: str) -> None:
    """A backup of this home as it stands."""
    keeping.back_up(Path(target), home=the_home(), clock=clock.now)


def restored(target: str, keys: str, again: str) -> list[Told]:
    """Restore, keep at once to `again`; the reports as restored, and as written from the log again."""
    _restore(target, keys)
    kept(again)
    serve.prepare()
    return [told(), told_anew()]


def restored_and_went_on(target: str, keys: str, again: str, newer: str, seqs: list[int]) -> dict[str, Any]:
    """Restored, then a new interaction comes, some are erased and a refusal is mended away; kept in `newer`."""
    before, anew = restored(target, keys, again)
    return {"before": before, "anew": anew, **_went_on(newer, seqs)}


def _went_on(newer: str, seqs: list[int]) -> dict[str, Any]:
    head = LOG.head()
    admit(list(people(1, first=9_000)), received_at=clock.now())
    appended = LOG.head()
    erase([*seqs, appended], why="a test", by="a test", at=clock.now())
    with connections[log_alias()].cursor() as cursor:
        cursor.execute("DELETE FROM refusal WHERE id = (SELECT max(id) FROM refusal)")
    found = {"head": head, "appended": appended, "told": told()}
    kept(newer)
    return found


def loaded(target: str, later: str, keys: str) -> int:
    """A backup while another process goes on appending and following, and one of the end; how many came in between."""
    begin(20)
    before = LOG.head()
    connections.close_all()
    beside = os.fork()
    if not beside:
        for number in range(100_000):
            admit(list(people(3, first=10_000 + number * 3)), received_at=clock.now())
            house.follow()
    while LOG.head() < before + 30:
        time.sleep(0.01)
    kept(target)
    at = LOG.head()
    while LOG.head() < at + 30:
        time.sleep(0.01)
    os.kill(beside, signal.SIGKILL)
    os.waitpid(beside, 0)
    kept(later)
    keeping.write_keys(the_home(), Path(keys), apart_from=Path(target), passphrase=None)
    return LOG.head() - before


def refused(attempts: list[dict[str, Any]], after: str) -> dict[str, Any]:
    """What each attempt to restore into this home was answered, and what it left; the home after the last, kept."""
    answers = [*_answers(attempts)]
    kept(after)
    serve.prepare()
    return {"answers": answers, "told": told()}


def _answers(attempts: list[dict[str, Any]]) -> Iterator[tuple[str, list[str]]]:
    for attempt in attempts:
        passphrase = attempt.pop("passphrase", None)
        paths = {name: Path(value) for name, value in attempt.items()}
        try:
            keeping.restore(paths.pop("target"), home=the_home(), passphrase=passphrase, now=clock.now(), **paths)  # type: ignore[arg-type]
        except RegardError as error:
            yield str(error), _left()
        else:
            yield "restored", []


def _left() -> list[str]:
    home = the_home().folder
    return sorted(str(one.relative_to(home)) for one in home.rglob("*") if one.is_file() and one.suffix != ".lock")


# Killed


def killed(target: str, keys: str, new: str) -> dict[str, Any]:
    """Restores into this home killed as they fill in the n-th part, then backups of it killed as they write theirs."""
    return {
        "restores": [_said_after(_restore, target, keys, at=(restoring, "fill"), number=n) for n in (1, 12)],
        "told": _restored_and_told(target, keys),
        "backups": [_said_after(kept, new, at=(Parts, "write"), number=n, of=new) for n in (4, 99, 7)],
    }


def _restore(target: str, keys: str) -> None:
    keeping.restore(Path(target), home=the_home(), keys=Path(keys), now=clock.now())


def _restored_and_told(target: str, keys: str) -> Told:
    _restore(target, keys)
    serve.prepare()
    return told()


def _said_after(
    work: Callable[..., object], *given: str, at: tuple[Any, str], number: int, of: str | None = None
) -> str:
    """What is said of the home, or of the backup `of` it, after the work was killed."""
    connections.close_all()

    def until_killed() -> None:
        _kill_at(number, *at)
        work(*given)

    _in_a_fork(until_killed)
    try:
        return f"whole up to {keeping.verify(Path(of)).head}" if of else str(serve.prepare())
    except RegardError as error:
        return str(error)
    finally:
        connections.close_all()


def _in_a_fork(work: Callable[[], object]) -> None:
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return
    with suppress(BaseException):
        work()
    os._exit(0)


def _kill_at(number: int, where: Any, name: str) -> None:
    real, left = getattr(where, name), [number]

    def until_killed(*given: Any, **named: Any) -> Any:
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*given, **named)

    setattr(where, name, until_killed)


def begun_again_and_again() -> int:
    """First starts killed as they make the tables; how many interactions there are once one is let be."""
    for number in (5, 20, 30):

        def until_killed(number: int = number) -> None:
            _kill_at(number, MigrationExecutor, "apply_migration")
            serve.prepare()

        _in_a_fork(until_killed)
    serve.prepare()
    return LOG.head()


# Older and newer


def upgraded() -> dict[str, Any]:
    """A home made by the first Regard: what is said of it, after upgrades that fail, are killed, and succeed."""
    before = begin()
    _age()
    head = LOG.head()
    found: dict[str, Any] = {"before": before, "outdated": _said(serve.prepare)}
    found["failed"] = _said(lambda: _half_way(_fail))
    found["after failing"] = [_said(serve.prepare), LOG.head() == head]
    connections.close_all()
    _in_a_fork(lambda: _half_way(lambda: os.kill(os.getpid(), signal.SIGKILL)))
    found["killed"] = _said(serve.prepare)
    found["upgraded"] = _said(_upgrade)
    found["version"] = the_home().version_file.read_text()
    found["read by others"] = [file.name for file in _databases() if file.stat().st_mode & 0o077]
    found["again"] = _said(_upgrade)
    found["left"] = the_home().before_upgrade.exists()
    serve.prepare()
    found["told"] = told()
    reading = house.open_for("mend_record", by="a test")
    found["refused"] = [one.detail for one in refusals(reading)]
    found["newer release"] = _said(_with_version("99.0.1"))
    found["newer repair"] = _said(_with_version(f"{keeping.VERSION}.9"))
    found["gone"] = _said_while_gone()
    _add_migration("0999_next_year")
    found["newer table"] = [_said(serve.prepare), _said(_upgrade), _said(lambda: kept("/nowhere"))]
    return found


def _age() -> None:
    """Bring the tables back to those of the first Regard, which said nothing of its version."""
    for alias in connections:
        executor = MigrationExecutor(connections[alias])
        executor.migrate(
            [(room, "0001_initial") for room in house.ROOMS if (room, "0001_initial") in executor.loader.graph.nodes]
        )
    the_home().version_file.unlink(missing_ok=True)
    for file in _databases():
        file.chmod(0o644)
    assert schema.standing(the_home()) is schema.Standing.OUTDATED


def _databases() -> list[Path]:
    return list(the_home().folder.glob("*.sqlite3*"))


def _upgrade() -> str:
    done = keeping.upgrade(the_home(), now=clock.now())
    return f"from {done.before!r} in {'some' if done.steps else 'no'} steps"


def _half_way(what: Callable[[], object]) -> None:
    """An upgrade to which something happens after it has changed tables and rows."""
    migrate = schema.migrate

    def and_then() -> None:
        migrate()
        with connections[log_alias()].cursor() as cursor:
            cursor.execute("DELETE FROM interaction WHERE seq > 20")
        what()

    schema.migrate = and_then
    try:
        _upgrade()
    finally:
        schema.migrate = migrate


def _said_while_gone() -> list[str]:
    """What is said of the home while the database of its log, or on a server all of it, is another: an empty one."""
    the_home().version_file.write_text(keeping.VERSION)
    with connections[log_alias()].cursor() as cursor:
        cursor.execute("ALTER TABLE django_migrations RENAME TO elsewhere")
    said = [_said(serve.prepare), _said(_upgrade), _said(lambda: kept("/nowhere"))]
    with connections[log_alias()].cursor() as cursor:
        cursor.execute("ALTER TABLE elsewhere RENAME TO django_migrations")
    return said


def _fail() -> None:
    raise ValueError("a migration that went wrong")


def _with_version(version: str) -> Callable[[], object]:
    the_home().version_file.write_text(version)
    return serve.prepare


def _add_migration(name: str) -> None:
    with connections[STATE].cursor() as cursor:
        cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('record', %s, '2030-01-01')", [name])


def _said(what: Callable[[], object]) -> str:
    try:
        return str(what())
    except RegardError as error:
        return str(error)
