"""What the browser library of Segment asks for before it sends: its settings, which point it back at this door."""

from typing import Any

from regard.web.collect.body import Environ

_BEFORE, _AFTER = "/v1/projects/", "/settings"
METRICS = "/v1/m"


def answer(path: str, method: str, environ: Environ) -> Any | None:
    """The settings of a project, or thanks for the library's metrics about itself; None if neither is asked for."""
    if path == METRICS and method == "POST":
        return {"success": True}
    if method != "GET" or not (path.startswith(_BEFORE) and path.endswith(_AFTER)):
        return None
    key = path.removeprefix(_BEFORE).removesuffix(_AFTER)
    host = f"{environ.get('HTTP_HOST', '')}/v1"
    # Nothing is looked up: the answer tells nobody whether a key is good.
    return {
        "integrations": {
            "Segment.io": {
                "apiKey": key,
                "apiHost": host,
                "protocol": environ.get("wsgi.url_scheme", "https"),
                "deliveryStrategy": {"strategy": "batching", "config": {"size": 10, "timeout": 1_000}},
            }
        },
        "plan": {"track": {"__default": {"enabled": True, "integrations": {}}}},
        "edgeFunction": {},
        "legacyVideoPluginsEnabled": False,
        "remotePlugins": [],
    }
