"""Who brought what: kept so that taking one import back leaves what another, or a live source, brought as well."""

from collections.abc import Collection, Sequence
from typing import Literal

from regard.foundation.databases import Write, log_alias, read, write
from regard.foundation.errors import RegardError
from regard.record.spans import spans, within

What = Literal["interaction", "revision", "refusal"]
Bringing = tuple[int, int | None, int]
"""A number, the import that brought it again (None: a live source), and when, in microseconds."""

_LIVE = 0
_COLUMNS = ("what", "first", "last", "import_id", "received_at")


class AlreadyTakenBack(RegardError):
    """Nothing of an import that was taken back is appended any more."""


def note_again(what: What, numbers: Collection[int], *, import_id: int | None, at: int) -> None:
    """Note inside the open transaction of the log that these were brought again; what is noted already is left out."""
    if not numbers:
        return
    by = import_id or _LIVE
    noted = read(
        "SELECT first, last FROM brought_again WHERE what = %s AND import_id = %s AND last >= %s AND first <= %s",
        [what, by, min(numbers), max(numbers)],
        alias=log_alias(),
    )
    fresh = set(numbers) - within(noted, lowest=min(numbers), highest=max(numbers))
    rows = [(what, first, last, by, at) for first, last in spans(fresh)]
    write([Write(table="brought_again", columns=_COLUMNS, rows=rows)], alias=log_alias())


def brought_again(what: What, numbers: Collection[int], *, but: int) -> list[Bringing]:
    """Who else brought these, in order of time; what the import `but` brought is left out."""
    if not numbers:
        return []
    lowest, highest, wanted = min(numbers), max(numbers), set(numbers)
    rows: Sequence[tuple[int, int, int, int]] = read(
        "SELECT first, last, import_id, received_at FROM brought_again WHERE what = %s AND last >= %s AND first <= %s "
        "AND import_id <> %s ORDER BY received_at, id",
        [what, lowest, highest, but],
        alias=log_alias(),
    )
    return [
        (number, by or None, at)
        for first, last, by, at in rows
        for number in sorted(within([(first, last)], lowest=lowest, highest=highest) & wanted)
    ]


def forget(import_id: int) -> None:
    """Let go of what this import brought again, inside the open transaction of the log."""
    write([Write(table="brought_again", columns=("import_id",), rows=[(import_id,)], delete=True)], alias=log_alias())


def close_import(import_id: int, *, at: int) -> None:
    """From now on nothing of this import is appended: inside the open transaction of the log."""
    write(
        [Write(table="taken_back", columns=("import_id", "at"), rows=[(import_id, at)], key=("import_id",), keep=True)],
        alias=log_alias(),
    )


def must_stand(import_id: int | None) -> None:
    """Raise `AlreadyTakenBack` if the import was; whoever asks holds the log's transaction, so nobody slips between."""
    if import_id is not None and read("SELECT 1 FROM taken_back WHERE import_id = %s", [import_id], alias=log_alias()):
        raise AlreadyTakenBack(f"Import {import_id} was taken back. Bring the file in again: it is then a new import.")
