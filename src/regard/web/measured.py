"""Around every request: a number of its own, how long it took, and a line in the log where it was slow."""

import logging
import secrets
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from regard.foundation.logs import request_id
from regard.web.timing import REQUESTS

_SLOW_SECONDS = 5.0
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_log = logging.getLogger("regard.web")


class Measured:
    """The outermost of all: what others do to a request counts."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and note how long that took. The id is ours: one that is sent may say anything."""
        token = request_id.set(secrets.token_hex(8))
        begun = time.perf_counter()
        try:
            response = self.get_response(request)
            seconds = time.perf_counter() - begun
            # By route, not by address: an address holds numbers of customers, and there is no end of them.
            route = request.resolver_match.view_name if request.resolver_match else "none"
            REQUESTS.labels(
                route, request.method if request.method in _METHODS else "other", f"{response.status_code // 100}xx"
            ).observe(seconds)
            if seconds > _SLOW_SECONDS:
                slow = {"route": route, "status": response.status_code, "milliseconds": round(seconds * 1000)}
                _log.warning("a slow request", extra=slow)
            response["X-Request-Id"] = request_id.get()
            return response
        finally:
            request_id.reset(token)
