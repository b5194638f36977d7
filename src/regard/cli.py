"""The command line: the same rooms as the pages, for terminals and scripts."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "regard.web.settings")

# Django must be set up before the models of a room can be imported: the one place where imports come late.
import django

django.setup()

import getpass
import logging
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from django.db import connections
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from regard import (
    answering,
    connecting,
    correcting,
    exporting,
    gathering,
    house,
    parting,
    searching,
    serve,
    subscribing,
    telling,
    upkeep,
    worker,
)
from regard.company import public as company
from regard.data_use.public import Reading
from regard.exchange import public as exchange
from regard.foundation import clock, logs, room
from regard.foundation.arenas import few_arenas
from regard.foundation.errors import RegardError
from regard.foundation.followers import find_follower, rewind
from regard.foundation.garbage import collect_rarely
from regard.foundation.home import the_home
from regard.foundation.opening import serve_alone, work_in
from regard.foundation.parent import end_with_parent, naming_parent
from regard.health import public as health
from regard.keeping import public as keeping
from regard.record import public as record
from regard.sample import public as sample

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
staff = typer.Typer(no_args_is_help=True, help="Staff accounts and access tokens.")
app.add_typer(staff, name="staff")
imports = typer.Typer(help="What was brought in, and taking it back.")
app.add_typer(imports, name="imports")
refusals = typer.Typer(no_args_is_help=True, help="What was refused: see it, mend it, let it go.")
app.add_typer(refusals, name="refusals")
app.add_typer(connecting.sources, name="sources")
app.add_typer(connecting.keys, name="keys")
app.add_typer(connecting.mapping, name="mapping")
app.add_typer(gathering.app, name="groups")
app.command("export")(exporting.export)
app.add_typer(searching.index, name="search")
app.command("find")(searching.find)
app.add_typer(correcting.app, name="customers")
app.add_typer(subscribing.app, name="subscriptions")
app.add_typer(parting.app, name="matters")

err = Console(stderr=True)

Files = Annotated[list[Path], typer.Argument(help="Files or folders; plain, .gz or .zip.", exists=True)]
RecipeName = Annotated[
    str, typer.Argument(help="A shipped recipe (see `regard recipes`), or the path of a .toml file.")
]


def main() -> None:
    """Run a command; a mistake of the caller is one sentence, not a trace."""
    few_arenas()
    collect_rarely()
    end_with_parent()
    try:
        app()
    except RegardError as error:
        sys.exit(_said(str(error), code=1))
    except Exception as error:  # noqa: BLE001 -- the outer edge of the process
        if room.is_out_of_room(error):
            sys.exit(_said(room.NOTHING_KEPT, code=room.TRY_AGAIN_LATER))
        number = logs.failed(logging.getLogger("regard.cli"), "a command broke", error)
        sys.exit(_said(f"Something broke on our side. regard log-entry {number} shows where.", code=70))
    finally:
        # Whoever closes last folds the write-ahead logs of SQLite into its files.
        connections.close_all()


def _said(words: str, *, code: int) -> int:
    err.print(words, style="red", highlight=False, markup=False)
    return code


# Running


@app.command("serve")
def serve_all(
    host: str = "127.0.0.1",
    port: int = 8000,
    with_sample: Annotated[
        bool, typer.Option("--sample", help="At the first start, bring the sample company in.")
    ] = False,
    upgrade_first: Annotated[bool, typer.Option("--upgrade", help="Upgrade the home first if it is older.")] = False,
) -> None:
    """Make the home ready, then run web and worker until stopped."""
    serve_alone(the_home(), now=clock.now())
    if upgrade_first and keeping.needs_upgrade(the_home()):
        telling.upgraded(keeping.upgrade(the_home(), now=clock.now()))
    home = serve.prepare()
    coming = home.sample_coming if serve.wants_sample(home, at_first=with_sample) else None
    note = serve.first_account(home)
    telling.where_it_is(host=host, port=port, home=home, sign_in=note)
    if coming:
        telling.sample_is_coming()
    sys.exit(serve.Supervisor(host=host, port=port, sample=coming).run())


@app.command()
def web(host: str = "127.0.0.1", port: int = 8000) -> None:
    """Run the web process alone."""
    serve.prepare()
    serve.serve_web(host, port)


@app.command("worker")
def run_worker() -> None:
    """Run a worker alone: it follows the log, copies to the lake and takes queued files."""
    serve.prepare()
    worker.Worker().run()


@app.command("follow")
def follow() -> None:
    """Follow and copy until nothing is left, then stop."""
    serve.prepare()
    with house.open_lake() as lake:
        house.catch_up(lake)


@app.command()
def lag() -> None:
    """How far every follower, and the lake, is behind the log."""
    serve.prepare()
    telling.lags(house.lags())


@app.command("health")
def say_health(
    json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """How the installation fares. Exit code 0: well, 1: something wants a look, 2: something does not work."""
    sys.exit(health.say(for_programs=json))


@app.command("log-entry")
def log_entry(number: str) -> None:
    """What the log has under the number of an error, such as R-7F3K-29."""
    health.say_entry(number)


@app.command("rewind")
def rewind_follower(name: str, to: Annotated[int, typer.Option(help="The number to go back to.")] = 0) -> None:
    """Send a follower back; it writes the same rows again."""
    serve.prepare()
    rewind(find_follower(house.FOLLOWERS, name), to=to)


# Importing


@app.command("import")
def import_files(
    recipe: RecipeName,
    files: Files,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would come in.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Begin at the first row, not where it stopped.")] = False,
) -> None:
    """Bring files in by a recipe. The same files again are known already; an import that was cut off goes on."""
    serve.prepare()
    if dry_run:
        with _progress("reading") as tell:
            plan = record.plan(record.find_recipe(recipe), files, received_at=clock.now(), progress=tell)
        telling.plan(plan)
        return
    with _following() as waits:
        with _progress("importing") as tell:
            done = exchange.bring_in(recipe, files, by=getpass.getuser(), progress=tell, resume=not again)
        telling.imported(done)
        waits()
    if done.state != "done":
        sys.exit(1)


@app.command("import-queued", hidden=True)
def import_queued(number: int) -> None:
    """Run one import of the queue; the worker calls this."""
    serve.prepare()
    exchange.bring_in_queued(number)


@imports.callback(invoke_without_command=True)
def list_imports(context: typer.Context) -> None:
    """The imports so far, newest first."""
    if context.invoked_subcommand is None:
        serve.prepare()
        telling.imports(record.imports())


@imports.command("take-back")
def take_back(
    number: Annotated[int, typer.Argument(help="As `regard imports` lists it.")],
    preview: Annotated[bool, typer.Option("--preview", help="Only say what would go.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Take an import back, as if it had never been: its interactions, revisions and refusals are erased."""
    serve.prepare()
    telling.taking_back(upkeep.would_take_back(number, by=getpass.getuser()))
    if preview or not (yes or typer.confirm("Take it back?")):
        return
    with _following() as waits:
        with _progress("erasing") as tell:
            gone = record.erase_import(number, by=getpass.getuser(), at=clock.now(), progress=tell)
        telling.say(f"Import {number} is taken back: {gone:,} interactions are erased.")
        waits()


# Refusals

OfImport = Annotated[int | None, typer.Option("--import", help="Only of this import.")]
OfSource = Annotated[str | None, typer.Option("--source", help="Only of this source.")]
ForReason = Annotated[str | None, typer.Option("--reason", help="Only for this reason.")]
RefusalNumber = Annotated[int, typer.Argument(help="As `regard refusals list` says it.")]
MaybeNumber = Annotated[int | None, typer.Argument(help="Only this one; else all that wait and are meant.")]


def _may_mend() -> Reading:
    return house.open_for("mend_record", by=getpass.getuser())


@refusals.command("list")
def list_refusals(number: OfImport = None, source: OfSource = None, reason: ForReason = None, limit: int = 20) -> None:
    """What was refused, by source and reason, and the first originals that wait."""
    serve.prepare()
    if number is not None:
        record.find_import(number)
    found = record.refusals(_may_mend(), import_id=number, source=source, reason=reason, limit=limit)
    telling.refusals(record.refused_so(number), found)


@refusals.command("show")
def show_refusal(number: RefusalNumber) -> None:
    """One refusal with its original, as JSON that can be edited and replayed."""
    serve.prepare()
    telling.refusal(record.refusal(_may_mend(), number))


@refusals.command("replay")
def replay_refusals(
    number: MaybeNumber = None,
    import_id: OfImport = None,
    source: OfSource = None,
    reason: ForReason = None,
    recipe: Annotated[Path | None, typer.Option(help="A mended recipe, for the import named.", exists=True)] = None,
    edited: Annotated[Path | None, typer.Option(help="The original mended by hand, as JSON.", exists=True)] = None,
    preview: Annotated[bool, typer.Option("--preview", help="Only say what would be admitted.")] = False,
) -> None:
    """Read what was refused again, by the recipe as it is now, and admit what passes. Twice does no harm."""
    serve.prepare()
    which = record.Which(import_id=import_id, source=source, reason=reason)
    mending = upkeep.Mending(
        which=which,
        number=number,
        recipe_text=recipe.read_text(encoding="utf-8") if recipe else "",
        edited=edited.read_text(encoding="utf-8") if edited else "",
    )
    telling.mended(upkeep.mend(mending, by=getpass.getuser(), preview=preview), preview=preview)


@refusals.command("discard")
def discard_refusals(
    why: Annotated[str, typer.Option(prompt=True, help="Kept with them.")],
    number: MaybeNumber = None,
    import_id: OfImport = None,
    source: OfSource = None,
    reason: ForReason = None,
) -> None:
    """Let refusals wait no more; they stay, with who said so and why."""
    serve.prepare()
    which = record.Which(import_id=import_id, source=source, reason=reason)
    if number is None and which == record.Which():
        raise RegardError("Say which: a number, --import, --source or --reason.")
    gone = record.discard(which, number=number, why=why, by=getpass.getuser(), at=clock.now())
    telling.say(f"{gone:,} refusals wait no more.")


@app.command()
def recipes(name: Annotated[str | None, typer.Argument(help="Print this one, to be changed.")] = None) -> None:
    """The recipes that come with Regard; with a name, the text of one: `regard recipes mbox > mail.toml`."""
    if name is None:
        telling.recipes(record.shipped_recipes())
    else:
        telling.recipe(record.recipe_text(name))


@app.command()
def inspect(
    file: Annotated[Path, typer.Argument(exists=True)],
    draft: Annotated[Path | None, typer.Option(help="Write the draft of a recipe to this file.")] = None,
) -> None:
    """Say what the columns of any file hold, and draft a recipe for it."""
    inventory = record.profile(file)
    telling.inventory(inventory)
    text = record.draft_recipe(inventory)
    if draft is None:
        telling.draft(text)
    elif draft.exists():
        raise RegardError(f"{draft} exists already; another name would work.")
    else:
        draft.write_text(text, encoding="utf-8")
        telling.say(
            f"The draft of a recipe is in {draft}. Fill in what it asks, then: regard import {draft} {file} --dry-run"
        )


# The sample company


@app.command()
def demo(
    seed: Annotated[int, typer.Option(help="Another number gives another company with the same truths.")] = sample.SEED,
    interactions: Annotated[int, typer.Option(help="So many in all; what is planted is there whatever the number.")] = (
        sample.INTERACTIONS
    ),
    into: Annotated[Path | None, typer.Option(help="The folder for its files; else `sample` in the home.")] = None,
    generate_only: Annotated[bool, typer.Option("--generate-only", help="Only write the files.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Hold the reports against what is true.")] = False,
    wishes: Annotated[bool, typer.Option("--wishes", help="Write the million wishes, a file of its own.")] = False,
    remove: Annotated[bool, typer.Option("--remove", help="Take the company back out of Regard.")] = False,
) -> None:
    """Bring in Meridian Riders, a simulated company of which all is known, or check what Regard found of it."""
    folder = into or the_home().folder / "sample"
    if remove:
        _take_sample_back()
    elif check:
        _check_sample(folder)
    elif wishes:
        telling.say(f"A million members and what they would take are in {sample.write_wishes(folder, seed=seed)}.")
    else:
        made = sample.make(folder, seed=seed, interactions=interactions)
        telling.say(f"{made:,} interactions of a simulated company are in {folder}.")
        if not generate_only:
            serve.prepare()
            _bring_in_sample(folder)


def _check_sample(folder: Path) -> None:
    serve.prepare()
    if any(one.behind for one in house.lags()):
        with _following() as waits:
            waits()
    checked = sample.check(folder, by=getpass.getuser())
    telling.checked(checked)
    sys.exit(0 if all(one.holds for one in checked) else 1)


def _take_sample_back() -> None:
    serve.prepare()
    emptied = sample.take_back(by=getpass.getuser(), at=clock.now())
    telling.say(f"{emptied:,} interactions of the simulated company are taken back.")
    # A worker that runs takes them out of the figures by itself.
    if not worker.is_running():
        with house.open_lake() as lake:
            house.catch_up(lake)


def _bring_in_sample(folder: Path) -> None:
    with _following() as waits:
        with _progress("importing") as tell:
            done = list(sample.bring_in(folder, by=getpass.getuser(), progress=tell))
        telling.imported_all(done)
        waits()
    if any(one.state != "done" for one in done):
        sys.exit(1)


# Keeping


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
        telling.verified(found, target)
        return
    home = the_home()
    work_in(home)
    if keys_apart:
        keeping.write_keys(home, keys_apart, apart_from=target, passphrase=passphrase)
    with telling.rows_of("keeping") as tell:
        done = keeping.back_up(
            target, home=home, passphrase=passphrase, with_keys=with_keys, clock=clock.now, progress=tell
        )
    telling.backed_up(done, keys=keys_apart)


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
    telling.restored(found, the_home())


@app.command()
def upgrade() -> None:
    """Bring the home to this version of Regard; whatever goes wrong, it is as it was."""
    telling.upgraded(keeping.upgrade(the_home(), now=clock.now()))


def _passphrase(file: Path | None) -> str | None:
    if file is None:
        return os.environ.get("REGARD_BACKUP_PASSPHRASE") or None
    lines = file.read_text(encoding="utf-8").splitlines()
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


# Reading


@app.command()
def reports() -> None:
    """The reports there are, with the question each answers."""
    telling.reports(house.REPORTS)


@app.command()
def report(
    name: str,
    param: Annotated[list[str] | None, typer.Option("--param", "-p", help="name=value; again for each.")] = None,
    form: Annotated[str, typer.Option("--format", "-f", help="table, json, csv or parquet")] = "table",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A file; needed for parquet.")] = None,
) -> None:
    """What a report says."""
    serve.prepare()
    given = dict(_pair(words) for words in param or [])
    telling.answer(answering.answer(name, given, by=getpass.getuser()), form=form, output=output)


def _pair(words: str) -> tuple[str, str]:
    name, equals, value = words.partition("=")
    if not equals:
        raise RegardError(f"--param {words!r} has no value. --param by=month would work.")
    return name, value


# Staff


@staff.command("add")
def add_member(
    email: str,
    admin: bool = False,
    name: str = "",
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True)] = "",
) -> None:
    """Make an account that can sign in."""
    serve.prepare()
    company.add_member(email=email, password=password, admin=admin, name=name)
    telling.say(f"{email} can sign in.")


@staff.command("password")
def set_password(
    email: str, password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True)] = ""
) -> None:
    """Give an account a new password."""
    serve.prepare()
    company.set_password(email, password)
    telling.say(f"{email} has a new password.")


@staff.command("token")
def make_token(
    email: str,
    name: str,
    may: Annotated[
        list[str] | None, typer.Option(help=f"What it may do beside; again for each: {', '.join(company.SCOPES)}.")
    ] = None,
) -> None:
    """Make a token with which a program reads reports in this member's name. It is shown once."""
    serve.prepare()
    telling.say(company.make_token(company.member(email), name=name, at=clock.now(), scopes=may or ()))


@contextmanager
def _progress(what: str) -> Iterator[Callable[[int, int], None]]:
    columns = (TextColumn(what), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, whole: bar.update(task, completed=done, total=whole)


@contextmanager
def _following() -> Iterator[Callable[[], None]]:
    """While files come in, somebody follows: the worker that runs, or else a process of our own."""
    if worker.is_running():
        yield lambda: telling.waiting_for_worker(house.lags)
        return
    follower = subprocess.Popen(
        [sys.executable, "-m", "regard", "worker"], stderr=subprocess.DEVNULL, env=naming_parent()
    )
    try:
        yield lambda: telling.waiting_for_worker(house.lags)
    finally:
        follower.terminate()
        follower.wait(timeout=60)
