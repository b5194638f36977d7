"""Webhooks of any shape, signed as Standard Webhooks has it, or with a write key where the sender cannot sign.

Source of the method: Standard Webhooks 1.0: HMAC-SHA256 over "id.timestamp.body", base64, "v1," in front; several
signatures while a secret is changed; a timestamp of at most five minutes' distance against replay.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import parse_qsl

from regard.foundation.clock import EPOCH
from regard.record.public import Unfit
from regard.web.collect.body import Environ
from regard.web.collect.delivered import KB, Delivered, event_of, is_list, parts
from regard.web.collect.knock import Knock

MOST = 1_024 * KB
TOLERANCE = timedelta(minutes=5)
_MOST_FIELDS = 1_000


def read(body: bytes, environ: Environ) -> Delivered:
    """The object, or the list of objects, or the form that a webhook carries."""
    content_type = environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
    also = {
        name: value
        for name, header in (("webhook.id", "HTTP_WEBHOOK_ID"), ("webhook.timestamp", "HTTP_WEBHOOK_TIMESTAMP"))
        if (value := environ.get(header))
    }
    if content_type == "application/x-www-form-urlencoded":
        return Delivered(events=[_form(body)], also=also)
    if is_list(body):
        return Delivered(events=[event_of(raw, most=MOST) for raw in parts(body)], also=also)
    found = event_of(body, most=MOST)
    if isinstance(found, Unfit):
        raise Knock(400, found.reason, found.detail)
    return Delivered(events=[found], also=also)


def must_be_signed(body: bytes, environ: Environ, *, secrets: Sequence[bytes], now: datetime) -> None:
    """Raises `Knock` (401) unless one of the secrets signed this body a moment ago."""
    sent, stamp = environ.get("HTTP_WEBHOOK_ID", ""), environ.get("HTTP_WEBHOOK_TIMESTAMP", "")
    given = environ.get("HTTP_WEBHOOK_SIGNATURE", "")
    if not (sent and stamp and given):
        raise Knock(401, "not_signed", "Send webhook-id, webhook-timestamp and webhook-signature, or a write key.")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        raise Knock(401, "timestamp", "webhook-timestamp is no number of seconds since 1970.")
    if abs(EPOCH + timedelta(seconds=int(stamp)) - now) > TOLERANCE:
        raise Knock(401, "timestamp", "webhook-timestamp is more than five minutes from now; is a clock wrong?")
    signed = b".".join((sent.encode("latin-1"), stamp.encode(), body))
    good = [hmac.new(secret, signed, hashlib.sha256).digest() for secret in secrets]
    # Every signature is held against every secret: how long it takes says nothing.
    found = [hmac.compare_digest(one, other) for one in _signatures(given) for other in good]
    if not any(found):
        raise Knock(401, "signature", "webhook-signature fits none of the secrets of this source.")


def signed(message: str, body: bytes, *, key: bytes, seconds: int) -> dict[str, str]:
    """The headers that sign this body for whoever holds the key."""
    content = b".".join((message.encode("latin-1"), str(seconds).encode(), body))
    signature = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    return {"webhook-id": message, "webhook-timestamp": str(seconds), "webhook-signature": f"v1,{signature}"}


def _signatures(given: str) -> list[bytes]:
    found = []
    for one in given.split()[:20]:
        version, _, signature = one.partition(",")
        if version == "v1":
            try:
                found.append(base64.b64decode(signature, validate=True))
            except (binascii.Error, ValueError):
                continue
    return found


def _form(body: bytes) -> dict[str, str]:
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS))
    except (UnicodeDecodeError, ValueError) as error:
        raise Knock(400, "not_a_form", "The body is no form that can be read.") from error
