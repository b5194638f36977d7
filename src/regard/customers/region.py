"""All profiles that recognition must look at together: those connected by identifiers that may link, and by people."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from regard.customers.cards import as_one, timed, together
from regard.customers.grouping import People, Told
from regard.customers.kinds import ATTRIBUTES
from regard.customers.members import customers_today
from regard.customers.names import NOTHING, Traits, sum_of
from regard.customers.saying import Said, is_anything_said, people_of, said_of
from regard.customers.signature import Mark, Signature
from regard.customers.spelling import spelling
from regard.customers.ties import Ties
from regard.customers.traits import traits_by
from regard.customers.windows import Seen
from regard.foundation.databases import read_in

_NOT_LINKING = (
    "SELECT value_key, status FROM identifier WHERE status IN ('shared', 'blocked') AND value_key IN ({marks})"
)


@dataclass(slots=True)
class Region:
    """Profiles with their marks, which of the marks link, whose the profiles were, and what people said of them."""

    marks: dict[int, Sequence[Mark]] = field(default_factory=dict)
    status: dict[bytes, str] = field(default_factory=dict)
    """Of the values that a batch is about, and of all that do not link."""
    before: dict[int, int | None] = field(default_factory=dict)
    """The customer so far of each profile that existed."""
    said: dict[int, Said] = field(default_factory=dict)
    """What people said of them, by number."""
    traits: dict[int, Traits] = field(default_factory=dict)
    """What the attributes of each profile tell, where they tell anything."""

    def linking(self) -> dict[int, list[Mark]]:
        """The marks of each profile that may link."""
        closed = {key for key, status in self.status.items() if status != "ok"}
        return {
            profile: [mark for mark in marks if mark.kind not in ATTRIBUTES and mark.key not in closed]
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
    ties: Ties,
) -> Region:
    """The region of new profiles and of touched ones, without those that were emptied.

    `status` is what this batch decided about values; values that `turned` still lead to the profiles they led to.
    """
    region = Region(status=dict(status))
    for profile, signature in fresh.items():
        region.marks[profile] = signature.marks
        if signature.traits != NOTHING:
            region.traits[profile] = signature.traits
    keys = {key for key in status if status[key] == "ok" or key in turned}
    is_said = is_anything_said()
    profiles = set(touched)
    if is_said:
        # Of new profiles, too: a follower that was rewound meets them after people spoke of them. And of those that
        # were emptied: whom only a word made one with them is one no more.
        profiles |= _partners({*fresh, *emptied}, region)
    known: set[bytes] = set()
    met = {*fresh, *emptied}
    while profiles or keys:
        known |= keys
        new = (profiles | ties.around(keys)) - met
        met |= new
        found = _take(new, region, ties) - known
        keys = {key for key in found if region.status.get(key, "ok") == "ok" or key in turned}
        profiles = _partners(new, region) - met if is_said else set()
    region.before = customers_today(profile for profile in region.marks if profile not in fresh)
    _tell(region)
    return region


def _take(profiles: Collection[int], region: Region, ties: Ties) -> set[bytes]:
    """Take these profiles in; the values through which they may lead to others.

    Not those of which people spoke and that a follower which was rewound has not met yet: they come in time.
    """
    marks = ties.marks(profiles)
    region.marks.update((profile, marks[profile]) for profile in profiles if profile in marks)
    keys = {mark.key for profile in profiles for mark in marks.get(profile, ()) if mark.kind not in ATTRIBUTES}
    # What the batch decided stands.
    for key, status in read_in(_NOT_LINKING, list(keys - region.status.keys())):
        region.status[bytes(key)] = status
    return keys


def _tell(region: Region) -> None:
    """Note what the attributes of the profiles that existed tell."""
    told = {
        profile: [mark.key for mark in region.marks[profile] if mark.kind in ATTRIBUTES] for profile in region.before
    }
    traits = traits_by({key for keys in told.values() for key in keys})
    for profile, keys in told.items():
        if found := [traits[key] for key in keys if key in traits]:
            region.traits[profile] = sum_of(found)


def _partners(profiles: Iterable[int], region: Region) -> set[int]:
    """Note what people said of these profiles; the profiles with which they said that they are one."""
    found = said_of(profiles)
    region.said = dict(sorted({**region.said, **found}.items()))
    return {profile for one in found.values() for profile in one.joined}
