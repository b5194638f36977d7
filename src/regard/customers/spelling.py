"""How values are spelled: the one order of them that no key and no arrival decides. Opened only where it decides."""

from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

from regard.customers.grouping import Spelled
from regard.customers.signature import Signature
from regard.foundation.databases import read_in
from regard.foundation.keys import ring

_SEALED = "SELECT value_key, value FROM identifier WHERE value_key IN ({marks})"


def spelling(fresh: Iterable[Signature] = ()) -> Spelled:
    """From values to their spelling; those of `fresh` profiles may not be in the register yet."""
    told = {mark.key: value for one in fresh for mark, value in zip(one.marks, one.values, strict=True)}

    def spelled(keys: Collection[bytes]) -> Mapping[bytes, str]:
        sealed = read_in(_SEALED, [key for key in keys if key not in told])
        return told | {bytes(key): _opened(bytes(key), bytes(value)) for key, value in sealed}

    return spelled


@lru_cache(maxsize=50_000)
def _opened(key: bytes, value: bytes) -> str:
    # Kept, because the same customers come again and again.
    return ring().unseal(value, about=key).decode()
