"""Numbers as somebody types them, or an address names them."""

from collections.abc import Mapping
from typing import Annotated

import msgspec
from django.urls.converters import IntConverter

from regard.foundation.errors import RegardError

_MOST_DIGITS = 18
ANumber = Annotated[int, msgspec.Meta(ge=0, lt=10**_MOST_DIGITS)]
"""A number of something in a JSON body."""


class Number(IntConverter):
    """A number as a part of an address; none that is longer than any number here."""

    regex = f"[0-9]{{1,{_MOST_DIGITS}}}"


def number_in(told: str) -> int | None:
    """The number meant, with or without # before it; None if it is none, or longer than any number here."""
    told = told.strip().lstrip("#")
    return int(told) if told.isdecimal() and len(told) <= _MOST_DIGITS else None


def number_named(given: Mapping[str, str], name: str, *, usual: int) -> int:
    """The number that an address names, or the usual one."""
    words = given.get(name) or str(usual)
    number = number_in(words)
    if number is None:
        raise RegardError(f"{name} cannot be {words!r}. A whole number would work, such as {usual}.")
    return number
