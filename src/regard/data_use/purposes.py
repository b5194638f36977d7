"""What data is used for: each purpose names its five parts, or it does not exist."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from regard.data_use.fields import FieldKind
from regard.foundation.errors import RegardError

PARTS = ("origin", "purpose", "outcome", "insight", "destination")


class Purpose(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One use of data: where it comes from, what for, what it gives, what is learned, where it goes."""

    name: str
    title: str
    origin: str
    purpose: str
    outcome: str
    insight: str
    destination: str
    kinds: tuple[FieldKind, ...]


# Built while one thread runs: of two that first convert to it at once, one would find it half built and fall.
_BUILT = msgspec.json.Decoder(Purpose)


def read_purposes(text: str) -> dict[str, Purpose]:
    """Purposes from TOML; one with a missing part is an error that names the part."""
    return {name: _purpose(name, entry) for name, entry in tomllib.loads(text).items()}


def _purpose(name: str, entry: dict[str, Any]) -> Purpose:
    missing = [part for part in PARTS if not str(entry.get(part, "")).strip()]
    if missing:
        raise RegardError(
            f"Purpose {name!r} does not say its {' and '.join(missing)}; all of {', '.join(PARTS)} must be said."
        )
    try:
        return msgspec.convert({"name": name, **entry}, Purpose)
    except msgspec.ValidationError as cause:
        raise RegardError(f"Purpose {name!r}: {cause}.") from cause


@cache
def purposes() -> dict[str, Purpose]:
    """The purposes that ship with Regard."""
    return read_purposes((files("regard.data_use") / "purposes.toml").read_text(encoding="utf-8"))
