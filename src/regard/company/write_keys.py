"""Write keys: who may write interactions of which source; able to write and nothing else."""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db.models import Q, QuerySet

from regard.company import models
from regard.foundation.errors import NotKnown, RegardError

_START = "rgw_"


@dataclass(frozen=True, kw_only=True)
class WriteKey:
    """One key as the other rooms see it: how it begins, never the whole."""

    number: int
    source: str
    name: str
    prefix: str
    origins: tuple[str, ...]
    made_at: datetime
    made_by: str
    ends_at: datetime | None

    def is_open(self, now: datetime) -> bool:
        """Whether it still opens the door."""
        return self.ends_at is None or now < self.ends_at


def make_write_key(source: str, *, name: str, by: str, at: datetime, origins: Iterable[str] = ()) -> str:
    """A new key for this source, shown once; only its hash is kept. Raises when the source or an origin is wrong."""
    key = _START + secrets.token_urlsafe(32)
    models.WriteKey.objects.create(
        source=find_source(source),
        name=name,
        # Enough to tell keys apart, too little to guess one.
        prefix=key[:10],
        digest=digest_of(key),
        origins=[origin_of(one) for one in origins],
        made_at=at,
        made_by=by,
    )
    return key


def write_keys(source: str | None = None, *, now: datetime) -> tuple[WriteKey, ...]:
    """The keys that open the door now, newest first."""
    found = _open(models.WriteKey.objects.all(), now)
    rows = found if source is None else found.filter(source_id=source)
    return tuple(_seen(row) for row in rows.order_by("-made_at", "-id"))


def keys_by_digest(*, now: datetime) -> dict[str, WriteKey]:
    """Every key that opens the door now, by its hash: what the collector holds in memory."""
    return {row.digest: _seen(row) for row in _open(models.WriteKey.objects.all(), now)}


def end_write_key(number: int, *, at: datetime) -> None:
    """From that moment on the key opens nothing; at once if `at` is now."""
    found = models.WriteKey.objects.filter(pk=number)
    if not found.exists():
        raise NotKnown("write key", str(number), map(str, models.WriteKey.objects.values_list("pk", flat=True)))
    # A key never lives longer than was said before.
    found.filter(Q(ends_at=None) | Q(ends_at__gt=at)).update(ends_at=at)


def rotate_write_key(number: int, *, overlap: timedelta, by: str, at: datetime) -> str:
    """A new key in place of that one, which goes on opening for `overlap`: time to change it everywhere."""
    row = _open(models.WriteKey.objects.all(), at).filter(pk=number).first()
    if row is None:
        raise NotKnown("open write key", str(number), (str(one.number) for one in write_keys(now=at)))
    key = make_write_key(row.source_id, name=row.name, by=by, at=at, origins=row.origins)
    end_write_key(number, at=at + overlap)
    return key


def digest_of(key: str) -> str:
    """What is kept of a key. It is 256 random bits: a plain hash is enough, nobody can guess it."""
    return hashlib.sha256(key.encode()).hexdigest()


def origin_of(text: str) -> str:
    """A web origin as browsers send it: scheme, host, and port if it is not the usual one."""
    parts = urlsplit(text.strip())
    usual = {"http": 80, "https": 443}
    try:
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if parts.scheme not in usual or not host or parts.path.strip("/") or parts.query:
        raise RegardError(f"{text!r} is no web origin. https://shop.example would work.")
    host = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{host}" + ("" if port in {None, usual[parts.scheme]} else f":{port}")


def find_source(slug: str) -> models.Source:
    """The row of a source; raises `NotKnown`."""
    found = models.Source.objects.filter(pk=slug).first()
    if found is None:
        raise NotKnown("source", slug, models.Source.objects.values_list("slug", flat=True))
    return found


def _open(found: QuerySet[models.WriteKey], now: datetime) -> QuerySet[models.WriteKey]:
    return found.filter(Q(ends_at=None) | Q(ends_at__gt=now))


def _seen(row: models.WriteKey) -> WriteKey:
    origins: Sequence[str] = row.origins
    return WriteKey(
        number=row.pk,
        source=row.source_id,
        name=row.name,
        prefix=row.prefix,
        origins=tuple(origins),
        made_at=row.made_at,
        made_by=row.made_by,
        ends_at=row.ends_at,
    )
