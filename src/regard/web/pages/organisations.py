"""Organisations: found by name; one with its customers, their matters and figures."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from regard import crowds
from regard.web.pages.groups import figures, members_shown

MOST = 200


def index(request: HttpRequest) -> HttpResponse:
    """Those whose name or id holds what was looked for."""
    search = request.GET.get("search", "")
    found = crowds.organisations(by=request.user.get_username(), search=search)
    context = {"organisations": found[:MOST], "search": search, "n": len(found), "most": MOST}
    return render(request, "pages/organisations.html", context)


def one(request: HttpRequest, key: str) -> HttpResponse:
    """One organisation."""
    found = crowds.organisation(key, by=request.user.get_username())
    crowd = crowds.crowd_of_organisation(key)
    context = {"organisation": found, **members_shown(request, crowd), **figures(request, {"organisation": key})}
    return render(request, "pages/organisation.html", context)
