"""The keys of a home in one file, to be put where the backup is not."""

import base64
from pathlib import Path

import msgspec

from regard.foundation.errors import RegardError
from regard.foundation.home import Home, write_new, write_whole
from regard.foundation.keys import read_ring
from regard.keeping.envelope import Damaged, unwrap, wrap
from regard.keeping.files import files_in, place_in
from regard.keeping.passphrase import Seal, must_be_long

_IS_A = "the keys of a Regard home"
_RING = "ring.json"


def fingerprint(home: Home) -> str:
    """What stands for the key ring of a home and says nothing about the keys."""
    return read_ring(home.keys).hash("the fingerprint of this ring").hex()


def write_keys(home: Home, file: Path, *, apart_from: Path, passphrase: str | None) -> None:
    """Write all keys of the home to a file that only its owner can read, sealed if there is a passphrase.

    A file with other keys is left alone: it may be all that opens what they sealed.
    """
    if passphrase is not None:
        must_be_long(passphrase)
    for folder, what in ((apart_from, "the backup"), (home.folder, "the home")):
        if file.resolve().is_relative_to(folder.resolve()):
            raise RegardError(f"{file} lies in {what}, so the keys would not be apart. Another place would work.")
    content = {key.name: base64.b64encode(key.read_bytes()).decode() for key in files_in(home.keys)}
    if _RING not in content:
        raise RegardError(f"{home.folder} has no keys that could be written to {file}. Another REGARD_HOME would work.")
    if file.exists() and file.stat().st_size and _keys_in(file, passphrase=passphrase).get(_RING) != content[_RING]:
        raise RegardError(f"{file} holds other keys, of another home. Another file would work.")
    seal = Seal(passphrase) if passphrase else None
    write_whole(file, wrap(msgspec.json.encode(content), is_a=_IS_A, seal=seal))


def put_keys(home: Home, file: Path, *, passphrase: str | None) -> None:
    """Put the keys of such a file into a home; those it has already stay."""
    for name, key in _keys_in(file, passphrase=passphrase).items():
        write_new(place_in(home, f"keys/{name}"), base64.b64decode(key))


def _keys_in(file: Path, *, passphrase: str | None) -> dict[str, str]:
    opened = unwrap(_read(file), is_a=_IS_A, where=str(file), passphrase=passphrase)
    try:
        return msgspec.json.decode(opened.content, type=dict[str, str])
    except msgspec.DecodeError as cause:
        raise Damaged(f"{file} is damaged: {cause}.") from cause


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as cause:
        raise RegardError(f"The file of keys cannot be read: {cause}.") from cause
