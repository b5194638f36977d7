"""Bringing in files: from the form into the inbox, from there into the queue that the worker empties."""

import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from regard.foundation.home import the_home
from regard.record.public import find_import, queue_import, recipe_text, refused_so, shipped_recipes
from regard.web.forms import Upload
from regard.web.progress import progress_of
from regard.web.staff_only import for_admins

_PLAIN = re.compile(r"[^\w.-]+")
_LONGEST = 100


@dataclass(frozen=True, kw_only=True)
class RecipeCard:
    """A shipped recipe as a person chooses it."""

    name: str
    title: str
    description: str
    source: str
    file_format: str


def recipe_cards() -> tuple[RecipeCard, ...]:
    """The recipes that come with Regard, titled in the reader's language where the recipe has it."""
    key = {"th": "th", "zh-hans": "zh_hans"}.get(translation.get_language() or "en", "en")
    return tuple(
        RecipeCard(
            name=name,
            title=getattr(recipe.title, key) or recipe.title.en,
            description=recipe.description,
            source=recipe.source,
            file_format=recipe.file.format,
        )
        for name, recipe in shipped_recipes().items()
    )


def upload_form(*given: object) -> Upload:
    """The form, with the shipped recipes to choose from."""
    return Upload(*given, recipes=[(card.name, card.title) for card in recipe_cards()])


@for_admins
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Keep the files in the inbox and queue one import for each."""
    form = upload_form(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "pages/welcome.html", {"form": form, "recipes": recipe_cards()}, status=400)
    name, files = form.cleaned_data["recipe"], form.cleaned_data["upload"]
    for one in files:
        path = keep(one)
        queue_import(name, recipe_text(name), shipped_recipes()[name].source, path, by=request.user.get_username())
    messages.success(request, _("Taken in: %(files)s. Reading begins within seconds.") % {"files": _names(files)})
    return redirect("sources")


def _names(files: "list[UploadedFile[bytes]]") -> str:
    return ", ".join(one.name or "?" for one in files)


def keep(upload: "UploadedFile[bytes]") -> Path:
    """Write an uploaded file to the inbox, under a name that nobody can guess or aim elsewhere."""
    plain = _PLAIN.sub("_", Path(upload.name or "file").name)[-_LONGEST:]
    path = the_home().inbox / f"{secrets.token_hex(8)}-{plain}"
    with path.open("xb") as out:
        for chunk in upload.chunks():
            out.write(chunk)
    return path


def one_import(request: HttpRequest, number: int) -> HttpResponse:
    """One import: how far it is, what came of its rows, what was refused and why."""
    state = find_import(number)
    reasons = refused_so(number) if state.refused else []
    return render(request, "pages/import.html", {"one": progress_of(state), "reasons": reasons})
