"""Welcome: what will be seen here, and how to bring in the first file."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from regard.record.public import LOG, imports
from regard.web.pages.coming import coming
from regard.web.pages.imports import recipe_cards, upload_form


def welcome(request: HttpRequest) -> HttpResponse:
    """The page of a home in which nothing is recorded yet; it stays reachable."""
    context = {
        "form": upload_form(),
        "recipes": recipe_cards(),
        "imports": imports(limit=3),
        "is_first": not LOG.head(),
        "coming": coming(),
    }
    return render(request, "pages/welcome.html", context)
