"""The review queue over the API: whom a guard keeps apart although they share something, decided or left for later."""

from django.http import HttpRequest, HttpResponse, JsonResponse

from regard.customers import public as customers
from regard.foundation import clock
from regard.web.api.customers import act, chosen
from regard.web.api.given import after_of, limit_of
from regard.web.api.reader import reads_customers, writes
from regard.web.api.told import doubt


@reads_customers
def every(request: HttpRequest, *, by: str) -> HttpResponse:
    """Doubts that wait for a decision, by number; with `later=1` those left for later. `after` is where to go on."""
    after, limit = after_of(request), limit_of(request)
    is_later = request.GET.get("later") in {"1", "true"}
    found = customers.queue(chosen(request, by), after=after, limit=limit + 1, aside=is_later)
    waiting, put_by = customers.queue_lengths()
    return JsonResponse({
        "doubts": [doubt(one) for one in found[:limit]],
        "after": found[limit - 1].number if len(found) > limit else None,
        "waiting": waiting,
        "left_for_later": put_by,
    })  # fmt: skip


@writes("decide")
def decide(request: HttpRequest, *, by: str, number: int) -> HttpResponse:
    """Say who they are: {"as": "same"}, "two", or "shared": what both carry is of several people."""
    return act(request, by, lambda given: customers.plan_decision(number, str(given.get("as", ""))))


@writes("decide")
def later(_request: HttpRequest, *, by: str, number: int) -> HttpResponse:
    """Leave it for later."""
    customers.put_aside(number, by=by, at=clock.now())
    return JsonResponse({"doubt": number, "left_for_later": True})


@writes("decide")
def again(_request: HttpRequest, *, by: str, number: int) -> HttpResponse:
    """Bring back what was left for later."""
    customers.take_up(number)
    return JsonResponse({"doubt": number, "left_for_later": False})
