"""CloudEvents 1.0 over HTTP: structured, batched, and binary (attributes in headers)."""

from typing import Any
from urllib.parse import unquote

from regard.record.public import Event, Unfit
from regard.web.collect.body import Environ
from regard.web.collect.delivered import KB, Delivered, decoded, event_of, parts
from regard.web.collect.knock import Knock

MOST_OF_ONE, MOST = 64 * KB, 1_024 * KB
_NEEDED = ("id", "source", "type")


def read(body: bytes, environ: Environ) -> Delivered:
    """The events of a body, by its content type."""
    content_type = environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
    if content_type == "application/cloudevents-batch+json":
        return Delivered(events=[_event(event_of(raw, most=MOST_OF_ONE)) for raw in parts(body)])
    found: Event | Unfit
    if "HTTP_CE_ID" in environ:
        found = _event(_binary(body, environ, content_type))
    elif content_type.startswith("application/cloudevents") and not content_type.endswith("+json"):
        raise Knock(415, "format", "CloudEvents are read as JSON: application/cloudevents+json.")
    else:
        found = _event(event_of(body, most=MOST_OF_ONE))
    if isinstance(found, Unfit):
        raise Knock(413 if found.reason == "too_large" else 400, found.reason, found.detail)
    return Delivered(events=[found])


def _event(found: Event | Unfit) -> Event | Unfit:
    if isinstance(found, Unfit):
        return found
    if found.get("specversion") != "1.0":
        return Unfit("specversion", "specversion must be '1.0'.", found)
    for name in _NEEDED:
        if not isinstance(found.get(name), str) or not found[name]:
            return Unfit(
                "no_cloudevent", f"A CloudEvent needs {', '.join(_NEEDED)}; {name} is missing or no text.", found
            )
    return found


def _binary(body: bytes, environ: Environ, content_type: str) -> Event | Unfit:
    """The attributes are headers, percent-encoded; the body is the data."""
    attributes: dict[str, Any] = {
        name.removeprefix("HTTP_CE_").lower(): unquote(str(value))
        for name, value in environ.items()
        if name.startswith("HTTP_CE_")
    }
    if len(body) > MOST_OF_ONE:
        return Unfit("too_large", f"The event has more than {MOST_OF_ONE:,} bytes.", None)
    if body and (content_type.endswith("json") or not content_type):
        attributes["data"] = decoded(body)
    elif body:
        attributes["data"] = {"text": body.decode(errors="backslashreplace")}
    return attributes
