"""Write keys and webhook secrets of a source: made, changed with overlap, ended, by those who administer."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from regard.company import public as company
from regard.foundation import clock
from regard.foundation.errors import NotKnown, RegardError
from regard.web.forms import NewHookSecret, NewKey
from regard.web.pages.source import source
from regard.web.staff_only import for_admins

OVERLAPS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}


@for_admins
@require_POST
def make(request: HttpRequest, name: str) -> HttpResponse:
    """A new key; the next page shows it, and no page after that."""
    form = NewKey(request.POST, prefix="key")
    if form.is_valid():
        origins = form.cleaned_data["origins"].replace(",", " ").split()
        try:
            key = company.make_write_key(
                name, name=form.cleaned_data["name"], by=request.user.get_username(), at=clock.now(), origins=origins
            )
        except NotKnown:
            raise
        except RegardError as error:
            form.add_error("origins", str(error))
        else:
            request.session["new_key"] = {name: key}
            return redirect("source", name)
    return source(request, name, status=400, key_form=form)


@for_admins
@require_POST
def rotate(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """Another key in place of this one, which goes on opening for a while."""
    _must_be_of(name, number)
    overlap = OVERLAPS.get(request.POST.get("overlap", ""), OVERLAPS["day"])
    key = company.rotate_write_key(number, overlap=overlap, by=request.user.get_username(), at=clock.now())
    request.session["new_key"] = {name: key}
    return redirect("source", name)


@for_admins
@require_POST
def end(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """A key that opens nothing any more."""
    _must_be_of(name, number)
    company.end_write_key(number, at=clock.now())
    messages.success(request, _("Ended. Within a second it opens nothing any more."))
    return redirect("source", name)


@for_admins
@require_POST
def make_secret(request: HttpRequest, name: str) -> HttpResponse:
    """A secret made here, shown once, or the one that the sender shows."""
    form = NewHookSecret(request.POST, prefix="secret")
    if form.is_valid():
        given = form.cleaned_data["secret"].strip()
        try:
            secret = company.make_hook_secret(name, by=request.user.get_username(), at=clock.now(), secret=given)
        except NotKnown:
            raise
        except RegardError as error:
            form.add_error("secret", str(error))
        else:
            if given:
                messages.success(request, _("Kept. Webhooks signed with it come in."))
            else:
                request.session["new_secret"] = {name: secret}
            return redirect("source", name)
    return source(request, name, status=400, secret_form=form)


@for_admins
@require_POST
def end_secret(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """A secret that signs nothing any more."""
    known = [one.number for one in company.hook_secrets(name, now=clock.now())]
    if number not in known:
        raise NotKnown("webhook secret", str(number), map(str, known))
    company.end_hook_secret(number, at=clock.now())
    messages.success(request, _("Ended. Within a second nothing signed with it comes in."))
    return redirect("source", name)


def _must_be_of(name: str, number: int) -> None:
    known = [one.number for one in company.write_keys(name, now=clock.now())]
    if number not in known:
        raise NotKnown("open write key", str(number), map(str, known))
