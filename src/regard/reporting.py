"""Commands that ask: which reports there are, and what one says, as a table, JSON, CSV or Parquet."""

import csv
import getpass
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import msgspec
import pyarrow.parquet
import typer
from rich.markup import escape

from regard import answering, house, serve, telling
from regard.foundation.errors import RegardError
from regard.foundation.reports import Answer, Report

app = typer.Typer()
_FORMS = ("table", "json", "csv", "parquet")


@app.command()
def reports() -> None:
    """The reports there are, with the question each answers."""
    _reports(house.REPORTS)


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
    _answer(answering.answer(name, given, by=getpass.getuser()), form=form, output=output)


def _pair(words: str) -> tuple[str, str]:
    name, equals, value = words.partition("=")
    if not equals:
        raise RegardError(f"--param {words!r} has no value. --param by=month would work.")
    return name, value


# What is told


def _reports(found: Sequence[Report]) -> None:
    """The reports there are."""
    table = telling.table_of("report", "question", "parameters")
    for one in found:
        table.add_row(one.name, one.question, ", ".join(param.name for param in one.params))
    telling.out.print(table)


def _answer(found: Answer, *, form: str, output: Path | None) -> None:
    """What a report said, in the form asked for."""
    if form not in _FORMS:
        raise RegardError(f"No format {form!r}. Known: {', '.join(_FORMS)}.")
    if form == "table":
        _answer_table(found)
    elif form == "json":
        telling.written(msgspec.json.format(msgspec.json.encode(answering.as_json(found)), indent=2) + b"\n", output)
    elif form == "parquet":
        if output is None:
            raise RegardError("Parquet is not for a terminal. --output FILE would work.")
        pyarrow.parquet.write_table(answering.table_of(found), output)
    else:
        _answer_csv(found, output)


_MOST_COLUMNS = 9


def _answer_table(found: Answer) -> None:
    telling.out.print(f"\n[bold]{escape(found.report.title)}[/bold]")
    if not found.rows:
        telling.say("Nothing to show: no case matches.")
    else:
        _rows_table(found)
    version = f"lake version {found.lake_version:,}"
    telling.say(
        f"{found.report.definition} · n {found.n:,} · {version} · computed {telling.moment_of(found.computed_at)}"
    )
    for source, end in found.ends.items():
        telling.say(f"{source} as of {telling.moment_of(found.as_of or end)}")
    for note in found.said:
        telling.say(note)


def _rows_table(found: Answer) -> None:
    names = [column.name for column in found.report.columns if column.name in found.rows[0]]
    shown = [name for name in names if any(row[name] not in (None, 0) for row in found.rows)] or names
    told = {column.name for column in found.report.columns if column.unit in {"text", "month"}}
    words, figures = [name for name in shown if name in told], [name for name in shown if name not in told]
    # Many figures of few things read better downwards: a terminal is taller than it is wide.
    if len(shown) > _MOST_COLUMNS and len(found.rows) < len(figures):
        heads = (" · ".join(telling.cell(row[name]) for name in words) for row in found.rows)
        table = telling.table_of("", *heads, numbers=len(found.rows))
        for name in figures:
            table.add_row(name, *(telling.cell(row[name]) for row in found.rows))
    else:
        table = telling.table_of(*words, *figures, numbers=len(figures))
        for row in found.rows:
            table.add_row(*(escape(telling.cell(row[name])) for name in (*words, *figures)))
    telling.out.print(table)
    if len(shown) < len(names):
        telling.say(f"All nought, so left out: {', '.join(name for name in names if name not in shown)}.")


def _answer_csv(found: Answer, output: Path | None) -> None:
    names = [column.name for column in found.report.columns if not found.rows or column.name in found.rows[0]]
    target = output.open("w", newline="", encoding="utf-8") if output else sys.stdout
    writer = csv.writer(target)
    writer.writerow(names)
    writer.writerows([_plain(row[name]) for name in names] for row in found.rows)
    if output:
        target.close()


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
