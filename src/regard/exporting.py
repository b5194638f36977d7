"""The command with which the record is taken out."""

import getpass
from pathlib import Path
from typing import Annotated

import typer

from regard import serve, telling
from regard.company import public as company
from regard.exchange import public as exchange
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
    zone = company.report_zone()
    since_at, until_at = (exchange.moment_of(*one, zone) for one in (("--since", since), ("--until", until)))
    chosen = record.Chosen(source=source, since=since_at, until=until_at)
    wanted = exchange.Wanted(chosen=chosen, customers=tuple(customer) if customer else None, whole=with_identities)
    done = exchange.take_out(file, form=form or exchange.form_of(file), wanted=wanted, by=getpass.getuser())
    telling.say(f"{file}: {done.events:,} events and {done.objects:,} objects, for the purpose {wanted.purpose!r}.")
    for note in done.notes:
        telling.say(note)
