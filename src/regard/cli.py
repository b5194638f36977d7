"""The command line: the same rooms as the pages, for terminals and scripts."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "regard.web.settings")

# Django must be set up before the models of a room can be imported: the one place where imports come late.
import django

django.setup()

import getpass
from pathlib import Path
from typing import Annotated

import typer
from django.db import connections
from rich.console import Console

from regard import (
    bringing,
    connecting,
    correcting,
    exporting,
    gathering,
    house,
    parting,
    reporting,
    safekeeping,
    searching,
    serve,
    subscribing,
    telling,
    worker,
)
from regard.company import public as company
from regard.foundation import clock
from regard.foundation.arenas import few_arenas
from regard.foundation.followers import find_follower, rewind
from regard.foundation.garbage import collect_rarely
from regard.foundation.home import the_home
from regard.foundation.last_words import last_words
from regard.foundation.opening import serve_alone
from regard.foundation.parent import end_with_parent
from regard.health import public as health
from regard.keeping import public as keeping
from regard.sample import public as sample

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
staff = typer.Typer(no_args_is_help=True, help="Staff accounts and access tokens.")
app.add_typer(staff, name="staff")
app.add_typer(bringing.app)
app.add_typer(bringing.imports, name="imports")
app.add_typer(bringing.refusals, name="refusals")
app.add_typer(safekeeping.app)
app.add_typer(reporting.app)
app.add_typer(connecting.sources, name="sources")
app.add_typer(connecting.keys, name="keys")
app.add_typer(connecting.mapping, name="mapping")
app.add_typer(gathering.app, name="groups")
app.command("export")(exporting.export)
app.add_typer(searching.index, name="search")
app.command("find")(searching.find)
app.add_typer(correcting.app, name="customers")
app.add_typer(correcting.doubts, name="doubts")
app.add_typer(subscribing.app, name="subscriptions")
app.add_typer(parting.app, name="matters")

err = Console(stderr=True)


def main() -> None:
    """Run a command; a mistake of the caller is one sentence, not a trace."""
    few_arenas()
    collect_rarely()
    end_with_parent()
    try:
        app()
    except Exception as error:  # noqa: BLE001 -- the outer edge of the process
        words, code = last_words(error)
        err.print(words, style="red", highlight=False, markup=False)
        sys.exit(code)
    finally:
        # Whoever closes last folds the write-ahead logs of SQLite into its files.
        connections.close_all()


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
        safekeeping.upgraded(keeping.upgrade(the_home(), now=clock.now()))
    home = serve.prepare()
    coming = serve.wants_sample(home, at_first=with_sample)
    note = serve.first_account(home)
    telling.where_it_is(host=host, port=port, home=home, sign_in=note)
    if coming:
        telling.sample_is_coming()
    serve.supervise(host, port)


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
        with bringing.following() as waits:
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
    with bringing.following() as waits:
        with telling.progress("importing") as tell:
            done = list(sample.bring_in(folder, by=getpass.getuser(), progress=tell))
        telling.imported_all(done)
        waits()
    if any(one.state != "done" for one in done):
        sys.exit(1)


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
