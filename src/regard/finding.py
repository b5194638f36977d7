"""Finding customers, put together from its rooms: the search index of this home, and what is said of whom it finds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from regard import answering, house
from regard.company import public as company
from regard.customers import public as customers
from regard.data_use.public import Reading
from regard.episodes import public as episodes
from regard.foundation.clock import from_micros
from regard.foundation.keys import ring
from regard.record import public as record

PURPOSE = "find_customer"
MOST = 50
"""So many customers one page of results may hold."""
PAGE = 20
_SPOKEN = 30
"""So many of a matter's first interactions are looked at for words."""


@dataclass(frozen=True, kw_only=True)
class Result:
    """A customer who was found, with what a reader needs to know whether it is the right one."""

    customer: int
    name: str
    is_exact: bool
    reasons: tuple[customers.FoundBy, ...]
    last_seen: datetime | None
    matter: int | None
    """The newest."""
    sentence: str
    """The first sentence of the newest matter; "" where no words were recorded."""
    language: str | None
    sources: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Results:
    """One page of results, and where the next begins (\"\": there is none)."""

    results: tuple[Result, ...]
    after: str


def find(words: str, *, by: str, limit: int = PAGE, after: str = "") -> Results:
    """The customers whom these words mean, the likeliest first. That somebody searched is counted; what for is not."""
    reading = house.open_for(PURPOSE, by=by)
    found = customers.find(
        reading,
        words,
        candidates=_candidates(),
        regions=_regions(),
        limit=limit + 1,
        after=customers.read_place(after) if after else None,
    )
    shown = found[:limit]
    last = "~".join(map(str, shown[-1].place)) if len(found) > limit else ""
    return Results(results=tuple(_told(reading, shown)), after=last)


def behind() -> int:
    """How many interactions the index has still to take in."""
    return max(customers.KNOWN.head() - house.search_shelf().reached(), 0)


def _regions() -> set[str]:
    """Of which countries telephone numbers are written without a code, here or by a source."""
    return {company.choice("phone_region"), *(source.country for source in company.sources().values())}


def _told(reading: Reading, found: Sequence[customers.Found]) -> list[Result]:
    numbers = [one.customer for one in found]
    newest = {customer: begun[0].episode_id for customer, begun in _matters(reading, numbers).items()}
    spoken = _first_words(reading, list(newest.values()))
    sentences = answering.first_sentences(reading, [one.seq for one in spoken.values()])
    sources = _sources(reading, numbers)
    told = []
    for one in found:
        matter = newest.get(one.customer)
        speaks = spoken.get(matter) if matter is not None else None
        told.append(
            Result(
                customer=one.customer,
                name=one.name,
                is_exact=bool(one.place[0]),
                reasons=one.reasons,
                last_seen=from_micros(one.last_seen) if one.last_seen else None,
                matter=matter,
                sentence=sentences.get(speaks.seq, "") if speaks else "",
                language=speaks.language if speaks else None,
                sources=sources.get(one.customer, ()),
            )
        )
    return told


def _matters(reading: Reading, numbers: Sequence[int]) -> Mapping[int, Sequence[episodes.Begun]]:
    return {customer: begun for customer, begun in episodes.matters_of_customers(reading, numbers).items() if begun}


def _first_words(reading: Reading, matters: Sequence[int]) -> dict[int, record.Logged]:
    """Of each matter the first interaction in words that the customer wrote, else the first in any."""
    found = {}
    for matter, interactions in episodes.matters(reading, matters).items():
        in_words = [one for one in interactions[:_SPOKEN] if one.has_text]
        speaks = next((one for one in in_words if one.direction == "in"), in_words[0] if in_words else None)
        if speaks is not None:
            found[matter] = speaks
    return found


def _sources(reading: Reading, numbers: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """In which sources each of these customers is seen, as far as their last hundred interactions say."""
    seqs: dict[int, list[tuple[int, int]]] = {}
    for customer, seq, at in customers.timeline(reading, numbers, since=0):
        seqs.setdefault(customer, []).append((at, seq))
    of = {seq: customer for customer, seen in seqs.items() for _, seq in sorted(seen)[-_LOOKED_AT:]}
    found: dict[int, dict[str, None]] = {}
    for one in reversed(record.history(reading, list(of))):
        found.setdefault(of[one.seq], {})[one.source] = None
    return {customer: tuple(named) for customer, named in found.items()}


_LOOKED_AT = 100


@cache
def _candidates() -> customers.Candidates:
    # One for each process: it keeps the parts open.
    return customers.Candidates(house.search_shelf(), ring())
