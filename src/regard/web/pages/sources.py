"""Sources: where interactions come from, what is being read, what was refused."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from regard import answering, house
from regard.company.public import Source
from regard.company.public import sources as known_sources
from regard.foundation import clock
from regard.record.public import imports, refused_so, revisions_by_source
from regard.web.pages.imports import upload_form
from regard.web.pages.source import source_form
from regard.web.progress import Progress, progress_of
from regard.web.telling import zone_name


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A source with where it ends."""

    source: Source
    zone: str
    ends: datetime | None
    revisions: int


def sources(request: HttpRequest) -> HttpResponse:
    """The page."""
    ends, revisions = answering.ends_at(clock.now()), revisions_by_source()
    context = {
        "sources": [
            Shown(source=one, zone=zone_name(one.zone), ends=ends.get(slug), revisions=revisions.get(slug, 0))
            for slug, one in known_sources().items()
        ],
        "reasons": [one for one in refused_so() if one.waiting],
        "form": upload_form(),
        "source_form": source_form(),
        "lags": house.lags(),
        **_moving(),
    }
    return render(request, "pages/sources.html", context)


def progress(request: HttpRequest) -> HttpResponse:
    """The imports alone, asked for again while one of them moves."""
    return render(request, "parts/imports.html", _moving())


def _moving() -> dict[str, list[Progress] | bool]:
    shown = [progress_of(state) for state in imports(limit=50)]
    return {"imports": shown, "is_moving": any(one.is_moving for one in shown)}
