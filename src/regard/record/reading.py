"""Reading the record: only through a `Reading`; words and identifiers only for a purpose that may see them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from regard.data_use.public import Reading
from regard.foundation.clock import from_micros
from regard.foundation.databases import log_alias, read
from regard.foundation.keys import ring
from regard.record import log
from regard.record.change import changes_after
from regard.record.interaction import Identifier, Logged, Sealed
from regard.record.sealing import open_identifiers, open_sealed


def history(reading: Reading, seqs: Sequence[int]) -> list[Logged]:
    """The open part of these interactions, in order of number; erased ones are absent."""
    reading.must_allow("behavioural", what="an interaction")
    return log.at(seqs)


def unseal(reading: Reading, seqs: Sequence[int]) -> dict[int, Sealed]:
    """Words, identifiers and facts by number, for a purpose that may read identities."""
    reading.must_allow("identity", what="the sealed part of an interaction")
    keys = ring()
    return {seq: open_sealed(keys, sealed, message_key=key) for seq, (key, sealed) in log.sealed_at(seqs).items()}


def identifiers_of(reading: Reading, seqs: Sequence[int]) -> dict[int, tuple[Identifier, ...]]:
    """Only the identifiers of these interactions by number, for a purpose that may read identities."""
    reading.must_allow("identity", what="the identifiers of an interaction")
    keys = ring()
    return {seq: open_identifiers(keys, sealed, message_key=key) for seq, (key, sealed) in log.sealed_at(seqs).items()}


def ends(sources: Iterable[str]) -> dict[str, datetime]:
    """The newest moment of each of these sources: where a finished export ends. A source without rows is absent."""
    found = {}
    for source in sources:
        newest = read("SELECT max(occurred_at) FROM interaction WHERE source = %s", [source], alias=log_alias())[0][0]
        if newest is not None:
            found[source] = from_micros(newest)
    return found


class LogStream:
    """The log as followers read it: numbered, in order, husks passed over."""

    def head(self) -> int:
        """The highest number."""
        return log.head()

    def read(self, *, after: int, upto: int, limit: int) -> tuple[Sequence[Logged], int]:
        """Interactions after a number, and how far this is complete."""
        return log.after(after, upto=upto, limit=limit)

    def changes(self, *, after: int) -> tuple[Sequence[int], int]:
        """Interactions touched by the next change."""
        return changes_after(after)


LOG = LogStream()
