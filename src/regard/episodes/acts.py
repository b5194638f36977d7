"""Acts on matters: what would become of them, with nothing written; and doing it, as one ruling, undone as one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from regard.data_use.public import Reading
from regard.episodes.joining import joined
from regard.episodes.links import Joined, Link
from regard.episodes.region import Region, load_region, touched_by
from regard.episodes.rulings import Pair, Supposed, add_ruling, deciding, pairs_of, rulings_of, standing, take_back
from regard.episodes.wishes import Act, Wish, missing, wish
from regard.foundation.databases import read_in
from regard.foundation.errors import RegardError
from regard.foundation.followers import Batch
from regard.record.public import Logged, history

_MOST_ROUNDS = 20
_MATTER_OF = "SELECT seq, episode_id FROM assigned WHERE episode_id IS NOT NULL AND seq IN ({marks})"
_MEMBERS = "SELECT seq, episode_id FROM assigned WHERE episode_id IN ({marks})"


@dataclass(frozen=True)
class Preview:
    """The matters that an act would change, as they are and as they would be: interactions of each, in order."""

    before: Mapping[int, tuple[Logged, ...]]
    after: Mapping[int, tuple[Logged, ...]]
    links: Mapping[int, Link]
    """Why each of these interactions would belong to its matter."""
    customers: Mapping[int, int]
    """Whose each of these interactions is."""
    pairs: tuple[Pair, ...] = ()
    """What the ruling would say; of an undo, nothing."""

    @property
    def moved(self) -> dict[int, tuple[int, int]]:
        """The matter before and after of every interaction that would be in company of others than now."""
        was = {one.seq: matter for matter, members in self.before.items() for one in members}
        now = {one.seq: matter for matter, members in self.after.items() for one in members}
        return {seq: (was[seq], now[seq]) for seq in was if was[seq] != now[seq]}


def preview(reading: Reading, act: Act) -> Preview:
    """What would become of the matters if this were done. Nothing is written."""
    members, matter_of = _named(reading, act)
    wished = wish(act, members, matter_of)
    known = [one for group in members.values() for one in group]
    touched = deciding(act.kind, wished.pairs)
    region = _region(reading, touched, Supposed(added=wished.pairs), known=known)
    pairs, found = _settled(region, wished)
    return _told(region, found, pairs)


def preview_undo(reading: Reading, number: int) -> Preview:
    """What would become of the matters if this ruling were taken back. Nothing is written."""
    touched = deciding(standing(number).kind, pairs_of(number))
    region = _region(reading, touched, Supposed(without=number))
    return _told(region, _joined(region), ())


def do(reading: Reading, act: Act, *, by: str, at: datetime, reason: str = "") -> int:
    """Do it; the number of the ruling by which it is undone, with `undo`."""
    pairs = preview(reading, act).pairs
    other = act.other if act.other is not None else next(pair.other for pair in pairs)
    return add_ruling(act.kind, act.one, other, pairs, by=by, at=at, reason=reason.strip())


def undo(number: int, *, by: str, at: datetime) -> None:
    """Take back a ruling as a whole: as if it had never been said."""
    take_back(number, by=by, at=at)


def _named(reading: Reading, act: Act) -> tuple[dict[int, list[Logged]], dict[int, int]]:
    """The matters that an act is about, each whole and in order, and the matter of each number it names."""
    numbers = [act.one] if act.other is None else [act.one, act.other]
    if act.kind in {"join", "move"} and act.other is None:
        raise RegardError(f"To {act.kind} needs two numbers: the second is any of the other matter.")
    matter_of: dict[int, int] = dict(read_in(_MATTER_OF, numbers))
    for number in numbers:
        if number not in matter_of:
            raise RegardError(f"No matter has an interaction {number}. The page of a matter shows the numbers it has.")
    placed = dict(read_in(_MEMBERS, sorted(set(matter_of.values()))))
    members: dict[int, list[Logged]] = {}
    for one in sorted(history(reading, list(placed)), key=lambda one: one.order):
        members.setdefault(placed[one.seq], []).append(one)
    return members, matter_of


def _region(reading: Reading, touched: Sequence[int], supposed: Supposed, *, known: Sequence[Logged] = ()) -> Region:
    # As the follower will, when it is told of the ruling.
    batch = Batch(after=0, upto=0, items=(), changed=touched)
    return load_region(touched_by(batch, reading), reading, supposed=supposed, known=known)


def _joined(region: Region) -> Joined:
    return joined(
        sorted(region.bodies.values(), key=lambda one: one.order),
        customers={seq: one.customer for seq, one in region.whose.items()},
        rulings=region.rulings,
        given=region.given(),
    )


def _settled(region: Region, wished: Wish) -> tuple[tuple[Pair, ...], Joined]:
    """Say as little as makes every group a matter: first what a person meant, then what still goes astray."""
    said = {(pair.one, pair.other): pair for pair in wished.pairs}
    found = _joined(region)
    for _ in range(_MOST_ROUNDS):
        more = missing(wished, _matters(region, found), said)
        if not more:
            break
        said.update(((pair.one, pair.other), pair) for pair in more)
        region.rulings = rulings_of(region.bodies, Supposed(added=tuple(said.values())))
        found = _joined(region)
    return tuple(said.values()), found


def _matters(region: Region, found: Joined) -> dict[int, int]:
    return region.given() | {link.seq: link.episode_id for link in found.links}


def _told(region: Region, found: Joined, pairs: tuple[Pair, ...]) -> Preview:
    before, after = _members(region.before, region), _members(_matters(region, found), region)
    same = {matter for matter in before if before[matter] == after.get(matter)}
    before = {matter: members for matter, members in before.items() if matter not in same}
    after = {matter: members for matter, members in after.items() if matter not in same}
    seqs = {one.seq for members in after.values() for one in members}
    return Preview(
        before=before,
        after=after,
        links={link.seq: link for link in found.links if link.seq in seqs},
        customers={seq: one.customer for seq, one in region.whose.items() if seq in seqs},
        pairs=pairs,
    )


def _members(matter_of: Mapping[int, int], region: Region) -> dict[int, tuple[Logged, ...]]:
    found: dict[int, list[Logged]] = {}
    for one in sorted(region.bodies.values(), key=lambda one: one.order):
        if one.seq in matter_of:
            found.setdefault(matter_of[one.seq], []).append(one)
    return {matter: tuple(members) for matter, members in sorted(found.items())}
