"""One source: the keys and secrets with which it sends, where it sends to, and what its events become."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from regard.company import public as company
from regard.foundation import clock
from regard.foundation.errors import NotKnown, RegardError
from regard.record.public import SHAPES, mapping_history
from regard.web.forms import NewHookSecret, NewKey, NewSource
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
    }
    return render(request, "pages/source.html", {**context, **forms}, status=status)


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
