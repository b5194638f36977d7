"""Commands that keep a home safe: back up, restore, upgrade."""

import os
import sys
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from regard import telling
from regard.foundation import clock
from regard.foundation.errors import RegardError
from regard.foundation.home import Home, the_home
from regard.foundation.last_backup import LastBackup
from regard.foundation.opening import work_in
from regard.keeping import public as keeping
from regard.keeping.public import Manifest, Restored, Upgraded

app = typer.Typer()

PassphraseFile = Annotated[
    Path | None,
    typer.Option(help="A file whose first line is the passphrase; else REGARD_BACKUP_PASSPHRASE.", exists=True),
]


@app.command()
def backup(
    target: Annotated[Path, typer.Argument(help="A folder: new, or with a backup of this home to bring up to date.")],
    passphrase_file: PassphraseFile = None,
    keys_apart: Annotated[Path | None, typer.Option(help="Also write the keys to this file, elsewhere.")] = None,
    with_keys: Annotated[bool, typer.Option("--with-keys", help="Put the keys into the backup; sealed only.")] = False,
    verify: Annotated[bool, typer.Option("--verify", help="Make none: read the one that is there, all of it.")] = False,
) -> None:
    """Back the home up while Regard runs; again into the same folder keeps what has not changed."""
    passphrase = _passphrase(passphrase_file)
    if verify:
        with telling.rows_of("reading") as tell:
            found = keeping.verify(target, passphrase=passphrase, progress=tell)
        _verified(found, target)
        return
    home = the_home()
    work_in(home)
    if keys_apart:
        keeping.write_keys(home, keys_apart, apart_from=target, passphrase=passphrase)
    with telling.rows_of("keeping") as tell:
        done = keeping.back_up(
            target, home=home, passphrase=passphrase, with_keys=with_keys, clock=clock.now, progress=tell
        )
    _backed_up(done, keys=keys_apart)


@app.command()
def restore(
    target: Annotated[Path, typer.Argument(help="The folder of the backup.", exists=True)],
    into: Annotated[Path | None, typer.Option("--home", help="The home to make; else REGARD_HOME.")] = None,
    database_url: Annotated[str | None, typer.Option(help="An empty PostgreSQL; '' for SQLite files.")] = None,
    keys: Annotated[Path | None, typer.Option(help="The file of --keys-apart.", exists=True)] = None,
    erased_in: Annotated[
        Path | None, typer.Option(help="A newer backup: what was erased until then is erased here, too.", exists=True)
    ] = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Make an empty home what a backup holds, on either database."""
    _as_home(into, database_url)
    with telling.rows_of("restoring") as tell:
        found = keeping.restore(
            target,
            home=the_home(),
            passphrase=_passphrase(passphrase_file),
            keys=keys,
            erased_in=erased_in,
            now=clock.now(),
            progress=tell,
        )
    _restored(found, the_home())


@app.command()
def upgrade() -> None:
    """Bring the home to this version of Regard; whatever goes wrong, it is as it was."""
    upgraded(keeping.upgrade(the_home(), now=clock.now()))


def _passphrase(file: Path | None) -> str | None:
    if file is None:
        return os.environ.get("REGARD_BACKUP_PASSPHRASE") or None
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as cause:
        raise RegardError(
            f"{file} cannot be read as a line of text. One that could: openssl rand -base64 30 > {file}"
        ) from cause
    if not lines or not lines[0]:
        raise RegardError(f"{file} is empty; its first line should be the passphrase.")
    return lines[0]


def _as_home(folder: Path | None, database_url: str | None) -> None:
    """Become a process of that home: which one it is was settled when Django was set up."""
    wanted = {
        "REGARD_HOME": str((folder or the_home().folder).absolute()),
        "REGARD_DATABASE_URL": os.environ.get("REGARD_DATABASE_URL", "") if database_url is None else database_url,
    }
    if any(os.environ.get(name, "") != value for name, value in wanted.items()):
        os.execve(sys.executable, [sys.executable, "-m", "regard", *sys.argv[1:]], {**os.environ, **wanted})  # noqa: S606


# What is told


def _backed_up(done: LastBackup, *, keys: Path | None) -> None:
    """What was kept, and where the keys are."""
    telling.say(
        f"Backed up {done.rows:,} rows as of {telling.moment_of(done.at)} to {done.target}: {_megabytes(done.bytes)}, "
        f"of which {_megabytes(done.written)} were written in {done.seconds:.1f} s."
    )
    if done.has_keys:
        telling.say("The keys are in it. Whoever has the passphrase has everything.")
    elif keys:
        telling.say(f"The keys are in {keys}. Keep it where the backup is not: the one opens the other.")
    else:
        telling.say(
            "The keys are not in it. Without them no word and no name can be read: keep them with --keys-apart FILE."
        )
    if not done.is_sealed:
        telling.say("It is not sealed: customers' words and names are encrypted in it, everything else can be read.")


def _verified(found: Manifest, target: Path) -> None:
    """What a backup that is whole holds."""
    rows = sum(table.rows for table in found.tables.values())
    telling.say(
        f"{target} is whole: {rows:,} rows, the log up to {found.head:,}, as of {telling.moment_of(found.made_at)}; "
        f"made by Regard {found.regard} on {found.database}, keys {'within' if found.has_keys else 'apart'}."
    )


def _restored(done: Restored, home: Home) -> None:
    """What a home now holds, and what comes next."""
    found = done.manifest
    telling.say(f"{home.folder} is what it was on {telling.moment_of(found.made_at)}: the log up to {found.head:,}.")
    named = f"REGARD_HOME={home.folder} "
    if url := os.environ.get("REGARD_DATABASE_URL"):
        named += f"REGARD_DATABASE_URL={_without_password(url)} "
    if done.paused:
        telling.say(
            f"Subscriptions that are paused: {done.paused:,}. The home of the backup may still tell them; if it does "
            f"no more: {named}regard subscriptions go-on"
        )
    telling.say(f"Next: {named}regard serve. The figures are there once the worker has copied the lake: regard lag.")


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    user, _, place = parts.netloc.rpartition("@")
    name = user.partition(":")[0]
    return parts._replace(netloc=f"{name}@{place}" if name else place).geturl()


def upgraded(done: Upgraded) -> None:
    """From which version to which."""
    if done.steps:
        telling.say(
            f"Upgraded from Regard {done.before or 'of an older version'} to {done.now}, in {done.steps} steps."
        )
    else:
        telling.say(f"The home is of Regard {done.now} already.")


def _megabytes(count: int) -> str:
    return f"{count / 2**20:,.1f} MB"
