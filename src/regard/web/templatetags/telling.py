"""Template filters and tags: how a value is told, and how a link carries the reader's choices along."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Any

from django.http import HttpRequest
from django.template import Context, Library
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from regard.foundation import clock
from regard.foundation.reports import Answer, Column
from regard.health.public import Quantity
from regard.house import Lag
from regard.web import telling, words
from regard.web.choosing import Choice
from regard.web.tables import Cell

register = Library()


@register.filter
def number(value: float | None) -> str:
    """A number, or a dash for none."""
    return "–" if value is None else telling.number(value)


@register.filter
def plainly(value: object) -> str:
    """A value as its source tells it; a number as the reader writes it."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return telling.number(value)
    return str(value)


@register.filter
def share_of(part: float | None, whole: float | None) -> str:
    """A part of a whole in percent."""
    return "–" if part is None or whole is None else telling.share(part, whole)


@register.filter
def moment(at: datetime | None, zone: tzinfo | None = None) -> str | SafeString:
    """A moment as `<time>`: read by people in their words, by machines in UTC."""
    if at is None:
        return "–"
    return format_html('<time datetime="{}">{}</time>', telling.utc(at), telling.moment(at, zone))


@register.filter
def day(at: datetime) -> str:
    """The day alone."""
    return telling.day(at)


@register.filter
def ago(at: datetime | None) -> str | SafeString:
    """How old, with the moment itself on hover."""
    if at is None:
        return "–"
    told = telling.ago(at, now=clock.now())
    return format_html('<time datetime="{}" title="{}">{}</time>', telling.utc(at), telling.moment(at), told)


@register.filter
def duration(seconds: float | timedelta | None) -> str:
    """A span of time."""
    return "–" if seconds is None else telling.duration(seconds)


@register.filter
def size(count: int) -> str:
    """Bytes."""
    return telling.size(count)


@register.filter
def matters(count: int) -> str:
    """So many matters."""
    return telling.matters(count)


@register.filter
def interactions(count: int) -> str:
    """So many interactions."""
    return telling.interactions(count)


@register.filter
def word(value: object, kind: str) -> str:
    """The reader's word for a stored value."""
    return words.shown(value, kind)


@register.filter
def translated(text: str) -> str:
    """A text that the code holds in English, such as a report's title."""
    return gettext(text) if text else ""


@register.filter
def at(row: Mapping[str, Any], name: str) -> Any:
    """One value of a row."""
    return row.get(name)


@register.filter
def cell(value: Any, column: Column) -> str | SafeString:
    """A value in a table, told by the unit of its column."""
    if value is None:
        return "–"
    tellers: dict[str, Any] = {
        "count": telling.number,
        "share": lambda part: telling.share(part, 1),
        "seconds": telling.duration,
        "money": telling.number,
        "moment": moment,
        "month": telling.month,
    }
    if column.unit in tellers:
        told: str | SafeString = tellers[column.unit](value)
        return told
    return words.shown(value, words.kind_of_column(column.name))


@register.filter
def check_state(state: str) -> str:
    """How a check came out."""
    return {"well": gettext("well"), "unknown": gettext("cannot say"), "warns": gettext("warns")}.get(
        state, gettext("unwell")
    )


@register.filter
def quantity(measured: Quantity | None) -> str | SafeString:
    """What a check measured, or its limit."""
    if measured is None or measured.value is None:
        return "–"
    tellers: dict[str, Any] = {
        "items": telling.number,
        "bytes": telling.size,
        "seconds": telling.duration,
        "days": lambda days: telling.duration(days * 86400),
        "share": lambda part: telling.share(part, 1),
        "moment": moment,
        "word": translated,
    }
    told: str | SafeString = tellers[measured.unit](measured.value)
    return told


@register.simple_tag
def people(fate: str, count: int) -> SafeString:
    """So many small people. They are drawn by the thousand, so by one string and not by a template each."""
    person = format_html(
        '<svg class="person" viewBox="0.8 1.4 10.4 22" aria-hidden="true"><use href="#p-{}"/></svg>', fate
    )
    return mark_safe(person * count)  # noqa: S308 -- made of what format_html escaped


@register.filter
def in_cell(told: Cell) -> str | SafeString:
    """A cell of a table: the value, linked to who is behind it, with its share of the whole."""
    words_ = cell(told.value, told.column)
    linked = format_html('<a href="{}">{}</a>', told.address, words_) if told.address else words_
    if told.whole and told.column.unit == "count" and told.value is not None:
        return format_html("{}<small>{}</small>", linked, telling.share(told.value, told.whole))
    return linked


@register.filter
def named(value: Any, column_name: str) -> str:
    """A value of a column that tells rows apart, in the reader's words."""
    return words.shown(value, words.kind_of_column(column_name)) or "–"


@register.filter
def all_named(values: Sequence[Any], column_names: Sequence[str]) -> str:
    """Values of several such columns."""
    return words.joined(zip(values, column_names, strict=True))


@register.filter
def bare(title: str) -> str:
    """A column's title where it does not stand below the figure it is a part of."""
    return title.removeprefix("…").strip()


@register.filter
def short(value: float) -> str:
    """A number where there is little room."""
    return telling.short_number(value)


@register.filter
def whole(value: float) -> str:
    """A number without a fraction."""
    return telling.number(value, digits=0)


@register.filter
def plain(value: float) -> str:
    """A number as SVG and HTML want it, in every language."""
    return f"{value:g}"


@register.filter
def plus(value: float, more: float) -> str:
    """A place in a picture, moved."""
    return f"{value + more:g}"


@register.filter
def reason(code: str) -> str:
    """Why something was refused, in words."""
    return words.shown(code, "reason").replace("_", " ")


@register.filter
def parted(text: str) -> list[str]:
    """A list written as one text."""
    return text.split()


@register.filter
def places(count: int) -> range:
    """As many places to count through."""
    return range(count)


@register.filter
def has_long(choices: Sequence[Choice]) -> bool:
    """Whether something has to be typed or picked from a long list."""
    return any(not choice.is_short for choice in choices)


@register.filter
def together(lags: Sequence[Lag]) -> int:
    """How many interactions the slowest follower still has before it."""
    return max((lag.behind for lag in lags), default=0)


@register.simple_tag(takes_context=True)
def query_with(context: Context, name: str, value: object) -> str:
    """The present query with one value changed. `?…`, or `?` alone when nothing is left."""
    request: HttpRequest = context["request"]
    changed = request.GET.copy()
    changed.pop(name, None)
    changed[name] = "" if value is None else str(value)
    return "?" + changed.urlencode()


@register.simple_tag
def download_query(answer: Answer, written: str) -> str:
    """The query that gives these very rows in another form."""
    chosen = {
        name: value.isoformat() if isinstance(value, datetime) else str(value)
        for name, value in answer.params.items()
        if value not in (None, "")
    }
    return "?" + urlencode({**chosen, "format": written})
