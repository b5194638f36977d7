"""From where on something is not well; the first five can be changed on the Health page."""

from dataclasses import asdict, dataclass, fields

import msgspec

from regard.company.public import choice, choose
from regard.foundation.errors import RegardError

_SETTING = "health_limits"


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Each pair: where it warns, and how many times that is unwell."""

    behind_minutes: float = 5
    """A follower or the lake: unwell from twelve times as long on."""
    free_percent: float = 10
    """Of the disk: unwell below a fifth of it."""
    days_until_full: float = 30
    """Unwell below a tenth of it."""
    backup_hours: float = 26
    """Since the last backup: unwell from seven times as long on."""
    refusals: float = 1_000
    """Waiting to be mended. Never unwell: they are kept."""


_READ = msgspec.json.Decoder(Limits)
EDITABLE = tuple(one.name for one in fields(Limits))

WORKER_SILENT_SECONDS = 30.0
WORKER_GONE_SECONDS = 120.0
QUEUE_SHARE = (0.5, 0.9)
SMALL_FILES = (200, 2_000)
VERSIONS = (2_000, 20_000)
WAL_BYTES = (2**30, 8 * 2**30)
CLOCK_SECONDS = (5.0, 60.0)
LEAST_FREE_BYTES = 200 * 2**20


def limits() -> Limits:
    """The limits in force."""
    kept = choice(_SETTING)
    return _READ.decode(kept.encode()) if kept else Limits()


def keep_limits(wanted: Limits) -> None:
    """Put these limits in force."""
    wrong = [name for name, value in asdict(wanted).items() if value <= 0]
    if wrong:
        raise RegardError(f"{', '.join(wrong)} must be above 0; the defaults are {asdict(Limits())}.")
    choose(_SETTING, msgspec.json.encode(wanted).decode())
