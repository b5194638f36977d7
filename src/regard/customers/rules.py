"""What staff say points at nobody: devices of declared shared sources, and values by pattern. Told by settings.

A rule changes the status of values, not the profiles that carry them, so that taking it back leaves no trace.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from fnmatch import translate

from regard.company.public import COMPANY, choice, choose, describe_source, note, sources
from regard.customers.hygiene import EVERYWHERE, clean
from regard.customers.kinds import ATTRIBUTES, KINDS, kind_of, named
from regard.customers.members import carriers_of, seqs_of
from regard.customers.saying import declared
from regard.customers.signature import Signature
from regard.foundation.databases import STATE, appending, read, read_in
from regard.foundation.errors import RegardError
from regard.foundation.keys import ring
from regard.record.public import LOG, spans, tell

_WEAK = named("weak")
_POINTING = ", ".join(name for name in KINDS if name not in ATTRIBUTES)
_OF_PROFILES = (
    "SELECT DISTINCT i.value_key, i.kind, i.namespace, i.value FROM profile_identifier p "
    "JOIN identifier i ON i.value_key = p.value_key WHERE p.profile_id IN ({marks})"
)
_ROW = "SELECT value_key, kind, namespace, value, status FROM identifier WHERE "
_OF_KIND, _OF_KEYS = f"{_ROW} kind = %s", f"{_ROW} value_key IN ({{marks}})"
_OF_SOURCE = f"{_OF_KIND} AND namespace = %s"
_SPACES = "SELECT DISTINCT namespace FROM identifier WHERE kind = %s"
_LAST = "SELECT coalesce(max(seq), 0) FROM recognised"


@dataclass(frozen=True, slots=True)
class Rule:
    """One line: values of a kind, of one namespace or (`None`) of any, by a pattern with * and ?."""

    kind: str
    namespace: str | None
    pattern: str

    @property
    def is_exact(self) -> bool:
        """Whether it means one value: as it is in its one spelling, capitals and all."""
        return not {"*", "?"} & set(self.pattern)

    def __str__(self) -> str:
        return f"{self.kind}{f'@{self.namespace}' if self.namespace is not None else ''}:{self.pattern}"


@dataclass(frozen=True, slots=True)
class Rules:
    """Sources whose devices anybody uses, and what never points at a customer, by kind."""

    shared: frozenset[str] = frozenset()
    never: tuple[tuple[Rule, re.Pattern[str]], ...] = ()

    def block(self, kind: str, namespace: str, value: str) -> bool:
        """Whether this value, in its one spelling, points at nobody."""
        if kind in _WEAK and namespace in self.shared:
            return True
        return any(
            kind == rule.kind and rule.namespace in {None, namespace} and pattern.fullmatch(value)
            for rule, pattern in self.never
        )

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self.shared or self.never)


@dataclass(frozen=True, slots=True)
class Turned:
    """A value that other rules would treat otherwise; `blocked`: it would point at nobody."""

    kind: str
    namespace: str
    value: str
    blocked: bool


def rules_now() -> Rules:
    """The rules as they are set."""
    shared = frozenset(slug for slug, one in sources().items() if one.shared_device)
    return Rules(shared, read_patterns(choice("never_identifiers")))


def rules_with(*, text: str | None = None, source: str = COMPANY, shared: bool | None = None) -> Rules:
    """The rules as they would be if this were said of a source, or (rules only) of all."""
    now = rules_now()
    devices = now.shared if shared is None else now.shared | {source} if shared else now.shared - {source}
    return Rules(devices, now.never if text is None else read_patterns(_kept_with(text, source)))


def read_patterns(text: str) -> tuple[tuple[Rule, re.Pattern[str]], ...]:
    """One `kind:pattern` a line, with * and ?: `email:*@ours.example`, `phone:+6621234567`, `account@shop:guest-*`."""
    return tuple((rule, _pattern(rule)) for rule in _rules_in(text))


def rules_of(source: str) -> str:
    """What never points at a customer: of one source, without its name in each line; or (`COMPANY`) of all."""
    return _by_page().get(source, "")


def _by_page() -> dict[str, str]:
    """What stands on the page of each source, and on that of the company."""
    known = sources()
    found: dict[str, list[Rule]] = {page: [] for page in (COMPANY, *known)}
    for one in _rules_in(choice("never_identifiers")):
        page = _page_of(one, known)
        found[page].append(replace(one, namespace=None) if page else one)
    return {page: _lines(rules) for page, rules in found.items()}


def _page_of(rule: Rule, known: Collection[str]) -> str:
    """Where a rule stands: what is of no source there is, with the company."""
    return rule.namespace if rule.namespace is not None and rule.namespace in known else COMPANY


def _kept_with(text: str, source: str) -> str:
    """All rules, where these are said of one source or of all in place of those that were."""
    known = sources()
    others = [one for one in _rules_in(choice("never_identifiers")) if _page_of(one, known) != source]
    return _lines(dict.fromkeys((*others, *_rules_in(text, of=source, region=choice("phone_region")))))


def _lines(rules: Iterable[Rule]) -> str:
    return "\n".join(map(str, rules))


def _rules_in(text: str, *, of: str = COMPANY, region: str = "") -> Iterator[Rule]:
    """The rules of a text; those that are kept are spelled already, whatever `region` telephones are of now."""
    for line in filter(None, map(str.strip, text.splitlines())):
        head, colon, pattern = (part.strip() for part in line.partition(":"))
        kind, at, namespace = head.partition("@")
        if not colon or kind not in KINDS or kind in ATTRIBUTES or not pattern.strip("*? ") or (at and not namespace):
            raise RegardError(
                f"{line!r} is no rule. A kind and a pattern would work: email:*@ours.example. Kinds: {_POINTING}."
            )
        if of and (at or kind_of(kind).is_global):
            raise RegardError(
                f"{line!r} cannot be said of one source, for another may tell the same. "
                "Saying it for the company would work."
            )
        space = of or (namespace if at else None)
        yield Rule(kind, space, _spelled(kind, space, pattern, region))


def _spelled(kind: str, namespace: str | None, pattern: str, region: str) -> str:
    """The pattern in the one spelling of its kind, as far as it is a whole value or address."""
    if Rule(kind, namespace, pattern).is_exact:
        found = clean(kind, namespace or EVERYWHERE, pattern, region)
        return found.value if found else pattern
    if kind != "email":
        return pattern
    local, at, domain = pattern.lower().rpartition("@")
    whole = clean("email", EVERYWHERE, f"somebody@{domain}") if at and not {"*", "?"} & set(domain) else None
    return f"{local}@{whole.value.rpartition('@')[2]}" if whole else pattern.lower()


def _pattern(rule: Rule) -> re.Pattern[str]:
    if rule.is_exact:
        return re.compile(re.escape(rule.pattern))
    # As of files: such a pattern never goes back to try the same letters again. A bracket is a bracket.
    return re.compile(translate(rule.pattern.replace("[", "[[]")), re.IGNORECASE)


def blocked_by(rules: Rules, fresh: Iterable[Signature], touched: Iterable[int]) -> dict[bytes, bool]:
    """The values of new profiles and of touched ones that these rules block."""
    if not rules:
        return {}
    found = {
        mark.key: True
        for one in fresh
        for mark, value in zip(one.marks, one.values, strict=True)
        if rules.block(mark.kind, mark.namespace, value)
    }
    keys = ring()
    for key, kind, namespace, value in read_in(_OF_PROFILES, list(touched)):
        if rules.block(kind, namespace, keys.unseal(bytes(value), about=bytes(key)).decode()):
            found[bytes(key)] = True
    return found


def turned_by(rules: Rules, *, before: Rules) -> dict[bytes, Turned]:
    """The values that these rules treat otherwise than they are treated now; `before`: the rules until now."""
    keys, said, found = ring(), declared(), dict[bytes, Turned]()
    for sealed_key, kind, namespace, sealed, status in _perhaps_turned(rules, before):
        key = bytes(sealed_key)
        if key in said:  # People say that it is of several: it joins nobody, whatever the rules.
            continue
        value = keys.unseal(bytes(sealed), about=key).decode()
        blocked = rules.block(kind, namespace, value)
        if blocked != (status == "blocked"):
            found[key] = Turned(kind, namespace, value, blocked)
    return found


def _perhaps_turned(rules: Rules, before: Rules) -> Iterator[tuple[bytes, str, str, bytes, str]]:
    """The rows of values that rules which came or went may be about: one value by its hash, patterns by their kind."""
    other = {one for one, _ in rules.never} ^ {one for one, _ in before.never}
    kinds = {one.kind for one in other if not one.is_exact}
    for kind in sorted(kinds):
        yield from read(_OF_KIND, [kind])
    exact = [
        ring().hash("identifier", one.kind, space, one.pattern)
        for one in other
        if one.is_exact and one.kind not in kinds
        for space in ([space for (space,) in read(_SPACES, [one.kind])] if one.namespace is None else [one.namespace])
    ]
    yield from read_in(_OF_KEYS, exact)
    for slug in sorted(rules.shared ^ before.shared):
        for kind in sorted(_WEAK - kinds):
            yield from read(_OF_SOURCE, [kind, slug])


def never(text: str, *, by: str, at: datetime, source: str = COMPANY) -> int:
    """Set what never points at a customer, one rule a line, of one source or of all; how many values that changes."""
    kept, was = _kept_with(text, source), _by_page()
    with _looked_again(rules_with(text=text, source=source), by=by, at=at) as changed:
        choose("never_identifiers", kept)
        for page, now in _by_page().items():
            note(page, {"never": (was[page], now)}, by=by, at=at)
    return changed


def declare_source(
    slug: str,
    *,
    by: str,
    at: datetime,
    country: str | None = None,
    zone: str | None = None,
    shared: bool | None = None,
) -> int:
    """Say whose numbers a source writes, its zone, whether anybody uses its devices; how many values change."""
    with _looked_again(rules_with(source=slug, shared=shared), by=by, at=at) as changed:
        describe_source(slug, country=country, zone=zone, shared_device=shared, by=by, at=at)
    return changed


@contextmanager
def _looked_again(rules: Rules, *, by: str, at: datetime) -> Iterator[int]:
    """Say within it what makes these the rules: all of it or nothing, and recognition looks again at whom it is about.

    That takes long where many carry such values, so it is found out before; what is recognised meanwhile by the rules
    of before, or is being recognised, is looked at again as well.
    """
    since, before = int(read(_LAST)[0][0]), rules_now()
    changed = turned_by(rules, before=before)
    seqs = {seq for seq in seqs_of(carriers_of(changed)) if seq <= since}
    with appending(STATE):
        yield len(changed)
        again = spans(seqs)
        if rules != before and (head := LOG.head()) > since:
            again = [*again, (since + 1, head)]
        if again:
            tell("rules", again, by=by, at=at)


def as_said(found: Mapping[bytes, Turned]) -> dict[bytes, bool]:
    """As recognition takes it: which values join nobody, or do again."""
    return {key: one.blocked for key, one in found.items()}
