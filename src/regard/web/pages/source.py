"""One source: the keys and secrets with which it sends, where it sends to, and what its events become."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from regard.company import public as company
from regard.customers import public as customers
from regard.foundation import clock
from regard.foundation.errors import NotKnown, RegardError
from regard.record.public import SHAPES, mapping_history
from regard.web.forms import NewHookSecret, NewKey, NewSource, SourceSaid
from regard.web.staff_only import for_admins
from regard.web.telling import zone_name

EXAMPLE = """{"message_id": "first-1", "occurred_at": "%s", "channel": "web", "kind": "message",
 "direction": "in", "role": "asks", "text": "Does it work?",
 "identifiers": [{"kind": "account", "value": "u-1"}]}"""


@dataclass(frozen=True, kw_only=True)
class Shape:
    """What this source may send in, and whose mapping holds for it."""

    name: str
    changed_at: datetime | None
    changed_by: str


def source(request: HttpRequest, name: str, status: int = 200, **forms: object) -> HttpResponse:
    """The page; what only administrators may change is not drawn for others."""
    known = company.sources()
    if name not in known:
        raise NotKnown("source", name, known)
    now = clock.now()
    context = {
        "source": known[name],
        "zone": zone_name(known[name].zone),
        "is_admin": getattr(request.user, "is_admin", False),
        "keys": company.write_keys(name, now=now),
        "secrets": company.hook_secrets(name, now=now),
        "shapes": [_shape(name, shape) for shape in SHAPES],
        "base": request.build_absolute_uri("/").rstrip("/"),
        "example": EXAMPLE % now.isoformat(timespec="seconds"),
        "new_key": _shown_once(request, "new_key", name),
        "new_secret": _shown_once(request, "new_secret", name),
        "key_form": NewKey(prefix="key"),
        "secret_form": NewHookSecret(prefix="secret"),
        "said": said_now(name),
        "said_form": SourceSaid(initial=said_now(name)),
        "before": said_before(name),
    }
    return render(request, "pages/source.html", {**context, **forms}, status=status)


@dataclass(frozen=True, kw_only=True)
class Before:
    """What was said once, in lines, and the fields of a form that says it again."""

    saying: company.Saying
    what: str
    was: tuple[str, ...]
    became: tuple[str, ...]
    fields: tuple[tuple[str, str], ...]


def said_now(name: str) -> dict[str, object]:
    """What is said of a source, by the fields of its form."""
    one = company.sources()[name]
    never = customers.rules_of(name)
    return {"country": one.country, "zone": one.zone, "shared_device": one.shared_device, "never": never}


def said_before(name: str) -> list[Before]:
    """Every change of it, newest first."""
    now = said_now(name) if name else {}
    return [
        Before(
            saying=one,
            what=called(one.what, of=name),
            was=lines_of(one.was),
            became=lines_of(one.became),
            fields=as_fields({**now, one.what: one.was == "yes" if one.what == "shared_device" else one.was}),
        )
        for one in company.said_of(name)
    ]


def called(what: str, *, of: str) -> str:
    """What is said, in words: of a source, or of all."""
    return str(SourceSaid.base_fields[what].label) if of else _("What never points at a customer")


def as_fields(said: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """As a browser sends it: a box that is not ticked is not there."""
    return tuple((name, "yes" if value is True else str(value)) for name, value in said.items() if value is not False)


def lines_of(value: object) -> tuple[str, ...]:
    """A value as it is shown, in lines."""
    told = ("yes" if value else "no") if isinstance(value, bool) else str(value)
    return tuple({"yes": _("yes"), "no": _("no")}.get(line, line) for line in told.splitlines() if line.strip())


def _shape(source_name: str, shape: str) -> Shape:
    newest = next(iter(mapping_history(source_name, shape)), None)
    return Shape(name=shape, changed_at=newest.at if newest else None, changed_by=newest.by if newest else "")


def _shown_once(request: HttpRequest, what: str, name: str) -> str:
    """What was made for this source a moment ago; no page after this one shows it."""
    kept: dict[str, str] = request.session.get(what) or {}
    if name not in kept:
        return ""
    del request.session[what]
    return kept[name]


def source_form(given: QueryDict | None = None) -> NewSource:
    """The form for a new source."""
    initial = {"zone": company.report_zone().key, "records_replies": True, "is_live": True}
    return NewSource(given, initial=initial, prefix="source")


@for_admins
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """A new source; its page says how it sends."""
    form = source_form(request.POST)
    if form.is_valid():
        try:
            company.add_source(company.Source(**form.cleaned_data), at=clock.now())
        except RegardError as error:
            form.add_error("slug", str(error))
        else:
            messages.success(request, _("Added. Make a write key, and it can send."))
            return redirect("source", form.cleaned_data["slug"])
    return render(request, "pages/add_source.html", {"source_form": form}, status=400)
