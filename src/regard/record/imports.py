"""Imports as the other rooms see them: what was brought in, how far it has come, what waits its turn."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat, Substr

from regard.foundation.errors import RegardError
from regard.record.models import Import


@dataclass(frozen=True, kw_only=True)
class ImportState:
    """One import: the file, the recipe, and what became of its rows."""

    number: int
    recipe_name: str
    recipe_text: str
    source: str
    file_name: str
    file_bytes: int
    state: str
    at_row: int
    at_byte: int
    rows_read: int
    appended: int
    already_known: int
    revisions: int
    refused: int
    unmapped: dict[str, Any]
    started_at: datetime | None
    finished_at: datetime | None
    error: str
    said: str
    by: str
    mended_recipe: str

    @property
    def is_taken_back(self) -> bool:
        """Whether nothing of it counts any more, or will within moments."""
        return self.state in ("taking_back", "taken_back")


_FIELDS = tuple(ImportState.__dataclass_fields__)


def imports(*, limit: int = 200) -> tuple[ImportState, ...]:
    """The newest imports first."""
    return tuple(_state(row) for row in Import.objects.order_by("-id")[:limit])


def find_import(number: int) -> ImportState:
    """The import with this number."""
    row = Import.objects.filter(pk=number).first()
    if row is None:
        raise RegardError(f"There is no import {number}. `regard imports` lists those there are.")
    return _state(row)


def _state(row: Import) -> ImportState:
    return ImportState(number=row.pk, **{name: getattr(row, name) for name in _FIELDS if name != "number"})


def say_of_import(number: int, said: str) -> None:
    """Keep what else is to be known of an import, a sentence a line."""
    Import.objects.filter(pk=number).update(said=said)


def keep_mended_recipe(number: int, text: str) -> None:
    """Keep the recipe as it was edited to mend what was refused: the next mending begins with it."""
    Import.objects.filter(pk=number).update(mended_recipe=text)


def queue_import(recipe_name: str, recipe_text: str, source: str, path: Path, *, by: str) -> int:
    """Put a file of the inbox in the queue; the worker takes it up. The number of the import."""
    row = Import.objects.create(
        recipe_name=recipe_name,
        recipe_text=recipe_text,
        source=source,
        file_name=str(path),
        file_hash="",
        file_bytes=path.stat().st_size,
        state="queued",
        by=by,
    )
    return row.pk


def take_queued() -> ImportState | None:
    """Claim the oldest queued import, if there is one."""
    with transaction.atomic():
        row = Import.objects.filter(state="queued").order_by("id").first()
        # Claim by update, not by lock: whoever changes the row first runs the import.
        if row is None or not Import.objects.filter(pk=row.pk, state="queued").update(state="running"):
            return None
    return find_import(row.pk)


def requeue_interrupted(inbox: Path) -> int:
    """Put back in the queue what a worker that died had taken from the inbox; how many there were."""
    return Import.objects.filter(state="running", file_name__startswith=str(inbox)).update(state="queued")


def queue_again(number: int) -> None:
    """Put an import back in the queue that found no room; it goes on where it stopped."""
    Import.objects.filter(pk=number, state__in=("running", "failed")).update(state="queued", error="", finished_at=None)


def give_up(number: int, *, at: datetime, error: str = "") -> None:
    """Say of an import that it failed, and why; without a reason, that its process ended before it could."""
    error = error or "Its process ended before it was done. Bring the file in again: it goes on where it stopped."
    Import.objects.filter(pk=number, state="running").update(state="failed", error=error, finished_at=at)


def inbox_moved(before: Path, now: Path) -> int:
    """Let the imports of one inbox look for their files in another, as after a restore; how many there were."""
    of_it = Import.objects.filter(file_name__startswith=f"{before}/")
    return of_it.update(file_name=Concat(Value(str(now)), Substr("file_name", len(str(before)) + 1)))
