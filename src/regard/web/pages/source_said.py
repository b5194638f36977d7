"""What is said of a source, or of all: shown before it is said, with who would be whom, and who said what when."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from regard import house
from regard.company import public as company
from regard.customers import public as customers
from regard.foundation import clock
from regard.foundation.errors import NotKnown, RegardError
from regard.web.forms import NeverRules, SourceSaid
from regard.web.pages.source import as_fields, called, lines_of, said_before, said_now, source
from regard.web.staff_only import for_admins

_MOST_SHOWN = 25


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One thing that would be said otherwise, in lines: what goes and what comes."""

    what: str
    gone: tuple[str, ...]
    come: tuple[str, ...]


@for_admins
def of_source(request: HttpRequest, name: str) -> HttpResponse:
    """Say it of one source: first what would change, then it is done."""
    known = company.sources()
    if name not in known:
        raise NotKnown("source", name, known)
    if request.method != "POST":
        return redirect("source", name)
    form = SourceSaid(request.POST)
    if not form.is_valid():
        return source(request, name, status=400, said_form=form)
    said = {field: form.cleaned_data[field] for field in form.fields}
    try:
        if request.POST.get("sure") == "yes":
            return _done(request, _say(request, name, said), "source", name)
        rules = customers.rules_with(text=said["never"], source=name, shared=said["shared_device"])
        would = _weighed(request, rules)
    except RegardError as error:
        form.add_error(None, str(error))
        return source(request, name, status=400, said_form=form)
    return _asked(
        request, would, _differences(said_now(name), said, name=name), said, title=known[name].title, name=name
    )


def never(request: HttpRequest) -> HttpResponse:
    """What never points at a customer, whatever source tells it; read by all, changed by administrators."""
    is_admin = getattr(request.user, "is_admin", False)
    now = {"never": customers.rules_of(company.COMPANY)}
    form = NeverRules(request.POST if is_admin and request.method == "POST" else None, initial=now)
    if is_admin and request.method == "POST" and form.is_valid():
        said = {"never": form.cleaned_data["never"]}
        try:
            if request.POST.get("sure") == "yes":
                return _done(request, _say_of_all(request, said["never"]), "never")
            would = _weighed(request, customers.rules_with(text=said["never"]))
            return _asked(request, would, _differences(now, said, name=""), said, title="", name="")
        except RegardError as error:
            form.add_error("never", str(error))
    context = {
        "form": form,
        "is_admin": is_admin,
        "rules": now["never"],
        "sources": [(one, rules) for one in company.sources().values() if (rules := customers.rules_of(one.slug))],
        "before": said_before(company.COMPANY),
    }
    return render(request, "pages/never.html", context, status=400 if form.errors else 200)


def _say(request: HttpRequest, name: str, said: Mapping[str, object]) -> int:
    by, at = request.user.get_username(), clock.now()
    changed = customers.never(str(said["never"]), source=name, by=by, at=at)
    return changed + customers.declare_source(
        name,
        country=str(said["country"]),
        zone=str(said["zone"]),
        shared=bool(said["shared_device"]),
        by=by,
        at=at,
    )


def _say_of_all(request: HttpRequest, never_text: str) -> int:
    return customers.never(never_text, by=request.user.get_username(), at=clock.now())


def _done(request: HttpRequest, changed: int, *where: str) -> HttpResponse:
    told = _("Kept. Identifiers that are looked at again: %(n)s. The pages follow within moments.") % {"n": changed}
    messages.success(request, told if changed else _("Kept."))
    return redirect(*where)


def _weighed(request: HttpRequest, rules: customers.Rules) -> customers.Blocking:
    reading = house.open_for("serve_customer", by=request.user.get_username())
    return customers.weigh_rules(reading, rules)


def _asked(
    request: HttpRequest,
    would: customers.Blocking,
    differences: list[Difference],
    said: Mapping[str, object],
    *,
    title: str,
    name: str,
) -> HttpResponse:
    context = {
        "title": title,
        "name": name,
        "would": would,
        "values": would.values[:_MOST_SHOWN],
        "becoming": would.would.customers[:_MOST_SHOWN] if would.would else (),
        "differences": differences,
        "kept": as_fields(said),
    }
    return render(request, "pages/source_change.html", context)


def _differences(now: Mapping[str, object], said: Mapping[str, object], *, name: str) -> list[Difference]:
    found = []
    for what, value in said.items():
        was, becomes = lines_of(now[what]), lines_of(value)
        gone = tuple(one for one in was if one not in becomes)
        come = tuple(one for one in becomes if one not in was)
        if gone or come:
            found.append(Difference(what=called(what, of=name), gone=gone, come=come))
    return found
