"""The groups of which a customer is a member now. A page of its own: it asks the lake, the others the record."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from regard import crowds
from regard.web.pages.groups import sentence
from regard.web.who import look_up


def of_customer(request: HttpRequest, number: int) -> HttpResponse:
    """Each with what it means."""
    seen = look_up(request, number, view="customer_groups")
    if isinstance(seen, HttpResponse):
        return seen
    by = request.user.get_username()
    found = [{"group": one, "sentence": sentence(one, by=by)} for one in crowds.groups_of(number, by=by)]
    return render(request, "pages/customer_groups.html", {"head": seen.head, "groups": found})
