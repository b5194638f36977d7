"""Reads the body of a request within its limits: size on the wire, size unpacked, and nothing else believed."""

import zlib
from typing import Any

from regard.web.collect.knock import Knock

Environ = dict[str, Any]
_GZIP = 31  # zlib's number for "gzip, with the largest window".


def read_body(environ: Environ, *, most: int) -> bytes:
    """The body, unpacked; raises `Knock` when it is too large, cut off or packed in a way nobody reads."""
    length = _length(environ)
    if length is not None and length > most:
        raise _too_large(most)
    try:
        body: bytes = environ["wsgi.input"].read(most + 1)
    except Exception as cause:
        # Whatever the server calls it: the sender went away in the middle.
        raise Knock(400, "cut_off", "The body broke off before its end.") from cause
    if len(body) > most:
        raise _too_large(most)
    if length is not None and len(body) < length:
        raise Knock(400, "cut_off", f"The body broke off: {len(body)} of {length} bytes came.")
    encoding = environ.get("HTTP_CONTENT_ENCODING", "").strip().lower()
    if encoding in ("", "identity"):
        return body
    if encoding != "gzip":
        raise Knock(415, "encoding", f"Content-Encoding {encoding[:40]!r} is not read here. gzip or none would work.")
    return _unpacked(body, most)


def _length(environ: Environ) -> int | None:
    said = environ.get("CONTENT_LENGTH", "")
    if not said:
        return None
    if not (said.isascii() and said.isdigit()):
        raise Knock(400, "length", "Content-Length is no number.")
    return int(said[:20])


def _unpacked(body: bytes, most: int) -> bytes:
    unpacker = zlib.decompressobj(_GZIP)
    try:
        found = unpacker.decompress(body, most + 1)
    except zlib.error as cause:
        raise Knock(400, "not_gzip", "Content-Encoding says gzip, but the body is not.") from cause
    if len(found) > most or unpacker.unconsumed_tail:
        raise _too_large(most)
    if not unpacker.eof:
        raise Knock(400, "cut_off", "The gzip body breaks off before its end.")
    return found


def _too_large(most: int) -> Knock:
    return Knock(413, "too_large", f"The body has more than {most:,} bytes. Send it in parts.")
