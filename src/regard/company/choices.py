"""What the installation chose: its name and the time zone of its days and months."""

import re
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from regard.company.models import Setting
from regard.foundation.errors import RegardError

COUNTRY: Final = re.compile(r"[A-Z]{2}")
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
    if name == "phone_region" and value and not COUNTRY.fullmatch(value):
        raise RegardError(f"{value!r} is no country of two letters. TH or GB would work.")
    if name == "report_zone" and value not in available_timezones():
        raise RegardError(f"No time zone named {value!r}. Asia/Bangkok or Europe/London would work.")
    Setting.objects.update_or_create(name=name, defaults={"value": value})
