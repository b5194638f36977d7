"""Commands with which a source is connected: sources, write keys, mappings."""

import getpass
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from regard import house, serve, telling
from regard.company import public as company
from regard.customers import public as customers
from regard.foundation import clock
from regard.foundation.errors import NotKnown, RegardError
from regard.record import public as record

sources = typer.Typer(no_args_is_help=True, help="The systems that interactions come from.")
keys = typer.Typer(no_args_is_help=True, help="Write keys: with them a source sends, and can do nothing else.")
mapping = typer.Typer(no_args_is_help=True, help="What the events of a source become.")

SourceName = Annotated[str, typer.Argument(help="The short name of a source (see `regard sources list`).")]
Preview = Annotated[bool, typer.Option("--preview", help="Only say what would change.")]
Shape = Annotated[str, typer.Argument(help=f"In which way it sends: {', '.join(record.SHAPES)}.")]


@sources.command("add")
def add_source(
    slug: Annotated[str, typer.Argument(help="A short name for programs, such as web-shop; it stays.")],
    title: Annotated[str, typer.Option(help="As people here call it.")] = "",
    zone: Annotated[str, typer.Option(help="Its time zone; else that of the reports.")] = "",
    no_replies: Annotated[
        bool, typer.Option("--no-replies", help="It does not tell when we answer: closing a case counts.")
    ] = False,
    ended: Annotated[bool, typer.Option("--ended", help="An export that ends, not a system that goes on.")] = False,
) -> None:
    """Name a system that will send."""
    serve.prepare()
    added = company.Source(
        slug=slug,
        title=title or slug,
        zone=zone or company.report_zone().key,
        records_replies=not no_replies,
        is_live=not ended,
    )
    company.add_source(added, at=clock.now())
    telling.say(f"Added. A key with which it can send: regard keys make {slug} --name 'what it is for'")


@sources.command("describe")
def describe_source(
    source: SourceName,
    country: Annotated[str | None, typer.Option(help="Whose telephone numbers it writes without a code: TH.")] = None,
    shared_device: Annotated[
        bool | None,
        typer.Option("--shared-device/--own-devices", help="Whoever comes uses its devices: a till, a kiosk."),
    ] = None,
    zone: Annotated[str | None, typer.Option(help="Its time zone, for what arrives from now on.")] = None,
    preview: Preview = False,
) -> None:
    """Say more of a source; what its devices had joined is looked at again."""
    serve.prepare()
    if preview:
        company.check_source(country=country, zone=zone)
        _weighed(customers.rules_with(source=_known(source), shared=shared_device))
        return
    changed = customers.declare_source(
        source, country=country, zone=zone, shared=shared_device, by=getpass.getuser(), at=clock.now()
    )
    telling.say(f"Said. {changed:,} identifiers are looked at again.")


@sources.command("never")
def never(
    rules: Annotated[
        list[str] | None, typer.Argument(help="All rules, such as email:*@ours.example; none: show.")
    ] = None,
    clear: Annotated[bool, typer.Option("--clear", help="No rules any more.")] = False,
    source: Annotated[str, typer.Option(help="Only what this source calls its own, such as account:guest-*.")] = "",
    preview: Preview = False,
) -> None:
    """What never points at a customer: your own domains, your agents' own numbers."""
    serve.prepare()
    of = _known(source) if source else company.COMPANY
    text, is_said = "\n".join(rules or ()), bool(rules or clear)
    if is_said and preview:
        _weighed(customers.rules_with(text=text, source=of))
        return
    if is_said:
        changed = customers.never(text, source=of, by=getpass.getuser(), at=clock.now())
        telling.say(f"Said. {changed:,} identifiers are looked at again.")
    telling.say(customers.rules_of(of) or "No rules.")


@sources.command("list")
def list_sources() -> None:
    """The sources there are."""
    serve.prepare()
    telling.listed(("source", "title", "zone"), [(one.slug, one.title, one.zone) for one in company.sources().values()])


@keys.command("make")
def make_key(
    source: SourceName,
    name: Annotated[str, typer.Option(help="What it is for.")],
    origin: Annotated[
        list[str] | None, typer.Option(help="Only from this web site; again for each. https://shop.example")
    ] = None,
) -> None:
    """Make a write key and print it, this once."""
    serve.prepare()
    key = company.make_write_key(source, name=name, by=getpass.getuser(), at=clock.now(), origins=origin or ())
    telling.say(key)


@keys.command("list")
def list_keys(source: Annotated[str | None, typer.Argument(help="Only of this source.")] = None) -> None:
    """The keys that open the door now: how they begin, never the whole."""
    serve.prepare()
    rows = [
        (str(one.number), one.source, one.name, f"{one.prefix}…", " ".join(one.origins) or "any",
         one.ends_at.isoformat(timespec="seconds") if one.ends_at else "")
        for one in company.write_keys(source, now=clock.now())
    ]  # fmt: skip
    telling.listed(("number", "source", "name", "begins with", "web sites", "ends"), rows)


@keys.command("rotate")
def rotate_key(
    number: int,
    overlap_hours: Annotated[float, typer.Option(help="For how long the old one goes on.", min=0)] = 24,
) -> None:
    """Make another key in place of this one and print it; the old one goes on for a while."""
    serve.prepare()
    overlap = timedelta(hours=overlap_hours)
    telling.say(company.rotate_write_key(number, overlap=overlap, by=getpass.getuser(), at=clock.now()))


@keys.command("end")
def end_key(number: int) -> None:
    """End a key: within a second it opens nothing any more."""
    serve.prepare()
    company.end_write_key(number, at=clock.now())
    telling.say("Ended.")


@mapping.command("show")
def show_mapping(source: SourceName, shape: Shape) -> None:
    """The mapping that holds, to be changed: `regard mapping show shop webhook > shop.toml`."""
    serve.prepare()
    telling.recipe(record.mapping_text(_known(source), shape))


@mapping.command("change")
def change_mapping(
    source: SourceName,
    shape: Shape,
    file: Annotated[Path | None, typer.Argument(help="A .toml file; none with --shipped.", exists=True)] = None,
    shipped: Annotated[bool, typer.Option("--shipped", help="Back to what ships.")] = False,
) -> None:
    """Change what its events become, from now on."""
    serve.prepare()
    if (file is None) != shipped:
        raise RegardError("Name one file, or say --shipped.")
    text = record.shipped_mapping(shape) if file is None else file.read_text(encoding="utf-8")
    record.change_mapping(_known(source), shape, text, by=getpass.getuser(), at=clock.now())
    telling.say("Kept. It holds for what arrives from now on.")


@mapping.command("history")
def mapping_history(source: SourceName, shape: Shape) -> None:
    """Who changed it, and when; newest first."""
    serve.prepare()
    record.shipped_mapping(shape)
    rows = [
        (one.at.isoformat(timespec="seconds"), one.by, f"{len(one.recipe_text.splitlines())} lines")
        for one in record.mapping_history(_known(source), shape)
    ]
    if rows:
        telling.listed(("at", "by", ""), rows)
    else:
        telling.say("Nobody has: it is as it ships.")


def _weighed(rules: customers.Rules) -> None:
    found = customers.weigh_rules(house.open_for("serve_customer", by=getpass.getuser()), rules)
    telling.say(
        f"{len(found.values):,} identifiers of {found.profiles:,} profiles and {found.customers:,} customers "
        "would be looked at again."
    )
    if found.would is None:
        telling.say("They are too many to try out who would be whom.")
    else:
        telling.say(
            f"{found.parted:,} customers would come apart, {found.joined:,} become part of another; "
            f"{len(found.would.moves):,} profiles with {len(found.would.seqs):,} interactions move."
        )
    telling.say("Nothing was changed.")


def _known(source: str) -> str:
    known = company.sources()
    if source not in known:
        raise NotKnown("source", source, known)
    return source
