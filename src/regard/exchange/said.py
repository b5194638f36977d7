"""What people said, of what leaves: of matters as rulings with their pairs, of customers as events of their own."""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b

from regard.customers import public as customers
from regard.data_use.public import Reading
from regard.episodes import public as episodes
from regard.exchange.scratch import Scratch
from regard.exchange.things import Event, Relation, Thing, id_of
from regard.exchange.wanted import Wanted
from regard.foundation.clock import to_micros
from regard.foundation.keys import HASH_BYTES, ring
from regard.record.public import (
    ABOUT,
    BESIDE,
    DECIDED,
    DECLARES,
    JOINS,
    OF_TWO,
    ONE_SIDE,
    OTHER_SIDE,
    SAID,
    Attributes,
    history,
    names_of,
)

Message = tuple[str, str]
_EXPORTED = "exported"


def take_rulings(wanted: Wanted, scratch: Scratch, reading: Reading) -> dict[int, list[Relation]]:
    """Take what people said of matters; by number of each interaction its relations to rulings and their pairs."""
    said = episodes.words(reading, with_reasons=wanted.whole)
    named = _going({seq for word in said for seq in _spoken_of(word)}, wanted, reading)
    found: dict[int, list[Relation]] = {}
    number = 0
    for word in said:
        pairs = [pair for pair in word.pairs if {pair.one, pair.other} <= named.keys()]
        if pairs:
            number += 1
            for seq, relation in _ruling(number, word, pairs, named, wanted, scratch):
                if relation not in found.setdefault(seq, []):
                    found[seq].append(relation)
    # By name, not as they are numbered here.
    return {seq: sorted(relations) for seq, relations in found.items()}


def take_sayings(wanted: Wanted, scratch: Scratch, reading: Reading, labels: customers.Labels) -> None:
    """Take what people said about who is who, of the profiles that the scratch has already."""
    said = customers.sayings(reading)
    spoken_of = {profile for one in said for side in (*one.sides, one.joined) for profile in side}
    named = labels.profiles(spoken_of)
    here = {number: id_of("profile", name) for number, name in named.items()}
    here = {number: thing for number, thing in here.items() if scratch.has(thing)}
    number = 0
    for saying in said:
        relations = _about(saying, here)
        if relations and all(scratch.has(thing) for thing, _ in relations):
            number += 1
            scratch.add([_saying(saying, number, relations, wanted)])


def _who(by: str, wanted: Wanted) -> str:
    return by if wanted.whole else ring().hash(_EXPORTED, "staff", by).hex()


# Of matters


def _going(seqs: set[int], wanted: Wanted, reading: Reading) -> dict[int, Message]:
    """Of these interactions those that leave, by number, with their names."""
    going = {one.seq for one in history(reading, list(seqs)) if wanted.chosen.holds(one)}
    if wanted.customers is not None:
        whose = customers.customers_of(reading, list(going))
        going = {seq for seq in going if whose.get(seq) in wanted.customers}
    return names_of(reading, list(going), whole=wanted.whole)


def _ruling(
    number: int,
    word: episodes.Word,
    pairs: Sequence[episodes.Pair],
    named: Mapping[int, Message],
    wanted: Wanted,
    scratch: Scratch,
) -> Iterator[tuple[int, Relation]]:
    said: Attributes = {"number": number, "kind": word.kind, "by": _who(word.by, wanted), "at": word.at}
    if word.undone_at is not None:
        said |= {"undone_by": _who(word.undone_by, wanted), "undone_at": word.undone_at}
    if word.reason:
        said["reason"] = word.reason
    is_of_two = word.kind in ("together", "apart")
    keys = sorted(_key_of(pair, named, is_of_two=is_of_two) for pair in pairs)
    ruling = Thing(id_of("ruling", _digest(*map(str, said.values()), *keys)), "ruling", said)
    scratch.add_things([ruling])
    ends = ((word.one, ABOUT), (word.other, ABOUT if is_of_two else OF_TWO))
    yield from ((seq, (ruling.id, how)) for seq, how in ends if seq in named)
    for pair in pairs:
        told: Attributes = {"together": pair.is_together, "leads": pair.leads}
        name = _digest(ruling.id, _key_of(pair, named, is_of_two=is_of_two))
        thing = Thing(id_of("ruling pair", name), "ruling pair", told)
        scratch.add_things([thing])
        scratch.relate([(thing.id, ruling.id, "part of")])
        yield pair.one, (thing.id, DECIDED)
        yield pair.other, (thing.id, DECIDED if is_of_two else BESIDE)


def _spoken_of(word: episodes.Word) -> set[int]:
    return {word.one, word.other, *(seq for pair in word.pairs for seq in (pair.one, pair.other))}


def _key_of(pair: episodes.Pair, named: Mapping[int, Message], *, is_of_two: bool) -> str:
    """What tells a pair from the others of its ruling; of two merely spoken of, whichever is named first."""
    ends = [id_of("interaction", *named[seq]) for seq in (pair.one, pair.other)]
    return _digest(*(sorted(ends) if is_of_two else ends), str(pair.is_together), str(pair.leads))


# Of customers


def _saying(saying: customers.Saying, number: int, relations: Sequence[Relation], wanted: Wanted) -> Event:
    said: Attributes = {"number": number, "by": _who(saying.by, wanted)}
    if saying.undone_at is not None:
        said |= {"undone_by": _who(saying.undone_by, wanted), "undone_at": saying.undone_at}
    kind = SAID[saying.rule]
    parts = (kind, str(saying.at), *map(str, said.values()), *(part for one in relations for part in one))
    event_id = id_of("saying", _digest(*parts))
    return Event(event_id, kind, to_micros(saying.at), ("", number), said, tuple(relations))


def _about(saying: customers.Saying, here: Mapping[int, str]) -> list[Relation]:
    """What a saying is about, named the same whichever of two came first; nothing where too little of it leaves."""
    if saying.identifier is not None:
        return [(id_of("evidence", *saying.identifier), DECLARES)]
    joined = [here[one] for one in saying.joined if one in here]
    if saying.rule == "person":
        return [(one, JOINS) for one in sorted(joined)] if len(joined) == 2 else []
    sides = [sorted(here[one] for one in side if one in here) for side in saying.sides]
    # Who was alone is moved away from nobody.
    is_enough = len(joined) == 2 and bool(sides[0]) if saying.rule == "moved" else all(sides)
    if not is_enough:
        return []
    one, other = sides if saying.rule == "moved" else sorted(sides)
    found = [*((thing, ONE_SIDE) for thing in one), *((thing, OTHER_SIDE) for thing in other)]
    return found + [(thing, JOINS) for thing in joined[1:]]


def _digest(*parts: str) -> str:
    return blake2b("\x1f".join(parts).encode(), digest_size=HASH_BYTES).hexdigest()
