"""A backup beside the plainest way there is: SQLite's own `.backup` of both files, packed with zstd, in the same run.

python -m bench.backup --rows 100000
"""

from bench import ground  # noqa: I001  It names a home before Django looks.

import argparse
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
from django.db import connections

from regard import house, serve
from regard.foundation import clock
from regard.foundation.home import the_home
from regard.foundation.last_backup import LastBackup
from regard.keeping import public as keeping
from regard.record.public import Identifier, Interaction, ObjectRef, admit

_PORTION = 5_000
_PASSPHRASE = "a bench has no secrets"  # noqa: S105
_TEXT = "The tram on line {} was {} minutes late, and nobody at the stop could say why. "


def main() -> None:
    """Fill a home, then back it up whole, again, sealed; verify; restore; and the peer."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    rows = parser.parse_args().rows
    serve.prepare()
    fill(rows)
    with tempfile.TemporaryDirectory(prefix="regard-bench-backup-") as folder:
        print(f"{ground.load()}; {rows:,} interactions, followed; databases {megabytes():,.0f} MB")
        whole = backed_up("whole", Path(folder, "open"), rows)
        fill(rows // 100, first=rows)
        backed_up("again, 1 % later", Path(folder, "open"), rows)
        backed_up("sealed", Path(folder, "sealed"), rows, passphrase=_PASSPHRASE, with_keys=True)
        took("verify, sealed", lambda: keeping.verify(Path(folder, "sealed"), passphrase=_PASSPHRASE), rows)
        took("restore, sealed, in a process of its own", lambda: restore(Path(folder)), rows)
        peer = took("peer: .backup and zstd", lambda: plain(Path(folder)), rows)
        print(f"peer: {sum(one.stat().st_size for one in Path(folder).glob('*.zst')) / 2**20:,.1f} MB")
        ground.verdict("backup beside peer, cpu", whole.cpu / peer.cpu, limit=6)
    print(f"peak memory {ground.peak_mb()} MB; {ground.load()}")


def fill(count: int, *, first: int = 0) -> None:
    """So many interactions of a tenth as many people, followed."""
    at = clock.now() - timedelta(days=300)
    for start in range(first, first + count, _PORTION):
        numbers = range(start, min(start + _PORTION, first + count))
        admit([an_interaction(number, at) for number in numbers], received_at=clock.now())
    while house.follow():
        pass
    for alias in connections:
        with connections[alias].cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def an_interaction(number: int, at: object) -> Interaction:
    """Somebody asks, with an address and a few sentences."""
    return Interaction(
        source="bench",
        message_id=f"m{number}",
        occurred_at=at + timedelta(seconds=number),  # type: ignore[operator]
        channel="email",
        kind="message",
        direction="in",
        role="asks",
        text=_TEXT.format(number % 40, number % 97) * (1 + number % 5),
        identifiers=(Identifier("email", "bench", f"p{number // 10}@meridian.co.th"),),
        objects=(ObjectRef("case", "bench", str(number // 3)),),
    )


def backed_up(what: str, target: Path, rows: int, **how: object) -> ground.Took:
    """Back up and say how fast."""
    done: list[LastBackup] = []
    once = took(what, lambda: done.append(keeping.back_up(target, home=the_home(), clock=clock.now, **how)), rows)  # type: ignore[arg-type]
    print(
        f"    {done[0].bytes / 2**20:,.1f} MB, written {done[0].written / 2**20:,.1f} MB, {done[0].rows:,} rows in all"
    )
    return once


def took(what: str, work: Callable[[], object], rows: int) -> ground.Took:
    """Do the work once; what it took, MB of databases a second, interactions a second."""
    once = ground.timed(work)
    print(f"{what}: {once}, {megabytes() / once.wall:,.0f} MB/s, {rows / once.wall:,.0f} /s")
    return once


def plain(folder: Path) -> None:
    """What anybody would do by hand."""
    for file in (the_home().state_file, the_home().log_file):
        copy = folder / file.name
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
        with copy.open("rb") as read, pa.CompressedOutputStream(str(copy) + ".zst", "zstd") as packed:
            shutil.copyfileobj(read, packed, 2**20)


def restore(folder: Path) -> None:
    """Into an empty home, by the command line."""
    (folder / "words").write_text(_PASSPHRASE)
    words = ["restore", folder / "sealed", "--home", folder / "home", "--passphrase-file", folder / "words"]
    subprocess.run([sys.executable, "-m", "regard", *map(str, words)], check=True, stdout=subprocess.DEVNULL)


def megabytes() -> float:
    """How large both databases are."""
    return sum(file.stat().st_size for file in (the_home().state_file, the_home().log_file)) / 2**20


if __name__ == "__main__":
    main()
