"""What was said of a source, or of all: each change with who made it and when, so that it can be changed back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from regard.company.models import SourceChange

COMPANY = ""
"""In place of a source: what holds for all."""
_MOST = 100


@dataclass(frozen=True, kw_only=True)
class Saying:
    """One change of what is said: what it was and became."""

    number: int
    source: str
    what: str
    was: str
    became: str
    by: str
    at: datetime


def note(source: str, changed: Mapping[str, tuple[str, str]], *, by: str, at: datetime) -> None:
    """Keep what changed, by name as (was, became); what stayed is no change."""
    SourceChange.objects.bulk_create(
        SourceChange(source=source, what=what, was=was, became=became, by=by, at=at)
        for what, (was, became) in changed.items()
        if was != became
    )


def said_of(source: str) -> tuple[Saying, ...]:
    """What was said of a source (`COMPANY`: of all), newest first."""
    rows = SourceChange.objects.filter(source=source).order_by("-no")[:_MOST]
    return tuple(
        Saying(number=row.no, source=row.source, what=row.what, was=row.was, became=row.became, by=row.by, at=row.at)
        for row in rows
    )
