"""What must be looked at to join a batch again: all it can change, and what that hangs on, from the last settled cut.

A decision depends only on what was before it. So of each circle (customers, keys and matters that hang together) only
what is at or after the earliest moment touched is decided again. What lies before is settled; of it only the matters
are read that can still take somebody in: those of the circle's customers within `look_back`, and those that own a key
which is named again.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from regard.customers.public import Whose, profiles_of, timeline, whose
from regard.data_use.public import Reading
from regard.episodes.circles import NEVER, Circles
from regard.episodes.links import NO_RULINGS, Rulings
from regard.episodes.refs import found_by, kept_for, keys_of, named_since, speaks_in_public, wanted_refs
from regard.episodes.rulings import AS_THEY_STAND, Supposed, are_any, partners_of, rulings_of
from regard.episodes.spans import SPANS
from regard.foundation.clock import to_micros
from regard.foundation.databases import read_in
from regard.foundation.followers import Batch
from regard.record.public import Logged, history

_LOOK_BACK = int(SPANS.look_back.total_seconds()) * 1_000_000
_PLACED = "SELECT seq, episode_id, occurred_at FROM assigned WHERE episode_id IS NOT NULL AND seq IN ({marks})"
_MEMBERS = "SELECT seq, episode_id, occurred_at FROM assigned WHERE episode_id IN ({marks})"


@dataclass(slots=True)
class Region:
    """Interactions with whose they are; `forward` are decided again, the others keep the matter they have."""

    bodies: dict[int, Logged] = field(default_factory=dict)
    whose: dict[int, Whose] = field(default_factory=dict)
    before: dict[int, int] = field(default_factory=dict)
    """The matter so far of what has one, by number."""
    forward: set[int] = field(default_factory=set)
    rulings: Rulings = NO_RULINGS

    def given(self) -> dict[int, int]:
        """The settled ones, each with its matter."""
        return {seq: self.before[seq] for seq in self.bodies if seq not in self.forward}


@dataclass(frozen=True, slots=True)
class Touched:
    """What a batch touches: interactions, and what is left of erased ones: (matter, moment in µs)."""

    bodies: dict[int, Logged]
    gone: dict[int, tuple[int, int]]


def touched_by(batch: Batch, reading: Reading) -> Touched:
    """The items of a batch, and of what a change is about that which has a matter."""
    bodies: dict[int, Logged] = {one.seq: one for one in batch.items}
    placed = {seq: (episode_id, at) for seq, episode_id, at in read_in(_PLACED, batch.changed) if seq not in bodies}
    here = {one.seq: one for one in history(reading, list(placed))}
    return Touched(bodies | here, {seq: where for seq, where in placed.items() if seq not in here})


def load_region(
    touched: Touched, reading: Reading, *, supposed: Supposed = AS_THEY_STAND, known: Collection[Logged] = ()
) -> Region:
    """All that has to be looked at because this was touched, by rulings as `supposed`. `known` is not read again."""
    return _Loader(touched, reading, supposed, known).load()


def _matter(episode_id: int) -> int:
    # Customers and matters are both numbers; in the circles matters are the negative ones.
    return -episode_id - 1


def _alone(seq: int) -> bytes:
    # Shorter than any key, so that it is none.
    return seq.to_bytes(8, "big")


class _Loader:
    def __init__(self, touched: Touched, reading: Reading, supposed: Supposed, known: Collection[Logged]) -> None:
        self._touched, self._reading, self._supposed = touched, reading, supposed
        self._known = {one.seq: one for one in known}
        self._region = Region(bodies=dict(touched.bodies))
        self._circles = Circles()
        self._at: dict[int, int] = {}
        """Moments (µs) of all that has a matter and is known to hang on what was touched."""
        self._to_open: set[int] = set()
        self._opened: set[int] = set()
        self._refs: set[bytes] = set()
        self._customers: set[int] = set()
        self._full: set[int] = set()
        """The customers of what is decided again: of these the matters of late count, too."""
        self._since: dict[int, int] = {}
        """From when on the interactions of a customer were looked for."""
        self._keyed: dict[int, int] = {}
        """From when on others were looked for that name the keys of a matter."""
        self._has_rulings = are_any(supposed)

    def load(self) -> Region:
        """Follow what hangs together until nothing new is found."""
        pending = self._let_go() | self._touched.bodies.keys()
        while pending:
            self._region.forward |= pending
            self._read(pending)
            self._know(pending)
            # What was erased a moment ago has a row here and no body there; its change is still to come.
            self._place(self._bind(pending & self._region.bodies.keys()))
            while self._to_open or self._place(self._by_customers()) or self._place(self._by_keys()):
                self._open_matters()
            pending = self._due()
        self._read(self._at)
        if self._has_rulings:
            self._region.rulings = rulings_of(self._region.bodies, self._supposed)
        return self._region

    def _let_go(self) -> set[int]:
        """Of what was erased: its matter is touched; what shares a key with it, or refers to it, is decided again."""
        gone = self._touched.gone
        if not gone:
            return set()
        for episode_id, at in gone.values():
            self._circles.touch(_matter(episode_id), at)
            self._to_open.add(episode_id)
        keys = kept_for(gone)
        for seq, key in keys:
            self._circles.join(_matter(gone[seq][0]), key)
        self._place([(key, seq) for key, seq in found_by({key for _, key in keys}) if seq not in gone])
        self._open_matters()
        found = {seq for (seq,) in read_in("SELECT seq FROM related WHERE other_seq IN ({marks})", list(gone))}
        found |= partners_of(gone.keys()) if self._has_rulings else set()
        self._know(found - gone.keys())
        # Decided again from their own moment, not from that of what was erased: they only referred to it.
        self._touched.bodies.update((seq, one) for seq in found if (one := self._body(seq)) is not None)
        return self._due()

    def _body(self, seq: int) -> Logged | None:
        self._read([seq])
        return self._region.bodies.get(seq)

    def _read(self, seqs: Iterable[int]) -> None:
        region = self._region
        new = [seq for seq in seqs if seq not in region.bodies]
        region.bodies.update((seq, self._known[seq]) for seq in new if seq in self._known)
        asked = [seq for seq in new if seq not in self._known]
        region.bodies.update((one.seq, one) for one in history(self._reading, asked))

    def _know(self, seqs: Collection[int]) -> None:
        """Whose these are, and which matter they had."""
        region = self._region
        region.whose.update(whose(self._reading, [seq for seq in seqs if seq not in region.whose]))
        for seq, episode_id, at in read_in(_PLACED, [seq for seq in seqs if seq not in self._at]):
            region.before[seq], self._at[seq] = episode_id, at
            if episode_id not in self._opened:
                self._to_open.add(episode_id)

    def _bind(self, pending: Collection[int]) -> list[tuple[bytes | int, int]]:
        """Join what each of these carries into one circle, touched if it was; what else hangs on their keys."""
        region, circles = self._region, self._circles
        profiles = self._profiles(pending)
        fresh: set[bytes] = set()
        for seq in pending:
            one, owner = region.bodies[seq], region.whose.get(seq)
            keys = wanted_refs(one, owner, profiles)
            members: list[bytes | int] = [*keys, _alone(seq)] if self._has_rulings else list(keys)
            if owner is not None:
                members.append(owner.customer)
                self._full.add(owner.customer)
            if seq in region.before:
                members.append(_matter(region.before[seq]))
            for member in members[1:]:
                circles.join(members[0], member)
            if members and seq in self._touched.bodies:
                circles.touch(members[0], to_micros(one.occurred_at))
            fresh.update(keys)
        self._customers |= self._full
        fresh -= self._refs
        self._refs |= fresh
        found: list[tuple[bytes | int, int]] = [*found_by(fresh)]
        return [*found, *self._by_rulings(pending)]

    def _profiles(self, pending: Collection[int]) -> dict[int, list[int]]:
        """The profiles of the customers who speak in public threads."""
        region = self._region
        public = {
            owner.customer
            for seq in pending
            if (owner := region.whose.get(seq)) is not None and speaks_in_public(region.bodies[seq])
        }
        found: dict[int, list[int]] = {customer: [] for customer in public}
        for profile, customer in (profiles_of(self._reading, public) if public else {}).items():
            found[customer].append(profile)
        return found

    def _by_rulings(self, pending: Collection[int]) -> list[tuple[bytes | int, int]]:
        if not self._has_rulings:
            return []
        said = rulings_of(pending, self._supposed).said
        return [(_alone(seq), one.other) for seq in pending if seq in said for one in said[seq] if one.other != seq]

    def _place(self, found: Collection[tuple[bytes | int, int]]) -> bool:
        """Join what was found to the circle it was found for; whether anything was new."""
        known = len(self._at)
        self._know({seq for _, seq in found if seq not in self._at})
        for member, seq in found:
            episode_id = self._region.before.get(seq)
            if episode_id is not None:
                self._circles.join(member, _matter(episode_id))
        return len(self._at) > known

    def _open_matters(self) -> None:
        """Take all members of the matters met, and those whose they are into the circle."""
        opening, self._to_open = self._to_open - self._opened, set()
        self._opened |= opening
        rows = read_in(_MEMBERS, list(opening))
        for seq, episode_id, at in rows:
            self._region.before[seq], self._at[seq] = episode_id, at
        self._region.whose.update(whose(self._reading, [seq for seq, _, _ in rows if seq not in self._region.whose]))
        for seq, episode_id, _ in rows:
            owner = self._region.whose.get(seq)
            if owner is not None:
                self._customers.add(owner.customer)
                self._circles.join(owner.customer, _matter(episode_id))

    def _by_customers(self) -> list[tuple[bytes | int, int]]:
        """The interactions of the customers in touched circles, from the cut on; of the full ones, of late too."""
        wanted: dict[int, int] = {}
        for customer in self._customers:
            cut = self._circles.since(customer)
            since = cut - (_LOOK_BACK if customer in self._full else 0)
            if cut < NEVER and since < self._since.get(customer, NEVER):
                wanted[customer] = self._since[customer] = since
        if not wanted:
            return []
        rows = timeline(self._reading, wanted.keys(), since=min(wanted.values()))
        return [(customer, seq) for customer, seq, at in rows if at >= wanted[customer]]

    def _by_keys(self) -> list[tuple[bytes | int, int]]:
        """What names, from the cut on, a key of a matter that may change: it ends later or sooner than it did."""
        cuts = {one: self._circles.since(_matter(one)) for one in self._opened}
        wanted = {one: cut for one, cut in cuts.items() if cut < self._keyed.get(one, NEVER)}
        if not wanted:
            return []
        self._keyed |= wanted
        owner_of: dict[bytes, list[int]] = {}
        for key, episode_id in keys_of(wanted):
            owner_of.setdefault(key, []).append(episode_id)
        rows = named_since(owner_of.keys(), min(wanted.values()))
        return [
            (_matter(owner), seq)
            for key, seq, at, episode_id in rows
            for owner in owner_of[key]
            if owner != episode_id and at >= wanted[owner]
        ]

    def _due(self) -> set[int]:
        """What lies at or after the cut of its circle and was not taken yet."""
        before, circles, forward = self._region.before, self._circles, self._region.forward
        return {seq for seq, at in self._at.items() if seq not in forward and at >= circles.since(_matter(before[seq]))}
