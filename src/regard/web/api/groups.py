"""Groups and organisations for programs: made, changed, let go; their members page by page."""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from regard import crowds
from regard.foundation import clock
from regard.foundation.errors import RegardError
from regard.groups import public as groups
from regard.web.api.reader import reads, reads_customers, writes
from regard.web.choosing import plainly
from regard.web.typed import ANumber, number_named

_MOST_BYTES = 100_000
_PAGE = 50


class _Given(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a program sends to make or change a group."""

    name: str
    definition: groups.Definition
    by_hand: tuple[ANumber, ...] | None = None


_READ = msgspec.json.Decoder(_Given)


@csrf_exempt
@login_not_required
def every(request: HttpRequest) -> HttpResponse:
    """GET: every group. POST: a new one."""
    return _make(request) if request.method == "POST" else _every(request)


@csrf_exempt
@login_not_required
def one(request: HttpRequest, number: int) -> HttpResponse:
    """GET, PUT or DELETE one group."""
    by_method: dict[str | None, Callable[..., HttpResponse]] = {"PUT": _change, "DELETE": _remove}
    return by_method.get(request.method, _one)(request, number=number)


@reads
def _every(request: HttpRequest, *, by: str) -> HttpResponse:
    return JsonResponse({"groups": [_told(each, by=by) for each in groups.groups()]})


@reads
def _one(request: HttpRequest, *, by: str, number: int) -> HttpResponse:
    return JsonResponse(_told(groups.find_group(number), by=by))


@writes("decide")
def _make(request: HttpRequest, *, by: str) -> HttpResponse:
    return JsonResponse(_told(_saved(request, by=by), by=by), status=201)


@writes("decide", method="PUT")
def _change(request: HttpRequest, *, by: str, number: int) -> HttpResponse:
    return JsonResponse(_told(_saved(request, by=by, number=number), by=by))


@writes("decide", method="DELETE")
def _remove(request: HttpRequest, *, by: str, number: int) -> HttpResponse:
    groups.remove_group(number)
    return HttpResponse(status=204)


@reads_customers
def members(request: HttpRequest, *, by: str, number: int) -> HttpResponse:
    """The customers of a group in order of their numbers, and where the next page goes on."""
    return _members(request, crowds.crowd_of(groups.find_group(number)), by=by)


@reads
def months(request: HttpRequest, *, by: str, number: int) -> HttpResponse:
    """How many customers a group held at the end of each month, of how many heard of by then; it may take seconds."""
    found = crowds.months_of(crowds.crowd_of(groups.find_group(number)), by=by)
    rows = [
        {"month": each.month, "at": each.at, "customers": each.customers, "of": each.of, "is_over": each.is_over}
        for each in found.months
    ]
    return JsonResponse({"group": number, "months": rows, "worked_out_at": found.worked_out_at})


@reads_customers
def organisations(request: HttpRequest, *, by: str) -> HttpResponse:
    """Organisations whose name or id holds the words of `search`, the last heard of first, and where the next go on."""
    given = plainly(request.GET)
    found = crowds.organisations(by=by, search=given.get("search", ""))
    start = _behind(given.get("after", ""), [each.key for each in found])
    shown = found[start : start + max(number_named(given, "limit", usual=_PAGE), 1)]
    return JsonResponse({
        "organisations": [
            {"key": each.key, "name": each.name, "id": each.value, "traits": dict(each.traits),
             "interactions": each.interactions, "newest": each.newest, "customers": len(each.customers)}
            for each in shown
        ],
        "n": len(found),
        "next": shown[-1].key if start + len(shown) < len(found) else None,
    })  # fmt: skip


def _behind(key: str, keys: Sequence[str]) -> int:
    """The place behind the one that was shown last; an empty key: the first."""
    if key and key not in keys:
        raise RegardError(f"There is no organisation {key!r} to go on after. Without after= it begins anew.")
    return keys.index(key) + 1 if key else 0


@reads_customers
def organisation_members(request: HttpRequest, *, by: str, key: str) -> HttpResponse:
    """The customers of an organisation, as those of a group."""
    return _members(request, crowds.crowd_of_organisation(crowds.organisation(key, by=by).key), by=by)


def _members(request: HttpRequest, crowd: groups.Crowd, *, by: str) -> HttpResponse:
    given = plainly(request.GET)
    limit = number_named(given, "limit", usual=_PAGE)
    found = crowds.members_after(crowd, by=by, after=number_named(given, "after", usual=0), limit=limit)
    rows = [
        {"customer": each.customer, "newest_matter": each.episode_id, "first_sentence": each.first_sentence,
         "asked_at": each.asked_at}
        for each in found
    ]  # fmt: skip
    return JsonResponse({"members": rows, "next": found[-1].customer if len(found) == limit else None})


def _saved(request: HttpRequest, *, by: str, number: int | None = None) -> groups.Group:
    if len(request.body) > _MOST_BYTES:
        raise RegardError(f"A group takes at most {_MOST_BYTES:,} bytes.")
    try:
        given = _READ.decode(request.body)
    except (msgspec.ValidationError, msgspec.DecodeError) as cause:
        raise groups.CannotBe(f'This is no group: {cause}. {{"name": …, "definition": …}} would work.') from cause
    groups.must_mean_something(given.definition)
    at = clock.now()
    saved = groups.save_group(given.name, given.definition, by=by, at=at, number=number)
    for customer in given.by_hand or ():
        groups.put_in(saved.number, customer, by=by, at=at)
    if given.by_hand is not None:
        for profile in set(saved.picked) - set(given.by_hand):
            groups.take_out(saved.number, profile)
    return groups.find_group(saved.number)


def _told(group: groups.Group, *, by: str) -> dict[str, Any]:
    size = crowds.size_of(crowds.crowd_of(group), by=by)
    return {
        "number": group.number,
        "name": group.name,
        "definition": msgspec.to_builtins(group.definition),
        "by_hand": list(group.picked),
        "customers": size.customers,
        "of": size.of,
        "worked_out_at": size.worked_out_at,
        "made_by": group.made_by,
        "changed_at": group.changed_at,
    }
