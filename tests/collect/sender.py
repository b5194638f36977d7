"""Somebody who sends to the door, in this process: a request is a call of the WSGI application."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from regard.company.public import Source, make_write_key, register_source
from regard.data_use.public import open_reading, permit
from regard.foundation import clock
from regard.record.log import at
from regard.record.public import Checked, Logged, Receipt, Sealed, keep, refusals, unseal
from regard.web.collect import writer
from regard.web.collect.door import Door
from regard.web.collect.gate import Gate
from regard.web.collect.limits import Limits
from regard.web.collect.ring import Ring


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: Any


def no_pages(_environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Stands where the pages would."""
    start_response("200 OK", [])
    return [b"a page"]


def json_answer(content: Any, start_response: Any) -> Iterable[bytes]:
    """Somebody else's answer, as JSON."""
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps(content, default=str).encode()]


def write_here(checked: Checked) -> Receipt:
    """What the one writer does, without it."""
    return keep(checked.rows, checked.refused, received_at=clock.now())


@dataclass
class Sender:
    """Sends with one write key; `now` is what the door takes for the present."""

    key: str
    now: datetime | None = None
    address: str = "127.0.0.1"
    ring: Ring = field(default_factory=Ring)
    limits: Limits = field(default_factory=Limits)
    at_once: bool = True
    """Written in the thread that sends, within the test's transaction; else by the one writer."""

    def __post_init__(self) -> None:
        self.door = Door(
            no_pages,
            now=lambda: self.now or clock.now(),
            ring=self.ring,
            limits=self.limits,
            gate=Gate(let_go=lambda: None) if self.at_once else None,
            write=write_here if self.at_once else writer.write,
        )

    def post(
        self, path: str, body: Any = b"", *, method: str = "POST", key: str | None = None, **headers: str
    ) -> Reply:
        """Send; what is no bytes is sent as JSON. Headers are written with underscores: content_type."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        basic = base64.b64encode(f"{self.key if key is None else key}:".encode()).decode()
        path, _, query = path.partition("?")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "REMOTE_ADDR": self.address,
            "CONTENT_LENGTH": str(len(raw)),
            "CONTENT_TYPE": headers.pop("content_type", "application/json"),
            "HTTP_AUTHORIZATION": f"Basic {basic}",
            "wsgi.input": io.BytesIO(raw),
            "wsgi.url_scheme": "http",
            **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
        }
        if key == "":
            del environ["HTTP_AUTHORIZATION"]
        if "authorization" in headers:
            environ["HTTP_AUTHORIZATION"] = headers["authorization"]
        said: list[Any] = []
        answer = b"".join(self.door(environ, lambda status, sent: said.extend((status, dict(sent)))))
        return Reply(int(said[0].split()[0]), said[1], json.loads(answer) if answer[:1] in (b"{", b"[") else answer)

    def kept(self) -> list[tuple[str, Any]]:
        """Reason and event of every refusal that is kept, in the order of reasons."""
        reading = open_reading(permit("mend_record", by="a test", at=clock.now()))
        found = [(one.reason, one.original["event"]) for one in refusals(reading)]
        return sorted(found, key=lambda one: one[0])


def a_source(slug: str = "shop") -> str:
    """A source that may send, and its write key."""
    register_source(Source(slug=slug, title=slug, zone="UTC", records_replies=True, is_live=True), at=clock.now())
    return make_write_key(slug, name="a test", by="Ada", at=clock.now())


def logged() -> list[Logged]:
    """What the log holds, in order."""
    return at(range(1, 10_000))


def sealed(one: Logged) -> Sealed:
    """The sealed part of an interaction."""
    reading = open_reading(permit("serve_customer", by="a test", at=clock.now()))
    return unseal(reading, [one.seq])[one.seq]
