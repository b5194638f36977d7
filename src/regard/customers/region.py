"""All profiles that recognition must look at together: those connected by identifiers that may link, and by people."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from regard.customers.cards import as_one, timed, together
from regard.customers.grouping import People, Told
from regard.customers.kinds import ATTRIBUTES
from regard.customers.names import NOTHING, Traits
from regard.customers.saying import Said, is_anything_said, people_of, said_of
from regard.customers.signature import Mark, Signature
from regard.customers.spelling import spelling
from regard.customers.traits import open_traits
from regard.customers.windows import Seen
from regard.foundation.databases import read_in

_CARRIERS = "SELECT profile_id FROM profile_identifier WHERE value_key IN ({marks})"
_MARKS = (
    "SELECT p.profile_id, i.value_key, i.kind, i.namespace, i.status, i.forms FROM profile_identifier p "
    "JOIN identifier i ON i.value_key = p.value_key WHERE p.profile_id IN ({marks})"
)
_MAPPED = "SELECT profile_id, customer_id FROM customer_map WHERE profile_id IN ({marks})"


@dataclass(slots=True)
class Region:
    """Profiles with their marks, which of the marks link, whose the profiles were, and what people said of them."""

    marks: dict[int, list[Mark]] = field(default_factory=dict)
    status: dict[bytes, str] = field(default_factory=dict)
    before: dict[int, int | None] = field(default_factory=dict)
    """The customer so far of each profile that existed."""
    said: dict[int, Said] = field(default_factory=dict)
    """What people said of them, by number."""
    traits: dict[int, Traits] = field(default_factory=dict)
    """What the attributes of each profile tell, where they tell anything."""

    def linking(self) -> dict[int, list[Mark]]:
        """The marks of each profile that may link."""
        return {
            profile: [mark for mark in marks if mark.kind not in ATTRIBUTES and self.status[mark.key] == "ok"]
            for profile, marks in self.marks.items()
        }

    def people(self) -> People:
        """What people said, in the order in which they said it."""
        return people_of(self.said.values())

    def told(
        self,
        linking: Mapping[int, Sequence[Mark]],
        *,
        seen: Callable[[Collection[int]], Mapping[int, Seen]],
        fresh: Iterable[Signature] = (),
    ) -> Told:
        """What else is known of the profiles; `seen` is asked for those of which it decides when they were seen."""
        cards = together(linking)
        spans = seen(timed(linking, cards))
        return Told(self.traits, spans, spelling(fresh), as_one(cards, linking, spans))


def load_region(
    *,
    fresh: Mapping[int, Signature],
    touched: Collection[int],
    emptied: Collection[int],
    status: Mapping[bytes, str],
    turned: Collection[bytes],
) -> Region:
    """The region of new profiles and of touched ones, without those that were emptied.

    `status` is what this batch decided about values; values that `turned` still lead to the profiles they led to.
    """
    region = Region(status=dict(status))
    for profile, signature in fresh.items():
        region.marks[profile] = list(signature.marks)
        if signature.traits != NOTHING:
            region.traits[profile] = signature.traits
    keys = {key for key in status if status[key] == "ok" or key in turned}
    is_said = is_anything_said()
    profiles = set(touched) - set(emptied)
    if is_said:
        # Of new profiles, too: a follower that was rewound meets them after people spoke of them. And of those that
        # were emptied: whom only a word made one with them is one no more.
        profiles |= _partners({*fresh, *emptied}, region) - region.marks.keys() - set(emptied)
    known: set[bytes] = set()
    while profiles or keys:
        known |= keys
        profiles |= {profile for (profile,) in read_in(_CARRIERS, list(keys))}
        new = profiles - region.marks.keys() - set(emptied)
        keys = {key for key in _take(new, region) if key not in known and (region.status[key] == "ok" or key in turned)}
        profiles = _partners(new, region) - region.marks.keys() if is_said else set()
    region.before = {profile: profile for profile in region.marks if profile not in fresh}
    region.before.update(read_in(_MAPPED, list(region.before)))
    return region


def _take(profiles: Iterable[int], region: Region) -> list[bytes]:
    ids = list(profiles)
    for profile in ids:
        region.marks[profile] = []
    keys = []
    for profile, key, kind, namespace, status, forms in read_in(_MARKS, ids):
        mark = Mark(bytes(key), kind, namespace)
        region.marks[profile].append(mark)
        region.status.setdefault(mark.key, status)
        if kind not in ATTRIBUTES:
            keys.append(mark.key)
        elif forms is not None:
            region.traits[profile] = region.traits.get(profile, NOTHING) + open_traits(mark.key, bytes(forms))
    return keys


def _partners(profiles: Iterable[int], region: Region) -> set[int]:
    """Note what people said of these profiles; the profiles with which they said that they are one."""
    found = said_of(profiles)
    region.said = dict(sorted({**region.said, **found}.items()))
    return {profile for one in found.values() for profile in one.joined}
