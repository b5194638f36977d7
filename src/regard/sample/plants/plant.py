"""A plant: something that happens in the company on purpose, and how reports are held against it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from regard.sample.company import Company
from regard.sample.seen import Finding, Seen


@dataclass(frozen=True, kw_only=True)
class Plant:
    """`sow` puts it into the company; `check` says what Regard found of it; `not_yet` what nobody can look for."""

    name: str
    title: str
    sow: Callable[[Company], None] | None = None
    check: Callable[[Seen], Sequence[Finding]] | None = None
    not_yet: str = ""
