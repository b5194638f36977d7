"""Gathers what is to leave: interactions as events; matters, customers and all they name as objects."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

import msgspec

from regard.customers import public as customers
from regard.data_use.public import Reading
from regard.episodes import public as episodes
from regard.exchange.scratch import Scratch
from regard.exchange.things import LENDS, NAMES, RELATED_BY, VERSION, Event, Relation, Thing, id_of
from regard.foundation.clock import to_micros
from regard.foundation.keys import HASH_BYTES, ring
from regard.record.public import (
    ABOUT,
    BESIDE,
    DECIDED,
    DECLARES,
    IDENTITY,
    JOINS,
    OF_TWO,
    ONE_SIDE,
    OTHER_SIDE,
    SAID,
    Attributes,
    Chosen,
    Leaving,
    Logged,
    attributes_of,
    history,
    leaving,
    leaving_at,
    names_of,
    open_attributes_of,
)
from regard.record.public import Interaction as Told

Message = tuple[str, str]
_EXPORTED = "exported"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is to leave: which interactions, of which customers (None: of all), with identities and words or without."""

    chosen: Chosen = field(default_factory=Chosen)
    customers: tuple[int, ...] | None = None
    whole: bool = False

    @property
    def purpose(self) -> str:
        """What such a file is for."""
        return "move_elsewhere" if self.whole else "analyse_elsewhere"


def gather(wanted: Wanted, scratch: Scratch, reading: Reading, *, upto: int, sources: Mapping[str, Attributes]) -> None:
    """Take everything wanted up to that number of the log into the scratch."""
    _Gathering(wanted, scratch, reading, sources).take(upto)


class _Gathering:
    def __init__(self, wanted: Wanted, scratch: Scratch, reading: Reading, sources: Mapping[str, Attributes]) -> None:
        self._wanted, self._scratch, self._reading, self._sources = wanted, scratch, reading, sources
        self._labels = customers.Labels(reading, whole=wanted.whole)
        self._things: list[Thing] = []
        self._between: list[tuple[str, str, str]] = []
        self._ruled = self._rulings()
        self._known_by: dict[int, list[Relation]] = {}

    def take(self, upto: int) -> None:
        for portion in self._portions(upto):
            self._take(portion)
        self._sayings()

    def _portions(self, upto: int) -> Iterator[list[Leaving]]:
        wanted = self._wanted
        if wanted.customers is None:
            return leaving(self._reading, upto=upto, chosen=wanted.chosen, whole=wanted.whole)
        rows = customers.timeline(self._reading, wanted.customers, since=0)
        seqs = sorted(seq for _, seq, _ in rows if seq <= upto)
        return leaving_at(self._reading, seqs, chosen=wanted.chosen, whole=wanted.whole)

    def _take(self, portion: Sequence[Leaving]) -> None:
        seqs = [one.logged.seq for one in portion]
        known = self._labels.known(seqs)
        links = episodes.links_at(self._reading, seqs)
        relations = episodes.relations_at(self._reading, seqs)
        self._known_by = self._evidence(seqs)
        begun = {link.episode_id for link in links.values()} | {one for row in relations for one in row[:2]}
        matter_ids = self._matter_ids(begun)
        events = [self._event(one, known.get(one.logged.seq), links.get(one.logged.seq), matter_ids) for one in portion]
        self._scratch.add(events)
        self._flush()
        self._scratch.relate(
            (matter_ids[one], matter_ids[other], how) for one, other, how in relations if {one, other} <= begun
        )

    def _flush(self) -> None:
        self._scratch.add_things(self._things)
        self._scratch.relate(self._between)
        self._things, self._between = [], []

    def _matter_ids(self, numbers: Iterable[int]) -> dict[int, str]:
        named = names_of(self._reading, list(numbers), whole=self._wanted.whole)
        return {number: id_of("matter", *name) for number, name in named.items()}

    def _event(
        self, one: Leaving, known: customers.Known | None, link: episodes.Link | None, matter_ids: dict[int, str]
    ) -> Event:
        logged, told = one.logged, one.told
        said = open_attributes_of(logged) if told is None else attributes_of(told)
        event_id = id_of("interaction", logged.source, str(said["message_id"]))
        matter = "" if link is None else matter_ids[link.episode_id]
        if link is not None:
            said |= {"matter_link": link.link, "matter_why": link.why, "matter_sure": link.sure}
        related = [self._related("source", self._source(logged.source))]
        related += self._whose(matter, known)
        related += self._people_of_ours(logged, said)
        related += self._keys(logged, told)
        related += [*self._known_by.get(logged.seq, ()), *self._ruled.get(logged.seq, ())]
        if told is not None:
            related += self._identifiers(told)
            related += self._lenders(told)
            related += [
                self._related("revision", _revision(told, number, revision))
                for number, revision in enumerate(one.revisions, start=1)
            ]
        place = (logged.source, logged.source_order)
        return Event(event_id, logged.kind, to_micros(logged.occurred_at), place, said, tuple(related), matter)

    def _related(self, kind: str, thing: Thing) -> Relation:
        self._things.append(thing)
        return thing.id, RELATED_BY.get(kind, kind)

    def _source(self, slug: str) -> Thing:
        said: Attributes = {IDENTITY: VERSION, "with_identities": self._wanted.whole, "purpose": self._wanted.purpose}
        chosen = self._wanted.chosen
        limits = {"since": chosen.since, "until": chosen.until}
        said |= {name: at for name, at in limits.items() if at is not None}
        if self._wanted.customers is not None:
            said["only_some_customers"] = True
        return Thing(id_of("source", slug), "source", said | {"slug": slug} | self._sources.get(slug, {}))

    def _whose(self, matter: str, known: customers.Known | None) -> Iterator[Relation]:
        if matter:
            yield self._related("matter", Thing(matter, "matter"))
        if known is None:
            return
        profile = Thing(id_of("profile", known.profile), "profile")
        if known.customer is not None:
            customer = Thing(id_of("customer", known.customer), "customer")
            yield self._related("customer", customer)
            self._between.append((profile.id, customer.id, "profile of"))
            if matter:
                self._between.append((customer.id, matter, "takes part in"))
        yield self._related("profile", profile)

    def _people_of_ours(self, logged: Logged, said: Attributes) -> Iterator[Relation]:
        if "staff_ref" in said:
            yield self._related("staff", Thing(id_of("staff", logged.source, str(said["staff_ref"])), "staff"))
        if logged.team_ref:
            yield self._related("team", Thing(id_of("team", logged.team_ref), "team"))

    def _keys(self, logged: Logged, told: Told | None) -> Iterator[Relation]:
        keys = [(key.kind, key.namespace, key.value_key.hex()) for key in logged.keys]
        if told is not None:
            keys = [(ref.kind, ref.namespace, ref.value) for ref in told.objects]
        for number, (kind, namespace, value) in _numbered(keys):
            thing = Thing(id_of(kind, namespace, value), kind, {"namespace": namespace, "value": value})
            self._things.append(thing)
            yield thing.id, NAMES + number

    def _identifiers(self, told: Told) -> Iterator[Relation]:
        for number, (kind, namespace, value) in _numbered(
            (one.kind, one.namespace, one.value) for one in told.identifiers
        ):
            said: Attributes = {"kind": kind, "namespace": namespace, "value": value}
            self._things.append(Thing(id_of("identifier", kind, namespace, value), "identifier", said))
            yield id_of("identifier", kind, namespace, value), RELATED_BY["identifier"] + number

    def _lenders(self, told: Told) -> Iterator[Relation]:
        """Other sources whose devices anybody uses: what is said of them decides whose this is, too."""
        for slug in sorted({one.namespace for one in told.identifiers} - {told.source}):
            if self._sources.get(slug, {}).get("shared_device"):
                thing = self._source(slug)
                self._things.append(thing)
                yield thing.id, LENDS

    def _rulings(self) -> dict[int, list[Relation]]:
        """What people said of interactions that leave, by number of each: its relations to the ruling and its pairs."""
        said = episodes.words(self._reading, with_reasons=self._wanted.whole)
        named = self._going({seq for word in said for seq in _spoken_of(word)})
        found: dict[int, list[Relation]] = {}
        number = 0
        for word in said:
            pairs = [pair for pair in word.pairs if {pair.one, pair.other} <= named.keys()]
            if pairs:
                number += 1
                for seq, relation in self._ruling(number, word, pairs, named):
                    if relation not in found.setdefault(seq, []):
                        found[seq].append(relation)
        self._flush()
        # By name, not as they are numbered here.
        return {seq: sorted(relations) for seq, relations in found.items()}

    def _going(self, seqs: set[int]) -> dict[int, Message]:
        """Of these interactions those that leave, by number, with their names."""
        going = {one.seq for one in history(self._reading, list(seqs)) if self._wanted.chosen.holds(one)}
        if self._wanted.customers is not None:
            whose = customers.customers_of(self._reading, list(going))
            going = {seq for seq in going if whose.get(seq) in self._wanted.customers}
        return names_of(self._reading, list(going), whole=self._wanted.whole)

    def _ruling(
        self, number: int, word: episodes.Word, pairs: Sequence[episodes.Pair], named: Mapping[int, Message]
    ) -> Iterator[tuple[int, Relation]]:
        said: Attributes = {"number": number, "kind": word.kind, "by": self._who(word.by), "at": word.at}
        if word.undone_at is not None:
            said |= {"undone_by": self._who(word.undone_by), "undone_at": word.undone_at}
        if word.reason:
            said["reason"] = word.reason
        is_of_two = word.kind in ("together", "apart")
        keys = sorted(_key_of(pair, named, is_of_two=is_of_two) for pair in pairs)
        ruling = Thing(id_of("ruling", _digest(*map(str, said.values()), *keys)), "ruling", said)
        self._things.append(ruling)
        ends = ((word.one, ABOUT), (word.other, ABOUT if is_of_two else OF_TWO))
        yield from ((seq, (ruling.id, how)) for seq, how in ends if seq in named)
        for pair in pairs:
            told: Attributes = {"together": pair.is_together, "leads": pair.leads}
            name = _digest(ruling.id, _key_of(pair, named, is_of_two=is_of_two))
            thing = Thing(id_of("ruling pair", name), "ruling pair", told)
            self._things.append(thing)
            self._between.append((thing.id, ruling.id, "part of"))
            yield pair.one, (thing.id, DECIDED)
            yield pair.other, (thing.id, DECIDED if is_of_two else BESIDE)

    def _who(self, by: str) -> str:
        return by if self._wanted.whole else ring().hash(_EXPORTED, "staff", by).hex()

    def _evidence(self, seqs: Sequence[int]) -> dict[int, list[Relation]]:
        """By number how each is related to the identifiers, in their one spelling, that make it somebody's."""
        if not self._wanted.whole:
            return {}
        profile_of = customers.shown_as(self._reading, seqs)
        profiles = sorted(set(profile_of.values()))
        named = self._labels.profiles(profiles)
        carried: dict[int, set[str]] = {}
        for profile, shown in customers.evidence(self._reading, profiles):
            said: Attributes = {"kind": shown.kind, "namespace": shown.namespace, "value": shown.value}
            thing = Thing(id_of("evidence", *map(str, said.values())), "evidence", said | {"status": shown.status})
            self._things.append(thing)
            carried.setdefault(profile, set()).add(thing.id)
        self._scratch.relate(
            (id_of("profile", named[profile]), thing, "is known by")
            for profile in carried
            for thing in carried[profile]
        )
        return {
            seq: [(thing, RELATED_BY["evidence"]) for thing in sorted(carried.get(profile, ()))]
            for seq, profile in profile_of.items()
        }

    def _sayings(self) -> None:
        """What people said about who is who, as events of their own; only of what leaves, too."""
        said = customers.sayings(self._reading)
        spoken_of = {profile for one in said for side in (*one.sides, one.joined) for profile in side}
        named = self._labels.profiles(spoken_of)
        here = {number: id_of("profile", name) for number, name in named.items()}
        here = {number: thing for number, thing in here.items() if self._scratch.has(thing)}
        number = 0
        for saying in said:
            relations = _about(saying, here)
            if relations and all(self._scratch.has(thing) for thing, _ in relations):
                number += 1
                self._scratch.add([self._saying(saying, number, relations)])

    def _saying(self, saying: customers.Saying, number: int, relations: Sequence[Relation]) -> Event:
        said: Attributes = {"number": number, "by": self._who(saying.by)}
        if saying.undone_at is not None:
            said |= {"undone_by": self._who(saying.undone_by), "undone_at": saying.undone_at}
        kind = SAID[saying.rule]
        parts = (kind, str(saying.at), *map(str, said.values()), *(part for one in relations for part in one))
        event_id = id_of("saying", _digest(*parts))
        return Event(event_id, kind, to_micros(saying.at), ("", number), said, tuple(relations))


def _spoken_of(word: episodes.Word) -> set[int]:
    return {word.one, word.other, *(seq for pair in word.pairs for seq in (pair.one, pair.other))}


def _key_of(pair: episodes.Pair, named: Mapping[int, Message], *, is_of_two: bool) -> str:
    """What tells a pair from the others of its ruling; of two merely spoken of, whichever is named first."""
    ends = [id_of("interaction", *named[seq]) for seq in (pair.one, pair.other)]
    return _digest(*(sorted(ends) if is_of_two else ends), str(pair.is_together), str(pair.leads))


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


def _revision(told: Told, number: int, revision: Told) -> Thing:
    said: Attributes = {"number": number, "said": _encode(revision).decode()}
    return Thing(id_of("revision", told.source, told.message_id, str(number)), "revision", said)


def _numbered(keys: Iterable[tuple[str, str, str]]) -> Iterator[tuple[str, tuple[str, str, str]]]:
    """The keys, each with what tells it from the same key named before: nothing, the first time."""
    met: Counter[tuple[str, str, str]] = Counter()
    for key in keys:
        met[key] += 1
        yield (f" ({met[key]})" if met[key] > 1 else ""), key


def _digest(*parts: str) -> str:
    return blake2b("\x1f".join(parts).encode(), digest_size=HASH_BYTES).hexdigest()


_encode = msgspec.json.Encoder(order="deterministic").encode
