"""The way from a number that is another customer now to that one."""

from django.http import HttpResponse
from django.shortcuts import redirect


def elsewhere(name: str, customer: int) -> HttpResponse:
    """301, not to be remembered: after an undo the number is live again, and a browser must ask once more."""
    response = redirect(name, customer, permanent=True)
    response["Cache-Control"] = "no-store"
    return response
