"""On the first evening: how far the sample company has come in, until it has."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from regard.foundation.home import the_home
from regard.record.public import LOG


def coming() -> int | None:
    """How many interactions are there by now, while the sample company comes in; else nothing."""
    return LOG.head() if the_home().sample_coming.exists() else None


def progress(request: HttpRequest) -> HttpResponse:
    """The line alone, asked for again while it moves.

    Who waits on the page of an empty home is led on as soon as something is there; when all is there, whatever page
    is open is read anew.
    """
    so_far = coming()
    response = render(request, "parts/coming.html", {"coming": so_far})
    if so_far and request.headers.get("HX-Current-URL", "").endswith(reverse("welcome")):
        response["HX-Redirect"] = reverse("hundred")
    elif so_far is None:
        response["HX-Refresh"] = "true"
    return response
