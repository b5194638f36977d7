"""Recognition at speed, on the crowd with households and kiosks: `python -m bench.recognition [--rows N]`.

The interactions are admitted first. Then recognition takes them batch by batch: opens their identifiers, one spelling
each, keyed hashes, names, guards, sealed rows, all in SQLite. Beside it a peer does the least that could be called
recognition: a union-find in plain Python over one SQLite table, without spelling, guards, encryption or undo. Prints
identifiers per second of processor time for both, precision and recall. What is wanted is held against the first 50,000
interactions, of which the research counted it; beside it stands what all of them took. Then it prints who would be one
customer if the kiosks' source were declared shared, and without guards, held against the connected components.
`--names-from-agents`: no form asks for a name. `--profile` says where the time goes.
"""

import argparse
import cProfile
import os
import pstats
import sqlite3
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.people import _prepare
from regard.foundation.garbage import collect_rarely

AT_ONCE = 5_000
COUNTED = 50_000
LEAST_PER_SECOND = 15_000


def main() -> None:
    """Run the bench in a home of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--names-from-agents", action="store_true")
    parser.add_argument("--profile", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["REGARD_HOME"] = folder
        _prepare()
        collect_rarely()  # As the worker does.
        _run(given.rows, forms_ask=not given.names_from_agents, is_profiled=given.profile)


def _run(rows: int, *, forms_ask: bool, is_profiled: bool) -> None:
    from regard.company.public import choose  # noqa: PLC0415 -- Django must be set up before rooms are imported
    from tests.customers.scenario import crowd, scored  # noqa: PLC0415 -- as above

    choose("phone_region", "TH")
    seen = list(crowd(rows, of=rows // 4, forms_ask=forms_ask))
    count = sum(len(one.identifiers) for one in seen)
    _admit(seen)
    from regard import house  # noqa: PLC0415 -- as above
    from regard.customers.public import RECOGNISE, customers_of  # noqa: PLC0415 -- as above

    reading = house.open_for(RECOGNISE.purpose, by="bench")
    profile = cProfile.Profile() if is_profiled else None
    if profile:
        profile.enable()
    each = _recognise(RECOGNISE, reading)
    if profile:
        profile.disable()
    took = sum(each)
    cpu = time.process_time()
    merged = _peer(seen)
    beside = time.process_time() - cpu
    found = customers_of(reading, list(range(1, rows + 1)))
    customers = [found.get(number) for number in range(1, rows + 1)]
    truth = [one.person for one in seen]
    first = sum(len(one.identifiers) for one in seen[:COUNTED])
    speed = first / sum(each[: COUNTED // AT_ONCE])
    print(f"{count:,} identifiers; so many per second of processor time:")
    print(f"regard: {count / took:>9,.0f} ({took:.1f} s) {scored(truth, customers)}")
    print(f"  peer: {count / beside:>9,.0f} ({beside:.1f} s) {scored(truth, merged)}")
    print(f" ratio: {took / beside:.2f} times the peer's time; load {os.getloadavg()[0]:.1f}")
    print(f" first: {speed:>9,.0f} of the first {min(rows, COUNTED):,} interactions")
    print(f"{LEAST_PER_SECOND:,} wanted of these: {'kept' if speed >= LEAST_PER_SECOND else 'BROKEN'}")
    _guarded(seen, truth)
    if profile:
        pstats.Stats(profile).sort_stats("tottime").print_stats(35)


def _guarded(seen: Sequence[Any], truth: Sequence[int]) -> None:
    from regard.foundation.keys import ring  # noqa: PLC0415 -- as above
    from tests.customers.components import components, partition  # noqa: PLC0415 -- as above
    from tests.customers.scenario import as_one, scored  # noqa: PLC0415 -- as above

    print(f"with the kiosks declared shared: {scored(truth, as_one(seen, ring(), shared=frozenset({'kiosk'})))}")
    without = as_one(seen, ring(), guards=False)
    is_same = partition(without) == partition(components(seen, ring()))
    print(f"without guards: {scored(truth, without)}, {'equal to' if is_same else 'NOT'} the connected components")


def _admit(seen: Sequence[Any]) -> None:
    from regard.foundation import clock  # noqa: PLC0415 -- as above
    from regard.record.public import admit  # noqa: PLC0415 -- as above

    for start in range(0, len(seen), AT_ONCE):
        part = [one.told(start + place) for place, one in enumerate(seen[start : start + AT_ONCE])]
        admit(part, received_at=clock.now())


def _recognise(follower: Any, reading: Any) -> list[float]:
    """The seconds of processor time that each batch took."""
    from regard.foundation.followers import BATCH, step  # noqa: PLC0415 -- as above

    assert BATCH == AT_ONCE
    found = []
    begun = time.process_time()
    while step(follower, reading).is_busy:
        found.append(time.process_time() - begun)
        begun = time.process_time()
    return found


def _peer(seen: Sequence[Any]) -> list[int | None]:
    """Whoever shares a value is one: a table of values, 1,000 interactions at a time."""
    with tempfile.TemporaryDirectory() as folder:
        table = sqlite3.connect(Path(folder) / "peer.sqlite3")
        table.execute("CREATE TABLE value (kind TEXT, value TEXT, persona INTEGER, PRIMARY KEY (kind, value))")
        parent: dict[int, int] = {}
        homes = []
        for start in range(0, len(seen), 1_000):
            for number, one in enumerate(seen[start : start + 1_000], start=start):
                parent[number] = number
                for told in one.identifiers:
                    row = table.execute(
                        "SELECT persona FROM value WHERE kind = ? AND value = ?", (told.kind, told.value)
                    ).fetchone()
                    if row is None:
                        table.execute("INSERT INTO value VALUES (?, ?, ?)", (told.kind, told.value, number))
                    else:
                        older, younger = sorted((_root(parent, row[0]), _root(parent, number)))
                        parent[younger] = older
                homes.append(number)
            table.commit()
        table.close()
        return [_root(parent, number) for number in homes]


def _root(parent: dict[int, int], one: int) -> int:
    while parent[one] != one:
        parent[one] = one = parent[parent[one]]
    return one


if __name__ == "__main__":
    main()
