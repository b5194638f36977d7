"""Some pages are for those who administer."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse

from regard.web.mistakes import mistake

View = Callable[..., HttpResponse]


def for_admins(view: View) -> View:
    """Let only administrators in; others are told so."""

    @wraps(view)
    def guarded(request: HttpRequest, **named: object) -> HttpResponse:
        if not getattr(request.user, "is_admin", False):
            return mistake(request, status=403)
        return view(request, **named)

    return guarded
