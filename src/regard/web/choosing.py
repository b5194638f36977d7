"""What a reader may choose on a page of figures: links for short lists, so that every choice is an address."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict

from regard.foundation.reports import Param, Report


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One parameter of a report with the value it has now."""

    param: Param
    value: str

    @property
    def is_short(self) -> bool:
        """Whether its values fit beside each other as links."""
        return self.param.kind == "choice" and len(self.param.choices) <= 8


def given_to(report: Report, query: QueryDict, *, defaults: Mapping[str, str] | None = None) -> dict[str, str]:
    """The parameters in the address, and the page's own defaults for those that are absent.

    An unknown name is handed on as well, so that the report says which names there are.
    """
    mine = {name: value for name, value in (defaults or {}).items() if any(one.name == name for one in report.params)}
    return {**mine, **plainly(query)}


def plainly(query: QueryDict) -> dict[str, str]:
    """The last value of each name in an address."""
    return {name: str(query[name]) for name in query}


def choices_of(
    report: Report, given: Mapping[str, str], *, defaults: Mapping[str, str] | None = None
) -> tuple[Choice, ...]:
    """Every parameter with what was chosen, else its default."""
    return tuple(
        Choice(param=param, value=given.get(param.name) or (defaults or {}).get(param.name) or param.default or "")
        for param in report.params
    )
