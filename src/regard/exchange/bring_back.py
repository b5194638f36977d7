"""Brings files in; of a log that Regard wrote also its sources and what people said of customers and matters."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from regard import house
from regard.customers import public as customers
from regard.episodes import public as episodes
from regard.exchange.sources import take_over_sources
from regard.foundation import clock
from regard.foundation.errors import RegardError
from regard.foundation.followers import position_of
from regard.record import public as record


def bring_in(
    recipe: str,
    files: Sequence[Path],
    *,
    by: str,
    progress: Callable[[int, int], None] | None = None,
    resume: bool = True,
) -> record.ImportResult:
    """Import files by a recipe; what a log of ours says beside its interactions is taken over, too."""
    own = _own(record.find_recipe(recipe), files)
    said = take_over_sources(own, by=by) if own is not None else ""
    done = house.bring_in(recipe, files, by=by, progress=progress, resume=resume, register=own is None)
    return _ended(done, own, said=said, by=by)


def bring_in_queued(number: int) -> record.ImportResult:
    """Run an import of the queue, in the same way."""
    queued = record.find_import(number)
    try:
        own = _own(record.load_recipe(queued.recipe_text, name=queued.recipe_name), [Path(queued.file_name)])
        said = take_over_sources(own, by=queued.by) if own is not None else ""
    except RegardError as error:
        record.give_up(number, error=str(error), at=clock.now())
        raise
    done = house.bring_in_queued(number, register=own is None)
    return _ended(done, own, said=said, by=queued.by)


def _ended(done: record.ImportResult, own: record.OwnLog | None, *, said: str, by: str) -> record.ImportResult:
    if own is None:
        return done
    if done.state == "done":
        take_over(own, by=by)
    record.say_of_import(done.number, said)
    return replace(done, said=said)


def take_over(own: record.OwnLog, *, by: str) -> int:
    """Hold what people said elsewhere here, too, once it is known whose its interactions are; how much was new."""
    if not own.spoken and not own.ruled:
        return 0
    while position_of(customers.RECOGNISE.name).number < record.LOG.head():
        house.follow()
    named = [*(one.messages() for one in own.spoken), *(one.messages() for one in own.ruled)]
    seqs = record.numbers_of({message for messages in named for message in messages})
    profiles = customers.shown_as(house.open_for("keep_record", by=by), list(seqs.values()))
    sayings = [saying for one in own.spoken if (saying := _saying(one, seqs, profiles)) is not None]
    words = [word for one in own.ruled if (word := _word(one, seqs)) is not None]
    return customers.take_over(sayings, by=by, at=clock.now()) + episodes.take_over(words)


def _word(one: record.Ruled, seqs: Mapping[record.Message, int]) -> episodes.Word | None:
    """The same of the interactions as they are numbered here; None if they are not here."""
    if not one.messages() <= seqs.keys():
        return None
    kind = str(one.said["kind"])
    pairs = [(seqs[first], seqs[second], together, leads) for first, second, together, leads in one.pairs]
    if kind in ("together", "apart"):
        # Of two that were merely spoken of, the later is the one that came later here.
        pairs = [(max(pair[:2]), min(pair[:2]), *pair[2:]) for pair in pairs]
    about = (seqs[one.about[0]], seqs[one.about[1]]) if one.about is not None else pairs[0][:2]
    return episodes.Word(
        kind=kind,
        one=about[0],
        other=about[1],
        pairs=tuple(episodes.Pair(*pair) for pair in pairs),
        reason=str(one.said.get("reason", "")),
        **_said(one.said),
    )


def _saying(
    one: record.Spoken, seqs: Mapping[record.Message, int], profiles: Mapping[int, int]
) -> customers.Saying | None:
    if one.rule not in record.SAID or not all(seqs.get(message) in profiles for message in one.messages()):
        return None
    first, second, joined = (tuple(profiles[seqs[message]] for message in side) for side in (*one.sides, one.joined))
    return customers.Saying(
        rule=one.rule, sides=(first, second), joined=joined, identifier=one.identifier, **_said(one.said)
    )


def _own(recipe: record.Recipe, files: Sequence[Path]) -> record.OwnLog | None:
    return record.read_own(files) if recipe.file.format == "ocel" else None


def _said(said: Mapping[str, Any]) -> dict[str, Any]:
    undone_at = said.get("undone_at")
    return {
        "by": str(said["by"]),
        "at": _moment(said["at"]),
        "undone_by": str(said.get("undone_by", "")),
        "undone_at": None if undone_at is None else _moment(undone_at),
    }


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
