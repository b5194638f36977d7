"""Commands with which staff put right who is who: see why, merge, part, move, take back."""

import getpass
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

import typer

from regard import deciding, house, serve, telling
from regard.customers import public as customers
from regard.data_use.public import Reading
from regard.foundation import clock

app = typer.Typer(no_args_is_help=True, help="Who is one customer, why, and putting it right.")
doubts = typer.Typer(
    no_args_is_help=True, help="One person or two: whom a guard keeps apart although they share something."
)

Customer = Annotated[int, typer.Argument(help="The number of a customer, as on their page.")]
Doubt = Annotated[int, typer.Argument(help="The number of a doubt, as `list` shows it.")]
Preview = Annotated[bool, typer.Option("--preview", help="Only say what would change.")]
_MANY = 20


@app.command("show")
def show(customer: Customer) -> None:
    """Who this is: profiles, identifiers, and why we believe that they are one person."""
    reading = _reading()
    number = _now(customer)
    if number != customer:
        telling.say(f"{customer} is customer {number} now.")
    telling.listed(
        ("kind", "value", "status", "profiles"),
        [
            (one.kind, one.value, one.status, " ".join(map(str, sorted(one.profiles))))
            for one in customers.identifiers(reading, number)
        ],
    )
    why = [_row(one) for one in customers.reasons(reading, number)]
    telling.listed(("number", "rule", "what", "by", "at", "stands"), why)


@app.command("merge")
def merge(customer: Customer, other: Customer, preview: Preview = False) -> None:
    """Say that two customers are one person."""
    serve.prepare()
    _act(customers.plan_merge(customer, other), preview=preview)


@app.command("part")
def part(
    customer: Customer,
    profiles: Annotated[list[int] | None, typer.Argument(help="The profiles that are another person.")] = None,
    other: Annotated[int | None, typer.Option("--from", help="Or another customer: they are never merged.")] = None,
    preview: Preview = False,
) -> None:
    """Say that some profiles of a customer are another person, or that two customers are never merged."""
    serve.prepare()
    plan = customers.plan_apart(customer, other) if other else customers.plan_split(customer, profiles or [])
    _act(plan, preview=preview)


@app.command("move")
def move(
    profile: Annotated[int, typer.Argument(help="The number of the profile.")],
    to: Annotated[int, typer.Option(help="The customer that it is of.")],
    preview: Preview = False,
) -> None:
    """Say that a profile is of another customer."""
    serve.prepare()
    _act(customers.plan_move(profile, to), preview=preview)


@app.command("undo")
def undo(
    number: Annotated[int, typer.Argument(help="The number of a merge, or of anything else that was said.")],
    preview: Preview = False,
) -> None:
    """Take back a merge, or anything else that was said, by its number."""
    serve.prepare()
    _act(customers.plan_undo(number), preview=preview)


@app.command("shared")
def shared(
    customer: Customer,
    identifier: Annotated[str, typer.Argument(help="As kind:value, such as phone:+66812345678.")],
    preview: Preview = False,
) -> None:
    """Declare an identifier of a customer shared: it joins nobody any more, and whom it joined comes apart."""
    serve.prepare()
    _act(customers.plan_shared(deciding.identifier_key(_reading(), customer, identifier)), preview=preview)


@app.command("history")
def history(
    customer: Customer,
    known: Annotated[datetime | None, typer.Option(help="As it was known at a moment (UTC).")] = None,
) -> None:
    """Which customer each profile was, from when until when; or the profiles as they were known at a moment."""
    reading = _reading()
    if known is not None:
        at = known.replace(tzinfo=UTC)
        then = customers.profiles_of(reading, [customer], known_at=at)
        telling.listed(("profile", "customer then"), [(str(one), str(then[one])) for one in sorted(then)])
        return
    rows = [
        (str(one.profile), _name(one.customer), _moment(one.since) or "the beginning", _moment(one.until) or "now")
        for states in customers.history_of(reading, customers.profiles_of(reading, [_now(customer)])).values()
        for one in states
    ]
    telling.listed(("profile", "customer", "from", "until"), rows)


@doubts.command("list")
def list_doubts(
    later: Annotated[bool, typer.Option("--later", help="Those left for later instead.")] = False,
    after: Annotated[int, typer.Option(help="Doubts after this number.")] = 0,
    limit: Annotated[int, typer.Option(help="So many at most.", min=1)] = _MANY,
) -> None:
    """Doubts that wait for a decision, by number: which two customers, what both carry, why they are kept apart."""
    found = customers.queue(_reading(), after=after, limit=limit + 1, aside=later)
    telling.listed(
        ("number", "customers", "both carry", "reason"),
        [(str(one.number), " | ".join(map(_name, one.customers)), _carried(one), one.reason) for one in found[:limit]],
    )
    waiting, put_by = customers.queue_lengths()
    telling.say(f"{waiting:,} wait, {put_by:,} are left for later.")
    if len(found) > limit:
        telling.say(f"More: --after {found[limit - 1].number}")


@doubts.command("decide")
def decide(
    doubt: Doubt,
    who: Annotated[str, typer.Argument(metavar="AS", help="same (one person), two, or shared (of several people).")],
    preview: Preview = False,
) -> None:
    """Say who they are: the same person, two people, or that what both carry is of several people."""
    serve.prepare()
    _act(customers.plan_decision(doubt, who), preview=preview)


@doubts.command("later")
def later(doubt: Doubt) -> None:
    """Leave a doubt for later."""
    serve.prepare()
    customers.put_aside(doubt, by=getpass.getuser(), at=clock.now())
    telling.say(f"Left for later. It is brought back by: regard doubts again {doubt}")


@doubts.command("again")
def again(doubt: Doubt) -> None:
    """Bring back what was left for later."""
    serve.prepare()
    customers.take_up(doubt)
    telling.say("It waits for a decision again.")


def _act(plan: customers.Plan, *, preview: bool) -> None:
    reading = _reading()
    would = deciding.weigh(reading, plan)
    _told(would)
    if preview:
        telling.say("Nothing was changed.")
        return
    number = deciding.decide(reading, plan, by=getpass.getuser())
    if plan.takes_back is None:
        telling.say(f"Done. It is taken back by: regard customers undo {number}")
    else:
        telling.say("Taken back.")


def _told(would: deciding.Weighed) -> None:
    found = would.preview
    if not found.moves:
        telling.say("Nothing would change: nobody is of another customer by it.")
        return
    telling.listed(
        ("customer", "was", "profiles", "interactions"),
        [
            (_name(one.number), " ".join(map(_name, one.was)), _some(one.profiles), str(one.interactions))
            for one in found.customers
        ],
    )
    telling.say(
        f"{len(found.moves)} profiles with {len(found.seqs)} interactions move; "
        f"{len(would.matters)} matters are looked at again."
    )


def _row(one: customers.Reason) -> tuple[str, str, str, str, str, str]:
    what = f"{one.kind}:{one.value}" if one.kind else " | ".join(_some(side) for side in one.sides if side)
    brought = f", brought by interaction {one.brought_by}" if one.brought_by else ""
    pair = f"{one.one} = {one.other} " if one.one and one.other else ""
    stands = "yes" if one.stands else f"taken back by {one.undone_by}"
    return (str(one.no), one.rule, f"{pair}{what}{brought}", one.by, _moment(one.at), stands)


def _carried(one: customers.Doubt) -> str:
    return f"{one.kind}:{one.value}" if one.kind else ""


def _reading() -> Reading:
    serve.prepare()
    return house.open_for("serve_customer", by=getpass.getuser())


def _now(customer: int) -> int:
    return customers.must_be_customer(customer)


def _name(customer: int | None) -> str:
    return "nobody" if customer is None else str(customer)


def _some(numbers: Sequence[int]) -> str:
    told = " ".join(map(str, numbers[:8]))
    return told if len(numbers) <= 8 else f"{told} and {len(numbers) - 8} more"


def _moment(moment: datetime | None) -> str:
    return moment.isoformat(timespec="seconds") if moment else ""
