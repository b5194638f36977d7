"""Matters over the API: every link with its evidence; joined, split and moved with a preview, and taken back."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from regard import answering, house, rejoining
from regard.customers.public import customer_now, customers_of
from regard.data_use.public import Reading
from regard.episodes.public import (
    Act,
    MatterView,
    ended_up,
    evidence,
    matter,
    matters_at,
    matters_of_customers,
    rulings_on,
)
from regard.foundation.errors import NotKnown, RegardError
from regard.record.public import unseal
from regard.web.api.customers import leads_to
from regard.web.api.given import body_of, is_preview, limit_of, named
from regard.web.api.matters_told import interaction, ruling, weighed
from regard.web.api.reader import reads_customers, refused, writes


@reads_customers
def one_matter(request: HttpRequest, *, by: str, number: int) -> HttpResponse:
    """A matter by any number in it: interactions, why each belongs to it, related matters, what people did to it."""
    reading = house.open_for(request.GET.get("purpose", "serve_customer"), by=by)
    view = matter(reading, number)
    if view is None:
        return refused(f"No matter has an interaction {number}.", status=404)
    if view.episode_id != number and ended_up(number):
        return leads_to(request, "api_matter", view.episode_id, {"moved": True, "to": view.episode_id})
    return JsonResponse(_told(reading, view))


@reads_customers
def of_customer(request: HttpRequest, *, by: str, number: int) -> HttpResponse:
    """The matters of a customer, the newest first; `after` is where the last page ended."""
    now = customer_now(number)
    if now is not None and now != number:
        return leads_to(request, "api_customer_matters", now, {"moved": True, "to": now})
    reading = house.open_for("serve_customer", by=by)
    begun = matters_of_customers(reading, [number]).get(number, [])
    if not begun:
        return refused(f"There is no customer {number}, or nothing of theirs.", status=404)
    if request.GET.get("after"):
        place = answering.place(request.GET["after"])
        begun = [one for one in begun if (one.at, one.episode_id) < (place.asked_at, place.episode_id)]
    limit = limit_of(request)
    shown, last = begun[:limit], begun[limit - 1] if len(begun) > limit else None
    rows = [{"matter": one.episode_id, "began_at": one.at} for one in shown]
    return JsonResponse(
        {"customer": number, "matters": rows, "after": f"{last.at.isoformat()}~{last.episode_id}" if last else None}
    )


@writes("decide")
def join(request: HttpRequest, *, by: str, number: int) -> HttpResponse:
    """Say that another matter is the same: {"other": 12}."""
    return _act(request, by, lambda given, _reading: Act("join", number, named(given, "other")))


@writes("decide")
def split(request: HttpRequest, *, by: str, number: int) -> HttpResponse:
    """Say that from an interaction on it is another matter: {"at": 7}."""
    return _act(request, by, lambda given, reading: Act("split", _in(reading, number, named(given, "at"))))


@writes("decide")
def move(request: HttpRequest, *, by: str, number: int) -> HttpResponse:
    """Move an interaction to another matter: {"interaction": 7, "to": 12}; without `to` it is a matter by itself."""

    def act_of(given: Mapping[str, Any], reading: Reading) -> Act:
        one = _in(reading, number, named(given, "interaction"))
        return Act("out", one) if given.get("to") is None else Act("move", one, named(given, "to"))

    return _act(request, by, act_of)


@writes("decide")
def undo(request: HttpRequest, *, by: str, number: int) -> HttpResponse:
    """Take back a ruling, whole."""
    return _act(request, by, lambda _given, _reading: number)


def _told(reading: Reading, view: MatterView) -> dict[str, Any]:
    seqs = [one.seq for one in view.interactions]
    shown = evidence(reading, view)
    may_open = "identity" in reading.permit.purpose.kinds
    said = unseal(reading, seqs) if may_open else {}
    whose = customers_of(reading, seqs)
    links = {link.seq: link for link in view.links}
    return {
        "matter": view.episode_id,
        "customers": list(dict.fromkeys(whose[seq] for seq in seqs if seq in whose)),
        "interactions": [
            interaction(one, links[one.seq], shown[one.seq], customer=whose.get(one.seq), sealed=said.get(one.seq))
            for one in view.interactions
        ],
        "related": [{"matter": other, "how": how} for other, how in view.related],
        "rulings": [ruling(one) for one in rulings_on(reading, view.episode_id)],
    }


def _act(request: HttpRequest, by: str, act_of: Callable[[Mapping[str, Any], Reading], Act | int]) -> HttpResponse:
    given = body_of(request)
    reading = house.open_for("serve_customer", by=by)
    act = act_of(given, reading)
    told = weighed(rejoining.weigh(reading, act))
    if is_preview(request):
        return JsonResponse({"preview": True, **told})
    if isinstance(act, int):
        rejoining.undo(act, by=by)
        return JsonResponse({"preview": False, "no": act, **told})
    reason = str(given.get("reason") or "")[:500]
    return JsonResponse({"preview": False, "no": rejoining.carry_out(reading, act, by=by, reason=reason), **told})


def _in(reading: Reading, number: int, seq: int) -> int:
    """The interaction, if it is of the matter that the address names."""
    found = matters_at(reading, [number, seq])
    if number not in found:
        raise NotKnown("matter", str(number), ())
    if found.get(seq) != found[number]:
        raise RegardError(f"Interaction {seq} is not of matter {found[number]}. One of its own would work.")
    return seq
