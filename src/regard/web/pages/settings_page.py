"""Settings: what the installation chose, when answers are due, who works here, which programs read."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from regard import answering
from regard.company.public import add_due_row, choice, choose, due_rules, members, sources, subscriptions, tokens_of
from regard.data_use.public import RULES, days_kept, keep_for
from regard.foundation import clock
from regard.foundation.errors import RegardError
from regard.record.public import CHANNELS, deleted_originals
from regard.web import words
from regard.web.forms import CompanyChoices, DueRow, NewMember, NewSubscription, NewToken, Retention
from regard.web.staff_only import for_admins


def settings_page(request: HttpRequest, status: int = 200, **forms: object) -> HttpResponse:
    """Everything that can be set; what only administrators may change is not drawn for others."""
    is_admin = getattr(request.user, "is_admin", False)
    context = {
        "is_admin": is_admin,
        "due_rules": due_rules(),
        "sources": sources(),
        "tokens": tokens_of(request.user.get_username()),
        "token_form": NewToken(prefix="token"),
        "new_token": request.session.pop("new_token", None),
    }
    if is_admin:
        subscribed = subscriptions()
        context |= {
            "company_form": CompanyChoices(initial={name: choice(name) for name in CompanyChoices.base_fields}),
            "due_form": due_form(),
            "retention_form": Retention(initial={name: days_kept(name) for name in RULES}),
            "deleted": deleted_originals(),
            "staff_form": NewMember(prefix="staff"),
            "members": members(),
            "subscriptions": subscribed,
            "paused_since": min((one.paused_at for one in subscribed if one.paused_at), default=None),
            "subscription_form": NewSubscription(prefix="subscription"),
            "new_subscription": request.session.pop("new_subscription", None),
        }
    return render(request, "pages/settings.html", {**context, **forms}, status=status)


@for_admins
@require_POST
def retention(request: HttpRequest) -> HttpResponse:
    """Keep for how many days refused originals stay."""
    form = Retention(request.POST)
    if not form.is_valid():
        return settings_page(request, status=400, retention_form=form)
    for name, days in form.cleaned_data.items():
        keep_for(name, days, by=request.user.get_username(), at=clock.now())
    messages.success(request, _("Kept."))
    return redirect("settings")


def due_form(*given: object) -> DueRow:
    """The form for a row of the due table."""
    return DueRow(
        *given,
        channels=[(name, words.shown(name, "channel")) for name in CHANNELS],
        sources=[(slug, one.title) for slug, one in sources().items()],
        initial={"valid_from": timezone.localtime(clock.now()).replace(second=0, microsecond=0), "amount": 24},
        prefix="due",
    )


@for_admins
@require_POST
def company(request: HttpRequest) -> HttpResponse:
    """Keep the company's name and the report zone."""
    form = CompanyChoices(request.POST)
    if not form.is_valid():
        return settings_page(request, status=400, company_form=form)
    for name, value in form.cleaned_data.items():
        choose(name, value)
    messages.success(request, _("Kept."))
    return redirect("settings")


@for_admins
@require_POST
def due(request: HttpRequest) -> HttpResponse:
    """Add a row to the due table."""
    form = due_form(request.POST)
    if form.is_valid():
        try:
            add_due_row(
                channel=form.cleaned_data["channel"],
                source=form.cleaned_data["source"],
                valid_from=form.cleaned_data["valid_from"],
                within=form.within(),
                by=request.user.get_username(),
                at=clock.now(),
                newest_ask=_newest_ask(form.cleaned_data["channel"]),
            )
        except RegardError as error:
            form.add_error("valid_from", str(error))
        else:
            messages.success(request, _("Added. Asks from that moment on are due accordingly."))
            return redirect("settings")
    return settings_page(request, status=400, due_form=form)


def _newest_ask(channel: str) -> datetime | None:
    return answering.newest_ask(channel)
