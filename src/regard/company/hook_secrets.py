"""What sources sign their webhooks with, as Standard Webhooks has it: `whsec_` and base64 of 24 to 64 random bytes."""

import base64
import binascii
import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from regard.company import models
from regard.company.write_keys import find_source
from regard.foundation.errors import NotKnown, RegardError
from regard.foundation.keys import ring

_START = "whsec_"
_BYTES = 32


@dataclass(frozen=True, kw_only=True)
class HookSecret:
    """One secret as staff see it: whose, and since when."""

    number: int
    source: str
    made_at: datetime
    made_by: str
    ends_at: datetime | None


def make_hook_secret(source: str, *, by: str, at: datetime, secret: str = "") -> str:
    """A secret for this source; given one that its sender has made (`whsec_…`), that one. Kept sealed."""
    secret = secret.strip() or _START + base64.b64encode(secrets.token_bytes(_BYTES)).decode()
    secret_bytes(secret)
    row = models.HookSecret(source=find_source(source), sealed=b"", made_at=at, made_by=by)
    row.sealed = ring().seal(secret.encode(), about=f"hook {source}".encode())
    row.save()
    return secret


def hook_secrets(source: str | None = None, *, now: datetime) -> tuple[HookSecret, ...]:
    """The secrets that are good now, newest first."""
    rows = models.HookSecret.objects.filter(_good(now)).order_by("-made_at", "-id")
    return tuple(
        HookSecret(number=row.pk, source=row.source_id, made_at=row.made_at, made_by=row.made_by, ends_at=row.ends_at)
        for row in (rows if source is None else rows.filter(source_id=source))
    )


def secrets_by_source(*, now: datetime) -> dict[str, tuple[bytes, ...]]:
    """The bytes of every good secret by source, newest first: while two overlap, either may sign."""
    found: dict[str, tuple[bytes, ...]] = {}
    keys = ring()
    for row in models.HookSecret.objects.filter(_good(now)).order_by("-made_at", "-id"):
        secret = keys.unseal(bytes(row.sealed), about=f"hook {row.source_id}".encode()).decode()
        found[row.source_id] = (*found.get(row.source_id, ()), secret_bytes(secret))
    return found


def end_hook_secret(number: int, *, at: datetime) -> None:
    """From that moment on nothing signed with it comes in."""
    found = models.HookSecret.objects.filter(pk=number)
    if not found.exists():
        raise NotKnown("webhook secret", str(number), map(str, models.HookSecret.objects.values_list("pk", flat=True)))
    found.filter(Q(ends_at=None) | Q(ends_at__gt=at)).update(ends_at=at)


def secret_bytes(secret: str) -> bytes:
    """The bytes behind `whsec_…`; raises when it is not base64 of 24 to 64 bytes."""
    try:
        found = base64.b64decode(secret.removeprefix(_START), validate=True)
    except (binascii.Error, ValueError):
        found = b""
    if not 24 <= len(found) <= 64:
        raise RegardError("A webhook secret is 'whsec_' and base64 of 24 to 64 bytes, as its sender shows it.")
    return found


def _good(now: datetime) -> Q:
    return Q(ends_at=None) | Q(ends_at__gt=now)
