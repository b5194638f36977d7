"""Commands for groups of customers: what there are, one of them, making one, letting one go."""

import getpass
import shlex
from pathlib import Path
from typing import Annotated, Any

import typer

from regard import crowds, serve, telling
from regard.company.public import report_zone
from regard.foundation import clock
from regard.foundation.errors import RegardError
from regard.groups import public as groups
from regard.web.public import group_sentence

app = typer.Typer(no_args_is_help=True, help="Groups of customers, by what they did and are.")

Name = Annotated[str, typer.Argument(help="What the group is called.")]
_MANY = 20


@app.command("list")
def list_groups() -> None:
    """Every group: how many customers it has now, and what it means."""
    serve.prepare()
    by = getpass.getuser()
    rows = []
    for one in groups.groups():
        size = crowds.size_of(crowds.crowd_of(one), by=by)
        rows.append((one.name, f"{size.customers:,} of {size.of:,}", group_sentence(one.definition)))
    telling.listed(("group", "customers", "what it means"), rows)


@app.command("show")
def show(
    name: Name,
    json: Annotated[bool, typer.Option("--json", help="Its definition, as `make --definition` reads it.")] = False,
    after: Annotated[int, typer.Option(help="Customers after this number.")] = 0,
    limit: Annotated[int, typer.Option(help="So many customers at most.")] = _MANY,
) -> None:
    """What a group means and who is in it, by number; what they said is shown on its page."""
    serve.prepare()
    by, group = getpass.getuser(), groups.group_named(name)
    if json:
        return telling.say(groups.as_text(group.definition))
    size = crowds.size_of(crowds.crowd_of(group), by=by)
    telling.say(group_sentence(group.definition))
    telling.say(f"{size.customers:,} of {size.of:,} customers, worked out {size.worked_out_at:%Y-%m-%d %H:%M} UTC")
    found = crowds.members_after(crowds.crowd_of(group), by=by, after=after, limit=limit)
    return telling.listed(
        ("customer", "newest matter", "asked"),
        [(str(one.customer), str(one.episode_id or ""), f"{one.asked_at:%Y-%m-%d}" if one.asked_at else "")
         for one in found],
    )  # fmt: skip


@app.command("months")
def months(name: Name) -> None:
    """How many customers a group held at the end of each month, as known now; it may take seconds."""
    serve.prepare()
    found = crowds.months_of(crowds.crowd_of(groups.group_named(name)), by=getpass.getuser())
    table = telling.table_of("month", "customers", "of all heard of by then", numbers=2)
    for one in reversed(found.months):
        month = one.month if one.is_over else f"{one.month} so far"
        table.add_row(month, f"{one.customers:,}", f"{one.of:,}")
    telling.out.print(table)
    for one in found.months:
        if not one.is_over:
            telling.say(f"{one.month} is told until {telling.moment_of(one.at.astimezone(report_zone()))}.")
    telling.say("As known now: what the group means, who is one person and who was put in by hand are as of today.")


@app.command("make")
def make(
    name: Name,
    where: Annotated[
        list[str] | None,
        typer.Option("--where", "-w", help="A condition: its word, then name=value, and `never`; again for each. "
                     f"Words: {', '.join(groups.WHATS)}. Such as: 'did channel=phone at_least=2 last_days=90'."),
    ] = None,
    is_any: Annotated[bool, typer.Option("--any", help="One condition is enough; else all must be true.")] = False,
    definition: Annotated[Path | None, typer.Option(help="A JSON file with the whole definition.", exists=True)] = None,
    change: Annotated[bool, typer.Option("--change", help="The group is there already: it means this now.")] = False,
) -> None:  # fmt: skip
    """Make a group, or change one."""
    serve.prepare()
    if bool(where) == (definition is not None):
        raise RegardError("Either --where, once for each condition, or --definition FILE.")
    if definition is not None:
        meant = groups.read_definition(definition.read_bytes())
    else:
        told = {"join": "any" if is_any else "all", "conditions": [_condition(words) for words in where or ()]}
        meant = groups.read_definition(told, from_words=True)
    number = groups.group_named(name).number if change else None
    made = groups.save_group(name, meant, by=getpass.getuser(), at=clock.now(), number=number)
    size = crowds.size_of(crowds.crowd_of(made), by=getpass.getuser())
    telling.say(
        f"{made.name}: {size.customers:,} of {size.of:,} customers. regard report funnel -p 'group={made.name}'"
    )


@app.command("remove")
def remove(name: Name) -> None:
    """Let a group go; its customers and matters stay as they are."""
    serve.prepare()
    groups.remove_group(groups.group_named(name).number)
    telling.say("Gone.")


def _condition(words: str) -> dict[str, Any]:
    what, *pairs = shlex.split(words) or [""]
    told: dict[str, Any] = {"type": what}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals and name != "never":
            raise RegardError(f"{pair!r} says nothing. name=value would work, such as channel=phone, or never.")
        told[name] = value if equals else True
    return told
