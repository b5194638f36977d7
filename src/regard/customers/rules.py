"""What staff say points at nobody: devices of declared shared sources, and values by pattern. Told by settings.

A rule changes the status of values, not the profiles that carry them, so that taking it back leaves no trace.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fnmatch import translate

from regard.company.public import choice, choose, describe_source, sources
from regard.customers.kinds import KINDS, named
from regard.customers.signature import Signature
from regard.foundation.databases import read, read_in
from regard.foundation.errors import RegardError
from regard.foundation.keys import ring
from regard.record.public import spans, tell

_WEAK = named("weak")
_OF_PROFILES = (
    "SELECT DISTINCT i.value_key, i.kind, i.namespace, i.value FROM profile_identifier p "
    "JOIN identifier i ON i.value_key = p.value_key WHERE p.profile_id IN ({marks})"
)
_EVERY = "SELECT value_key, kind, namespace, value, status FROM identifier"
_SEQS = (
    "SELECT r.seq FROM recognised r JOIN profile_identifier p ON p.profile_id = r.profile_id "
    "WHERE p.value_key IN ({marks})"
)


@dataclass(frozen=True, slots=True)
class Rules:
    """Sources whose devices anybody uses, and what never points at a customer, by kind."""

    shared: frozenset[str] = frozenset()
    never: tuple[tuple[str, re.Pattern[str]], ...] = ()

    def block(self, kind: str, namespace: str, value: str) -> bool:
        """Whether this value, in its one spelling, points at nobody."""
        if kind in _WEAK and namespace in self.shared:
            return True
        return any(kind == of and pattern.fullmatch(value) for of, pattern in self.never)

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self.shared or self.never)


def rules_now() -> Rules:
    """The rules as they are set."""
    shared = frozenset(slug for slug, one in sources().items() if one.shared_device)
    return Rules(shared, read_patterns(choice("never_identifiers")))


def read_patterns(text: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """One `kind:pattern` a line, with * and ?: `email:*@ours.example`, `phone:+6621234567`."""
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        kind, colon, pattern = line.partition(":")
        if not colon or kind not in KINDS or not pattern.strip("*? "):
            raise RegardError(f"{line!r} is no rule. A kind and a pattern would work: email:*@ours.example")
        found.append((kind, re.compile(translate(pattern.strip()), re.IGNORECASE)))
    return tuple(found)


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


def never(text: str, *, by: str, at: datetime) -> int:
    """Set what never points at a customer, one rule a line; how many values that changes."""
    read_patterns(text)
    choose("never_identifiers", text)
    return _reconsider(by=by, at=at)


def declare_source(slug: str, *, by: str, at: datetime, country: str | None = None, shared: bool | None = None) -> int:
    """Say whose telephone numbers a source writes, and whether anybody uses its devices; how many values it changes."""
    describe_source(slug, country=country, shared_device=shared)
    return _reconsider(by=by, at=at) if shared is not None else 0


def _reconsider(*, by: str, at: datetime) -> int:
    """Have recognition look again at whoever carries a value that the rules now treat otherwise."""
    rules, keys = rules_now(), ring()
    changed = [
        bytes(key)
        for key, kind, namespace, value, status in read(_EVERY)
        if rules.block(kind, namespace, keys.unseal(bytes(value), about=bytes(key)).decode()) != (status == "blocked")
    ]
    seqs = {seq for (seq,) in read_in(_SEQS, changed)}
    if seqs:
        tell("rules", spans(seqs), by=by, at=at)
    return len(changed)
