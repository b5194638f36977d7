"""Commands that bring files in: by a recipe, and what was refused of them; taking an import back."""

import getpass
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from regard import house, serve, telling, upkeep, worker
from regard.data_use.public import Reading
from regard.exchange import public as exchange
from regard.foundation import clock
from regard.foundation.errors import RegardError
from regard.foundation.parent import naming_parent
from regard.record import public as record

app = typer.Typer()
imports = typer.Typer(help="What was brought in, and taking it back.")
refusals = typer.Typer(no_args_is_help=True, help="What was refused: see it, mend it, let it go.")

Files = Annotated[list[Path], typer.Argument(help="Files or folders; plain, .gz or .zip.", exists=True)]
RecipeName = Annotated[
    str, typer.Argument(help="A shipped recipe (see `regard recipes`), or the path of a .toml file.")
]


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
        with telling.progress("reading") as tell:
            plan = record.plan(record.find_recipe(recipe), files, received_at=clock.now(), progress=tell)
        telling.plan(plan)
        return
    with following() as waits:
        with telling.progress("importing") as tell:
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
    with following() as waits:
        with telling.progress("erasing") as tell:
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
    if not why.strip():
        raise RegardError("Say why: it is kept with them.")
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


@contextmanager
def following() -> Iterator[Callable[[], None]]:
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
