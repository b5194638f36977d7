"""Access tokens: made and revoked by the staff member in whose name they read."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from regard.company.public import make_token, member, revoke_token
from regard.foundation import clock
from regard.web.forms import NewToken
from regard.web.pages.settings_page import settings_page


@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """A new token; the next page shows it, and no page after that."""
    form = NewToken(request.POST, prefix="token")
    if not form.is_valid():
        return settings_page(request, status=400, token_form=form)
    token = make_token(
        member(request.user.get_username()),
        name=form.cleaned_data["name"],
        at=clock.now(),
        scopes=form.cleaned_data["scopes"],
    )
    request.session["new_token"] = token
    return redirect("settings")


@require_POST
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    """A token that opens nothing any more."""
    revoke_token(number, of=request.user.get_username(), at=clock.now())
    messages.success(request, _("Revoked. Programs that used it are refused from now on."))
    return redirect("settings")
