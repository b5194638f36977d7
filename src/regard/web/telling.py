"""How numbers, moments and spans of time are told in the reader's language."""

from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import format_date, format_datetime, format_skeleton, format_timedelta, get_timezone_name
from babel.numbers import format_compact_decimal, format_decimal, format_percent
from django.utils import timezone, translation
from django.utils.translation import gettext as _

_LOCALES = {"en": "en_GB", "th": "th", "zh-hans": "zh_Hans_CN"}
# A share smaller than this is said to be smaller, not rounded to nothing.
_LEAST = 0.001
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def locale() -> Locale:
    """Babel's locale for the language that is active. English is written with the day first, and in 24 hours."""
    return _locale(_LOCALES.get(translation.get_language() or "en", "en_GB"))


@cache
def _locale(name: str) -> Locale:
    try:
        return Locale.parse(name)
    except UnknownLocaleError:
        return Locale("en", "GB")


def number(value: float, *, digits: int = 2) -> str:
    """12,345 or 0.25, grouped as the reader expects."""
    return format_decimal(round(value, digits), locale=locale())


def short_number(value: float) -> str:
    """12K, where a place is too small for 12,345."""
    return format_compact_decimal(value, locale=locale(), fraction_digits=1)


def share(part: float, whole: float) -> str:
    """How many percent; a dash where there is nothing to be a part of."""
    if not whole:
        return "–"
    ratio = part / whole
    if 0 < ratio < _LEAST:
        return f"< {format_percent(_LEAST, format='0.0%', locale=locale())}"
    if 1 - _LEAST < ratio < 1:
        return f"> {format_percent(1 - _LEAST, format='0.0%', locale=locale())}"
    is_near_an_end = 0 < ratio < 0.01 or 0.99 < ratio < 1
    return format_percent(ratio, format="#,##0.0%" if is_near_an_end else "#,##0%", locale=locale())


def moment(at: datetime, zone: tzinfo | None = None) -> str:
    """Day and time in a zone; the report zone unless another is named."""
    return format_datetime(
        at, "d MMM y HH:mm" if locale().language != "zh" else "y年M月d日 HH:mm", tzinfo=_zone(zone), locale=locale()
    )


def day(at: datetime, zone: tzinfo | None = None) -> str:
    """The day alone."""
    return format_date(at.astimezone(_zone(zone)).date(), "medium", locale=locale())


def date(value: str) -> str:
    """A day that has no time: 2016-01-12."""
    return format_date(
        datetime.fromisoformat(value), "d MMM y" if locale().language != "zh" else "y年M月d日", locale=locale()
    )


def month(value: str) -> str:
    """Jan 2016, from 2016-01."""
    return format_skeleton("yMMM", datetime.fromisoformat(f"{value}-01"), locale=locale())


def year(number_: int) -> str:
    """2016, as a year of the reader's calendar page."""
    return str(number_) if locale().language != "zh" else f"{number_}年"


def zone_name(zone: str, at: datetime | None = None) -> str:
    """A zone in words a reader knows, with its key: Indochina Time (Asia/Bangkok)."""
    where = ZoneInfo(zone)
    named = get_timezone_name(at.astimezone(where) if at else where, width="long", locale=locale(), zone_variant=None)
    return zone if zone == "UTC" else f"{named} ({zone})"


def duration(seconds: float | timedelta) -> str:
    """A span by its two largest units: 3 d 17 h, 4 h 5 min, 12 s."""
    left = round(seconds.total_seconds() if isinstance(seconds, timedelta) else seconds)
    sign = "−" if left < 0 else ""
    left = abs(left)
    if left < _MINUTE:
        return sign + _("%(n)s s") % {"n": left}
    days, left = divmod(left, _DAY)
    hours, left = divmod(left, _HOUR)
    parts = ((days, _("%(n)s d")), (hours, _("%(n)s h")), (left // _MINUTE, _("%(n)s min")))
    first = next(place for place, (count, _words) in enumerate(parts) if count)
    # Pages tell hundreds of spans: only what is long needs the grouping of the reader's language.
    wanted = [
        words % {"n": number(count) if count >= 1000 else count} for count, words in parts[first : first + 2] if count
    ]
    return sign + " ".join(wanted)


def roughly(span: timedelta) -> str:
    """A long span by its largest unit alone: 6 months."""
    return format_timedelta(span, threshold=1.5, locale=locale())


def ago(at: datetime, *, now: datetime) -> str:
    """How old something is."""
    seconds = (now - at).total_seconds()
    return _("just now") if seconds < _MINUTE else _("%(span)s ago") % {"span": duration(seconds)}


def matters(count: int) -> str:
    """How many matters."""
    return _("one matter") if count == 1 else _("%(n)s matters") % {"n": number(count)}


def interactions(count: int) -> str:
    """How many interactions."""
    return _("one interaction") if count == 1 else _("%(n)s interactions") % {"n": number(count)}


def size(count: int) -> str:
    """Bytes as a person reads them."""
    amount = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if amount < 1000 or unit == "GB":
            return f"{number(amount, digits=0 if unit in {'B', 'kB'} else 1)} {unit}"
        amount /= 1000
    raise AssertionError("unreachable")


def utc(at: datetime) -> str:
    """The machine's way of writing a moment, for `<time datetime>`."""
    return at.astimezone(UTC).isoformat(timespec="seconds")


def _zone(zone: tzinfo | None) -> tzinfo:
    return zone or timezone.get_current_timezone()
