"""Who reads: the session of a page, or a token that stands for a staff member; and errors as JSON."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse

from regard.company.public import member_of
from regard.foundation import clock
from regard.foundation.errors import RegardError
from regard.web.mistakes import status_of

View = Callable[..., HttpResponse]
_BEARER = "Bearer "


def refused(message: str, *, status: int) -> JsonResponse:
    """An error in one sentence that says what would work."""
    response = JsonResponse({"error": {"status": status, "message": message}}, status=status)
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="regard"'
    return response


def reads(view: View) -> View:
    """Let staff in by session or token, only to read; hand the view the reader's address as `by`."""

    @wraps(view)
    def guarded(request: HttpRequest, **named: Any) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            response = refused("Only GET is answered here: the API reads.", status=405)
            response["Allow"] = "GET, HEAD"
            return response
        by = _reader(request)
        if by is None:
            return refused(
                "Who asks? Send 'Authorization: Bearer <token>'; tokens are made on the settings page.", status=401
            )
        try:
            return view(request, by=by, **named)
        except RegardError as error:
            return refused(str(error), status=status_of(error))

    return login_not_required(guarded)


def _reader(request: HttpRequest) -> str | None:
    # A token that is sent decides alone: a wrong one must not pass because a page is signed in.
    if sends_token(request):
        return token_holder(request)
    return request.user.get_username() if request.user.is_authenticated else None


def sends_token(request: HttpRequest) -> bool:
    """Whether a token came with it, right or wrong."""
    return request.headers.get("Authorization", "").startswith(_BEARER)


def token_holder(request: HttpRequest) -> str | None:
    """The address of the staff member whose token came with it; None for none, or a wrong one."""
    token = request.headers.get("Authorization", "").removeprefix(_BEARER).strip()
    member = member_of(token, at=clock.now()) if sends_token(request) else None
    return member.email if member else None
