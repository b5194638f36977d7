"""Template filters of the pages about one customer: long spans, days, yes and no, and what a datum is called."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Any

from django.template import Library
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from regard.web import telling, words
from regard.web.chain import Station

register = Library()


@register.filter
def year(number_: int) -> str:
    """A year."""
    return telling.year(number_)


@register.filter
def roughly(span: timedelta) -> str:
    """A long span of time."""
    return telling.roughly(span)


@register.filter
def date_words(at: datetime) -> str:
    """A moment in words alone, where no element may stand."""
    return telling.moment(at)


@register.filter
def yes_no(answer: object) -> str:
    """Yes, no, or what the record cannot say."""
    return gettext("cannot say") if answer is None else gettext("yes") if answer else gettext("no")


@register.filter
def datum(kind: str) -> str:
    """What a datum is called: an identifier, a key, or the name its source gave it."""
    return words.datum(kind)


@register.filter
def date_only(day: object) -> str:
    """A day without a time."""
    return telling.date(str(day))


@register.filter
def known_query(day: str) -> str:
    """The end of a link that shows a customer as known on a day; nothing for now."""
    return f"?known={day}" if day else ""


@register.filter
def day(at: datetime, zone: tzinfo) -> str:
    """The day of a moment."""
    return telling.day(at, zone)


@register.simple_tag
def stations(those: Iterable[Station]) -> SafeString:
    """A matter as a line. A page shows hundreds of stations: by a template they cost as much as all the rest of it."""
    return format_html('<ol class="chain">{}</ol>', mark_safe("".join(map(_station, those))))  # noqa: S308 -- made here


def _station(one: Station) -> SafeString:
    if one.left_out:
        return format_html('<li class="left-out">… {} …</li>', telling.interactions(one.left_out))
    return format_html(
        '<li>{}<span class="station"><b>{}</b>{} <span class="dots" aria-hidden="true">{}</span>{}</span></li>',
        format_html('<span class="join">{}</span>', one.join) if one.join else "",
        words.shown(one.channel, "channel"),
        f" {one.kind}" if one.kind else "",
        format_html_join("", '<i class="{}"></i>', ((side,) for side in one.sides)),
        f" +{telling.number(one.more)}" if one.more else "",
    )


@register.filter
def of_number(those: Mapping[int, Any], number_: int) -> Any:
    """What belongs to a number."""
    return those.get(number_, ())
