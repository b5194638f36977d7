"""Sources as a log tells them: what decides whose their interactions are goes along; what is said here stays."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from regard.company import public as company
from regard.customers import public as customers
from regard.foundation import clock
from regard.record.public import LOG, Attributes, OwnLog

_NEVER = "never_identifies"
_FIELDS = {
    "zone": "zone", "records_replies": "records_replies", "live": "is_live", "country": "country",
    "shared_device": "shared_device",
}  # fmt: skip
"""What a log tells of a source, and what this company calls it."""
_CALLED = {
    "zone": "zone", "records_replies": "records replies", "live": "goes on", "country": "country",
    "shared_device": "shared devices",
}  # fmt: skip
_UNSAID = {"country": "", "shared_device": False}
_DIFFERS = "The source {slug} is kept as it is here. In the file: {theirs}; here: {ours}."
_NEVER_DIFFERS = (
    "What never points at a customer is kept as it is here, so that customers may come out otherwise. "
    "In the file: {theirs}; here: {ours}. `regard sources never` would change it."
)


def told_of_sources(*, whole: bool) -> dict[str, Attributes]:
    """By slug what is told of each source. Rules may hold addresses: they go along with identities only."""
    never = "\n".join(_rules_here())
    more: Attributes = {_NEVER: never} if whole and never else {}
    return {slug: {"title": one.title} | _told(one) | more for slug, one in _here().items()}


def take_over_sources(own: OwnLog, *, by: str) -> str:
    """Make known what nothing is said of here yet; what is otherwise here, a sentence a line."""
    known = company.sources()
    for slug, said in own.sources.items():
        if slug not in known and "zone" in said:
            told = {_FIELDS[name]: value for name, value in _read(said).items()}
            company.register_source(company.Source(slug=slug, title=str(said["title"]), **told), at=clock.now())
    return "\n".join([*_different(own.sources), *_rules_of(own, by=by)])


def _here() -> dict[str, company.Source]:
    """The sources of this company, each with the country that its telephone numbers are read by."""
    region = company.choice("phone_region")
    return {slug: replace(one, country=one.country or region) for slug, one in company.sources().items()}


def _told(one: company.Source) -> Attributes:
    said = {name: getattr(one, attribute) for name, attribute in _FIELDS.items()}
    return {name: value for name, value in said.items() if value != ""}


def _different(sources: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    here = _here()
    for slug, said in sources.items():
        if slug in here and "zone" in said:
            theirs = _read(said)
            ours = {name: getattr(here[slug], attribute) for name, attribute in _FIELDS.items()}
            names = [name for name in _FIELDS if ours[name] != theirs[name]]
            if names:
                yield _DIFFERS.format(slug=slug, theirs=_listed(theirs, names), ours=_listed(ours, names))


def _read(said: Mapping[str, Any]) -> Attributes:
    return {name: said.get(name, _UNSAID.get(name)) for name in _FIELDS}


def _listed(said: Attributes, names: list[str]) -> str:
    return ", ".join(f"{_CALLED[name]} {_word(said[name])}" for name in names)


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) or "none"


def _rules_of(own: OwnLog, *, by: str) -> Iterator[str]:
    """Take over what never points at a customer, where nothing was recorded or said yet; else say how it differs."""
    if not own.is_whole or not own.sources:
        return
    theirs = sorted({line for said in own.sources.values() for line in str(said.get(_NEVER, "")).splitlines()})
    ours = _rules_here()
    if theirs and not ours and not LOG.head():
        customers.never("\n".join(theirs), by=by, at=clock.now())
    elif theirs != ours:
        yield _NEVER_DIFFERS.format(theirs=", ".join(theirs) or "no rules", ours=", ".join(ours) or "no rules")


def _rules_here() -> list[str]:
    return sorted({line.strip() for line in company.choice("never_identifiers").splitlines() if line.strip()})
