"""How much came in, what waits, and what cannot be: for those who look after the record."""

from datetime import datetime

from django.db.models import Sum

from regard.foundation.clock import to_micros
from regard.foundation.databases import log_alias, read
from regard.record import log
from regard.record.models import Import

_OUTCOMES = ("appended", "already_known", "revisions", "refused")
_NEWEST = 1_000


def admitted() -> dict[tuple[str, str], int]:
    """(source, what became of it): how many interactions, of all imports together."""
    rows = Import.objects.values_list("source").annotate(*(Sum(one) for one in _OUTCOMES))
    return {(source, one): count or 0 for source, *counts in rows for one, count in zip(_OUTCOMES, counts, strict=True)}


def waiting_imports() -> int:
    """How many files are queued or being read."""
    return Import.objects.filter(state__in=("queued", "running")).count()


def waiting_refusals() -> int:
    """How many refusals wait to be mended."""
    return int(read("SELECT count(*) FROM refusal WHERE ended_as = ''", alias=log_alias())[0][0])


def from_the_future(at: datetime) -> int:
    """How many of the newest rows were received after this moment: the clock was wrong then, or is wrong now."""
    query = "SELECT count(*) FROM interaction WHERE seq > %s AND received_at > %s"
    return int(read(query, [log.head() - _NEWEST, to_micros(at)], alias=log_alias())[0][0])
