"""What the installation chose: its name and the time zone of its days and months."""

import re
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from regard.company.models import Setting
from regard.foundation.errors import RegardError

_COUNTRY: Final = re.compile(r"[A-Z]{2}")
_DEFAULTS: Final = {
    "company_name": "",
    "report_zone": "UTC",
    "phone_region": "",
    "health_limits": "",
    "never_identifiers": "",
}


def choice(name: str) -> str:
    """The value chosen for a setting, else its default."""
    row = Setting.objects.filter(name=name).first()
    return row.value if row else _DEFAULTS[name]


def report_zone() -> ZoneInfo:
    """The zone in which reports count days and months."""
    return ZoneInfo(choice("report_zone"))


def choose(name: str, value: str) -> None:
    """Keep a choice, or say why it cannot be."""
    if name not in _DEFAULTS:
        raise RegardError(f"No setting named {name!r}. Known: {', '.join(sorted(_DEFAULTS))}.")
    if name == "phone_region":
        check_country(value)
    if name == "report_zone":
        check_zone(value)
    Setting.objects.update_or_create(name=name, defaults={"value": value})


def check_country(country: str) -> None:
    """Raise `RegardError` for what is neither a country of two letters nor empty."""
    if country and not _COUNTRY.fullmatch(country):
        raise RegardError(f"{country!r} is no country of two letters. TH or GB would work.")


def check_zone(zone: str) -> None:
    """Raise `RegardError` for what is no time zone."""
    if zone not in available_timezones():
        raise RegardError(f"No time zone {zone!r}. Asia/Bangkok would work.")
