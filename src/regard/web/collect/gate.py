"""Who may come in: write keys, webhook secrets and mappings, held in memory and read again every second."""

import base64
import binascii
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connections

from regard.company.public import WriteKey, digest_of, keys_by_digest, secrets_by_source
from regard.foundation import clock
from regard.record import public as record
from regard.web.collect.body import Environ
from regard.web.collect.knock import Knock

_FRESH_SECONDS = 1.0


@dataclass(frozen=True)
class _Known:
    keys: dict[str, WriteKey]
    secrets: dict[str, tuple[bytes, ...]]
    newest_mapping: int
    mappings: dict[tuple[str, str], str]


class Gate:
    """What the door needs to know of who knocks. A key that was revoked opens nothing a second later."""

    def __init__(self, *, let_go: Callable[[], None] = connections.close_all) -> None:
        # Any of the many threads may be the one that reads; none of them should keep a connection for it.
        self._let_go = let_go
        self._lock = threading.Lock()
        self._known: _Known | None = None
        self._read_at = 0.0

    def key(self, given: str | None) -> WriteKey:
        """The key that was given; raises `Knock` (401)."""
        if not given:
            raise Knock(401, "no_key", "No write key. Send it as the user name of Basic auth, or as writeKey.")
        known = self._fresh().keys.get(digest_of(given))
        if known is None or not known.is_open(clock.now()):
            raise Knock(401, "unknown_key", "This write key opens nothing here: unknown, revoked or ended.")
        return known

    def secrets(self, source: str) -> tuple[bytes, ...]:
        """What this source may sign its webhooks with."""
        return self._fresh().secrets.get(source, ())

    def mapper(self, source: str, shape: str) -> record.Mapper | None:
        """How what this source sends becomes interactions; None for our own type."""
        if shape == record.OWN:
            return None
        text = self._fresh().mappings.get((source, shape)) or record.shipped_mapping(shape)
        return record.compiled_mapping(source, shape, text)

    def _fresh(self) -> _Known:
        known = self._known
        if known is not None and time.monotonic() - self._read_at < _FRESH_SECONDS:
            return known
        # One thread reads; the others go on with what is known, but for the first.
        if not self._lock.acquire(blocking=known is None):
            return known  # type: ignore[return-value]  # Not None: else we would have waited.
        try:
            self._known = self._read(self._known)
            self._read_at = time.monotonic()
            return self._known
        finally:
            self._lock.release()

    def _read(self, before: _Known | None) -> _Known:
        now = clock.now()
        try:
            newest = record.newest_mapping()
            same = before is not None and before.newest_mapping == newest
            mappings = before.mappings if before is not None and same else record.own_mappings()
            return _Known(keys_by_digest(now=now), secrets_by_source(now=now), newest, mappings)
        finally:
            self._let_go()


def key_of_header(environ: Environ) -> str | None:
    """The write key of `Authorization`: the user name of Basic, or Bearer."""
    scheme, _, rest = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip() or None
    if scheme.lower() != "basic":
        return None
    try:
        return base64.b64decode(rest.strip(), validate=True).decode().partition(":")[0] or None
    except (binascii.Error, UnicodeDecodeError):
        return None


def must_come_from(key: WriteKey, environ: Environ) -> None:
    """A key for certain web origins is good from nowhere else; raises `Knock` (403)."""
    origin = environ.get("HTTP_ORIGIN", "")
    if key.origins and origin.lower().rstrip("/") not in key.origins:
        raise Knock(403, "origin", f"This write key is for {', '.join(key.origins)} only.")
