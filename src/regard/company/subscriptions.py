"""Who is told what changes about customers: an address, a secret, how far they were told, and whether it is paused."""

import base64
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db.models import Q, QuerySet

from regard.company import models
from regard.company.hook_secrets import secret_bytes
from regard.foundation.errors import NotKnown, RegardError
from regard.foundation.keys import ring

EVENTS = ("customer.merged", "customer.split")
"""What can be subscribed to."""
GIVES_UP_AFTER = timedelta(days=5)
_START, _BYTES = "whsec_", 32
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(seconds=5), timedelta(hours=1)
_AT_IT = timedelta(minutes=2)


@dataclass(frozen=True, kw_only=True)
class Subscription:
    """One subscription as staff see it; never its secret."""

    number: int
    url: str
    events: tuple[str, ...]
    may_be_private: bool
    made_at: datetime
    made_by: str
    told: int
    tries: int
    failing_since: datetime | None
    last_error: str
    is_dead: bool
    paused_at: datetime | None

    @property
    def host(self) -> str:
        """The machine it goes to."""
        return urlsplit(self.url).hostname or ""


@dataclass(frozen=True, kw_only=True)
class Subscribed:
    """A new subscription and its secret, which is shown this once."""

    number: int
    secret: str


def subscribe(
    url: str, *, events: Iterable[str], by: str, at: datetime, after: int, may_be_private: bool = False
) -> Subscribed:
    """Tell this address from now on (after this announcement); raises where address or event cannot be."""
    wanted = sorted(set(events))
    for event in wanted:
        if event not in EVENTS:
            raise NotKnown("event", event, EVENTS)
    if not wanted:
        raise RegardError(f"Say which events. Known: {', '.join(EVENTS)}.")
    secret = _START + base64.b64encode(secrets.token_bytes(_BYTES)).decode()
    row = models.Subscription.objects.create(
        url=checked_url(url), events=wanted, sealed=ring().seal(secret.encode(), about=b"subscription"),
        may_be_private=may_be_private, made_at=at, made_by=by, told=after,
    )  # fmt: skip
    return Subscribed(number=row.pk, secret=secret)


def checked_url(url: str) -> str:
    """The address, if messages can be sent there."""
    try:
        parts = urlsplit(url.strip())
        host, _port = parts.hostname, parts.port
    except ValueError:
        parts, host = urlsplit(""), None
    if parts.scheme not in {"http", "https"} or not host or parts.username or parts.password or parts.fragment:
        raise RegardError(f"{url!r} is no address to send to. One like https://crm.example.com/hooks would work.")
    return parts.geturl()


def subscriptions() -> tuple[Subscription, ...]:
    """Those that have not ended, the oldest first."""
    return tuple(_seen(row) for row in models.Subscription.objects.filter(ended_at=None).order_by("pk"))


def end_subscription(number: int, *, at: datetime) -> None:
    """Tell them nothing more."""
    _standing(number).update(ended_at=at)


def revive_subscription(number: int) -> None:
    """Try again at once, from where they were told last; one that is paused goes on."""
    _standing(number).update(is_dead=False, tries=0, next_at=None, failing_since=None, last_error="", paused_at=None)


def pause_subscriptions(*, at: datetime) -> int:
    """Nobody is told anything until `resume_subscriptions`; how many are paused by it."""
    return models.Subscription.objects.filter(ended_at=None, paused_at=None).update(paused_at=at)


def resume_subscriptions() -> int:
    """Those that are paused are told again, from where they were told last; how many."""
    return (
        models.Subscription.objects.filter(ended_at=None).exclude(paused_at=None).update(paused_at=None, next_at=None)
    )


def claim_due(*, head: int, now: datetime) -> Subscription | None:
    """One of those for whom something waits, held so that nobody else sends the same; None: nothing to do."""
    due = models.Subscription.objects.filter(
        Q(next_at=None) | Q(next_at__lte=now), ended_at=None, is_dead=False, paused_at=None, told__lt=head
    )
    for row in due.order_by("next_at", "pk"):
        # Claim by update: whoever moves the moment first sends.
        mine = models.Subscription.objects.filter(pk=row.pk, next_at=row.next_at, told=row.told)
        if mine.update(next_at=now + _AT_IT):
            return _seen(row)
    return None


def key_of(number: int) -> bytes:
    """What its messages are signed with."""
    sealed = models.Subscription.objects.values_list("sealed", flat=True).get(pk=number)
    return secret_bytes(ring().unseal(bytes(sealed), about=b"subscription").decode())


def took(number: int, *, upto: int, now: datetime) -> bool:
    """They took everything up to this announcement; held on to, for more may follow: not if it was paused or ended."""
    one = models.Subscription.objects.filter(pk=number)
    one.update(told=upto, tries=0, failing_since=None, last_error="", next_at=now + _AT_IT)
    return one.filter(ended_at=None, paused_at=None).exists()


def let_go(number: int) -> None:
    """Nothing more for now: whatever comes next may be sent at once."""
    models.Subscription.objects.filter(pk=number).update(next_at=None)


def refused(number: int, *, error: str, now: datetime, for_good: bool = False) -> None:
    """They did not take it: later again, with longer and longer pauses, until it has failed for days."""
    row = models.Subscription.objects.get(pk=number)
    since = row.failing_since or now
    models.Subscription.objects.filter(pk=number).update(
        tries=row.tries + 1,
        failing_since=since,
        last_error=error[:200],
        next_at=now + pause_after(row.tries),
        is_dead=for_good or now - since >= GIVES_UP_AFTER,
    )


def pause_after(tries: int) -> timedelta:
    """How long to wait after so many failures in a row before this one: 5 s, 10 s, … an hour."""
    return min(_FIRST_PAUSE * (1 << min(tries, 20)), _LONGEST_PAUSE)


def _standing(number: int) -> QuerySet[models.Subscription]:
    found = models.Subscription.objects.filter(pk=number, ended_at=None)
    if not found.exists():
        raise NotKnown("subscription", str(number), (str(one.number) for one in subscriptions()))
    return found


def _seen(row: models.Subscription) -> Subscription:
    return Subscription(
        number=row.pk, url=row.url, events=tuple(row.events), may_be_private=row.may_be_private, made_at=row.made_at,
        made_by=row.made_by, told=row.told, tries=row.tries, failing_since=row.failing_since,
        last_error=row.last_error, is_dead=row.is_dead, paused_at=row.paused_at,
    )  # fmt: skip
