"""Who is who, put right by hand: what an act would change, shown before the click; then the act."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from regard import answering, house
from regard.customers.public import (
    Plan,
    Preview,
    Shown,
    carry_out,
    identifiers,
    kind_of,
    plan_merge,
    plan_move,
    plan_shared,
    plan_split,
    plan_undo,
    preview,
)
from regard.data_use.public import Reading
from regard.episodes.public import matters_at
from regard.foundation import clock
from regard.foundation.errors import RegardError
from regard.record.public import history
from regard.web.typed import number_in

_MOST_MATTERS = 12


@dataclass(frozen=True, kw_only=True)
class Touched:
    """A matter that would be joined again."""

    number: int
    at: datetime
    sentence: str


def change(request: HttpRequest, number: int) -> HttpResponse:
    """What would change; once it is confirmed, it is done, and the way back is named."""
    given = request.POST if request.method == "POST" else request.GET
    reading = house.open_for("serve_customer", by=request.user.get_username())
    try:
        plan = _plan(given, number)
        if request.method == "POST" and given.get("sure") == "yes":
            done = carry_out(reading, plan, by=request.user.get_username(), at=clock.now())
            messages.success(
                request,
                _("Done, as number %(number)s. The pages follow within moments; it can be taken back here.")
                % {"number": done},
            )
            return redirect("customer_person", number)
        would = preview(reading, plan)
    except RegardError as error:
        messages.error(request, str(error))
        return redirect("customer_person", number)
    context = {
        "number": number,
        "act": given.get("act", ""),
        "kept": [(name, value) for name in _FIELDS for value in given.getlist(name)],
        "would": would,
        "pointers": _pointers(reading, would),
        **_matters(reading, would),
    }
    return render(request, "pages/customer_change.html", context)


def _undo(given: QueryDict, _customer: int) -> Plan:
    return plan_undo(_number(given, "no"))


def _merge(given: QueryDict, customer: int) -> Plan:
    return plan_merge(customer, _number(given, "other"))


def _move(given: QueryDict, _customer: int) -> Plan:
    return plan_move(_number(given, "profile"), _number(given, "other"))


def _split(given: QueryDict, customer: int) -> Plan:
    return plan_split(customer, [one for told in given.getlist("profile") if (one := number_in(told)) is not None])


def _shared(given: QueryDict, _customer: int) -> Plan:
    try:
        return plan_shared(bytes.fromhex(given.get("key", "")))
    except ValueError as cause:
        raise RegardError(_("No identifier is named. One of the list would work.")) from cause


_ACTS: Mapping[str, Callable[[QueryDict, int], Plan]] = {
    "undo": _undo,
    "merge": _merge,
    "move": _move,
    "split": _split,
    "shared": _shared,
}
_FIELDS = ("act", "no", "other", "profile", "key")


def _plan(given: QueryDict, customer: int) -> Plan:
    act = _ACTS.get(given.get("act", ""))
    if act is None:
        raise RegardError(_("Nothing is named that could be done. The buttons of this page would work."))
    return act(given, customer)


def _number(given: QueryDict, name: str) -> int:
    told = given.get(name, "").strip()
    number = number_in(told)
    if number is None:
        raise RegardError(
            _("%(told)s is no number of a customer. It stands at the top of their page.") % {"told": told or "–"}
        )
    return number


def _pointers(reading: Reading, would: Preview) -> dict[int, list[Shown]]:
    """What each profile that moves carries, so that a person sees who it is."""
    found: dict[int, list[Shown]] = {}
    moved = {one.profile for one in would.moves}
    for customer in {one.before for one in would.moves if one.before is not None}:
        for shown in sorted(identifiers(reading, customer), key=lambda one: kind_of(one.kind).priority):
            for profile in shown.profiles & moved:
                found.setdefault(profile, []).append(shown)
    return found


def _matters(reading: Reading, would: Preview) -> dict[str, object]:
    """The matters that would be joined again, the newest first; of many only some in words."""
    matter_of = matters_at(reading, would.seqs)
    numbers = sorted(set(matter_of.values()), reverse=True)
    shown = numbers[:_MOST_MATTERS]
    begun = {one.seq: one.occurred_at for one in history(reading, shown)}
    sentences = answering.first_sentences(reading, shown)
    return {
        "matters": [
            Touched(number=one, at=begun[one], sentence=sentences.get(one, "")) for one in shown if one in begun
        ],
        "matters_count": len(numbers),
    }
