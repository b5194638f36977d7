"""What a group means, in the reader's words: each condition a short sentence of its own."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from regard.groups.public import Definition, Joined, Matter, Part, Seen, Spent, Within
from regard.web import telling, words

WHAT: Mapping[str, tuple[str, str]] = {
    "did": (_("They did something"), _("They never did it")),
    "matter": (_("They asked"), _("They never asked so")),
    "spent": (_("They spent"), _("They did not spend so")),
    "belongs": (_("They belong to an organisation"), _("They do not belong to it")),
    "known_by": (_("They are known by"), _("They are not known by")),
    "channels": (_("They are known on several channels"), _("They are not known on so many channels")),
    "writes": (_("They have written in"), _("They have never written in")),
    "seen": (_("First or last seen"), _("Not seen so")),
    "by_hand": (_("Put in by hand"), _("Not put in by hand")),
}
"""The conditions there are: what each is called, and with `never`."""
LABELS: Mapping[str, str] = {
    "topic": _("topic"),
    "product": _("product"),
    "campaign": _("campaign"),
    "became": _("what became of it"),
    "currency": _("currency"),
    "organisation": _("Organisation"),
    "identifier": _("identifier"),
    "language": _("language"),
    "which": _("which"),
    "since": _("from"),
    "until": _("until"),
    "last_days": _("in the last so many days"),
    "at_least": _("at least"),
    "at_most": _("at most"),
    "never": _("Not so"),
}
WHICH: Mapping[str, str] = {"first": _("First seen"), "last": _("Last seen")}
_WORDS = ("channel", "touchpoint", "source", "kind", "direction", "role")
_NAMED_BY_THE_CONDITION = frozenset({"identifier", "language", "organisation"})
_PLAIN = ("topic", "product", "campaign", "identifier", "language", "organisation")


def label(name: str) -> str:
    """What a field of a condition is called."""
    return gettext(LABELS[name]) if name in LABELS else words.shown(name, "by")


def sentence(definition: Definition, *, called: Callable[[str], str] = str) -> str:
    """The whole of it; `called` names an organisation by its key."""
    return joined(definition.join, [part_words(one, called=called) for one in definition.conditions])


def joined(join: str, parts: list[str]) -> str:
    """Several conditions as one."""
    if len(parts) == 1:
        return parts[0]
    told = {"list": gettext("; ").join(parts)}
    return gettext("all of these: %(list)s") % told if join == "all" else gettext("any of these: %(list)s") % told


def part_words(part: Part, *, called: Callable[[str], str] = str) -> str:
    """One condition."""
    if isinstance(part, Joined):
        return joined(part.join, [part_words(one, called=called) for one in part.conditions])
    tag = str(part.__struct_config__.tag)
    head = gettext(WHICH[part.which]) if isinstance(part, Seen) and not part.never else gettext(WHAT[tag][part.never])
    if isinstance(part, Seen) and part.never:
        head = f"{head} ({gettext(WHICH[part.which])})"
    told = words.listed(_details(part, called))
    return gettext("%(what)s: %(details)s") % {"what": head, "details": told} if told else head


def _details(part: Any, called: Callable[[str], str]) -> Iterator[str]:
    for name in (*_WORDS, *_PLAIN):
        value = getattr(part, name, None)
        if value is not None:
            told = called(value) if name == "organisation" else words.shown(value, name)
            yield told if name in _NAMED_BY_THE_CONDITION else f"{label(name)} {told}"
    if isinstance(part, Matter) and part.became is not None:
        yield words.shown(part.became, "fate") or part.became
    yield from _how_much(part)
    if isinstance(part, Within):
        yield from _when(part)


def _how_much(part: Any) -> Iterator[str]:
    if isinstance(part, Spent):
        for name in ("at_least", "at_most"):
            if (value := getattr(part, name)) is not None:
                yield f"{label(name)} {telling.number(value)} {part.currency}"
    elif getattr(part, "at_least", 1) > 1:
        yield gettext("at least %(n)s times") % {"n": part.at_least}


def _when(part: Within) -> Iterator[str]:
    if part.since is not None:
        yield f"{label('since')} {telling.date(part.since.isoformat())}"
    if part.until is not None:
        yield f"{label('until')} {telling.date(part.until.isoformat())}"
    if part.last_days is not None:
        yield gettext("in the last %(n)s days") % {"n": part.last_days}
