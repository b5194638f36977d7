"""The systems that interactions come from."""

from dataclasses import dataclass
from datetime import datetime

from regard.company import models


@dataclass(frozen=True, kw_only=True)
class Source:
    """One source as the other rooms see it."""

    slug: str
    title: str
    zone: str
    records_replies: bool
    is_live: bool


def register_source(source: Source, *, at: datetime) -> None:
    """Make the source known, or bring what is known of it up to date."""
    models.Source.objects.update_or_create(
        slug=source.slug,
        defaults={
            "title": source.title,
            "zone": source.zone,
            "records_replies": source.records_replies,
            "is_live": source.is_live,
        },
        create_defaults={
            "title": source.title,
            "zone": source.zone,
            "records_replies": source.records_replies,
            "is_live": source.is_live,
            "registered_at": at,
        },
    )


def is_any_source(*, named: str) -> bool:
    """Whether the slug of some source begins so."""
    return models.Source.objects.filter(slug__startswith=named).exists()


def forget_sources(*, named: str) -> None:
    """Forget the sources whose slug begins so; what came from them must have been taken back."""
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
        )
        for row in models.Source.objects.order_by("slug")
    }
