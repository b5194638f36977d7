"""Which language and which light a page is in: the cookie says, else the staff member's choice, else the browser."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

THEMES = ("auto", "light", "dark")
THEME_COOKIE = "theme"
YEAR = 365 * 24 * 3600


class LanguageOfStaff:
    """Speaks the language a staff member chose, on a machine that has no cookie of theirs yet."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Switch before the page is made; LocaleMiddleware has already read cookie and browser."""
        member = request.user
        if member.is_authenticated and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            translation.activate(known_language(member.language))
            request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)


def known_language(code: str) -> str:
    """This language if pages speak it, else English."""
    return code if code in dict(settings.LANGUAGES) else "en"


def theme_of(request: HttpRequest) -> str:
    """Light, dark, or as the system has it."""
    theme = request.COOKIES.get(THEME_COOKIE, "auto")
    return theme if theme in THEMES else "auto"


def remember(response: HttpResponse, name: str, value: str) -> None:
    """Keep a choice for a year. It says nothing about a person, yet no other site needs to see it."""
    response.set_cookie(name, value, max_age=YEAR, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax")
