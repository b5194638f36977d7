"""Runs an import: reads, maps, admits by chunks, and can be taken up again where it stopped."""

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

import msgspec

from regard.foundation import clock
from regard.foundation.errors import RegardError
from regard.record import refusals
from regard.record.admit import Receipt, check, keep
from regard.record.import_.join import tables_of
from regard.record.import_.mapping import Mapping, Outcome
from regard.record.import_.own import OwnMapping, mapping_of
from regard.record.import_.recipe import Recipe
from regard.record.import_.rows import Refused, Row, Rows
from regard.record.import_.tables import Opened
from regard.record.import_.unpack import Limits, files_of
from regard.record.interaction import Interaction
from regard.record.models import Import

Progress = Callable[[int, int], None]
_MOST_LETTERS = 32_000_000  # Held at most before they are admitted, however few rows they are.
_COUNTED = (
    "at_row", "at_byte", "rows_read", "appended", "already_known", "revisions", "refused", "unmapped",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ImportResult:
    """What became of an import. `state` is done or failed; a failed one has kept all that could be read."""

    number: int
    state: str
    rows: int
    appended: int
    already_known: int
    revisions: int
    refused: int
    unmapped: dict[str, int]  # Column: how many rows have a value there.
    noted: dict[str, int]  # Moments in the hour that clocks skip or repeat.
    rows_without_interaction: int
    resumed_at: int
    error: str
    said: str = ""  # What else is to be known, a sentence a line.


def run_import(
    recipe: Recipe,
    files: Path | Sequence[Path],
    *,
    by: str,
    recipe_text: str = "",
    number: int | None = None,
    progress: Progress | None = None,
    chunk: int = 5_000,
    resume: bool = True,
    limits: Limits | None = None,
    now: Callable[[], datetime] = clock.now,
) -> ImportResult:
    """Bring the files in. The same recipe and files again take up an unfinished import, or find all known.

    `number` is a queued import to run; `progress(bytes read, bytes)` is called after each chunk of interactions.
    A file that breaks off leaves the import failed, with everything before the break admitted.
    """
    paths = files_of(files)
    text = recipe_text or msgspec.json.encode(recipe).decode()
    row = _begin(recipe, text, paths, by=by, number=number, resume=resume, now=now())
    run = _Run(recipe, row, chunk=chunk, now=now, progress=progress)
    try:
        run.read(paths, limits)
    except RegardError as error:
        run.end("failed", str(error))
    except BaseException as error:
        _end(row.pk, "failed", f"{type(error).__name__}: {error}", at=now())
        raise
    else:
        run.end("done", "")
    return run.result()


def hash_of(paths: Sequence[Path]) -> str:
    """SHA-256 over the bytes of the files, in order."""
    digest = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()


def _begin(
    recipe: Recipe, text: str, paths: Sequence[Path], *, by: str, number: int | None, resume: bool, now: datetime
) -> Import:
    """The row of the import: the queued one, the unfinished one of the same recipe and files, or a new one."""
    file_hash = hash_of(paths)
    same = Import.objects.filter(source=recipe.source, recipe_text=text, file_hash=file_hash)
    unfinished = same.filter(state__in=("running", "failed")).order_by("-id").first() if resume else None
    if number is not None:
        row = Import.objects.get(pk=number)
        row.recipe_text = text
    else:
        row = unfinished or Import(recipe_text=text, by=by)
    row.recipe_name, row.source, row.file_hash = recipe.name, recipe.source, file_hash
    row.file_name = ", ".join(map(str, paths))
    row.file_bytes = sum(path.stat().st_size for path in paths)
    row.state, row.error, row.finished_at = "running", "", None
    row.started_at = row.started_at or now
    if not resume:
        row.at_row = 0
    row.save()
    return row


def _end(number: int, state: str, error: str, *, at: datetime) -> None:
    # Only what still runs ends so: somebody may be taking it back meanwhile.
    Import.objects.filter(pk=number, state="running").update(state=state, error=refusals.plain(error), finished_at=at)


@dataclass(frozen=True, slots=True)
class _Origin:
    """The row that an interaction was made of."""

    row: Row
    file: str


class _Run:
    """One import under way: what is read but not yet admitted, and the row that says how far it has come."""

    def __init__(
        self, recipe: Recipe, row: Import, *, chunk: int, now: Callable[[], datetime], progress: Progress | None
    ) -> None:
        self.recipe, self.row, self.chunk, self.now, self.progress = recipe, row, chunk, now, progress
        self.resumed_at: int = row.at_row
        self.skip: int = row.at_row
        self.filled: Counter[str] = Counter(row.unmapped)
        self.noted: Counter[str] = Counter()
        self.unused = 0
        self.rows = 0
        self.interactions: list[Interaction] = []
        self.origins: list[_Origin | None] = []  # Of the interactions, one for one.
        self.refused: list[refusals.Refused] = []

    def read(self, paths: Sequence[Path], limits: Limits | None) -> None:
        with tables_of(self.recipe, paths, limits=limits) as found:
            for one in found:
                self.take(one)

    def take(self, opened: Opened) -> None:
        """One table: rows that an earlier run admitted are read over."""
        mapping = mapping_of(self.recipe, opened)
        rows = Rows(opened.table, is_grouped=self.recipe.group is not None)
        self.skip -= sum(1 for _ in islice(rows, self.skip))
        try:
            for outcome in mapping.outcomes(rows):
                self.add(outcome, rows.last and _Origin(rows.last, opened.name))
                if len(self.interactions) + len(self.refused) >= self.chunk or rows.letters >= _MOST_LETTERS:
                    self.admit(opened, mapping)
                    rows.letters = 0
        finally:
            # Also before a broken end: what was read is admitted, and then the error is told.
            self.admit(opened, mapping)
            self.filled += mapping.filled
            self.noted += mapping.noted
            self.unused += mapping.unused

    def add(self, outcome: Outcome, origin: "_Origin | None") -> None:
        self.rows += outcome.rows
        for one in outcome.made:
            if isinstance(one, Refused):
                self.refused.append(self.kept(one))
            else:
                self.interactions.append(one)
                self.origins.append(origin)

    def kept(self, one: Refused) -> refusals.Refused:
        """The refusal as the record keeps it; its key makes it the same one when the file is read again."""
        return refusals.Refused(
            source=self.recipe.source,
            reason=one.reason,
            detail=one.detail,
            original=one.original,
            line=one.line,
            key="\n".join((self.row.file_hash, one.file, one.reason, one.detail)),
        )

    def with_its_row(self, refused: refusals.Refused, origins: "dict[int, _Origin | None]") -> refusals.Refused:
        """What a check refused, kept as the row it came from: a mended recipe can then make something else of it."""
        origin = origins[id(refused.original)]
        if origin is None:
            return refused
        line, original = origin.row
        said = Refused(line=line, reason=refused.reason, detail=refused.detail, original=original, file=origin.file)
        return self.kept(said)

    def door(self) -> Receipt:
        """Check and append what was mapped so far, and keep what was refused."""
        at, number = self.now(), self.row.pk
        checked = check(self.interactions, received_at=at, import_id=number)
        origins = {id(one): origin for one, origin in zip(self.interactions, self.origins, strict=True)}
        refused = [*self.refused, *(self.with_its_row(one, origins) for one in checked.refused)]
        return keep(checked.rows, refused, received_at=at, import_id=number)

    def admit(self, opened: Opened, mapping: Mapping | OwnMapping) -> None:
        """Admit, then say how far: a crash between the two admits again what is then already known."""
        receipt = self.door()
        row = self.row
        row.at_row += self.rows
        row.rows_read += self.rows
        row.at_byte = opened.position()
        row.appended += receipt.appended
        row.already_known += receipt.already_known
        row.revisions += receipt.revisions
        row.refused += receipt.refused
        row.unmapped = dict(self.filled + mapping.filled)
        # Forgotten before the row is saved: a save that fails is made good by the next, and must not count twice.
        self.interactions, self.origins, self.refused, self.rows = [], [], [], 0
        row.save(update_fields=_COUNTED)
        if self.progress:
            self.progress(row.at_byte, row.file_bytes)

    def end(self, state: str, error: str) -> None:
        self.row.state, self.row.error, self.row.finished_at = state, error, self.now()
        self.row.save(update_fields=_COUNTED)
        _end(self.row.pk, state, error, at=self.row.finished_at)

    def result(self) -> ImportResult:
        row = self.row
        return ImportResult(
            number=row.pk,
            state=row.state,
            rows=row.rows_read,
            appended=row.appended,
            already_known=row.already_known,
            revisions=row.revisions,
            refused=row.refused,
            unmapped=row.unmapped,
            noted=dict(self.noted),
            rows_without_interaction=self.unused,
            resumed_at=self.resumed_at,
            error=row.error,
        )
