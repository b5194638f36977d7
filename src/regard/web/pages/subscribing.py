"""Who is told what changes about customers: made, tried again, let go on and ended by those who administer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from regard.company import public as company
from regard.customers.public import last_announced
from regard.foundation import clock
from regard.foundation.errors import RegardError
from regard.web.forms import NewSubscription
from regard.web.pages.settings_page import settings_page
from regard.web.staff_only import for_admins


@for_admins
@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """A new subscription; the next page shows its secret, and no page after that."""
    form = NewSubscription(request.POST, prefix="subscription")
    if not form.is_valid():
        return settings_page(request, status=400, subscription_form=form)
    try:
        made = company.subscribe(
            form.cleaned_data["url"],
            events=form.cleaned_data["events"],
            may_be_private=form.cleaned_data["may_be_private"],
            by=request.user.get_username(),
            at=clock.now(),
            after=last_announced(),
        )
    except RegardError as error:
        form.add_error("url", str(error))
        return settings_page(request, status=400, subscription_form=form)
    request.session["new_subscription"] = made.secret
    return redirect("settings")


@for_admins
@require_POST
def end(request: HttpRequest, number: int) -> HttpResponse:
    """They are told nothing more."""
    company.end_subscription(number, at=clock.now())
    messages.success(request, _("Ended. They are told nothing more."))
    return redirect("settings")


@for_admins
@require_POST
def revive(request: HttpRequest, number: int) -> HttpResponse:
    """They are tried again at once, from where they were told last."""
    company.revive_subscription(number)
    messages.success(request, _("They are tried again, from where they were told last."))
    return redirect("settings")


@for_admins
@require_POST
def go_on(request: HttpRequest) -> HttpResponse:
    """Those that are paused are told again, from where they were told last."""
    company.resume_subscriptions()
    messages.success(request, _("They are told again, from where they were told last."))
    return redirect("settings")
