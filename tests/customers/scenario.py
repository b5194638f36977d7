"""A crowd as companies have it: households, kiosks, tills, placeholders, wrong names. Who everybody is, is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from regard.customers.cards import as_one as as_one_card
from regard.customers.cards import together
from regard.customers.public import Told, grouped
from regard.customers.sharing import evidence_in, is_shared
from regard.customers.signature import Signature, reader
from regard.customers.spelling import spelling
from regard.foundation.keys import KeyRing
from regard.record.public import Identifier, Interaction
from tests.builders import an_interaction

START = datetime(2025, 1, 1, tzinfo=UTC)
HOUSEHOLDS, WITH_DEVICE = 0.12, 0.5
KIOSKS, TILLS = 20, 12
TILL_UNDECLARED, NO_EMAIL, NO_PHONE, OTHER_NOTATION = 0.08, 0.03, 0.02, 0.2
NAMED, WRONGLY = 0.7, 0.03
_GIVEN = """
Emma Daniel Oliver Hannah Thomas Sophie Callum Ryan Harry Joe Liam Imran Patrick Lewis Connor Charlotte Megan
Zara Lucy Rebecca Amina Grace Holly Chloe Ruth Walter Ingrid Viktor Noor Priya Deepak Xavier Yolanda Fergus
Brigitte Umberto Dorothy Quentin Gwen Hector Ivy Jasper Kumiko Leopold Nadia Otis Petra Rufus Silvia Tobias
"""
_FIRST = tuple(_GIVEN.split())
_CHANNELS = {"web": 0.335, "app": 0.1, "shop": 0.16, "kiosk": 0.065, "phone": 0.16, "order": 0.13, "social": 0.05}
_SHARED = {"account": "riders", "loyalty": "riders", "handle": "net"}
_SOURCES = {
    "web": "site",
    "app": "app",
    "shop": "shop",
    "kiosk": "kiosk",
    "phone": "desk",
    "order": "site",
    "social": "net",
    "sign_up": "site",
}


@dataclass(frozen=True)
class Person:
    """One person, and what they are known by."""

    number: int
    first: str
    account: str | None
    loyalty: str | None
    email: str
    phone: str
    handle: str
    device: str
    cookies: tuple[str, ...]


@dataclass(frozen=True)
class Seen:
    """One interaction, and whose it is."""

    person: int
    source: str
    channel: str
    at: datetime
    identifiers: tuple[Identifier, ...]

    def told(self, number: int) -> Interaction:
        """As a source tells it."""
        return an_interaction(
            source=self.source, message_id=f"m{number}", identifiers=self.identifiers, occurred_at=self.at
        )


def people(count: int, *, seed: int = 1) -> list[Person]:
    """So many people; some share the telephone of the one before them, and half of these the device."""
    rng = Random(seed)  # noqa: S311 -- a story
    found: list[Person] = []
    for number in range(count):
        neighbour = found[-1] if found and rng.random() < HOUSEHOLDS else None
        shares_device = neighbour is not None and rng.random() < WITH_DEVICE
        has = rng.random()
        found.append(
            Person(
                number=number,
                first=rng.choice([one for one in _FIRST if neighbour is None or one != neighbour.first]),
                account=f"u{number}" if has < 0.75 else None,
                loyalty=f"L{number:06}" if has > 0.45 else None,
                email=f"rider{number}@{rng.choice(('mail', 'post', 'inbox'))}.co.th",
                phone=neighbour.phone if neighbour else f"08{rng.randrange(10, 100)}{number % 1_000_000:06}",
                handle=f"rider_{number}",
                device=neighbour.device if neighbour and shares_device else f"dev-{number}",
                cookies=tuple(f"ck-{number}-{one}" for one in range(rng.choice((1, 1, 2, 3)))),
            )
        )
    return found


def crowd(count: int, *, of: int, seed: int = 1, forms_ask: bool = True) -> Iterator[Seen]:
    """So many interactions of so many people, in order of time. Who comes first signs up, and says the most then.

    `forms_ask`: signing up and ordering ask for the name; else agents alone hear it.
    """
    rng = Random(seed + 1)  # noqa: S311 -- a story
    known, met = people(of, seed=seed), set[int]()
    for number in range(count):
        who = known[rng.randrange(of)]
        channel = rng.choices(list(_CHANNELS), list(_CHANNELS.values()))[0] if who.number in met else "sign_up"
        met.add(who.number)
        told = [(kind, value) for kind, value in _MADE[channel](rng, who) if forms_ask or kind != "name"]
        source = _SOURCES[channel]
        yield Seen(
            person=who.number,
            source=source,
            channel=channel if channel in {"app", "shop", "phone", "social"} else "web",
            at=START + timedelta(minutes=number * 100_000 / count),
            identifiers=tuple(
                Identifier(kind, _namespace(kind, value, source), value) for kind, value in told if value
            ),
        )


def _namespace(kind: str, value: str, source: str) -> str:
    return "app" if value.startswith("dev-") else _SHARED.get(kind, source)


Pairs = list[tuple[str, str | None]]


def _sign_up(rng: Random, who: Person) -> Pairs:
    return [
        ("account", who.account), ("email", who.email), ("loyalty", who.loyalty), ("cookie", who.cookies[0]),
        ("phone", _phone(rng, who)), ("handle", who.handle), ("name", f"{who.first} Rider"),
        ("device", who.device if rng.random() < 0.7 else None),
    ]  # fmt: skip


def _signed_in(rng: Random, who: Person) -> tuple[str, str | None]:
    return ("account", who.account) if who.account else ("email", _email(rng, who))


def _web(rng: Random, who: Person) -> Pairs:
    cookie = rng.choice(who.cookies)
    return [("cookie", cookie), *([_signed_in(rng, who)] if cookie != who.cookies[0] or rng.random() < 0.5 else [])]


def _app(rng: Random, who: Person) -> Pairs:
    return [("device", who.device), *([_signed_in(rng, who)] if rng.random() < 0.97 else [])]


def _shop(rng: Random, who: Person) -> Pairs:
    told: Pairs = [("loyalty", who.loyalty)] if who.loyalty else [("email", _email(rng, who))]
    if rng.random() < 0.2:
        told.append(("phone", _phone(rng, who)))
    if rng.random() < TILL_UNDECLARED:
        told.append(("device", f"till-{rng.randrange(TILLS)}"))
    return told


def _kiosk(rng: Random, who: Person) -> Pairs:
    known: Pairs = [("loyalty", who.loyalty)] if who.loyalty and rng.random() < 0.5 else [("email", _email(rng, who))]
    return [("device", f"kiosk-{rng.randrange(KIOSKS)}"), *known]


def _call(rng: Random, who: Person) -> Pairs:
    told: Pairs = [("phone", _phone(rng, who))]
    if rng.random() < 0.7:
        told.append(_signed_in(rng, who))
    if rng.random() < NAMED:
        told.append(("first_name", rng.choice(_FIRST) if rng.random() < WRONGLY else _misheard(rng, who.first)))
    return told


def _order(rng: Random, who: Person) -> Pairs:
    return [_signed_in(rng, who), ("phone", _phone(rng, who)), ("name", f"{who.first} Rider")]


def _post(rng: Random, who: Person) -> Pairs:
    return [("handle", who.handle), *([("email", _email(rng, who))] if rng.random() < 0.2 else [])]


_MADE = {
    "sign_up": _sign_up, "web": _web, "app": _app, "shop": _shop, "kiosk": _kiosk, "phone": _call, "order": _order,
    "social": _post,
}  # fmt: skip


def _email(rng: Random, who: Person) -> str:
    if rng.random() < NO_EMAIL:
        return rng.choice(("test@test.com", "N/A", "none@none.com", "noreply@shop.example"))
    return who.email.title() if rng.random() < OTHER_NOTATION else who.email


def _phone(rng: Random, who: Person) -> str:
    if rng.random() < NO_PHONE:
        return rng.choice(("0000000000", "1234567", "0811111111"))
    if rng.random() < OTHER_NOTATION:
        return rng.choice((f"+66{who.phone[1:]}", f"{who.phone[:3]}-{who.phone[3:]}", f"+66 (0) {who.phone[1:]}"))
    return who.phone


def _misheard(rng: Random, first: str) -> str:
    if rng.random() < 0.05 and len(first) > 4:
        place = rng.randrange(1, len(first) - 1)
        return first[:place] + first[place + 1 :]
    return first


@dataclass(frozen=True)
class Score:
    """Pairs of interactions: of those put together, how many are right; of those that belong together, how many are."""

    precision: float
    recall: float
    most: int
    """The most people in one customer."""


def scored(truth: Sequence[int], customers: Sequence[int | None]) -> Score:
    """Compare with the truth; who is nobody is alone."""
    both: Counter[tuple[int, int]] = Counter()
    people_in: dict[int, set[int]] = {}
    for person, customer in zip(truth, customers, strict=True):
        if customer is not None:
            both[person, customer] += 1
            people_in.setdefault(customer, set()).add(person)
    right = _pairs(both.values())
    put = _pairs(Counter(one for one in customers if one is not None).values())
    belong = _pairs(Counter(truth).values())
    return Score(right / put, right / belong, max(map(len, people_in.values())))


def _pairs(counts: object) -> int:
    return sum(one * (one - 1) // 2 for one in counts)  # type: ignore[attr-defined]


def as_one(
    seen: Sequence[Seen], ring: KeyRing, *, shared: frozenset[str] = frozenset(), guards: bool = True
) -> list[int | None]:
    """The customer of each by the pure function alone: no database, no batches."""
    read = reader(ring)
    signatures = [read(one.identifiers, "TH") for one in seen]
    profile_of: dict[bytes, int] = {}
    profiles: dict[int, Signature] = {}
    spans: dict[int, tuple[int, int]] = {}
    numbers: list[int | None] = []
    for number, (one, signature) in enumerate(zip(seen, signatures, strict=True), start=1):
        if signature is None:
            numbers.append(None)
            continue
        profile = profile_of.setdefault(signature.key, number)
        profiles.setdefault(profile, signature)
        at = int(one.at.timestamp() * 1_000_000)
        spans[profile] = (min(spans.get(profile, (at, at))[0], at), max(spans.get(profile, (at, at))[1], at))
        numbers.append(profile)
    bad = _bad(profiles, shared) if guards else set()
    linking = {
        number: [mark for mark in one.marks if mark.rules.trust != "attribute" and mark.key not in bad]
        for number, one in profiles.items()
    }
    told = Told(
        {number: one.traits for number, one in profiles.items()},
        spans,
        spelling(profiles.values()),
        as_one_card(together(linking), linking, spans),
    )
    customers = grouped(linking, told=told, guards=guards).customers
    return [None if number is None else customers[number] for number in numbers]


def _bad(profiles: Mapping[int, Signature], shared: frozenset[str]) -> set[bytes]:
    evidence: dict[bytes, dict[tuple[str, str], set[bytes]]] = {}
    rules = {}
    bad: set[bytes] = set()
    for one in profiles.values():
        for mark, owner in evidence_in(one):
            evidence.setdefault(mark.key, {}).setdefault(owner.slot, set()).add(owner.key)
            rules[mark.key] = mark.rules
        bad.update(mark.key for mark in one.marks if mark.rules.trust == "weak" and mark.namespace in shared)
    return bad | {key for key, found in evidence.items() if is_shared(rules[key], found)}
