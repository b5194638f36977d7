"""What stood on a screen of the mirror, of what is recorded: never what only we wrote down."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from regard.record.public import ObjectRef, Sealed
from regard.web.screens import Screen

_IN_DETAIL = frozenset({"slip", "parcel"})
_NAMED = frozenset({"order", "product"})
_OURS = frozenset({"customer_name"})


@dataclass(frozen=True, kw_only=True)
class Seen:
    """Words, the address of a page, and of a slip or parcel the things and facts on it."""

    words: str | None = None
    path: str | None = None
    things: tuple[ObjectRef, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)


def seen(screen: Screen, sealed: Sealed | None) -> Seen:
    """What they could see; what was said aloud is not recorded word for word, only what we noted of it."""
    if sealed is None or screen.is_spoken:
        return Seen()
    path = sealed.facts.get("path") if screen.drawn_as == "page" else None
    if screen.drawn_as not in _IN_DETAIL:
        return Seen(words=sealed.text or None, path=str(path) if path else None)
    return Seen(
        words=sealed.text or None,
        things=tuple(one for one in sealed.objects if one.kind in _NAMED),
        facts={name: value for name, value in sealed.facts.items() if name not in _OURS},
    )
