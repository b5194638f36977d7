"""The door: a WSGI application in front of the pages that takes what other systems send.

It stands before Django because most of a request's time there would be Django's: nothing is known here of sessions,
languages or templates. A request is answered only after its interactions are committed.
"""

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from http import HTTPStatus
from typing import Any, NamedTuple
from urllib.parse import parse_qs

import msgspec
from prometheus_client import Histogram

from regard.company.public import WriteKey
from regard.foundation import clock, logs
from regard.record import public as record
from regard.web.collect import settings, writer
from regard.web.collect.body import Environ, read_body
from regard.web.collect.calls import CALLS, HOOK, HOOKS, Call
from regard.web.collect.delivered import Delivered
from regard.web.collect.gate import Gate, key_of_header, must_come_from
from regard.web.collect.hooks import must_be_signed
from regard.web.collect.knock import Knock
from regard.web.collect.limits import Limits, address_of
from regard.web.collect.ring import RING, Ring
from regard.web.collect.slow import Readers
from regard.web.timing import REQUESTS

Start = Callable[[str, list[tuple[str, str]]], Any]
Wsgi = Callable[[Environ, Start], Iterable[bytes]]
Headers = tuple[tuple[str, str], ...]

_ALWAYS: Headers = (
    ("Content-Type", "application/json"), ("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff"),
)  # fmt: skip
_ANY_ORIGIN: Headers = (("Access-Control-Allow-Origin", "*"), ("Access-Control-Expose-Headers", "Retry-After"))
_PREFLIGHT: Headers = (
    ("Access-Control-Allow-Methods", "POST, GET, OPTIONS"),
    ("Access-Control-Allow-Headers", "Authorization, Content-Type, Content-Encoding"),
    ("Access-Control-Max-Age", "86400"),
)
LEAST_SKEW = timedelta(seconds=5)
"""Less than this is the way through the network, not a clock that is wrong."""
_log = logging.getLogger("regard.collect")


class Answer(NamedTuple):
    """What goes back."""

    status: int
    body: Any
    headers: Headers = ()


@dataclass(slots=True)
class _Visit:
    """What is known so far of one request."""

    environ: Environ
    at: datetime
    address: str
    begun: float
    name: str = "?"
    source: str | None = None
    key: WriteKey | None = None
    fates: Sequence[record.Fate] = ()


class Door:
    """In front of the pages: takes /v1/…, hands everything else on."""

    def __init__(
        self,
        pages: Wsgi,
        *,
        now: Callable[[], datetime] = clock.now,
        ring: Ring = RING,
        gate: Gate | None = None,
        limits: Limits | None = None,
        write: Callable[[record.Checked], record.Receipt] = writer.write,
    ) -> None:
        self._pages, self._now, self._ring, self._write = pages, now, ring, write
        self._gate, self._limits, self._readers = gate or Gate(), limits or Limits(), Readers()

    def __call__(self, environ: Environ, start_response: Start) -> Iterable[bytes]:
        """WSGI (PEP 3333)."""
        if not environ["PATH_INFO"].startswith("/v1/"):
            return self._pages(environ, start_response)
        answer = self._answer(environ)
        body = b"" if answer.body is None else msgspec.json.encode(answer.body)
        length = ("Content-Length", str(len(body)))
        start_response(_status_line(answer.status), [*_ALWAYS, length, *_cors(environ), *answer.headers])
        return [body]

    def _answer(self, environ: Environ) -> Answer:
        visit = _Visit(environ, self._now(), address_of(environ), time.perf_counter())
        try:
            answer = self._visit(visit)
            self._note(visit, answer.status)
        except Knock as knock:
            answer = _turned_away(knock)
            if 400 <= knock.status < 500 and knock.status != 429:
                self._limits.failure(visit.address)
            self._note(visit, knock.status, knock)
        except Exception as error:  # noqa: BLE001 -- the outer edge of the process: nothing was acknowledged, it must come again
            number = logs.failing(_log, "a request at the door failed", error)
            words = f"Something failed here ({number}), and nothing of this was acknowledged. Send it again."
            answer = _turned_away(Knock(503, "failed", words, retry_after=5))
            self._note(visit, 503, Knock(503, "failed", "See the log."))
        return answer

    def _visit(self, visit: _Visit) -> Answer:
        path, method = visit.environ["PATH_INFO"], visit.environ["REQUEST_METHOD"]
        self._limits.request(visit.address)
        if method == "OPTIONS":
            return Answer(204, None)
        if (found := settings.answer(path, method, visit.environ)) is not None:
            return Answer(200, found)
        call, source = _call_of(path)
        visit.name = call.name
        if method != "POST":
            raise Knock(405, "method", "Only POST is answered here.")
        with self._readers.reading(peer=visit.environ.get("REMOTE_ADDR", ""), address=visit.address):
            body = read_body(visit.environ, most=call.most)
        if source is not None:
            return self._hook(visit, source, body)
        delivered = call.read(body, visit.environ)
        key = key_of_header(visit.environ) or (delivered.key if isinstance(delivered.key, str) else None)
        return self._take(visit, call, delivered, self._open(visit, key))

    def _hook(self, visit: _Visit, source: str, body: bytes) -> Answer:
        """A webhook is signed, or comes with a key of its source, in a header or, if it must be, in the address."""
        secrets = self._gate.secrets(source)
        if secrets and "HTTP_WEBHOOK_SIGNATURE" in visit.environ:
            must_be_signed(body, visit.environ, secrets=secrets, now=visit.at)
        else:
            asked = parse_qs(visit.environ.get("QUERY_STRING", ""))
            key = self._open(visit, key_of_header(visit.environ) or asked.get("key", [""])[0])
            if key.source != source:
                raise Knock(403, "other_source", "This write key is of another source than the address names.")
        visit.source = source
        return self._take(visit, HOOK, HOOK.read(body, visit.environ), visit.key)

    def _open(self, visit: _Visit, given: str | None) -> WriteKey:
        key = self._gate.key(given)
        must_come_from(key, visit.environ)
        visit.key, visit.source = key, key.source
        return key

    def _take(self, visit: _Visit, call: Call, delivered: Delivered, key: WriteKey | None) -> Answer:
        """Map, check and write; durable when it answers."""
        source = visit.source or ""
        self._limits.events(key.prefix if key else f"hook {source}", len(delivered.events))
        sent_at = _moment(delivered.sent_at)
        gathered = record.collect(
            delivered.events,
            source=source,
            shape=call.shape,
            mapper=self._gate.mapper(source, call.shape),
            received_at=visit.at,
            sent_at=sent_at,
            skew=_skew(sent_at, visit.at),
            also=delivered.also,
        )
        receipt = self._write(gathered.checked)
        visit.fates = gathered.fates(receipt)
        return _told(call, visit.fates)

    def _note(self, visit: _Visit, status: int, knock: Knock | None = None) -> None:
        seconds = time.perf_counter() - visit.begun
        _timer(visit.name, status // 100).observe(seconds)
        self._ring.note(
            at=visit.at,
            call=visit.name,
            source=visit.source,
            key=visit.key.prefix if visit.key else None,
            sender=visit.environ.get("HTTP_USER_AGENT", "")[:120],
            status=status,
            reason=knock.reason if knock else "",
            message=str(knock) if knock else "",
            fates=visit.fates,
        )


@lru_cache(maxsize=100)
def _status_line(status: int) -> str:
    return f"{status} {HTTPStatus(status).phrase}"


@lru_cache(maxsize=100)
def _timer(name: str, hundreds: int) -> Histogram:
    return REQUESTS.labels(f"door {name}", "POST", f"{hundreds}xx")


def _call_of(path: str) -> tuple[Call, str | None]:
    """The call of that path, and the source if it names one."""
    if (call := CALLS.get(path)) is not None:
        return call, None
    path = path.rstrip("/")
    if path.startswith(HOOKS) and (source := path.removeprefix(HOOKS)) and "/" not in source:
        return HOOK, source
    call = CALLS.get(path)
    if call is None:
        raise Knock(404, "no_such_call", "No such call. See /api/v1/openapi.json for those there are.")
    return call, None


def _told(call: Call, fates: Sequence[record.Fate]) -> Answer:
    """Refused is kept, so an SDK is told that all arrived; who asks for one interaction is told that it was refused."""
    refused = sum(bool(fate.refused) for fate in fates)
    if not call.answers_each:
        return Answer(status=200, body={"success": True, "refused": refused} if refused else {"success": True})
    outcomes = [one.outcome for fate in fates for one in fate.placed]
    body = {
        "appended": outcomes.count(record.Outcome.APPENDED),
        "known": outcomes.count(record.Outcome.KNOWN),
        "revisions": outcomes.count(record.Outcome.REVISION),
        "refused": [
            {"event": number, "reason": one.reason, "detail": one.detail}
            for number, fate in enumerate(fates)
            for one in fate.refused
        ],
    }
    return Answer(status=422 if len(fates) == 1 and refused else 200, body=body)


def _turned_away(knock: Knock) -> Answer:
    headers: list[tuple[str, str]] = []
    if knock.retry_after is not None:
        headers.append(("Retry-After", str(knock.retry_after)))
    if knock.status == 401:
        headers.append(("WWW-Authenticate", 'Basic realm="regard"'))
    if knock.status == 405:
        headers.append(("Allow", "POST, OPTIONS"))
    error = {"status": knock.status, "reason": knock.reason, "message": str(knock)}
    return Answer(status=knock.status, body={"error": error}, headers=tuple(headers))


def _cors(environ: Environ) -> Headers:
    """Any page may try; which origin a key is good for is decided with the key. No cookie is ever looked at."""
    if "HTTP_ORIGIN" not in environ:
        return ()
    return _ANY_ORIGIN + _PREFLIGHT if environ["REQUEST_METHOD"] == "OPTIONS" else _ANY_ORIGIN


def _moment(sent_at: Any) -> datetime | None:
    if not isinstance(sent_at, str):
        return None
    try:
        found = datetime.fromisoformat(sent_at)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _skew(sent_at: datetime | None, received_at: datetime) -> timedelta:
    """By how much the sender's clock is behind ours, as Segment has it: received − sent."""
    if sent_at is None or abs(received_at - sent_at) < LEAST_SKEW:
        return timedelta(0)
    return received_at - sent_at
