"""Gathers what is to leave: interactions as events; matters, customers and all they name as objects."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from regard.customers import public as customers
from regard.data_use.public import Reading
from regard.episodes import public as episodes
from regard.exchange.said import take_rulings, take_sayings
from regard.exchange.scratch import Scratch
from regard.exchange.things import LENDS, NAMES, RELATED_BY, VERSION, Event, Relation, Thing, id_of
from regard.exchange.wanted import Wanted
from regard.foundation.clock import to_micros
from regard.record.public import (
    IDENTITY,
    Attributes,
    Leaving,
    Logged,
    attributes_of,
    leaving,
    leaving_at,
    names_of,
    open_attributes_of,
)
from regard.record.public import Interaction as Told


def gather(wanted: Wanted, scratch: Scratch, reading: Reading, *, upto: int, sources: Mapping[str, Attributes]) -> None:
    """Take everything wanted up to that number of the log into the scratch."""
    _Gathering(wanted, scratch, reading, sources).take(upto)


class _Gathering:
    def __init__(self, wanted: Wanted, scratch: Scratch, reading: Reading, sources: Mapping[str, Attributes]) -> None:
        self._wanted, self._scratch, self._reading, self._sources = wanted, scratch, reading, sources
        self._labels = customers.Labels(reading, whole=wanted.whole)
        self._things: list[Thing] = []
        self._between: list[tuple[str, str, str]] = []
        self._ruled = take_rulings(wanted, scratch, reading)
        self._known_by: dict[int, list[Relation]] = {}

    def take(self, upto: int) -> None:
        for portion in self._portions(upto):
            self._take(portion)
        take_sayings(self._wanted, self._scratch, self._reading, self._labels)

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


def _revision(told: Told, number: int, revision: Told) -> Thing:
    said: Attributes = {"number": number, "said": _encode(revision).decode()}
    return Thing(id_of("revision", told.source, told.message_id, str(number)), "revision", said)


def _numbered(keys: Iterable[tuple[str, str, str]]) -> Iterator[tuple[str, tuple[str, str, str]]]:
    """The keys, each with what tells it from the same key named before: nothing, the first time."""
    met: Counter[tuple[str, str, str]] = Counter()
    for key in keys:
        met[key] += 1
        yield (f" ({met[key]})" if met[key] > 1 else ""), key


_encode = msgspec.json.Encoder(order="deterministic").encode
