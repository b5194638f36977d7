"""How the command line tells things: tables for people, JSON and CSV for programs."""

import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from regard import house, upkeep
from regard.foundation.home import Home
from regard.foundation.reports import Value
from regard.record import public as record
from regard.sample import public as sample

out = Console(highlight=False)
err = Console(stderr=True)
_POLL_SECONDS = 0.3


def say(words: str) -> None:
    """One line."""
    out.print(escape(words), soft_wrap=True)


def where_it_is(*, host: str, port: int, home: Home, sign_in: Path) -> None:
    """Where Regard answers and how to sign in."""
    address = f"http://{'localhost' if host in {'127.0.0.1', '0.0.0.0'} else host}:{port}"  # noqa: S104 -- compared, not bound
    out.print(f"\n  [bold]Regard[/bold]   {address}")
    if sign_in.exists():
        email, password = sign_in.read_text(encoding="utf-8").split()
        say(f"  sign in  {email}   {password}")
        say(f"           (kept in {sign_in}; `regard staff password {email}` changes it, then delete the file)")
    say(f"  home     {home.folder}\n")


def sample_is_coming() -> None:
    """What the first evening begins with."""
    say("  Meridian Riders comes in, a simulated company of which all is known; the pages fill while it does.")
    say(
        "  Your own data instead: `regard demo --remove` takes it out again; `python3 run.py --empty` begins without.\n"
    )


def lags(found: Sequence[house.Lag]) -> None:
    """How far behind each follower is."""
    table = table_of("follower", "reached", "of", "behind", numbers=3)
    for one in found:
        table.add_row(one.name, f"{one.reached:,}", f"{one.head:,}", f"{one.behind:,}")
    out.print(table)


def waiting_for_worker(ask: Callable[[], Sequence[house.Lag]]) -> None:
    """Wait until all that came in is in the figures."""
    with out.status("following") as status:
        while behind := max(one.behind for one in ask()):
            status.update(f"following: {behind:,} to go")
            time.sleep(_POLL_SECONDS)
    say("The figures are up to date: regard report funnel")


def plan(found: record.Plan) -> None:
    """What an import would bring."""
    say(f"{found.rows:,} rows would become {found.interactions:,} interactions of source {found.source}.")
    if found.first and found.last:
        say(f"From {moment_of(found.first)} to {moment_of(found.last)}; {found.with_promise:,} with a promise.")
    table = table_of("", "interactions", numbers=1)
    for name, counts in found.counts.items():
        for value, count in counts.most_common():
            table.add_row(f"{name}: {value}", f"{count:,}")
    for kind, count in found.identifiers.most_common():
        table.add_row(f"identifier: {kind}", f"{count:,}")
    out.print(table)
    if found.refused:
        _refused_of_plan(found)
    if found.unmapped:
        columns = ", ".join(f"{name} ({share:.0%} filled)" for name, share in found.unmapped.items())
        say(f"Columns that map to nothing: {columns}.")
    for warning in found.warnings:
        say(f"Note: {warning}")


def _refused_of_plan(found: record.Plan) -> None:
    say(f"{found.refusals:,} would be refused, and kept with the reason:")
    table = table_of("reason", "how many", "first at line", "for example", numbers=1)
    for reason, one in found.refused.items():
        first = one.examples[0]
        table.add_row(reason, f"{one.count:,}", str(first.line or "–"), escape(first.detail))
    out.print(table)


def imported(done: record.ImportResult) -> None:
    """What an import brought."""
    if done.resumed_at:
        say(f"Taken up again after row {done.resumed_at:,}.")
    say(
        f"Import {done.number}: {done.rows:,} rows, {done.appended:,} new interactions, "
        f"{done.already_known:,} known already, {done.revisions:,} revisions, {done.refused:,} refused."
    )
    if done.refused:
        say(f"See them: regard refusals list --import {done.number}")
    if done.error:
        out.print(f"[red]{escape(done.error)}[/red]")
    if done.said:
        say(done.said)


def imported_all(done: Sequence[record.ImportResult]) -> None:
    """What several imports brought together, and each that was not taken whole."""
    rows, new, known = (sum(getattr(one, name) for one in done) for name in ("rows", "appended", "already_known"))
    say(f"{len(done)} imports: {rows:,} rows, {new:,} new interactions, {known:,} known already.")
    for one in done:
        if one.refused or one.revisions or one.error:
            imported(one)


def imports(found: Sequence[record.ImportState]) -> None:
    """The imports so far."""
    names = ("no", "file", "recipe", "state", "rows", "new", "known", "revisions", "refused")
    table = table_of(*names, numbers=5)
    for one in found:
        counts = (one.rows_read, one.appended, one.already_known, one.revisions, one.refused)
        table.add_row(
            str(one.number), Path(one.file_name).name, one.recipe_name, one.state, *(f"{n:,}" for n in counts)
        )
    out.print(table)


def taking_back(found: upkeep.TakingBack) -> None:
    """What would go with an import, and what would stay and change."""
    one = found.record
    say(f"{one.interactions:,} interactions would go, {one.promises:,} of them with a promise.")
    if one.stay:
        say(f"{one.stay:,} stay, for another import or a live source brought them as well.")
    say(f"{one.revisions:,} revisions and {one.refusals:,} refusals would go.")
    say(f"{found.customers_gone:,} customers would go, {found.customers_changed:,} stay and change.")
    say(f"{found.matters_gone:,} matters would go, {found.matters_changed:,} stay and change.")


def refusals(by_reason: Sequence[record.RefusedSo], found: Sequence[record.KeptRefusal]) -> None:
    """What was refused, by reason, and originals that wait."""
    table = table_of("source", "reason", "waiting", "mended", "discarded", "expired", numbers=4)
    for so in by_reason:
        counts = (so.waiting, so.mended, so.discarded, so.expired)
        table.add_row(escape(so.source), so.reason, *(f"{count:,}" for count in counts))
    out.print(table)
    for one in found:
        where = f" · line {one.line}" if one.line is not None else ""
        say(f"{one.number}{where} · {one.reason} · {one.detail}")
        say(f"  {msgspec.json.encode(one.original).decode()}")


def refusal(one: record.KeptRefusal) -> None:
    """One refusal: why on the error line, the original as JSON where a file can take it."""
    so = f", {one.ended_as} {moment_of(one.ended_at)} by {one.ended_by}" if one.ended_at else ""
    Console(stderr=True, highlight=False).print(
        escape(f"{one.source}, line {one.line}: {one.reason}{so}. {one.detail}")
    )
    written(msgspec.json.format(msgspec.json.encode(one.original), indent=2) + b"\n", None)


def mended(found: record.Mended, *, preview: bool) -> None:
    """What a replay did, or would do."""
    would = "would be admitted" if preview else "are admitted"
    say(f"{found.mended:,} of {found.asked:,} {would}.")
    if found.left_out:
        say(f"{found.left_out:,} the recipe leaves out.")
    for one in found.again:
        say(f"{one.count:,} refused again: {one.reason}. {one.detail}")


def checked(found: Sequence[sample.Checked]) -> None:
    """What was found of each plant of the sample company."""
    table = table_of("", "planted", "found", "missed", "invented", "", numbers=4)
    for one in found:
        table.add_row(f"[bold]{escape(one.title)}[/bold]", *[""] * 5)
        for claim in one.findings:
            counts = (claim.planted, claim.found, claim.missed, claim.invented)
            verdict = " ".join(
                word for word in ("holds" if claim.holds else "[red]is off[/red]", escape(claim.said)) if word
            )
            table.add_row(f"  {escape(claim.claim)}", *(f"{n:,}" for n in counts), verdict)
        if one.not_yet:
            table.add_row(escape(f"  planted, capability not there yet: {one.not_yet}"), *[""] * 5)
    out.print(table)


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar while something long is done: how far of how much; how much may not be known."""
    columns = (TextColumn(what), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, whole: bar.update(task, completed=done, total=whole)


@contextmanager
def rows_of(doing: str) -> Iterator[Callable[[str, int], None]]:
    """While tables are read or written: which one, and how many rows so far."""
    with err.status(doing) as status:
        yield lambda table, rows: status.update(f"{doing} {table}: {rows:,} rows")


def recipes(found: Mapping[str, record.Recipe]) -> None:
    """The recipes that ship."""
    table = table_of("recipe", "what", "description")
    for name, one in found.items():
        table.add_row(name, escape(one.title.en), escape(one.description.strip()))
    out.print(table)
    say("Your own: docs/recipes.md, or `regard inspect FILE --draft my.toml`.")


def recipe(text: str) -> None:
    """The text of a recipe as it stands, to be put into a file: no line of it is folded."""
    sys.stdout.write(text)


def inventory(found: record.Inventory) -> None:
    """What the columns of a file hold."""
    say(f"{found.name}: {found.rows:,} rows, {len(found.columns)} columns, {found.unreadable:,} rows unreadable.")
    table = table_of("column", "filled", "distinct", "looks like", "could be", "for example")
    for one in found.columns:
        distinct = f"{one.distinct:,}{'' if one.is_exact else '+'}"
        examples = escape(" · ".join(one.examples)[:60])
        table.add_row(escape(one.name), f"{one.filled:.0%}", distinct, one.guess.type, escape(one.could_be), examples)
    out.print(table)


def draft(text: str) -> None:
    """The draft of a recipe, ready to be put into a file."""
    say("\nA draft of a recipe (`--draft FILE` writes it):\n")
    out.print(text, markup=False)


def written(content: bytes, output: Path | None) -> None:
    """Bytes as they are, to a file or to whoever reads our output."""
    if output:
        output.write_bytes(content)
    else:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()


def listed(names: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Texts in columns."""
    table = table_of(*names)
    for row in rows:
        table.add_row(*(escape(one) for one in row))
    out.print(table)


def table_of(*names: str, numbers: int = 0) -> Table:
    """An empty table; the last `numbers` columns hold figures."""
    table = Table(box=box.SIMPLE_HEAD)
    for place, name in enumerate(names):
        table.add_column(name, justify="right" if 0 < place >= len(names) - numbers else "left", overflow="fold")
    return table


def cell(value: Value) -> str:
    """A value as a table shows it."""
    if isinstance(value, bool) or value is None:
        return "" if value is None else str(value).lower()
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.1f}".removesuffix(".0")
    return moment_of(value) if isinstance(value, datetime) else str(value)


def moment_of(moment: datetime) -> str:
    """To the second, with its zone."""
    return f"{moment:%Y-%m-%d %H:%M:%S} {'UTC' if moment.utcoffset() == timedelta(0) else moment.tzname()}"
