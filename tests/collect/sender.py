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
from regard.foundation import clock
from regard.web.collect.door import Door
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


@dataclass
class Sender:
    """Sends with one write key; `now` is what the door takes for the present."""

    key: str
    now: datetime | None = None
    ring: Ring = field(default_factory=Ring)

    def __post_init__(self) -> None:
        self.door = Door(no_pages, now=lambda: self.now or clock.now(), ring=self.ring)

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
            "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_LENGTH": str(len(raw)),
            "CONTENT_TYPE": headers.pop("content_type", "application/json"),
            "HTTP_AUTHORIZATION": f"Basic {basic}",
            "wsgi.input": io.BytesIO(raw),
            "wsgi.url_scheme": "http",
            **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
        }
        if key == "":
            del environ["HTTP_AUTHORIZATION"]
        said: list[Any] = []
        answer = b"".join(self.door(environ, lambda status, sent: said.extend((status, dict(sent)))))
        return Reply(int(said[0].split()[0]), said[1], json.loads(answer) if answer[:1] in (b"{", b"[") else answer)


def a_source(slug: str = "shop") -> str:
    """A source that may send, and its write key."""
    register_source(Source(slug=slug, title=slug, zone="UTC", records_replies=True, is_live=True), at=clock.now())
    return make_write_key(slug, name="a test", by="Ada", at=clock.now())
