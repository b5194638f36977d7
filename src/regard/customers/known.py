"""The log as far as it is recognised, for those who need to know the customer."""

import json
from collections.abc import Sequence

from regard.customers.recognise import RECOGNISE
from regard.foundation.databases import read
from regard.foundation.followers import position_of
from regard.record.public import LOG, Logged


class KnownStream:
    """The numbers of the log; its changes are those of recognition, which hands on what the change log told it.

    One fence for both: whoever reads a change here finds the customers as that change left them.
    """

    def head(self) -> int:
        """The highest number whose customer has been looked for."""
        return min(LOG.head(), position_of(RECOGNISE.name).number)

    def read(self, *, after: int, upto: int, limit: int) -> tuple[Sequence[Logged], int]:
        """Interactions after a number, and how far this is complete."""
        return LOG.read(after=after, upto=upto, limit=limit)

    def changes(self, *, after: int) -> tuple[Sequence[int], int]:
        """Interactions whose customer the next change touched."""
        rows = read("SELECT no, spans FROM regrouped WHERE no > %s ORDER BY no LIMIT 1", [after])
        if not rows:
            return (), after
        number, spans = rows[0]
        return [seq for first, last in json.loads(spans) for seq in range(first, last + 1)], number


KNOWN = KnownStream()
