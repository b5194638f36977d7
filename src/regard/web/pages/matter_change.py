"""A matter put right by hand: what an act would change, shown before the click; then the act."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from regard import answering, house, rejoining
from regard.company.public import sources
from regard.customers.public import customers_of
from regard.data_use.public import Reading
from regard.episodes.public import Act, Begun, matter, matters_of_customers
from regard.foundation.errors import RegardError
from regard.record.public import Logged
from regard.rejoining import Stand, Weighed
from regard.web import line
from regard.web.typed import number_in
from regard.web.verdict import verdict

LONGEST_REASON = 500
_MOST_MOVED = 30
_MOST_MATTERS = 30
_FIELDS = ("act", "one", "other", "no")
_ABOUT_ONE = ("split", "out", "move")


@dataclass(frozen=True, kw_only=True)
class Told:
    """A matter before or after: how it is called, how large it is, and what became of its request."""

    number: int
    at: datetime
    interactions: int
    sentence: str
    language: str | None
    verdict: str


@dataclass(frozen=True, kw_only=True)
class Moves:
    """An interaction that would go elsewhere; to a matter of its own if that begins with it."""

    one: Logged
    sentence: str
    before: int
    after: int


@dataclass(frozen=True, kw_only=True)
class Other:
    """Another matter of the same customers, to be chosen."""

    begun: Begun
    sentence: str


def change(request: HttpRequest, number: int) -> HttpResponse:
    """What would change; once it is confirmed, it is done, and the way back is named."""
    given = request.POST if request.method == "POST" else request.GET
    by = request.user.get_username()
    reading = house.open_for("serve_customer", by=by)
    try:
        if _is_still_to_be_chosen(given):
            return render(request, "pages/matter_change.html", _asking(reading, given, number))
        act = _act(given)
        if request.method == "POST" and given.get("sure") == "yes":
            _carry_out(request, reading, act, by=by)
            return redirect("matter", number if isinstance(act, int) else act.one)
        would = rejoining.weigh(reading, act)
    except RegardError as error:
        messages.error(request, str(error))
        return redirect("matter", number)
    context = _asking(reading, given, number) | _told(reading, would)
    return render(request, "pages/matter_change.html", context)


def _carry_out(request: HttpRequest, reading: Reading, act: Act | int, *, by: str) -> None:
    if isinstance(act, int):
        rejoining.undo(act, by=by)
        messages.success(request, _("Taken back: it is as if it had never been said."))
        return
    reason = " ".join(request.POST.get("reason", "").split())[:LONGEST_REASON]
    number = rejoining.carry_out(reading, act, by=by, reason=reason)
    messages.success(request, _("Done, as number %(number)s. It can be taken back below.") % {"number": number})


def _is_still_to_be_chosen(given: QueryDict) -> bool:
    return given.get("act") == "move" and not (given.get("other") or given.get("chosen"))


def _act(given: QueryDict) -> Act | int:
    kind = given.get("act", "")
    if kind == "undo":
        return _number(given.get("no", ""))
    if kind == "join":
        return Act("join", _number(given.get("one", "")), _other(given))
    if kind == "move":
        return Act("move", _number(given.get("one", "")), _other(given))
    if kind == "split":
        return Act("split", _number(given.get("one", "")))
    if kind == "out":
        return Act("out", _number(given.get("one", "")))
    raise RegardError(_("Nothing is named that could be done. The links of this page would work."))


def _other(given: QueryDict) -> int:
    """The other matter: as typed, else as chosen from the list."""
    return _number(given.get("other", "").strip() or given.get("chosen", ""))


def _number(told: str) -> int:
    number = number_in(told)
    if number is None:
        raise RegardError(
            _("%(told)s is no number of a matter. It stands at the top of its page.") % {"told": told.strip() or "–"}
        )
    return number


def _asking(reading: Reading, given: QueryDict, number: int) -> dict[str, object]:
    """What is asked, the other ways to put it right, and the matters there are to choose from."""
    act, one = given.get("act", ""), given.get("one", "")
    found = matter(reading, _number(one or str(number)))
    if found is None:
        raise RegardError(_("There is no such interaction. Those of this matter are listed on its page."))
    other = given.get("other", "").strip() or given.get("chosen", "")
    is_first = one == str(found.interactions[0].seq)
    ways = [way for way in _ABOUT_ONE if (way != "split" or not is_first) and (way == "move" or len(found.links) > 1)]
    return {
        "number": number,
        "act": act,
        "one": one,
        "parts": ways if act in _ABOUT_ONE else [],
        "kept": [(name, value) for name, value in (*_given(given), ("other", other)) if value],
        "others": other_matters(reading, found.episode_id, found.interactions) if act == "move" else [],
    }


def _given(given: QueryDict) -> Sequence[tuple[str, str]]:
    return [(name, given.get(name, "")) for name in _FIELDS if name != "other"]


def _told(reading: Reading, would: Weighed) -> dict[str, object]:
    moved = [one for stand in would.after for one in stand.interactions if one.seq in would.moved]
    shown = sorted(moved, key=lambda one: one.order)[:_MOST_MOVED]
    sentences = answering.first_sentences(reading, [one.seq for one in shown])
    return {
        "would": would,
        "zone": line.zone_of_all([one for stand in would.before for one in stand.interactions], sources()),
        "before": _stands(reading, would.before),
        "after": _stands(reading, would.after),
        "moves": [
            Moves(
                one=one,
                sentence=sentences.get(one.seq, ""),
                before=would.moved[one.seq][0],
                after=would.moved[one.seq][1],
            )
            for one in shown
        ],
        "moved_count": len(moved),
    }


def _stands(reading: Reading, stands: Sequence[Stand]) -> list[Told]:
    speaks = {stand.number: _speaks(stand) for stand in stands}
    sentences = answering.first_sentences(reading, list(speaks.values()))
    return [
        Told(
            number=stand.number,
            at=stand.interactions[0].occurred_at,
            interactions=len(stand.interactions),
            sentence=sentences.get(speaks[stand.number], ""),
            language=next((one.language for one in stand.interactions if one.seq == speaks[stand.number]), None),
            verdict=verdict(stand.asked, stand.fate, as_of=stand.as_of) if stand.asked and stand.fate else "",
        )
        for stand in stands
    ]


def _speaks(stand: Stand) -> int:
    if stand.asked is not None:
        return stand.asked.asked_seq
    return next((one.seq for one in stand.interactions if one.has_text), stand.interactions[0].seq)


def other_matters(reading: Reading, number: int, interactions: Sequence[Logged]) -> list[Other]:
    """The other matters of those who take part in this one, the newest first; of many only some."""
    customers = set(customers_of(reading, [one.seq for one in interactions]).values())
    found: Mapping[int, Sequence[Begun]] = matters_of_customers(reading, customers)
    begun = {one.episode_id: one for those in found.values() for one in those if one.episode_id != number}
    shown = sorted(begun.values(), key=lambda one: (one.at, one.episode_id), reverse=True)[:_MOST_MATTERS]
    sentences = answering.first_sentences(reading, [one.episode_id for one in shown])
    return [Other(begun=one, sentence=sentences.get(one.episode_id, "")) for one in shown]
