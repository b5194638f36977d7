"""A passphrase seals: scrypt (RFC 7914) makes the key of it, AES-256-GCM (NIST SP 800-38D) seals with the key."""

import os

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from regard.foundation.errors import RegardError

_NONCE_BYTES = 12
_SALT_BYTES = 16
_SHORTEST = 12
COST = 2**17
# What a backup may ask of the one who opens it: a forged one must not take all memory.
_MOST_N, _MOST_R, _MOST_P = 2**20, 16, 4


class DoesNotOpen(RegardError):
    """Sealed with another passphrase, or not as it was sealed."""


class Stretching(msgspec.Struct, frozen=True, kw_only=True):
    """How the key is made of the passphrase: 128 MB and about half a second, so that guessing is dear."""

    salt: bytes
    n: int
    r: int = 8
    p: int = 1


class Seal:
    """The key of one passphrase and salt. Each sealing takes a random 96-bit nonce, which lies before it."""

    def __init__(self, passphrase: str, stretching: Stretching | None = None) -> None:
        self.stretching = stretching or Stretching(salt=os.urandom(_SALT_BYTES), n=COST)
        self._cipher = AESGCM(_stretched(passphrase, self.stretching))

    def seal(self, content: bytes, *, about: str) -> bytes:
        """Encrypt; what it is `about` must be given again to open."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, content, about.encode())

    def open(self, sealed: bytes, *, about: str) -> bytes:
        """Decrypt what `seal` made, or raise `DoesNotOpen`."""
        try:
            return self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], about.encode())
        except (InvalidTag, ValueError) as cause:
            raise DoesNotOpen(f"The passphrase does not open {about}.") from cause


def must_be_long(passphrase: str) -> str:
    """The passphrase, if nobody can simply guess it."""
    if len(passphrase) < _SHORTEST:
        raise RegardError(f"A passphrase of {len(passphrase)} characters can be guessed; {_SHORTEST} or more would do.")
    return passphrase


def _stretched(passphrase: str, by: Stretching) -> bytes:
    if not (by.n <= _MOST_N and by.r <= _MOST_R and by.p <= _MOST_P):
        raise DoesNotOpen("This backup asks for more memory to be opened than any that Regard makes.")
    try:
        kdf = Scrypt(salt=by.salt, length=32, n=by.n, r=by.r, p=by.p)
    except ValueError as cause:
        raise DoesNotOpen("This backup does not say rightly how its passphrase is used.") from cause
    return kdf.derive(passphrase.encode())
