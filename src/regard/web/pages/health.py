"""How the installation fares: the page for staff, the answer for whoever watches from outside, the limits."""

from dataclasses import asdict

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from regard.foundation import clock
from regard.health import public as health
from regard.web.api.reader import refused, sends_token, token_holder
from regard.web.forms import HealthLimits
from regard.web.queues import QUEUES
from regard.web.staff_only import for_admins


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while interactions can be kept and read, else 503; a stranger hears one word, a token opens the rest."""
    facts = _held_facts()
    checks = health.judge(facts, _limits(facts))
    status = 503 if health.at_the_door(checks) == "unwell" else 200
    if not sends_token(request):
        return JsonResponse({"status": "degraded" if health.state_of(checks) == "unwell" else "ok"}, status=status)
    if facts.record is not None and token_holder(request) is None:
        return refused("This token opens nothing. Tokens are made on the settings page.", status=401)
    return JsonResponse(health.as_json(checks, at=facts.at) if facts.record else {"status": "degraded"}, status=status)


def health_page(request: HttpRequest, status: int = 200, form: HealthLimits | None = None) -> HttpResponse:
    """Every check: what was measured, its limit, and what to do."""
    facts = health.gather(at=clock.now(), queues=QUEUES)
    limits = _limits(facts)
    checks = health.judge(facts, limits)
    context = {
        "checks": checks,
        "state": health.state_of(checks),
        "ailing": [one for one in checks if not one.is_well],
        "facts": facts,
        "form": form or HealthLimits(initial=asdict(limits)),
    }
    return render(request, "pages/health.html", context, status=status)


@for_admins
@require_POST
def limits(request: HttpRequest) -> HttpResponse:
    """Put other limits in force."""
    form = HealthLimits(request.POST)
    if not form.is_valid():
        return health_page(request, status=400, form=form)
    health.keep_limits(health.Limits(**form.cleaned_data))
    messages.success(request, _("Kept."))
    return redirect("health")


_HELD: list[health.Facts] = []


def _held_facts() -> health.Facts:
    # Anybody may ask, as often as they like: what costs anything is done once in a few seconds.
    now = clock.now()
    if not _HELD or abs((now - _HELD[0].at).total_seconds()) >= settings.HEALTH_HOLDS_SECONDS:
        _HELD[:] = [health.gather(at=now, queues=QUEUES)]
    return _HELD[0]


def _limits(facts: health.Facts) -> health.Limits:
    # They lie in the database: where it does not answer, those that ship.
    return health.limits() if facts.record is not None else health.Limits()
