"""What every room raises: an error says what was asked, why not, and what would work."""

from collections.abc import Iterable


class RegardError(Exception):
    """A caller's mistake or a broken world, in one sentence a person can act on."""


class NotKnown(RegardError):
    """Something was asked for by a name that nothing has."""

    def __init__(self, what: str, name: str, known: Iterable[str]) -> None:
        self.what, self.name, self.known = what, name, tuple(sorted(known))
        super().__init__(f"No {what} named {name!r}. Known: {', '.join(self.known) or 'none yet'}.")
