"""The words of the product, marked for translation: what is stored is English, what is shown is the reader's."""

from collections.abc import Iterable

from django.utils.translation import gettext, gettext_noop

from regard.web import telling
from regard.web.kind_words import KINDS
from regard.web.stage_words import STAGES

_ = gettext_noop

CHANNELS = {
    "all": _("all"),
    "web": _("web"),
    "app": _("app"),
    "shop": _("shop"),
    "phone": _("phone"),
    "email": _("e-mail"),
    "chat": _("chat"),
    "sms": _("text message"),
    "messenger": _("messenger"),
    "social": _("social"),
    "community": _("community"),
    "survey": _("survey"),
    "review": _("review"),
    "order": _("order"),
    "delivery": _("delivery"),
    "post": _("post"),
    "other": _("other"),
}

FATES = {
    "ignored": _("nobody answered"),
    "passed": _("sent elsewhere"),
    "answered_here": _("answered here"),
    "open": _("open, not yet due"),
    "time_fault": _("times contradict each other"),
}

ROLES = {
    "asks": _("asks"),
    "answers": _("answers"),
    "passes": _("sends elsewhere"),
    "acknowledges": _("acknowledges"),
    "asks_back": _("asks back"),
    "claims_done": _("says it is done"),
    "informs": _("informs"),
    "thanks": _("thanks"),
    "none": "",
    "unknown": _("role not known"),
}

# Why an interaction belongs to the matter.
LINKS = {
    "begins": _("the matter begins"),
    "case": _("same case"),
    "order": _("same order"),
    "thread": _("same thread"),
    "session": _("same session"),
    "topic": _("same topic"),
    "product": _("same product"),
    "time": _("close in time"),
    "pass": _("sent here from the other channel"),
    "ruling": _("a person said so"),
}

# What another matter is to this one.
RELATIONS = {
    "related": _("Shares a key with"),
    "reopens": _("Asks again what was answered in"),
    "reopened": _("Asked again later in"),
}

SURENESS = {"certain": _("certain"), "likely": _("likely"), "ruled": _("decided by a person")}

LANGUAGES = {"en": _("English"), "th": _("Thai"), "zh": _("Chinese")}

FACTS = {"score": _("score"), "scale": _("of at most"), "stars": _("stars"), "rating": _("rating")}
"""What surveys and reviews tell beside words; another fact is called as its source calls it."""

ACTS = {
    "join": _("Two matters joined"),
    "split": _("Another matter from here on"),
    "out": _("One interaction taken out"),
    "move": _("One interaction moved"),
    "together": _("Two interactions said to be one matter"),
    "apart": _("Two interactions said to be two matters"),
}

# What points at a customer.
IDENTIFIERS = {
    "account": _("account"),
    "loyalty": _("member number"),
    "email": _("e-mail"),
    "phone": _("phone"),
    "handle": _("handle"),
    "cookie": _("browser"),
    "device": _("device"),
    "order": _("order"),
    "name": _("name"),
    "first_name": _("first name"),
    "family_name": _("family name"),
    "birth_date": _("birth date"),
    "address": _("address"),
    "phone_name": _("phone and first name"),
}

# Why an identifier joins nobody; one that joins has no word.
IDENTIFIER_STATES = {
    "ok": "",
    "shared": _("of several people; joins nobody"),
    "blocked": _("blocked by staff; joins nobody"),
}

# Why a guard keeps two customers apart.
DOUBTS = {
    "names_clash": _("their first names clash"),
    "birth_dates_clash": _("their birth dates clash"),
    "two_accounts": _("each has an account of their own"),
    "too_many": _("together they would carry too much"),
    "shared": _("what they share is of several people"),
    "undecided": _("what is known speaks for both"),
}

OBJECTS = {
    "case": _("case"),
    "order": _("order"),
    "thread": _("thread"),
    "session": _("session"),
    "topic": _("topic"),
    "product": _("product"),
    "campaign": _("campaign"),
    "organisation": _("Organisation"),
    "code": _("number"),
}

STATES = {
    "queued": _("waiting its turn"),
    "running": _("being read"),
    "done": _("done"),
    "finished": _("done"),
    "failed": _("failed"),
    "stopped": _("stopped"),
    "taking_back": _("being taken back"),
    "taken_back": _("taken back"),
}

# What the door did.
OUTCOMES = {
    "appended": _("admitted"),
    "known": _("known already"),
    "revision": _("revision"),
    "refused": _("refused"),
    "turned_away": _("turned away"),
}

# In which way a source sends.
SHAPES = {
    "segment": _("Segment's tracking calls"),
    "cloudevents": _("CloudEvents"),
    "webhook": _("Webhooks"),
    "tracker": _("Regard's tracker script"),
}

# What became of a refusal; one that waits has no word.
ENDED_AS = {
    "": "",
    "mended": _("mended"),
    "discarded": _("discarded"),
    "expired": _("waited too long; the original was deleted"),
}

ASKED_BY = {"customer": _("customers"), "staff": _("staff"), "all": _("everybody"), "": _("everybody")}
TOTAL = {"all": _("all together")}

BYS = {
    "channel": _("channel"),
    "touchpoint": _("touchpoint"),
    "source": _("source"),
    "month": _("month"),
    "asked_by": _("who asked"),
    "total": _("all together"),
    "as_of": _("as of"),
    "hour": _("hour"),
    "day": _("day"),
    "week": _("week"),
    "kind": _("kind"),
    "role": _("role"),
    "direction": _("direction"),
    "group": _("Group"),
    "organisation": _("Organisation"),
}

DIRECTIONS = {
    "in": _("from the customer"),
    "out": _("from us"),
    "observed": _("observed"),
    "internal": _("among us"),
}

REASONS = {
    "missing_id": _("no id"),
    "unknown_channel": _("channel not known"),
    "unknown_direction": _("direction not known"),
    "unknown_role": _("role not known"),
    "unknown_stage": _("journey stage not known"),
    "unknown_object": _("kind of object not known"),
    "moment_without_zone": _("moment without a time zone"),
    "future": _("lies in the future"),
    "distant_past": _("lies before 1900"),
    "ended_before_it_began": _("ended before it began"),
    "answered_before_it_began": _("answered before it began"),
    "money_without_currency": _("money without a currency"),
    "too_long": _("too long"),
    "no_key": _("no write key"),
    "unknown_key": _("write key not known"),
    "origin": _("from a web site the key is not for"),
    "signature": _("signature does not fit"),
    "not_signed": _("not signed"),
    "timestamp": _("signed too long ago"),
    "not_json": _("no JSON"),
    "too_large": _("too large"),
    "too_many": _("too many at once"),
    "too_busy": _("too busy"),
    "no_such_call": _("no such call"),
    "missing_message_id": _("no message id"),
    "missing_moment": _("no moment"),
    "unreadable_moment": _("moment cannot be read"),
    "ragged_row": _("too few or too many values"),
    "cut_off": _("the file breaks off there"),
    "not_text": _("bytes that are no text"),
    "nul_byte": _("a NUL byte"),
    "unclosed_quote": _("a quote that nothing closes"),
    "value_too_long": _("a value is too long"),
    "unmapped_value": _("a value that the recipe does not know"),
    "nothing_applies": _("no rule of the recipe applies"),
    "unmatched": _("no row in the second file"),
}

_CALENDAR = frozenset({"month", "period"})

_LISTS: dict[str, dict[str, str]] = {
    "channel": CHANNELS,
    "fate": FATES,
    "role": ROLES,
    "kind": KINDS,
    "stage": STAGES,
    "link": LINKS,
    "act": ACTS,
    "fact": FACTS,
    "language": LANGUAGES,
    "sure": SURENESS,
    "relation": RELATIONS,
    "identifier": IDENTIFIERS,
    "identifier_state": IDENTIFIER_STATES,
    "doubt": DOUBTS,
    "object": OBJECTS,
    "state": STATES,
    "ended_as": ENDED_AS,
    "asked_by": ASKED_BY,
    "by": BYS,
    "period": BYS,
    "total": TOTAL,
    "reason": REASONS,
    "direction": DIRECTIONS,
    "outcome": OUTCOMES,
    "shape": SHAPES,
}


def shown(value: object, kind: str) -> str:
    """The reader's word for a stored value; a value of an open list that has no word is shown as it is."""
    if kind in _CALENDAR and str(value)[:1].isdigit():
        return telling.month(str(value)) if len(str(value)) == len("2016-01") else telling.date(str(value))
    english = _LISTS.get(kind, {}).get(str(value))
    if english is None:
        return "" if value is None else str(value)
    return gettext(english) if english else ""


def listed(told: Iterable[str]) -> str:
    """Several words in a row, as the reader's language parts them."""
    return gettext(", ").join(told)


def datum(kind: str) -> str:
    """What something that can be told is called: as an identifier, as a key, or as its source calls it."""
    return shown(kind, "identifier") if kind in IDENTIFIERS else shown(kind, "object").replace("_", " ")


def joined(values: Iterable[tuple[object, str]]) -> str:
    """What several values together are called; those that are empty are left out."""
    return " / ".join(word for value, kind in values if (word := shown(value, kind_of_column(kind)))) or "–"


def kind_of_column(name: str) -> str:
    """Which list the values of a report's column belong to, by the column's name."""
    return name if name in _LISTS or name in _CALENDAR else ""
