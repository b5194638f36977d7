"""Which interactions are one matter: a pure function of the interactions in order of time, of whose they are, and of
what people said. Definition: docs/definitions.md, "Episode"."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from regard.episodes.links import NO_RULINGS, Joined, Link, Relation, Rulings
from regard.episodes.nature import (
    is_ask,
    is_contact,
    is_quiet,
    names,
    passes_to,
    products,
    strong_keys,
    weak_keys,
)
from regard.episodes.open_matter import CROWD, OpenMatter
from regard.episodes.peoples_word import PeoplesWord, Ruled
from regard.episodes.person import Person
from regard.episodes.spans import SPANS, Spans
from regard.record.public import Logged

_Choice = tuple[OpenMatter, str, str, str]
_BEGINS, _PARTED = ("begins", "", "certain"), ("begins", "ruling", "ruled")


def joined(
    interactions: Iterable[Logged],
    *,
    customers: Mapping[int, int] | None = None,
    rulings: Rulings = NO_RULINGS,
    given: Mapping[int, int] | None = None,
    spans: Spans = SPANS,
) -> Joined:
    """Join interactions, in order. `given` are settled: the matter of each by number; they are not decided again."""
    joining = _Joining(customers or {}, rulings, spans)
    for one in interactions:
        settled = given.get(one.seq) if given else None
        if settled is None:
            joining.decide(one)
        else:
            joining.settle(one, settled)
    return joining.result


class _Joining:
    """The state of the fold: who owns which key, and whose matters are whose."""

    def __init__(self, customers: Mapping[int, int], rulings: Rulings, spans: Spans) -> None:
        self.result = Joined()
        self._customers, self._said, self._spans = customers, PeoplesWord(rulings), spans
        self._matters: dict[int, OpenMatter] = {}
        self._owner: dict[bytes, OpenMatter] = {}
        self._namers: dict[bytes, dict[int, OpenMatter]] = {}
        self._persons: dict[int, Person] = {}

    def settle(self, one: Logged, episode_id: int) -> None:
        """Take an interaction whose matter is known."""
        matter = self._matters.get(episode_id) or self._begin(one, episode_id)
        self._take(one, matter, self._customers.get(one.seq))

    def decide(self, one: Logged) -> None:
        """Find the matter of an interaction, or begin one."""
        customer = self._customers.get(one.seq)
        strong, weak = strong_keys(one, customer), weak_keys(one, customer)
        ruled = self._said.of(one)
        choice = self._choose(one, customer, strong, weak, ruled)
        parted = ruled.begins or ruled.barred
        matter, *how = choice or (self._begin(one, one.seq), *(_PARTED if parted else _BEGINS))
        self.result.links.append(Link(one.seq, matter.first_seq, *how))
        if strong or weak:
            self._relate(one, matter, customer, strong, weak, is_new=choice is None)
        self._take(one, matter, customer, strong=strong, weak=weak)

    def _begin(self, one: Logged, first_seq: int) -> OpenMatter:
        matter = OpenMatter(first_seq=first_seq, place=len(self._matters), alive_at=one.occurred_at)
        self._matters[first_seq] = matter
        return matter

    # How an interaction finds its matter, in the order in which it is tried

    def _choose(
        self,
        one: Logged,
        customer: int | None,
        strong: Sequence[tuple[str, bytes]],
        weak: Sequence[tuple[str, bytes]],
        ruled: Ruled,
    ) -> _Choice | None:
        if ruled.matter is not None:
            return ruled.matter, "ruling", "", "ruled"
        if ruled.begins:
            return None
        return (
            (self._by_strong_key(one, strong, ruled.barred) if strong else None)
            or (self._by_weak_key(one, customer, weak, ruled.barred) if weak else None)
            or self._by_time(one, customer, strong, ruled.barred)
        )

    def _by_strong_key(
        self, one: Logged, keys: Sequence[tuple[str, bytes]], barred: Sequence[OpenMatter]
    ) -> _Choice | None:
        return self._first_owner(
            (kind, matter)
            for kind, key in keys
            if (matter := self._owner.get(key)) is not None and self._leads_back(matter, one) and matter not in barred
        )

    def _by_weak_key(
        self, one: Logged, customer: int | None, keys: Sequence[tuple[str, bytes]], barred: Sequence[OpenMatter]
    ) -> _Choice | None:
        named = names(one)
        return self._first_owner(
            (kind, matter)
            for kind, key in keys
            for matter in self._young(one, kind, key, customer)
            if not matter.differs(named) and matter not in barred
        )

    def _first_owner(self, found: Iterable[tuple[str, OpenMatter]]) -> _Choice | None:
        """Of the first kind with an owner, the matter begun first."""
        deciding: str | None = None
        best: OpenMatter | None = None
        for kind, matter in found:
            if deciding is not None and kind != deciding:
                break
            deciding = kind
            if best is None or matter.place < best.place:
                best = matter
        if best is None or deciding is None:
            return None
        return best, "key", deciding, "likely" if deciding in {"session", "topic"} else "certain"

    def _leads_back(self, matter: OpenMatter, one: Logged) -> bool:
        # After the end only a contact begins anew; a late change of state still belongs to what it changed.
        return not is_contact(one) or not matter.has_ended(one.occurred_at, self._spans)

    def _young(self, one: Logged, kind: str, key: bytes, customer: int | None) -> Iterator[OpenMatter]:
        """The matters that name a weak key and to which it leads back."""
        topic = key[:-8] if kind == "topic" else None
        for matter in self._namers.get(key, {}).values():
            if matter.is_young(one, self._spans, topic) and (topic is None or self._is_lately(matter, one, customer)):
                yield matter

    def _is_lately(self, matter: OpenMatter, one: Logged, customer: int | None) -> bool:
        return customer is not None and one.occurred_at - matter.seen[customer] <= self._spans.look_back

    def _by_time(
        self, one: Logged, customer: int | None, strong: Sequence[tuple[str, bytes]], barred: Sequence[OpenMatter]
    ) -> _Choice | None:
        person = self._persons.get(customer) if customer is not None else None
        if person is None:
            return None
        wanted = products(one)
        found = _latest(
            matter
            for matter in (person.sharing(wanted, one, self._spans) if wanted else ())
            if one.occurred_at - matter.alive_at <= self._spans.by_product and matter not in barred
        )
        if found is not None:
            return found, "product", "product", "likely"
        if is_quiet(one) or self._is_of_another_thing(one, strong):
            return None
        return self._of_late(one, person, barred)

    def _is_of_another_thing(self, one: Logged, strong: Sequence[tuple[str, bytes]]) -> bool:
        """Whether it names an order or a case that no living matter owns."""
        for kind, key in strong:
            if kind in {"order", "case"}:
                owner = self._owner.get(key)
                if owner is None or not self._leads_back(owner, one):
                    return True
        return False

    def _of_late(self, one: Logged, person: Person, barred: Sequence[OpenMatter]) -> _Choice | None:
        named = names(one)
        recent = _latest(
            matter
            for part in person.not_differing(named, one, self._spans)
            for matter in _newest(found for found in part if found.leads_back and found not in barred)
        )
        sent = _latest(
            matter
            for matter in person.sent_to(one.channel, one, self._spans)
            if not matter.differs(named) and matter not in barred
        )
        if recent is not None and (sent is None or recent.newness() >= sent.newness()):
            return recent, "time", "", "likely"
        return (sent, "pass", "", "likely") if sent is not None else None

    # What joining changes

    def _relate(
        self,
        one: Logged,
        matter: OpenMatter,
        customer: int | None,
        strong: Sequence[tuple[str, bytes]],
        weak: Sequence[tuple[str, bytes]],
        *,
        is_new: bool,
    ) -> None:
        others: dict[int, str] = {}
        for _, key in strong:
            owner = self._owner.get(key)
            if owner is not None and owner is not matter:
                others[owner.first_seq] = "related"
        for kind, key in weak:
            if kind == "session":
                young = self._young(one, kind, key, customer)
                others.update({other.first_seq: "related" for other in young if other is not matter})
            elif is_new and is_ask(one) and (reopened := self._reopened(one, key, customer)) is not None:
                others[reopened.first_seq] = "reopens"
        self.result.relations += [Relation(one.seq, other, how) for other, how in others.items()]

    def _reopened(self, one: Logged, topic: bytes, customer: int | None) -> OpenMatter | None:
        found = [
            matter
            for matter in self._namers.get(topic, {}).values()
            if matter.is_reopened_by(one, self._spans) and self._is_lately(matter, one, customer)
        ]
        return max(found, key=lambda matter: (matter.answered_at, -matter.place), default=None)

    def _take(
        self,
        one: Logged,
        matter: OpenMatter,
        customer: int | None,
        *,
        strong: Sequence[tuple[str, bytes]] | None = None,
        weak: Sequence[tuple[str, bytes]] | None = None,
    ) -> None:
        strong = strong_keys(one, customer) if strong is None else strong
        weak = weak_keys(one, customer) if weak is None else weak
        self._hand_over(matter, self._said.parted(one, matter), strong, weak)
        for _, key in strong:
            owner = self._owner.get(key)
            if owner is None or (owner is not matter and not self._leads_back(owner, one)):
                self._owner[key] = matter
        for _, key in weak:
            self._namers.setdefault(key, {}).setdefault(matter.place, matter)
        self._tell(one, matter, customer)
        self._said.place(one, matter)

    def _hand_over(
        self,
        matter: OpenMatter,
        parted: Iterable[OpenMatter],
        strong: Sequence[tuple[str, bytes]],
        weak: Sequence[tuple[str, bytes]],
    ) -> None:
        """These keys lead to this matter from here on, no more to those it was parted from."""
        for before in parted:
            for _, key in strong:
                if self._owner.get(key) is before:
                    self._owner[key] = matter
            for _, key in weak:
                self._namers.get(key, {}).pop(before.place, None)

    def _tell(self, one: Logged, matter: OpenMatter, customer: int | None) -> None:
        """Let the matter take it, and tell its customers what has changed for them."""
        known = len(matter.seen)
        fresh = names(one) - matter.names
        matter.takes(one, customer, self._spans)
        if len(matter.seen) > known:
            self._introduce(matter, customer)
        channel = passes_to(one)
        for number in matter.seen if fresh or channel is not None else ():
            self._person(number).learns(matter, fresh)
            if channel is not None:
                self._person(number).is_sent(matter, channel, one.occurred_at)
        if matter.alive_at == one.occurred_at and not matter.is_crowded:
            for number in matter.seen:
                self._person(number).sees_alive(matter)

    def _introduce(self, matter: OpenMatter, customer: int | None) -> None:
        """A customer is new to a matter; from a crowd on they have to look at it themselves, each of them."""
        newcomers = matter.seen if len(matter.seen) == CROWD + 1 else (customer,)
        for number in newcomers:
            if number is not None:
                self._person(number).meets(matter)

    def _person(self, number: int) -> Person:
        found = self._persons.get(number)
        if found is None:
            found = self._persons[number] = Person(number)
        return found


def _newest(matters: Iterable[OpenMatter]) -> Iterator[OpenMatter]:
    """Of matters in order, newest first, the first and those that are equally new."""
    first: datetime | None = None
    for matter in matters:
        if first is not None and matter.alive_at != first:
            return
        first = matter.alive_at
        yield matter


def _latest(matters: Iterable[OpenMatter]) -> OpenMatter | None:
    """The one with the latest contact or act; of two, the one begun first."""
    return max(matters, key=OpenMatter.newness, default=None)
