"""What a reader may choose on a page of figures: links for short lists, so that every choice is an address."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict
from django.utils import timezone

from regard.company.public import sources
from regard.foundation.moments import read_moment
from regard.foundation.reports import Param, Report
from regard.groups.public import groups
from regard.web import words

_MOST_LINKS = 8
_OFFERED_ELSEWHERE = ("organisation",)
"""Chosen on a page of its own, by name; here it is only shown, and can be let go."""
_FIELD = "%Y-%m-%dT%H:%M"


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One parameter of a report: the value it has now, and the values it can have with their words."""

    param: Param
    value: str
    options: tuple[tuple[str, str], ...]

    @property
    def is_short(self) -> bool:
        """Whether its values fit beside each other as links."""
        return self.param.kind == "choice" and len(self.options) <= _MOST_LINKS

    @property
    def in_field(self) -> str:
        """The value as a field holds it: a moment without its zone, which is the report zone."""
        if self.param.kind != "moment" or not self.value:
            return self.value
        return timezone.localtime(datetime.fromisoformat(self.value)).strftime(_FIELD)


def given_to(report: Report, query: QueryDict, *, defaults: Mapping[str, str] | None = None) -> dict[str, str]:
    """The parameters in the address, and the page's own defaults for those that are absent.

    An unknown name is handed on as well, so that the report says which names there are.
    """
    params = {param.name: param for param in report.params}
    mine = {name: value for name, value in (defaults or {}).items() if name in params}
    given = {name: _with_zone(value, params.get(name)) for name, value in plainly(query).items()}
    return {**mine, **given}


def plainly(query: QueryDict) -> dict[str, str]:
    """The last value of each name in an address."""
    return {name: str(query[name]) for name in query}


def _with_zone(value: str, param: Param | None) -> str:
    """A moment from a field, which knows no zone, is meant in the report zone; anything else stays as it is."""
    if param is None or param.kind != "moment":
        return value
    try:
        at = read_moment(value)
    except ValueError:
        return value  # The report says what would work.
    return value if at.tzinfo else timezone.make_aware(at).isoformat()


def choices_of(report: Report, given: Mapping[str, str]) -> tuple[Choice, ...]:
    """Every parameter with what was chosen, else its default."""
    return tuple(
        Choice(param=param, value=given.get(param.name) or param.default or "", options=_options(param))
        for param in report.params
        if param.name not in _OFFERED_ELSEWHERE or given.get(param.name)
    )


def _options(param: Param) -> tuple[tuple[str, str], ...]:
    if param.name == "source":
        return (("", words.shown("all", "channel")), *((slug, one.title) for slug, one in sources().items()))
    if param.name == "group":
        # Nothing to choose where nobody has made one.
        return (("", words.shown("all", "channel")), *((one.name, one.name) for one in groups()))
    kind = "by" if param.name == "by" else param.name
    return tuple((value, words.shown(value, kind)) for value in param.choices)
