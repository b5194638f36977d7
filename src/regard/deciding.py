"""What staff decide about who is who, over the rooms: what would change, matters too; done, and taken in at once."""

from dataclasses import dataclass

from regard import house
from regard.customers import public as customers
from regard.data_use.public import Reading
from regard.episodes import public as episodes
from regard.foundation import clock
from regard.foundation.errors import NotKnown
from regard.foundation.followers import position_of, step

_NEARLY = 2_000
"""With so many interactions to come or fewer, what was decided is taken in at once; else the worker comes to it."""
_STEPS = 5


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """What a plan would change: customers, profiles, interactions, and the matters that these are part of."""

    preview: customers.Preview
    matters: tuple[int, ...]


def weigh(reading: Reading, plan: customers.Plan) -> Weighed:
    """What would be if this were done; nothing is written."""
    would = customers.preview(reading, plan)
    return Weighed(preview=would, matters=tuple(sorted(set(episodes.matters_at(reading, would.seqs).values()))))


def decide(reading: Reading, plan: customers.Plan, *, by: str) -> int:
    """Do it and let recognition and matters take it in; the number by which it is taken back."""
    number = customers.carry_out(reading, plan, by=by, at=clock.now())
    settle()
    return number


def settle() -> None:
    """Let customers and matters take in what was said, unless much else waits."""
    for follower in (*customers.FOLLOWERS, *episodes.FOLLOWERS):
        if follower.stream.head() - position_of(follower.name).number > _NEARLY:
            return
        reading = house.open_for(follower.purpose, by="deciding")
        for _ in range(_STEPS):
            if not step(follower, reading).is_busy:
                break


def identifier_key(reading: Reading, customer: int, words: str) -> bytes:
    """The key of an identifier of this customer, from `kind:value` as the customer's page shows it."""
    shown = customers.identifiers(reading, customer)
    for one in shown:
        if words in {f"{one.kind}:{one.value}", f"{one.kind}:{one.namespace}:{one.value}"}:
            return one.key
    raise NotKnown("identifier of this customer", words, [f"{one.kind}:{one.value}" for one in shown])
