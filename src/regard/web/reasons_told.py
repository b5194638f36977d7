"""Why we believe that profiles are one person, in sentences: on which evidence, from where, how far it is trusted."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from regard.company.public import Source
from regard.customers.public import Reason, kind_of
from regard.record.public import Logged
from regard.web import telling, words
from regard.web.source_names import source_names

_TRUST = {
    "unique": gettext_noop("of one person"),
    "strong": gettext_noop("seldom shared"),
    "weak": gettext_noop("of a device, perhaps of several people"),
    "derived": gettext_noop("the same first name with the same telephone"),
    "link": gettext_noop("of one order"),
}
_SAID = {
    "person": gettext_noop("%(by)s said that customer %(one)s and customer %(other)s are one person."),
    "parted": gettext_noop("%(by)s said that %(one)s and %(other)s are not the same person."),
    "moved": gettext_noop("%(by)s moved profile %(one)s to customer %(other)s."),
    "shared": gettext_noop("%(by)s said that the %(kind)s %(value)s is of several people."),
}


@dataclass(frozen=True, kw_only=True)
class Told:
    """One reason, in words."""

    reason: Reason
    sentence: str
    seen: tuple[str, ...]
    """Where the identifier was seen, on either side."""
    trust: str


def told(
    every: Sequence[Reason], *, interactions: Mapping[int, Logged], known: Mapping[str, Source], zone: tzinfo
) -> list[Told]:
    """Each reason; `interactions` holds those that profiles are named by."""
    named = source_names(known)
    return [
        Told(
            reason=one,
            sentence=_sentence(one),
            seen=tuple(
                _seen(interactions[number], named, zone)
                for number in (one.one, one.other)
                if one.rule == "identifier" and number is not None and number in interactions
            ),
            trust=_trust(one),
        )
        for one in every
    ]


def _trust(one: Reason) -> str:
    trust = _TRUST.get(kind_of(one.kind).trust) if one.rule == "identifier" and one.kind else None
    return _(trust) if trust else ""


def _sentence(one: Reason) -> str:
    kind = words.datum(one.kind)
    if one.rule == "identifier":
        return _("Both carry the %(kind)s %(value)s.") % {"kind": kind, "value": one.value}
    first, second = one.sides
    named = {
        "by": one.by or "?",
        "one": one.one if one.one is not None else _profiles(first),
        "other": one.other if one.other is not None else _profiles(second),
        "kind": kind,
        "value": one.value,
    }
    return _(_SAID.get(one.rule, _SAID["person"])) % named


def _profiles(numbers: Sequence[int]) -> str:
    """Profiles by number; of many only the first."""
    shown = words.listed(map(str, numbers[:3]))
    if len(numbers) == 1:
        return _("profile %(number)s") % {"number": shown}
    return _("profiles %(numbers)s") % {"numbers": f"{shown} …" if len(numbers) > 3 else shown}


def _seen(one: Logged, named: Callable[[str], str], zone: tzinfo) -> str:
    """message, e-mail, 7 Mar 2024 (Mail)."""
    kind, channel = words.shown(one.kind, "kind"), words.shown(one.channel, "channel")
    where = words.listed(dict.fromkeys((kind, channel, telling.day(one.occurred_at, zone))))
    return f"{where} ({named(one.source)})"
