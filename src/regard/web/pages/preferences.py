"""The language and the light of the pages: chosen by a button, kept in a cookie, and for staff with their account."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from regard.company.public import keep_language
from regard.web.languages import THEME_COOKIE, THEMES, known_language, remember


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Speak this language from now on."""
    chosen = known_language(request.POST.get("language", ""))
    if request.user.is_authenticated:
        keep_language(request.user.email, chosen)
    response = HttpResponseRedirect(_back(request))
    remember(response, settings.LANGUAGE_COOKIE_NAME, chosen)
    return response


@login_not_required
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the system has it."""
    chosen = request.POST.get("theme", "auto")
    response = HttpResponseRedirect(_back(request))
    remember(response, THEME_COOKIE, chosen if chosen in THEMES else "auto")
    return response


def _back(request: HttpRequest) -> str:
    """Where the reader was; never another site."""
    here = request.POST.get("next", "/")
    return here if url_has_allowed_host_and_scheme(here, allowed_hosts={request.get_host()}) else "/"
