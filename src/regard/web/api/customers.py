"""Customers over the API: who they are and why, what they did, and putting right who is who."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from regard import deciding, house
from regard.customers import public as customers
from regard.data_use.public import Reading
from regard.episodes.public import matters_at
from regard.foundation import clock
from regard.foundation.errors import RegardError
from regard.foundation.moments import read_moment
from regard.record.public import history, unseal
from regard.web.api.given import after_of, all_named, body_of, is_preview, limit_of, named
from regard.web.api.reader import reads_customers, refused, writes
from regard.web.api.told import announced, becoming, reason, shown, was
from regard.web.whole import of_nobody


@reads_customers
def customer(request: HttpRequest, *, by: str, number: int) -> HttpResponse:
    """Who this customer is: profiles, identifiers if the purpose may, every merge with its evidence, matters."""
    known_at = _moment(request, "known")
    if (moved := elsewhere(request, "api_customer", number, known_at=known_at)) is not None:
        return moved
    reading = chosen(request, by)
    profiles = customers.profiles_of(reading, [number], known_at=known_at)
    if not profiles:
        return refused(f"Nothing was known of customer {number} at that moment. A later one would work.", status=404)
    may_open = "identity" in reading.permit.purpose.kinds
    seqs = [seq for _, seq, _ in customers.timeline(reading, [number], since=0, known_at=known_at)]
    if known_at is not None:
        seqs = [one.seq for one in history(reading, seqs) if one.received_at <= known_at]
    found = {
        "customer": number,
        "known": known_at,
        "profiles": sorted(profiles),
        "identifiers": [shown(one) for one in customers.identifiers(reading, number, known_at=known_at)]
        if may_open
        else None,
        "merges": [reason(one) for one in customers.reasons(reading, number, known_at=known_at)],
        "history": [
            was(one) for states in customers.history_of(reading, profiles).values() for one in states if len(states) > 1
        ],
        "matters": sorted(set(matters_at(reading, seqs).values())),
    }
    return JsonResponse(found)


@reads_customers
def interactions(request: HttpRequest, *, by: str, number: int) -> HttpResponse:
    """What they did and said, in the order of the record; `after` is where the last page ended.

    What in their matters names no customer, as our answer in a chat, comes with it and is not `named`.
    """
    known_at = _moment(request, "known")
    if (moved := elsewhere(request, "api_customer_interactions", number, known_at=known_at)) is not None:
        return moved
    reading = chosen(request, by)
    after, limit = after_of(request), limit_of(request)
    profiles = customers.profiles_of(reading, [number], known_at=known_at)
    mine = set(customers.interactions_of(reading, profiles))
    matter_of = matters_at(reading, list(mine))
    matter_of |= of_nobody(reading, matter_of)
    seqs = sorted(seq for seq in (mine | matter_of.keys()) if seq > after)[: limit + 1]
    more = len(seqs) > limit
    here = [one for one in history(reading, seqs[:limit]) if known_at is None or one.received_at <= known_at]
    said = unseal(reading, [one.seq for one in here]) if "identity" in reading.permit.purpose.kinds else {}
    rows = [
        {
            "seq": one.seq, "source": one.source, "occurred_at": one.occurred_at, "received_at": one.received_at,
            "channel": one.channel, "kind": one.kind, "direction": one.direction, "role": one.role,
            "matter": matter_of.get(one.seq), "named": one.seq in mine,
            "text": said[one.seq].text if one.seq in said else None,
        }
        for one in here
    ]  # fmt: skip
    return JsonResponse({"customer": number, "interactions": rows, "after": seqs[limit - 1] if more else None})


@writes("decide")
def merge(request: HttpRequest, *, by: str, number: int) -> HttpResponse:
    """Say that another customer is the same person: {"other": 12}."""
    return act(request, by, lambda given: customers.plan_merge(number, named(given, "other")))


@writes("decide")
def part(request: HttpRequest, *, by: str, number: int) -> HttpResponse:
    """Some of its profiles are another person ({"profiles": [12]}), or another customer is ({"other": 12})."""

    def plan(given: dict[str, Any]) -> customers.Plan:
        if "other" in given:
            return customers.plan_apart(number, named(given, "other"))
        return customers.plan_split(number, all_named(given, "profiles"))

    return act(request, by, plan)


@writes("decide")
def move(request: HttpRequest, *, by: str, number: int) -> HttpResponse:
    """Move one of its profiles to another customer: {"profile": 12, "to": 7}."""

    def plan(given: dict[str, Any]) -> customers.Plan:
        customers.must_be_of(number, named(given, "profile"))
        return customers.plan_move(named(given, "profile"), named(given, "to"))

    return act(request, by, plan)


@writes("decide")
def shared(request: HttpRequest, *, by: str, number: int) -> HttpResponse:
    """Declare one of its identifiers shared: {"identifier": "phone:+66812345678"}."""
    reading = house.open_for("serve_customer", by=by)
    return act(
        request,
        by,
        lambda given: customers.plan_shared(deciding.identifier_key(reading, number, str(given.get("identifier", "")))),
    )


@writes("decide")
def undo(request: HttpRequest, *, by: str, number: int) -> HttpResponse:
    """Take back a merge, or anything else that was said."""
    return act(request, by, lambda _given: customers.plan_undo(number))


def act(request: HttpRequest, by: str, plan_of: Callable[[dict[str, Any]], customers.Plan]) -> HttpResponse:
    """What a plan changes; done, unless only a preview was asked for."""
    given = body_of(request)
    reading = house.open_for("serve_customer", by=by)
    plan = plan_of(given)
    would = deciding.weigh(reading, plan)
    told = {
        "customers": [becoming(one) for one in would.preview.customers],
        "moves": [{"profile": one.profile, "was": one.before, "customer": one.after} for one in would.preview.moves],
        "interactions": len(would.preview.seqs),
        "matters": would.matters,
    }
    if is_preview(request):
        return JsonResponse({"preview": True, **told})
    return JsonResponse({"preview": False, "no": deciding.decide(reading, plan, by=by), **told})


def elsewhere(request: HttpRequest, name: str, number: int, *, known_at: datetime | None = None) -> HttpResponse | None:
    """The answer where this number is not a customer now (or then): it leads elsewhere, or nowhere."""
    now = customers.customer_now(number) if known_at is None else customers.states_at([number], known_at)[number]
    if now is None or not customers.is_profile(now):
        return refused(f"There is no customer {number}: it never was one, or it is nobody in particular.", status=404)
    return None if now == number else leads_to(request, name, now, {"customer": now, "moved": True})


def leads_to(request: HttpRequest, name: str, number: int, told: dict[str, Any]) -> HttpResponse:
    """To the same address of another number, with the same query."""
    query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
    response = JsonResponse(told, status=301)
    response["Location"] = reverse(name, kwargs={"number": number}) + query
    # After an undo the number is live again: nobody may remember that it led elsewhere.
    response["Cache-Control"] = "no-store"
    return response


def chosen(request: HttpRequest, by: str) -> Reading:
    """Leave to read for the purpose that the address names."""
    return house.open_for(request.GET.get("purpose", "serve_customer"), by=by)


def _moment(request: HttpRequest, name: str) -> datetime | None:
    words = request.GET.get(name, "")
    if not words:
        return None
    try:
        # A plus that was not escaped arrives as a space.
        moment = read_moment(words.replace(" ", "+"))
    except ValueError as error:
        raise RegardError(f"{name} cannot be {words!r}. A moment would work: 2026-01-31T09:00+07:00.") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=clock.EPOCH.tzinfo)


@reads_customers
def changes(request: HttpRequest, *, by: str) -> HttpResponse:
    """Numbers that lead elsewhere than before, in order, each once; `after` is the last that was read."""
    reading = house.open_for("keep_record", by=by)
    after, limit = after_of(request), limit_of(request)
    found = customers.announcements(reading, after=after, limit=limit)
    return JsonResponse({"changes": [announced(one) for one in found], "after": found[-1].no if found else after})
