"""Dov, and whoever is not signed in, sees nothing: every address is tried, also those made tomorrow."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from regard.company.models import StaffMember
from tests.web.conftest import signed_in

# What a stranger may open; none of it shows anything of the company.
OPEN = {
    "account/login/",
    "account/signup/",
    "account/inactive/",
    "account/logout/",
    "account/mfa/authenticate/",
    "account/mfa/webauthn/login/",
    "account/mfa/webauthn/signup/",
    "account/mfa/trust/",
    "healthz",
    "api/v1/openapi.json",
    "language/",
    "theme/",
}
NEVER_SHOWN = ("squeals", "Lantern", "cyn", "ada@", "K-1", "boston", '"desk"', "=desk")
EXAMPLES = {"number": "1", "name": "funnel", "pk": "1", "key": "x:y", "shape": "segment"}


def addresses(patterns: list[URLPattern | URLResolver] | None = None, before: str = "") -> Iterator[str]:
    """Every address there is, with an example for each part that varies."""
    for one in patterns if patterns is not None else get_resolver().url_patterns:
        route = str(one.pattern) if isinstance(one.pattern, RoutePattern) else "confirm-email/x:y/"
        for name, example in EXAMPLES.items():
            for kind in ("int", "number", "slug", "str"):
                route = route.replace(f"<{kind}:{name}>", example)
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, before + route)
        else:
            yield before + route


EVERY = sorted(set(addresses()))


def test_the_walk_finds_the_addresses() -> None:
    assert {
        "",
        "people/",
        "matters/1/",
        "customers/1/",
        "api/v1/reports/funnel",
        "settings/tokens/1/",
        "account/login/",
    } <= set(EVERY)
    assert not [one for one in EVERY if "<" in one]


@pytest.mark.usefixtures("company")
@pytest.mark.parametrize("who", ["a stranger", "Dov"])
def test_nothing_is_shown(who: str, dov: StaffMember) -> None:
    client = Client() if who == "a stranger" else signed_in(dov)
    for address in EVERY:
        for method in ("get", "post"):
            response = getattr(client, method)(f"/{address}")
            body = response.content.decode(errors="replace")
            assert not [word for word in NEVER_SHOWN if word in body], address
            if address not in OPEN:
                assert is_closed(response.status_code, response.get("Location", "")), (method, address)


def is_closed(status: int, location: str) -> bool:
    """Sent to the sign-in, or refused."""
    return location.startswith("/account/login/") if status == 302 else status in {401, 403, 404, 405}


def test_an_open_door_would_be_found() -> None:
    assert not is_closed(200, "")
    assert not is_closed(302, "/people/")


@pytest.mark.django_db
def test_nobody_signs_up(client: Client) -> None:
    response = client.post("/account/signup/", {"email": "eve@example.com", "password1": "x", "password2": "x"})
    assert StaffMember.objects.count() == 0
    assert response.status_code == 200
