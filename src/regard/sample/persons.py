"""The people who ride with Meridian: who they are, and under what each source knows them."""

from dataclasses import dataclass
from hashlib import blake2b
from random import Random

from regard.sample import names
from regard.sample.places import Place

_Pairs = tuple[tuple[str, str], ...]
_NAMES: dict[str, tuple[_Pairs, _Pairs, _Pairs]] = {
    "th": (names.THAI_WOMEN, names.THAI_MEN, names.THAI_FAMILIES),
    "zh": (names.CHINESE_WOMEN, names.CHINESE_MEN, names.CHINESE_FAMILIES),
}
_TEN_MILLION = 10_000_000
# Addresses end in a name that no mail is ever delivered to, so that nobody is written to by a simulated company.
_MAIL = {
    "th": ("doimail.sample", "lannapost.sample", "pingmail.sample"),
    "zh": ("rongmail.sample", "jinjiang.sample", "shumail.sample"),
    "en": ("airemail.sample", "ridingpost.sample", "yorkmail.sample"),
}
_PREFIXES = {
    "th": ("081", "089", "086", "062", "095", "098"),
    "zh": ("1380", "1391", "1582", "1867", "1779", "1895"),
    "en": ("0741", "0752", "0774", "0785", "0796"),
}


@dataclass(frozen=True)
class Person:
    """One person. `phone` is in national notation without spaces; `visitor` is their browser."""

    key: str
    place: Place
    given: str
    family: str
    latin: str
    is_woman: bool
    writes: str
    member: str
    email: str
    phone: str
    handle: str
    visitor: str
    second_visitor: str

    @property
    def name(self) -> str:
        """The whole name as they write it."""
        return f"{self.family}{self.given}" if self.place.language == "zh" else f"{self.given} {self.family}"

    @property
    def addressed(self) -> str:
        """What staff call them."""
        return self.name if self.place.language == "zh" else self.given


@dataclass(frozen=True)
class Name:
    """A name, and how it is written in Latin letters."""

    given: str
    family: str
    latin_given: str
    latin_family: str


class Register:
    """Where people come from: no two share a number, an address or a browser unless a plant says so."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._addresses: set[str] = set()
        self._born: dict[int, int] = {}

    def born(
        self,
        rng: Random,
        *,
        plant: int,
        place: Place,
        family: str | None = None,
        phone: str | None = None,
        named: Name | None = None,
        is_woman: bool | None = None,
    ) -> Person:
        """A new person of a place. Each plant has numbers of its own, so that a further plant changes nobody."""
        count = self._born[plant] = self._born.get(plant, -1) + 1
        return self._person(
            rng, plant * 100_000 + count, place, family=family, phone=phone, named=named, is_woman=is_woman
        )

    def one_of_many(self, serial: int, *, place: Place) -> Person:
        """The person of this number, always the same, without being kept."""
        return self._person(Random(serial * 1_000_003 + self._seed), serial, place, is_one_of_many=True)

    def _person(
        self,
        rng: Random,
        serial: int,
        place: Place,
        *,
        family: str | None = None,
        phone: str | None = None,
        named: Name | None = None,
        is_woman: bool | None = None,
        is_one_of_many: bool = False,
    ) -> Person:
        is_woman = rng.random() < 0.5 if is_woman is None else is_woman
        found = named or _draw_name(rng, place.language, is_woman=is_woman, family=family)
        # Some of those who live in Chiang Mai and Chengdu come from elsewhere and write in English.
        writes = "en" if place.language != "en" and rng.random() < 0.03 else place.language
        return Person(
            key=f"p{serial:07}",
            place=place,
            given=found.given,
            family=found.family,
            latin=f"{found.latin_given} {found.latin_family}",
            is_woman=is_woman,
            writes=writes,
            member=f"MR{_scrambled(serial, 3_141_593):07}",
            email=self._address(rng, found, serial, place.language, is_one_of_many=is_one_of_many),
            phone=phone or _phone(serial, place.language),
            handle=f"{found.latin_given}_{found.latin_family[:4]}{_scrambled(serial, 5_555_557) % 10_000}",
            visitor=self._browser(serial, "first"),
            second_visitor=self._browser(serial, "second"),
        )

    def _address(self, rng: Random, found: Name, serial: int, language: str, *, is_one_of_many: bool) -> str:
        given, family = found.latin_given, found.latin_family
        number = _scrambled(serial, 2_718_281) % 10_000
        if is_one_of_many:
            return f"{given}.{family}{serial}@{rng.choice(_MAIL[language])}"
        local = rng.choice(
            (f"{given}.{family}", f"{given}{family[:1]}{number}", f"{family}{given}", f"{given}_{number}")
        )
        domain = rng.choice(_MAIL[language])
        for address in (f"{local}@{domain}", f"{local}{number}@{domain}", f"{local}{serial}@{domain}"):
            if address not in self._addresses:
                self._addresses.add(address)
                return address
        raise ValueError(f"Person {serial} was born twice.")

    def _browser(self, serial: int, which: str) -> str:
        return blake2b(f"{self._seed}/{serial}/{which}".encode(), digest_size=8).hexdigest()


def household_phone(serial: int, language: str) -> str:
    """The telephone of a household; none of the numbers people have of their own."""
    return _phone(9_000_000 + serial, language)


def _phone(serial: int, language: str) -> str:
    prefixes = _PREFIXES[language]
    return f"{prefixes[serial % len(prefixes)]}{_scrambled(serial, 7_654_321):07}"


def _scrambled(serial: int, factor: int) -> int:
    """Another number of seven digits for each number: the factor has no divisor in common with ten million."""
    return (serial * factor + 1_234_577) % _TEN_MILLION


def _draw_name(rng: Random, language: str, *, is_woman: bool, family: str | None) -> Name:
    if language == "en":
        given = rng.choice(names.ENGLISH_WOMEN if is_woman else names.ENGLISH_MEN)
        family = family or rng.choice(names.ENGLISH_FAMILIES)
        return Name(given, family, given.lower(), family.lower())
    women, men, families = _NAMES[language]
    given, latin_given = rng.choice(women if is_woman else men)
    pair = next((one for one in families if one[0] == family), None) or rng.choice(families)
    return Name(given, pair[0], latin_given, pair[1])
