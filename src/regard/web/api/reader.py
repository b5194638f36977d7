"""Who reads: the session of a page, or a token that stands for a staff member; and errors as JSON."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from regard.company.public import Holder, holder_of
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


def reads_customers(view: View) -> View:
    """As `reads`, but a token must have been given the scope `customers`: it sees who they are."""

    @wraps(view)
    def seeing(request: HttpRequest, *, by: str, **named: Any) -> HttpResponse:
        holder = token_holder(request)
        if holder is not None and not holder.scopes & {"customers", "decide"}:
            return refused("This token reads reports only. One made with the scope 'customers' would work.", status=403)
        response = view(request, by=by, **named)
        response["Cache-Control"] = "no-store"
        return response

    return reads(seeing)


def writes(scope: str, *, method: str = "POST") -> Callable[[View], View]:
    """Let in a token with this scope, only by this method; a page's session does not do: it has forms of its own."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, **named: Any) -> HttpResponse:
            if request.method != method:
                response = refused(f"Only {method} is answered here: it changes something.", status=405)
                response["Allow"] = method
                return response
            holder = token_holder(request)
            if holder is None:
                return refused(f"Send 'Authorization: Bearer <token>' with the scope '{scope}'.", status=401)
            if scope not in holder.scopes:
                return refused(f"This token may not do that. One made with the scope '{scope}' would work.", status=403)
            try:
                return view(request, by=holder.email, **named)
            except RegardError as error:
                return refused(str(error), status=status_of(error))

        # No cookie lets anybody in here, so no other site can send with one.
        return csrf_exempt(login_not_required(guarded))

    return guard


def searches(view: View) -> View:
    """Let in a token that sees customers, only to post words: in an address they would be kept by whoever passes it."""

    @wraps(view)
    def guarded(request: HttpRequest, **named: Any) -> HttpResponse:
        response: HttpResponse
        if request.method != "POST":
            response = refused("Only POST is answered here: what is looked for stands in the body.", status=405)
            response["Allow"] = "POST"
            return response
        holder = token_holder(request)
        if holder is None:
            return refused("Send 'Authorization: Bearer <token>' with the scope 'customers'.", status=401)
        if not holder.scopes & {"customers", "decide"}:
            return refused("This token reads reports only. One made with the scope 'customers' would work.", status=403)
        try:
            response = view(request, by=holder.email, **named)
        except RegardError as error:
            return refused(str(error), status=status_of(error))
        response["Cache-Control"] = "no-store"
        return response

    # No cookie lets anybody in here, so no other site can send with one.
    return csrf_exempt(login_not_required(guarded))


def _reader(request: HttpRequest) -> str | None:
    # A token that is sent decides alone: a wrong one must not pass because a page is signed in.
    if sends_token(request):
        holder = token_holder(request)
        return holder.email if holder else None
    return request.user.get_username() if request.user.is_authenticated else None


def sends_token(request: HttpRequest) -> bool:
    """Whether a token came with it, right or wrong."""
    return request.headers.get("Authorization", "").startswith(_BEARER)


def token_holder(request: HttpRequest) -> Holder | None:
    """The staff member whose token came with it, and what it may do; None for none, or a wrong one."""
    token = request.headers.get("Authorization", "").removeprefix(_BEARER).strip()
    return holder_of(token, at=clock.now()) if sends_token(request) else None
