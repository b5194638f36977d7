"""What people say about matters: these belong together, these do not; and undo."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from regard.data_use.public import Reading
from regard.episodes.links import NO_RULINGS, Rulings, Said
from regard.episodes.models import Ruling, RulingPair, RulingReason
from regard.foundation.databases import STATE, Write, appending, read, read_in
from regard.foundation.errors import RegardError
from regard.foundation.keys import ring
from regard.record.public import spans, tell

_STANDING = (
    "SELECT p.no, p.one, p.other, p.is_together, p.leads FROM ruling_pair p JOIN ruling r ON r.no = p.no "
    "WHERE r.undone_at IS NULL"
)
_NEWEST = 2**62
_OF_TWO = {True: "together", False: "apart"}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two interactions are one matter, or are not. Of one alone, not together: it begins a matter."""

    one: int
    """The later of the two, whose matter the pair decides."""
    other: int
    is_together: bool
    leads: bool = False


@dataclass(frozen=True, slots=True)
class Supposed:
    """Rulings as they would stand: with these pairs as the newest word, and without one that stands."""

    added: Sequence[Pair] = ()
    without: int = 0


AS_THEY_STAND = Supposed()


@dataclass(frozen=True, slots=True)
class RulingView:
    """A ruling as staff see it: what was done to which interactions, by whom, when and why, and who took it back."""

    no: int
    kind: str
    one: int
    other: int
    by: str
    at: datetime
    undone_by: str
    undone_at: datetime | None
    reason: str = ""

    @property
    def stands(self) -> bool:
        """Whether nobody took it back."""
        return self.undone_at is None


def rule(one: int, other: int, *, together: bool, by: str, at: datetime, reason: str = "") -> int:
    """Say that two interactions are one matter, or that they are not; the number by which it is taken back."""
    if one == other:
        raise RegardError(f"Interaction {one} is always one matter with itself. Two different interactions would work.")
    later, earlier = max(one, other), min(one, other)
    return add_ruling(_OF_TWO[together], later, earlier, [Pair(later, earlier, together)], by=by, at=at, reason=reason)


def add_ruling(
    kind: str, one: int, other: int, pairs: Sequence[Pair], *, by: str, at: datetime, reason: str = ""
) -> int:
    """Keep a ruling and tell who joins; its number."""
    with appending(STATE):
        number = int(Ruling.objects.create(kind=kind, one=one, other=other, by=by, at=at).pk)
        RulingPair.objects.bulk_create(
            RulingPair(no=number, one=pair.one, other=pair.other, is_together=pair.is_together, leads=pair.leads)
            for pair in pairs
        )
        if reason:
            sealed = ring().seal(reason.encode(), about=_about(number))
            RulingReason.objects.create(no=number, words=sealed)
        _tell(kind, pairs, by=by, at=at)
    return number


def take_back(number: int, *, by: str, at: datetime) -> None:
    """Take back a ruling, whole; the definition, and what else people said, decide again."""
    with appending(STATE):
        # Claim by update, not by lock: whoever marks it first took it back, and nobody tells of it twice.
        if not Ruling.objects.filter(no=number, undone_at=None).update(undone_by=by, undone_at=at):
            raise RegardError(f"No ruling with the number {number} stands. The page of the matter lists those that do.")
        kind = Ruling.objects.values_list("kind", flat=True).get(no=number)
        _tell(kind, pairs_of(number), by=by, at=at)


def pairs_of(number: int) -> list[Pair]:
    """What a ruling says of which interactions; of erased ones nothing is left."""
    rows = read("SELECT one, other, is_together, leads FROM ruling_pair WHERE no = %s", [number])
    return [Pair(one, other, bool(is_together), bool(leads)) for one, other, is_together, leads in rows]


def standing(number: int) -> Ruling:
    """The ruling with this number, if it stands."""
    found = Ruling.objects.filter(no=number, undone_at=None).first()
    if found is None:
        raise RegardError(f"No ruling with the number {number} stands. The page of the matter lists those that do.")
    return found


def are_any(supposed: Supposed = AS_THEY_STAND) -> bool:
    """Whether any ruling stands: on most days none does."""
    return bool(supposed.added) or bool(read(f"{_STANDING} LIMIT 1"))


def rulings_of(seqs: Collection[int], supposed: Supposed = AS_THEY_STAND) -> Rulings:
    """What people said of these interactions, the newest word first."""
    wanted = list(seqs)
    rows = {row for side in ("one", "other") for row in read_in(f"{_STANDING} AND p.{side} IN ({{marks}})", wanted)}
    rows = {row for row in rows if row[0] != supposed.without}
    # The whole of what is supposed, as if about any of them: what is not among them is not asked for.
    rows |= {(_NEWEST, pair.one, pair.other, pair.is_together, pair.leads) for pair in supposed.added}
    said: dict[int, list[Said]] = {}
    # In one act what parts comes before what joins: it must not lead back to where it was taken from.
    for _, one, other, is_together, leads in sorted(rows, key=lambda row: (-row[0], row[3], row[1] == row[2], row[1:])):
        said.setdefault(one, []).append(Said(other, bool(is_together), bool(leads)))
        if other != one:
            said.setdefault(other, []).append(Said(one, bool(is_together), bool(leads)))
    return Rulings(said) if said else NO_RULINGS


def partners_of(seqs: Collection[int]) -> set[int]:
    """The interactions that people spoke of together with these."""
    asked = set(seqs)
    return {one.other for seq, all_said in rulings_of(asked).said.items() if seq in asked for one in all_said} - asked


def rulings_on(reading: Reading, episode_id: int) -> list[RulingView]:
    """What people did to the interactions of a matter, also what was taken back; the newest first."""
    reading.must_allow("behavioural", what="what was said about a matter")
    numbers = {
        number
        for side in ("one", "other")
        for (number,) in read(
            f"SELECT DISTINCT p.no FROM ruling_pair p JOIN assigned a ON a.seq = p.{side} WHERE a.episode_id = %s",  # noqa: S608 -- two fixed names
            [episode_id],
        )
    }
    reasons = reasons_of(numbers)
    return [
        RulingView(
            no=one.no,
            kind=one.kind,
            one=one.one,
            other=one.other,
            by=one.by,
            at=one.at,
            undone_by=one.undone_by,
            undone_at=one.undone_at,
            reason=reasons.get(one.no, ""),
        )
        for one in Ruling.objects.filter(no__in=numbers).order_by("-no")
    ]


def reasons_of(numbers: Collection[int]) -> dict[int, str]:
    """Why, in the words of who ruled, by number; without a reason it is absent."""
    keys = ring()
    rows = read_in("SELECT no, words FROM ruling_reason WHERE no IN ({marks})", list(numbers))
    return {number: keys.unseal(bytes(words), about=_about(number)).decode() for number, words in rows}


def ruled_by(seqs: Collection[int]) -> dict[int, int]:
    """The newest ruling that stands and decides each of these interactions, by number."""
    rows = read_in(f"{_STANDING} AND p.one IN ({{marks}})", list(seqs))
    return {one: no for no, one, *_ in sorted(rows, key=lambda row: row[0])}


def let_go_of(gone: Collection[int]) -> list[Write]:
    """What was said of erased interactions goes along with them, and the reason for it."""
    numbers = {
        (number,)
        for side in ("one", "other")
        for (number,) in read_in(f"SELECT no FROM ruling_pair WHERE {side} IN ({{marks}})", list(gone))  # noqa: S608 -- two fixed names
    }
    seqs = [(seq,) for seq in sorted(gone)] if numbers else []
    return [
        Write(table="ruling_reason", columns=("no",), rows=sorted(numbers), delete=True),
        *(Write(table="ruling_pair", columns=(side,), rows=seqs, delete=True) for side in ("one", "other")),
    ]


def deciding(kind: str, pairs: Sequence[Pair]) -> list[int]:
    """The interactions that are decided again by what is said."""
    # Only the later one of a pair decides by it; of two that were merely spoken of nobody knows which that is.
    return sorted({pair.one for pair in pairs} | {pair.other for pair in pairs if kind in _OF_TWO.values()})


def _tell(kind: str, pairs: Sequence[Pair], *, by: str, at: datetime) -> None:
    tell("ruling", spans(deciding(kind, pairs)), by=by, at=at)


def _about(number: int) -> bytes:
    return b"ruling" + number.to_bytes(8, "big")
