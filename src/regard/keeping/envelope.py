"""The envelope of what is kept: says what it is and how it is sealed, before anything of it is believed."""

import base64
import binascii
import hashlib
from dataclasses import dataclass

import msgspec

from regard.foundation.errors import RegardError
from regard.keeping.passphrase import DoesNotOpen, Seal, Stretching

VERSION = 1


class Damaged(RegardError):
    """What was kept is not as it was written."""


class _Envelope(msgspec.Struct, frozen=True, kw_only=True):
    is_a: str
    version: int
    seal: Stretching | None
    sha256: str
    content: msgspec.Raw


_READ = msgspec.json.Decoder(_Envelope)


@dataclass(frozen=True, kw_only=True)
class Opened:
    """What an envelope held, and the seal it was opened with."""

    content: bytes
    seal: Seal | None


def wrap(content: bytes, *, is_a: str, seal: Seal | None) -> bytes:
    """JSON in an envelope; sealed, it can neither be read nor changed without the passphrase."""
    inner = content if seal is None else msgspec.json.encode(base64.b64encode(seal.seal(content, about=is_a)).decode())
    envelope = _Envelope(
        is_a=is_a,
        version=VERSION,
        seal=seal.stretching if seal else None,
        sha256=hashlib.sha256(inner).hexdigest(),
        content=msgspec.Raw(inner),
    )
    return msgspec.json.encode(envelope) + b"\n"


def unwrap(raw: bytes, *, is_a: str, where: str, passphrase: str | None) -> Opened:
    """What `wrap` made. Raises `Damaged`, or `DoesNotOpen` for a passphrase that is wrong or missing."""
    try:
        envelope = _READ.decode(raw)
    except msgspec.DecodeError as cause:
        raise Damaged(f"{where} is damaged: it cannot be read as what {is_a} begins with.") from cause
    if envelope.is_a != is_a:
        raise RegardError(f"{where} holds {envelope.is_a}, not {is_a}.")
    if envelope.version > VERSION:
        raise RegardError(
            f"{where} was made by a newer Regard, in a form this one does not know. Upgrade Regard first."
        )
    inner = bytes(envelope.content)
    if hashlib.sha256(inner).hexdigest() != envelope.sha256:
        raise Damaged(f"{where} is damaged: its content is not what was written.")
    if envelope.seal is None:
        return Opened(content=inner, seal=None)
    return _unsealed(inner, envelope.seal, is_a=is_a, where=where, passphrase=passphrase)


def _unsealed(inner: bytes, stretching: Stretching, *, is_a: str, where: str, passphrase: str | None) -> Opened:
    if passphrase is None:
        raise DoesNotOpen(
            f"{where} is sealed. Give its passphrase: --passphrase-file FILE, or REGARD_BACKUP_PASSPHRASE."
        )
    seal = Seal(passphrase, stretching)
    try:
        sealed = base64.b64decode(msgspec.json.decode(inner, type=str), validate=True)
    except (msgspec.DecodeError, binascii.Error) as cause:
        raise Damaged(f"{where} is damaged: its content is not what was written.") from cause
    try:
        return Opened(content=seal.open(sealed, about=is_a), seal=seal)
    except DoesNotOpen as cause:
        raise DoesNotOpen(f"This is not the passphrase with which {where} was sealed.") from cause
