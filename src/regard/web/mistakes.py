"""Errors as pages: what was asked, why not, and what would work, in the reader's language where there is one."""

import logging
import sys
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from regard.data_use.public import Refused
from regard.foundation import logs, room
from regard.foundation.errors import NotKnown, RegardError
from regard.web.frame import html_language
from regard.web.languages import theme_of

_PAGE = "pages/mistake.html"
_FOR_PROGRAMS = ("/api/", "/v1/", "/metrics", "/healthz")
_TRY_AGAIN_SECONDS = 30
_log = logging.getLogger("regard.web")


class Mistakes:
    """Turns an error of a room into the page for it; what is no `RegardError` is ours, and stays a 500."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing on the way in or out."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page for an error that a view did not take care of."""
        if not isinstance(error, RegardError):
            return None
        return mistake(request, status=status_of(error), detail=str(error))


def status_of(error: RegardError) -> int:
    """404 for a name that nothing has, 403 for a use that is not allowed, else 400."""
    if isinstance(error, NotKnown):
        return 404
    return 403 if isinstance(error, Refused) else 400


def mistake(request: HttpRequest, *, status: int, detail: str = "") -> HttpResponse:
    """The page that says so."""
    return render(request, _PAGE, _told(status, detail), status=status)


def _told(status: int, detail: str = "") -> dict[str, object]:
    title, words = {
        400: (_("That could not be understood"), _("Something in the address or the form is not as it should be.")),
        403: (_("Not for this account"), _("An administrator can do this, or can open it to you.")),
        404: (_("Nothing is here"), _("The address may be old, or a letter is missing.")),
        507: (
            _("There is no room"),
            _("The disk of the server is full or cannot be written. Nothing was kept; it works again by itself."),
        ),
    }.get(
        status,
        (
            _("Something broke on our side"),
            _("Trying again may work. Whoever looks after Regard can find it by its number."),
        ),
    )
    return {"status": status, "title": title, "words": words, "detail": detail}


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return mistake(request, status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    """403, also for a form that was open too long (CSRF)."""
    stale = _(
        "The form was open for too long, or came from another site. "
        "Go back, load the page again, and send it once more."
    )
    return mistake(request, status=403, detail=stale if reason else "")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    if request.path.startswith(_FOR_PROGRAMS):
        words = f"Nothing is at {request.path}. /api/v1/openapi.json says what there is."
        return JsonResponse({"error": {"status": 404, "message": words}}, status=404)
    return mistake(request, status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """500, or 507 where nothing can be written; with the number under which the log has it.

    Made without request or database: what broke may be what the frame of a page needs.
    """
    error = sys.exc_info()[1] or RuntimeError()
    is_full = room.is_out_of_room(error)
    status = 507 if is_full else 500
    number = logs.failing(_log, "there is no room", error) if is_full else logs.failed(_log, "a request broke", error)
    if request.path.startswith(_FOR_PROGRAMS):
        words = room.NOTHING_KEPT if is_full else f"Something broke on our side. Its number is {number}."
        response: HttpResponse = JsonResponse(
            {"error": {"status": status, "message": words, "number": number}}, status=status
        )
    else:
        told = {**_told(status), "number": number, "html_language": html_language(), "theme": theme_of(request)}
        response = HttpResponse(render_to_string(_PAGE, told), status=status)
    if is_full:
        response["Retry-After"] = str(_TRY_AGAIN_SECONDS)
    return response
