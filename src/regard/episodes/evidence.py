"""What shows that an interaction belongs to its matter: a key it shares and who else carries it, or a person's word."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from regard.data_use.public import Reading
from regard.episodes.reading import MatterView
from regard.episodes.refs import found_by, kept_for
from regard.episodes.rulings import ruled_by
from regard.record.public import Key, Logged

_BY_KEY = {"key", "product"}
_KEY_BYTES = 16


@dataclass(frozen=True, slots=True)
class Evidence:
    """By what an interaction joined. Which of its keys, so that those who may see the value find it."""

    kind: str = ""
    places: tuple[int, ...] = ()
    """Where among its keys (and its sealed objects, which are in the same order) those stand that it shares."""
    carried_by: tuple[int, ...] = ()
    """The other interactions that carry one of them, here and in other matters."""
    ruling: int | None = None
    """The number of the ruling by which it is where it is."""


def evidence(reading: Reading, view: MatterView, *, of: Collection[int] | None = None) -> dict[int, Evidence]:
    """What stands behind each link of a matter, by number of the interaction; `of`: of these interactions only."""
    reading.must_allow("behavioural", what="what joined a matter")
    links = [link for link in view.links if of is None or link.seq in of]
    rulings = ruled_by([link.seq for link in links if link.sure == "ruled"])
    shared = _shared(view, {link.seq for link in links if link.link in _BY_KEY})
    carriers = _carriers(view.interactions, shared)
    found = {}
    for link in links:
        places = shared.get(link.seq, ())
        others = {seq for place in places for seq in carriers.get((link.seq, place), ())} - {link.seq}
        found[link.seq] = Evidence(
            kind=link.why if places else "",
            places=places,
            carried_by=tuple(sorted(others)),
            ruling=rulings.get(link.seq),
        )
    return found


def _shared(view: MatterView, asked: Collection[int]) -> dict[int, tuple[int, ...]]:
    """Of each interaction asked for, the keys by which it joined: see `_places`."""
    found: dict[int, tuple[int, ...]] = {}
    named: set[tuple[str, bytes]] = set()
    for one, link in zip(view.interactions, view.links, strict=True):
        if one.seq in asked:
            found[one.seq] = _places(one, link.why, named)
        named.update((key.kind, key.value_key) for key in one.keys)
    return found


def _places(one: Logged, kind: str, named: Collection[tuple[str, bytes]]) -> tuple[int, ...]:
    """The keys of this kind that something before it in the matter names, too; else all of this kind."""
    own = [(place, key) for place, key in enumerate(one.keys) if key.kind == kind]
    return tuple(place for place, key in own if (kind, key.value_key) in named) or tuple(place for place, _ in own)


def _carriers(interactions: Sequence[Logged], shared: dict[int, tuple[int, ...]]) -> dict[tuple[int, int], list[int]]:
    """Who carries each of the shared keys: looked up where keys are kept, within the matter for topics and products."""
    body = {one.seq: one for one in interactions}
    wanted: dict[bytes, list[tuple[int, int]]] = {}
    for seq, ref in kept_for(list(shared)):
        for place in shared[seq]:
            # In a public thread the profile stands behind the key.
            if _key(body[seq], place).value_key == ref[:_KEY_BYTES]:
                wanted.setdefault(ref, []).append((seq, place))
    found: dict[tuple[int, int], list[int]] = {}
    for ref, seq in found_by(wanted.keys()):
        for asked in wanted[ref]:
            found.setdefault(asked, []).append(seq)
    for seq, places in shared.items():
        for place in places:
            if (seq, place) not in found:
                key = _key(body[seq], place)
                found[seq, place] = [one.seq for one in interactions if key in one.keys]
    return found


def _key(one: Logged, place: int) -> Key:
    return one.keys[place]
