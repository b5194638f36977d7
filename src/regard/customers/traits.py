"""What attributes tell of a person, sealed beside the value: computed once, when the value is seen first."""

from collections.abc import Collection
from functools import lru_cache

import msgspec

from regard.customers.kinds import ATTRIBUTES
from regard.customers.names import NOTHING, Traits, traits_of
from regard.customers.signature import Mark
from regard.foundation.databases import read_in
from regard.foundation.keys import KeyRing, ring

_FORMS = "SELECT value_key, forms FROM identifier WHERE forms IS NOT NULL AND value_key IN ({marks})"
_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Traits)


def seal_traits(keys: KeyRing, mark: Mark, value: str) -> bytes | None:
    """The forms by which this value is compared; None if it tells nothing that could be."""
    traits = traits_of(mark.kind, value) if mark.kind in ATTRIBUTES else NOTHING
    return None if traits == NOTHING else keys.seal(_ENCODER.encode(traits), about=mark.key)


def traits_by(keys: Collection[bytes]) -> dict[bytes, Traits]:
    """What each of these values tells, where it tells anything."""
    return {bytes(key): _open_traits(bytes(key), bytes(forms)) for key, forms in read_in(_FORMS, list(keys))}


@lru_cache(maxsize=20_000)
def _open_traits(key: bytes, forms: bytes) -> Traits:
    """What `seal_traits` sealed. Kept, because the same names come again and again."""
    return _DECODER.decode(ring().unseal(forms, about=key))
