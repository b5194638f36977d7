"""Commands with which customers are found, and the index by which they are."""

import getpass
from typing import Annotated

import typer

from regard import finding, house, serve, telling

index = typer.Typer(no_args_is_help=True, help="The index by which customers are found.")


def find(
    words: Annotated[list[str], typer.Argument(help="A name, an address, a telephone, an account, order or case.")],
    limit: Annotated[int, typer.Option(min=1, max=finding.MOST, help="So many at most.")] = finding.PAGE,
) -> None:
    """Find customers by what is known of them, although mistyped or half typed."""
    serve.prepare()
    found = finding.find(" ".join(words), by=getpass.getuser(), limit=limit)
    rows = [
        (
            str(one.customer),
            one.name,
            ", ".join(f"{reason.kind} {reason.value}" for reason in one.reasons),
            one.last_seen.isoformat(timespec="minutes") if one.last_seen else "",
            one.sentence,
        )
        for one in found.results
    ]
    if rows:
        telling.listed(("customer", "name", "found by", "last seen", "newest matter"), rows)
    else:
        telling.say("Nobody is found by that. A name, an e-mail address, a telephone or the number of an order works.")
    if behind := finding.behind():
        telling.say(
            f"Interactions that the worker has still to take in: {behind:,}. Until then their names and numbers are "
            "found only if typed whole."
        )


@index.command("rebuild")
def rebuild() -> None:
    """Make the index again from the record. It mends itself; this is for when it should begin anew all the same."""
    serve.prepare()
    house.search_shelf().drop()
    taken = 0
    while done := house.index_customers():
        taken += done
    telling.say(
        f"Made again, from {taken:,} interactions and changes."
        if taken
        else "Dropped. The worker that runs is making it again."
    )
