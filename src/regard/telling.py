"""How the command line tells things: tables for people, JSON and CSV for programs."""

import csv
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
import pyarrow.parquet
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from regard import answering, house, upkeep
from regard.foundation.errors import RegardError
from regard.foundation.home import Home
from regard.foundation.last_backup import LastBackup
from regard.foundation.reports import Answer, Report, Value
from regard.keeping.public import Manifest, Restored, Upgraded
from regard.record import public as record
from regard.sample import public as sample

out = Console(highlight=False)
err = Console(stderr=True)
_FORMS = ("table", "json", "csv", "parquet")
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
    table = _table("follower", "reached", "of", "behind", numbers=3)
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
        say(f"From {_moment(found.first)} to {_moment(found.last)}; {found.with_promise:,} with a promise.")
    table = _table("", "interactions", numbers=1)
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
    table = _table("reason", "how many", "first at line", "for example", numbers=1)
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
    table = _table(*names, numbers=5)
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
    table = _table("source", "reason", "waiting", "mended", "discarded", "expired", numbers=4)
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
    so = f", {one.ended_as} {_moment(one.ended_at)} by {one.ended_by}" if one.ended_at else ""
    Console(stderr=True, highlight=False).print(
        escape(f"{one.source}, line {one.line}: {one.reason}{so}. {one.detail}")
    )
    _write(msgspec.json.format(msgspec.json.encode(one.original), indent=2) + b"\n", None)


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
    table = _table("", "planted", "found", "missed", "invented", "", numbers=4)
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
def rows_of(doing: str) -> Iterator[Callable[[str, int], None]]:
    """While tables are read or written: which one, and how many rows so far."""
    with err.status(doing) as status:
        yield lambda table, rows: status.update(f"{doing} {table}: {rows:,} rows")


def backed_up(done: LastBackup, *, keys: Path | None) -> None:
    """What was kept, and where the keys are."""
    say(
        f"Backed up {done.rows:,} rows as of {_moment(done.at)} to {done.target}: {_megabytes(done.bytes)}, of which "
        f"{_megabytes(done.written)} were written in {done.seconds:.1f} s."
    )
    if done.has_keys:
        say("The keys are in it. Whoever has the passphrase has everything.")
    elif keys:
        say(f"The keys are in {keys}. Keep it where the backup is not: the one opens the other.")
    else:
        say("The keys are not in it. Without them no word and no name can be read: keep them with --keys-apart FILE.")
    if not done.is_sealed:
        say("It is not sealed: customers' words and names are encrypted in it, everything else can be read.")


def verified(found: Manifest, target: Path) -> None:
    """What a backup that is whole holds."""
    rows = sum(table.rows for table in found.tables.values())
    say(
        f"{target} is whole: {rows:,} rows, the log up to {found.head:,}, as of {_moment(found.made_at)}; "
        f"made by Regard {found.regard} on {found.database}, keys {'within' if found.has_keys else 'apart'}."
    )


def restored(done: Restored, home: Home) -> None:
    """What a home now holds, and what comes next."""
    found = done.manifest
    say(f"{home.folder} is what it was on {_moment(found.made_at)}: the log up to {found.head:,}.")
    named = f"REGARD_HOME={home.folder} "
    if url := os.environ.get("REGARD_DATABASE_URL"):
        named += f"REGARD_DATABASE_URL={_without_password(url)} "
    if done.paused:
        say(
            f"Subscriptions that are paused: {done.paused:,}. The home of the backup may still tell them; if it does "
            f"no more: {named}regard subscriptions go-on"
        )
    say(f"Next: {named}regard serve. The figures are there once the worker has copied the lake: regard lag.")


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    user, _, place = parts.netloc.rpartition("@")
    name = user.partition(":")[0]
    return parts._replace(netloc=f"{name}@{place}" if name else place).geturl()


def upgraded(done: Upgraded) -> None:
    """From which version to which."""
    if done.steps:
        say(f"Upgraded from Regard {done.before or 'of an older version'} to {done.now}, in {done.steps} steps.")
    else:
        say(f"The home is of Regard {done.now} already.")


def _megabytes(count: int) -> str:
    return f"{count / 2**20:,.1f} MB"


def recipes(found: Mapping[str, record.Recipe]) -> None:
    """The recipes that ship."""
    table = _table("recipe", "what", "description")
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
    table = _table("column", "filled", "distinct", "looks like", "could be", "for example")
    for one in found.columns:
        distinct = f"{one.distinct:,}{'' if one.is_exact else '+'}"
        examples = escape(" · ".join(one.examples)[:60])
        table.add_row(escape(one.name), f"{one.filled:.0%}", distinct, one.guess.type, escape(one.could_be), examples)
    out.print(table)


def draft(text: str) -> None:
    """The draft of a recipe, ready to be put into a file."""
    say("\nA draft of a recipe (`--draft FILE` writes it):\n")
    out.print(text, markup=False)


def reports(found: Sequence[Report]) -> None:
    """The reports there are."""
    table = _table("report", "question", "parameters")
    for one in found:
        table.add_row(one.name, one.question, ", ".join(param.name for param in one.params))
    out.print(table)


def answer(found: Answer, *, form: str, output: Path | None) -> None:
    """What a report said, in the form asked for."""
    if form not in _FORMS:
        raise RegardError(f"No format {form!r}. Known: {', '.join(_FORMS)}.")
    if form == "table":
        _answer_table(found)
    elif form == "json":
        _write(msgspec.json.format(msgspec.json.encode(answering.as_json(found)), indent=2) + b"\n", output)
    elif form == "parquet":
        if output is None:
            raise RegardError("Parquet is not for a terminal. --output FILE would work.")
        pyarrow.parquet.write_table(answering.table_of(found), output)
    else:
        _answer_csv(found, output)


_MOST_COLUMNS = 9


def _answer_table(found: Answer) -> None:
    out.print(f"\n[bold]{escape(found.report.title)}[/bold]")
    if not found.rows:
        say("Nothing to show: no case matches.")
    else:
        _rows_table(found)
    version = f"lake version {found.lake_version:,}"
    say(f"{found.report.definition} · n {found.n:,} · {version} · computed {_moment(found.computed_at)}")
    for source, end in found.ends.items():
        say(f"{source} as of {_moment(found.as_of or end)}")
    for note in found.said:
        say(note)


def _rows_table(found: Answer) -> None:
    names = [column.name for column in found.report.columns if column.name in found.rows[0]]
    shown = [name for name in names if any(row[name] not in (None, 0) for row in found.rows)] or names
    told = {column.name for column in found.report.columns if column.unit in {"text", "month"}}
    words, figures = [name for name in shown if name in told], [name for name in shown if name not in told]
    # Many figures of few things read better downwards: a terminal is taller than it is wide.
    if len(shown) > _MOST_COLUMNS and len(found.rows) < len(figures):
        heads = (" · ".join(_cell(row[name]) for name in words) for row in found.rows)
        table = _table("", *heads, numbers=len(found.rows))
        for name in figures:
            table.add_row(name, *(_cell(row[name]) for row in found.rows))
    else:
        table = _table(*words, *figures, numbers=len(figures))
        for row in found.rows:
            table.add_row(*(escape(_cell(row[name])) for name in (*words, *figures)))
    out.print(table)
    if len(shown) < len(names):
        say(f"All nought, so left out: {', '.join(name for name in names if name not in shown)}.")


def _answer_csv(found: Answer, output: Path | None) -> None:
    names = [column.name for column in found.report.columns if not found.rows or column.name in found.rows[0]]
    target = output.open("w", newline="", encoding="utf-8") if output else sys.stdout
    writer = csv.writer(target)
    writer.writerow(names)
    writer.writerows([_plain(row[name]) for name in names] for row in found.rows)
    if output:
        target.close()


def _write(content: bytes, output: Path | None) -> None:
    if output:
        output.write_bytes(content)
    else:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()


def listed(names: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Texts in columns."""
    table = _table(*names)
    for row in rows:
        table.add_row(*(escape(one) for one in row))
    out.print(table)


def _table(*names: str, numbers: int = 0) -> Table:
    table = Table(box=box.SIMPLE_HEAD)
    for place, name in enumerate(names):
        table.add_column(name, justify="right" if 0 < place >= len(names) - numbers else "left", overflow="fold")
    return table


def _cell(value: Value) -> str:
    if isinstance(value, bool) or value is None:
        return "" if value is None else str(value).lower()
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.1f}".removesuffix(".0")
    return _moment(value) if isinstance(value, datetime) else str(value)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} {'UTC' if moment.utcoffset() == timedelta(0) else moment.tzname()}"
