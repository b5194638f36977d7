"""A screen of the mirror in words: what the customer does or gets, and how long they waited."""

from collections.abc import Mapping

from django.utils.translation import gettext, gettext_noop

from regard.web import telling, words
from regard.web.screens import Screen

_ = gettext_noop

_FROM_US = {
    "answers": _("%(company)s answers you"),
    "passes": _("%(company)s sends you elsewhere"),
    "acknowledges": _("%(company)s says that it has arrived"),
    "asks_back": _("%(company)s asks you something"),
}
_YOU = {
    "mail": _("You write to %(company)s"),
    "bubble": _("You write to %(company)s"),
    "public": _("You write in public"),
    "call": _("You call %(company)s"),
    "page": _("You write to %(company)s"),
    "counter": _("You come to the shop"),
    "slip": _("You say how it was"),
}
_SEEN = {
    "search": _("You search"),
    "page": _("You look at a page"),
    "article": _("You read"),
    "purchase": _("You buy"),
    "payment": _("You pay"),
    "return": _("You send it back"),
    "delivery": _("The parcel comes"),
}


def headline(screen: Screen, *, company: str) -> str:
    """What happens on this screen, said to the customer."""
    one = screen.one
    named: Mapping[str, str] = {"company": company or gettext("the company")}
    if screen.side == "us":
        if screen.drawn_as == "call":
            return gettext("%(company)s calls you") % named
        return gettext(_FROM_US.get(one.role) or _("%(company)s writes to you")) % named
    if screen.side == "you" and screen.drawn_as in _YOU:
        return gettext(_YOU[screen.drawn_as]) % named
    if one.kind == "article" and screen.drawn_as == "call":
        return gettext("You call and hear a recording")
    told = words.shown(one.kind, "kind")
    return gettext(_SEEN[one.kind]) if one.kind in _SEEN else told[:1].upper() + told[1:]


def waits(screen: Screen) -> list[str]:
    """How long they waited, each in a sentence; what followed at once says nothing."""
    told = []
    if screen.waited is not None:
        span = {"span": telling.duration(screen.waited)}
        if screen.side == "us":
            told.append(gettext("You have waited %(span)s for this.") % span)
        else:
            told.append(gettext("For %(span)s no answer is recorded.") % span)
    elif screen.pause is not None:
        told.append(gettext("%(span)s later") % {"span": telling.duration(screen.pause)})
    if screen.rang is not None:
        told.append(_rang(screen) % {"span": telling.duration(screen.rang)})
    return told


def _rang(screen: Screen) -> str:
    if screen.drawn_as == "counter":
        if screen.is_unheard:
            return gettext("You stand in line for %(span)s, then you leave.")
        return gettext("You stand in line for %(span)s.")
    if screen.is_unheard:
        return gettext("It rings for %(span)s. Nobody is there, and you hang up.")
    return gettext("It rings for %(span)s until somebody is there.")
