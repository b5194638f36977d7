"""The key ring: seals what names a person, and hashes what must be matched but not read.

Sealing is AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce; hashes are keyed BLAKE2b (RFC 7693).
A keyed hash is pseudonymous, not anonymous: whoever holds the ring can link.
"""

import base64
import hashlib
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Protocol

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from regard.foundation.errors import RegardError
from regard.foundation.home import Home, the_home, write_new

HASH_BYTES = 16
_NONCE_BYTES = 12
_DRAWN_AT_ONCE = 64


class CannotUnseal(RegardError):
    """Something sealed does not open with the keys at hand."""


class Seal(Protocol):
    """Encrypts, as `KeyRing.seal` does."""

    def __call__(self, content: bytes, *, about: bytes) -> bytes:
        """What is sealed."""


class _Stored(msgspec.Struct, frozen=True):
    hashing: str
    sealing: dict[str, str]
    newest: int


_READ_STORED = msgspec.json.Decoder(_Stored)


@dataclass(frozen=True)
class KeyRing:
    """Keys for sealing, by number, and one for hashing. The hashing key never changes: hashes must go on matching."""

    hashing: bytes
    sealing: dict[int, AESGCM]
    newest: int

    @cached_property
    def _keyed(self) -> "hashlib.blake2b":
        # The key fills the first block of the hash: worked in once, and copied for each.
        return hashlib.blake2b(digest_size=HASH_BYTES, key=self.hashing)

    def hash(self, *parts: str) -> bytes:
        """16 bytes that stand for these words; the same words always give the same bytes."""
        hashed = self._keyed.copy()
        # The unit separator keeps ("ab", "c") apart from ("a", "bc").
        hashed.update("\x1f".join(parts).encode())
        return hashed.digest()

    def hash_bytes(self, content: bytes) -> bytes:
        """16 bytes that stand for this content."""
        hashed = self._keyed.copy()
        hashed.update(content)
        return hashed.digest()

    def seal(self, content: bytes, *, about: bytes) -> bytes:
        """Encrypt; `about` (what it belongs to) must be given again to open, so that rows cannot be swapped."""
        return self._sealed(content, about, os.urandom(_NONCE_BYTES))

    def sealer(self) -> "Seal":
        """`seal` for what comes in one delivery: nonces are drawn from the system some at a time.

        Keep it no longer than that: if the machine were copied, what lies drawn would be used twice, which a nonce
        must never be.
        """
        nonces = _nonces()

        def seal(content: bytes, *, about: bytes) -> bytes:
            return self._sealed(content, about, next(nonces))

        return seal

    def _sealed(self, content: bytes, about: bytes, nonce: bytes) -> bytes:
        return bytes((self.newest,)) + nonce + self.sealing[self.newest].encrypt(nonce, content, about)

    def unseal(self, sealed: bytes, *, about: bytes) -> bytes:
        """Decrypt what `seal` made, or raise `CannotUnseal`."""
        cipher = self.sealing.get(sealed[0])
        if cipher is None:
            raise CannotUnseal(f"Sealed with key {sealed[0]}, which is not in the ring. Restore the folder `keys`.")
        try:
            return cipher.decrypt(sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :], about)
        except InvalidTag as cause:
            raise CannotUnseal(
                "The key ring does not fit this record. Restore the `keys` folder it was made with."
            ) from cause


def make_ring(folder: Path) -> None:
    """Make a new ring in `folder` unless there is one."""
    file = folder / "ring.json"
    if not file.exists():
        sealing = {"1": base64.b64encode(AESGCM.generate_key(256)).decode()}
        stored = _Stored(hashing=base64.b64encode(secrets.token_bytes(32)).decode(), sealing=sealing, newest=1)
        write_new(file, msgspec.json.encode(stored))


def read_ring(folder: Path) -> KeyRing:
    """The ring kept in `folder`, or an error that says how to get one."""
    file = folder / "ring.json"
    if not file.exists():
        raise RegardError(f"There is no key ring in {folder}. `regard serve` or `regard setup` makes a home with one.")
    stored = _READ_STORED.decode(file.read_bytes())
    sealing = {int(number): AESGCM(base64.b64decode(key)) for number, key in stored.sealing.items()}
    return KeyRing(hashing=base64.b64decode(stored.hashing), sealing=sealing, newest=stored.newest)


def _nonces() -> Iterator[bytes]:
    """Nonces without end, each new. The first is drawn alone, as most deliveries hold one thing to seal."""
    drawn = 1
    while True:
        block = os.urandom(_NONCE_BYTES * drawn)
        yield from (block[at : at + _NONCE_BYTES] for at in range(0, len(block), _NONCE_BYTES))
        drawn = _DRAWN_AT_ONCE


@lru_cache(maxsize=4)
def _ring_of(home: Home) -> KeyRing:
    return read_ring(home.keys)


def ring() -> KeyRing:
    """The ring of the home of this process."""
    return _ring_of(the_home())
