"""Serves the tracker script and says that Global Privacy Control is honoured: files, before any page is thought of."""

import gzip
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from regard.web.collect.body import Environ

_HERE = Path(__file__).parent.parent / "static" / "web"
_GPC = b'{"gpc": true, "lastUpdate": "2026-11-22"}'
# The address stays the same when the script changes, so it is asked for again after a day.
_DAY = "public, max-age=86400, stale-while-revalidate=604800"


@dataclass(frozen=True, kw_only=True)
class _File:
    kind: str
    plain: bytes
    packed: bytes
    tag: str


def _file(kind: str, plain: bytes) -> _File:
    tag = f'"{hashlib.sha256(plain).hexdigest()[:20]}"'
    return _File(kind=kind, plain=plain, packed=gzip.compress(plain, mtime=0), tag=tag)


class Script:
    """WSGI (PEP 3333): answers for two addresses and hands everything else on."""

    def __init__(self, pages: Any) -> None:
        self._pages = pages
        self._files = {
            "/regard.js": _file("text/javascript; charset=utf-8", (_HERE / "tracker.js").read_bytes()),
            "/.well-known/gpc.json": _file("application/json", _GPC),
        }

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """One request."""
        found = self._files.get(environ["PATH_INFO"])
        if found is None or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            answer: Iterable[bytes] = self._pages(environ, start_response)
            return answer
        headers = [
            ("ETag", found.tag),
            ("Cache-Control", _DAY),
            ("Vary", "Accept-Encoding"),
            # Pages of any site may load it; it knows nothing.
            ("Access-Control-Allow-Origin", "*"),
            ("Cross-Origin-Resource-Policy", "cross-origin"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        if found.tag in environ.get("HTTP_IF_NONE_MATCH", ""):
            start_response("304 Not Modified", headers)
            return [b""]
        body = found.plain
        if "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""):
            body = found.packed
            headers.append(("Content-Encoding", "gzip"))
        headers += [("Content-Type", found.kind), ("Content-Length", str(len(body)))]
        start_response("200 OK", headers)
        return [body if environ["REQUEST_METHOD"] == "GET" else b""]
