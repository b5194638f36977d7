"""The systems that interactions come from."""

import re
from dataclasses import dataclass
from datetime import datetime

from regard.company import models
from regard.company.choices import check_country, check_zone
from regard.company.said import COMPANY, note
from regard.foundation.errors import NotKnown, RegardError

_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


@dataclass(frozen=True, kw_only=True)
class Source:
    """One source as the other rooms see it."""

    slug: str
    title: str
    zone: str
    records_replies: bool
    is_live: bool
    country: str = ""
    """Whose telephone numbers it writes without a country code, such as TH; empty: the company's `phone_region`."""
    shared_device: bool = False
    """Its devices are used by whoever comes: a till, a kiosk. Its cookies and devices point at nobody."""


def add_source(source: Source, *, at: datetime) -> None:
    """A source that somebody connects; raises for a name that is taken, or what cannot be."""
    if not _SLUG.fullmatch(source.slug):
        raise RegardError(
            f"{source.slug!r} is no short name: small letters, digits, - and _, at most 64. web-shop would work."
        )
    check_source(country=source.country, zone=source.zone)
    if models.Source.objects.filter(pk=source.slug).exists():
        raise RegardError(f"There is a source {source.slug!r} already. Another short name would work.")
    register_source(source, at=at)


def register_source(source: Source, *, at: datetime) -> None:
    """Make the source known, or bring what is known of it up to date; the zone that somebody said stays."""
    told = {
        "title": source.title,
        "zone": source.zone,
        "records_replies": source.records_replies,
        "is_live": source.is_live,
    }
    first = {"country": source.country, "shared_device": source.shared_device, "registered_at": at}
    is_said = models.SourceChange.objects.filter(source=source.slug, what="zone").exists()
    models.Source.objects.update_or_create(
        slug=source.slug,
        defaults={name: value for name, value in told.items() if name != "zone" or not is_said},
        create_defaults=told | first,
    )


def describe_source(
    slug: str,
    *,
    by: str,
    at: datetime,
    country: str | None = None,
    zone: str | None = None,
    shared_device: bool | None = None,
) -> None:
    """Say whose telephone numbers a source writes without a code, its zone, and whether its devices are anybody's."""
    check_source(country=country, zone=zone)
    known = sources()
    if slug not in known:
        raise NotKnown("source", slug, known)
    said = {"country": country, "zone": zone, "shared_device": shared_device}
    told = {name: value for name, value in said.items() if value is not None}
    if not told:
        return
    was = {name: getattr(known[slug], name) for name in told}
    models.Source.objects.filter(pk=slug).update(**told)
    note(slug, {name: (_word(was[name]), _word(value)) for name, value in told.items()}, by=by, at=at)


def check_source(*, country: str | None = None, zone: str | None = None) -> None:
    """Raise `RegardError` where this cannot be said of a source."""
    check_country(country or "")
    if zone is not None:
        check_zone(zone)


def _word(value: str | bool) -> str:  # noqa: FBT001 -- what is said is a word or yes and no
    return value if isinstance(value, str) else "yes" if value else "no"


def is_any_source(*, named: str) -> bool:
    """Whether the slug of some source begins so."""
    return models.Source.objects.filter(slug__startswith=named).exists()


def forget_sources(*, named: str) -> None:
    """Forget the sources whose slug begins so, and what was said of them; what came from them must be taken back."""
    models.SourceChange.objects.filter(source__startswith=named).exclude(source=COMPANY).delete()
    models.Source.objects.filter(slug__startswith=named).delete()


def sources() -> dict[str, Source]:
    """Every registered source by its slug."""
    return {
        row.slug: Source(
            slug=row.slug,
            title=row.title,
            zone=row.zone,
            records_replies=row.records_replies,
            is_live=row.is_live,
            country=row.country,
            shared_device=row.shared_device,
        )
        for row in models.Source.objects.order_by("slug")
    }
