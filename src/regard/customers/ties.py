"""Who carries what, as the register has it: each value and each profile is asked for once in a batch."""

from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec

from regard.customers.members import carriers_of
from regard.customers.signature import Mark
from regard.foundation.databases import read_in

_CARRIERS = "SELECT value_key, profile_id FROM profile_identifier WHERE value_key IN ({marks})"
_MARKS = "SELECT id, marks FROM profile WHERE id IN ({marks})"
_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(tuple[Mark, ...])


def packed(marks: Sequence[Mark]) -> bytes:
    """The marks of a profile as it keeps them."""
    return _ENCODER.encode(marks)


class Ties:
    """What was asked for so far of the profiles there are."""

    def __init__(self) -> None:
        self._carriers: dict[bytes, list[int]] = {}
        self._marks: dict[int, tuple[Mark, ...]] = {}

    def carriers(self, keys: Iterable[bytes]) -> Mapping[bytes, Sequence[int]]:
        """The profiles that carry these values (and others asked for before), by value."""
        new = [key for key in keys if key not in self._carriers]
        self._carriers.update((key, []) for key in new)
        for key, profile in read_in(_CARRIERS, new):
            self._carriers[bytes(key)].append(profile)
        return self._carriers

    def around(self, keys: Collection[bytes]) -> set[int]:
        """The profiles that carry any of these values."""
        found = {profile for key in keys for profile in self._carriers.get(key, ())}
        return found | carriers_of(key for key in keys if key not in self._carriers)

    def marks(self, profiles: Iterable[int]) -> Mapping[int, Sequence[Mark]]:
        """The marks of those of these profiles that are there (and of others asked for before)."""
        new = [profile for profile in profiles if profile not in self._marks]
        self._marks.update((profile, _DECODER.decode(marks)) for profile, marks in read_in(_MARKS, new))
        return self._marks
