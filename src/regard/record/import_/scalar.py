"""Reads numbers and yes or no as a source writes them."""

import re
from collections.abc import Callable

from regard.record.import_.recipe import Values

_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")
_SIGNS = " \u00a0\u202f฿$€£¥%"


def number_reader(values: Values) -> Callable[[str], float | None]:
    """A function from text to number, None if it is none: `"฿ 1,234.50"` is 1234.5."""
    drop = str.maketrans("", "", f"{values.thousands}\u00a0\u202f")
    decimal = values.decimal

    def read(text: str) -> float | None:
        plain = text.strip(_SIGNS).translate(drop)
        if decimal != ".":
            plain = plain.replace(decimal, ".")
        return float(plain) if _PLAIN.fullmatch(plain) and len(plain) < 40 else None

    return read


def yes_no_reader(values: Values) -> Callable[[str], bool | None]:
    """A function from text to yes or no, None if it is neither."""
    words = {word.casefold(): False for word in values.no} | {word.casefold(): True for word in values.yes}
    return lambda text: words.get(text.casefold())
