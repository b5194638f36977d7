"""Sources as a log tells them: what decides whose their interactions are goes along; what is said here stays."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Annotated, Any

import msgspec
from msgspec.structs import replace

from regard.company import public as company
from regard.customers import public as customers
from regard.foundation import clock
from regard.foundation.errors import RegardError
from regard.record.public import LOG, Attributes, OwnLog

_CALLED = {
    "zone": "zone", "records_replies": "records replies", "is_live": "goes on", "country": "country",
    "shared_device": "shared devices",
}  # fmt: skip
_DIFFERS = "The source {slug} is kept as it is here. In the file: {theirs}; here: {ours}."
_NEVER_DIFFERS = (
    "What never points at a customer is kept as it is here, so that customers may come out otherwise. "
    "In the file: {theirs}; here: {ours}. `regard sources never` would change it."
)


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What a log tells of a source: what this company says of it, and of all."""

    slug: Annotated[str, msgspec.Meta(pattern="^[a-z0-9][a-z0-9_-]{0,99}$")]
    title: Annotated[str, msgspec.Meta(max_length=200)]
    zone: str
    records_replies: bool
    is_live: bool = msgspec.field(name="live")
    country: str = ""
    """By which its telephone numbers are read."""
    shared_device: bool = False
    never_identifies: str = ""
    """Of all sources: what never points at a customer."""

    def as_here(self) -> company.Source:
        """The same as this company says it."""
        return company.Source(**{name: getattr(self, name) for name in company.Source.__dataclass_fields__})


_BUILT = msgspec.json.Decoder(Told)  # What a type is read by is built on import, by one thread.


def told_of_sources(*, whole: bool) -> dict[str, Attributes]:
    """By slug what is told of each source. Rules may hold addresses: they go along with identities only."""
    never = "\n".join(_rules_here()) if whole else ""
    return {slug: _attributes(replace(one, never_identifies=never)) for slug, one in _here().items()}


def take_over_sources(own: OwnLog, *, by: str) -> str:
    """Make known what nothing is said of here yet; what is otherwise here, a sentence a line."""
    theirs = [_read(said) for said in own.sources.values() if "zone" in said]
    rules = sorted({line for one in theirs for line in one.never_identifies.splitlines()})
    customers.rules_with(text="\n".join(rules))  # Raises for what is no rule, before anything is taken over.
    known = company.sources()
    for one in theirs:
        if one.slug not in known:
            company.register_source(one.as_here(), at=clock.now())
    return "\n".join([*_different(theirs), *(_rules_of(rules, by=by) if own.is_whole and own.sources else ())])


def _here() -> dict[str, Told]:
    """The sources of this company, each with the country that its telephone numbers are read by."""
    region = company.choice("phone_region")
    return {slug: Told(**asdict(one) | {"country": one.country or region}) for slug, one in company.sources().items()}


def _attributes(one: Told) -> Attributes:
    return {name: value for name, value in msgspec.to_builtins(one).items() if value != ""}


def _read(said: Mapping[str, Any]) -> Told:
    """What a file says, if it can be so."""
    try:
        told = msgspec.convert(said, Told)
        company.check_source(country=told.country, zone=told.zone)
    except (msgspec.ValidationError, RegardError) as cause:
        raise RegardError(f"The file tells the source {said['slug']!r} as it cannot be: {cause}") from cause
    return told


def _different(told: Iterable[Told]) -> Iterator[str]:
    here = _here()
    for theirs in told:
        ours = here[theirs.slug]
        names = [name for name in _CALLED if getattr(ours, name) != getattr(theirs, name)]
        if names:
            yield _DIFFERS.format(slug=theirs.slug, theirs=_listed(theirs, names), ours=_listed(ours, names))


def _listed(one: Told, names: Sequence[str]) -> str:
    return ", ".join(f"{_CALLED[name]} {_word(getattr(one, name))}" for name in names)


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) or "none"


def _rules_of(theirs: Sequence[str], *, by: str) -> Iterator[str]:
    """Take over what never points at a customer, where nothing was recorded or said yet; else say how it differs."""
    ours = _rules_here()
    if theirs and not ours and not LOG.head():
        customers.never("\n".join(theirs), by=by, at=clock.now())
    elif theirs != ours:
        yield _NEVER_DIFFERS.format(theirs=", ".join(theirs) or "no rules", ours=", ".join(ours) or "no rules")


def _rules_here() -> list[str]:
    return sorted({line.strip() for line in company.choice("never_identifiers").splitlines() if line.strip()})
