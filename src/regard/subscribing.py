"""Commands with which a program is told what changes about customers."""

import getpass
from typing import Annotated

import typer

from regard import serve, telling
from regard.company import public as company
from regard.customers.public import last_announced
from regard.foundation import clock

app = typer.Typer(no_args_is_help=True, help="Programs that are told when customers become one, or come apart.")

Number = Annotated[int, typer.Argument(help="The number of a subscription (see `regard subscriptions list`).")]


@app.command("add")
def add(
    url: Annotated[str, typer.Argument(help="Where to: https://crm.example.com/hooks.")],
    event: Annotated[list[str] | None, typer.Option(help="Only this; again for each. Without: all.")] = None,
    private: Annotated[bool, typer.Option("--private", help="The address is in our own network.")] = False,
) -> None:
    """Tell a program from now on, and print the secret that signs the messages, this once."""
    serve.prepare()
    made = company.subscribe(
        url,
        events=event or company.EVENTS,
        may_be_private=private,
        by=getpass.getuser(),
        at=clock.now(),
        after=last_announced(),
    )
    telling.say(made.secret)


@app.command("list")
def show() -> None:
    """Who is told, and how that fares."""
    serve.prepare()
    telling.listed(
        ("number", "address", "events", "how it fares"),
        [(str(one.number), one.url, " ".join(one.events), _fares(one)) for one in company.subscriptions()],
    )


@app.command("end")
def end(number: Number) -> None:
    """Tell them nothing more."""
    serve.prepare()
    company.end_subscription(number, at=clock.now())
    telling.say("Ended.")


@app.command("again")
def again(number: Number) -> None:
    """Try again at once, from where they were told last."""
    serve.prepare()
    company.revive_subscription(number)
    telling.say("They are tried again.")


@app.command("pause")
def pause() -> None:
    """Tell nobody anything until `go-on`, as before a copy of this home is started elsewhere."""
    serve.prepare()
    telling.say(f"{company.pause_subscriptions(at=clock.now()):,} are paused.")


@app.command("go-on")
def go_on() -> None:
    """Tell those that are paused again, as after a restore: everything since they were told last."""
    serve.prepare()
    telling.say(f"{company.resume_subscriptions():,} are told again, from where they were told last.")


def _fares(one: company.Subscription) -> str:
    if one.paused_at:
        return f"paused since {one.paused_at.isoformat(timespec='seconds')}: regard subscriptions go-on"
    if one.is_dead:
        return f"given up: {one.last_error}"
    if one.failing_since:
        return f"fails since {one.failing_since.isoformat(timespec='seconds')}: {one.last_error}"
    return "works"
