"""Commands with which staff put matters right: see why, join, split, move, take back."""

import getpass
from typing import Annotated

import typer

from regard import house, rejoining, serve, telling
from regard.data_use.public import Reading
from regard.episodes import public as episodes
from regard.foundation.errors import RegardError

app = typer.Typer(no_args_is_help=True, help="What is one matter, why, and putting it right.")

Matter = Annotated[int, typer.Argument(help="Any number of a matter: its own, or that of one of its interactions.")]
Interaction = Annotated[int, typer.Argument(help="The number of an interaction, as the page of its matter shows it.")]
Preview = Annotated[bool, typer.Option("--preview", help="Only say what would change.")]
Reason = Annotated[str, typer.Option(help="Why, in your words; it is kept with the ruling.")]


@app.command("show")
def show(matter: Matter) -> None:
    """A matter: its interactions, why each belongs to it and how sure that is, and what people did to it."""
    reading = _reading()
    view = episodes.matter(reading, matter)
    if view is None:
        raise RegardError(f"No matter has an interaction {matter}. `regard customers show` lists those of a customer.")
    telling.say(f"Matter {view.episode_id}")
    shown = episodes.evidence(reading, view)
    telling.listed(
        ("number", "when", "channel", "kind", "joined by", "how sure", "carried by"),
        [
            (
                str(one.seq), one.occurred_at.isoformat(timespec="minutes"), one.channel, one.kind,
                link.why or link.link, link.sure, str(len(shown[one.seq].carried_by) or ""),
            )
            for one, link in zip(view.interactions, view.links, strict=True)
        ],
    )  # fmt: skip
    for other, how in view.related:
        telling.say(f"{how} matter {other}")
    rulings = episodes.rulings_on(reading, view.episode_id)
    if rulings:
        telling.listed(
            ("ruling", "what", "by", "at", "why", "stands"),
            [
                (
                    str(one.no), one.kind, one.by, one.at.isoformat(timespec="seconds"), one.reason,
                    "yes" if one.stands else f"taken back by {one.undone_by}",
                )
                for one in rulings
            ],
        )  # fmt: skip


@app.command("join")
def join(matter: Matter, other: Matter, reason: Reason = "", preview: Preview = False) -> None:
    """Say that two matters are one."""
    _act(episodes.Act("join", matter, other), reason=reason, preview=preview)


@app.command("split")
def split(interaction: Interaction, reason: Reason = "", preview: Preview = False) -> None:
    """Say that from this interaction on it is another matter."""
    _act(episodes.Act("split", interaction), reason=reason, preview=preview)


@app.command("move")
def move(
    interaction: Interaction,
    to: Annotated[
        int | None, typer.Option(help="Any number of the other matter; without it, a matter of its own.")
    ] = None,
    reason: Reason = "",
    preview: Preview = False,
) -> None:
    """Move one interaction to another matter, or make it one by itself."""
    act = episodes.Act("out", interaction) if to is None else episodes.Act("move", interaction, to)
    _act(act, reason=reason, preview=preview)


@app.command("undo")
def undo(
    number: Annotated[int, typer.Argument(help="The number of a ruling, as `show` lists it.")], preview: Preview = False
) -> None:
    """Take back what was done to matters, whole, by its number."""
    _act(number, reason="", preview=preview)


def _act(act: episodes.Act | int, *, reason: str, preview: bool) -> None:
    reading = _reading()
    _told(rejoining.weigh(reading, act))
    if preview:
        telling.say("Nothing was changed.")
    elif isinstance(act, int):
        rejoining.undo(act, by=getpass.getuser())
        telling.say("Taken back.")
    else:
        number = rejoining.carry_out(reading, act, by=getpass.getuser(), reason=reason)
        telling.say(f"Done. It is taken back by: regard matters undo {number}")


def _told(would: rejoining.Weighed) -> None:
    if not would.moved:
        telling.say("Nothing goes elsewhere by it.")
        return
    telling.listed(
        ("", "matter", "interactions", "its request"),
        [(when, str(one.number), str(len(one.interactions)), _state(one)) for when, stands in
         (("now", would.before), ("then", would.after)) for one in stands],
    )  # fmt: skip
    telling.say(f"Goes elsewhere: {' '.join(map(str, sorted(would.moved)))}")


def _state(one: rejoining.Stand) -> str:
    if one.fate is None:
        return "nobody asked"
    became = next(
        name for name in ("answered_here", "passed", "ignored", "open", "time_fault") if getattr(one.fate, name)
    )
    return became.replace("_", " ") + (", finished" if one.fate.finished else "")


def _reading() -> Reading:
    serve.prepare()
    return house.open_for("serve_customer", by=getpass.getuser())
