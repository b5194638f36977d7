"""Acts on matters of a customer with many interactions: `python -m bench.acts --rows 10000`.

One customer, in matters of 25 interactions each, and one matter as long as all of them together. For each act:
processor time of the preview, of doing it (the preview again, and the rows of the ruling), and of the recomputation by
the followers. What doing it costs beyond one recomputation is held against 100 ms.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

START = datetime(2020, 1, 1, tzinfo=UTC)
LIMIT_MS = 100.0
ROUNDS = 5


def main() -> None:
    """Run the bench in a home of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["REGARD_HOME"] = folder
        _prepare()
        _run(given.rows)


def _prepare() -> None:
    import django  # noqa: PLC0415 -- the home must be named before Django's settings are read

    os.environ["DJANGO_SETTINGS_MODULE"] = "regard.web.settings"
    from regard.foundation.home import Home  # noqa: PLC0415 -- as above
    from regard.foundation.keys import make_ring  # noqa: PLC0415 -- as above

    make_ring(Home(Path(os.environ["REGARD_HOME"])).ensure().keys)
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 -- as above

    for alias in ("default", "log"):
        call_command("migrate", database=alias, verbosity=0)


def _run(rows: int) -> None:
    from regard import house  # noqa: PLC0415 -- Django must be set up before rooms are imported
    from regard.episodes.public import Act  # noqa: PLC0415 -- as above
    from regard.foundation import clock  # noqa: PLC0415 -- as above
    from regard.record.public import admit  # noqa: PLC0415 -- as above

    short = [f"case-{number // 25}" for number in range(rows)]
    for name, cases in (("matters of 25", short), ("one matter", ["the case"] * rows)):
        told = [_told(name, number, case) for number, case in enumerate(cases)]
        seqs = [one.seq for one in admit(told, received_at=clock.now()).placed]
        _follow(house)
        middle, late = seqs[rows // 2 + 12], seqs[-13]
        for act in (Act("split", middle), Act("split", late), Act("out", late), Act("move", late, seqs[0])):
            if name == "one matter" and act.kind == "move":
                continue
            _measure(house, f"{name}: {act.kind} {'in the middle' if act.one == middle else 'near the end'}", act)


def _told(name: str, number: int, case: str) -> Any:
    from regard.record.public import Identifier, Interaction, ObjectRef  # noqa: PLC0415 -- as above

    return Interaction(
        source="desk",
        message_id=f"{name} {number}",
        occurred_at=START + timedelta(hours=number * 3),
        channel="email",
        kind="message",
        direction="in" if number % 2 == 0 else "out",
        role="asks" if number % 2 == 0 else "answers",
        objects=(ObjectRef("case", "desk", f"{name} {case}"),),
        identifiers=(Identifier("account", "desk", name),),
    )


def _follow(house: Any) -> None:
    while house.follow():
        pass


def _measure(house: Any, name: str, act: Any) -> None:
    from regard.episodes.public import do, preview, undo  # noqa: PLC0415 -- as above
    from regard.foundation import clock  # noqa: PLC0415 -- as above

    reading = house.open_for("serve_customer", by="bench")
    seen, done, again = [], [], []
    for _ in range(ROUNDS):
        seen.append(_cpu_ms(lambda: preview(reading, act)))
        numbers: list[int] = []
        done.append(_cpu_ms(lambda: numbers.append(do(reading, act, by="bench", at=clock.now()))))  # noqa: B023 -- at once
        again.append(_cpu_ms(lambda: _follow(house)))
        undo(numbers[0], by="bench", at=clock.now())
        _follow(house)
    look, act_ms, follow = (statistics.median(one) for one in (seen, done, again))
    over = act_ms - follow
    print(
        f"{name:42} preview {look:7.1f} ms  do {act_ms:7.1f} ms  recomputation {follow:7.1f} ms  "
        f"over it {over:7.1f} ms {'ok' if over <= LIMIT_MS else 'TOO SLOW'}"
    )


def _cpu_ms(what: Callable[[], object]) -> float:
    started = time.process_time()
    what()
    return (time.process_time() - started) * 1_000


if __name__ == "__main__":
    main()
