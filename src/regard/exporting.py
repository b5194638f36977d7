"""The command with which the record is taken out."""

import getpass
from datetime import date, datetime, time
from pathlib import Path
from typing import Annotated

import typer

from regard import serve, telling
from regard.company import public as company
from regard.exchange import public as exchange
from regard.foundation.errors import RegardError
from regard.record import public as record

Day = Annotated[str | None, typer.Option(metavar="DAY", help="A day, or a moment with its zone.")]


def export(
    file: Annotated[Path, typer.Argument(help="The file to write; it must not be there yet.")],
    form: Annotated[
        str | None, typer.Option("--format", help=f"{', '.join(exchange.FORMATS)}; else by the ending of the file.")
    ] = None,
    with_identities: Annotated[
        bool, typer.Option("--with-identities", help="With identifiers, message ids and words: the whole record.")
    ] = False,
    source: Annotated[str | None, typer.Option(help="Only of this source.")] = None,
    since: Day = None,
    until: Day = None,
    customer: Annotated[list[int] | None, typer.Option(help="Only of this customer; again for each.")] = None,
) -> None:
    """Take the record out, for other tools or another home. Without --with-identities nobody is named in it."""
    serve.prepare()
    chosen = record.Chosen(source=source, since=_moment("--since", since), until=_moment("--until", until))
    wanted = exchange.Wanted(chosen=chosen, customers=tuple(customer) if customer else None, whole=with_identities)
    done = exchange.take_out(file, form=form or exchange.form_of(file), wanted=wanted, by=getpass.getuser())
    telling.say(f"{file}: {done.events:,} events and {done.objects:,} objects, for the purpose {wanted.purpose!r}.")
    for note in done.notes:
        telling.say(note)


def _moment(name: str, text: str | None) -> datetime | None:
    """A day begins in the zone of the reports."""
    if text is None:
        return None
    try:
        if len(text) == len("2026-01-05"):
            return datetime.combine(date.fromisoformat(text), time(), company.report_zone())
        moment = datetime.fromisoformat(text)
    except ValueError as cause:
        raise RegardError(f"{name} cannot be {text!r}. 2026-01-05 or 2026-01-05T09:30:00+07:00 would work.") from cause
    if moment.tzinfo is None:
        raise RegardError(f"{name} {text} has no time zone. {text}+07:00 would work.")
    return moment
