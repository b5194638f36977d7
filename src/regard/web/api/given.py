"""What a program sends along: a page of a list in the address, and numbers in a JSON body."""

import json
from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from django.http import HttpRequest

from regard.foundation.errors import RegardError
from regard.web.typed import ANumber, number_named

MOST = 1_000
_USUAL = 100
_SOME = Annotated[list[ANumber], msgspec.Meta(min_length=1)]
# Read once on import: two threads that build what a type is read by at once end the process.
_BUILT = (msgspec.json.Decoder(ANumber), msgspec.json.Decoder(_SOME))


def after_of(request: HttpRequest) -> int:
    """The number behind which a page begins."""
    return number_named(request.GET, "after", usual=0)


def limit_of(request: HttpRequest) -> int:
    """How many a page holds: one at least, and not more than `MOST`."""
    return min(max(number_named(request.GET, "limit", usual=_USUAL), 1), MOST)


def is_preview(request: HttpRequest) -> bool:
    """Whether it is only asked what would change."""
    return request.GET.get("preview") in {"1", "true"}


def body_of(request: HttpRequest) -> dict[str, Any]:
    """The body, which may be empty."""
    try:
        given = json.loads(request.body or b"{}")
    except ValueError as error:
        raise RegardError(f"The body is no JSON: {error}.") from error
    if not isinstance(given, dict):
        raise RegardError("The body is no JSON object. {} would work where nothing is to be named.")
    return given


def named(given: Mapping[str, Any], name: str) -> int:
    """The number that a body names so."""
    try:
        return msgspec.convert(given.get(name), ANumber)
    except msgspec.ValidationError as error:
        raise RegardError(f'The body names no {name}. {{"{name}": 12}} would work: a number.') from error


def all_named(given: Mapping[str, Any], name: str) -> list[int]:
    """The numbers, one at least, that a body names so."""
    try:
        return msgspec.convert(given.get(name), _SOME)
    except msgspec.ValidationError as error:
        raise RegardError(f'The body names no {name}. {{"{name}": [12, 17]}} would work: numbers.') from error
