"""Undoing at a million profiles: `python -m bench.undo --profiles 1000000`.

A hundred customers go the whole way; the rest are rows written in bulk, for nobody looks at them. Then customers are
merged and undone, profiles moved and moved back, and the merges of rules undone. Prints, for each, the median and the
slowest in twenty of the act with the recomputation of its region (recognition), and of the matters after it.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from bench.people import _prepare

LIMIT_MS = 50
SEEN = 200
"""Customers that go the whole way, each with four interactions and three profiles."""
_FAR = 1_000_000_000
_LONG_AGO = 1_700_000_000_000_000


def main() -> None:
    """Run the bench in a home of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profiles", type=int, default=1_000_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["REGARD_HOME"] = folder
        _prepare()
        _run(given.profiles)


def _run(profiles: int) -> None:
    from regard.customers import public as customers  # noqa: PLC0415 -- Django must be set up before
    from regard.foundation.databases import read  # noqa: PLC0415 -- as above

    _fill(profiles)
    numbers = _seen()
    (count,), (mapped,) = read("SELECT count(*) FROM profile")[0], read("SELECT count(*) FROM customer_map")[0]
    print(f"{count:,} profiles, {mapped:,} mapped")
    said: dict[str, list[tuple[float, ...]]] = {}
    now = lambda: {"by": "bench", "at": datetime.now(tz=UTC)}  # noqa: E731, TID251 -- a bench
    for one, other in zip(numbers[::2], numbers[1::2], strict=True):
        number = _timed(said, "merge", lambda a=one, b=other: customers.merge(a[0], b[0], **now()))
        _timed(said, "undo", lambda n=number: customers.undo(n, **now()))
        number = _timed(said, "move", lambda a=one, b=other: customers.move(a[2], b[0], **now()))
        _timed(said, "undo a move", lambda n=number: customers.undo(n, **now()))
        rule = read("SELECT no FROM merge_event WHERE rule = 'identifier' AND one = %s LIMIT 1", [one[0]])[0][0]
        number = _timed(said, "undo a rule's", lambda n=rule: customers.undo(n, **now()))
        _timed(said, "allow it again", lambda n=number: customers.undo(n, **now()))
    for name, took in said.items():
        wall, cpu, matters = ([1_000 * one[part] for one in took] for part in range(3))
        median, slow = statistics.median(wall), statistics.quantiles(wall, n=20)[-1]
        print(
            f"{name:>15}: median {median:5.1f} ms ({statistics.median(cpu):4.1f} of the processor), slowest in twenty "
            f"{slow:5.1f}; its matters {statistics.median(matters):5.1f} ms more"
            f"{'' if median <= LIMIT_MS else f'  ABOVE {LIMIT_MS} ms'}"
        )


def _timed(said: dict[str, list[tuple[float, ...]]], name: str, act: Callable[[], int]) -> int:
    from regard import house  # noqa: PLC0415 -- as above
    from regard.customers.public import RECOGNISE  # noqa: PLC0415 -- as above
    from regard.episodes.public import ASSIGN  # noqa: PLC0415 -- as above
    from regard.foundation.followers import step  # noqa: PLC0415 -- as above

    readings = [house.open_for(one.purpose, by="bench") for one in (RECOGNISE, ASSIGN)]
    began, cpu = time.perf_counter(), time.process_time()
    number = act()
    step(RECOGNISE, readings[0])
    recognised, cpu = time.perf_counter(), time.process_time() - cpu
    step(ASSIGN, readings[1])
    said.setdefault(name, []).append((recognised - began, cpu, time.perf_counter() - recognised))
    return number


def _seen() -> list[list[int]]:
    """Customers who go the whole way; the numbers of their profiles, the oldest first."""
    from regard import house  # noqa: PLC0415 -- as above
    from regard.record.public import admit  # noqa: PLC0415 -- as above

    numbers = []
    for who in range(SEEN):
        receipt = admit(list(_story(who)), received_at=datetime.now(tz=UTC))  # noqa: TID251 -- a bench
        numbers.append([one.seq for one in receipt.placed])
    while house.follow():
        pass
    return numbers


def _story(who: int) -> Iterator[Any]:
    from regard.record.public import Identifier, Interaction  # noqa: PLC0415 -- as above

    email, account = Identifier("email", "x", f"seen{who}@riders.co.th"), Identifier("account", "shop", f"seen{who}")
    sets = ((email,), (account, email), (email, Identifier("cookie", "shop", f"seen{who}")), (email,))
    for number, identifiers in enumerate(sets):
        yield Interaction(
            source="desk", message_id=f"seen{who}-{number}", occurred_at=datetime(2026, 1, 1 + number, tzinfo=UTC),
            channel="email", kind="message", direction="in", identifiers=identifiers,
        )  # fmt: skip


def _fill(profiles: int) -> None:
    """Customers of two profiles each: one with an account and an address, one with the address alone."""
    _insert("profile", ("id", "set_key", "marks"), ((_FAR + n, _key(n, b"p"), _marks(n)) for n in range(profiles)))
    _insert(
        "identifier", ("value_key", "kind", "namespace", "value", "profile_id", "status"),
        ((_key(n, b"i"), ("email", "account")[n % 2], "x", b"sealed", _FAR + n, "ok") for n in range(profiles)),
    )  # fmt: skip
    _insert(
        "profile_identifier", ("value_key", "profile_id"),
        (row for n in range(0, profiles, 2) for row in (
            (_key(n, b"i"), _FAR + n), (_key(n, b"i"), _FAR + n + 1), (_key(n + 1, b"i"), _FAR + n + 1),
        )),
    )  # fmt: skip
    moved = range(1, profiles, 2)
    _insert("recognised", ("seq", "profile_id", "occurred_at", "written_no"),
            ((_FAR + n, _FAR + n, _LONG_AGO + n, n + 1) for n in range(profiles)))  # fmt: skip
    _insert("customer_map", ("profile_id", "customer_id", "written_no"), ((_FAR + n, _FAR + n - 1, n) for n in moved))
    _insert("merge_event", ("one", "other", "value_key", "rule", '"by"', "undone_by"),
            ((_FAR + n - 1, _FAR + n, _key(n - 1, b"i"), "identifier", "", "") for n in moved))  # fmt: skip
    _insert("assigned", ("seq", "episode_id", "occurred_at", "link", "why", "sure", "written_no"),
            ((_FAR + n, _FAR + n, _LONG_AGO + n, "begins", "", "certain", n + 1) for n in range(profiles)))  # fmt: skip
    _insert("episode", ("id", "members", "began_at", "last_at", "written_no"),
            ((_FAR + n, 1, _LONG_AGO + n, _LONG_AGO + n, n + 1) for n in range(profiles)))  # fmt: skip


def _marks(n: int) -> bytes:
    from regard.customers.signature import Mark  # noqa: PLC0415 -- as above
    from regard.customers.ties import packed  # noqa: PLC0415 -- as above

    address, account = Mark(_key(n - n % 2, b"i"), "email", "x"), Mark(_key(n, b"i"), "account", "x")
    return packed([address, account] if n % 2 else [address])


def _key(number: int, kind: bytes) -> bytes:
    return kind + number.to_bytes(15, "big")


def _insert(table: str, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    from django.db import transaction  # noqa: PLC0415 -- as above

    from regard.foundation.databases import Write, write  # noqa: PLC0415 -- as above

    waiting = iter(rows)
    while part := list(islice(waiting, 50_000)):
        with transaction.atomic():
            write([Write(table=table, columns=columns, rows=part)])


if __name__ == "__main__":
    main()
