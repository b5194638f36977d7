"""Mending refusals: see what would be admitted, admit it, or let it go."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from regard import house, upkeep
from regard.foundation import clock
from regard.foundation.errors import RegardError
from regard.record.public import SHAPES, Mended, Which, discard
from regard.record.public import refusal as kept_refusal
from regard.web.choosing import plainly
from regard.web.pages.refusals import refusals_page, which_of, written
from regard.web.staff_only import for_admins
from regard.web.typed import number_named


@for_admins
@require_POST
def replay(request: HttpRequest) -> HttpResponse:
    """Read all that is meant again: only to say what would be admitted, or to admit it."""
    query = plainly(request.POST)
    which, text, preview = which_of(query), query.get("recipe", "").replace("\r\n", "\n"), query.get("act") != "admit"
    if which.import_id is None and query.get("of_import"):
        which = Which(import_id=number_named(query, "of_import", usual=0), source=which.source, reason=which.reason)
    try:
        done = upkeep.mend(
            upkeep.Mending(which=which, recipe_text=text), by=request.user.get_username(), preview=preview
        )
    except RegardError as error:
        return refusals_page(request, query, status=400, error=str(error), edited_recipe=text)
    if preview:
        return refusals_page(request, query, would=done, edited_recipe=text)
    messages.success(request, _told(done))
    return redirect(f"{reverse('refusals')}?{urlencode(_given(query))}")


def one(request: HttpRequest, number: int) -> HttpResponse:
    """One refusal with its original."""
    return _one_page(request, number)


@for_admins
@require_POST
def by_hand(request: HttpRequest, number: int) -> HttpResponse:
    """Admit one as it was edited by hand, or say why it cannot be."""
    edited = request.POST.get("original", "")
    mending = upkeep.Mending(number=number, edited=edited)
    preview = request.POST.get("act") != "admit"
    try:
        done = upkeep.mend(mending, by=request.user.get_username(), preview=preview)
    except RegardError as error:
        return _one_page(request, number, status=400, error=str(error), edited=edited)
    if preview or not done.mended:
        return _one_page(request, number, would=done, edited=edited)
    messages.success(request, _told(done))
    return redirect("refusal", number)


@for_admins
@require_POST
def let_go(request: HttpRequest) -> HttpResponse:
    """Discard one, or all that is meant, with a reason."""
    query = plainly(request.POST)
    why, which = query.get("why", "").strip(), which_of(query)
    number = number_named(query, "number", usual=0) if query.get("number") else None
    if not why:
        raise RegardError(_("Say why: it is kept with them."))
    if number is None and which == Which():
        raise RegardError(_("Choose a source or a reason first."))
    gone = discard(which, number=number, why=why, by=request.user.get_username(), at=clock.now())
    messages.success(request, _("Let go: %(count)s.") % {"count": gone})
    return redirect("refusal", number) if number else redirect(f"{reverse('refusals')}?{urlencode(_given(query))}")


def _one_page(request: HttpRequest, number: int, status: int = 200, **said: Any) -> HttpResponse:
    reading = house.open_for("mend_record", by=request.user.get_username())
    found = kept_refusal(reading, number)
    shape = found.original.get("collected_as", "") if isinstance(found.original, dict) else ""
    original = said.pop("edited", None) or written(found)
    context = {"one": found, "original": original, "shape": shape if shape in SHAPES else "", **said}
    return render(request, "pages/refusal.html", context, status=status)


def _given(query: dict[str, str]) -> dict[str, str]:
    return {name: query[name] for name in ("import", "source", "reason") if query.get(name)}


def _told(done: Mended) -> str:
    return _("%(mended)s of %(asked)s are admitted.") % {"mended": done.mended, "asked": done.asked}
