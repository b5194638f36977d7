"""What the events of a source become: the mapping, tried before it is kept, and every one there was."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from regard import house
from regard.company.public import sources
from regard.foundation import clock
from regard.foundation.errors import NotKnown
from regard.record import public as record
from regard.web.forms import MappingText
from regard.web.mistakes import mistake

_TRIED = 10


def mapping(request: HttpRequest, name: str, shape: str) -> HttpResponse:
    """The mapping that holds; tried and kept by administrators, read by all."""
    known = sources()
    if name not in known:
        raise NotKnown("source", name, known)
    held = record.mapping_text(name, shape)
    is_admin = getattr(request.user, "is_admin", False)
    context: dict[str, Any] = {
        "source": known[name],
        "shape": shape,
        "is_admin": is_admin,
        "history": record.mapping_history(name, shape),
        "is_shipped": held == record.shipped_mapping(shape),
        "form": MappingText(initial={"recipe_text": held, "event": _example(shape)}),
    }
    if request.method != "POST":
        return render(request, "pages/mapping.html", context)
    if not is_admin:
        return mistake(request, status=403)
    return _changed(request, name, shape, context)


def _changed(request: HttpRequest, name: str, shape: str, context: dict[str, Any]) -> HttpResponse:
    asked = request.POST.get("do")
    form = MappingText(request.POST)
    if asked == "ship":
        _keep(request, name, shape, record.shipped_mapping(shape))
        return redirect("mapping", name, shape)
    if form.is_valid():
        text = form.cleaned_data["recipe_text"].replace("\r\n", "\n")
        try:
            if asked == "keep":
                _keep(request, name, shape, text)
                return redirect("mapping", name, shape)
            event = json.loads(form.cleaned_data["event"] or "null")
            context["tried"] = _tried(name, shape, text, event, by=request.user.get_username())
        except record.RecipeError as error:
            form.add_error("recipe_text", str(error))
        except json.JSONDecodeError as error:
            form.add_error("event", _("That is no JSON: %(why)s.") % {"why": error})
    status = 400 if form.errors else 200
    return render(request, "pages/mapping.html", {**context, "form": form}, status=status)


def _keep(request: HttpRequest, name: str, shape: str, text: str) -> None:
    record.change_mapping(name, shape, text, by=request.user.get_username(), at=clock.now())
    messages.success(request, _("Kept. It holds for what arrives from now on."))


def _tried(name: str, shape: str, text: str, event: Any, *, by: str) -> list[tuple[str, record.Tried]]:
    """What was pasted, and then the last refused events, each as text beside what becomes of it."""
    given = [] if event is None else [{"event": event}]
    refused = record.last_refused(house.open_for("mend_record", by=by), source=name, shape=shape, limit=_TRIED)
    originals = [*given, *(one.original for one in refused)]
    tried = record.try_mapping(name, shape, text, originals=originals, now=clock.now())
    return [(json.dumps(one.event, ensure_ascii=False, indent=1, default=str), one) for one in tried]


def _example(shape: str) -> str:
    """An event of this shape, to begin with."""
    now = clock.now().isoformat(timespec="seconds")
    examples: dict[str, dict[str, Any]] = {
        "segment": {
            "type": "track", "event": "Order Completed", "messageId": "m-1", "userId": "u-1", "timestamp": now,
            "properties": {"order_id": "o-1", "revenue": 12.5, "currency": "THB"},
        },
        "cloudevents": {
            "specversion": "1.0", "id": "e-1", "source": "/desk", "type": "com.example.ticket.created", "time": now,
            "data": {"ticket_id": "t-1", "message": "Where is my order?", "customer_id": "u-1"},
        },
        "webhook": {
            "id": "w-1", "type": "ticket.created", "created_at": now,
            "ticket": {"id": "t-1", "description": "Where is my order?"}, "customer": {"id": "u-1"},
        },
        "tracker": {
            "id": "t-1", "kind": "page", "at": now, "path": "/bicycles/", "language": "th", "session": "s-1",
            "cookie": "c-1",
        },
    }  # fmt: skip
    return json.dumps(examples[shape], indent=1)
