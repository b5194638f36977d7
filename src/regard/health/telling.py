"""How the command line tells health: a table for people, JSON for programs."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import msgspec
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from regard.foundation import clock, logs
from regard.foundation.errors import RegardError
from regard.foundation.home import the_home
from regard.health.checks import judge, state_of
from regard.health.gather import VERSION, gather
from regard.health.limits import Limits, limits
from regard.health.verdict import Check, Quantity

_CODES = {"well": 0, "unknown": 0, "warns": 1, "unwell": 2}
_STYLES = {"well": "", "unknown": "dim", "warns": "yellow", "unwell": "red"}
_SPANS = ((86_400, "d"), (3_600, "h"), (60, "min"))
_SIZES = ("B", "kB", "MB", "GB")


def as_json(checks: Sequence[Check], *, at: datetime) -> dict[str, Any]:
    """What programs read: the state of the whole, and each check with what was measured, its limit, what to do."""
    return {
        "state": state_of(checks),
        "at": at,
        "version": VERSION,
        "checks": [
            {
                "name": one.watch.name,
                "title": one.watch.title,
                **asdict(one.verdict),
                "todo": "" if one.is_well else one.watch.todo,
            }
            for one in checks
        ],
    }


def say(*, for_programs: bool) -> int:
    """Print how the installation fares; the exit code: 0 well, 1 warns, 2 unwell."""
    home = the_home().folder
    if not home.is_dir():
        Console(stderr=True).print(
            f"There is no home at {home}. REGARD_HOME names it; regard serve makes one.", markup=False
        )
        return _CODES["unwell"]
    out = Console(highlight=False)
    facts = gather(at=clock.now())
    checks = judge(facts, limits() if facts.record and not facts.record.unmigrated else Limits())
    if for_programs:
        out.print_json(msgspec.json.encode(as_json(checks, at=facts.at)).decode())
    else:
        out.print(_table(checks))
        for one in checks:
            if not one.is_well:
                out.print(f"[{_STYLES[one.verdict.state]}]{one.watch.title}[/]: {escape(one.watch.todo)}")
    return _CODES[state_of(checks)]


def say_entry(number: str) -> None:
    """Print what the log has under the number of an error."""
    asked = number.strip().upper()
    found = logs.entries(the_home().log, asked)
    if not found:
        raise RegardError(f"The log has nothing under {asked}. Numbers look like R-7F3K-29; old lines go after 60 MB.")
    for line in found:
        Console(highlight=False, soft_wrap=True).print(escape(logs.readable(line)))


def _table(checks: Sequence[Check]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in ("check", "measured", "limit", "state"):
        table.add_column(name, justify="right" if name in {"measured", "limit"} else "left")
    for one in checks:
        verdict = one.verdict
        style = _STYLES[verdict.state]
        table.add_row(one.watch.title, told(verdict.measured), told(verdict.limit), verdict.state, style=style)
        for part in verdict.parts:
            table.add_row(f"  {escape(part.name)}", told(part.measured), "", "", style=_STYLES[part.state] or "dim")
    return table


def told(measured: Quantity | None) -> str:
    """A quantity in words; a dash for none."""
    value = measured.value if measured else None
    if measured is None or value is None:
        return "–"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M} UTC"
    if isinstance(value, str):
        return escape(value)
    tellers = {"share": lambda: f"{value:.1%}", "seconds": lambda: _span(value), "days": lambda: _span(value * 86_400)}
    return tellers.get(measured.unit, lambda: _size(value) if measured.unit == "bytes" else f"{value:,.0f}")()


def _span(seconds: float) -> str:
    for size, unit in _SPANS:
        if abs(seconds) >= size:
            return f"{seconds / size:,.1f} {unit}"
    return f"{seconds:,.1f} s"


def _size(count: float) -> str:
    for unit in _SIZES:
        if count < 1_000 or unit == _SIZES[-1]:
            return f"{count:,.0f} {unit}" if unit == "B" else f"{count:,.1f} {unit}"
        count /= 1_000
    raise AssertionError("unreachable")
