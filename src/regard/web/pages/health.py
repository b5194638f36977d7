"""Whether this process answers. How the installation fares is said by `regard health`."""

from django.contrib.auth.decorators import login_not_required
from django.db import connections
from django.http import HttpRequest, JsonResponse

from regard.foundation.databases import log_alias


@login_not_required
def healthz(request: HttpRequest) -> JsonResponse:
    """200 once both databases answer; it says nothing that a stranger may not know."""
    for alias in {"default", log_alias()}:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})
